package watcher

import (
	"context"
	"path"
	"strings"
)

// A source tells of changes below one root through the channel it was opened with. Its methods are called from
// one goroutine at a time.
type source interface {
	// known tells what the source remembers a path to be, or to have been a moment ago.
	known(path string) memory
	// refresh brings the watches at and below the paths in order, all of which appeared or vanished.
	refresh(ctx context.Context, paths []string) error
	// size is how many folders it holds.
	size() int
	// close ends it. It sends nothing more once close has returned.
	close()
}

// An opener starts a source for everything below a root. Changes after it has returned are told. It does not
// close out.
type opener func(ctx context.Context, top root, out chan<- event) (source, error)

// A memory is what a source remembers of a path.
type memory int

const (
	unknown memory = iota
	folder         // watched as a folder
	linked         // a link, or below or at what one leads to: where else it appears cannot be said
)

// An event is what a source tells.
type event struct {
	path string // relative to the root, slash-separated
	op   op
	err  error // of opFailed
}

// An op is a set of what happened.
type op int

const (
	opWrite    op = 1 << iota
	opAttr        // mode, owner, times, number of links
	opCreate      // a name appeared
	opRemove      // a name vanished
	opRename      // a name vanished, and if it stays below the root the next event is the opCreate of the new one
	opFolder      // it is or was a folder, and the source itself has looked after it
	opLink        // what it leads to may have changed: everything must be looked at
	opRoot        // the root may be gone or another one
	opOverflow    // events were lost
	opFailed
)

func (o op) has(any op) bool { return o&any != 0 }

func (o op) String() string {
	names := []string{"write", "attributes", "create", "remove", "rename", "folder", "link", "root", "overflow", "failed"}
	var set []string
	for i, name := range names {
		if o.has(1 << i) {
			set = append(set, name)
		}
	}
	return strings.Join(set, ", ")
}

// rules say which paths count.
type rules struct {
	ignore  func(path string, folder bool) bool
	matters func(path string) bool
	skip    map[string]bool // folders below the root that are left out
}

// ignores tells whether a path of known kind is left out.
func (r rules) ignores(name string, folder bool) bool {
	return r.skip[name] || r.ignore != nil && r.ignore(name, folder)
}

// ignoresBoth tells whether a path is left out whatever it is.
func (r rules) ignoresBoth(name string) bool {
	return r.skip[name] || r.ignore != nil && r.ignore(name, false) && r.ignore(name, true)
}

func (r rules) mattersTo(name string) bool { return r.matters == nil || r.matters(name) }

// isSwapped tells names such as "..data", which Kubernetes replaces to update all files of a volume at once.
func isSwapped(name string) bool {
	base := path.Base(name)
	return strings.HasPrefix(base, "..") && len(base) > 2
}
