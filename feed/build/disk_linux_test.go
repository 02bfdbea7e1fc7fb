package build_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"seedfeed/feed/build"
)

// smallDisk mounts a file system of that many bytes. Only root may do so.
func smallDisk(t *testing.T, dir string, size int) {
	t.Helper()
	must(t, os.MkdirAll(dir, 0o755))
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%d", size)); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("mount a small disk: %v", err)
		}
		t.Skipf("mount a small disk, which needs root: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
}

// TestFullDiskFromTheStart has no room for a catalogue, and says so and no more.
func TestFullDiskFromTheStart(t *testing.T) {
	s := folder(t, 3)
	smallDisk(t, s.State, 64<<10)
	_, err := build.Run(t.Context(), s, build.Env{Now: time.Now})
	if err == nil || !strings.HasSuffix(err.Error(), "database or disk is full (13)") {
		t.Errorf("got %v, want an error that says that the disk is full, and nothing else", err)
	}
	must(t, syscall.Mount("tmpfs", s.State, "tmpfs", syscall.MS_REMOUNT, "size=64m"))
	mustRun(t, s)
}

// TestFullDisk lets the disk of the output, and then that of the state, run full. The last output stays, and when there
// is room again the next build goes on as if nothing had been.
func TestFullDisk(t *testing.T) {
	for _, full := range []string{"public", "state"} {
		t.Run(full, func(t *testing.T) {
			s := folder(t, 40)
			disk := filepath.Join(filepath.Dir(s.Seeds), full)
			smallDisk(t, disk, 2<<20)
			mustRun(t, s)
			before, known := tree(t, s.Out, true), ids(t, s)
			for i := range 300 {
				write(t, s.Seeds, fmt.Sprintf("more/post-%03d.md", i), smallPost(1000+i)+strings.Repeat("Words that fill the disk. ", 300))
			}
			_, err := build.Run(t.Context(), s, build.Env{Now: time.Now})
			if err == nil || !strings.Contains(err.Error(), "no space left") && !strings.Contains(err.Error(), "is full") {
				t.Fatalf("got %v, want an error that says that the disk is full", err)
			}
			wholeFeeds(t, s.Out)
			noLitter(t, s.Out)
			for path, hash := range before {
				if now := tree(t, s.Out, true)[path]; now != hash && !strings.HasPrefix(path, "articles/") {
					t.Errorf("%s has changed", path)
					break
				}
			}
			must(t, syscall.Mount("tmpfs", disk, "tmpfs", syscall.MS_REMOUNT, "size=64m"))
			mustRun(t, s)
			sameIDs(t, ids(t, s), known)
			sameTree(t, "when there is room again", tree(t, s.Out, false), fresh(t, s))
		})
	}
}
