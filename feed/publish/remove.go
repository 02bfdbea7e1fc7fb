package publish

import (
	"cmp"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Remove removes files, and the folders that become empty by it. Whatever else is at such a path, such as
// a link or a folder that somebody put there, stays, and it is no error if there is nothing. When it
// returns, what was removed does not come back after a power cut.
//
// The error joins one for each file that could not be removed.
func (f *Folder) Remove(paths []string) error {
	var errs []error
	parents := map[string]bool{}
	gone := changed{}
	for _, p := range paths {
		if err := f.removeFile(p); err != nil {
			errs = append(errs, failed("remove", p, err))
			continue
		}
		// Also of one that was missing: a killed run may have removed the file and not the folder.
		parents[path.Dir(p)] = true
	}
	deepestFirst := make([]string, 0, len(parents))
	for dir := range parents {
		deepestFirst = append(deepestFirst, dir)
	}
	slices.SortFunc(deepestFirst, func(a, b string) int {
		return cmp.Or(cmp.Compare(strings.Count(b, "/"), strings.Count(a, "/")), cmp.Compare(a, b))
	})
	kept := map[string]bool{}
	for _, dir := range deepestFirst {
		if left := f.prune(dir); !kept[left] {
			kept[left] = true
			gone.here = append(gone.here, left)
		}
	}
	if err := f.syncFolders(gone); err != nil {
		errs = append(errs, failed("remove", "old files", err))
	}
	return errors.Join(errs...)
}

func (f *Folder) removeFile(p string) error {
	if err := check(p); err != nil {
		return err
	}
	info, err := f.root.Lstat(p)
	if err == nil && info.Mode().IsRegular() {
		err = f.root.Remove(p)
	}
	if isMissing(err) {
		return nil
	}
	return err
}

// prune removes the folder if it is empty, and those above it likewise. It returns the first that stays.
func (f *Folder) prune(dir string) string {
	for ; dir != "."; dir = path.Dir(dir) {
		info, err := f.root.Lstat(dir)
		if isMissing(err) {
			continue
		}
		if err != nil || !info.IsDir() {
			return path.Dir(dir) // a link is not ours
		}
		if err := f.root.Remove(dir); err != nil && !isMissing(err) {
			return dir
		}
	}
	return dir
}

func isMissing(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || isNotFolder(err)
}
