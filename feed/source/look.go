package source

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"syscall"
	"unicode/utf8"
)

// ErrLinks is a look at some paths where only a walk can tell what is there: symbolic links are met, and what they lead to
// may be listed elsewhere; or a path cannot be looked at, and its folder may still tell that it is gone.
var ErrLinks = errors.New("only a walk can tell what is there")

// Look lists what Walk would list at the paths and below them, and costs no more than what is there. The paths are
// slash-separated and relative to the folder. Where a link that leads to a file of ours lies elsewhere in the folder,
// only Walk knows.
//
// The error is ErrLinks, ErrMoved, the ctx's, or says why the folder itself cannot be read.
func (f *Folder) Look(ctx context.Context, opts WalkOptions, paths []string) (*Listing, error) {
	l, err := f.look(ctx, opts, paths)
	if err != nil && err != ErrLinks && err != ErrMoved {
		err = fmt.Errorf("folder of articles %q: %w", f.path, cause(err))
	}
	return l, err
}

func (f *Folder) look(ctx context.Context, opts WalkOptions, paths []string) (*Listing, error) {
	skip, err := newSkips(f, opts.Skip)
	if err != nil {
		return nil, err
	}
	w := &walk{folder: f, WalkOptions: opts, skip: skip}
	w.wake.L = &w.mu
	var tasks []task
	var found []File
	for _, at := range outermost(paths) {
		if at == "." {
			tasks = []task{{}}
			continue
		}
		s, ok, err := w.lookAt(at)
		switch {
		case err != nil:
			return nil, err
		case ok && s.kind == fs.ModeDir:
			tasks = append(tasks, task{path: at + "/", real: at + "/"})
		case ok:
			found = append(found, File{at, s.stamp})
		}
	}
	w.files = append(w.files, found)
	if err := w.run(ctx, tasks...); err != nil {
		return nil, err
	}
	if len(w.links) > 0 {
		return nil, ErrLinks
	}
	if err := f.unmoved(); err != nil {
		return nil, err
	}
	return w.listing(), nil
}

// outermost cleans and sorts the paths and leaves out those that lie below another one.
func outermost(paths []string) []string {
	var cleaned []string
	for _, at := range paths {
		cleaned = append(cleaned, path.Clean(at))
	}
	slices.Sort(cleaned)
	var outer []string
	known := map[string]bool{}
	for _, at := range slices.Compact(cleaned) {
		if !slices.ContainsFunc(parents(at), func(above string) bool { return known[above] }) {
			known[at] = true
			outer = append(outer, at)
		}
	}
	return outer
}

// parents returns the folders that a path lies in, from the root's ".".
func parents(at string) []string {
	if at == "." {
		return nil
	}
	folders := []string{"."}
	for i := range len(at) {
		if at[i] == '/' {
			folders = append(folders, at[:i])
		}
	}
	return folders
}

// lookAt looks at one path. ok says that it is a folder to list, or an article's file.
func (w *walk) lookAt(at string) (s state, ok bool, err error) {
	for _, above := range append(parents(at)[1:], at) {
		if w.skip.isPath(above) {
			return s, false, nil
		}
		if name := path.Base(above); above != "." && (isHidden(name) || w.LeavesOut == nil && leftOut(name)) {
			return s, false, nil
		}
		info, err := w.folder.root.Lstat(above)
		switch {
		case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
			return s, false, nil
		case err != nil:
			return s, false, ErrLinks
		case info.Mode()&fs.ModeSymlink != 0:
			return s, false, ErrLinks
		case w.leaves(above, info.IsDir()), w.isBeside(above, info.IsDir()):
			return s, false, nil
		case above != at:
		case !info.IsDir() && !w.IsArticle(path.Base(at)):
			if w.isMedia(path.Base(at), info.Mode().Type()) {
				w.media = append(w.media, at)
			}
			return s, false, nil
		case !utf8.ValidString(at):
			w.report(at, BadName, errBadName, "rename it")
			return s, false, nil
		case !info.IsDir() && !info.Mode().IsRegular():
			w.report(at, Irregular, ErrIrregular, "move it out of the folder or give it another ending")
			return s, false, nil
		}
	}
	s, err = w.folder.stat(at)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return s, false, nil
	case err != nil:
		return s, false, ErrLinks
	}
	return s, s.kind == 0 || s.kind == fs.ModeDir, nil
}
