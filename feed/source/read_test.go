package source

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestRead(t *testing.T) {
	outside := t.TempDir()
	addTree(t, outside, "secret.md")
	root := makeTree(t, "a.md", "d/b.md", "in.md -> d/b.md", "abs.md -> ROOT/d/b.md", "up/in.md -> ../d/b.md", "dir -> d",
		"out.md -> "+outside+"/secret.md", "outdir -> "+outside, "chain.md -> out.md", "none.md -> x", "loop.md -> loop.md", "empty.md", "bad\xff.md")
	if err := os.Truncate(filepath.Join(root, "empty.md"), 0); err != nil {
		t.Fatal(err)
	}
	f, err := Open(root)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	tests := []struct {
		path string
		want string
		err  error
	}{
		{path: "a.md", want: "text of a.md"},
		{path: "d/b.md", want: "text of d/b.md"},
		{path: "in.md", want: "text of d/b.md"},
		{path: "abs.md", want: "text of d/b.md"},
		{path: "up/in.md", want: "text of d/b.md"},
		{path: "dir/b.md", want: "text of d/b.md"},
		{path: "empty.md", want: ""},
		{path: "bad\xff.md", want: "text of bad\xff.md"},
		{path: "missing.md", err: fs.ErrNotExist},
		{path: "none.md", err: fs.ErrNotExist},
		{path: "out.md", err: ErrOutside},
		{path: "chain.md", err: ErrOutside},
		{path: "outdir/secret.md", err: ErrOutside},
		{path: "../" + filepath.Base(outside) + "/secret.md", err: ErrOutside},
		{path: "d/../a.md", err: ErrOutside},
		{path: "/etc/passwd", err: ErrOutside},
		{path: "", err: ErrOutside},
		{path: "d", err: ErrIrregular},
		{path: ".", err: ErrIrregular},
		{path: "loop.md", err: errAny},
		{path: "a.md/x", err: errAny},
	}
	for _, test := range tests {
		t.Run(test.path, func(t *testing.T) {
			data, stamp, err := f.Read(test.path, 1000)
			if test.err != nil {
				checkErr(t, err, test.err, test.path)
				_, err = f.Stat(test.path)
				checkErr(t, err, test.err, test.path)
				_, _, err = f.Open(test.path)
				checkErr(t, err, test.err, test.path)
				return
			}
			if err != nil || string(data) != test.want || stamp.Size() != int64(len(test.want)) {
				t.Fatalf("got %q, size %d, %v, want %q", data, stamp.Size(), err, test.want)
			}
			file, opened, err := f.Open(test.path)
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			if data, err := io.ReadAll(file); err != nil || string(data) != test.want || opened != stamp {
				t.Errorf("open: got %q, %v, want %q", data, err, test.want)
			}
		})
	}
}

var errAny = errors.New("any error")

func checkErr(t *testing.T, got, want error, path string) {
	t.Helper()
	if got == nil || want != errAny && !errors.Is(got, want) {
		t.Errorf("got error %v, want %v", got, want)
	} else if !strings.Contains(got.Error(), path) {
		t.Errorf("got error %v, want one that names %s", got, path)
	}
}

func TestReadLimit(t *testing.T) {
	root := makeTree(t, "a.md")
	if err := os.WriteFile(filepath.Join(root, "a.md"), make([]byte, 2000), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Read(root, "a.md", 2000); err != nil {
		t.Errorf("at the limit: got %v", err)
	}
	_, _, err := Read(root, "a.md", 1999)
	large, ok := errors.AsType[*TooLargeError](err)
	if !ok || large.Size != 2000 || large.Limit != 1999 || !strings.Contains(err.Error(), "2000 bytes, the limit is 1999 bytes") {
		t.Errorf("got %v, want a TooLargeError that tells both sizes", err)
	}
}

func TestReadIntoReuses(t *testing.T) {
	root := makeTree(t, "a.md", "b.md")
	if err := os.WriteFile(filepath.Join(root, "b.md"), bytes.Repeat([]byte("b"), 500), 0o666); err != nil {
		t.Fatal(err)
	}
	f, err := Open(root)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	buf := make([]byte, 0, 100)
	a, _, err := f.ReadInto(buf, "a.md", 1000)
	if err != nil || &a[0] != &buf[:1][0] {
		t.Errorf("got %v and other memory, want the buffer's", err)
	}
	b, _, err := f.ReadInto(buf, "b.md", 1000)
	if err != nil || len(b) != 500 || !bytes.Equal(a, []byte("text of a.md")) {
		t.Errorf("got %d bytes, %v, and %q in the buffer, want 500 and the buffer as it was", len(b), err, a)
	}
}

// A file that a writer works on is read whole or not at all.
func TestReadChanging(t *testing.T) {
	root := makeTree(t, "a.md")
	path := filepath.Join(root, "a.md")
	long := bytes.Repeat([]byte("x"), 1<<20)
	if err := os.WriteFile(path, long, 0o666); err != nil {
		t.Fatal(err)
	}
	stop := make(chan struct{})
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		for size := 1; ; size = size%len(long) + 100_000 {
			select {
			case <-stop:
				return
			default:
				os.WriteFile(path, long[:min(size, len(long))], 0o666)
			}
		}
	}()
	f, err := Open(root)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for range 300 {
		data, stamp, err := f.Read("a.md", 10<<20)
		switch {
		case errors.Is(err, ErrChanging):
		case err != nil:
			t.Errorf("got %v, want ErrChanging", err)
		case int64(len(data)) != stamp.Size():
			t.Errorf("got %d bytes, want the %d of the stamp", len(data), stamp.Size())
		}
	}
	close(stop)
	<-stopped
}

func TestRacy(t *testing.T) {
	read := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	long := read.Add(-time.Hour)
	tests := []struct {
		name              string
		modified, changed time.Time
		want              bool
	}{
		{"settled", long, long, false},
		{"just settled", read.Add(-2*time.Second - 1), read.Add(-2*time.Second - 1), false},
		{"modified two seconds ago", read.Add(-2 * time.Second), long, true},
		{"modified just now", read, long, true},
		{"old time put back just now", long, read.Add(-time.Second), true},
		{"ahead", read.Add(time.Hour), long, true},
		{"change time unknown", long, time.Time{}, false},
	}
	for _, test := range tests {
		if got := Racy(newStamp(1, test.modified, test.changed, 1), read); got != test.want {
			t.Errorf("%s: got %v, want %v", test.name, got, test.want)
		}
	}
}

func TestStampHolds(t *testing.T) {
	modified := time.Date(9999, 12, 31, 23, 59, 59, 999999999, time.UTC)
	changed := time.Date(1, 1, 1, 0, 0, 0, 1, time.UTC)
	s := newStamp(1<<40, modified, changed, 1<<63)
	if s.Size() != 1<<40 || !s.ModTime().Equal(modified) || !s.ChangeTime().Equal(changed) {
		t.Errorf("got %d, %v, %v", s.Size(), s.ModTime(), s.ChangeTime())
	}
}
