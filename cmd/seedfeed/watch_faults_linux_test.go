package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// Files that come and go all the time do no harm, and nothing is said of them.
func TestWatchVanishing(t *testing.T) { // R1, R20
	bothWays(t, func(t *testing.T, s *scene) {
		s.start(t)
		p := s.in(t)
		var busy sync.WaitGroup
		for i := range 3 {
			busy.Go(func() {
				for end, n := time.Now().Add(1500*time.Millisecond), 0; time.Now().Before(end); n++ {
					dir := p.full(fmt.Sprintf("d%d-%d", i, n%3))
					file, other := filepath.Join(dir, "x.md"), filepath.Join(dir, "sub", "y.md")
					os.MkdirAll(filepath.Dir(other), 0o777)
					aside := filepath.Join(dir, ".aside")
					os.WriteFile(aside, []byte(p.text(fmt.Sprint("gone ", i, n), 1)), 0o666)
					os.Rename(aside, file)
					if n%50 == 0 {
						time.Sleep(3 * s.settle) // so that it is looked at meanwhile
					}
					os.Rename(file, other)
					os.RemoveAll(dir)
				}
			})
		}
		busy.Wait()
		p.article("x.md", "x", 1)
		p.shows("x", 1)
		s.converged(t)
		if got := s.warnings(t); len(got) > 0 {
			t.Errorf("got warnings %q", got)
		}
	})
}

// What is named like an article and is none is not opened, and what is far too large is not read; a word names each.
func TestWatchSpecialFiles(t *testing.T) { // R30
	t.Parallel()
	s := newScene(t)
	s.start(t)
	p := s.in(t)
	must(t, unix.Mkfifo(p.full("fifo.md"), 0o666))
	fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM, 0)
	must(t, err)
	defer unix.Close(fd)
	socket := filepath.Join("/tmp", fmt.Sprintf("seedfeed-%d.md", os.Getpid())) // an address is short
	must(t, errors.Join(unix.Bind(fd, &unix.SockaddrUnix{Name: socket}), exec.Command("mv", socket, p.full("socket.md")).Run()))
	want := []string{"fifo.md", "socket.md", "large.md"}
	if err := unix.Mknod(p.full("device.md"), unix.S_IFCHR|0o666, 1<<8|3); err == nil { // as /dev/null
		want = append(want, "device.md")
	}
	large, err := os.Create(p.full("large.md"))
	must(t, err)
	must(t, errors.Join(large.Truncate(300<<20), large.Close()))
	p.article("x.md", "x", 1)
	p.shows("x", 1)
	s.wantWarnings(t, want...)
	p.article("x.md", "x", 2)
	p.shows("x", 2)
	s.wantWarnings(t, want...)
	if file, err := os.OpenFile(p.full("fifo.md"), os.O_WRONLY|syscall.O_NONBLOCK, 0); err == nil {
		file.Close()
		t.Error("somebody has opened the fifo")
	}
	if peak := statusField(s.proc(t, "status"), "VmHWM") << 10; peak > 256<<20 {
		t.Errorf("took %d MiB of memory", peak>>20)
	}
	s.converged(t)
	for _, name := range want {
		must(t, os.Remove(p.full(name)))
	}
	p.article("fifo.md", "no fifo", 1) // the name can be used
	p.shows("no fifo", 1)
}

// An article, and a folder, that may not be read are named once, and are there as soon as they may be read.
func TestWatchUnreadable(t *testing.T) { // R31
	bothWays(t, func(t *testing.T, s *scene) {
		p := &place{T: t, scene: s}
		p.put("secret.md", articleText("secret", 1))
		p.put("closed/sub/inner.md", articleText("inner", 1))
		chmod(t, p.full("secret.md"), 0)
		chmod(t, p.full("closed"), 0)
		s.start(t, func(cmd *exec.Cmd) { asNobody(t, cmd, s.dir) })
		s.wantWarnings(t, "seeds/secret.md: permission denied", "seeds/closed: permission denied")
		p.put("other.md", articleText("other", 1))
		p.shows("other", 1)
		s.wantWarnings(t, "seeds/secret.md: permission denied", "seeds/closed: permission denied")
		must(t, os.Chmod(p.full("secret.md"), 0o644))
		secret := p.shows("secret", 1)
		must(t, os.Chmod(p.full("closed"), 0o755))
		inner := p.shows("inner", 1)
		p.put("closed/sub/inner.md", articleText("inner", 2))
		p.same(inner, p.shows("inner", 2))

		// What can no longer be looked at is not taken for gone; an article that can no longer be read is.
		must(t, os.Chmod(p.full("closed"), 0))
		s.wantWarnings(t, "secret.md", "closed: permission denied", "closed: permission denied")
		p.gone("secret")
		must(t, os.Chmod(p.full("secret.md"), 0))
		p.hides("secret")
		must(t, os.Chmod(p.full("secret.md"), 0o644))
		p.same(secret, p.shows("secret", 1))
		must(t, os.Chmod(p.full("closed"), 0o755))
		p.put("closed/sub/inner.md", articleText("inner", 3))
		p.same(inner, p.shows("inner", 3))
		s.converged(t)
	})
}

// A broken article is named in one warning, the rest is published, and it is back when it is mended.
func TestWatchBroken(t *testing.T) { // R32
	t.Parallel()
	s := newScene(t)
	s.start(t)
	p := s.in(t)
	p.article("x.md", "x", 1)
	p.article("y.md", "y", 1)
	before := p.shows("x", 1)
	p.shows("y", 1)
	p.gone("x")
	broken := strings.Replace(p.text("x", 2), "date: 2026-01-02", "date: [2026", 1)
	p.put("x.md", broken)
	p.hides("x")
	s.wantWarnings(t, p.at+"/x.md:")
	for n := 2; n <= 3; n++ { // other builds do not say it again
		p.article("y.md", "y", n)
		p.shows("y", n)
	}
	must(t, s.cmd.Process.Signal(syscall.SIGHUP))
	s.wantWarnings(t, p.at+"/x.md:")
	p.article("x.md", "x", 3)
	p.same(before, p.shows("x", 3))
	p.gone("x")
	p.put("x.md", broken)
	p.hides("x")
	s.wantWarnings(t, p.at+"/x.md:", p.at+"/x.md:")
	p.put("x.md", "") // empty
	s.wantWarnings(t, p.at+"/x.md:", p.at+"/x.md:", "is empty")
	p.article("x.md", "x", 4)
	p.same(before, p.shows("x", 4))
	s.converged(t)
}

// What somebody takes out of the output comes back with the next change, and what somebody puts there stays.
func TestWatchOutput(t *testing.T) { // R34, R3
	t.Parallel()
	s := newScene(t)
	p := &place{T: t, scene: s}
	for i := range 20 {
		p.put(fmt.Sprintf("x%d.md", i), strings.Replace(articleText(fmt.Sprint("x", i), 1), "---\n\n", "tags: [one]\n---\n\n", 1))
	}
	s.spawn(t)
	s.await(t, "its first build", func() bool { return s.logged("watching; ") > 0 })
	// Somebody takes feeds away here, which a reader would see.
	await := func(what string, holds func() bool) { t.Helper(); s.soon(t, what, holds) }
	there := func(names ...string) bool {
		for _, name := range names {
			if info, err := os.Stat(s.path("public/" + name)); err != nil || info.Size() < 200 {
				return false
			}
		}
		return true
	}
	writeFiles(t, s.dir, map[string]string{"public/mine.html": "mine", "public/articles/mine/index.html": "mine", "public/tags/mine.txt": "mine"})
	mine := []string{"public/mine.html", "public/articles/mine/index.html", "public/tags/mine.txt"}
	before := map[string]string{}
	for _, name := range mine {
		before[name] = stamps(t, s.path(name))[s.path(name)]
	}
	untouched := stamps(t, s.path("public/articles/x15"))

	must(t, os.Remove(s.path("public/rss.xml")))
	must(t, os.Remove(s.path("public/articles/x3/index.html")))
	must(t, os.RemoveAll(s.path("public/tags/one")))
	must(t, os.Truncate(s.path("public/atom.xml"), 100))
	must(t, os.WriteFile(s.path("public/articles/x4/index.html"), []byte("damaged"), 0o666))
	p.put("x1.md", articleText("x1", 2))
	await("what was taken", func() bool {
		return there("rss.xml", "atom.xml", "articles/x3/index.html", "articles/x4/index.html", "tags/one/rss.xml", "tags/one/index.html")
	})
	if now := stamps(t, s.path("public/articles/x15")); fmt.Sprint(now) != fmt.Sprint(untouched) {
		t.Errorf("a page without a change was written anew: %v, was %v", now, untouched)
	}
	for _, name := range mine {
		if now := stamps(t, s.path(name))[s.path(name)]; now != before[name] {
			t.Errorf("%s is not as it was", name)
		}
	}

	// Where the main feeds are as they were, the rest is looked at when nothing else is to do.
	must(t, os.Remove(s.path("public/articles/x5/index.html")))
	must(t, os.WriteFile(s.path("public/articles/x6/index.html"), []byte("damaged"), 0o666))
	p.put("x1.md", articleText("x1", 3))
	await("what was taken, of the pages only", func() bool { return there("articles/x5/index.html", "articles/x6/index.html") })

	must(t, os.RemoveAll(s.path("public")))
	p.put("x1.md", articleText("x1", 4))
	await("the whole output", func() bool {
		return there("rss.xml", "atom.xml", "feed.json", "articles/x3/index.html", "articles/x1/index.html", "index.html")
	})
	s.reader = startReader(t, s.path("public"))
	defer s.check(t)
	defer s.reader.stop()
	p.shows("x1", 4)
	s.converged(t)
}

// A full disk, of the output or of the state, costs nothing: the feeds stand, that is said once, and when there is room
// again the watch goes on by itself.
func TestWatchFullDisk(t *testing.T) { // R35
	t.Parallel()
	for _, full := range []string{"public", "state"} {
		t.Run(full, func(t *testing.T) {
			if testing.Short() {
				t.Skip("fills a disk")
			}
			t.Parallel()
			s := newScene(t)
			disk := s.path(full)
			mount(t, "tmpfs", disk, "size=2m")
			s.flags = append(s.flags, "--limit", "30")
			p := &place{T: t, scene: s}
			for i := range 20 {
				p.put(fmt.Sprintf("x%d.md", i), articleText(fmt.Sprint("x", i), 1))
			}
			s.start(t)
			before := p.shows("x7", 1)
			for i := range 300 {
				text := strings.Replace(articleText(fmt.Sprint("more", i), 1), "Words", strings.Repeat("Words that fill the disk. ", 300), 1)
				text = strings.Replace(text, "2026", "2025", 1) // below the others in the feeds
				p.put(fmt.Sprintf("more/%d.md", i), text)
			}
			s.soon(t, "an error", func() bool { return s.logged(`"level":"error"`) > 0 })
			time.Sleep(1500 * time.Millisecond) // it tries again meanwhile
			said := map[string]bool{}
			for _, text := range s.warnings(t) {
				if said[text] || !strings.Contains(text, "no space left") && !strings.Contains(text, "is full") {
					t.Errorf("got %q, want errors that say that the disk is full, once each", s.warnings(t))
				}
				said[text] = true
			}
			must(t, syscall.Mount("tmpfs", disk, "tmpfs", syscall.MS_REMOUNT, "size=64m"))
			s.soon(t, "the last page", func() bool { _, err := os.Stat(s.path("public/articles/299/index.html")); return err == nil })
			p.same(before, p.shows("x7", 1))
			s.converged(t)
			if _, err := checkOutput(s.path("public")); err != nil {
				t.Error(err)
			}
		})
	}
}
