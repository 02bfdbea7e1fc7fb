package watcher

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

const settle = 100 * time.Millisecond

// A stage is a Watcher with a source that a test speaks for, on a fake clock.
type stage struct {
	*Watcher
	t       *testing.T
	began   time.Time
	handled chan call
	cancel  context.CancelFunc
	ended   chan error

	mu       sync.Mutex
	result   func(Batch) Result // of the handler; it may block
	out      chan<- event
	opened   int
	failing  error
	folders  map[string]bool
	linked   map[string]bool
	fixed    []string // paths given to refresh
	refusing error    // of refresh
	notices  []Notice
	jump     time.Duration // of the wall clock
}

// A call is one of the handler, with the time since the start.
type call struct {
	Batch
	at time.Duration
}

func (s *stage) known(path string) memory {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.linked[path]:
		return linked
	case s.folders[path]:
		return folder
	}
	return unknown
}

func (s *stage) refresh(_ context.Context, paths []string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fixed = append(s.fixed, paths...)
	return s.refusing
}

func (s *stage) size() int { return 1 }
func (s *stage) close()    {}

// onStage runs a test in a bubble. The watcher has been started and the first batch been handed over.
func onStage(t *testing.T, o Options, test func(*stage)) {
	t.Helper()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, dir, o)
		s.run()
		if first := <-s.handled; !first.All || first.Cause != CauseStart {
			t.Fatalf("first batch: got %+v, want everything", first.Batch)
		}
		test(s)
		s.end()
	})
}

func newStage(t *testing.T, dir string, o Options) *stage {
	t.Helper()
	s := &stage{
		t: t, began: time.Now(), handled: make(chan call, 1000), result: func(Batch) Result { return Result{} },
		folders: map[string]bool{}, linked: map[string]bool{}, ended: make(chan error, 1),
	}
	o.Root = dir
	if o.Settle == 0 {
		o.Settle = settle
	}
	if o.Net == 0 {
		o.Net = -1
	}
	if o.Matters == nil {
		o.Matters = func(path string) bool { return filepath.Ext(path) == ".md" }
	}
	o.Notify = func(n Notice) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.notices = append(s.notices, n)
	}
	w, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	s.Watcher = w
	w.openEvents = func(_ context.Context, top root, out chan<- event) (source, error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.opened++
		s.out = out
		return s, s.failing
	}
	w.wall = func() time.Time {
		s.mu.Lock()
		defer s.mu.Unlock()
		return time.Now().Add(s.jump)
	}
	return s
}

func (s *stage) run() {
	ctx, cancel := context.WithCancel(context.Background())
	s.cancel = cancel
	go func() {
		s.ended <- s.Run(ctx, func(_ context.Context, b Batch) (Result, error) {
			s.mu.Lock()
			result := s.result
			s.mu.Unlock()
			s.handled <- call{b, time.Since(s.began)} // after it the test may change what later batches get
			return result(b), nil
		})
	}()
}

// results says what the handler is to return from now on.
func (s *stage) results(of func(Batch) Result) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.result = of
}

func (s *stage) end() {
	s.t.Helper()
	s.cancel()
	if err := <-s.ended; err != nil {
		s.t.Errorf("Run: got %v, want nil", err)
	}
}

func (s *stage) tell(op op, paths ...string) {
	for _, path := range paths {
		s.out <- event{path: path, op: op}
	}
	if len(paths) == 0 {
		s.out <- event{op: op}
	}
}

// make makes an empty file, whose times are in the future of the fake clock.
func (s *stage) make(paths ...string) {
	s.t.Helper()
	for _, path := range paths {
		if err := os.WriteFile(filepath.Join(s.Root, path), nil, 0o666); err != nil {
			s.t.Fatal(err)
		}
	}
}

// touch sets the modification time of a file to that of the fake clock.
func (s *stage) touch(path string) {
	s.t.Helper()
	if err := os.Chtimes(filepath.Join(s.Root, path), time.Now(), time.Now()); err != nil {
		s.t.Fatal(err)
	}
}

// want waits for the next batch and compares its paths, and when it came.
func (s *stage) want(at time.Duration, paths ...string) call {
	s.t.Helper()
	got := s.next()
	if got.All || !slices.Equal(got.Paths, paths) {
		s.t.Errorf("got %+v, want %q", got.Batch, paths)
	}
	s.at(got, at)
	return got
}

func (s *stage) wantAll(at time.Duration, cause string) call {
	s.t.Helper()
	got := s.next()
	if !got.All || got.Cause != cause || len(got.Paths) > 0 {
		s.t.Errorf("got %+v, want everything because of %q", got.Batch, cause)
	}
	s.at(got, at)
	return got
}

func (s *stage) at(got call, want time.Duration) {
	s.t.Helper()
	if got.at != want {
		s.t.Errorf("%q %q came after %v, want %v", got.Cause, got.Paths, got.at, want)
	}
}

func (s *stage) next() call {
	s.t.Helper()
	select {
	case got := <-s.handled:
		return got
	case <-time.After(24 * time.Hour):
		s.t.Fatal("no batch within a day")
		return call{}
	}
}

// wantNone lets time pass in which nothing may be handed over.
func (s *stage) wantNone(d time.Duration) {
	s.t.Helper()
	time.Sleep(d)
	synctest.Wait()
	select {
	case got := <-s.handled:
		s.t.Errorf("got %+v after %v, want no batch", got.Batch, got.at)
	default:
	}
}

func (s *stage) kinds() (kinds []Kind) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, n := range s.notices {
		kinds = append(kinds, n.Kind)
	}
	return kinds
}

// openings is how often watches were set.
func (s *stage) openings() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.opened
}

func (s *stage) now() time.Duration { return time.Since(s.began) }

func TestQuietTimeIsOnTheTrailingEdge(t *testing.T) {
	onStage(t, Options{}, func(s *stage) {
		for range 10 {
			s.tell(opWrite, "a.md", "b.md")
			time.Sleep(settle / 2)
		}
		got := s.want(9*settle/2+settle, "a.md", "b.md")
		if !got.Since.Equal(s.began) || got.Cause != CauseEvents {
			t.Errorf("got %v and %q, want the time of the first event and %q", got.Since, got.Cause, CauseEvents)
		}
		s.wantNone(time.Minute)
	})
}

func TestNoiseDoesNotHoldBack(t *testing.T) { // R10
	for name, ops := range map[string][]op{"written": {opWrite}, "made and removed": {opCreate, opWrite, opRemove}} {
		t.Run(name, func(t *testing.T) {
			onStage(t, Options{}, func(s *stage) {
				s.tell(opWrite, "a.md")
				for range 500 {
					time.Sleep(settle / 10)
					for _, op := range ops {
						s.tell(op, "build.log")
					}
				}
				s.want(settle, "a.md")
				s.wantNone(0)
				s.want(5*time.Second+alonePause, "build.log")
			})
		})
	}
}

func TestNoiseAloneMakesNoBatchWhileItLasts(t *testing.T) { // R10
	onStage(t, Options{}, func(s *stage) {
		for range 100 {
			s.tell(opWrite, "build.log")
			s.wantNone(time.Second)
		}
		s.want(99*time.Second+alonePause, "build.log")
		s.wantNone(time.Hour)
	})
}

func TestNoiseComesAlongOnceQuiet(t *testing.T) {
	onStage(t, Options{}, func(s *stage) {
		s.tell(opWrite, "quiet.log")
		time.Sleep(settle / 2)
		s.tell(opWrite, "a.md", "busy.log")
		time.Sleep(settle * 3 / 4)
		s.tell(opWrite, "busy.log")
		s.want(settle*3/2, "a.md", "quiet.log")
		s.want(settle*5/4+alonePause, "busy.log")
	})
}

func TestMaximumWaitHandsOverWhatIsRipe(t *testing.T) {
	onStage(t, Options{}, func(s *stage) {
		s.tell(opWrite, "early.md")
		for range 240 {
			time.Sleep(settle / 2)
			s.tell(opWrite, "busy.md")
		}
		first := s.next()
		if first.at != maxWait || !slices.Contains(first.Paths, "early.md") || slices.Contains(first.Paths, "busy.md") {
			t.Errorf("got %q after %v, want early.md without busy.md after %v", first.Paths, first.at, maxWait)
		}
	})
}

// A rename whose new name is still being written must not look like a deletion.
func TestMaximumWaitKeepsRenamePairsTogether(t *testing.T) {
	onStage(t, Options{}, func(s *stage) {
		s.make("newer.md", "other.md")
		s.tell(opRemove, "gone.md")
		s.tell(opRename, "old.md")
		s.tell(opCreate, "new.md")
		s.tell(opRename, "new.md")
		s.tell(opCreate, "newer.md")
		for range 210 {
			time.Sleep(settle / 2)
			s.tell(opWrite, "newer.md")
		}
		s.want(maxWait, "gone.md")
		s.want(s.now()+settle, "new.md", "newer.md", "old.md")
	})
}

func TestEventsAreDrainedWhenTheTimerFires(t *testing.T) {
	for range 50 { // select would take either
		onStage(t, Options{}, func(s *stage) {
			s.tell(opWrite, "a.md")
			time.Sleep(settle) // ready at the same moment as the timer
			s.tell(opWrite, "a.md")
			s.tell(opWrite, "b.md")
			got := s.next()
			if got.at == settle && len(got.Paths) == 1 {
				// The timer came before the event was sent at all.
				s.want(2*settle, "a.md", "b.md")
				return
			}
			if got.at != 2*settle {
				t.Fatalf("got %q after %v, want it after %v", got.Paths, got.at, 2*settle)
			}
		})
	}
}

func TestDrainTakesInWhatWaits(t *testing.T) {
	s := newStage(t, t.TempDir(), Options{})
	l := newLoop(s.Watcher, nil)
	now := time.Now()
	l.pending.note("a.md", note{first: now.Add(-settle), last: now.Add(-settle), matters: true})
	l.root = now.Add(time.Hour)
	l.events <- event{path: "a.md", op: opWrite}
	l.dispatch(t.Context())
	if l.busy || len(l.events) > 0 {
		t.Errorf("got busy %v with %d events waiting, want what is due to be decided after them", l.busy, len(l.events))
	}
}

func TestYoungByItsTimesIsNotRipe(t *testing.T) { // R9
	onStage(t, Options{}, func(s *stage) {
		s.make("a.md", "b.md")
		s.tell(opWrite, "a.md", "b.md")
		time.Sleep(settle / 2)
		s.touch("a.md") // without an event
		s.want(settle*3/2, "a.md", "b.md")
		s.wantNone(time.Hour)
	})
}

func TestYoungNoiseDoesNotHoldBack(t *testing.T) { // R10
	onStage(t, Options{}, func(s *stage) {
		s.make("build.log")
		s.tell(opWrite, "build.log", "a.md")
		time.Sleep(settle / 2)
		s.touch("build.log")
		s.want(settle, "a.md")
		s.want(settle/2+alonePause, "build.log")
	})
}

// The times of a folder are those of whatever comes and goes in it.
func TestNoiseInANewFolderDoesNotHoldBack(t *testing.T) { // R10
	onStage(t, Options{}, func(s *stage) {
		if err := os.Mkdir(filepath.Join(s.Root, "new"), 0o777); err != nil {
			t.Fatal(err)
		}
		s.tell(opCreate, "new")
		s.tell(opWrite, "a.md")
		for range 20 {
			time.Sleep(settle / 10)
			s.touch("new")
		}
		s.want(sortPause+settle, "a.md", "new")
		s.wantNone(time.Hour)
	})
}

func TestChangesDuringAHandlerAreNotLost(t *testing.T) {
	onStage(t, Options{}, func(s *stage) {
		s.results(func(Batch) Result { time.Sleep(time.Minute); return Result{} })
		s.tell(opWrite, "a.md")
		s.want(settle, "a.md")
		time.Sleep(time.Minute / 2)
		s.tell(opWrite, "a.md", "b.md")
		s.want(settle+time.Minute, "a.md", "b.md")
		time.Sleep(time.Minute - settle/2)
		s.tell(opWrite, "c.md")
		s.want(s.now()+settle, "c.md")
	})
}

func TestAgain(t *testing.T) { // R9
	onStage(t, Options{}, func(s *stage) {
		results := []Result{{Again: []string{"b.md"}}, {AgainAll: true}, {}}
		s.results(func(Batch) Result {
			r := results[0]
			results = results[1:]
			return r
		})
		s.tell(opWrite, "a.md", "b.md")
		first := s.want(settle, "a.md", "b.md")
		if again := s.want(2*settle, "b.md"); again.Since != first.Since {
			t.Errorf("since %v, want that of the first time, %v", again.Since, first.Since)
		}
		s.wantAll(3*settle, CauseAgain)
		s.wantNone(time.Hour)
	})
}

func TestFailedIsTriedAgain(t *testing.T) { // R35
	onStage(t, Options{}, func(s *stage) {
		s.results(func(Batch) Result { return Result{Failed: true} })
		s.tell(opWrite, "a.md")
		at := settle
		s.want(at, "a.md")
		for _, pause := range []time.Duration{1, 2, 4, 8, 16, 32, 60, 60} {
			at += pause * time.Second
			s.wantAll(at, CauseRetry)
		}
		time.Sleep(time.Second)
		s.tell(opWrite, "b.md")
		s.wantAll(at+time.Second+settle, CauseRetry) // b.md is not all that is missing
		s.results(func(Batch) Result { return Result{} })
		s.wantAll(at+61*time.Second+settle, CauseRetry)
		s.wantNone(time.Hour)
		s.tell(opWrite, "b.md")
		s.want(s.now()+settle, "b.md")
	})
}

func TestWake(t *testing.T) {
	onStage(t, Options{}, func(s *stage) {
		wake := time.Now().Add(10 * time.Hour)
		s.results(func(b Batch) Result {
			if b.Cause == CauseWake {
				return Result{}
			}
			return Result{Wake: wake}
		})
		s.tell(opWrite, "a.md")
		s.want(settle, "a.md")
		if got := s.want(10 * time.Hour); got.Cause != CauseWake {
			t.Errorf("got %+v, want a wake-up", got.Batch)
		}
		s.wantNone(24 * time.Hour)
	})
}

func TestWakeFollowsTheWallClock(t *testing.T) {
	onStage(t, Options{}, func(s *stage) {
		s.results(func(b Batch) Result {
			if b.Cause == CauseWake {
				return Result{}
			}
			return Result{Wake: time.Now().Add(10 * time.Hour)}
		})
		s.tell(opWrite, "a.md")
		s.want(settle, "a.md")
		time.Sleep(time.Hour)
		s.mu.Lock()
		s.jump = 9 * time.Hour // such as after a suspension
		s.mu.Unlock()
		got := s.next()
		if late := got.at - time.Hour; got.Cause != CauseWake || late > wakePause+settle {
			t.Errorf("got %+v %v after the clock was set, want a wake-up within %v", got.Batch, late, wakePause)
		}
	})
}

func TestWakeInThePastIsNoBusyLoop(t *testing.T) {
	onStage(t, Options{}, func(s *stage) {
		s.results(func(Batch) Result { return Result{Wake: time.Now().Add(-time.Hour)} })
		s.tell(opWrite, "a.md")
		time.Sleep(10 * time.Second)
		if n := len(s.handled); n > 12 {
			t.Errorf("got %d batches within 10 seconds", n)
		}
	})
}

func TestLook(t *testing.T) { // R5
	onStage(t, Options{}, func(s *stage) {
		time.Sleep(time.Minute)
		go s.Look("asked")
		s.wantAll(time.Minute, "asked")
		if s.openings() != 2 {
			t.Errorf("watches were set %d times, want 2", s.openings())
		}
		s.wantNone(time.Minute)
	})
}

func TestNet(t *testing.T) {
	onStage(t, Options{Net: 5 * time.Minute}, func(s *stage) {
		s.wantAll(5*time.Minute, CauseTimer)
		s.wantAll(10*time.Minute, CauseTimer)
		if s.openings() != 3 {
			t.Errorf("watches were set %d times, want 3", s.openings())
		}
	})
}

func TestOverflowSetsWatchesAnew(t *testing.T) { // R21
	onStage(t, Options{}, func(s *stage) {
		s.tell(opWrite, "a.md")
		s.tell(opOverflow)
		s.wantAll(settle, CauseOverflow)
		if s.openings() != 2 {
			t.Errorf("watches were set %d times, want 2", s.openings())
		}
		if got := s.kinds(); !slices.Equal(got, []Kind{Overflow}) {
			t.Errorf("got notices %v, want one of the overflow", got)
		}
		s.wantNone(time.Hour)
	})
}

func TestFailedSourceIsReplaced(t *testing.T) {
	onStage(t, Options{}, func(s *stage) {
		s.out <- event{op: opFailed, err: errors.New("broken")}
		if got := s.next(); !got.All || got.Cause != CauseError || s.openings() != 2 {
			t.Errorf("got %+v with watches set %d times, want everything and twice", got.Batch, s.openings())
		}
		if got := s.kinds(); !slices.Equal(got, []Kind{Error}) {
			t.Errorf("got notices %v, want the error", got)
		}
	})
}

func TestRootAwayAndBack(t *testing.T) { // R28
	onStage(t, Options{}, func(s *stage) {
		aside := s.Root + "-aside"
		if err := os.Rename(s.Root, aside); err != nil {
			t.Fatal(err)
		}
		s.tell(opRemove, "a.md")
		s.tell(opRoot)
		s.wantNone(time.Hour)
		s.Look("asked")
		s.wantNone(time.Hour)
		if got := s.kinds(); !slices.Equal(got, []Kind{RootAway}) {
			t.Errorf("got notices %v, want one that it is away", got)
		}
		if err := os.Rename(aside, s.Root); err != nil {
			t.Fatal(err)
		}
		back := s.now()
		if got := s.next(); !got.All || got.at > back+awayPause+settle {
			t.Errorf("got %+v %v after the return, want everything", got.Batch, got.at-back)
		}
		if got := s.kinds(); !slices.Equal(got, []Kind{RootAway, RootBack}) || s.openings() != 2 {
			t.Errorf("got notices %v and watches set %d times, want two and two", got, s.openings())
		}
	})
}

func TestRootReplacedWithoutEvents(t *testing.T) { // R28, as by a mount
	onStage(t, Options{}, func(s *stage) {
		os.Rename(s.Root, s.Root+"-aside")
		os.Mkdir(s.Root, 0o777)
		if got := s.next(); !got.All || got.Cause != CauseReplaced || got.at > rootPause+settle {
			t.Errorf("got %+v after %v, want everything", got.Batch, got.at)
		}
		if len(s.kinds()) > 0 || s.openings() != 2 {
			t.Errorf("got notices %v and watches set %d times, want none and two", s.kinds(), s.openings())
		}
	})
}

// A batch of deletions must not be handed over when the root has just gone with all of them.
func TestRootIsLookedAtBeforeEachBatch(t *testing.T) { // R28
	onStage(t, Options{}, func(s *stage) {
		os.Rename(s.Root, s.Root+"-aside")
		s.tell(opRemove, "a.md")
		s.wantNone(4 * time.Second)
	})
}

func TestRootMissingAtTheStart(t *testing.T) { // R28
	dir := filepath.Join(t.TempDir(), "later")
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, dir, Options{})
		s.run()
		s.wantNone(time.Hour)
		os.Mkdir(dir, 0o777)
		if got := s.next(); !got.All {
			t.Errorf("got %+v, want everything", got.Batch)
		}
		s.end()
	})
}

func TestFoldersAreRefreshedBeforeTheyAreNamed(t *testing.T) { // R11, R12
	onStage(t, Options{}, func(s *stage) {
		s.mu.Lock()
		s.folders["old"] = true
		s.mu.Unlock()
		os.MkdirAll(filepath.Join(s.Root, "new", "below"), 0o777)
		s.make("x.md")
		s.tell(opRename, "old")
		s.tell(opCreate, "new", "new/below", "x.md")
		s.want(sortPause+settle, "new", "old", "x.md") // what came before the watches counts as of now
		slices.Sort(s.fixed)
		if want := []string{"new", "new/below", "old"}; !slices.Equal(s.fixed, want) {
			t.Errorf("refreshed %q, want %q", s.fixed, want)
		}
	})
}

func TestLinksLeadToALookAtEverything(t *testing.T) { // R26, R27
	onStage(t, Options{}, func(s *stage) {
		s.mu.Lock()
		s.linked["target.txt"] = true
		s.mu.Unlock()
		s.tell(opWrite, "target.txt")
		if got := s.next(); !got.All || got.Cause != CauseLink {
			t.Errorf("got %+v, want everything because of the link", got.Batch)
		}
		if err := os.Symlink("nowhere", filepath.Join(s.Root, "link")); err != nil {
			t.Skip(err)
		}
		at := s.now()
		s.tell(opCreate, "link")
		if got := s.next(); !got.All || got.Cause != CauseLink || got.at > at+2*settle {
			t.Errorf("got %+v after %v, want everything because of the link", got.Batch, got.at-at)
		}
	})
}

func TestIgnoredByKind(t *testing.T) {
	ignore := func(path string, folder bool) bool { return folder && path == "node_modules" }
	onStage(t, Options{Ignore: ignore, Matters: func(string) bool { return true }}, func(s *stage) {
		os.Mkdir(filepath.Join(s.Root, "node_modules"), 0o777)
		s.tell(opCreate, "node_modules")
		s.wantNone(time.Minute)
	})
}

func TestOutOfWatchesPolls(t *testing.T) { // R22
	onStage(t, Options{Net: 5 * time.Minute}, func(s *stage) {
		s.mu.Lock()
		s.failing = &os.SyscallError{Syscall: "inotify_add_watch", Err: syscall.ENOSPC}
		s.mu.Unlock()
		s.tell(opOverflow)
		s.wantAll(settle, CausePolling)
		s.mu.Lock()
		polling := s.notices[len(s.notices)-1]
		s.mu.Unlock()
		if polling.Kind != Polling || polling.Reason == "" {
			t.Errorf("got %+v, want it to say that it polls", polling)
		}
		opened := s.openings()
		for range 6 {
			s.next()
		}
		if tries := s.openings() - opened; tries < 1 || tries > 4 {
			t.Errorf("got %d tries to get events again within half an hour, want few", tries)
		}
		if n := len(s.kinds()); n != 2 {
			t.Errorf("got notices %v, want no more", s.kinds())
		}
		s.mu.Lock()
		s.failing = nil
		s.mu.Unlock()
		for s.next().Cause != CausePolling {
		}
		if got := s.kinds(); got[len(got)-1] != Watching {
			t.Errorf("got notices %v, want that it has events again", got)
		}
	})
}

// That is the cause also where it is found out for a folder of the batch itself.
func TestOutOfWatchesForOneFolder(t *testing.T) { // R22
	onStage(t, Options{Settle: sortPause / 2}, func(s *stage) {
		if err := os.Mkdir(filepath.Join(s.Root, "new"), 0o777); err != nil {
			t.Fatal(err)
		}
		s.mu.Lock()
		s.failing = &os.SyscallError{Syscall: "inotify_add_watch", Err: syscall.ENOSPC}
		s.refusing = s.failing
		s.mu.Unlock()
		s.tell(opCreate, "new")
		s.tell(opWrite, "a.md")
		s.wantAll(sortPause/2, CausePolling)
	})
}

func TestRunEndsWithTheErrorOfTheHandler(t *testing.T) {
	w, _ := New(Options{Root: t.TempDir()})
	broken := errors.New("broken")
	err := w.Run(t.Context(), func(context.Context, Batch) (Result, error) { return Result{}, broken })
	if err != broken {
		t.Errorf("got %v, want %v", err, broken)
	}
}

func TestRunEndsWhenTheHandlerReturns(t *testing.T) { // R5
	onStage(t, Options{}, func(s *stage) {
		s.results(func(Batch) Result { time.Sleep(time.Second); return Result{} })
		s.tell(opWrite, "a.md")
		s.want(settle, "a.md")
		s.cancel()
		err := <-s.ended
		s.ended <- err
		if took := s.now() - settle; took != time.Second {
			t.Errorf("Run ended after %v, want it to wait for the handler and no longer", took)
		}
	})
}

func TestIdleWakesSeldom(t *testing.T) { // R4
	onStage(t, Options{}, func(s *stage) {
		s.wantNone(24 * time.Hour)
		if s.openings() != 1 || len(s.kinds()) > 0 {
			t.Errorf("opened %d times, notices %v: want nothing to happen", s.opened, s.kinds())
		}
	})
}
