package main

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// slowly writes a file in place in three steps.
func (p *place) slowly(name, text string) {
	p.Helper()
	f, err := os.Create(p.full(name))
	p.did(err)
	defer f.Close()
	for _, part := range []string{text[:len(text)/3], text[len(text)/3 : len(text)/2], text[len(text)/2:]} {
		time.Sleep(p.settle / 8)
		_, err := f.WriteString(part)
		p.did(err)
	}
}

func (p *place) exchange(a, b string) {
	p.Helper()
	p.did(unix.Renameat2(unix.AT_FDCWD, p.full(a), unix.AT_FDCWD, p.full(b), unix.RENAME_EXCHANGE))
}

// saves are what editors and tools do, system call by system call, to replace the text of x.md.
var saves = []struct {
	name string
	save func(p *place, text string)
}{
	{"vim", func(p *place, text string) {
		p.write("4913", "")
		p.remove("4913")
		p.rename("x.md", "x.md~")
		p.write("x.md", text)
		p.did(os.Chmod(p.full("x.md"), 0o644))
		p.remove("x.md~")
	}},
	{"vim with backupcopy, VS Code", func(p *place, text string) { p.slowly("x.md", text) }},
	{"emacs", func(p *place, text string) {
		p.symlink("me@host.123:456", ".#x.md")
		p.write("#x.md#", text[:len(text)/2])
		p.rename("x.md", "x.md~")
		p.slowly("x.md", text)
		p.remove("#x.md#")
		p.remove(".#x.md")
	}},
	{"JetBrains", func(p *place, text string) {
		p.slowly("x.md___jb_tmp___", text)
		p.rename("x.md", "x.md___jb_old___")
		p.rename("x.md___jb_tmp___", "x.md")
		p.remove("x.md___jb_old___")
	}},
	{"nano", func(p *place, text string) {
		p.write(".x.md.swp", "nano")
		before, err := os.ReadFile(p.full("x.md"))
		p.did(err)
		p.write("x.md~", string(before))
		p.slowly("x.md", text)
		p.remove(".x.md.swp")
	}},
	{"gedit", func(p *place, text string) {
		os.Remove(p.full("x.md~"))
		p.slowly(".goutputstream-ABC123", text)
		p.link("x.md", "x.md~")
		p.rename(".goutputstream-ABC123", "x.md")
	}},
	{"LibreOffice", func(p *place, text string) {
		p.write(".~lock.x.md#", ",me,host,;")
		p.slowly("lu123456.tmp", text)
		p.rename("lu123456.tmp", "x.md")
		p.did(os.Chmod(p.full("x.md"), 0o644))
		p.remove(".~lock.x.md#")
	}},
	{"Sublime", func(p *place, text string) {
		p.slowly(".subl1a2.tmp.md", text)
		p.rename(".subl1a2.tmp.md", "x.md")
	}},
	{"Kate", func(p *place, text string) {
		p.slowly("x.md.AbCdEf", text)
		p.rename("x.md.AbCdEf", "x.md")
	}},
	{"sed -i", func(p *place, text string) {
		p.slowly("sedAbCdEf", text)
		p.did(os.Chmod(p.full("sedAbCdEf"), 0o644))
		p.rename("sedAbCdEf", "x.md")
	}},
	{"temporary article", func(p *place, text string) {
		p.slowly("x.tmp.md", text)
		p.rename("x.tmp.md", "x.md")
	}},
	{"Helix", func(p *place, text string) {
		p.rename("x.md", "x.mdAbCdEf.bck")
		p.slowly("x.md", text)
		p.remove("x.mdAbCdEf.bck")
	}},
	{"perl -i", func(p *place, text string) {
		p.remove("x.md")
		p.slowly("x.md", text)
	}},
	{"exchange", func(p *place, text string) {
		p.slowly("y.md", text)
		p.exchange("x.md", "y.md")
		p.remove("y.md")
	}},
	{"O_TMPFILE", func(p *place, text string) {
		fd, err := unix.Open(p.full(""), unix.O_TMPFILE|unix.O_WRONLY, 0o644)
		p.did(err)
		defer unix.Close(fd)
		_, err = unix.Write(fd, []byte(text))
		p.did(err)
		p.remove("x.md")
		p.did(unix.Linkat(unix.AT_FDCWD, fmt.Sprintf("/proc/self/fd/%d", fd), unix.AT_FDCWD, p.full("x.md"), unix.AT_SYMLINK_FOLLOW))
	}},
	{"hard link", func(p *place, text string) {
		p.did(os.RemoveAll(p.outside + "/x"))
		p.did(os.WriteFile(p.outside+"/x", []byte(text), 0o666))
		p.remove("x.md")
		p.did(os.Link(p.outside+"/x", p.full("x.md")))
	}},
	{"rename in", func(p *place, text string) {
		p.did(os.WriteFile(p.outside+"/x", []byte(text), 0o666))
		p.did(os.Rename(p.outside+"/x", p.full("x.md")))
	}},
	{"dd", func(p *place, text string) {
		f, err := os.OpenFile(p.full("x.md"), os.O_WRONLY, 0)
		p.did(err)
		defer f.Close()
		for i := 0; i < len(text); i += 100 {
			_, err := f.WriteString(text[i:min(i+100, len(text))])
			p.did(err)
			time.Sleep(p.settle / 20)
		}
	}},
}

// bothWays runs a test with the system's events on a disk, and by polling in memory.
func bothWays(t *testing.T, test func(t *testing.T, s *scene)) {
	t.Parallel()
	for _, way := range []string{"events", "poll"} {
		t.Run(way, func(t *testing.T) {
			if way == "poll" && testing.Short() {
				t.Skip("the same by polling")
			}
			t.Parallel()
			s := sceneIn(t, t.TempDir())
			if way == "poll" {
				s = newScene(t)
				s.only = append(s.only, "--poll", "20ms")
			}
			test(t, s)
		})
	}
}

// Whatever an editor does to save: the article stays in the feeds, is there once and whole, and comes with its new text
// in one step, under the same id.
func TestWatchEditors(t *testing.T) { // R8, R9, R19
	bothWays(t, func(t *testing.T, s *scene) {
		s.start(t)
		for _, test := range saves {
			t.Run(test.name, func(t *testing.T) {
				p := s.in(t)
				lines, versions, last := s.logged("\n"), 0, 1
				p.article("x.md", "x", 1)
				before := p.shows("x", 1)
				s.told(t, lines+1)
				p.atOnce(func(try int) {
					if try > 1 {
						s.rest(t)
					}
					last, versions, lines = 1+try%9, s.reader.versions(), s.logged("\n")
					p.step = time.Now()
					test.save(p, p.text("x", last))
				})
				if after := p.shows("x", last); after.ID != before.ID || after.Published != before.Published || after.Link != before.Link {
					t.Errorf("got %+v, before it was %+v", after, before)
				}
				s.told(t, lines+1)
				time.Sleep(2 * quick)
				if feeds, logged := s.reader.versions()-versions, s.logged("\n")-lines; feeds != 1 || logged != 1 {
					t.Errorf("the feed was replaced %d times and %d lines were logged, want one each: %s", feeds, logged, s.tail())
				}
			})
		}
		s.converged(t)
	})
}

// grow writes a file in pieces, so that it never rests for as long as the settle time.
func (p *place) grow(file, text string, long time.Duration) {
	p.Helper()
	f, err := os.Create(p.full(file))
	p.did(err)
	defer f.Close()
	step := p.settle / 20
	pieces := int(long / step)
	for i := range pieces {
		_, err := f.WriteString(text[len(text)*i/pieces : len(text)*(i+1)/pieces])
		p.did(err)
		time.Sleep(step)
	}
}

// A file that grows is published when it has come to rest, however long it takes up to some seconds.
func TestWatchGrowing(t *testing.T) { // R9
	bothWays(t, func(t *testing.T, s *scene) {
		s.settle = 200 * time.Millisecond
		s.start(t)
		p := s.in(t)
		versions := 0
		p.atOnce(func(try int) {
			p.did(os.RemoveAll(p.full("x.md")))
			p.hides("x")
			versions = s.reader.versions()
			p.step = time.Now()
			p.grow("x.md", p.text("x", 1), time.Second)
		})
		p.shows("x", 1)
		if got := s.reader.versions() - versions; got != 1 {
			t.Errorf("the feed was replaced %d times, want once", got)
		}
		s.converged(t)
	})
}

// The same holds for a file that was there, half, when the watch began.
func TestWatchGrowingAtTheStart(t *testing.T) { // R6, R9
	bothWays(t, func(t *testing.T, s *scene) {
		s.settle = 200 * time.Millisecond
		for try := 1; ; try++ {
			p := &place{T: t, scene: s}
			var grown sync.WaitGroup
			p.step = time.Now()
			grown.Go(func() { p.grow("x.md", p.text("x", 1), 1500*time.Millisecond) })
			time.Sleep(s.settle / 2)
			s.start(t)
			grown.Wait()
			if p.pause < s.settle*3/4 {
				p.shows("x", 1)
				s.converged(t)
				return
			}
			if t.Logf("the machine has paused for %v", p.pause); try == 10 {
				t.Skip("the machine is too busy")
			}
			s.end(t, syscall.SIGTERM)
			s.reader.takeFaults()
			must(t, errors.Join(os.Remove(s.path("seeds/x.md")), os.RemoveAll(s.path("state")), os.RemoveAll(s.path("public"))))
		}
	})
}

// Files that are no articles, written and renamed without a pause, do not keep an article waiting.
func TestWatchNoise(t *testing.T) { // R10
	bothWays(t, func(t *testing.T, s *scene) {
		s.settle = 200 * time.Millisecond // so that no pause of a busy machine is longer
		s.start(t)
		p := s.in(t)
		time.Sleep(quick) // so that the folder of the noise is noticed as one of its own
		p.mkdir("noise")
		quit := make(chan struct{})
		var noise sync.WaitGroup
		noise.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-quit:
					return
				default:
				}
				name := p.full(fmt.Sprintf("noise/%d.bin", i%10))
				os.WriteFile(name, []byte(fmt.Sprint(i)), 0o666)
				os.Rename(name, p.full("noise/log"))
				os.WriteFile(p.full("noise/.hidden.md"), []byte("Not an article."), 0o666)
				os.WriteFile(p.full("noise/y.md~"), []byte("Not an article."), 0o666)
				time.Sleep(2 * time.Millisecond)
			}
		})
		time.Sleep(3 * quick)
		began := time.Now()
		for n := 1; n <= 3; n++ {
			p.article("x.md", "x", n)
			p.shows("x", n)
		}
		if took := time.Since(began); took > 3*5*time.Second {
			t.Errorf("it took %v until three changes were in the feeds", took)
		}
		close(quit)
		noise.Wait()
		s.converged(t)
	})
}
