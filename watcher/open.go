package watcher

import (
	"context"
	"errors"
	"fmt"
	"time"
)

var (
	errNoFolder = errors.New("not a folder")
	errTooMany  = errors.New("too many files to watch each of them")
)

const (
	minPollPause = 2 * time.Minute // between two tries to get events again
	maxPollPause = time.Hour
)

// ensure sees to it that there is a source for the root as it is now, a new one if fresh. If changes may have been
// missed it gives the cause for a look at everything. It fails only if the root is away, or ctx has ended.
func (w *worker) ensure(ctx context.Context, fresh bool) (reopened string, err error) {
	top, err := w.findRoot()
	if err != nil {
		return "", w.lost(err)
	}
	same := w.source != nil && top.is(w.top)
	switch {
	case same && !fresh:
		return "", nil
	case same && w.polls != "":
		return w.leavePolling(ctx), nil
	}
	for range 5 {
		w.close()
		top.rules.skip = top.skipped(w.Skip)
		err = w.open(ctx, top)
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		// It may have been replaced while watches were set.
		now, gone := w.findRoot()
		if gone != nil {
			return "", w.lost(gone)
		}
		if err == nil && now.is(top) {
			break
		}
		top = now
	}
	if err != nil {
		return "", w.lost(err)
	}
	if w.away {
		w.away = false
		w.tell(Notice{Kind: RootBack, Path: w.Root})
	}
	if w.pause > 0 {
		return CausePolling, nil
	}
	return CauseReplaced, nil
}

// lost gives up the source of a root that is away.
func (w *worker) lost(err error) error {
	w.close()
	if !w.away {
		w.away = true
		w.tell(Notice{Kind: RootAway, Path: w.Root, Err: err})
	}
	return err
}

// open makes a source, preferably one that has events.
func (w *worker) open(ctx context.Context, top root) error {
	w.top = top
	reason := ""
	if w.Poll > 0 {
		reason = fmt.Sprintf("every %v, as asked for", w.Poll)
	} else if name := silentFileSystem(top.real); name != "" {
		reason = name + " gives no events of changes made elsewhere"
	}
	if reason != "" {
		w.pause = 0
		return w.startPolling(ctx, reason, nil)
	}
	source, err := w.openEvents(ctx, top, w.events)
	if err == nil {
		w.source, w.polls, w.pause = source, "", 0
		return nil
	}
	if _, gone := w.findRoot(); gone != nil || ctx.Err() != nil {
		return err
	}
	if w.pause == 0 {
		w.pause = minPollPause
	}
	w.retry = time.Now().Add(w.pause)
	return w.startPolling(ctx, "", err)
}

// startPolling says why once, either in words or by the error that made it necessary.
func (w *worker) startPolling(ctx context.Context, reason string, failed error) error {
	source, err := w.openPoll(ctx, w.top, w.events)
	if err != nil {
		return err
	}
	w.source = source
	fix := ""
	if failed != nil {
		reason, fix = explain(failed, source.size())
	}
	if w.polls == "" {
		w.tell(Notice{Kind: Polling, Path: w.Root, Reason: reason, Fix: fix})
	}
	w.polls = reason
	return nil
}

// leavePolling tries to get events again, if the lack of something made it compare.
func (w *worker) leavePolling(ctx context.Context) (reopened string) {
	if w.pause == 0 || time.Now().Before(w.retry) {
		return ""
	}
	source, err := w.openEvents(ctx, w.top, w.events)
	if err != nil {
		w.pause = min(2*w.pause, maxPollPause)
		w.retry = time.Now().Add(w.pause)
		return ""
	}
	w.close()
	w.source, w.polls, w.pause = source, "", 0
	w.tell(Notice{Kind: Watching, Path: w.Root})
	return CausePolling
}
