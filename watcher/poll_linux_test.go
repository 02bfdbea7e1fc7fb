package watcher

import (
	"fmt"
	"os"
	"slices"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func TestPollSeesWritesThroughMemory(t *testing.T) { // R25
	t.Parallel()
	l := prepareLive(t, Options{Poll: 15 * time.Millisecond})
	l.write("x.md", "before")
	f, err := os.OpenFile(l.path("x.md"), os.O_RDWR, 0)
	l.must(err)
	defer f.Close()
	mapped, err := unix.Mmap(int(f.Fd()), 0, 6, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	l.must(err)
	defer unix.Munmap(mapped)
	l.run()
	l.next()
	l.calm(10 * quick)
	copy(mapped, "after!")
	l.waitExactly("x.md")
}

func TestPollSeesMounts(t *testing.T) { // R25
	t.Parallel()
	l := prepareLive(t, Options{Poll: 15 * time.Millisecond})
	l.mkdir("sub")
	l.write("sub/x.md", "")
	l.run()
	l.next()
	l.calm(10 * quick)
	unmount := mountOver(t, l.path("sub"))
	l.waitExactly("sub")
	l.calm(10 * quick)
	l.write("sub/y.md", "")
	l.waitExactly("sub/y.md")
	l.calm(10 * quick)
	unmount()
	l.waitExactly("sub")
}

func TestPollSeesRestoredTimes(t *testing.T) { // R17
	t.Parallel()
	l := prepareLive(t, Options{Poll: 15 * time.Millisecond})
	old := time.Unix(1e9, 0)
	l.write("x.md", "before")
	l.must(os.Chtimes(l.path("x.md"), old, old))
	l.run()
	l.next()
	l.calm(10 * quick)
	l.write("x.md", "after!")
	l.must(os.Chtimes(l.path("x.md"), old, old))
	l.waitExactly("x.md")
}

// A second change within one step of the system's clock, of the same size, shows in no time.
func TestPollLooksTwiceAtWhatIsNew(t *testing.T) {
	now := time.Unix(1_800_000_000, 500_000_000)
	for _, test := range []struct {
		age  time.Duration
		want bool
	}{
		{time.Millisecond, true}, {time.Second, false}, {500 * time.Millisecond, true}, {-time.Millisecond, true},
		{-time.Hour, false}, {2500 * time.Millisecond, false}, {1500 * time.Millisecond, true},
	} {
		if got := isRecent(now.Add(-test.age), now); got != test.want {
			t.Errorf("%v ago: got %v, want %v", test.age, got, test.want)
		}
	}
	dir := t.TempDir()
	if err := os.WriteFile(dir+"/x.md", nil, 0o666); err != nil {
		t.Fatal(err)
	}
	h, err := openHandle(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer h.close()
	if st, err := h.status("x.md"); err != nil || st.whole != 0 {
		t.Errorf("a new file: got %+v and %v, want no stamp", st, err)
	}
}

// The test does not run beside others, whose work would be counted. Run it with -v to see the figures.
func TestPollIsCheap(t *testing.T) { // R25
	files := 10_000
	if testing.Short() {
		files = 2_000
	}
	l := prepareLive(t, Options{})
	for i := range files {
		name := fmt.Sprintf("d%d/article-%d.md", i%100, i)
		if i < 100 {
			l.mkdir(fmt.Sprintf("d%d", i))
		}
		l.write(name, "")
	}
	top, err := l.w.findRoot()
	l.must(err)
	l.must(os.Chtimes(l.path("d7"), time.Unix(1e9, 1), time.Unix(1e9, 1)))
	opened, err := openPoll(2*time.Second, false)(t.Context(), top, make(chan event, 2*files))
	l.must(err)
	opened.close()
	s := opened.(*pollSource)
	time.Sleep(25 * time.Millisecond) // none of the files is recent any more
	l.must(s.look(t.Context(), func(event) {}))
	var told []event
	look := func() time.Duration {
		before := processTime(t)
		l.must(s.look(t.Context(), func(ev event) { told = append(told, ev) }))
		cost := processTime(t) - before
		s.adapt(cost)
		return cost
	}
	first := look()
	for range maxParts {
		look()
	}
	var costs []time.Duration
	for range 20 {
		costs = append(costs, look())
	}
	slices.Sort(costs)
	t.Logf("a look at %d files costs %v of cpu, at most %v, one at all %v", files, costs[len(costs)/2], costs[len(costs)-1], first)
	if len(told) > 0 {
		t.Errorf("got %+v, want nothing", told)
	}
	if got := costs[len(costs)/2]; got > 20*time.Millisecond && !raceDetector {
		t.Errorf("a look at %d files every two seconds costs %v of cpu, want less than one percent", files, got)
	}
	// A file that never changed is seen a few looks later at most, and at once from then on.
	s.parts = maxParts
	for i, within := range []int{maxParts, 1} {
		l.write("d5/article-5.md", fmt.Sprint("in place", i))
		time.Sleep(25 * time.Millisecond)
		told = nil
		for range within {
			l.must(s.look(t.Context(), func(ev event) { told = append(told, ev) }))
		}
		if len(told) != 1 || told[0].path != "d5/article-5.md" {
			t.Errorf("got %+v within %d looks, want the file", told, within)
		}
	}
}

func processTime(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// The tests do not run beside others, whose work would be counted.
func TestIdleCostsNothing(t *testing.T) { // R4
	l := prepareLive(t, Options{Settle: settle})
	for i := range 100 {
		l.mkdir(fmt.Sprintf("d%d", i))
		l.write(fmt.Sprintf("d%d/x.md", i), "")
	}
	l.run()
	l.next()
	l.calm(2 * settle)
	before := processTime(t)
	for i := range 100 { // reads are no events
		if _, err := os.ReadFile(l.path(fmt.Sprintf("d%d/x.md", i))); err != nil {
			t.Fatal(err)
		}
	}
	l.silent(time.Second)
	if cost := processTime(t) - before; cost > 50*time.Millisecond {
		t.Errorf("a second of nothing cost %v of cpu", cost)
	}
	if len(l.kinds()) > 0 {
		t.Errorf("got notices %v, want none", l.kinds())
	}
}

func TestLatency(t *testing.T) {
	l := startLive(t, Options{Settle: settle})
	var late []time.Duration
	before := processTime(t)
	const edits = 10
	for i := range edits {
		l.write("x.md", fmt.Sprint(i))
		written := time.Now()
		l.waitExactly("x.md")
		late = append(late, time.Since(written)-settle)
	}
	slices.Sort(late)
	t.Logf("handed over %v after the settle time, at most %v; an edit costs %v of cpu",
		late[len(late)/2], late[len(late)-1], (processTime(t)-before)/edits)
	if got := late[0]; got > 20*time.Millisecond {
		t.Errorf("handed over %v after the settle time", got)
	}
	if got := late[0]; got < -5*time.Millisecond {
		t.Errorf("handed over %v before the settle time had passed", -got)
	}
}
