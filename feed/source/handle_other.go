//go:build !linux

package source

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"syscall"
)

// A handle is an open file or folder.
type handle struct{ *os.File }

// openFile opens a file for reading. Links are followed, to anywhere inside of the folder.
func (f *Folder) openFile(path string) (handle, error) {
	file, err := f.root.OpenFile(path, os.O_RDONLY|nonblock, 0)
	if err != nil {
		if _, ok := errors.AsType[syscall.Errno](err); ok {
			return handle{}, cause(err)
		}
		return handle{}, errLeadsOut // os.Root has no value for it
	}
	return handle{file}, nil
}

// openFolder opens a folder for reading. The path holds no links.
func (f *Folder) openFolder(real string) (handle, error) {
	return f.openFile(real)
}

// stat looks at a path. Links are followed, to anywhere inside of the folder.
func (f *Folder) stat(path string) (state, error) {
	info, err := f.root.Stat(path)
	if err != nil {
		if _, ok := errors.AsType[syscall.Errno](err); ok {
			return state{}, cause(err)
		}
		return state{}, errLeadsOut
	}
	return stateOf(info), nil
}

// identityOf gives the identity of whatever the path leads to.
func identityOf(path string) identity {
	info, err := os.Stat(path)
	if err != nil {
		return identity{}
	}
	return stateOf(info).id
}

func (h handle) close() { h.Close() }

func (h handle) state() (state, error) {
	info, err := h.Stat()
	if err != nil {
		return state{}, cause(err)
	}
	return stateOf(info), nil
}

func (h handle) read(p []byte) (int, error) {
	n, err := h.Read(p)
	if err == io.EOF {
		err = nil
	}
	return n, err
}

// file turns the handle into an os.File, which closes it.
func (h handle) file(string) *os.File { return h.File }

// lstat looks at a file of the folder, whose path is given, and does not follow links.
func (h handle) lstat(f *Folder, real string) (state, error) {
	info, err := f.root.Lstat(real)
	if err != nil {
		return state{}, cause(err)
	}
	return stateOf(info), nil
}

// list calls visit for each name of the folder.
func (h handle) list(_ []byte, visit func(name []byte, kind fs.FileMode)) error {
	for {
		entries, err := h.ReadDir(1024)
		for _, e := range entries {
			visit([]byte(e.Name()), e.Type())
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return cause(err)
		}
	}
}
