package watcher

import (
	"context"
	"math/bits"
	"path"
	"slices"
	"strings"
	"time"
)

// A polled is a remembered folder. Its entries are sorted by name.
type polled struct {
	listed  stamp // its own when it was listed
	entries []entry
}

// An entry is a remembered name in a folder.
type entry struct {
	name  string
	stamp stamp
	below *polled // of a folder
	link  bool    // where else a change of it appears cannot be said
	live  bool    // it changed or appeared since the start, and will more likely do so again
}

// A stamp is the essence of what the system says of something: size, times, mode, and which one it is. The zero
// stamp is of what must be looked at again.
type stamp uint64

// and mixes a number in.
func (s stamp) and(n uint64) stamp {
	high, low := bits.Mul64(uint64(s)^n^0x9e3779b97f4a7c15, 0xd6e8feb86659fd93)
	return stamp(high ^ low)
}

// A status is what the system says of something now.
type status struct {
	whole  stamp // of all of it; zero if it may change once more without that showing
	same   stamp // of which one it is, and who may read it
	folder bool
	link   bool
}

// stamp is what must stay the same. Times of a folder only tell of names in it.
func (s status) stamp() stamp {
	if s.folder {
		return s.same
	}
	return s.whole
}

// isRecent tells whether something with that time may change again without getting a later one. Now is when it was
// about to be looked at.
func isRecent(changed, now time.Time) bool {
	step := 20 * time.Millisecond // of the times of Linux's file systems, with some room
	if changed.Nanosecond() == 0 {
		step = 2 * time.Second // FAT's, or that of another system without fractions
	}
	age := now.Sub(changed)
	return age < step && age > -time.Minute // what lies far ahead was set by somebody, and will be no different next time
}

func (p *polled) count() int {
	n := 1
	for _, e := range p.entries {
		if e.below != nil {
			n += e.below.count()
		}
	}
	return n
}

// A looker is one look at the tree.
type looker struct {
	ctx  context.Context
	top  root
	tell func(event)
	full bool // list all folders

	parts, turn int // of files that never changed, look at one in so many only, at others each turn
}

// folder compares a folder and all below it. Of one that is quiet nothing is told, since it is new itself. Only
// one folder is open at a time.
func (l *looker) folder(p *polled, dir string, quiet bool) error {
	if err := l.ctx.Err(); err != nil {
		return err
	}
	h, err := openHandle(l.top.join(dir))
	if err != nil {
		p.listed = 0
		if dir == "." {
			return err
		}
		return nil // gone or unreadable, which shows in the folder above
	}
	fresh := l.entries(p, dir, h, quiet)
	h.close()
	for _, e := range p.entries {
		if e.below != nil {
			if err := l.folder(e.below, path.Join(dir, e.name), fresh[e.below]); err != nil {
				return err
			}
			if fresh[e.below] && !quiet {
				// Once more: who was told before may have looked already, and what came since is remembered now.
				l.tell(event{path: path.Join(dir, e.name), op: opCreate | opFolder})
			}
		}
	}
	return nil
}

// entries compares what is in one folder. It gives which folders in it are new.
func (l *looker) entries(p *polled, dir string, h handle, quiet bool) (fresh map[*polled]bool) {
	tell := func(e entry, op op) {
		if e.below != nil {
			op |= opFolder
		}
		if e.link {
			op |= opLink
		}
		if !quiet {
			l.tell(event{path: path.Join(dir, e.name), op: op})
		}
	}
	fresh = map[*polled]bool{}
	isNew := func(e entry) {
		if e.below != nil {
			fresh[e.below] = true
		}
	}
	own, err := h.status(".")
	list := err == nil && (l.full || own.whole == 0 || own.whole != p.listed)
	gone := false
	for i := range p.entries {
		e := &p.entries[i]
		if !list && !e.live && e.stamp != 0 && e.below == nil && !e.link && (i+l.turn)%l.parts != 0 {
			continue
		}
		st, err := h.status(e.name)
		if err != nil {
			tell(*e, opRemove)
			e.name, gone = "", true
			continue
		}
		if e.stamp == st.stamp() && e.stamp != 0 {
			continue // what is below a folder is looked at by itself
		}
		now := newEntry(e.name, st)
		switch {
		case e.below != nil || now.below != nil:
			tell(*e, opRemove|opCreate)
			now.live = true
			*e = now
			isNew(now)
		default:
			// A link that became a file was one for those who watch where it led.
			tell(entry{name: e.name, link: now.link || e.link}, opWrite|opAttr)
			now.live = true
			*e = now
		}
	}
	if gone {
		p.entries = slices.DeleteFunc(p.entries, func(e entry) bool { return e.name == "" })
	}
	if list {
		for _, e := range l.appeared(p, dir, h, !quiet) {
			tell(e, opCreate)
			isNew(e)
		}
		p.listed = own.whole
	}
	return fresh
}

func newEntry(name string, st status) entry {
	e := entry{name: name, stamp: st.stamp(), link: st.link || isSwapped(name)}
	if st.folder && !e.link {
		e.below = &polled{}
	}
	return e
}

// appeared lists a folder and adds the names that are new.
func (l *looker) appeared(p *polled, dir string, h handle, live bool) (added []entry) {
	names, err := h.list()
	if err != nil {
		return nil
	}
	for _, name := range names {
		if _, ok := slices.BinarySearchFunc(p.entries, name, compareName); ok {
			continue
		}
		swapped := isSwapped(name)
		full := path.Join(dir, name)
		if !swapped && l.top.rules.ignoresBoth(full) {
			continue
		}
		st, err := h.status(name)
		if err != nil || !swapped && l.top.rules.ignores(full, st.folder) {
			continue
		}
		e := newEntry(name, st)
		e.live = live
		added = append(added, e)
	}
	if len(added) > 0 {
		p.entries = append(slices.Grow(p.entries, len(added)), added...)
		slices.SortFunc(p.entries, func(a, b entry) int { return compareName(a, b.name) })
	}
	return added
}

func compareName(e entry, name string) int { return strings.Compare(e.name, name) }
