package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// same fails the test where an article is another one for subscribers than it was.
func (p *place) same(before, after published) {
	p.Helper()
	if after.ID != before.ID || after.Published != before.Published {
		p.Errorf("%q has %s of %s, before it had %s of %s", after.Title, after.ID, after.Published, before.ID, before.Published)
	}
}

// undated writes an article that says nothing of its date, and makes the file an old one.
func (p *place) undated(file, name string, n int) {
	p.Helper()
	p.put(file, undatedText(p.title(name), n))
	at := time.Date(2025, 3, 4, 5, 6, 7, 0, time.UTC)
	p.did(os.Chtimes(p.full(file), at, at))
}

// What becomes of files changes neither ids nor dates, and no article is ever missing or there twice.
func TestWatchIdentity(t *testing.T) { // R15, R16, R17
	bothWays(t, func(t *testing.T, s *scene) {
		s.start(t)
		for _, test := range []struct {
			name string
			do   func(p *place)
		}{
			{"renamed", renamedFile},
			{"renamed and then edited", renamedAndEdited},
			{"moved to another folder", movedFile},
			{"copied and removed", copiedAndRemoved},
			{"swapped", swapped},
			{"moved round", movedRound},
			{"removed and made again at once", recreated},
			{"removed and made again later", recreatedLater},
			{"same size and time", sameSizeAndTime},
		} {
			t.Run(test.name, func(t *testing.T) {
				test.do(s.in(t))
			})
		}
		s.converged(t)
	})
}

func renamedFile(p *place) { // R15
	p.undated("x.md", "x", 1)
	before := p.shows("x", 1)
	p.rename("x.md", "y.md")
	p.soon(p.T, "the new address", func() bool { return p.reader.article(p.title("x")).Link != before.Link })
	after := p.shows("x", 1)
	p.same(before, after)
	if after.Updated != before.Updated {
		p.Errorf("got updated %s, before it was %s", after.Updated, before.Updated)
	}
	p.undated("y.md", "x", 2)
	p.same(before, p.shows("x", 2))
}

func renamedAndEdited(p *place) { // R15
	p.undated("x.md", "x", 1)
	before := p.shows("x", 1)
	p.rename("x.md", "y.md")
	p.undated("y.md", "x", 2)
	p.same(before, p.shows("x", 2))
	p.undated("y.md", "x", 3)
	p.same(before, p.shows("x", 3))
}

func movedFile(p *place) { // R15
	p.undated("a/x.md", "x", 1)
	before := p.shows("x", 1)
	p.mkdir("b/c")
	p.rename("a/x.md", "b/c/y.md")
	p.soon(p.T, "the new address", func() bool { return p.reader.article(p.title("x")).Link != before.Link })
	p.same(before, p.shows("x", 1))
	p.undated("b/c/y.md", "x", 2)
	p.same(before, p.shows("x", 2))
}

func copiedAndRemoved(p *place) { // R15
	p.undated("a/x.md", "x", 1)
	before := p.shows("x", 1)
	p.mkdir("b")
	data, err := os.ReadFile(p.full("a/x.md"))
	p.did(err)
	p.write("b/z.md", string(data))
	p.did(os.RemoveAll(p.full("a")))
	p.soon(p.T, "the new address", func() bool { return p.reader.article(p.title("x")).Link != before.Link })
	p.same(before, p.shows("x", 1))
}

func swapped(p *place) { // R16
	p.undated("x.md", "x", 1)
	p.undated("y.md", "y", 1)
	x, y := p.shows("x", 1), p.shows("y", 1)
	p.rename("x.md", "third")
	p.rename("y.md", "x.md")
	p.rename("third", "y.md")
	p.soon(p.T, "other addresses", func() bool { return p.reader.article(p.title("x")).Link != x.Link })
	p.same(x, p.shows("x", 1))
	p.same(y, p.shows("y", 1))
	p.exchange("x.md", "y.md")
	p.soon(p.T, "their addresses", func() bool { return p.reader.article(p.title("x")).Link == x.Link })
	p.same(x, p.shows("x", 1))
	p.same(y, p.shows("y", 1))
}

func movedRound(p *place) { // R16
	var before []published
	for i := range 4 {
		p.undated(fmt.Sprintf("%d.md", i), fmt.Sprint("x", i), 1)
	}
	for i := range 4 {
		before = append(before, p.shows(fmt.Sprint("x", i), 1))
	}
	p.rename("0.md", "aside.md")
	for i := range 3 {
		p.rename(fmt.Sprintf("%d.md", i+1), fmt.Sprintf("%d.md", i))
	}
	p.rename("aside.md", "3.md")
	p.rest(p.T)
	for i := range 4 {
		p.same(before[i], p.shows(fmt.Sprint("x", i), 1))
	}
}

func recreated(p *place) { // R16
	p.undated("x.md", "x", 1)
	before := p.shows("x", 1)
	p.remove("x.md")
	p.undated("x.md", "x", 2)
	p.same(before, p.shows("x", 2))
}

func recreatedLater(p *place) { // R16
	p.undated("x.md", "x", 1)
	before := p.shows("x", 1)
	p.gone("x")
	p.remove("x.md")
	p.hides("x")
	p.write("x.md", undatedText(p.title("x"), 2))
	p.same(before, p.shows("x", 2))
}

func sameSizeAndTime(p *place) { // R17
	at := time.Date(2025, 3, 4, 5, 6, 7, 0, time.UTC)
	for n, mtime := range []time.Time{at, at, at.Add(-time.Hour), at.Add(time.Hour), time.Now().Add(100 * time.Hour), time.Unix(0, 0)} {
		p.article("x.md", "x", n+1)
		p.did(os.Chtimes(p.full("x.md"), mtime, mtime))
		p.shows("x", n+1)
	}
	// In another file with the same name, size and time.
	p.article("aside", "x", 7)
	p.did(os.Chtimes(p.full("aside"), time.Unix(0, 0), time.Unix(0, 0)))
	p.rename("aside", "x.md")
	p.shows("x", 7)
}

// A build sees what a watch sees.
func TestBuildSameSizeAndTime(t *testing.T) { // R17
	t.Parallel()
	dir := t.TempDir()
	at := time.Date(2025, 3, 4, 5, 6, 7, 0, time.UTC)
	for n := range 4 {
		writeFiles(t, dir, map[string]string{"seeds/x.md": articleText("x", n)})
		must(t, os.Chtimes(filepath.Join(dir, "seeds/x.md"), at, at))
		if status, _, stderr := result(t, seedfeed(t, dir, "build")); status != 0 {
			t.Fatal(stderr)
		}
		data, err := os.ReadFile(filepath.Join(dir, "public", "rss.xml"))
		must(t, err)
		if want := fmt.Sprintf("Begins %d.", n); !bytes.Contains(data, []byte(want)) {
			t.Errorf("after change %d the feed does not say %q", n, want)
		}
	}
}

// rsync in all the ways in which it brings files.
func TestWatchRsync(t *testing.T) { // R18
	if testing.Short() {
		t.Skip("brings files in many ways")
	}
	rsync := tool(t, "rsync")
	t.Parallel()
	s := newScene(t)
	s.start(t)
	modes := []string{"-a", "-a --inplace", "-a --delay-updates", "-rt --checksum", "-a --delete-after", "-a --whole-file", "-a --partial-dir=.part", "-r --ignore-times"}
	for _, mode := range modes {
		t.Run(strings.TrimLeft(strings.ReplaceAll(mode, " ", ""), "-"), func(t *testing.T) {
			p, editions := s.in(t), 0
			sync := func(change func(i int) (n int)) {
				t.Helper()
				for i := range 20 {
					file, name := fmt.Sprintf("%d/x%d.md", i%3, i), fmt.Sprint("x", i)
					writeFiles(t, p.outside, map[string]string{file: p.text(name, change(i))})
				}
				editions++
				must(t, filepath.WalkDir(p.outside, func(path string, _ fs.DirEntry, err error) error {
					at := time.Date(2025, 1, 1, 0, editions, 0, 0, time.UTC) // rsync compares whole seconds
					return errors.Join(err, os.Chtimes(path, at, at))
				}))
				args := append(strings.Fields(mode), p.outside+"/", p.full("")+"/")
				if out, err := exec.Command(rsync, args...).CombinedOutput(); err != nil {
					t.Fatalf("%v: %s", err, out)
				}
			}
			sync(func(int) int { return 1 })
			before := map[string]published{}
			for i := range 20 {
				name := fmt.Sprint("x", i)
				before[name] = p.shows(name, 1)
			}
			sync(func(i int) int { return 1 + i%2 })
			for i := range 20 {
				name := fmt.Sprint("x", i)
				p.same(before[name], p.shows(name, 1+i%2))
			}
		})
	}
	s.converged(t)
	if got := s.warnings(t); len(got) > 0 {
		t.Errorf("got warnings: %q", got)
	}
}

func runGit(t *testing.T, dir string, args ...string) {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-C", dir, "-c", "user.name=Ada", "-c", "user.email=ada@example.org"}, args...)...)
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git %s: %v\n%s", args[0], err, out)
	}
}

// git checkout of some hundred files, back and forth: everything has its id each time, and what git does for itself is
// no reason to build.
func TestWatchGit(t *testing.T) { // R18
	tool(t, "git")
	t.Parallel()
	count := 300
	if testing.Short() {
		count = 60
	}
	s := newScene(t)
	repo := s.path("seeds")
	name := func(i int) string { return fmt.Sprintf("post %03d", i) }
	runGit(t, repo, "init", "-q", "-b", "main")
	for i := range count {
		writeFiles(t, repo, map[string]string{fmt.Sprintf("%d/post-%03d.md", i%10, i): articleText(name(i), 1)})
	}
	runGit(t, repo, "add", ".")
	runGit(t, repo, "commit", "-q", "-m", "first")
	runGit(t, repo, "checkout", "-q", "-b", "other")
	for i := range count {
		file := filepath.Join(repo, fmt.Sprintf("%d/post-%03d.md", i%10, i))
		switch {
		case i%10 == 7: // is not there
			must(t, os.Remove(file))
		case i%10 == 8: // has moved
			runGit(t, repo, "mv", file, filepath.Join(repo, fmt.Sprintf("moved-%03d.md", i)))
		default:
			must(t, os.WriteFile(file, []byte(articleText(name(i), 2)), 0o666))
		}
	}
	runGit(t, repo, "add", "-A")
	runGit(t, repo, "commit", "-q", "-m", "second")
	runGit(t, repo, "checkout", "-q", "main")
	s.start(t)
	ids := map[string]string{}
	show := func(branch string, edition int) {
		t.Helper()
		s.soon(t, branch, func() bool {
			return s.reader.all(func(shown map[string]published) bool {
				for i := range count {
					n := edition
					switch {
					case i%10 == 7 && edition == 2:
						n = 0
					case i%10 == 8:
						n = 1
					}
					if it, ok := shown[name(i)]; ok != (n > 0) || ok && numberIn(it.Content) != fmt.Sprint(n) {
						return false
					}
				}
				return true
			})
		})
		for title, it := range s.reader.articles() {
			if known, ok := ids[title]; ok && known != it.ID {
				t.Errorf("on %s: %q has id %s, before it was %s", branch, title, it.ID, known)
			}
			ids[title] = it.ID
		}
	}
	show("main", 1)
	for i := range count { // what is on both branches never leaves the feeds
		if i%10 < 7 {
			s.reader.want(name(i))
		}
	}
	for range 2 {
		runGit(t, repo, "checkout", "-q", "other")
		show("other", 2)
		runGit(t, repo, "checkout", "-q", "main")
		show("main", 1)
	}
	s.rest(t)
	lines := s.logged("\n")
	runGit(t, repo, "status")
	runGit(t, repo, "repack", "-a", "-d", "-q")
	runGit(t, repo, "tag", "v1")
	runGit(t, repo, "commit", "-q", "--allow-empty", "-m", "third")
	time.Sleep(4 * s.settle)
	if now := s.logged("\n"); now != lines {
		t.Errorf("git's own files are a reason to build: %s", s.tail())
	}
	s.converged(t)
	if want := 1 + count; len(ids) != want {
		t.Errorf("got %d articles in all, want %d", len(ids), want)
	}
}
