// Package source lists and reads the article files of one folder.
//
// It promises that nothing outside of the folder is opened, whatever links lie in it, that nothing but
// regular files is opened, that no file is listed twice, and that what could not be looked at is never
// taken for gone. It knows names and bytes and nothing of what articles say.
package source

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// A Folder is one folder of articles, pinned: when the path that was opened leads elsewhere later, such as
// a swapped link, the Folder still is the old one. Its methods may be called at the same time.
type Folder struct {
	path string // absolute, as it was given
	real string // absolute, without links
	root *os.Root
	dir  *os.File
}

// A FolderError says why a folder of articles cannot be opened.
type FolderError struct {
	Path string
	Err  error
}

func (e *FolderError) Error() string { return fmt.Sprintf("folder of articles %q: %v", e.Path, e.Err) }
func (e *FolderError) Unwrap() error { return e.Err }

// Open opens the folder. The path may itself be a link.
// The error is a *FolderError, and fs.ErrNotExist where there is nothing.
func Open(path string) (*Folder, error) {
	f, err := open(path)
	if err != nil {
		return nil, &FolderError{path, cause(err)}
	}
	return f, nil
}

func open(path string) (*Folder, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	real, err := filepath.EvalSymlinks(abs)
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(real)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return nil, errors.New("not a folder")
	}
	root, err := os.OpenRoot(real)
	if err != nil {
		return nil, err
	}
	dir, err := root.Open(".")
	if err != nil {
		root.Close()
		return nil, err
	}
	return &Folder{path: abs, real: real, root: root, dir: dir}, nil
}

// Close releases the folder. Files that were opened in it stay open.
func (f *Folder) Close() error {
	return errors.Join(f.dir.Close(), f.root.Close())
}

// unmoved gives an error when the path no longer leads to this folder.
func (f *Folder) unmoved() error {
	now, err := os.Stat(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return ErrMoved
	}
	if err != nil {
		return err
	}
	then, err := f.dir.Stat()
	if err != nil {
		return err
	}
	if !os.SameFile(now, then) {
		return ErrMoved
	}
	return nil
}

// cause strips what os adds to an error, for messages that name the path themselves.
func cause(err error) error {
	if pathErr, ok := errors.AsType[*fs.PathError](err); ok {
		return pathErr.Err
	}
	return err
}
