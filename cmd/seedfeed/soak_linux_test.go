package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gofrs/flock"
	"github.com/google/go-cmp/cmp"
)

const (
	soakChanges = "SEEDFEED_SOAK"      // how many changes
	soakSeed    = "SEEDFEED_SOAK_SEED" // of their choice
)

// Random changes happen to a folder under a running watch, which is killed and ended now and then. At each pause the
// output equals that of a build of a copy, every article is who it was, and nothing is left over. Set SEEDFEED_SOAK to
// 10000 for what a busy day may bring.
func TestWatchSoak(t *testing.T) {
	count, seed := 400, rand.Uint64()
	if testing.Short() {
		count = 60
	}
	if text := os.Getenv(soakChanges); text != "" {
		count, _ = strconv.Atoi(text)
	}
	if text := os.Getenv(soakSeed); text != "" {
		seed, _ = strconv.ParseUint(text, 10, 64)
	}
	t.Logf("%s=%d %s=%d", soakChanges, count, soakSeed, seed)
	s := newSoak(t, seed)
	defer func() {
		if t.Failed() {
			t.Logf("%s=%d %s=%d, after\n%s", soakChanges, count, soakSeed, seed, strings.Join(s.done[max(0, len(s.done)-150):], "\n"))
		}
	}()
	for len(s.done) < count {
		for pause := min(count, len(s.done)+30+s.random.IntN(40)); len(s.done) < pause; {
			s.change()
			// The memory of one process can only be looked at if it lives long enough.
			if len(s.done) < count*2/5 {
				s.maybeRestart()
			}
			if s.random.IntN(4) == 0 {
				time.Sleep(time.Duration(s.random.IntN(60)) * time.Millisecond)
			}
		}
		s.check()
	}
	s.finish()
}

// A soak is a garden under a watch.
type soak struct {
	*garden
	top     string // the folder that everything is in
	watch   *watched
	logs    []string
	use     []use // of the watch that runs, at each pause
	checked int   // ids that were compared
	unsure  int   // articles that were moved and edited at once, so that nothing is known of their id
	longest time.Duration
	kills   int
}

// use is what a process takes.
type use struct {
	memory, anonymous int64
	descriptors       int
}

func newSoak(t *testing.T, seed uint64) *soak {
	top := t.TempDir()
	s := &soak{top: top, garden: &garden{t: t, dir: filepath.Join(top, "seeds"), random: rand.New(rand.NewPCG(seed, 0)), folders: []string{""}}}
	s.must(os.Mkdir(s.dir, 0o755))
	for range 60 {
		s.write()
	}
	s.done = nil
	s.start()
	return s
}

var soakArgs = []string{"--url", "https://example.org/garden/", "--limit", "20"}

func (s *soak) start() {
	s.use = nil
	s.watch = spawnWatch(s.t, s.top, append([]string{"--settle", "20ms"}, soakArgs...)...)
	s.logs = append(s.logs, s.watch.log)
}

// maybeRestart kills or ends the watch now and then, and starts it again, sometimes after more changes.
func (s *soak) maybeRestart() {
	pick := s.random.IntN(50)
	if pick > 2 {
		return
	}
	time.Sleep(time.Duration(s.random.IntN(120)) * time.Millisecond)
	if pick == 0 {
		s.note("kill")
		s.kills++
		s.watch.end(s.t, syscall.SIGKILL)
	} else {
		s.note("end")
		// Before it listens to signals one ends it like any program.
		s.watch.await(s.t, "the start", func() bool { return isWatching(s.t, s.watch) })
		s.watch.end(s.t, syscall.SIGTERM)
	}
	if s.random.IntN(2) == 0 {
		for range s.random.IntN(8) {
			s.change()
		}
	}
	s.note("start")
	s.start()
}

// isWatching reports whether a process has come so far that it has an inotify descriptor.
func isWatching(t *testing.T, w *watched) bool {
	entries, _ := os.ReadDir(fmt.Sprintf("/proc/%d/fd", w.cmd.Process.Pid))
	return slices.ContainsFunc(entries, func(e os.DirEntry) bool {
		target, _ := os.Readlink(fmt.Sprintf("/proc/%d/fd/%s", w.cmd.Process.Pid, e.Name()))
		return target == "anon_inode:inotify"
	})
}

// check waits until the output is that of a build, and then looks at everything.
func (s *soak) check() {
	const patience = 30 * time.Second
	// A change of a picture alone may wait for five seconds; a change of an article takes it along.
	if s.random.IntN(4) > 0 {
		s.edit(writeAside)
	}
	began := time.Now()
	var difference string
	for try := 0; ; try++ {
		copied := filepath.Join(s.t.TempDir(), "copy")
		s.copyTo(copied)
		if try%2 == 0 { // its content is to be made anew then
			for _, name := range []string{"rendered.pack", "rendered.index"} {
				s.must(os.RemoveAll(filepath.Join(copied, "seeds", ".seedfeed", name)))
			}
		}
		build := seedfeed(s.t, copied, append([]string{"build"}, soakArgs...)...)
		if status, _, stderr := result(s.t, build); status != 0 {
			s.t.Fatalf("build of a copy: got status %d: %s", status, stderr)
		}
		difference = differences(tree(s.t, filepath.Join(s.top, "public")), tree(s.t, filepath.Join(copied, "public")))
		if difference == "" {
			s.longest = max(s.longest, time.Since(began))
			s.checkIdentities(copied)
			s.must(os.RemoveAll(copied))
			break
		}
		s.must(os.RemoveAll(copied))
		if time.Since(began) > patience {
			s.t.Fatalf("the output is not that of a build after %v: %s\n%s", patience, difference, s.watch.lastLog())
		}
		time.Sleep(50 * time.Millisecond)
	}
	s.checkLitter()
	s.use = append(s.use, s.measure())
}

// measure looks several times: it may be about to look at the output.
func (s *soak) measure() (least use) {
	for i := range 5 {
		memory, anonymous := s.watch.memory(s.t)
		now := use{memory, anonymous, s.watch.descriptors(s.t)}
		if i == 0 || now.descriptors < least.descriptors {
			least = now
		}
		time.Sleep(20 * time.Millisecond)
	}
	return least
}

// lock keeps the watch from its work until what it returns is called.
func (s *soak) lock() (unlock func()) {
	lock := flock.New(filepath.Join(s.dir, ".seedfeed", "lock"))
	s.watch.await(s.t, "the lock", func() bool {
		held, _ := lock.TryLock()
		return held
	})
	return func() { lock.Unlock() }
}

// copyTo copies the seeds and the state while the watch does nothing with them.
func (s *soak) copyTo(dir string) {
	defer s.lock()()
	s.must(filepath.WalkDir(s.dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		to := filepath.Join(dir, "seeds", strings.TrimPrefix(path, s.dir))
		if entry.IsDir() {
			return os.MkdirAll(to, 0o755)
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if err := os.WriteFile(to, data, info.Mode().Perm()); err != nil {
			return err
		}
		return os.Chtimes(to, info.ModTime(), info.ModTime())
	}))
}

// tree returns the content of all files below a folder, and the folders.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			files[strings.TrimPrefix(path, dir)+"/"] = ""
			return nil // it may be gone by now
		}
		data, err := os.ReadFile(path)
		files[strings.TrimPrefix(path, dir)] = string(data)
		if err != nil {
			files[strings.TrimPrefix(path, dir)] = "missing"
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// differences says where two outputs are not the same.
func differences(got, want map[string]string) string {
	var all []string
	for path, text := range want {
		other, ok := got[path]
		if !ok {
			all = append(all, path+": is missing")
		} else if other != text {
			at := 0
			for at < min(len(text), len(other)) && text[at] == other[at] {
				at++
			}
			part := func(text string) string { return text[max(0, at-100):min(len(text), at+100)] }
			all = append(all, fmt.Sprintf("%s: got %q, want %q", path, part(other), part(text)))
		}
	}
	for path := range got {
		if _, ok := want[path]; !ok {
			all = append(all, path+": is there")
		}
	}
	slices.Sort(all)
	if len(all) > 10 {
		all = append(all[:10], fmt.Sprintf("and %d more", len(all)-10))
	}
	return strings.Join(all, "\n")
}

// checkIdentities compares what is known of each article with what was known at the pause before.
func (s *soak) checkIdentities(copied string) {
	status, stdout, stderr := result(s.t, seedfeed(s.t, copied, append([]string{"list", "--json"}, soakArgs...)...))
	if status != 0 {
		s.t.Fatalf("list: got status %d: %s", status, stderr)
	}
	var listed []struct {
		known
		Path, Title, Skipped string
	}
	s.must(json.Unmarshal([]byte(stdout), &listed))
	byPath := map[string]known{}
	owners := map[string]string{}
	for _, l := range listed {
		if l.Skipped != "" {
			continue
		}
		byPath[l.Path] = l.known
		if owners[l.ID] != "" {
			s.t.Errorf("%s and %s share the id %s", owners[l.ID], l.Path, l.ID)
		}
		owners[l.ID] = l.Path
	}
	for _, p := range s.articles {
		now, ok := byPath[p.path]
		if !ok {
			if p.whole == "" && !strings.Contains(p.text, "draft: true") && !strings.Contains(p.text, "expires: ") {
				s.t.Errorf("%s is not published", p.path)
			}
			continue
		}
		s.compare(p, now)
		p.seen = &now
		p.back, p.moved, p.swapped, p.edited, p.changed = false, false, false, false, false
	}
	if s.t.Failed() {
		s.t.FailNow()
	}
}

func (s *soak) compare(p *plant, now known) {
	switch {
	case p.seen == nil:
		return
	case p.moved && p.edited:
		s.unsure++
		return
	}
	s.checked++
	if p.seen.ID != now.ID {
		s.t.Errorf("%s at %s: got the id %s, it was %s", p.name, p.path, now.ID, p.seen.ID)
	}
	if p.seen.Published != now.Published {
		s.t.Errorf("%s at %s: got published %s, it was %s", p.name, p.path, now.Published, p.seen.Published)
	}
	if !p.edited && !p.changed && p.seen.Updated != now.Updated {
		s.t.Errorf("%s at %s: got updated %s, it was %s", p.name, p.path, now.Updated, p.seen.Updated)
	}
}

// checkLitter looks for what nobody has made or needs. What is in the output was compared with that of a build.
func (s *soak) checkLitter() {
	defer s.lock()()
	var state []string
	entries, err := os.ReadDir(filepath.Join(s.dir, ".seedfeed"))
	s.must(err)
	for _, entry := range entries {
		state = append(state, entry.Name())
	}
	state = slices.DeleteFunc(state, func(name string) bool { return name == "catalogue.sum" }) // is there when all is quiet
	if difference := cmp.Diff([]string{"catalogue.db", "lock", "rendered.index", "rendered.pack"}, state); difference != "" {
		s.t.Fatalf("in the state (+ is too much): %s", difference)
	}
	s.must(filepath.WalkDir(s.dir, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() && path != s.dir && !slices.Contains(s.folders, strings.TrimPrefix(path, s.dir+"/")) {
			if entry.Name() == ".seedfeed" {
				return fs.SkipDir
			}
			s.t.Errorf("there is a folder %s", path)
		}
		if err == nil && !entry.IsDir() && strings.Contains(path, "seedfeed") {
			s.t.Errorf("there is a file %s", path)
		}
		return err
	}))
}

// finish compares what the last process took first and last, and looks at what was logged.
func (s *soak) finish() {
	third := len(s.use) / 3
	if third > 0 {
		first, last := median(s.use[:third]), median(s.use[len(s.use)-third:])
		s.t.Logf("the last process, first and last third: memory %d and %d MiB, without files %d and %d MiB, %d and %d descriptors",
			first.memory>>20, last.memory>>20, first.anonymous>>20, last.anonymous>>20, first.descriptors, last.descriptors)
		if last.memory > first.memory*11/10+(16<<20) {
			s.t.Errorf("memory has grown from %d to %d MiB", first.memory>>20, last.memory>>20)
		}
		if last.descriptors > first.descriptors+2 {
			s.t.Errorf("descriptors have grown from %d to %d", first.descriptors, last.descriptors)
		}
	}
	s.watch.end(s.t, syscall.SIGTERM)
	for _, path := range s.logs {
		log, err := os.ReadFile(path)
		s.must(err)
		for line := range strings.Lines(string(log)) {
			if strings.Contains(line, `"level":"error"`) || !strings.HasPrefix(line, "{") {
				s.t.Errorf("logged: %s", line)
			}
		}
	}
	s.t.Logf("%d changes, %d processes of which %d were killed, %d articles at the end; %d identities compared, %d unsure; the longest wait was %v",
		len(s.done), len(s.logs), s.kills, len(s.articles), s.checked, s.unsure, s.longest.Round(time.Millisecond))
}

func median(uses []use) (m use) {
	middle := func(of func(use) int64) int64 {
		var all []int64
		for _, u := range uses {
			all = append(all, of(u))
		}
		slices.Sort(all)
		return all[len(all)/2]
	}
	m.memory = middle(func(u use) int64 { return u.memory })
	m.anonymous = middle(func(u use) int64 { return u.anonymous })
	m.descriptors = int(middle(func(u use) int64 { return int64(u.descriptors) }))
	return m
}
