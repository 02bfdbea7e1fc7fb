package watcher

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
)

// maxEntries is how many files may be watched where each needs a descriptor.
const maxEntries = 4000

// watchAll sets all watches: those that tell of the root being replaced, and those of the tree.
func (s *eventSource) watchAll(ctx context.Context) error {
	for door := range s.doors {
		// Without it the slow look at the root still finds that out.
		if err := s.system.Add(filepath.Dir(door)); err != nil && isExhausted(err) {
			return err
		}
	}
	if err := s.watchTree(ctx, ".", false); err != nil {
		return err
	}
	if !s.folders["."] {
		return fs.ErrNotExist
	}
	return nil
}

// refresh forgets the watches of all folders at and below the paths and sets those of what is there now. Removing
// comes first: for a folder that is watched by its old name, adding does nothing.
func (s *eventSource) refresh(ctx context.Context, paths []string) error {
	changed := map[string]bool{}
	wasWatched := false
	for _, p := range paths {
		changed[p] = true
		wasWatched = wasWatched || s.folders[p]
	}
	isBelow := func(p string) bool {
		return changed[p] || liesIn(p, func(parent string) bool { return changed[parent] })
	}
	if wasWatched {
		for p := range s.folders {
			if isBelow(p) {
				s.system.Remove(s.top.join(p)) // fails if the system has dropped it
				delete(s.folders, p)
				delete(s.aliases, p)
			}
		}
	}
	slices.Sort(paths)
	for _, p := range paths {
		if liesIn(p, func(parent string) bool { return changed[parent] }) {
			continue
		}
		info, err := os.Lstat(s.top.join(p))
		if err != nil || !info.IsDir() {
			continue
		}
		if err := s.watchTree(ctx, p, false); err != nil {
			return err
		}
	}
	return nil
}

// watchTree sets the watches of a folder, of those below it, and of where links in them lead.
func (s *eventSource) watchTree(ctx context.Context, top string, alias bool) error {
	stack := []string{top}
	var links []string
	for len(stack) > 0 {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		dir := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		ok, err := s.watch(dir, alias)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		// What appeared before the watch was set is in the list, what appears later makes an event.
		folders, found, err := s.list(dir)
		if err != nil {
			return err
		}
		stack = append(stack, folders...)
		links = append(links, found...)
	}
	for _, l := range links {
		if err := s.follow(ctx, l); err != nil {
			return err
		}
	}
	return nil
}

// watch sets the watch of one folder. It is no failure if the folder is gone or may not be read: an event of the
// folder above tells when that changes.
func (s *eventSource) watch(dir string, alias bool) (ok bool, err error) {
	err = s.system.Add(s.top.join(dir))
	switch {
	case err == nil:
	case isPassing(err):
		return false, nil
	default:
		return false, err
	}
	s.folders[dir] = true
	if alias {
		s.aliases[dir] = true
	}
	return true, nil
}

// isPassing tells errors that concern one folder only, and for now.
func isPassing(err error) bool {
	for _, passing := range []error{fs.ErrNotExist, fs.ErrPermission, syscall.ENOTDIR, syscall.ELOOP, syscall.ENAMETOOLONG} {
		if errors.Is(err, passing) {
			return true
		}
	}
	return false
}

// list gives the folders and the links in a folder that count.
func (s *eventSource) list(dir string) (folders, links []string, err error) {
	f, err := os.Open(s.top.join(dir))
	if err != nil {
		if isExhausted(err) {
			return nil, nil, err
		}
		return nil, nil, nil // gone or unreadable, as in watch
	}
	defer f.Close()
	for {
		entries, err := f.ReadDir(1024)
		for _, e := range entries {
			name := path.Join(dir, e.Name())
			switch {
			case e.IsDir() && !s.top.rules.ignores(name, true):
				folders = append(folders, name)
			case e.Type() == fs.ModeSymlink && !s.top.rules.ignores(name, false):
				links = append(links, name)
			}
		}
		s.entries += len(entries)
		if fileNeedsDescriptor() && s.entries > maxEntries {
			return nil, nil, errTooMany
		}
		if err == io.EOF || err != nil || len(entries) == 0 {
			return folders, links, nil
		}
	}
}

// fileNeedsDescriptor tells systems that watch each file of a folder by a descriptor of its own.
func fileNeedsDescriptor() bool {
	return runtime.GOOS == "darwin" || runtime.GOOS == "dragonfly" || strings.HasSuffix(runtime.GOOS, "bsd")
}

// follow watches what a link leads to, if that lies in the tree at a place that is not watched otherwise.
func (s *eventSource) follow(ctx context.Context, link string) error {
	s.links[link] = true
	real, err := filepath.EvalSymlinks(s.top.join(link))
	if err != nil {
		return nil
	}
	target, ok := s.top.within(real)
	if !ok || s.top.rules.skip[target] || liesIn(target, func(dir string) bool { return s.top.rules.skip[dir] }) {
		return nil
	}
	info, err := os.Lstat(real)
	switch {
	case err != nil:
		return nil
	case info.IsDir() && !s.folders[target]:
		return s.watchTree(ctx, target, true)
	case info.IsDir():
		return nil
	}
	dir := path.Dir(target)
	if s.folders[dir] && s.top.rules.mattersTo(target) && !s.top.rules.ignores(target, false) {
		return nil // it counts by itself
	}
	s.links[target] = true
	if !s.folders[dir] {
		_, err = s.watch(dir, true)
		return err
	}
	return nil
}
