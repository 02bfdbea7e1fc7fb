package watcher

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestNewFoldersWithContent(t *testing.T) { // R11
	bothWays(t, func(t *testing.T, o Options) {
		l := startLive(t, o)
		for i := range rounds(50) {
			top := fmt.Sprintf("n%d", i)
			l.mkdir(top + "/b/c/d")
			l.write(top+"/b/c/d/x.md", "at once")
			l.wait(top + "/b/c/d/x.md")
			l.calm(2 * quick)
			l.sees(top + "/b/c/d/x.md")
		}
	})
}

func TestFolderRenamedAgainAndAgain(t *testing.T) { // R12
	bothWays(t, func(t *testing.T, o Options) {
		l := prepareLive(t, o)
		l.mkdir("f0/sub/below")
		l.run()
		l.next()
		for i := range rounds(60) {
			now := fmt.Sprintf("f%d", i+1)
			l.rename(fmt.Sprintf("f%d", i), now)
			l.wait(now+"/sub", fmt.Sprintf("f%d/x.md", i))
			for _, dir := range []string{now, now + "/sub", now + "/sub/below"} {
				l.sees(dir + "/x.md")
			}
		}
	})
}

// As the test above, with the next renaming before anybody could look.
func TestFolderRenamedInQuickSuccession(t *testing.T) { // R12
	t.Parallel()
	l := prepareLive(t, Options{})
	l.mkdir("a/sub")
	l.run()
	l.next()
	for range rounds(50) {
		l.rename("a", "b")
		l.rename("b", "c")
		l.rename("c", "a")
		l.write("a/sub/x.md", "in between")
		l.rename("a", "b")
		l.rename("b", "a")
		l.wait("a/sub/x.md")
		l.calm(2 * quick)
		l.sees("a/sub/x.md")
	}
}

func TestFoldersSwapped(t *testing.T) { // R12
	t.Parallel()
	l := prepareLive(t, Options{})
	l.mkdir("a/sub")
	l.mkdir("b/sub")
	l.run()
	l.next()
	for range rounds(30) {
		l.must(exchange(l.path("a"), l.path("b")))
		l.wait("a", "b")
		l.calm(2 * quick)
		for _, dir := range []string{"a", "b"} {
			l.sees(dir + "/sub/x.md")
		}
	}
}

func TestFolderMovedInAndOut(t *testing.T) { // R13
	bothWays(t, func(t *testing.T, o Options) {
		l := startLive(t, o)
		outside := t.TempDir()
		for i := range rounds(20) {
			away := filepath.Join(outside, fmt.Sprint(i))
			l.must(os.MkdirAll(filepath.Join(away, "sub"), 0o777))
			l.must(os.WriteFile(filepath.Join(away, "sub", "x.md"), nil, 0o666))
			l.must(os.Rename(away, l.path("in")))
			l.wait("in/sub/x.md")
			l.calm(2 * quick)
			l.sees("in/sub/x.md")

			l.must(os.Rename(l.path("in"), away))
			l.wait("in/sub/x.md")
			l.calm(3 * quick)
			l.must(os.WriteFile(filepath.Join(away, "sub", "x.md"), []byte("outside"), 0o666))
			l.unnamed("in/sub/x.md", 3*quick)
		}
	})
}

func TestFolderRemovedAndMadeAtOnce(t *testing.T) { // R14
	bothWays(t, func(t *testing.T, o Options) {
		l := prepareLive(t, o)
		l.mkdir("d/sub")
		l.write("d/sub/x.md", "before")
		l.run()
		l.next()
		for range rounds(50) {
			l.remove("d")
			l.mkdir("d/sub")
			if o.Poll == 0 { // comparing need not have seen that there was a file in between
				l.wait("d/sub/x.md")
			}
			l.calm(3 * quick)
			l.sees("d/sub/x.md")
		}
	})
}

func TestChangesAtTheStart(t *testing.T) { // R6
	bothWays(t, func(t *testing.T, o Options) {
		for i := range rounds(30) {
			l := prepareLive(t, o)
			for d := range 50 {
				l.mkdir(fmt.Sprintf("d%d", d))
			}
			l.run()
			time.Sleep(time.Duration(i) * 100 * time.Microsecond)
			l.write("d49/x.md", "at some moment of the start")
			written := time.Now()
			// Either the first batch is begun later, or another one names it.
			if first := l.next(); first.Since.Before(written) {
				select {
				case b := <-l.batches:
					if !covers(b, "d49/x.md") {
						t.Errorf("got %+v, want d49/x.md", b)
					}
				case <-time.After(20 * quick):
					// It may have been written before watches were set, hence before anybody looked.
				}
			}
			l.calm(2 * quick)
			l.sees("d0/x.md")
			l.stop()
		}
	})
}

func TestIgnoredFoldersAreNotWatched(t *testing.T) { // R18, R33
	bothWays(t, func(t *testing.T, o Options) {
		o.Root = t.TempDir()
		o.Skip = []string{filepath.Join(o.Root, "public")}
		l := prepareLive(t, o)
		l.mkdir(".git/objects")
		l.mkdir("public/tags")
		l.run()
		l.next()
		l.calm(5 * quick)
		l.write(".git/objects/x.md", "")
		l.write(".x.md.swp", "")
		l.write("public/tags/x.md", "")
		l.remove("public")
		l.mkdir("public/tags")
		l.write("public/tags/y.md", "")
		l.mkdir(".hidden")
		l.write(".hidden/x.md", "")
		l.silent(10 * quick)
		l.sees("x.md")
	})
}

func TestManyFilesAtOnce(t *testing.T) { // R18
	bothWays(t, func(t *testing.T, o Options) {
		l := startLive(t, o)
		var names []string
		for i := range 1000 {
			name := fmt.Sprintf("d%d/x%d.md", i%10, i)
			l.mkdir(filepath.Dir(name))
			l.write(name, "")
			names = append(names, name)
		}
		l.wait(names...)
	})
}

// TestManyFolders measures, too: run it with -v.
func TestManyFolders(t *testing.T) { // R24
	if testing.Short() {
		t.Skip("makes 20,000 folders")
	}
	l := prepareLive(t, Options{Settle: settle})
	for i := range 200 {
		for j := range 99 {
			l.mkdir(fmt.Sprintf("top%d/d%d", i, j))
		}
	}
	began := time.Now()
	l.run()
	l.next()
	t.Logf("20,000 folders are watched after %v", time.Since(began))
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("started within %v", took)
	}
	l.rename("top77", "top")
	l.wait("top/d5/x.md")
	l.write("top/d5/x.md", "")
	began = time.Now()
	l.waitExactly("top/d5/x.md")
	t.Logf("a file is named %v after the settle time", time.Since(began)-settle)
	began = time.Now()
	l.w.Look("asked")
	l.waitAll()
	t.Logf("all watches are set anew within %v", time.Since(began))
	began = time.Now()
	l.stop()
	t.Logf("ended within %v", time.Since(began))
}
