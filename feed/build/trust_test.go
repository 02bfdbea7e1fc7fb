package build_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"seedfeed/feed/build"
)

// rounds is the variable that says how many folders TestTrust goes through; each takes about a second.
const rounds = "SEEDFEED_TRUST"

// TestTrust has articles change at random between the builds of a session, and during them, on a clock of its own. The
// session learns of the changes as a watch does: a little late, in their order, and when nothing has been heard for a
// while. Every third folder has builds of everything instead, as by cron. When all is quiet each article is who it was. The
// same seed gives the same changes.
func TestTrust(t *testing.T) {
	seed, count := uint64(1), 8
	if testing.Short() {
		count = 2
	}
	if text := os.Getenv(rounds); text != "" {
		count, _ = strconv.Atoi(text)
		seed = rand.Uint64N(1 << 32)
	}
	for i := range uint64(count) {
		t.Run(fmt.Sprint(seed+i), func(t *testing.T) {
			t.Parallel()
			newPlot(t, seed+i).live(12)
		})
	}
}

// A plot is a folder of articles that changes under a session.
type plot struct {
	*testing.T
	seeds   string
	session *build.Session // nil where each build is by itself
	config  build.Settings
	random  *rand.Rand

	mu  sync.Mutex // of what happens during a build
	now time.Time

	growing, gone []*sprout
	last          map[string]*sprout // by path, the last that was there
	folders       []string
	numbers       int
	events        []event  // that the session has not been told of
	told          []string // those that it has been told of, and that it has not looked at
	heard         time.Time
	calls, strike int // of the clock in this build, and that at which something changes
	log           []string
}

// An event is what has changed at once, or a part of it that may become known by itself.
type event struct {
	at    time.Time
	paths []string
}

// A sprout is an article of the plot.
type sprout struct {
	name, path, text, id string
	published            time.Time

	broken                       bool    // its front matter is
	twins                        bool    // there is another with its text
	of                           *sprout // that it is a copy of, until it is rewritten
	back, moved, swapped, edited bool    // since it was looked at last
	over                         *sprout
}

const settling = time.Second

func newPlot(t *testing.T, seed uint64) *plot {
	dir := t.TempDir()
	p := &plot{T: t, seeds: filepath.Join(dir, "seeds"), config: settings(t, dir), random: rand.New(rand.NewPCG(seed, 0)), folders: []string{"", "f", "g"}, last: map[string]*sprout{}, strike: -1}
	p.now = time.Now().Add(time.Hour) // no time that the system gives a file is anywhere near
	if seed%3 > 0 {
		p.config.Settle = settling
		p.session = build.NewSession(p.config, build.Env{Now: p.clock})
	}
	for _, folder := range p.folders {
		must(t, os.MkdirAll(p.at(folder), 0o755))
	}
	for range 14 {
		p.plant()
	}
	return p
}

func (p *plot) at(path string) string { return filepath.Join(p.seeds, path) }

// clock is the session's. At some call of each build the folder changes.
func (p *plot) clock() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.now = p.now.Add(time.Millisecond)
	if p.calls++; p.calls == p.strike {
		p.note("meanwhile:")
		p.change()
	}
	return p.now
}

func (p *plot) note(format string, args ...any) { p.log = append(p.log, fmt.Sprintf(format, args...)) }

func (p *plot) live(times int) {
	defer func() {
		if p.Failed() {
			p.Logf("%s", strings.Join(p.log, "\n"))
		}
		if p.session != nil {
			must(p, p.session.Close())
		}
	}()
	p.rest()
	for range times {
		p.log = nil
		for range 2 + p.random.IntN(8) {
			p.change()
			p.pass()
		}
		p.rest()
		if p.check(); p.Failed() {
			return
		}
	}
}

// pass lets some time pass, in which the session may learn of something and build.
func (p *plot) pass() {
	p.now = p.now.Add([]time.Duration{0, settling / 4, settling * 9 / 10, settling * 11 / 10, settling * 2}[p.random.IntN(5)])
	late := p.random.IntN(len(p.events) + 1)
	for late < len(p.events) && p.now.Sub(p.events[late].at) >= settling/2 {
		late++
	}
	p.tell(late)
	if len(p.told) > 0 && p.now.Sub(p.heard) >= settling {
		p.build(p.random.IntN(60))
	}
}

func (p *plot) tell(n int) {
	for _, e := range p.events[:n] {
		p.told = append(p.told, e.paths...)
		if e.at.After(p.heard) {
			p.heard = e.at
		}
	}
	p.events = p.events[n:]
}

// rest lets the session come to its end with all that has changed.
func (p *plot) rest() {
	for range 40 {
		p.tell(len(p.events))
		p.now = p.now.Add(settling * 3 / 2)
		if p.build(-1); len(p.told) == 0 {
			return
		}
	}
	p.Fatalf("it is not done with %q", p.told)
}

// build builds, and has something change when the clock is asked for the time for the strike-th time.
func (p *plot) build(strike int) {
	paths := slices.Clone(p.told)
	slices.Sort(paths)
	paths = slices.Compact(paths)
	p.note("build %q", paths)
	p.told = nil
	p.calls, p.strike = 0, strike
	var report *build.Report
	var err error
	if p.session == nil {
		report, err = build.Run(p.Context(), p.config, build.Env{Now: p.clock})
	} else {
		report, err = p.session.Build(p.Context(), build.Scope{Paths: paths})
	}
	p.strike = -1
	must(p, err)
	if len(report.Later) > 0 {
		p.note("    later %q", report.Later)
		p.told, p.heard = append(p.told, report.Later...), p.now
	}
}

func (p *plot) check() {
	view, err := build.Look(p.Context(), p.config, build.Env{Now: p.clock})
	must(p, err)
	defer view.Close()
	known := map[string]build.Article{}
	must(p, view.Articles(p.Context(), func(a build.Article) error {
		known[a.Path] = a
		return nil
	}))
	owners := map[string]string{}
	for _, s := range p.growing {
		is, ok := known[s.path]
		if s.broken && (!ok || is.Reason != "") {
			continue
		}
		if !ok || is.Reason != "" {
			p.Errorf("%s at %s is not published: %s", s.name, s.path, is.Reason)
			continue
		}
		if owners[is.ID] != "" {
			p.Errorf("%s and %s share the id %s", owners[is.ID], s.path, is.ID)
		}
		owners[is.ID] = s.path
		if s.id != "" && !(s.moved && s.edited) && (is.ID != s.id || !is.Published.Equal(s.published)) {
			p.Errorf("%s at %s: got the id %s, published %v, it was %s, %v", s.name, s.path, is.ID, is.Published, s.id, s.published)
		}
		s.id, s.published = is.ID, is.Published
		s.back, s.moved, s.swapped, s.edited, s.over = false, false, false, false, nil
		if s.of != nil && strings.HasPrefix(s.text, "# "+s.name) {
			s.of.twins, s.twins, s.of = false, false, nil
		}
	}
	for _, s := range p.gone {
		if owner := owners[s.id]; owner != "" && !s.edited {
			p.Errorf("%s is gone, and its id %s is that of %s", s.name, s.id, owner)
		} else if owner != "" || s.edited {
			s.id = "" // it is not known what became of it
		}
		s.edited = false
	}
}

// change does something at random.
func (p *plot) change() {
	changes := []struct {
		weight int
		change func()
	}{
		{3, p.plant}, {5, p.rename}, {3, p.remove}, {3, p.restore}, {5, p.edit}, {5, p.swap}, {1, p.renameFolder},
		{2, p.picture}, {1, p.data}, {2, p.overwrite}, {2, p.breakOrMend}, {2, p.copy}, {2, p.rewrite}, {1, p.restart},
	}
	total := 0
	for _, c := range changes {
		total += c.weight
	}
	pick := p.random.IntN(total)
	for _, c := range changes {
		if pick -= c.weight; pick < 0 {
			c.change()
			return
		}
	}
}

func (p *plot) some() *sprout { return p.growing[p.random.IntN(len(p.growing))] }

// known is one that has been seen, and is not broken. Where others have moved cannot be seen.
func (p *plot) known() *sprout {
	for range 100 {
		if s := p.some(); !s.broken && !s.back && !s.twins && s.id != "" {
			return s
		}
	}
	i := slices.IndexFunc(p.growing, func(s *sprout) bool { return !s.twins })
	if i < 0 {
		p.plant()
		i = len(p.growing) - 1
	}
	return p.growing[i]
}

func (p *plot) path() string {
	p.numbers++
	return path.Join(p.folders[p.random.IntN(len(p.folders))], fmt.Sprintf("n%d.md", p.numbers))
}

func (p *plot) touched(paths ...string) { p.events = append(p.events, event{p.now, paths}) }

// mv renames a file, and gives it the time that the system would note for that.
func (p *plot) mv(from, to string) {
	must(p, os.Chtimes(p.at(from), p.now, p.now))
	must(p, os.Rename(p.at(from), p.at(to)))
}

func (p *plot) writeFile(at, text string) {
	must(p, os.WriteFile(p.at(".new"), []byte(text), 0o644))
	p.mv(".new", at)
	p.touched(at)
}

func (p *plot) put(s *sprout) {
	if s.over != nil {
		s.over.edited = true // all that can be seen is that there is another text at its path
	}
	p.last[s.path] = s
	text := s.text
	if s.broken {
		text = "---\ntags: [[\n---\n" + text
	}
	p.writeFile(s.path, text)
}

func (p *plot) words(n int) (words string) {
	for range n {
		words += fmt.Sprintf("w%x ", p.random.IntN(1<<20))
	}
	return words
}

func (p *plot) plant() {
	if len(p.growing) > 30 {
		p.remove()
		return
	}
	s := &sprout{path: p.path()}
	s.name = fmt.Sprintf("Sprout %d", p.numbers)
	s.text = fmt.Sprintf("# %s\n\n%s\n", s.name, p.words(60))
	p.note("plant %s", s.path)
	p.put(s)
	p.growing = append(p.growing, s)
}

func (p *plot) edit() {
	s := p.some()
	p.note("edit %s", s.path)
	s.text, s.edited = s.text+"\n"+p.words(4)+"\n", true
	p.put(s)
}

func (p *plot) breakOrMend() {
	s := p.some()
	if s.moved || s.back || s.twins || s.id == "" {
		return
	}
	p.note("break or mend %s", s.path)
	s.broken, s.edited = !s.broken, true
	p.put(s)
}

func (p *plot) rename() {
	s, to := p.known(), p.path()
	p.note("rename %s to %s", s.path, to)
	from := s.path
	p.mv(from, to)
	s.path, s.moved = to, true
	p.last[to] = s
	if p.random.IntN(2) == 0 {
		p.touched(from, to)
		return
	}
	// Who polls may have seen the one folder before and the other afterwards.
	p.touched(to)
	p.events = append(p.events, event{p.now.Add(settling * time.Duration(p.random.IntN(4))), []string{from}})
}

func (p *plot) forget(s *sprout) {
	s.moved, s.edited = true, s.edited || s.swapped
	p.growing = slices.DeleteFunc(p.growing, func(other *sprout) bool { return other == s })
	p.gone = append(p.gone, s)
}

func (p *plot) remove() {
	s := p.known()
	if len(p.growing) < 8 {
		return
	}
	p.note("remove %s", s.path)
	must(p, os.Remove(p.at(s.path)))
	p.forget(s)
	p.touched(s.path)
}

func (p *plot) restore() {
	if len(p.gone) == 0 {
		return
	}
	i := p.random.IntN(len(p.gone))
	s := p.gone[i]
	p.gone = slices.Delete(p.gone, i, i+1)
	// What is at the path of an article that is gone is that article, back, even with another text.
	if _, err := os.Lstat(p.at(s.path)); err == nil || p.last[s.path] != s || p.random.IntN(3) == 0 {
		s.path = p.path()
	}
	must(p, os.MkdirAll(filepath.Dir(p.at(s.path)), 0o755))
	if folder := path.Dir(s.path); folder != "." && !slices.Contains(p.folders, folder) {
		p.folders = append(p.folders, folder)
	}
	p.note("restore %s as %s", s.name, s.path)
	s.back = true
	p.put(s)
	p.growing = append(p.growing, s)
}

func (p *plot) swap() {
	a, b := p.known(), p.known()
	if a == b || a.id == "" || b.id == "" {
		return
	}
	p.note("swap %s and %s", a.path, b.path)
	p.mv(a.path, ".aside")
	p.mv(b.path, a.path)
	p.mv(".aside", b.path)
	a.path, b.path = b.path, a.path
	a.moved, b.moved, a.swapped, b.swapped = true, true, true, true
	p.last[a.path], p.last[b.path] = a, b
	p.touched(a.path, b.path)
}

// copy begins an article as a copy of another. Until it has become one of its own nobody could tell the two apart, so neither
// moves.
func (p *plot) copy() {
	a := p.known()
	if len(p.growing) > 30 || a.moved || a.swapped || a.edited || a.id == "" || a.twins {
		return
	}
	s := &sprout{path: p.path(), text: a.text, of: a, twins: true}
	s.name, a.twins = fmt.Sprintf("Copy %d", p.numbers), true
	p.note("copy %s to %s", a.path, s.path)
	p.put(s)
	p.growing = append(p.growing, s)
}

// rewrite makes another article of a copy.
func (p *plot) rewrite() {
	for _, s := range p.growing {
		if s.of != nil && s.id != "" && !s.broken && !strings.HasPrefix(s.text, "# "+s.name) {
			p.note("rewrite %s", s.path)
			s.text, s.edited = fmt.Sprintf("# %s\n\n%s\n", s.name, p.words(60)), true
			p.put(s)
			return
		}
	}
}

// restart ends the session, and begins another.
func (p *plot) restart() {
	if p.session == nil || p.strike >= 0 {
		return
	}
	p.note("restart")
	must(p, p.session.Close())
	p.session = build.NewSession(p.config, build.Env{Now: p.clock})
}

// overwrite moves an article to the place of another, which is gone then.
func (p *plot) overwrite() {
	a, b := p.known(), p.known()
	if a == b || a.id == "" || b.id == "" || len(p.growing) < 8 {
		return
	}
	p.note("rename %s over %s", a.path, b.path)
	from := a.path
	p.mv(from, b.path)
	a.path, a.moved, a.over = b.path, true, b
	b.edited = b.edited || a.edited
	p.last[a.path] = a
	p.forget(b)
	p.touched(from, a.path)
}

func (p *plot) renameFolder() {
	i := 1 + p.random.IntN(len(p.folders)-1)
	p.numbers++
	from, to := p.folders[i], fmt.Sprintf("d%d", p.numbers)
	if slices.ContainsFunc(p.growing, func(s *sprout) bool { return (s.broken || s.twins) && path.Dir(s.path) == from }) {
		return
	}
	p.note("rename folder %s to %s", from, to)
	must(p, os.Rename(p.at(from), p.at(to)))
	p.folders[i] = to
	for _, s := range p.growing {
		if path.Dir(s.path) == from {
			s.path, s.moved = path.Join(to, path.Base(s.path)), true
			p.last[s.path] = s
		}
	}
	p.events = append(p.events, event{p.now, []string{from, to}})
}

// picture changes the picture that an article shows, or gives it one.
func (p *plot) picture() {
	s := p.some()
	name := strings.ReplaceAll(s.name, " ", "-") + ".png"
	at := path.Join(path.Dir(s.path), name)
	p.note("picture %s", at)
	p.writeFile(at, p.words(3))
	if !strings.Contains(s.text, name) {
		s.text, s.edited = s.text+"\n![A picture]("+name+")\n", true
		p.put(s)
	}
}

// data changes what a file says of all articles in its folder.
func (p *plot) data() {
	folder := p.folders[1+p.random.IntN(len(p.folders)-1)]
	at := path.Join(folder, folder+".json")
	p.note("data %s", at)
	p.writeFile(at, fmt.Sprintf(`{"author": "Ann %d"}`, p.random.IntN(100)))
}
