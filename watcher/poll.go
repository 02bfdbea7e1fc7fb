package watcher

import (
	"context"
	"sync"
	"time"
)

const (
	// fullPause is how often all folders are listed, and not only those whose times changed.
	fullPause = time.Minute

	// thrift is how many times longer than a look the pause after it is at least, where nobody asked for a
	// certain pause: looking takes less than one percent then.
	thrift = 100
)

// A pollSource compares the tree with what it remembers of it.
type pollSource struct {
	top   root
	out   chan<- event
	every time.Duration
	spare bool // look less often where looking takes long
	stop  context.CancelFunc
	ended sync.WaitGroup

	tree    polled
	listed  time.Time // when all folders were listed last
	folders int       // after the first look
}

// openPoll gives an opener. Spare has it look less often where looking takes long.
func openPoll(every time.Duration, spare bool) opener {
	return func(ctx context.Context, top root, out chan<- event) (source, error) {
		running, stop := context.WithCancel(context.Background())
		s := &pollSource{top: top, out: out, every: every, spare: spare, stop: stop}
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
	pause := s.every
	for {
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
		began := time.Now()
		// A root that is away, or cannot be read, is noticed by the one who uses this source.
		_ = s.look(ctx, tell)
		pause = s.every
		if s.spare {
			pause = max(pause, thrift*time.Since(began))
		}
	}
}

// look compares the whole tree, and tells of changes unless tell is nil.
func (s *pollSource) look(ctx context.Context, tell func(event)) error {
	now := time.Now()
	l := looker{ctx: ctx, top: s.top, tell: tell}
	if l.full = now.Sub(s.listed) >= fullPause; l.full {
		s.listed = now
	}
	return l.folder(&s.tree, ".", tell == nil)
}
