// Package watcher tells when files of a folder tree have changed and come to rest.
//
// It promises that nothing that happens after [Watcher.Run] began is lost: each change leads to a [Batch] that
// names it, or to one that asks for a look at everything. Events of the system only say when and where to look;
// what overtakes them, replaces the folder or exceeds the system's limits ends in a look at everything. Where
// the system has no events, the tree is compared with what is remembered of it.
//
// It knows paths and time and nothing of what the files mean. It does not log: what a person may want to know
// comes as a [Notice].
package watcher

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"
)

// Options say what to watch and how. Root is needed, all else has a usable zero value. The functions are called
// from several goroutines, must be quick and must not block.
type Options struct {
	// Root is the folder to watch. It may be a symbolic link, also one that is replaced now and then, and
	// it may be missing for a while.
	Root string

	// Skip holds absolute folders that are neither watched nor reported, such as those the handler writes to.
	Skip []string

	// Settle is how long nothing may have happened to files before they are handed over.
	Settle time.Duration

	// Poll is how often the tree is compared with what is remembered of it. 0 takes the system's events, and
	// compares every two seconds only where there are none.
	Poll time.Duration

	// Net is how often everything is looked at beside the events, all watches having been set anew.
	// 0 means five minutes, less than 0 never.
	Net time.Duration

	// Ignore tells names that are neither watched nor reported. It is asked from the top down, so that it need
	// look at the last part of the path only. Names that begin with ".." are watched for being replaced even
	// so: volumes of Kubernetes are updated in that way. nil ignores nothing.
	Ignore func(path string, folder bool) bool

	// Matters tells whether a change of a file with this path may change the result. Others are handed over
	// too, but hold nothing back, and by themselves only when they have been quiet for five seconds. nil
	// means that all matter.
	Matters func(path string) bool

	// Notify gets what a person may want to know, one call at a time, never while the handler runs. nil drops it.
	Notify func(Notice)

	// Events makes each event of the system a Notice.
	Events bool
}

// A Watcher watches one folder tree.
type Watcher struct {
	Options
	rules rules
	look  chan string

	// The system as values, so that tests can stand in for it.
	wall       func() time.Time // the wall clock, which may jump
	openEvents opener
	openPoll   opener
}

// New makes a Watcher. It looks at nothing yet. It fails only for options without sense.
func New(o Options) (*Watcher, error) {
	if o.Root == "" {
		return nil, errors.New("watch: no folder is named")
	}
	if o.Settle < 0 || o.Poll < 0 {
		return nil, errors.New("watch: a time less than 0")
	}
	root, err := filepath.Abs(o.Root)
	if err != nil {
		return nil, fmt.Errorf("watch: %w", err)
	}
	o.Root = root
	if o.Net == 0 {
		o.Net = 5 * time.Minute
	}
	w := &Watcher{Options: o, look: make(chan string, 1), wall: time.Now}
	w.rules = rules{ignore: o.Ignore, matters: o.Matters}
	w.openEvents = openEvents
	w.openPoll = openPoll(o.pollEvery(), o.Poll == 0)
	return w, nil
}

// pollEvery is how often to compare where that has to be.
func (o Options) pollEvery() time.Duration {
	if o.Poll > 0 {
		return o.Poll
	}
	return 2 * time.Second
}

// Run watches until ctx ends and then returns nil, or until handle returns an error, which it returns. It blocks,
// and all it started is gone when it returns. It first sets the watches and then hands over a Batch of
// everything, so that no change falls in between. Handle is never called twice at a time, and not while the
// root is away. Only one Run may be active at a time.
func (w *Watcher) Run(ctx context.Context, handle Handler) error {
	return newLoop(w, handle).run(ctx)
}

// Look has everything looked at soon, all watches having been set anew. The cause appears in the Batch. It
// does not block, may be called at any time from any goroutine, and several calls may become one Batch.
func (w *Watcher) Look(cause string) {
	select {
	case w.look <- cause:
	default: // one is under way already
	}
}
