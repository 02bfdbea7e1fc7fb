package source

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
)

var (
	// ErrChanging is a file that was written to while it was read: read it again later.
	ErrChanging = errors.New("it is being written")
	// ErrOutside is a path or link that leads out of the folder.
	ErrOutside = errors.New("it leads out of the folder")
	// ErrIrregular is a folder, pipe, socket or device where a file is wanted.
	ErrIrregular = errors.New("not a regular file")

	// errLeadsOut is a link that is absolute or leads out: it has to be resolved to know which.
	errLeadsOut = errors.New("link leads out")
)

// A TooLargeError is a file that is longer than the limit.
type TooLargeError struct{ Size, Limit int64 }

func (e *TooLargeError) Error() string {
	return fmt.Sprintf("%s, the limit is %s", mebibytes(e.Size), mebibytes(e.Limit))
}

func mebibytes(n int64) string {
	if n < 1<<20 {
		return fmt.Sprintf("%d bytes", n)
	}
	return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20))
}

// Read is ReadInto with a new buffer.
func (f *Folder) Read(path string, limit int64) ([]byte, Stamp, error) {
	return f.ReadInto(nil, path, limit)
}

// ReadInto reads a whole file, into buf where that is large enough; the result then shares its memory.
// The Stamp is the file's before the first byte was read, and still was after the last.
//
// The errors are fs.ErrNotExist (also when a link leads to nothing), fs.ErrPermission, ErrOutside,
// ErrIrregular, ErrChanging, a *TooLargeError, or the system's, within a *fs.PathError with the given path.
func (f *Folder) ReadInto(buf []byte, path string, limit int64) ([]byte, Stamp, error) {
	data, stamp, err := f.read(buf, path, limit)
	if err != nil {
		return nil, Stamp{}, &fs.PathError{Op: "read", Path: path, Err: err}
	}
	return data, stamp, nil
}

func (f *Folder) read(buf []byte, path string, limit int64) ([]byte, Stamp, error) {
	h, before, err := f.openRegular(path)
	if err != nil {
		return nil, Stamp{}, err
	}
	defer h.close()
	size := before.Size()
	if size > limit {
		return nil, Stamp{}, &TooLargeError{size, limit}
	}
	// One byte more than there should be: that it stays empty shows the end without another read.
	data := slices.Grow(buf[:0], int(size)+1)[:size+1]
	n, err := readAll(h, data)
	if err != nil {
		return nil, Stamp{}, err
	}
	after, err := h.state()
	if err != nil {
		return nil, Stamp{}, err
	}
	if int64(n) != size || !after.stamp.sameContent(before) {
		return nil, Stamp{}, ErrChanging
	}
	return data[:n], before, nil
}

func readAll(h handle, data []byte) (n int, err error) {
	for n < len(data) {
		m, err := h.read(data[n:])
		if err != nil {
			return n, err
		}
		if m == 0 {
			break
		}
		n += m
	}
	return n, nil
}

// Stat looks at a file, which may be a link, without opening it. The errors are those of ReadInto.
func (f *Folder) Stat(path string) (Stamp, error) {
	s, err := f.statRegular(path)
	if err != nil {
		return Stamp{}, &fs.PathError{Op: "stat", Path: path, Err: err}
	}
	return s.stamp, nil
}

// Open opens a file of any size for reading. The errors are those of ReadInto.
func (f *Folder) Open(path string) (*os.File, Stamp, error) {
	h, stamp, err := f.openRegular(path)
	if err != nil {
		return nil, Stamp{}, &fs.PathError{Op: "open", Path: path, Err: err}
	}
	return h.file(path), stamp, nil
}

// openRegular looks before it opens, since to open a device or a pipe can do something, and looks again at
// what it has got.
func (f *Folder) openRegular(path string) (handle, Stamp, error) {
	var none handle
	if _, err := f.statRegular(path); err != nil {
		return none, Stamp{}, err
	}
	h, err := f.openFile(path)
	if err == errLeadsOut {
		h, err = inside(f, path, f.openFile)
	}
	if err != nil {
		return none, Stamp{}, err
	}
	s, err := h.state()
	if err == nil && s.kind != 0 {
		err = ErrIrregular
	}
	if err != nil {
		h.close()
		return none, Stamp{}, err
	}
	return h, s.stamp, nil
}

func (f *Folder) statRegular(path string) (state, error) {
	if !fs.ValidPath(path) && !validBytes(path) {
		return state{}, ErrOutside
	}
	s, err := f.stat(path)
	if err == errLeadsOut {
		s, err = inside(f, path, f.stat)
	}
	if err != nil {
		return state{}, err
	}
	if s.kind != 0 {
		return state{}, ErrIrregular
	}
	return s, nil
}

// validBytes is fs.ValidPath without its demand for valid UTF-8.
func validBytes(path string) bool {
	return fs.ValidPath(strings.ToValidUTF8(path, "x"))
}

// inside does with the target of a link what could not be done with the link, if it lies in the folder.
func inside[T any](f *Folder, path string, do func(string) (T, error)) (T, error) {
	var none T
	target, err := f.target(path)
	if err != nil {
		return none, err
	}
	rel, ok := within(f.real, target)
	if !ok {
		return none, ErrOutside
	}
	v, err := do(rel)
	if err == errLeadsOut { // swapped for a link just now
		err = ErrOutside
	}
	return v, err
}
