// Package publish makes an output folder hold given files, each of them whole or not at all.
//
// Whatever happens to the process or the machine, under a final name there is the old file or the new one.
// It changes nothing that it is not told to, never follows a link out of the folder and leaves no litter:
// what a killed run has left is removed by the next Open. What belongs into the folder, and what in it is
// ours, the caller decides.
package publish

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
)

// staging is the folder for files that are not finished. It lies in the output so that both are on the same
// mount, and is hidden so that web servers and people pass it over.
const staging = ".seedfeed-staging"

// ErrOutside is a path that leads out of the folder, by itself or through a link that stands in it.
var ErrOutside = errors.New("it leads out of the output folder, or through a link that does")

// A Folder is an output folder. Only one may be open on the same folder at a time.
type Folder struct {
	dir    string // absolute, without links
	root   *os.Root
	handle *os.File // of the folder, open before anything is written so that it hears of all sync errors

	// staging is held for reading while a file is written aside, so that Discard waits for it.
	staging sync.RWMutex

	mu          sync.Mutex
	aside       *os.Root // the staging folder, once there is something to stage
	asideHandle *os.File // the same
	next        int
	staged      []staged
}

// Open opens the folder, makes it if it is missing and removes what a killed run has left in it. It writes
// nothing else, so that an output that needs no change is not touched.
// The error says that it is no folder, or not writable.
func Open(dir string) (*Folder, error) {
	f, err := open(dir)
	if err != nil {
		return nil, fmt.Errorf("output folder %q: %w", dir, cause(err))
	}
	return f, nil
}

func open(dir string) (*Folder, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, err
	}
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return nil, err
	}
	if err := writable(dir); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	f := &Folder{dir: dir, root: root}
	if f.handle, err = root.Open("."); err == nil {
		err = f.removeStaging()
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

func (f *Folder) removeStaging() error {
	_, err := f.root.Lstat(staging)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return f.root.RemoveAll(staging)
}

// Discard drops all that is staged. Nothing under a final name changes.
func (f *Folder) Discard() error {
	f.staging.Lock()
	defer f.staging.Unlock()
	f.mu.Lock()
	defer f.mu.Unlock()
	f.staged = nil
	if f.aside == nil {
		return nil
	}
	f.asideHandle.Close()
	f.aside.Close()
	f.aside, f.asideHandle = nil, nil
	if err := f.removeStaging(); err != nil {
		return fmt.Errorf("output folder %q: %w", f.dir, cause(err))
	}
	return nil
}

// Close is Discard, and releases the folder.
func (f *Folder) Close() error {
	err := f.Discard()
	if f.handle != nil {
		f.handle.Close()
	}
	return errors.Join(err, f.root.Close())
}

// check refuses paths that cannot be meant.
func check(path string) error {
	if !fs.ValidPath(path) || path == "." || strings.Contains(path, `\`) || !filepath.IsLocal(filepath.FromSlash(path)) {
		return ErrOutside
	}
	if first, _, _ := strings.Cut(path, "/"); first == staging {
		return errors.New("the name is reserved")
	}
	return nil
}

// failed makes the error about one file: which, and why, without the names that the system has added.
func failed(deed, path string, err error) error {
	return fmt.Errorf("%s %s: %w", deed, path, cause(err))
}

func cause(err error) error {
	if errno, ok := errors.AsType[syscall.Errno](err); ok {
		return errno
	}
	// That a path leads out is the only error of os.Root which is not the system's; it has no value.
	if pathErr, ok := errors.AsType[*fs.PathError](err); ok && strings.Contains(pathErr.Err.Error(), "escapes") {
		return ErrOutside
	}
	if linkErr, ok := errors.AsType[*os.LinkError](err); ok && strings.Contains(linkErr.Err.Error(), "escapes") {
		return ErrOutside
	}
	return err
}
