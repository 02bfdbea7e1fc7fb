package watcher

import (
	"context"
	"slices"
	"time"
)

const (
	rootPause  = 5 * time.Second // between two looks at whether the root is still the same
	awayPause  = time.Second     // the same while it is away
	wakePause  = time.Minute     // the longest sleep towards a wall-clock time, since that clock may jump
	minRetry   = time.Second
	maxRetry   = time.Minute
	maxEvents  = 1000 // Notices of events kept for the next call of Notify
	eventQueue = 4096 // events between source and loop
)

// A loop takes in events and decides when to do what. It alone touches what it holds, and does nothing that can
// block: that is the worker's, which does one job at a time.
type loop struct {
	*Watcher
	handle Handler
	work   *worker
	events chan event
	done   chan outcome

	pending pending
	moved   string // path of the event before, if that was an opRename
	notices []Notice
	busy    bool
	away    bool

	net, root, retry time.Time // when to do that; zero means never
	wake             time.Time // the same as wall-clock time
	wakeGuard        time.Time // not before that
	failures         int
}

func newLoop(w *Watcher, handle Handler) *loop {
	l := &loop{Watcher: w, handle: handle, events: make(chan event, eventQueue), done: make(chan outcome)}
	l.work = newWorker(w, handle, l.events)
	return l
}

func (l *loop) run(ctx context.Context) error {
	defer l.work.close()
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	armed := time.Now().Add(time.Hour) // when the timer fires
	l.start(ctx, job{kind: handing, all: true, fresh: true, cause: CauseStart, since: time.Now()})
	for {
		if at := l.next(); !at.IsZero() && at.Before(armed) {
			armed = at
			timer.Reset(time.Until(at))
		}
		select {
		case <-ctx.Done():
			if l.busy {
				<-l.done
			}
			return nil
		case ev := <-l.events:
			l.take(ev)
		case cause := <-l.look:
			l.pending.everything(cause, true, time.Now().Add(-l.Settle))
			l.dispatch(ctx)
		case out := <-l.done:
			l.busy = false
			if out.err != nil && ctx.Err() == nil {
				return out.err
			}
			l.finish(out)
			l.dispatch(ctx)
		case <-timer.C:
			armed = time.Now().Add(time.Hour)
			l.dispatch(ctx)
		}
	}
}

// next gives when to look whether anything is due.
func (l *loop) next() time.Time {
	if l.busy {
		return time.Time{}
	}
	next := earlier(earlier(l.root, l.retry), l.net)
	if l.away {
		return l.root
	}
	next = earlier(next, earlier(l.pending.due(l.Settle), l.pending.sortDue()))
	if !l.wake.IsZero() {
		next = earlier(next, l.wakeAt())
	}
	return next
}

func (l *loop) wakeAt() time.Time {
	pause := min(max(l.wake.Sub(l.wall().Round(0)), 0), wakePause)
	at := time.Now().Add(pause)
	if at.Before(l.wakeGuard) {
		return l.wakeGuard
	}
	return at
}

// take remembers an event.
func (l *loop) take(ev event) {
	now := time.Now()
	if l.Events && len(l.notices) < maxEvents {
		l.notices = append(l.notices, Notice{Kind: Event, Path: ev.path, Reason: ev.op.String(), Err: ev.err})
	}
	moved := l.moved
	l.moved = ""
	switch {
	case ev.op.has(opOverflow):
		l.notices = append(l.notices, Notice{Kind: Overflow, Path: l.Root})
		l.pending.everything(CauseOverflow, true, now)
	case ev.op.has(opFailed):
		l.notices = append(l.notices, Notice{Kind: Error, Path: l.Root, Err: ev.err})
		l.pending.everything(CauseError, true, now)
	case ev.op.has(opRoot):
		l.pending.everything(CauseReplaced, true, now)
	case ev.op.has(opLink):
		l.pending.everything(CauseLink, true, now)
	default:
		n := note{
			first: now, last: now,
			isFolder: ev.op.has(opFolder),
			matters:  ev.op.has(opFolder) || l.rules.mattersTo(ev.path),
			named:    ev.op.has(opCreate|opRemove|opRename) && !ev.op.has(opFolder),
			changed:  ev.op.has(opAttr) && !ev.op.has(opFolder),
		}
		if ev.op.has(opRename) {
			l.moved = ev.path
		}
		if ev.op.has(opCreate) {
			n.from = moved
		}
		l.pending.note(ev.path, n)
	}
}

// drain remembers the events that wait. A timer that has run out and an event can both be ready, and select
// takes either: what is due must be decided in the knowledge of all events.
func (l *loop) drain() {
	for {
		select {
		case ev := <-l.events:
			l.take(ev)
		default:
			return
		}
	}
}

// dispatch gives the worker what is due, if it is free.
func (l *loop) dispatch(ctx context.Context) {
	if l.busy {
		return
	}
	l.drain()
	now := time.Now()
	isDue := func(at time.Time) bool { return !at.IsZero() && !now.Before(at) }
	if l.away {
		if isDue(l.root) || l.pending.fresh {
			l.start(ctx, job{kind: checking})
		}
		return
	}
	if isDue(l.net) {
		l.net = time.Time{}
		l.pending.everything(CauseTimer, true, now.Add(-l.Settle))
	}
	if isDue(l.retry) {
		l.retry = time.Time{}
		l.pending.everything(CauseRetry, false, now.Add(-l.Settle))
	}
	if isDue(l.pending.due(l.Settle)) {
		if j, ok := l.pending.take(now, l.Settle); ok {
			if l.failures > 0 && !j.all {
				j.all, j.cause = true, CauseRetry
			}
			l.start(ctx, j)
			return
		}
	}
	switch {
	case isDue(l.pending.sortDue()):
		l.start(ctx, l.pending.takeUnsorted())
	case !l.wake.IsZero() && !l.wall().Before(l.wake) && !now.Before(l.wakeGuard):
		l.start(ctx, job{kind: handing, cause: CauseWake, since: now})
	case isDue(l.root):
		l.start(ctx, job{kind: checking})
	}
}

func (l *loop) start(ctx context.Context, j job) {
	j.notices, l.notices = l.notices, nil
	if j.cause == CauseWake {
		l.wakeGuard = time.Now().Add(time.Second)
	}
	l.busy = true
	go func() { l.done <- l.work.do(ctx, j) }()
}

// finish takes in what came of a job.
func (l *loop) finish(out outcome) {
	now := time.Now()
	l.away = out.away
	if out.kind != sorting {
		l.root = now.Add(l.rootPause())
	}
	if out.away {
		l.pending = pending{}
		return
	}
	if l.net.IsZero() && l.Net > 0 {
		l.net = now.Add(l.Net)
	}
	for path, n := range out.kept {
		l.pending.note(path, n)
	}
	if !out.held.IsZero() {
		l.pending.first = earlier(l.pending.first, out.held)
	}
	if out.all != "" {
		l.pending.everything(out.all, out.fresh, now)
	}
	if out.handed {
		l.finishHanded(out, now)
	}
}

func (l *loop) finishHanded(out outcome, now time.Time) {
	r := out.result
	l.wake = r.Wake.Round(0)
	for _, path := range r.Again {
		l.pending.note(path, note{first: out.since, last: now, matters: true})
	}
	if r.AgainAll {
		l.pending.everything(CauseAgain, false, now)
		l.pending.allSince = out.since
	}
	l.retry = time.Time{}
	if !r.Failed {
		l.failures = 0
		return
	}
	l.retry = now.Add(min(minRetry<<min(l.failures, 10), maxRetry))
	l.failures++
}

func (l *loop) rootPause() time.Duration {
	switch {
	case l.away:
		return awayPause
	case l.Poll > 0:
		return min(l.Poll, rootPause)
	}
	return rootPause
}

// sortedPaths gives what is handed over, without what lies below a folder that is.
func sortedPaths(notes map[string]note) []string {
	paths := make([]string, 0, len(notes))
	for path := range notes {
		if !liesIn(path, func(parent string) bool { return notes[parent].isFolder }) {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	return paths
}
