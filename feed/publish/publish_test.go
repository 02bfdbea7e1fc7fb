package publish

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func openFolder(t *testing.T, dir string) *Folder {
	t.Helper()
	f, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func stage(t *testing.T, f *Folder, rank int, paths ...string) {
	t.Helper()
	for _, p := range paths {
		if _, err := f.Stage(p, []byte("text of "+p), rank); err != nil {
			t.Fatal(err)
		}
	}
}

func commit(t *testing.T, f *Folder) []Written {
	t.Helper()
	w, err := f.Place(t.Context(), f.Take())
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func writtenPaths(w []Written) []string {
	var paths []string
	for _, w := range w {
		paths = append(paths, w.Path)
	}
	return paths
}

// tree gives all files with their text, and the empty folders, below dir.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(dir, p)
		rel = filepath.ToSlash(rel)
		switch {
		case d.IsDir():
			if entries, _ := os.ReadDir(p); len(entries) == 0 && rel != "." {
				found[rel+"/"] = ""
			}
		case d.Type().IsRegular():
			data, err := os.ReadFile(p)
			if err != nil {
				return err
			}
			found[rel] = string(data)
		default:
			found[rel] = d.Type().String()
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func wantTree(t *testing.T, dir string, paths ...string) {
	t.Helper()
	want := map[string]string{}
	for _, p := range paths {
		want[p] = "text of " + p
	}
	if diff := cmp.Diff(want, tree(t, dir)); diff != "" {
		t.Errorf("folder (-want +got):\n%s", diff)
	}
}

func TestPublish(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "not/there/yet")
	f := openFolder(t, dir)
	stage(t, f, 1, "rss.xml", "atom.xml")
	stage(t, f, 0, "articles/b/index.html", "articles/a/index.html", "articles/a/pictures/x/y.png", "ä \n\"%😀.html")
	for p := range tree(t, dir) {
		if !strings.HasPrefix(p, staging+"/") {
			t.Errorf("before Commit: got %s", p)
		}
	}
	w := commit(t, f)
	want := []string{"articles/b/index.html", "articles/a/index.html", "articles/a/pictures/x/y.png", "ä \n\"%😀.html", "rss.xml", "atom.xml"}
	if diff := cmp.Diff(want, writtenPaths(w)); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
	for _, w := range w {
		if !f.Intact(w.Path, w.Size, w.ModTime) {
			t.Errorf("%s: got not intact", w.Path)
		}
	}
	stage(t, f, 0, "feed.json")
	if got := writtenPaths(commit(t, f)); !slices.Equal(got, []string{"feed.json"}) {
		t.Errorf("second round: got %q, want feed.json alone", got)
	}
	if w := commit(t, f); w != nil {
		t.Errorf("nothing staged: got %v", w)
	}
	stage(t, f, 0, "dropped.html")
	if err := f.Close(); err != nil {
		t.Error(err)
	}
	wantTree(t, dir, append(want, "feed.json")...)
}

// What is replaced becomes another file: a reader who has the old one open keeps it whole.
func TestPublishReplaces(t *testing.T) {
	dir := t.TempDir()
	f := openFolder(t, dir)
	stage(t, f, 0, "d/rss.xml")
	commit(t, f)
	old, err := os.Open(filepath.Join(dir, "d/rss.xml"))
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	_, firstErr := f.Stage("d/rss.xml", []byte("first"), 0)
	_, secondErr := f.Stage("d/rss.xml", []byte("second"), 0)
	if err := errors.Join(firstErr, secondErr); err != nil {
		t.Fatal(err)
	}
	commit(t, f)
	if data, err := io.ReadAll(old); err != nil || string(data) != "text of d/rss.xml" {
		t.Errorf("old file: got %q, %v", data, err)
	}
	if !f.Same("d/rss.xml", []byte("second")) {
		t.Errorf("got %q, want the later one", tree(t, dir))
	}
}

func TestStageRefuses(t *testing.T) {
	f := openFolder(t, t.TempDir())
	for _, p := range []string{"", ".", "..", "../x", "a/../../x", "a/../x", "/x", "a//x", "a/", `a\x`, "a/.", "x\xff", staging, staging + "/1"} {
		_, err := f.Stage(p, nil, 0)
		if err == nil || !strings.HasPrefix(err.Error(), "publish "+p+": ") {
			t.Errorf("%q: got %v, want an error that names it", p, err)
		}
		if f.Intact(p, 0, time.Time{}) || f.Same(p, nil) {
			t.Errorf("%q: got a file there", p)
		}
	}
	wantTree(t, f.dir)
}

func TestStageFromSeveral(t *testing.T) {
	dir := t.TempDir()
	f := openFolder(t, dir)
	var group sync.WaitGroup
	for g := range 4 {
		group.Go(func() {
			for i := range 100 {
				if _, err := f.Stage(fmt.Sprintf("%d/%d/index.html", g, i), fmt.Appendf(nil, "%d %d", g, i), i%2); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	w := commit(t, f)
	f.Discard()
	if len(w) != 400 || len(tree(t, dir)) != 400 {
		t.Fatalf("got %d written and %d files, want 400", len(w), len(tree(t, dir)))
	}
	last := map[string]int{}
	for i, w := range w {
		var g, n int
		fmt.Sscanf(w.Path, "%d/%d/", &g, &n)
		if n%2 != i/200 {
			t.Fatalf("%d: got %s, want lower ranks first", i, w.Path)
		}
		key := fmt.Sprint(g, n%2)
		if before, ok := last[key]; ok && n < before {
			t.Fatalf("got %s after %d, want the order of staging", w.Path, before)
		}
		last[key] = n
		if !f.Same(w.Path, fmt.Appendf(nil, "%d %d", g, n)) {
			t.Errorf("%s: got another's text", w.Path)
		}
	}
}

func TestStageCopy(t *testing.T) {
	dir := t.TempDir()
	f := openFolder(t, dir)
	long := bytes.Repeat([]byte("sound"), 100_000)
	written, hash, err := f.StageCopy("a.mp3", func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(long)), nil }, 0)
	if err != nil || written.Size != int64(len(long)) || hash != sha256.Sum256(long) {
		t.Errorf("got %d, %x, %v", written.Size, hash, err)
	}
	broken := errors.New("broken")
	_, _, err = f.StageCopy("b.mp3", func() (io.ReadCloser, error) { return nil, broken }, 0)
	if !errors.Is(err, broken) || err.Error() != "publish b.mp3: broken" {
		t.Errorf("got %v, want the cause and the path", err)
	}
	_, _, err = f.StageCopy("c.mp3", func() (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(strings.NewReader("half"), errorReader{broken})), nil
	}, 0)
	if !errors.Is(err, broken) {
		t.Errorf("got %v, want the cause", err)
	}
	if got := len(tree(t, dir)); got != 1 {
		t.Errorf("got %d files aside, want only the whole one", got)
	}
	commit(t, f)
	if !f.Same("a.mp3", long) {
		t.Error("got other bytes")
	}
}

type errorReader struct{ err error }

func (r errorReader) Read([]byte) (int, error) { return 0, r.err }

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	os.WriteFile(filepath.Join(dir, "file"), nil, 0o666)
	os.Mkdir(filepath.Join(dir, "real"), 0o777)
	os.Symlink("real", filepath.Join(dir, "link"))
	for _, name := range []string{"file", "file/below"} {
		if _, err := Open(filepath.Join(dir, name)); err == nil || !strings.Contains(err.Error(), name+`": not a directory`) {
			t.Errorf("%s: got %v, want an error that names it", name, err)
		}
	}
	stage(t, openFolder(t, filepath.Join(dir, "link")), 0, "left.html")

	// As if the run had been killed.
	f := openFolder(t, filepath.Join(dir, "link"))
	wantTree(t, filepath.Join(dir, "real"))
	stage(t, f, 0, "a.html")
	commit(t, f)
	f.Close()
	wantTree(t, filepath.Join(dir, "real"), "a.html")

	// Opening and closing writes nothing.
	before, _ := os.Stat(filepath.Join(dir, "real"))
	openFolder(t, filepath.Join(dir, "real")).Close()
	if after, _ := os.Stat(filepath.Join(dir, "real")); !after.ModTime().Equal(before.ModTime()) {
		t.Error("got a folder that was written to, want it untouched")
	}
}

func TestCommitStops(t *testing.T) {
	dir := t.TempDir()
	f := openFolder(t, dir)
	os.WriteFile(filepath.Join(dir, "blocked"), []byte("text of blocked"), 0o666)
	stage(t, f, 0, "a.html", "new/folder/b.html", "blocked/c.html", "d.html")
	w, err := f.Place(t.Context(), f.Take())
	if err == nil || !strings.HasPrefix(err.Error(), "publish blocked/c.html: not a directory") {
		t.Errorf("got %v, want an error that names the file", err)
	}
	if got := writtenPaths(w); !slices.Equal(got, []string{"a.html", "new/folder/b.html"}) {
		t.Errorf("got %q, want what came before", got)
	}
	wantTree(t, dir, "blocked", "a.html", "new/folder/b.html")
	os.Mkdir(filepath.Join(dir, "x.html"), 0o777)
	stage(t, f, 0, "x.html", "e.html")
	if _, err := f.Place(t.Context(), f.Take()); err == nil {
		t.Error("got no error where a folder is in the place")
	}
	os.Remove(filepath.Join(dir, "x.html"))

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	stage(t, f, 0, "f.html")
	if w, err := f.Place(ctx, f.Take()); len(w) != 0 || !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, %v, want nothing and context.Canceled", w, err)
	}
	stage(t, f, 0, "g.html")
	commit(t, f)
	f.Close()
	wantTree(t, dir, "blocked", "a.html", "new/folder/b.html", "g.html")
}

// Neither writing nor removing follows a link out of the folder.
func TestLinks(t *testing.T) {
	outside := t.TempDir()
	os.WriteFile(filepath.Join(outside, "theirs.html"), []byte("text of theirs.html"), 0o666)
	dir := t.TempDir()
	f := openFolder(t, dir)
	os.Mkdir(filepath.Join(dir, "real"), 0o777)
	os.Symlink(outside, filepath.Join(dir, "out"))
	os.Symlink("real", filepath.Join(dir, "in"))
	os.Symlink(filepath.Join(outside, "theirs.html"), filepath.Join(dir, "link.html"))
	for _, p := range []string{"out/a.html", "out/new/a.html", "out/theirs.html"} {
		stage(t, f, 0, p)
		if _, err := f.Place(t.Context(), f.Take()); !errors.Is(err, ErrOutside) || !strings.Contains(err.Error(), p) {
			t.Errorf("%s: got %v, want ErrOutside", p, err)
		}
		if !f.Foreign(p, func([]byte) bool { return true }) {
			t.Errorf("%s: got ours, want foreign", p)
		}
	}
	if err := f.Remove([]string{"out/theirs.html"}); !errors.Is(err, ErrOutside) {
		t.Errorf("got %v, want ErrOutside", err)
	}
	stage(t, f, 0, "in/a.html")
	commit(t, f)
	if err := f.Remove([]string{"in/a.html", "link.html"}); err != nil {
		t.Error(err)
	}
	wantTree(t, outside, "theirs.html")
	for _, name := range []string{"in", "out", "link.html"} {
		if _, err := os.Lstat(filepath.Join(dir, name)); err != nil {
			t.Errorf("%v, want the link as it was", err)
		}
	}
}

func TestRemove(t *testing.T) {
	dir := t.TempDir()
	f := openFolder(t, dir)
	stage(t, f, 0, "a/b/c/1.html", "a/b/2.html", "a/x/3.html", "d/4.html", "e/5.html", "6.html", "keep/7.html")
	commit(t, f)
	f.Discard()
	os.WriteFile(filepath.Join(dir, "d/theirs"), []byte("text of d/theirs"), 0o666)
	os.MkdirAll(filepath.Join(dir, "killed/half"), 0o777)
	os.Remove(filepath.Join(dir, "e/5.html"))
	os.MkdirAll(filepath.Join(dir, "e/5.html"), 0o777)
	err := f.Remove([]string{"6.html", "a/b/2.html", "a/b/c/1.html", "a/x/3.html", "d/4.html", "e/5.html", "gone/8.html", "killed/half/9.html", "keep/7.html/x"})
	if err != nil {
		t.Error(err)
	}
	want := map[string]string{"d/theirs": "text of d/theirs", "e/5.html/": "", "keep/7.html": "text of keep/7.html"}
	if diff := cmp.Diff(want, tree(t, dir)); diff != "" {
		t.Errorf("folder (-want +got):\n%s", diff)
	}
	if err := f.Remove([]string{"../x", "keep/7.html"}); err == nil || !strings.Contains(err.Error(), "../x") {
		t.Errorf("got %v, want an error that names ../x", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "keep")); err == nil {
		t.Error("got the rest still there after an error")
	}
	if err := f.Remove(nil); err != nil {
		t.Error(err)
	}
}

func TestLook(t *testing.T) {
	dir := t.TempDir()
	f := openFolder(t, dir)
	long := bytes.Repeat([]byte("0123456789"), 20_000)
	if _, err := f.Stage("d/a.html", long, 0); err != nil {
		t.Fatal(err)
	}
	w := commit(t, f)[0]
	if w.Size != int64(len(long)) || !f.Same(w.Path, long) || !f.Intact(w.Path, w.Size, w.ModTime) {
		t.Errorf("got %v, want it as written", w)
	}
	other := bytes.Clone(long)
	other[len(other)-1]++
	for name, data := range map[string][]byte{"last byte": other, "shorter": long[1:], "longer": append(other, 1), "empty": nil} {
		if f.Same(w.Path, data) {
			t.Errorf("%s: got the same", name)
		}
	}
	if f.Same("d", nil) || f.Same("missing", nil) || f.Intact("d", 0, w.ModTime) || f.Intact(w.Path, 1, w.ModTime) ||
		f.Intact(w.Path, w.Size, w.ModTime.Add(1)) {
		t.Error("got what is not there")
	}

	mark := []byte("0123")
	ours := func(head []byte) bool { return len(head) <= 4096 && bytes.HasPrefix(head, mark) }
	os.WriteFile(filepath.Join(dir, "theirs.html"), []byte("by hand"), 0o666)
	os.WriteFile(filepath.Join(dir, "empty.html"), nil, 0o666)
	os.Symlink("d/a.html", filepath.Join(dir, "link.html"))
	for path, want := range map[string]bool{
		"d/a.html": false, "missing.html": false, "missing/a.html": false, "theirs.html/a.html": false,
		"theirs.html": true, "empty.html": true, "d": true, "link.html": true,
	} {
		if got := f.Foreign(path, ours); got != want {
			t.Errorf("%s: got foreign %v, want %v", path, got, want)
		}
	}
}

func TestFound(t *testing.T) {
	f := openFolder(t, t.TempDir())
	stage(t, f, 0, "a/b.html")
	w := commit(t, f)[0]
	if got, ok := f.Found(w.Path, []byte("text of a/b.html")); !ok || got != w {
		t.Errorf("got %v, %v, want %v as Commit gave it", got, ok, w)
	}
	for path, text := range map[string]string{"a/b.html": "other", "missing.html": "", "a": ""} {
		if got, ok := f.Found(path, []byte(text)); ok {
			t.Errorf("%s: got %v, want none", path, got)
		}
	}
}
