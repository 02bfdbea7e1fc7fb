package watcher

import (
	"context"
	"time"
)

// A Batch is where to look.
type Batch struct {
	// All means that anything may have changed. Paths is empty then.
	All bool

	// Paths are the files and folders that changed, appeared or vanished and have come to rest, relative to the
	// root, slash-separated, sorted, once each. A folder stands for everything below it, of which nothing is
	// named then; files in it may still be being written. Empty without All when only the wake-up time has come.
	Paths []string

	// Since is when the first of what it tells was noticed. It has a monotonic clock reading.
	Since time.Time

	// Cause is one of the constants below, or what was given to [Watcher.Look].
	Cause string
}

// Causes of a Batch. Only CauseEvents and CauseWake come without All.
const (
	CauseStart    = "start"
	CauseEvents   = "events"
	CauseWake     = "wake"          // the time in Result.Wake has come
	CauseTimer    = "timer"         // Options.Net
	CauseOverflow = "overflow"      // the system dropped events
	CauseReplaced = "root replaced" // the root is another folder than before, or is back
	CauseLink     = "link"          // a symbolic link, or what one leads to, changed
	CausePolling  = "polling"       // events gave way to comparing, or the other way round
	CauseAgain    = "again"         // Result.AgainAll
	CauseRetry    = "retry"         // Result.Failed
	CauseError    = "error"         // the system's events failed
)

// A Result is what the one who looked wants next. The zero value is: nothing but changes.
type Result struct {
	Again    []string // paths to be handed over again when nothing happened to them for the settle time
	AgainAll bool     // everything is to be handed over again after the settle time

	// Wake is the wall-clock time at which to be called again without any event. It takes the place of that
	// of the call before; zero means never.
	Wake time.Time

	// Failed has everything handed over again by itself, with growing pauses of one second to a minute, and
	// with the next event.
	Failed bool
}

// A Handler looks where the Batch says. An error ends Run. It should return soon after ctx has ended.
type Handler func(ctx context.Context, b Batch) (Result, error)
