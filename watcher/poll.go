package watcher

import (
	"context"
	"runtime"
	"sync"
	"time"
)

const (
	// fullPause is how often all folders are listed, and not only those whose times changed: a net for what times do
	// not tell.
	fullPause = 15 * time.Second

	// thrift is how many times longer the pause between two looks is than a look. It makes for less than one
	// percent of a processor.
	thrift = 100

	// maxParts is in how many looks all files are looked at that have not changed yet, where one look at all
	// would take more than thrift allows. Folders and files that have changed are looked at each time.
	maxParts = 4
)

// A pollSource compares the tree with what it remembers of it.
type pollSource struct {
	top   root
	out   chan<- event
	every time.Duration
	spare bool // make the pause longer where that is not enough
	stop  context.CancelFunc
	ended sync.WaitGroup

	tree    polled
	listed  time.Time // when all folders were listed last
	folders int       // after the first look
	parts   int       // in how many looks files are looked at that have not changed
	turn    int       // counts the looks
}

// openPoll gives an opener. Spare has it make the pause longer than asked for where looking takes long.
func openPoll(every time.Duration, spare bool) opener {
	return func(ctx context.Context, top root, out chan<- event) (source, error) {
		running, stop := context.WithCancel(context.Background())
		s := &pollSource{top: top, out: out, every: every, spare: spare, stop: stop, parts: 1}
		if err := s.look(ctx, nil); err != nil {
			stop()
			return nil, err
		}
		s.folders = s.tree.count()
		s.ended.Go(func() { s.run(running) })
		return s, nil
	}
}

func (s *pollSource) size() int { return s.folders }

// known gives nothing: its events say by themselves what is a folder or a link.
func (s *pollSource) known(string) memory { return unknown }

func (s *pollSource) refresh(context.Context, []string) error { return nil }

func (s *pollSource) close() {
	s.stop()
	s.ended.Wait()
}

func (s *pollSource) run(ctx context.Context) {
	tell := func(ev event) {
		select {
		case s.out <- ev:
		case <-ctx.Done():
		}
	}
	runtime.LockOSThread() // whose processor time is measured
	defer runtime.UnlockOSThread()
	pause := s.every
	for {
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
		began := workTime()
		// A root that is away, or cannot be read, is noticed by the one who uses this source.
		_ = s.look(ctx, tell)
		pause = s.adapt(workTime() - began)
	}
}

// adapt gives the pause after a look that cost so much, and decides how much is looked at next time.
func (s *pollSource) adapt(cost time.Duration) (pause time.Duration) {
	switch allowed := s.every / thrift; {
	case cost > allowed && s.parts < maxParts:
		s.parts++
	case cost < allowed/3 && s.parts > 1:
		s.parts--
	}
	if s.spare {
		return max(s.every, thrift*cost)
	}
	return s.every
}

// look compares the whole tree, and tells of changes unless tell is nil.
func (s *pollSource) look(ctx context.Context, tell func(event)) error {
	now := time.Now()
	s.turn++
	l := looker{ctx: ctx, top: s.top, tell: tell, parts: s.parts, turn: s.turn}
	if l.full = now.Sub(s.listed) >= fullPause; l.full {
		s.listed = now
	}
	return l.folder(&s.tree, ".", tell == nil)
}
