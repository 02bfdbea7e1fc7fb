package main

import (
	"os"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// What makes no event of any kind is seen by polling.
func TestWatchPollSilent(t *testing.T) { // R25
	t.Parallel()
	s := newScene(t)
	s.only = append(s.only, "--poll", "50ms")
	s.start(t)
	p := s.in(t)
	t.Run("mmap", func(t *testing.T) {
		p := s.in(t)
		p.article("x.md", "x", 1)
		before := p.shows("x", 1)
		f, err := os.OpenFile(p.full("x.md"), os.O_RDWR, 0)
		must(t, err)
		defer f.Close()
		text := p.text("x", 2)
		memory, err := unix.Mmap(int(f.Fd()), 0, len(text), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
		must(t, err)
		copy(memory, text)
		must(t, unix.Munmap(memory))
		p.same(before, p.shows("x", 2))
	})
	t.Run("mount", func(t *testing.T) {
		p := s.in(t)
		p.mkdir("sub")
		mount(t, "tmpfs", p.full("sub"), "")
		p.article("sub/x.md", "x", 1)
		p.shows("x", 1)
		p.article("sub/x.md", "x", 2)
		p.shows("x", 2)
		p.gone("x")
		must(t, syscall.Unmount(p.full("sub"), 0))
		p.hides("x")
	})
	p.article("y.md", "y", 1)
	p.shows("y", 1)
	s.converged(t)
}

// Articles, output and temporary files each on a file system of another kind.
func TestWatchFileSystems(t *testing.T) { // R29
	t.Parallel()
	for _, test := range []struct {
		name    string
		prepare func(t *testing.T, s *scene)
	}{
		{"articles on overlayfs", func(t *testing.T, s *scene) {
			lower := s.path("lower")
			writeFiles(t, lower, map[string]string{"kept.md": articleText("kept", 1), "sub/x.md": articleText("x", 1)})
			upper := t.TempDir()
			mount(t, "tmpfs", upper, "") // which may lie on an overlayfs itself
			must(t, os.Mkdir(upper+"/up", 0o777))
			must(t, os.Mkdir(upper+"/work", 0o777))
			mount(t, "overlay", s.path("seeds"), "lowerdir="+lower+",upperdir="+upper+"/up,workdir="+upper+"/work")
		}},
		{"articles on tmpfs", func(t *testing.T, s *scene) {
			mount(t, "tmpfs", s.path("seeds"), "")
			writeFiles(t, s.dir, map[string]string{"seeds/kept.md": articleText("kept", 1), "seeds/sub/x.md": articleText("x", 1)})
		}},
		{"output on another file system", func(t *testing.T, s *scene) {
			mount(t, "tmpfs", s.path("public"), "")
			writeFiles(t, s.dir, map[string]string{"seeds/sub/x.md": articleText("x", 1)})
		}},
		{"a part of the output on another file system", func(t *testing.T, s *scene) {
			mount(t, "tmpfs", s.path("public/articles"), "")
			writeFiles(t, s.dir, map[string]string{"seeds/sub/x.md": articleText("x", 1)})
		}},
		{"state on another file system", func(t *testing.T, s *scene) {
			mount(t, "tmpfs", s.path("state"), "")
			writeFiles(t, s.dir, map[string]string{"seeds/sub/x.md": articleText("x", 1)})
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			test.prepare(t, s)
			s.start(t)
			p := &place{T: t, scene: s}
			before := p.shows("x", 1)
			p.put("sub/x.md", articleText("x", 2)) // copied up
			p.same(before, p.shows("x", 2))
			must(t, os.WriteFile(p.full("sub/x.md"), []byte(articleText("x", 3)), 0o666))
			p.same(before, p.shows("x", 3))
			must(t, os.Rename(p.full("sub/x.md"), p.full("y.md")))
			time.Sleep(2 * s.settle)
			p.same(before, p.shows("x", 3))
			p.put("new/sub/z.md", articleText("z", 1))
			p.shows("z", 1)
			p.gone("z")
			must(t, os.RemoveAll(p.full("new")))
			p.hides("z")
			if got := s.warnings(t); len(got) > 0 {
				t.Errorf("got warnings %q", got)
			}
			s.converged(t)
		})
	}
}
