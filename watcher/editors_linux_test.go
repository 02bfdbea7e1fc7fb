package watcher

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func exchange(a, b string) error {
	return unix.Renameat2(unix.AT_FDCWD, a, unix.AT_FDCWD, b, unix.RENAME_EXCHANGE)
}

// saves are what editors and tools do to replace x.md, which is there, with a text that ends with "the end".
var saves = []struct {
	name string
	save func(d folderOf)
}{
	{"vim", func(d folderOf) {
		d.write("4913", "")
		d.remove("4913")
		d.rename("x.md", "x.md~")
		d.write("x.md", "the end")
		d.chmod("x.md", 0o644)
		d.remove("x.md~")
	}},
	{"vim with backupcopy, VS Code", func(d folderOf) { d.slowly("x.md") }},
	{"emacs", func(d folderOf) {
		d.must(os.Symlink("me@host.123:456", d.path(".#x.md")))
		d.write("#x.md#", "half")
		d.rename("x.md", "x.md~")
		d.slowly("x.md")
		d.remove("#x.md#")
		d.remove(".#x.md")
	}},
	{"JetBrains", func(d folderOf) {
		d.slowly("x.md___jb_tmp___")
		d.rename("x.md", "x.md___jb_old___")
		d.rename("x.md___jb_tmp___", "x.md")
		d.remove("x.md___jb_old___")
	}},
	{"nano", func(d folderOf) {
		d.write(".x.md.swp", "")
		d.write("x.md~", "before")
		d.slowly("x.md")
		d.remove(".x.md.swp")
	}},
	{"gedit", func(d folderOf) {
		d.slowly(".goutputstream-ABC123")
		d.must(os.Link(d.path("x.md"), d.path("x.md~")))
		d.rename(".goutputstream-ABC123", "x.md")
	}},
	{"LibreOffice", func(d folderOf) {
		d.write(".~lock.x.md#", "")
		d.slowly("lu123.tmp")
		d.rename("lu123.tmp", "x.md")
		d.chmod("x.md", 0o644)
		d.remove(".~lock.x.md#")
	}},
	{"Kate, sed -i, Sublime", func(d folderOf) {
		d.slowly(".subl1.tmp.md")
		d.rename(".subl1.tmp.md", "x.md")
	}},
	{"Helix", func(d folderOf) {
		d.rename("x.md", "xABC.bck")
		d.slowly("x.md")
		d.remove("xABC.bck")
	}},
	{"perl -i", func(d folderOf) {
		d.remove("x.md")
		d.slowly("x.md")
	}},
	{"exchange", func(d folderOf) {
		d.slowly("y.md")
		d.must(exchange(d.path("x.md"), d.path("y.md")))
		d.remove("y.md")
	}},
	{"O_TMPFILE and linkat", func(d folderOf) {
		fd, err := unix.Open(d.dir, unix.O_TMPFILE|unix.O_WRONLY, 0o644)
		d.must(err)
		defer unix.Close(fd)
		_, err = unix.Write(fd, []byte("the end"))
		d.must(err)
		d.remove("x.md")
		d.must(unix.Linkat(unix.AT_FDCWD, fmt.Sprintf("/proc/self/fd/%d", fd), unix.AT_FDCWD, d.path("x.md"), unix.AT_SYMLINK_FOLLOW))
	}},
	{"hard link", func(d folderOf) {
		d.must(os.WriteFile(d.outside, []byte("the end"), 0o666))
		d.remove("x.md")
		d.must(os.Link(d.outside, d.path("x.md")))
	}},
	{"rename in", func(d folderOf) {
		d.must(os.WriteFile(d.outside, []byte("the end"), 0o666))
		d.must(os.Rename(d.outside, d.path("x.md")))
	}},
	{"rsync", func(d folderOf) {
		d.slowly(".x.md.Ab12Cd")
		d.must(os.Chtimes(d.path(".x.md.Ab12Cd"), time.Unix(1e9, 0), time.Unix(1e9, 0)))
		d.rename(".x.md.Ab12Cd", "x.md")
	}},
	{"appending", func(d folderOf) {
		f, err := os.OpenFile(d.path("x.md"), os.O_APPEND|os.O_WRONLY, 0)
		d.must(err)
		defer f.Close()
		for range 10 {
			f.WriteString(".")
			d.pause()
		}
		f.WriteString("the end")
	}},
}

// A folderOf is where a save takes place.
type folderOf struct {
	*live
	outside string
}

func (d folderOf) chmod(name string, mode os.FileMode) { d.must(os.Chmod(d.path(name), mode)) }

// pause is shorter than the settle time, as it is between two writes of one save.
func (d folderOf) pause() { time.Sleep(d.w.Settle / 4) }

// slowly writes in place, in two pieces.
func (d folderOf) slowly(name string) {
	f, err := os.Create(d.path(name))
	d.must(err)
	defer f.Close()
	d.pause()
	f.WriteString("half")
	d.pause()
	f.WriteString("the end")
}

func TestEditors(t *testing.T) { // R8, R9, R19
	bothWays(t, func(t *testing.T, o Options) {
		o.Settle = 80 * time.Millisecond // so that no pause of a busy machine is longer
		if raceDetector {
			o.Settle *= 5
		}
		for _, s := range saves {
			t.Run(s.name, func(t *testing.T) {
				t.Parallel()
				l := prepareLive(t, o)
				l.write("x.md", "before")
				var mu sync.Mutex
				var texts []string
				batches := l.batches
				ctx, cancel := context.WithCancel(t.Context())
				ended := make(chan error, 1)
				go func() {
					ended <- l.w.Run(ctx, func(_ context.Context, b Batch) (Result, error) {
						text, _ := os.ReadFile(l.path("x.md"))
						mu.Lock()
						texts = append(texts, string(text))
						mu.Unlock()
						batches <- b
						return Result{}, nil
					})
				}()
				l.next()
				if o.Poll > 0 {
					l.calm(3 * o.Settle) // it looks at what is new twice
				}
				s.save(folderOf{l, filepath.Join(t.TempDir(), "outside")})
				l.waitExactly("x.md")
				l.calm(2 * o.Settle)
				cancel()
				<-ended
				for _, text := range texts {
					if text != "before" && len(text) < len("the end") || text == "half" {
						t.Errorf("x.md was handed over with %q", text)
					}
				}
				if last := texts[len(texts)-1]; !slices.Contains([]string{"the end", "halfthe end", "before..........the end"}, last) {
					t.Errorf("x.md was handed over last with %q", last)
				}
			})
		}
	})
}

func TestChmod(t *testing.T) { // R31
	bothWays(t, func(t *testing.T, o Options) {
		l := prepareLive(t, o)
		l.write("x.md", "")
		l.mkdir("d/sub")
		l.must(os.Chmod(l.path("x.md"), 0))
		l.must(os.Chmod(l.path("d"), 0))
		l.run()
		l.next()
		l.calm(5 * quick)
		l.must(os.Chmod(l.path("x.md"), 0o644))
		l.waitExactly("x.md")
		l.must(os.Chmod(l.path("d"), 0o755))
		l.waitExactly("d")
		l.calm(3 * quick)
		l.write("d/sub/x.md", "")
		l.waitExactly("d/sub/x.md")
	})
}
