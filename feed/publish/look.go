package publish

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"os"
	"syscall"
	"time"
)

// Intact reports whether the path is a regular file of that length and modification time, as Written gave
// them. It does not read it.
func (f *Folder) Intact(path string, size int64, modTime time.Time) bool {
	if check(path) != nil {
		return false
	}
	gotSize, gotTime, ok := f.look(path)
	return ok && gotSize == size && gotTime.Equal(modTime)
}

// Same reports whether the path is a regular file that holds these bytes.
func (f *Folder) Same(path string, data []byte) bool {
	if f.Absent(path) {
		return false
	}
	file, info, err := f.openRegular(path)
	if err != nil {
		return false
	}
	defer file.Close()
	if info.Size() != int64(len(data)) {
		return false
	}
	buf := make([]byte, min(len(data)+1, 64<<10))
	for {
		n, err := file.Read(buf)
		if n > len(data) || !bytes.Equal(buf[:n], data[:n]) {
			return false
		}
		data = data[n:]
		if err == io.EOF {
			return len(data) == 0
		}
		if err != nil {
			return false
		}
	}
}

// Found is Same for a file that Stage would write: it returns what Place would, as the file is there already.
func (f *Folder) Found(path string, data []byte) (Written, bool) {
	size, modTime, ok := f.look(path)
	if !ok || size != int64(len(data)) || !f.Same(path, data) {
		return Written{}, false
	}
	return Written{path, size, modTime}, true
}

// Sum returns the SHA-256 of a regular file, and what Commit would return of it. It is not ok where there is none.
func (f *Folder) Sum(path string) (written Written, hash [32]byte, ok bool) {
	file, info, err := f.openRegular(path)
	if err != nil {
		return Written{}, hash, false
	}
	defer file.Close()
	h := sha256.New()
	if _, err := io.Copy(h, file); err != nil {
		return Written{}, hash, false
	}
	return Written{path, info.Size(), info.ModTime()}, [32]byte(h.Sum(nil)), true
}

// Foreign reports whether there is something at the path that is not to be overwritten: anything but a
// regular file whose beginning, up to 4 KiB of it, ours recognises. It is for paths that the caller does
// not remember to have written.
func (f *Folder) Foreign(path string, ours func(head []byte) bool) bool {
	if f.Absent(path) {
		return false
	}
	file, _, err := f.openRegular(path)
	if isMissing(err) {
		return false
	}
	if err != nil {
		return true
	}
	defer file.Close()
	head := make([]byte, 4<<10)
	n, err := io.ReadFull(file, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return true
	}
	return !ours(head[:n])
}

var errIrregular = errors.New("not a regular file")

// openRegular opens a file for reading, and nothing else: to open a pipe could block.
func (f *Folder) openRegular(path string) (*os.File, fs.FileInfo, error) {
	if err := check(path); err != nil {
		return nil, nil, err
	}
	info, err := f.root.Lstat(path)
	if err == nil && !info.Mode().IsRegular() {
		err = errIrregular
	}
	if err != nil {
		return nil, nil, err
	}
	file, err := f.root.OpenFile(path, os.O_RDONLY|nonblock, 0)
	return file, info, err
}

// isNotFolder tells that a part of a path which should be a folder is a file, so that there is nothing
// below it.
func isNotFolder(err error) bool { return errors.Is(err, syscall.ENOTDIR) }

// Absent reports whether there is nothing at the path. It is quicker than Found and Foreign, which then have nothing to
// look at.
func (f *Folder) Absent(path string) bool {
	_, err := f.root.Lstat(path)
	return isMissing(err)
}
