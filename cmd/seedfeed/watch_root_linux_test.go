package main

import (
	"errors"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Whatever becomes of the folder of articles, the last good feeds stay, that is said once, and it goes on when the folder
// is back.
func TestWatchRoot(t *testing.T) { // R28
	t.Parallel()
	for _, test := range []struct {
		name        string
		away, back  func(t *testing.T, s *scene)
		before      func(t *testing.T, s *scene)
		wantAway    bool
		insideState bool
	}{
		{name: "removed", wantAway: true,
			away: func(t *testing.T, s *scene) { must(t, os.RemoveAll(s.path("seeds"))) },
			back: func(t *testing.T, s *scene) {
				writeFiles(t, s.dir, map[string]string{"new/kept.md": articleText("kept", 2)})
				must(t, os.Rename(s.path("new"), s.path("seeds")))
			}},
		{name: "renamed", wantAway: true,
			away: func(t *testing.T, s *scene) { must(t, os.Rename(s.path("seeds"), s.path("other"))) },
			back: func(t *testing.T, s *scene) {
				writeFiles(t, s.dir, map[string]string{"other/kept.md": articleText("kept", 2)})
				must(t, os.Rename(s.path("other"), s.path("seeds")))
			}},
		{name: "renamed, with the state in it", wantAway: true, insideState: true,
			away: func(t *testing.T, s *scene) { must(t, os.Rename(s.path("seeds"), s.path("other"))) },
			back: func(t *testing.T, s *scene) {
				writeFiles(t, s.dir, map[string]string{"other/kept.md": articleText("kept", 2)})
				must(t, os.Rename(s.path("other"), s.path("seeds")))
			}},
		{name: "a file in its place", wantAway: true,
			away: func(t *testing.T, s *scene) {
				must(t, errors.Join(os.RemoveAll(s.path("seeds")), os.WriteFile(s.path("seeds"), nil, 0o666)))
			},
			back: func(t *testing.T, s *scene) {
				writeFiles(t, s.dir, map[string]string{"new/kept.md": articleText("kept", 2)})
				must(t, errors.Join(os.Remove(s.path("seeds")), os.Rename(s.path("new"), s.path("seeds"))))
			}},
		{name: "emptied",
			away: func(t *testing.T, s *scene) { must(t, os.Remove(s.path("seeds/kept.md"))) },
			back: func(t *testing.T, s *scene) {
				writeFiles(t, s.dir, map[string]string{"seeds/kept.md": articleText("kept", 2)})
			}},
		{name: "replaced by an empty one",
			away: func(t *testing.T, s *scene) {
				must(t, errors.Join(os.Rename(s.path("seeds"), s.path("old")), os.Mkdir(s.path("seeds"), 0o777)))
			},
			back: func(t *testing.T, s *scene) {
				writeFiles(t, s.dir, map[string]string{"seeds/kept.md": articleText("kept", 2)})
			}},
		{name: "unmounted",
			before: func(t *testing.T, s *scene) {
				mount(t, "tmpfs", s.path("seeds"), "")
				writeFiles(t, s.dir, map[string]string{"seeds/kept.md": articleText("kept", 1)})
			},
			away: func(t *testing.T, s *scene) { must(t, syscall.Unmount(s.path("seeds"), 0)) },
			back: func(t *testing.T, s *scene) {
				mount(t, "tmpfs", s.path("seeds"), "")
				writeFiles(t, s.dir, map[string]string{"seeds/kept.md": articleText("kept", 2)})
			}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if testing.Short() && test.name != "renamed" {
				t.Skip("another way")
			}
			t.Parallel()
			s := newScene(t)
			if test.before != nil {
				must(t, os.Remove(s.path("seeds/kept.md")))
				test.before(t, s)
			}
			if test.insideState {
				s.state = "seeds/.seedfeed"
				s.flags = append(s.flags, "--state", s.state)
			}
			s.start(t)
			p := &place{T: t, scene: s}
			before := p.shows("kept", 1)
			s.rest(t)
			feeds := contents(t, s.path("public"))
			warned := func() bool { return len(s.warnings(t)) > 0 }
			test.away(t, s)
			s.soon(t, "a word", warned)
			time.Sleep(2 * time.Second)
			if diff := cmp.Diff(feeds, contents(t, s.path("public"))); diff != "" {
				t.Errorf("the output has changed: %s", diff)
			}
			if got := s.warnings(t); len(got) != 1 {
				t.Errorf("got %d warnings, want one: %q", len(got), got)
			}
			test.back(t, s)
			p.same(before, p.shows("kept", 2))
			p.put("sub/x.md", articleText("x", 1))
			p.shows("x", 1)
			if away, back := s.logged("folder is away"), s.logged("folder is back"); test.wantAway && (away != 1 || back != 1) || away != back {
				t.Errorf("said %d times that it was away and %d times that it was back: %s", away, back, s.tail())
			}
			s.converged(t)
		})
	}
}

// mount mounts a file system, which only root may do.
func mount(t *testing.T, kind, dir, options string) {
	t.Helper()
	must(t, os.MkdirAll(dir, 0o777))
	if err := syscall.Mount(kind, dir, kind, 0, options); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("mount: %v", err)
		}
		t.Skipf("mount, which needs root: %v", err)
	}
	t.Cleanup(func() { syscall.Unmount(dir, syscall.MNT_DETACH) })
}
