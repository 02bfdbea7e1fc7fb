package publish

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// mount mounts a small file system there, or skips the test where that is not allowed.
func mount(t *testing.T, dir, size string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("no right to mount a small file system: %v", err)
	}
	t.Cleanup(func() { syscall.Unmount(dir, syscall.MNT_DETACH) })
}

func TestDiskFull(t *testing.T) {
	dir := t.TempDir()
	mount(t, dir, "256k")
	f := openFolder(t, dir)
	stage(t, f, 0, "rss.xml", "a/index.html")
	commit(t, f)

	page := bytes.Repeat([]byte("x"), 50_000)
	stage(t, f, 0, "rss.xml")
	var err error
	for i := 0; err == nil && i < 10; i++ {
		_, err = f.Stage(strings.Repeat("y", i+1), page, 0)
	}
	if !errors.Is(err, syscall.ENOSPC) || !strings.HasSuffix(err.Error(), ": no space left on device") || !strings.HasPrefix(err.Error(), "publish yy") {
		t.Errorf("got %v, want an error that names the file and the full disk", err)
	}
	_, _, err = f.StageCopy("big.mp3", func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(bytes.Repeat(page, 10))), nil
	}, 0)
	if !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("got %v, want ENOSPC", err)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
	wantTree(t, dir, "rss.xml", "a/index.html")

	// Everything that was taken has been given back.
	f = openFolder(t, dir)
	if _, err := f.Stage("b", bytes.Repeat(page, 4), 0); err != nil {
		t.Error(err)
	}
	commit(t, f)
}

// The data fits but the folders for it do not: what has been published stays, nothing else does.
func TestDiskFullOfNames(t *testing.T) {
	dir := t.TempDir()
	mount(t, dir, "1m,nr_inodes=12")
	f := openFolder(t, dir)
	stage(t, f, 0, "a/index.html", "b/c/d/e/f/g/h/index.html", "z.html")
	w, err := f.Place(t.Context(), f.Take())
	if !errors.Is(err, syscall.ENOSPC) || !strings.HasPrefix(err.Error(), "publish b/c/d/e/f/g/h/index.html: ") {
		t.Errorf("got %v, want an error that names the file and the full disk", err)
	}
	if len(w) != 1 {
		t.Errorf("got %v, want the first file", w)
	}
	wantTree(t, dir, "a/index.html")
}

func TestReadOnly(t *testing.T) {
	dir := t.TempDir()
	mount(t, dir, "256k")
	f := openFolder(t, dir)
	stage(t, f, 0, "rss.xml")
	commit(t, f)
	f.Discard()
	if err := syscall.Mount("", dir, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Stage("atom.xml", nil, 0); err == nil || err.Error() != "publish atom.xml: read-only file system" {
		t.Errorf("got %v, want an error that names the file and the cause", err)
	}
	if _, err := Open(dir); !errors.Is(err, syscall.EROFS) || !strings.Contains(err.Error(), dir) {
		t.Errorf("open: got %v, want an error that names the folder and the cause", err)
	}
	wantTree(t, dir, "rss.xml")
}

func TestFolderVanishes(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	f := openFolder(t, dir)
	stage(t, f, 0, "rss.xml")
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Place(t.Context(), f.Take()); err == nil || err.Error() != "publish rss.xml: no such file or directory" {
		t.Errorf("got %v, want an error that names the file and the cause", err)
	}
	if _, err := f.Stage("atom.xml", nil, 0); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, want ErrNotExist", err)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
}

// A folder of the output may be another mount, to which a rename does not reach.
func TestMountBelow(t *testing.T) {
	dir := t.TempDir()
	below := filepath.Join(dir, "articles")
	mount(t, below, "256k")
	f := openFolder(t, dir)
	stage(t, f, 0, "articles/a/index.html", "articles/index.html")
	stage(t, f, 1, "rss.xml")
	for _, w := range commit(t, f) {
		if !f.Intact(w.Path, w.Size, w.ModTime) {
			t.Errorf("%s: got not intact", w.Path)
		}
	}
	f.Discard()
	wantTree(t, dir, "articles/a/index.html", "articles/index.html", "rss.xml")

	if _, err := f.Stage("articles/big.html", make([]byte, 300_000), 0); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Place(t.Context(), f.Take()); !errors.Is(err, syscall.ENOSPC) || !strings.HasPrefix(err.Error(), "publish articles/big.html: ") {
		t.Errorf("got %v, want an error that names the file and the full disk", err)
	}
	wantTree(t, dir, "articles/a/index.html", "articles/index.html", "rss.xml")
}

func TestMode(t *testing.T) {
	defer syscall.Umask(syscall.Umask(0o027))
	dir := t.TempDir()
	f := openFolder(t, filepath.Join(dir, "out"))
	stage(t, f, 0, "a/b.html")
	commit(t, f)
	for name, want := range map[string]os.FileMode{"out": 0o750, "out/a": 0o750, "out/a/b.html": 0o640} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
}

// Something that would block whoever opens it is not opened.
func TestPipe(t *testing.T) {
	dir := t.TempDir()
	f := openFolder(t, dir)
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe.html"), 0o666); err != nil {
		t.Fatal(err)
	}
	if f.Same("pipe.html", nil) || !f.Foreign("pipe.html", func([]byte) bool { return true }) {
		t.Error("got a pipe taken for ours")
	}
	if err := f.Remove([]string{"pipe.html"}); err != nil {
		t.Error(err)
	}
	if _, err := os.Lstat(filepath.Join(dir, "pipe.html")); err != nil {
		t.Errorf("got %v, want it still there", err)
	}
}
