package watcher

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestMain lets more tests run at a time than there are processors, since they do little but wait.
func TestMain(m *testing.M) {
	flag.Parse()
	flag.Set("test.parallel", "16")
	os.Exit(m.Run())
}

// A live is a Watcher on the real system.
type live struct {
	t       *testing.T
	dir     string
	w       *Watcher
	batches chan Batch
	cancel  context.CancelFunc
	ended   chan error

	mu      sync.Mutex
	notices []Notice
}

const (
	quick    = 10 * time.Millisecond // a settle time for tests of many rounds
	deadline = time.Minute
)

func hidden(name string, _ bool) bool { return strings.HasPrefix(path.Base(name), ".") }

func isMarkdown(name string) bool { return path.Ext(name) == ".md" }

// startLive starts a Watcher and takes the first batch. Zero options get values fit for tests.
func startLive(t *testing.T, o Options) *live {
	t.Helper()
	l := prepareLive(t, o)
	l.run()
	if b := l.next(); !b.All || b.Cause != CauseStart {
		t.Fatalf("first batch: got %+v, want everything", b)
	}
	return l
}

func prepareLive(t *testing.T, o Options) *live {
	t.Helper()
	if o.Root == "" {
		o.Root = t.TempDir()
	}
	if o.Settle == 0 {
		o.Settle = quick
	}
	if o.Ignore == nil {
		o.Ignore = hidden
	}
	if o.Matters == nil {
		o.Matters = isMarkdown
	}
	l := &live{t: t, dir: o.Root, batches: make(chan Batch, 10000), ended: make(chan error, 1)}
	o.Notify = func(n Notice) {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.notices = append(l.notices, n)
	}
	w, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	l.w = w
	return l
}

func (l *live) run() {
	ctx, cancel := context.WithCancel(context.Background())
	l.cancel = cancel
	go func() {
		l.ended <- l.w.Run(ctx, func(_ context.Context, b Batch) (Result, error) {
			l.batches <- b
			return Result{}, nil
		})
	}()
	l.t.Cleanup(l.stop)
}

// stop ends it, and must be quick.
func (l *live) stop() {
	if l.cancel == nil {
		return
	}
	began := time.Now()
	l.cancel()
	l.cancel = nil
	if err := <-l.ended; err != nil {
		l.t.Errorf("Run: got %v, want nil", err)
	}
	if took := time.Since(began); took > 2*time.Second {
		l.t.Errorf("Run took %v to end", took)
	}
}

func (l *live) next() Batch {
	l.t.Helper()
	select {
	case b := <-l.batches:
		return b
	case <-time.After(deadline):
		l.t.Fatalf("no batch within %v", deadline)
		return Batch{}
	}
}

// covers tells whether a batch names a path, a folder above it, or everything.
func covers(b Batch, path string) bool {
	return b.All || slices.Contains(b.Paths, path) || liesIn(path, func(dir string) bool { return slices.Contains(b.Paths, dir) })
}

// wait waits until batches have covered all the paths.
func (l *live) wait(paths ...string) {
	l.t.Helper()
	missing := slices.Clone(paths)
	timeout := time.After(deadline)
	var got []string
	for len(missing) > 0 {
		select {
		case b := <-l.batches:
			got = append(got, fmt.Sprintf("%s %q", b.Cause, b.Paths))
			missing = slices.DeleteFunc(missing, func(p string) bool { return covers(b, p) })
		case <-timeout:
			l.t.Fatalf("not named: %q; got %q", missing, got)
		}
	}
}

// waitExactly waits for a batch that names the path itself, and fails if one asks for a look at everything.
func (l *live) waitExactly(path string) {
	l.t.Helper()
	timeout := time.After(deadline)
	var got []string
	for {
		select {
		case b := <-l.batches:
			got = append(got, fmt.Sprintf("%s %q", b.Cause, b.Paths))
			if b.All {
				l.t.Fatalf("got everything because of %q, want %q", b.Cause, path)
			}
			if slices.Contains(b.Paths, path) {
				return
			}
		case <-timeout:
			l.t.Fatalf("not named: %q; got %q", path, got)
		}
	}
}

// sees changes a file, and waits for a batch that names it. As long as folders above it have not come to rest, they
// may be named in its place, and what is left of earlier changes may ask for everything once.
func (l *live) sees(path string) {
	l.t.Helper()
	for i := range 20 {
		l.write(path, fmt.Sprint("change ", i))
		for {
			b := l.next()
			switch {
			case b.All && i > 0:
				l.t.Fatalf("got everything because of %q, want %q", b.Cause, path)
			case slices.Contains(b.Paths, path):
				return
			}
			if covers(b, path) {
				break
			}
		}
	}
	l.t.Fatalf("%q is never named itself", path)
}

func (l *live) waitAll() Batch {
	l.t.Helper()
	for {
		if b := l.next(); b.All {
			return b
		}
	}
}

// unnamed fails if a batch names the path itself within d.
func (l *live) unnamed(path string, d time.Duration) {
	l.t.Helper()
	timeout := time.After(d)
	for {
		select {
		case b := <-l.batches:
			if slices.Contains(b.Paths, path) {
				l.t.Errorf("got %+v, want it without %q", b, path)
			}
		case <-timeout:
			return
		}
	}
}

// silent fails if a batch comes within d.
func (l *live) silent(d time.Duration) {
	l.t.Helper()
	select {
	case b := <-l.batches:
		l.t.Errorf("got %+v, want none", b)
	case <-time.After(d):
	}
}

// calm takes batches until none came for d.
func (l *live) calm(d time.Duration) {
	l.t.Helper()
	timeout := time.After(deadline)
	for {
		select {
		case <-l.batches:
		case <-time.After(d):
			return
		case <-timeout:
			l.t.Fatalf("batches without end")
		}
	}
}

func (l *live) kinds() (kinds []Kind) {
	for _, n := range l.told() {
		kinds = append(kinds, n.Kind)
	}
	return kinds
}

func (l *live) told() []Notice {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.notices)
}

func (l *live) path(name string) string { return filepath.Join(l.dir, filepath.FromSlash(name)) }

func (l *live) write(name, text string) {
	l.t.Helper()
	l.must(os.WriteFile(l.path(name), []byte(text), 0o666))
}

func (l *live) mkdir(name string) {
	l.t.Helper()
	l.must(os.MkdirAll(l.path(name), 0o777))
}

func (l *live) rename(from, to string) {
	l.t.Helper()
	l.must(os.Rename(l.path(from), l.path(to)))
}

func (l *live) remove(name string) {
	l.t.Helper()
	l.must(os.RemoveAll(l.path(name)))
}

func (l *live) must(err error) {
	l.t.Helper()
	if err != nil {
		l.t.Fatal(err)
	}
}

// rounds gives the number of repetitions.
func rounds(n int) int {
	if testing.Short() {
		return n / 5
	}
	return n
}

// bothWays runs a test with the system's events, and comparing.
func bothWays(t *testing.T, test func(t *testing.T, o Options)) {
	t.Parallel()
	t.Run("events", func(t *testing.T) { t.Parallel(); test(t, Options{}) })
	t.Run("poll", func(t *testing.T) { t.Parallel(); test(t, Options{Poll: 15 * time.Millisecond}) })
}

// The test does not run beside others, whose goroutines would be counted.
func TestNoGoroutineOrDescriptorIsLeft(t *testing.T) { // R23
	descriptors := func() int {
		names, err := os.ReadDir("/proc/self/fd")
		if err != nil {
			t.Fatal(err)
		}
		return len(names)
	}
	for _, o := range []Options{{}, {Poll: quick}} {
		startLive(t, o).stop() // what the runtime itself keeps
		files, routines := descriptors(), runtime.NumGoroutine()
		l := prepareLive(t, o)
		for i := range 200 {
			l.mkdir(fmt.Sprintf("folder%d", i))
		}
		l.run()
		l.next()
		l.w.Look("asked")
		l.waitAll()
		if now := descriptors(); now > files+3 {
			t.Errorf("%d more files are open while it watches 200 folders, want at most 3", now-files)
		}
		l.stop()
		for end := time.Now().Add(deadline); runtime.NumGoroutine() > routines && time.Now().Before(end); {
			runtime.Gosched()
		}
		if now := runtime.NumGoroutine(); now > routines {
			t.Errorf("%d goroutines more than before", now-routines)
		}
		if now := descriptors(); now > files {
			t.Errorf("%d files more than before are open", now-files)
		}
	}
}
