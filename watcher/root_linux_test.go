package watcher

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// worksAfter waits until a path has been covered, and shows that changes are seen after it. Comparing need not ask
// for a look at everything where the new folder is so much like the old one that it has its number.
func (l *live) worksAfter(what, path string) {
	l.t.Helper()
	if l.w.Poll == 0 {
		l.waitAll()
	} else {
		l.wait(path)
	}
	l.calm(3 * quick)
	l.mkdir("deep/down")
	l.write("deep/down/x.md", what)
	l.wait("deep/down/x.md")
	l.calm(3 * quick)
	l.sees("deep/down/x.md")
	l.remove("deep")
	l.wait("deep/down")
	l.calm(3 * quick)
}

func TestRootReplaced(t *testing.T) { // R28
	bothWays(t, func(t *testing.T, o Options) {
		o.Root = filepath.Join(t.TempDir(), "seeds")
		l := prepareLive(t, o)
		l.mkdir("sub")
		l.run()
		l.next()
		for i := range rounds(20) {
			l.remove("")
			l.mkdir("sub")
			l.write("sub/x.md", fmt.Sprint("made", i))
			l.worksAfter("deleted and made at once", "sub/x.md")
			l.must(os.Rename(l.dir, fmt.Sprintf("%s-aside%d", l.dir, i)))
			l.mkdir("sub")
			l.write("sub/y.md", fmt.Sprint("renamed", i))
			l.worksAfter("renamed and made at once", "sub/y.md")
		}
		if got := l.kinds(); slices.Contains(got, RootAway) {
			t.Log("it was noticed while it was away") // on a busy machine
		}
	})
}

func TestRootAwayForAWhile(t *testing.T) { // R28
	bothWays(t, func(t *testing.T, o Options) {
		o.Root = filepath.Join(t.TempDir(), "seeds")
		l := prepareLive(t, o)
		l.mkdir("sub")
		l.write("x.md", "")
		time.Sleep(5 * quick) // what is recent is looked at twice
		l.run()
		l.next()
		l.calm(5 * quick)
		l.rename("", "../aside")
		l.silent(20 * quick)
		l.must(os.WriteFile(filepath.Join(l.dir, "..", "aside", "y.md"), nil, 0o666))
		l.silent(10 * quick)
		for end := time.Now().Add(deadline); !slices.Contains(l.kinds(), RootAway); time.Sleep(quick) {
			if time.Now().After(end) {
				t.Fatalf("got notices %v, want that it is away", l.kinds())
			}
		}
		l.must(os.Rename(filepath.Join(l.dir, "..", "aside"), l.dir))
		l.worksAfter("back", "y.md")
		if got := l.kinds(); got[len(got)-1] != RootBack {
			t.Errorf("got notices %v, want that it is back", got)
		}
	})
}

func TestRootIsALinkThatIsSwapped(t *testing.T) { // R26
	bothWays(t, func(t *testing.T, o Options) {
		dir := t.TempDir()
		o.Root = filepath.Join(dir, "current", "seeds")
		link := filepath.Join(dir, "current")
		swap := func(i int) {
			t.Helper()
			release := fmt.Sprintf("release%d", i)
			if err := errors.Join(
				os.MkdirAll(filepath.Join(dir, release, "seeds"), 0o777),
				os.Symlink(release, link+".tmp"),
				os.Rename(link+".tmp", link),
			); err != nil {
				t.Fatal(err)
			}
		}
		swap(0)
		l := startLive(t, o)
		for i := range rounds(15) {
			began := time.Now()
			swap(i + 1)
			l.worksAfter("swapped", "any")
			if took := time.Since(began); took > 2*time.Second && !raceDetector {
				t.Errorf("it took %v", took)
			}
			// The release before is of no interest any more.
			l.must(os.WriteFile(filepath.Join(dir, fmt.Sprintf("release%d", i), "seeds", "x.md"), nil, 0o666))
			l.unnamed("x.md", 3*quick)
		}
	})
}

// mountOver mounts an empty file system over a folder.
func mountOver(t *testing.T, dir string) (unmount func()) {
	t.Helper()
	if err := unix.Mount("none", dir, "tmpfs", 0, ""); err != nil {
		t.Skip("may not mount: ", err)
	}
	mounted := true
	unmount = func() {
		if mounted {
			mounted = false
			if err := unix.Unmount(dir, unix.MNT_DETACH); err != nil {
				t.Error(err)
			}
		}
	}
	t.Cleanup(unmount)
	return unmount
}

func TestRootMountedAndUnmounted(t *testing.T) { // R25, R28
	bothWays(t, func(t *testing.T, o Options) {
		if testing.Short() && o.Poll == 0 {
			t.Skip("waits for the slow look at the root")
		}
		l := startLive(t, o)
		unmount := mountOver(t, l.dir)
		l.worksAfter("mounted", "any")
		unmount()
		l.worksAfter("unmounted", "any")
	})
}

func TestKubernetesVolume(t *testing.T) { // R26
	bothWays(t, func(t *testing.T, o Options) {
		l := prepareLive(t, o)
		update := func(i int) {
			t.Helper()
			version := fmt.Sprintf("..2026_%d", i)
			l.mkdir(version + "/sub")
			l.write(version+"/a.md", fmt.Sprint(i))
			l.write(version+"/sub/b.md", fmt.Sprint(i))
			l.must(os.Symlink(version, l.path("..data_tmp")))
			l.rename("..data_tmp", "..data")
			if i > 0 {
				l.remove(fmt.Sprintf("..2026_%d", i-1))
			}
		}
		update(0)
		l.must(os.Symlink("..data/a.md", l.path("a.md")))
		l.must(os.Symlink("..data/sub", l.path("sub")))
		l.run()
		l.next()
		l.calm(5 * quick)
		for i := range rounds(10) {
			update(i + 1)
			l.waitAll()
			l.calm(3 * quick)
		}
	})
}

func TestLinksIntoFoldersNotWatchedOtherwise(t *testing.T) { // R27
	t.Parallel()
	l := prepareLive(t, Options{})
	l.mkdir(".store/deep")
	l.write(".store/deep/x.md", "")
	l.write("notes.txt", "")
	l.must(os.Symlink(".store", l.path("folder")))
	l.must(os.Symlink("notes.txt", l.path("n.md")))
	l.must(os.Symlink("..", l.path("loop")))
	l.must(os.Symlink("itself", l.path("itself")))
	l.must(os.Symlink("nothing", l.path("dangling.md")))
	l.run()
	l.next()
	l.write(".store/deep/x.md", "changed")
	l.waitAll()
	l.write(".store/new.md", "changed")
	l.waitAll()
	l.calm(3 * quick)
	l.sees("x.md")
	l.write("notes.txt", "changed")
	l.waitAll()
}
