package watcher

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"syscall"

	"github.com/fsnotify/fsnotify"
)

// An eventSource has the system tell of changes. Folders holds what it has watches for; it is brought in order
// by refresh, since fsnotify loses the watch of a folder that is renamed, and calls everything below it by the
// old name.
type eventSource struct {
	top    root
	system *fsnotify.Watcher
	out    chan<- event
	prefix string          // of everything below the root
	doors  map[string]bool // absolute paths that lead to the root
	stop   chan struct{}
	ended  sync.WaitGroup

	folders map[string]bool // those watched; the root is "."
	links   map[string]bool // links, and files that links lead to
	aliases map[string]bool // folders of their own that are watched for links only
	entries int             // counted where each file costs a descriptor
}

// openEvents is an opener.
func openEvents(ctx context.Context, top root, out chan<- event) (source, error) {
	system, err := fsnotify.NewBufferedWatcher(eventQueue)
	if err != nil {
		return nil, err
	}
	s := &eventSource{
		top: top, system: system, out: out, stop: make(chan struct{}),
		prefix:  strings.TrimSuffix(top.real, string(filepath.Separator)) + string(filepath.Separator),
		doors:   map[string]bool{},
		folders: map[string]bool{},
		links:   map[string]bool{},
		aliases: map[string]bool{},
	}
	for _, door := range top.doors() {
		s.doors[door] = true
	}
	s.ended.Go(s.pass)
	if err := s.watchAll(ctx); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *eventSource) close() {
	close(s.stop)
	s.system.Close()
	s.ended.Wait()
}

func (s *eventSource) size() int { return len(s.folders) }

func (s *eventSource) known(path string) memory {
	isAlias := func(dir string) bool { return s.aliases[dir] }
	switch {
	case s.links[path] || len(s.aliases) > 0 && (isAlias(path) || liesIn(path, isAlias)):
		return linked
	case s.folders[path]:
		return folder
	}
	return unknown
}

// pass hands on what the system tells until the source is closed.
func (s *eventSource) pass() {
	for {
		var ev event
		select {
		case <-s.stop:
			return
		case told, ok := <-s.system.Events:
			if !ok {
				return
			}
			if ev = s.translate(told); ev.op == 0 {
				continue
			}
		case err, ok := <-s.system.Errors:
			if !ok {
				return
			}
			if ev = translateError(err); ev.op == 0 {
				continue
			}
		}
		select {
		case s.out <- ev:
		case <-s.stop:
			return
		}
	}
}

// translate gives an event without op for what does not count.
func (s *eventSource) translate(told fsnotify.Event) event {
	const names = opCreate | opRemove | opRename
	op := translateOp(told.Op)
	below, ok := strings.CutPrefix(told.Name, s.prefix)
	if !ok {
		if op.has(names) && s.doors[told.Name] {
			return event{op: opRoot}
		}
		return event{}
	}
	path := filepath.ToSlash(below)
	switch {
	case isSwapped(path) && op.has(names):
		return event{path: path, op: opLink}
	case s.top.rules.ignoresBoth(path):
		return event{}
	}
	return event{path: path, op: op}
}

func translateOp(told fsnotify.Op) (op op) {
	if told.Has(fsnotify.Create) {
		op |= opCreate
	}
	if told.Has(fsnotify.Write) {
		op |= opWrite
	}
	if told.Has(fsnotify.Remove) {
		op |= opRemove
	}
	if told.Has(fsnotify.Rename) {
		op |= opRename
	}
	if told.Has(fsnotify.Chmod) {
		op |= opAttr
	}
	return op
}

func translateError(err error) event {
	switch {
	case errors.Is(err, fsnotify.ErrEventOverflow):
		return event{op: opOverflow}
	// The watch of a folder that was renamed or removed had been removed already.
	case errors.Is(err, syscall.EINVAL), errors.Is(err, fsnotify.ErrNonExistentWatch):
		return event{}
	}
	return event{op: opFailed, err: err}
}
