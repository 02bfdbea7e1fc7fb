//go:build unix

package source

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// asNobody is set in a child of the test, which runs without the rights of root to read everything.
const asNobody = "SEEDFEED_TEST_AS_NOBODY"

// ranAsNobody runs the calling test once more where root runs it, as a user who may not read everything.
func ranAsNobody(t *testing.T) bool {
	t.Helper()
	if os.Geteuid() != 0 || os.Getenv(asNobody) != "" {
		return false
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	// What go test builds is not for everybody to run.
	dir, err := os.MkdirTemp("", "nobody")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	program := filepath.Join(dir, "test")
	data, err := os.ReadFile(exe)
	if err == nil {
		err = errors.Join(os.WriteFile(program, data, 0o755), os.Chmod(dir, 0o755))
	}
	if err != nil {
		t.Fatal(err)
	}
	temp := filepath.Join(dir, "temp")
	if err := errors.Join(os.Mkdir(temp, 0o777), os.Chmod(temp, 0o777)); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), program, "-test.run=^"+t.Name()+"$", "-test.v")
	cmd.Env = append(os.Environ(), asNobody+"=1", "TMPDIR="+temp, "HOME="+temp)
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	out, err := cmd.CombinedOutput()
	if errors.Is(err, fs.ErrPermission) {
		t.Skipf("no child process of another user: %v", err)
	}
	if err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()) {
		t.Fatalf("as another user: %v\n%s", err, out)
	}
	return true
}

func TestUnreadable(t *testing.T) {
	if ranAsNobody(t) {
		return
	}
	root := makeTree(t, "a.md", "locked/b.md", "seen/c.md", "seen/d/e.md", "z.md", "f.md -> locked/b.md", "g.md -> .h/x", ".h/x")
	modes := map[string]fs.FileMode{"locked": 0o000, "seen": 0o444, "z.md": 0o000}
	for name, mode := range modes {
		if err := os.Chmod(filepath.Join(root, name), mode); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		for name := range modes {
			os.Chmod(filepath.Join(root, name), 0o755)
		}
	})
	l := walkTree(t, root)
	// That z.md cannot be read shows when it is read.
	if got := paths(l); !slices.Equal(got, []string{"a.md", "g.md", "z.md"}) {
		t.Errorf("got %q, want a.md, g.md and z.md", got)
	}
	for _, path := range []string{"locked/b.md", "locked/x/y.md", "seen/c.md", "seen/d/e.md", "f.md"} {
		if !l.Unknown(path) {
			t.Errorf("%s: got known, want unknown; problems %v", path, l.Problems)
		}
	}
	for _, path := range []string{"a.md", "gone.md", "z.md"} {
		if l.Unknown(path) {
			t.Errorf("%s: got unknown, want known", path)
		}
	}
	for _, path := range []string{"z.md", "locked/b.md"} {
		if _, _, err := Read(root, path, 100); !errors.Is(err, fs.ErrPermission) {
			t.Errorf("%s: got %v, want a permission error", path, err)
		}
	}
	if err := os.Chmod(root, 0o000); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(root, 0o755)
	if _, err := Walk(t.Context(), root, WalkOptions{IsArticle: isArticle}); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("the folder itself: got %v, want a permission error", err)
	}
}

func TestIrregular(t *testing.T) {
	root := makeTree(t, "a.md", "to-pipe.md -> .pipe", "to-null.md -> .null")
	for _, name := range []string{"pipe.md", ".pipe", "pipe.png"} {
		if err := syscall.Mkfifo(filepath.Join(root, name), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(root) // a socket's path has to be short
	socket, err := net.Listen("unix", "socket.md")
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	want := map[string]Kind{"pipe.md": Irregular, "socket.md": Irregular, "to-pipe.md": Irregular}
	if err := syscall.Mknod("null.md", syscall.S_IFCHR|0o666, 1<<8|3); err == nil {
		want["null.md"] = Irregular
	}
	want["to-null.md"] = Dangling
	l := walkTree(t, root)
	if got := paths(l); !slices.Equal(got, []string{"a.md"}) {
		t.Errorf("got %q, want a.md", got)
	}
	for path, kind := range want {
		if got := kinds(l)[path]; got != kind {
			t.Errorf("%s: got %v, want %v", path, got, kind)
		}
	}
	// Somebody who opened the pipe would let a writer in.
	for _, path := range []string{"pipe.md", "to-pipe.md", "socket.md"} {
		if _, _, err := Read(root, path, 100); !errors.Is(err, ErrIrregular) {
			t.Errorf("%s: got %v, want ErrIrregular", path, err)
		}
		if _, err := Stat(root, path); !errors.Is(err, ErrIrregular) {
			t.Errorf("stat %s: got %v, want ErrIrregular", path, err)
		}
	}
}

func TestStampTellsApart(t *testing.T) {
	old := time.Date(2001, 2, 3, 4, 5, 6, 7, time.UTC)
	change := map[string]func(path string) error{
		"nothing":     func(string) error { return nil },
		"longer text": func(p string) error { return os.WriteFile(p, []byte("longer than it was"), 0o666) },
		"same length, old time": func(p string) error {
			return errors.Join(os.WriteFile(p, []byte("TEXT OF a.md"), 0o666), os.Chtimes(p, old, old))
		},
		"replaced, old time": func(p string) error {
			return errors.Join(os.WriteFile(p+".new", []byte("TEXT OF a.md"), 0o666), os.Chtimes(p+".new", old, old), os.Rename(p+".new", p))
		},
		"link to another": func(p string) error {
			return errors.Join(os.WriteFile(p+".x", []byte("TEXT OF a.md"), 0o666), os.Chtimes(p+".x", old, old), os.Remove(p), os.Symlink(p+".x", p))
		},
	}
	for name, do := range change {
		t.Run(name, func(t *testing.T) {
			root := makeTree(t, "a.md")
			path := filepath.Join(root, "a.md")
			if err := os.Chtimes(path, old, old); err != nil {
				t.Fatal(err)
			}
			before := walkTree(t, root).Articles[0].Stamp
			waitForTick(t)
			if err := do(path); err != nil {
				t.Fatal(err)
			}
			after := walkTree(t, root).Articles[0].Stamp
			if (before == after) != (name == "nothing") {
				t.Errorf("got equal %v", before == after)
			}
			if _, read, err := Read(root, "a.md", 100); err != nil || read != after {
				t.Errorf("got stamp %x, %v from reading, want the walk's %x", read, err, after)
			}
			if stat, err := Stat(root, "a.md"); err != nil || stat != after {
				t.Errorf("got stamp %x, %v from looking, want the walk's %x", stat, err, after)
			}
		})
	}
}

// waitForTick waits until the clock by which files get their times has moved on.
func waitForTick(t *testing.T) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "tick")
	var first time.Time
	for {
		if err := os.WriteFile(path, nil, 0o666); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if first.IsZero() {
			first = info.ModTime()
		}
		if info.ModTime().After(first) {
			return
		}
	}
}
