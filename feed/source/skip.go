package source

import (
	"fmt"
	"path/filepath"
	"slices"
)

// skips are the folders that a walk leaves out, by path and by identity: a folder can have a second path
// where it is mounted twice, and no identity where the file system makes them up.
type skips struct {
	absolute []string // without links
	relative []string // to the root, of those in it
	ids      []identity
}

func newSkips(f *Folder, paths []string) (*skips, error) {
	s := &skips{}
	for _, path := range paths {
		abs, err := filepath.Abs(path)
		if err != nil {
			return nil, err
		}
		if real, err := filepath.EvalSymlinks(abs); err == nil {
			abs = real
		}
		if _, inside := within(abs, f.real); inside {
			// All articles would be left out, as if they had been deleted.
			return nil, fmt.Errorf("it lies in %q, which is left out", path)
		}
		s.absolute = append(s.absolute, abs)
		if rel, inside := within(f.real, abs); inside {
			s.relative = append(s.relative, rel)
		}
		if id := identityOf(abs); id != (identity{}) {
			s.ids = append(s.ids, id)
		}
	}
	return s, nil
}

// isPath tells whether a path without links, relative to the root, is one of the folders.
func (s *skips) isPath(rel string) bool { return slices.Contains(s.relative, rel) }

// isOne tells whether an open folder is one of the folders.
func (s *skips) isOne(dir handle) (bool, error) {
	if len(s.ids) == 0 {
		return false, nil
	}
	st, err := dir.state()
	return slices.Contains(s.ids, st.id), err
}

// holds tells whether an absolute path without links lies in one of the folders.
func (s *skips) holds(target string) bool {
	return slices.ContainsFunc(s.absolute, func(dir string) bool {
		_, inside := within(dir, target)
		return inside
	})
}
