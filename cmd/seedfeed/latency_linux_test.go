package main

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"
	"golang.org/x/sys/unix"
)

// The figures are of interest on a file system in memory and on a disk, and best taken one size at a time:
//
//	TMPDIR=/dev/shm go test ./cmd/seedfeed -run '^$' -bench WatchLatency/articles=10000$
//
// p50-ms and p95-ms are the times from the moment that an article is written, or renamed, to that in which the rss.xml
// with it is in its place, without the settle time. control is a program that does nothing but wait for the settle time
// and write a file of that size; synced is one that also syncs it and its folder. cpu-ms/edit is the processor time that the watch
// takes for an edit, with all that it does after the feeds. The memory is that of the process, in MiB, with the pages of
// files that it has mapped, and without; idle is over ten seconds.
func BenchmarkWatchLatency(b *testing.B) {
	for _, n := range []int{100, 10_000, 100_000} {
		b.Run(fmt.Sprintf("articles=%d", n), func(b *testing.B) {
			if testing.Short() && n > 100 {
				b.Skip("long")
			}
			dir := b.TempDir()
			makeArticles(b, filepath.Join(dir, "seeds"), n)
			for range b.N {
				benchmarkLatency(b, dir, n)
			}
		})
	}
}

const settleTime = 100 * time.Millisecond

func benchmarkLatency(b *testing.B, dir string, n int) {
	const edits, newest = 48, 30
	w := startWatch(b, dir, "--settle", settleTime.String())
	before, beforeAnonymous := w.memory(b)
	article := &subject{seen: waitForRename(b, filepath.Join(dir, "public"), "rss.xml")}
	feed, err := os.Stat(filepath.Join(dir, "public", "rss.xml"))
	if err != nil {
		b.Fatal(err)
	}
	control := startControl(b, filepath.Join(dir, "control"), int(feed.Size()), false)
	synced := startControl(b, filepath.Join(dir, "synced"), int(feed.Size()), true)
	random := rand.New(rand.NewPCG(1, 2))
	cpu := w.processor(b)
	for i := range edits {
		pause(random)
		mark := fmt.Sprintf("mark-%d-%d-%d", b.N, os.Getpid(), i)
		at := filepath.Join(dir, "seeds", numberedPath(n-1-random.IntN(newest)))
		text := numberedText(i, n) + "\n" + mark + "\n"
		replace := i%3 == 1
		switch {
		case i%3 == 2:
			at = filepath.Join(filepath.Dir(at), mark+".md")
			text = strings.Replace(text, "date: ", "date: 2021-06-01\nwas: ", 1)
		default:
			data, err := os.ReadFile(at)
			if err != nil {
				b.Fatal(err)
			}
			text = string(data) + "\n" + mark + "\n"
		}
		article.change(b, at, text, replace, mark)
		pause(random)
		control.change(b, control.in, mark, false, "")
		pause(random)
		synced.change(b, synced.in, mark, false, "")
	}
	for _, s := range []struct {
		name string
		of   *subject
	}{{"", article}, {"control-", &control.subject}, {"synced-", &synced.subject}} {
		b.ReportMetric(percentile(s.of.took, 50), s.name+"p50-ms")
		b.ReportMetric(percentile(s.of.took, 95), s.name+"p95-ms")
	}
	time.Sleep(3 * time.Second) // it looks at the output a while after the last edit
	b.ReportMetric(float64((w.processor(b)-cpu).Milliseconds())/edits, "cpu-ms/edit")
	after, afterAnonymous := w.memory(b)
	for _, m := range []struct {
		name string
		size int64
	}{{"first-MiB", before}, {"first-anon-MiB", beforeAnonymous}, {"last-MiB", after}, {"last-anon-MiB", afterAnonymous}} {
		b.ReportMetric(float64(m.size)/(1<<20), m.name)
	}
	cpu, wakeups := w.processor(b), w.wakeups(b)
	time.Sleep(10 * time.Second)
	b.ReportMetric(float64((w.processor(b) - cpu).Milliseconds()), "idle-cpu-ms")
	b.ReportMetric(float64(w.wakeups(b)-wakeups), "idle-wakeups")
	w.end(b, syscall.SIGTERM)
	if os.Getenv("SEEDFEED_LATENCIES") != "" {
		b.Logf("%v", article.took)
	}
}

// pause is as long as people make: sometimes the watch is still busy with what it does when all is quiet.
func pause(random *rand.Rand) {
	time.Sleep(200*time.Millisecond + time.Duration(random.IntN(800))*time.Millisecond)
}

func percentile(times []time.Duration, percent int) float64 {
	sorted := slices.Sorted(slices.Values(times))
	return float64(sorted[(len(sorted)-1)*percent/100].Microseconds()) / 1000
}

// A subject is a program whose latency is measured.
type subject struct {
	seen func(mark string) time.Time
	took []time.Duration
}

// change writes a file and waits until the program has done its work.
func (s *subject) change(b *testing.B, at, text string, replace bool, mark string) {
	b.Helper()
	to := at
	if replace {
		at = filepath.Join(filepath.Dir(at), ".new")
	}
	err := os.WriteFile(at, []byte(text), 0o666)
	if replace {
		err = errors.Join(err, os.Rename(at, to))
	}
	since := time.Now()
	if err != nil {
		b.Fatal(err)
	}
	s.took = append(s.took, s.seen(mark).Sub(since)-settleTime)
}

// waitForRename returns a function that says when a file that holds the mark was renamed to its name in the folder.
func waitForRename(tb testing.TB, dir, name string) (seen func(mark string) time.Time) {
	tb.Helper()
	fd, err := unix.InotifyInit1(unix.IN_CLOEXEC)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { unix.Close(fd) })
	if _, err := unix.InotifyAddWatch(fd, dir, unix.IN_MOVED_TO); err != nil {
		tb.Fatal(err)
	}
	return func(mark string) time.Time {
		buffer := make([]byte, 4096)
		for deadline := time.Now().Add(patienceOfTests); time.Now().Before(deadline); {
			if ready, err := unix.Poll([]unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}, 1000); ready == 0 || err == unix.EINTR {
				continue
			}
			n, err := unix.Read(fd, buffer)
			at := time.Now()
			if err != nil {
				tb.Fatal(err)
			}
			if !bytes.Contains(buffer[:n], []byte(name+"\x00")) {
				continue
			}
			data, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				tb.Fatal(err)
			}
			if bytes.Contains(data, []byte(mark)) {
				return at
			}
		}
		tb.Fatalf("no %s with %q in %v", name, mark, patienceOfTests)
		return time.Time{}
	}
}

// A control is the least that a program can do which waits for a settle time and writes one file.
type control struct {
	subject
	in string // the file that it waits for
}

const (
	controlFolder = "SEEDFEED_TEST_CONTROL"      // that the child works in
	controlSize   = "SEEDFEED_TEST_CONTROL_SIZE" // of what it writes
	controlSync   = "SEEDFEED_TEST_CONTROL_SYNC" // "true" if it syncs what it writes
)

func startControl(b *testing.B, dir string, size int, sync bool) *control {
	b.Helper()
	for _, name := range []string{"in", "out"} {
		if err := os.MkdirAll(filepath.Join(dir, name), 0o777); err != nil {
			b.Fatal(err)
		}
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestLatencyControl$")
	cmd.Env = append(os.Environ(), controlFolder+"="+dir, fmt.Sprintf("%s=%d", controlSize, size), fmt.Sprintf("%s=%t", controlSync, sync))
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	ready, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err == nil {
		_, err = ready.Read(make([]byte, 1))
	}
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	return &control{subject{seen: waitForRename(b, filepath.Join(dir, "out"), "feed")}, filepath.Join(dir, "in", "article")}
}

// TestLatencyControl is the control where the benchmark runs it.
func TestLatencyControl(t *testing.T) {
	dir := os.Getenv(controlFolder)
	if dir == "" {
		t.Skip("is the child of a benchmark")
	}
	var size int
	fmt.Sscan(os.Getenv(controlSize), &size)
	data := bytes.Repeat([]byte("x"), size)
	watcher, err := fsnotify.NewWatcher()
	if err == nil {
		err = watcher.Add(filepath.Join(dir, "in"))
	}
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println("ready")
	settled := time.NewTimer(time.Hour)
	for {
		select {
		case <-watcher.Events:
			settled.Reset(settleTime)
		case <-settled.C:
			if err := writeWhole(filepath.Join(dir, "out"), data, os.Getenv(controlSync) == "true"); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func writeWhole(dir string, data []byte, sync bool) error {
	file, err := os.Create(filepath.Join(dir, "aside"))
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	if sync {
		err = errors.Join(err, file.Sync())
	}
	err = errors.Join(err, file.Close(), os.Rename(file.Name(), filepath.Join(dir, "feed")))
	if !sync || err != nil {
		return err
	}
	folder, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

func numberedPath(i int) string { return fmt.Sprintf("%03d/article-%06d.md", i/500, i) }

// makeArticles makes n articles of about 4.5 kB, some years of them, with titles and three tags.
func makeArticles(b *testing.B, seeds string, n int) {
	b.Helper()
	for i := range n {
		path := filepath.Join(seeds, numberedPath(i))
		if i%500 == 0 {
			if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
				b.Fatal(err)
			}
		}
		if err := os.WriteFile(path, []byte(numberedText(i, n)), 0o666); err != nil {
			b.Fatal(err)
		}
	}
}

func numberedText(i, n int) string {
	random := rand.New(rand.NewPCG(1, uint64(i)))
	words := strings.Fields("amber basin cedar delta ember fjord glade heath islet juniper knoll larch meadow north orchard prairie quarry ridge summit tundra upland valley willow")
	word := func() string { return words[random.IntN(len(words))] }
	day := time.Date(2001, 1, 1, 8, 0, 0, 0, time.UTC).Add(time.Duration(i) * (20 * 365 * 24 * time.Hour / time.Duration(n)))
	var s strings.Builder
	fmt.Fprintf(&s, "---\ntitle: Walk %d to the %s\ndate: %s\ntags: [tag%d, tag%d, tag%d]\n---\n", i, word(), day.Format(time.RFC3339), random.IntN(60), random.IntN(60), random.IntN(60))
	for paragraph := range 12 {
		if paragraph%4 == 1 {
			fmt.Fprintf(&s, "## About the %s\n\n", word())
		}
		for range 55 {
			s.WriteString(word() + " ")
		}
		fmt.Fprintf(&s, "with **weight**, `code` and [a link](https://example.org/%d).\n\n", random.IntN(1000))
	}
	return s.String()
}
