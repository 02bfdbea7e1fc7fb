package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gofrs/flock"
	"github.com/google/go-cmp/cmp"
)

const (
	// patienceForChange is within what time every change must be in the feeds. It is long since others use the machine,
	// too; nothing waits so long where all is well.
	patienceForChange = 20 * time.Second

	// quick is the settle time of most tests.
	quick = 50 * time.Millisecond
)

// A scene is a watch as a process of its own, with a reader of what it publishes.
type scene struct {
	*watched
	reader *reader
	dir    string   // has the folder seeds, and by default public and state
	flags  []string // those that a build has, too
	out    string   // relative to dir, like all that follows
	state  string
	only   []string // flags that only a watch has
	settle time.Duration

	scratch string // for what is to be compared
}

// newScene prepares a watch of a folder with one article, which must never leave the feeds.
func newScene(t *testing.T) *scene {
	t.Helper()
	return sceneIn(t, inMemory(t))
}

// inMemory makes a folder on a file system in memory, since most of the time would be spent on waiting for the disk.
func inMemory(t *testing.T) string {
	t.Helper()
	const memory, enough = "/dev/shm", 1 << 30
	var disk syscall.Statfs_t
	if err := syscall.Statfs(memory, &disk); err != nil || uint64(disk.Bsize)*disk.Bavail < enough {
		return t.TempDir()
	}
	above, err := os.MkdirTemp(memory, "seedfeed-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(above); err != nil {
			t.Error(err)
		}
	})
	dir := filepath.Join(above, "dir")
	must(t, os.Mkdir(dir, 0o777))
	return dir
}

func sceneIn(t *testing.T, dir string) *scene {
	t.Helper()
	if testing.Short() {
		t.Skip("real time, in which a program under the race detector is another one")
	}
	s := &scene{dir: dir, out: "public", state: "state", settle: quick, scratch: inMemory(t)}
	s.flags = []string{"--out", s.out, "--state", s.state, "--url", "https://example.org/blog/", "--limit", "1000"}
	writeFiles(t, s.dir, map[string]string{"seeds/kept.md": articleText("kept", 1)})
	return s
}

// start runs the watch and the reader. prepare may change the command before.
func (s *scene) start(t *testing.T, prepare ...func(*exec.Cmd)) {
	t.Helper()
	s.spawn(t, prepare...)
	s.await(t, "its first build", func() bool { return s.logged("watching; ") > 0 })
	r := startReader(t, s.path(s.out))
	s.reader = r
	r.want("kept")
	t.Cleanup(func() {
		r.stop()
		if r == s.reader {
			s.check(t)
		}
	})
}

// spawn runs the watch and does not wait for anything.
func (s *scene) spawn(t *testing.T, prepare ...func(*exec.Cmd)) {
	t.Helper()
	path, err := exec.LookPath("seedfeed") // which TestMain has put there
	must(t, err)
	log, err := os.CreateTemp(t.TempDir(), "log")
	must(t, err)
	defer log.Close()
	args := slices.Concat([]string{"watch", "--log-format", "json"}, s.flags, s.only, []string{"--settle", s.settle.String()})
	s.watched = &watched{cmd: exec.Command(path, args...), log: log.Name(), ended: make(chan error, 1)}
	s.cmd.Dir, s.cmd.Stderr = s.dir, log
	for _, change := range prepare {
		change(s.cmd)
	}
	must(t, s.cmd.Start())
	w := s.watched
	go func() { w.ended <- w.cmd.Wait() }()
	t.Cleanup(func() { w.cmd.Process.Kill() })
}

func (s *scene) path(name string) string { return filepath.Join(s.dir, filepath.FromSlash(name)) }

// check fails the test for what the reader has noted.
func (s *scene) check(t *testing.T) {
	t.Helper()
	if faults := s.reader.takeFaults(); len(faults) > 0 {
		t.Errorf("a subscriber saw:\n%s\nlog: %s", strings.Join(faults, "\n"), s.tail())
	}
}

// A line is one of the log.
type line struct{ Level, Message, Path, Cause string }

func (s *scene) lines(t *testing.T) (lines []line) {
	t.Helper()
	data, err := os.ReadFile(s.log)
	must(t, err)
	for text := range bytes.Lines(data) {
		if !bytes.HasSuffix(text, []byte("\n")) {
			break // it is being written
		}
		var l line
		if err := json.Unmarshal(text, &l); err != nil {
			t.Fatalf("logged %q: %v", text, err)
		}
		lines = append(lines, l)
	}
	return lines
}

// logged counts what holds the text in the log.
func (s *scene) logged(text string) int {
	data, _ := os.ReadFile(s.log)
	return strings.Count(string(data), text)
}

// warnings are the lines of the log that a person should see.
func (s *scene) warnings(t *testing.T) (messages []string) {
	t.Helper()
	for _, l := range s.lines(t) {
		if l.Level == "warn" || l.Level == "error" {
			messages = append(messages, l.Message)
		}
	}
	return messages
}

// wantWarnings waits for as many warnings, which must hold the words, and sees that no more come.
func (s *scene) wantWarnings(t *testing.T, words ...string) {
	t.Helper()
	s.soon(t, "its warnings", func() bool { return len(s.warnings(t)) >= len(words) })
	time.Sleep(2 * s.settle)
	got := s.warnings(t)
	slices.Sort(got)
	if len(got) != len(words) {
		t.Errorf("got the warnings\n%s\nwant %d of them", strings.Join(got, "\n"), len(words))
		return
	}
	for _, word := range words {
		if !slices.ContainsFunc(got, func(text string) bool { return strings.Contains(text, word) }) {
			t.Errorf("got the warnings\n%s\nwant one with %q", strings.Join(got, "\n"), word)
		}
	}
}

// soon waits until something holds.
func (s *scene) soon(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patienceForChange); !holds(); time.Sleep(time.Millisecond) {
		select {
		case err := <-s.ended:
			s.ended <- err
			t.Fatalf("waited for %s: watch has ended: %v\n%s", what, err, s.tail())
		default:
		}
		if time.Now().After(deadline) {
			t.Fatalf("waited %v for %s\n%s", patienceForChange, what, s.tail())
		}
	}
}

// tail is the end of the log.
func (s *scene) tail() string {
	log := s.lastLog()
	return log[max(0, len(log)-2000):]
}

// told waits until so many lines have been logged in all.
func (s *scene) told(t *testing.T, lines int) {
	t.Helper()
	s.soon(t, fmt.Sprintf("line %d of the log", lines), func() bool { return s.logged("\n") >= lines })
}

// rest waits until nothing has been published or logged for a while.
func (s *scene) rest(t *testing.T) {
	t.Helper()
	versions, lines, since, locked := -1, -1, time.Now(), false
	s.soon(t, "it to come to rest", func() bool {
		if v, l := s.reader.versions(), s.logged("\n"); v != versions || l != lines {
			versions, lines, since, locked = v, l, time.Now(), false
		}
		if time.Since(since) < 4*s.settle {
			return false
		}
		if !locked {
			s.hold(t)() // waits for a build that takes its time
			locked, since = true, time.Now().Add(-3*s.settle)
			return false
		}
		return true
	})
}

// calm sees that for a while nothing is published and nothing is logged.
func (s *scene) calm(t *testing.T, long time.Duration) {
	t.Helper()
	s.rest(t)
	versions, lines := s.reader.versions(), s.logged("\n")
	time.Sleep(long)
	if now := s.reader.versions(); now != versions {
		t.Errorf("the feeds were replaced %d times without reason", now-versions)
	}
	if now := s.logged("\n"); now != lines {
		t.Errorf("%d lines were logged without reason: %s", now-lines, s.tail())
	}
}

// converged waits until the whole output is as a build makes it of copies of the articles and the state.
func (s *scene) converged(t *testing.T) {
	t.Helper()
	diff := ""
	for deadline := time.Now().Add(patienceForChange); time.Now().Before(deadline); {
		if diff = s.compare(t); diff == "" {
			return
		}
		time.Sleep(quick)
	}
	t.Errorf("the output differs from that of a build (-build +watch):\n%s\n%s", diff, s.tail())
}

func (s *scene) compare(t *testing.T) (diff string) {
	t.Helper()
	copied := filepath.Join(s.scratch, "copy")
	unlock := s.hold(t)
	said, err := exec.Command("cp", "-a", s.dir, copied).CombinedOutput()
	unlock()
	if err != nil {
		return string(said) // something has just vanished
	}
	got := contents(t, filepath.Join(copied, s.out))
	must(t, os.RemoveAll(filepath.Join(copied, s.out)))
	for _, cache := range []string{"rendered.pack", "rendered.index"} {
		must(t, os.RemoveAll(filepath.Join(copied, s.state, cache)))
	}
	status, _, stderr := result(t, seedfeed(t, copied, append([]string{"build"}, s.flags...)...))
	if status != 0 {
		t.Fatalf("build: status %d, %s", status, stderr)
	}
	diff = cmp.Diff(contents(t, filepath.Join(copied, s.out)), got)
	must(t, os.RemoveAll(copied))
	return diff
}

// hold takes the lock of the state folder, so that nothing is written.
func (s *scene) hold(t *testing.T) (unlock func()) {
	t.Helper()
	lock := flock.New(filepath.Join(s.dir, s.state, "lock"))
	must(t, lock.Lock())
	return func() { lock.Unlock() }
}

// contents are the files below a folder.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	must(t, filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) || err == nil && entry.IsDir() {
			return nil
		}
		if err != nil {
			return err
		}
		data, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		files[name] = string(data)
		return err
	}))
	return files
}

// stamps are the files below a folder with all that changes when one is written or replaced, even by the same bytes.
func stamps(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	must(t, filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		stat := info.Sys().(*syscall.Stat_t)
		files[path] = fmt.Sprint(stat.Ino, stat.Size, stat.Mtim, stat.Ctim)
		return nil
	}))
	return files
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// articleText is an article of which can be seen in a feed which one it is, and whether all of it is there. All texts of
// one title are of the same length for the numbers up to 9.
func articleText(title string, n int) string {
	return fmt.Sprintf("---\ntitle: %s\ndate: 2026-01-02\n---\n\nBegins %d.\n\n%s\n\nEnds %d.\n", title, n, strings.Repeat("Words between. ", 20), n)
}

// undatedText is the same without a date: it is remembered from when the article was seen first.
func undatedText(title string, n int) string {
	return strings.Replace(articleText(title, n), "date: 2026-01-02\n", "", 1)
}

// A place is a folder among the articles in which one case takes place.
type place struct {
	*testing.T
	*scene
	at      string // relative to seeds, and part of each title
	outside string // a folder beside seeds, on the same file system

	step  time.Time     // the last change that nothing was waited for since
	pause time.Duration // the longest between two of them
}

// in makes a place for a case.
func (s *scene) in(t *testing.T) *place {
	t.Helper()
	name := strings.Map(func(r rune) rune {
		if r == '/' || r == ' ' || r == ',' {
			return '-'
		}
		return r
	}, t.Name())
	p := &place{T: t, scene: s, at: name, outside: s.path("outside/" + name)}
	must(t, errors.Join(os.MkdirAll(p.full(""), 0o777), os.MkdirAll(p.outside, 0o777)))
	t.Cleanup(func() {
		s.reader.unwant(s.titles(p.at)...)
		if p.pause > s.settle*3/4 {
			if faults := s.reader.takeFaults(); len(faults) > 0 {
				t.Logf("the machine has paused for %v, so that this proves nothing: %q\n%s", p.pause, faults, s.tail())
			}
		}
		s.check(t)
	})
	return p
}

// titles are those that are wanted and begin so.
func (s *scene) titles(prefix string) (titles []string) {
	s.reader.mu.Lock()
	defer s.reader.mu.Unlock()
	for title := range s.reader.wanted {
		if strings.HasPrefix(title, prefix) {
			titles = append(titles, title)
		}
	}
	return titles
}

func (p *place) full(name string) string { return p.path(filepath.Join("seeds", p.at, name)) }

func (p *place) title(name string) string { return strings.TrimSpace(p.at + " " + name) }

// text is that of the article with the name.
func (p *place) text(name string, n int) string { return articleText(p.title(name), n) }

// did notes that something was done, and how long after what was done before: after more than the settle time it is no
// longer one change with that.
func (p *place) did(err error) {
	p.Helper()
	must(p, err)
	now := time.Now()
	if !p.step.IsZero() {
		p.pause = max(p.pause, now.Sub(p.step))
	}
	p.step = now
}

// atOnce does what must be seen as one change. Where the machine has paused meanwhile it is done once more.
func (p *place) atOnce(change func(try int)) {
	p.Helper()
	for try := 1; ; try++ {
		p.step, p.pause = time.Now(), 0
		change(try)
		if p.did(nil); p.pause < p.settle*3/4 {
			return
		}
		if p.Logf("the machine has paused for %v", p.pause); try == 20 {
			p.Skip("the machine is too busy")
		}
		time.Sleep(2 * p.settle)
		p.reader.takeFaults()
	}
}

func (p *place) write(name, text string) {
	p.Helper()
	p.did(os.WriteFile(p.full(name), []byte(text), 0o666))
}

// put brings a file into its place in one step.
func (p *place) put(file, text string) {
	p.Helper()
	aside := filepath.Join(filepath.Dir(p.full(file)), ".aside")
	must(p, errors.Join(os.MkdirAll(filepath.Dir(aside), 0o777), os.WriteFile(aside, []byte(text), 0o666)))
	p.did(os.Rename(aside, p.full(file)))
}

// article puts that of the name into a file.
func (p *place) article(file, name string, n int) { p.Helper(); p.put(file, p.text(name, n)) }

func (p *place) remove(name string)      { p.Helper(); p.did(os.Remove(p.full(name))) }
func (p *place) rename(from, to string)  { p.Helper(); p.did(os.Rename(p.full(from), p.full(to))) }
func (p *place) link(from, to string)    { p.Helper(); p.did(os.Link(p.full(from), p.full(to))) }
func (p *place) symlink(to, name string) { p.Helper(); p.did(os.Symlink(to, p.full(name))) }
func (p *place) mkdir(name string)       { p.Helper(); p.did(os.MkdirAll(p.full(name), 0o777)) }

// shows waits until all feeds show that text of an article. From then on it must not leave them.
func (p *place) shows(name string, n int) published {
	p.Helper()
	title, want := p.title(name), fmt.Sprint(n)
	p.soon(p.T, fmt.Sprintf("text %d of %q", n, title), func() bool {
		return p.reader.all(func(shown map[string]published) bool { return numberIn(shown[title].Content) == want })
	})
	p.reader.want(title)
	p.step = time.Time{}
	return p.reader.article(title)
}

// hides waits until no feed shows an article. It was taken away.
func (p *place) hides(name string) {
	p.Helper()
	title := p.title(name)
	p.soon(p.T, fmt.Sprintf("the end of %q", title), func() bool {
		return p.reader.all(func(shown map[string]published) bool { _, ok := shown[title]; return !ok })
	})
	p.step = time.Time{}
}

// gone says that articles will be taken away.
func (p *place) gone(names ...string) {
	for _, name := range names {
		p.reader.unwant(p.title(name))
	}
}
