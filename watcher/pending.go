package watcher

import "time"

const (
	// maxWait is how long changes may hold back others. Less would cut files in half that are written slowly.
	maxWait = 10 * time.Second

	// alonePause is how long paths that do not matter must be quiet to be handed over by themselves, so that
	// a file that is written to now and then, such as a log, does not have everybody work all the time.
	alonePause = 5 * time.Second

	// sortPause is how soon after a name appeared or vanished its kind is looked at. It is longer than the
	// moment between the two events of a renaming.
	sortPause = 10 * time.Millisecond
)

// A note is what has been noticed of one path.
type note struct {
	first, last time.Time
	from        string // what it was renamed from, if it was
	matters     bool
	isFolder    bool // it is or was a folder
	named       bool // the name appeared or vanished, and its kind has not been looked at since
	changed     bool // attributes changed, and its kind has not been looked at since
}

func (n note) unsorted() bool { return n.named || n.changed }

// and joins two notes of one path.
func (n note) and(later note) note {
	later.first = earlier(later.first, n.first)
	if n.last.After(later.last) {
		later.last = n.last
	}
	if later.from == "" {
		later.from = n.from
	}
	later.matters = later.matters || n.matters
	later.isFolder = later.isFolder || n.isFolder
	later.named = later.named || n.named
	later.changed = later.changed || n.changed
	return later
}

// pending is what has been noticed and not been handed over yet.
type pending struct {
	notes map[string]note

	all      string    // the cause, if everything is to be looked at
	allSince time.Time // when that was noticed
	fresh    bool      // with new watches

	first, last time.Time // of what holds back, since it was last handed over; zero if nothing is to be
	alone       time.Time // when paths that do not matter are due at the earliest; zero if there are none
	unsorted    time.Time // when the first was noticed whose kind is to be looked at; zero if there are none
}

// note remembers a path.
func (p *pending) note(path string, n note) {
	if p.notes == nil {
		p.notes = map[string]note{}
	}
	if before, ok := p.notes[path]; ok {
		n = before.and(n)
	}
	p.notes[path] = n
	if n.matters {
		p.hold(n.last)
	} else if p.alone.IsZero() {
		p.alone = n.last.Add(alonePause)
	}
	if n.unsorted() && p.unsorted.IsZero() {
		p.unsorted = n.last
	}
}

// hold lets nothing be handed over until it has been quiet since t.
func (p *pending) hold(t time.Time) {
	if p.first.IsZero() {
		p.first = t
	}
	if t.After(p.last) {
		p.last = t
	}
}

// everything remembers that everything is to be looked at, once it has been quiet since t.
func (p *pending) everything(cause string, fresh bool, t time.Time) {
	if p.all == "" || fresh && !p.fresh {
		p.all = cause
	}
	if p.allSince.IsZero() {
		p.allSince = t
	}
	p.fresh = p.fresh || fresh
	p.hold(t)
}

// due gives when to hand over, and zero for never.
func (p *pending) due(settle time.Duration) time.Time {
	if p.first.IsZero() {
		return p.alone
	}
	return earlier(p.last.Add(settle), p.limit(settle))
}

// limit is when to hand over in part.
func (p *pending) limit(settle time.Duration) time.Time { return p.first.Add(max(maxWait, settle)) }

// sortDue gives when to look at the kinds of paths, and zero for never.
func (p *pending) sortDue() time.Time {
	if p.unsorted.IsZero() {
		return time.Time{}
	}
	return p.unsorted.Add(sortPause)
}

// take gives away what is to be handed over, or nothing if what seemed due is not.
func (p *pending) take(now time.Time, settle time.Duration) (job, bool) {
	held := !p.first.IsZero()
	quiet := held && !now.Before(p.last.Add(settle))
	forced := held && !quiet && !now.Before(p.limit(settle))
	alone := p.aloneAt()
	if !quiet && !forced && (held || alone.IsZero() || now.Before(alone)) {
		p.alone = alone
		return job{}, false
	}
	j := job{kind: handing, cause: CauseEvents, all: p.all != "", fresh: p.fresh, forced: forced, held: p.first, since: p.allSince}
	if j.all {
		j.cause = p.all
	}
	j.notes = map[string]note{}
	rest := pending{}
	for path, n := range p.notes {
		if j.all || n.matters || !now.Before(n.last.Add(settle)) {
			j.notes[path] = n
			j.since = earlier(j.since, n.first)
		} else {
			rest.note(path, n)
		}
	}
	*p = rest
	return j, true
}

// aloneAt gives when the first of the paths that do not matter has been quiet for long enough.
func (p *pending) aloneAt() (at time.Time) {
	for _, n := range p.notes {
		if !n.matters {
			at = earlier(at, n.last.Add(alonePause))
		}
	}
	return at
}

// takeUnsorted gives away those whose kind is to be looked at.
func (p *pending) takeUnsorted() job {
	j := job{kind: sorting, notes: map[string]note{}}
	for path, n := range p.notes {
		if n.unsorted() {
			j.notes[path] = n
			delete(p.notes, path)
		}
	}
	p.unsorted = time.Time{}
	return j
}

// earlier gives the earlier of two times, where zero means never.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
