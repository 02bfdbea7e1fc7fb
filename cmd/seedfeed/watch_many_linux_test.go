package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// dated writes an article whose date follows from its number, so that the newest are those with the highest.
func (p *place) dated(file, name string, i, n int) {
	p.Helper()
	at := time.Date(2026, 1, 3, 0, i, 0, 0, time.UTC)
	p.put(file, strings.Replace(articleText(name, n), "2026-01-02", at.Format(time.RFC3339), 1))
}

// Some thousand files at once are one change, or a few, and the feeds are whole all the time.
func TestWatchBurst(t *testing.T) { // R1, R2
	t.Parallel()
	for _, way := range []string{"events", "poll"} {
		t.Run(way, func(t *testing.T) {
			count := 5000
			if testing.Short() || way == "poll" {
				count = 500
			}
			t.Parallel()
			s := newScene(t)
			s.settle = 100 * time.Millisecond
			s.flags = append(s.flags, "--limit", "50")
			if way == "poll" {
				s.only = append(s.only, "--poll", "200ms")
			}
			s.start(t)
			s.reader.unwant("kept") // which is older
			p := &place{T: t, scene: s}
			for i := range count {
				p.dated(fmt.Sprintf("%d/x%d.md", i%50, i), fmt.Sprint("x", i), i, 1)
			}
			p.shows(fmt.Sprint("x", count-1), 1)
			p.gone(fmt.Sprint("x", count-1))
			s.await(t, "all pages", func() bool {
				pages, _ := os.ReadDir(s.path("public/articles"))
				return len(pages) == count+1
			})
			s.rest(t)
			if got := s.reader.versions(); got > 10 {
				t.Errorf("the feed was replaced %d times for one burst", got)
			}
			if count < 5000 {
				s.converged(t)
				return
			}
			// A build of so many with the same state does not look for all pages, and one without it puts those that came
			// in the same burst into the archives in another order.
			fresh := inMemory(t)
			args := slices.Concat([]string{"build"}, s.flags, []string{"--seeds", s.path("seeds"), "--out", "public", "--state", "state"})
			if status, _, stderr := result(t, seedfeed(t, fresh, args...)); status != 0 {
				t.Fatal(stderr)
			}
			want, got := contents(t, filepath.Join(fresh, "public")), contents(t, s.path("public"))
			for _, name := range append(feedNames[:], "index.html", "feeds.opml") {
				if diff := cmp.Diff(want[name], got[name]); diff != "" {
					t.Errorf("%s differs from that of a build: %s", name, diff)
				}
			}
			for name := range want {
				if _, ok := got[name]; !ok {
					t.Errorf("%s is missing", name)
				}
			}
			if len(got) != len(want) {
				t.Errorf("got %d files, a build makes %d", len(got), len(want))
			}
		})
	}
}

// More events than the system keeps: it looks at everything, and watches what it was not told of.
func TestWatchOverflow(t *testing.T) { // R21
	if testing.Short() {
		t.Skip("makes some ten thousand events")
	}
	t.Parallel()
	data, err := os.ReadFile("/proc/sys/fs/inotify/max_queued_events")
	must(t, err)
	queue, err := strconv.Atoi(strings.TrimSpace(string(data)))
	must(t, err)
	if queue > 200_000 {
		t.Skipf("the system keeps %d events", queue)
	}
	s := newScene(t)
	s.start(t)
	p := s.in(t)
	p.article("x.md", "x", 1)
	p.article("y.md", "y", 1)
	p.shows("x", 1)
	p.shows("y", 1)
	s.rest(t)
	must(t, s.cmd.Process.Signal(syscall.SIGSTOP))
	at := time.Now()
	for i := range 2*queue + 10_000 { // the same event twice in a row is one
		must(t, os.Chtimes(p.full([]string{"x.md", "y.md"}[i%2]), at, at))
	}
	p.article("x.md", "x", 2)
	p.article("new/sub/z.md", "z", 1)
	p.gone("y")
	p.remove("y.md")
	must(t, s.cmd.Process.Signal(syscall.SIGCONT))
	p.shows("x", 2)
	p.shows("z", 1)
	p.hides("y")
	if s.logged("dropped events") == 0 {
		t.Errorf("did not overflow: %s", s.tail())
	}
	p.article("new/sub/z.md", "z", 2)
	p.shows("z", 2)
	p.article("new/other/y.md", "y", 2)
	p.shows("y", 2)
	s.converged(t)
}

// limited makes the command run with a limit of inotify that is low for it alone.
func limited(setting, value string) func(*exec.Cmd) {
	return func(cmd *exec.Cmd) {
		script := fmt.Sprintf("echo %s > /proc/sys/user/%s || exit 9; exec \"$0\" \"$@\"", value, setting)
		cmd.Args = append([]string{"sh", "-c", script, cmd.Path}, cmd.Args[1:]...)
		cmd.Path = "/bin/sh"
		cmd.SysProcAttr = &syscall.SysProcAttr{
			Cloneflags:  syscall.CLONE_NEWUSER,
			UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
			GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
		}
	}
}

// mayLimit skips the test where the system does not allow it.
func mayLimit(t *testing.T) {
	t.Helper()
	cmd := exec.Command("/bin/true")
	limited("max_inotify_watches", "20")(cmd)
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Skipf("a process with less watches: %v, %s", err, said)
	}
}

// Without watches, or instances, enough it compares, says why and what to do about it, and misses nothing.
func TestWatchFewWatches(t *testing.T) { // R22
	t.Parallel()
	mayLimit(t)
	for _, test := range []struct {
		name, setting, value string
		later                bool
		words                []string
	}{
		{"watches at the start", "max_inotify_watches", "20", false, []string{"out of watches", "max_inotify_watches is 20", "sudo sysctl"}},
		{"watches later", "max_inotify_watches", "20", true, []string{"out of watches", "max_inotify_watches is 20", "sudo sysctl"}},
		{"instances", "max_inotify_instances", "0", false, []string{"out of instances", "max_inotify_instances is 0", "sudo sysctl"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if testing.Short() && test.later {
				t.Skip("another moment")
			}
			t.Parallel()
			s := newScene(t)
			p := &place{T: t, scene: s}
			fill := func() {
				for i := range 30 {
					p.put(fmt.Sprintf("d%d/x%d.md", i, i), articleText(fmt.Sprint("x", i), 1))
				}
			}
			if !test.later {
				fill()
			}
			s.start(t, limited(test.setting, test.value))
			if test.later {
				fill()
			}
			for i := range 30 {
				p.shows(fmt.Sprint("x", i), 1)
			}
			s.soon(t, "a warning", func() bool { return len(s.warnings(t)) > 0 })
			p.put("d29/x29.md", articleText("x29", 2))
			p.shows("x29", 2)
			p.put("d29/new/y.md", articleText("y", 1))
			p.shows("y", 1)
			got := s.warnings(t)
			if len(got) != 1 {
				t.Fatalf("got %q, want one warning", got)
			}
			for _, word := range test.words {
				if !strings.Contains(got[0], word) {
					t.Errorf("got %q, want %q in it", got[0], word)
				}
			}
			s.converged(t)
		})
	}
}

// A watch needs few files open at a time, however many folders and files there are.
func TestWatchFewDescriptors(t *testing.T) { // R23
	if testing.Short() {
		t.Skip("makes some hundred files")
	}
	t.Parallel()
	s := newScene(t)
	p := &place{T: t, scene: s}
	for i := range 300 {
		p.put(fmt.Sprintf("d%d/sub/x%d.md", i, i), articleText(fmt.Sprint("x", i), 1))
	}
	s.start(t, func(cmd *exec.Cmd) {
		cmd.Args = append([]string{"sh", "-c", `ulimit -n 40; exec "$0" "$@"`, cmd.Path}, cmd.Args[1:]...)
		cmd.Path = "/bin/sh"
	})
	for i := range 300 {
		p.put(fmt.Sprintf("d%d/sub/x%d.md", i, i), articleText(fmt.Sprint("x", i), 2))
	}
	for i := range 300 {
		p.shows(fmt.Sprint("x", i), 2)
	}
	s.rest(t)
	if got := s.descriptors(t); got > 25 {
		t.Errorf("has %d files open", got)
	}
	if got := s.warnings(t); len(got) > 0 {
		t.Errorf("got warnings %q", got)
	}
	s.converged(t)
}

// Twenty thousand folders are watched within a minute, cost nothing afterwards, and a change in any of them is seen.
func TestWatchManyFolders(t *testing.T) { // R24
	if testing.Short() {
		t.Skip("makes 20,000 folders")
	}
	t.Parallel()
	most, err := os.ReadFile("/proc/sys/fs/inotify/max_user_watches")
	must(t, err)
	if n, _ := strconv.Atoi(string(bytes.TrimSpace(most))); n < 50_000 {
		t.Skipf("%d watches are too few", n)
	}
	s := newScene(t)
	p := &place{T: t, scene: s}
	for i := range 200 {
		for j := range 99 {
			must(t, os.MkdirAll(p.full(fmt.Sprintf("%d/%d", i, j)), 0o777))
		}
	}
	p.put("150/50/x.md", articleText("x", 1))
	began := time.Now()
	s.start(t)
	if took := time.Since(began); took > time.Minute {
		t.Errorf("it took %v to start", took)
	}
	p.shows("x", 1)
	time.Sleep(2 * time.Second)
	cpu := s.processor(t)
	time.Sleep(2 * time.Second)
	if now := s.processor(t) - cpu; now > 50*time.Millisecond { // it is counted in steps of 10 ms
		t.Errorf("took %v of a processor in 2s", now)
	}
	if s.logged("comparing") > 0 {
		t.Errorf("does not watch: %s", s.tail())
	}
	for i := range 5 {
		name := fmt.Sprint("y", i)
		p.put(fmt.Sprintf("%d/%d/%s.md", i*40, i*20, name), articleText(name, 1))
		p.shows(name, 1)
	}
	must(t, errors.Join(os.RemoveAll(p.full("3")), os.Rename(p.full("4"), p.full("3"))))
	p.put("3/7/z.md", articleText("z", 1))
	p.shows("z", 1)
	began = time.Now()
	s.end(t, syscall.SIGTERM)
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("it took %v to end", took)
	}
}
