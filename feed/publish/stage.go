package publish

import (
	"bytes"
	"crypto/sha256"
	"io"
	"os"
	"strconv"
	"time"
)

// staged is a file that waits for its final name.
type staged struct {
	path  string
	rank  int
	order int // of the calls; also its name in the staging folder
	size  int64
	time  time.Time
}

// Stage writes a file aside, for the next Take. The path is relative to the folder and slash-separated.
// Files of a lower rank get their final names before those of a higher one, and within a rank they do so in
// the order in which Stage was called; of two with the same path the later one stays.
//
// Stage may be called from several goroutines. After an error nothing of this file is left, and those that
// were staged before are as they were. It returns what Place will return of this file.
func (f *Folder) Stage(path string, data []byte, rank int) (Written, error) {
	written, err := f.stage(path, rank, func(aside *os.Root, name string) (int64, time.Time, error) {
		if size, modTime, ok := f.writeData(name, data); ok {
			return size, modTime, nil
		}
		return writeNew(aside, name, bytes.NewReader(data))
	})
	if err != nil {
		return Written{}, failed("publish", path, err)
	}
	return written, nil
}

// StageCopy is Stage for what open gives, which may be long: it is not held in memory. It also returns the
// SHA-256 of what was copied.
func (f *Folder) StageCopy(path string, open func() (io.ReadCloser, error), rank int) (written Written, hash [32]byte, err error) {
	from, err := open()
	if err != nil {
		return Written{}, hash, failed("publish", path, err)
	}
	defer from.Close()
	sum := sha256.New()
	written, err = f.stage(path, rank, func(aside *os.Root, name string) (int64, time.Time, error) {
		return writeNew(aside, name, io.TeeReader(from, sum))
	})
	if err != nil {
		return Written{}, hash, failed("publish", path, err)
	}
	return written, [32]byte(sum.Sum(nil)), nil
}

func (f *Folder) stage(path string, rank int, write func(aside *os.Root, name string) (int64, time.Time, error)) (Written, error) {
	if err := check(path); err != nil {
		return Written{}, err
	}
	f.staging.RLock()
	defer f.staging.RUnlock()
	aside, order, err := f.begin()
	if err != nil {
		return Written{}, err
	}
	size, modTime, err := write(aside, strconv.Itoa(order))
	if err != nil {
		return Written{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.staged = append(f.staged, staged{path, rank, order, size, modTime})
	return Written{path, size, modTime}, nil
}

// begin gives the staging folder, made if this is its first file, and the file's place in the order.
func (f *Folder) begin() (*os.Root, int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.aside == nil {
		if err := f.root.Mkdir(staging, 0o777); err != nil {
			return nil, 0, err
		}
		aside, err := f.root.OpenRoot(staging)
		if err != nil {
			return nil, 0, err
		}
		handle, err := aside.Open(".")
		if err != nil {
			aside.Close()
			return nil, 0, err
		}
		f.aside, f.asideHandle = aside, handle
	}
	f.next++
	return f.aside, f.next, nil
}

// writeNew writes a file that was not there, all of it or nothing.
func writeNew(dir *os.Root, name string, from io.Reader) (size int64, modTime time.Time, err error) {
	file, err := dir.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return 0, time.Time{}, err
	}
	info, err := fill(file, from)
	if err != nil {
		dir.Remove(name)
		return 0, time.Time{}, err
	}
	return info.Size(), info.ModTime(), nil
}

func fill(file *os.File, from io.Reader) (os.FileInfo, error) {
	_, err := io.Copy(file, from)
	if err != nil {
		file.Close()
		return nil, err
	}
	info, err := file.Stat()
	if err != nil {
		file.Close()
		return nil, err
	}
	// Network file systems and quotas complain only now.
	return info, file.Close()
}
