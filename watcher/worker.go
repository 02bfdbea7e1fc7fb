package watcher

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"
	"time"
)

// A job is one thing for the worker to do.
type job struct {
	kind       kind
	cause      string
	all, fresh bool
	notes      map[string]note // paths to be handed over, or whose kind is to be looked at
	since      time.Time
	forced     bool      // hand over what is ripe, even if the rest is not
	held       time.Time // since when the first of notes holds back
	notices    []Notice
}

// becomeAll makes j one of everything. That the folder is compared from now on is a cause that counts before others.
func (j *job) becomeAll(cause string) {
	if !j.all || cause == CausePolling && j.cause != CauseStart {
		j.all, j.cause = true, cause
	}
}

type kind int

const (
	handing  kind = iota // hand over a batch
	sorting              // look at the kinds of paths, and set watches
	checking             // look whether the root is the same
)

// An outcome is what came of a job.
type outcome struct {
	kind   kind
	kept   map[string]note // paths that are still pending
	held   time.Time       // if nothing was handed over: job.held
	all    string          // the cause, if everything is to be looked at now
	fresh  bool            // the same, with new watches
	away   bool
	handed bool
	since  time.Time // of what was handed over
	result Result
	err    error
}

// A worker does one job at a time, whatever may block: it looks at the disk, sets watches and calls the handler.
type worker struct {
	*Watcher
	handle Handler
	source source // nil while there is none, such as before the start or while the root is away
	events chan<- event
	top    root // of source
	away   bool
	polls  string        // why source compares; empty if it has events
	pause  time.Duration // between two tries to leave that, zero if that is for good
	retry  time.Time     // the next one
}

func newWorker(w *Watcher, handle Handler, events chan<- event) *worker {
	return &worker{Watcher: w, handle: handle, events: events}
}

func (w *worker) close() {
	if w.source != nil {
		w.source.close()
		w.source = nil
	}
}

func (w *worker) tell(n Notice) {
	if w.Notify != nil {
		w.Notify(n)
	}
}

func (w *worker) do(ctx context.Context, j job) outcome {
	for _, n := range j.notices {
		w.tell(n)
	}
	out := outcome{kind: j.kind}
	if j.kind == sorting {
		out.kept = j.notes
		out.all, out.fresh = w.sort(ctx, j.notes)
		return out
	}
	reopened, err := w.ensure(ctx, j.fresh)
	switch {
	case ctx.Err() != nil:
		return out
	case err != nil:
		out.away = true
		return out
	case j.kind == checking:
		if reopened != "" {
			out.all = reopened
		}
		return out
	}
	if reopened != "" {
		j.becomeAll(reopened)
	}
	return w.hand(ctx, j, out, reopened != "")
}

// hand calls the handler with what is ripe.
func (w *worker) hand(ctx context.Context, j job, out outcome, reopened bool) outcome {
	if !reopened {
		all, fresh := w.sort(ctx, j.notes)
		if all != "" && fresh {
			reopened, err := w.ensure(ctx, true)
			if err != nil {
				out.away = ctx.Err() == nil
				return out
			}
			if reopened == CausePolling {
				all = reopened
			}
		}
		if all != "" {
			j.becomeAll(all)
		}
	}
	b := Batch{All: j.all, Since: j.since, Cause: j.cause}
	if !j.all {
		var ready bool
		out.kept, ready = w.keepUnripe(j.notes, j.forced)
		if !ready {
			out.held = j.held
			return out
		}
		b.Paths = sortedPaths(j.notes)
		if len(b.Paths) == 0 && j.cause != CauseWake {
			return out
		}
	}
	out.handed, out.since = true, j.since
	out.result, out.err = w.handle(ctx, b)
	return out
}

// sort looks at the kinds of the paths that appeared or vanished, and has the source look after folders. Paths
// to be left out are deleted from the notes. If what a path changes cannot be said, it gives the cause for
// a look at everything, and whether with new watches.
func (w *worker) sort(ctx context.Context, notes map[string]note) (all string, fresh bool) {
	var folders []string
	for path, n := range notes {
		memory := w.source.known(path)
		if memory == linked {
			all, fresh = CauseLink, fresh || n.named
		}
		if !n.unsorted() {
			continue
		}
		info, err := os.Lstat(w.top.join(path))
		now := fs.FileMode(0)
		if err == nil {
			now = info.Mode().Type()
		}
		if err == nil && w.top.rules.ignores(path, now == fs.ModeDir) {
			delete(notes, path)
			continue
		}
		if now == fs.ModeSymlink {
			all, fresh = CauseLink, true
		}
		if now == fs.ModeDir && (n.named || memory != folder) || n.named && memory == folder {
			folders = append(folders, path)
		}
		n.isFolder = n.isFolder || now == fs.ModeDir || memory == folder
		n.matters = n.matters || n.isFolder
		n.named, n.changed = false, false
		notes[path] = n
	}
	if len(folders) == 0 || fresh {
		return all, fresh
	}
	if err := w.source.refresh(ctx, folders); err != nil {
		// The next thing to be done is the same with a new source, which finds out what to do about it.
		return CauseError, true
	}
	// What was written into them before they were watched made no event: it counts as written now.
	now := time.Now()
	for _, path := range folders {
		n := notes[path]
		n.last = now
		notes[path] = n
	}
	return all, fresh
}

// keepUnripe takes out of notes what changed too recently, by the times on the disk, to be handed over, since the
// system may not have told of the last change yet. Unless forced, notes that hold back keep all back.
func (w *worker) keepUnripe(notes map[string]note, forced bool) (kept map[string]note, ready bool) {
	kept = map[string]note{}
	now, wall := time.Now(), w.wall()
	holds := false
	for path, n := range notes {
		wait := w.Settle - now.Sub(n.last)
		// The times of a folder tell of its names only, and of those that count there are notes.
		if info, err := os.Lstat(w.top.join(path)); err == nil && !info.IsDir() {
			wait = max(wait, w.Settle-youth(info, wall))
		}
		if wait <= 0 {
			continue
		}
		n.last = now.Add(wait - w.Settle)
		kept[path] = n
		holds = holds || n.matters
		if !n.matters || forced {
			delete(notes, path)
		}
	}
	if holds && !forced {
		for path, n := range notes {
			if _, ok := kept[path]; !ok {
				kept[path] = n
			}
		}
		return kept, false
	}
	w.keepPairs(notes, kept)
	return kept, true
}

// keepPairs keeps back the old names of files whose new names are kept back, so that they are not taken for
// deleted. The new name may have become the old one of yet another.
func (w *worker) keepPairs(notes, kept map[string]note) {
	for again := len(kept) > 0; again; {
		again = false
		for _, n := range kept {
			old, ok := notes[n.from]
			if !ok {
				continue
			}
			if _, err := os.Lstat(w.top.join(n.from)); errors.Is(err, fs.ErrNotExist) {
				delete(notes, n.from)
				kept[n.from] = old
				again = true
			}
		}
	}
}

// youth is how long ago a file changed by its times. Times in the future say nothing.
func youth(info fs.FileInfo, now time.Time) time.Duration {
	age := time.Duration(1<<63 - 1)
	for _, t := range []time.Time{info.ModTime(), changeTime(info)} {
		if d := now.Sub(t); d >= 0 {
			age = min(age, d)
		}
	}
	return age
}

// liesIn tells whether one of the folders above a path is as asked.
func liesIn(path string, is func(parent string) bool) bool {
	for i := strings.LastIndexByte(path, '/'); i > 0; i = strings.LastIndexByte(path[:i], '/') {
		if is(path[:i]) {
			return true
		}
	}
	return false
}
