package watcher

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// A root is the folder to watch as it was found at some time.
type root struct {
	given string      // an absolute path
	real  string      // the same without links
	info  fs.FileInfo // tells which folder that was
	rules rules
}

// findRoot looks at the folder to watch. It fails if that is away, or cannot be read.
func (w *Watcher) findRoot() (root, error) {
	real, err := filepath.EvalSymlinks(w.Root)
	if err != nil {
		return root{}, err
	}
	dir, err := os.Open(real)
	if err != nil {
		return root{}, err
	}
	defer dir.Close()
	info, err := dir.Stat()
	if err != nil {
		return root{}, err
	}
	if !info.IsDir() {
		return root{}, &fs.PathError{Op: "watch", Path: real, Err: errNoFolder}
	}
	return root{given: w.Root, real: real, info: info, rules: w.rules}, nil
}

// is tells whether two roots are the same folder at the same place.
func (r root) is(other root) bool {
	return r.real == other.real && other.info != nil && os.SameFile(r.info, other.info)
}

// join gives the absolute path of one that is relative to the root.
func (r root) join(path string) string { return filepath.Join(r.real, filepath.FromSlash(path)) }

// within gives the slash-separated path of an absolute path without links relative to the root, if it is below it.
func (r root) within(abs string) (rel string, ok bool) {
	rel, err := filepath.Rel(r.real, abs)
	if err != nil || rel == "." || !filepath.IsLocal(rel) {
		return "", false
	}
	return filepath.ToSlash(rel), true
}

// skipped gives which folders below the root are among those to be left out, which need not exist.
func (r root) skipped(folders []string) map[string]bool {
	skip := map[string]bool{}
	for _, dir := range folders {
		if rel, ok := r.within(realPath(dir)); ok {
			skip[rel] = true
		}
	}
	return skip
}

// realPath follows the links of the part of a path that exists.
func realPath(name string) string {
	if real, err := filepath.EvalSymlinks(name); err == nil {
		return real
	}
	dir := filepath.Dir(name)
	if dir == name {
		return name
	}
	return filepath.Join(realPath(dir), filepath.Base(name))
}

// doors gives the paths in which the root could be replaced by a rename: itself, and each link on the way to it.
func (r root) doors() []string {
	doors := []string{r.real}
	rest, done := r.given, filepath.VolumeName(r.given)+string(filepath.Separator)
	rest = strings.TrimPrefix(rest, done)
	for links := 0; rest != "" && links < 40; {
		part, after, _ := strings.Cut(rest, string(filepath.Separator))
		name := filepath.Join(done, part)
		target, err := os.Readlink(name)
		switch {
		case err != nil:
			done, rest = name, after
			continue
		case filepath.IsAbs(target):
			done = filepath.VolumeName(target) + string(filepath.Separator)
			rest = filepath.Join(strings.TrimPrefix(target, done), after)
		default:
			target = filepath.Join(done, target)
			done = filepath.VolumeName(target) + string(filepath.Separator)
			rest = filepath.Join(strings.TrimPrefix(target, done), after)
		}
		doors = append(doors, name)
		links++
	}
	return doors
}
