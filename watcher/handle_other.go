//go:build !linux

package watcher

import (
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// A handle is a folder to look at names in.
type handle struct{ dir string }

func openHandle(dir string) (handle, error) {
	info, err := os.Lstat(dir)
	if err == nil && !info.IsDir() {
		err = errNoFolder
	}
	return handle{dir}, err
}

func (h handle) close() {}

func (h handle) status(name string) (status, error) {
	full := filepath.Join(h.dir, name)
	now := time.Now()
	info, err := os.Lstat(full)
	if err != nil {
		return status{}, err
	}
	s := status{folder: info.IsDir(), link: info.Mode().Type() == fs.ModeSymlink}
	s.whole, s.same = stampsOf(info, now)
	if s.link {
		if target, err := os.Stat(full); err == nil && s.whole != 0 {
			if whole, _ := stampsOf(target, now); whole != 0 {
				s.whole = s.whole.and(uint64(whole))
			}
		}
	}
	return s, nil
}

func stampsOf(info fs.FileInfo, now time.Time) (whole, same stamp) {
	same = stamp(0).and(uint64(info.Mode()))
	changed := changeTime(info)
	if isRecent(info.ModTime(), now) || isRecent(changed, now) {
		return 0, same
	}
	return same.and(uint64(info.Size())).and(uint64(info.ModTime().UnixNano())).and(uint64(changed.UnixNano())), same
}

// list gives the names in the folder.
func (h handle) list() ([]string, error) {
	dir, err := os.Open(h.dir)
	if err != nil {
		return nil, err
	}
	defer dir.Close()
	return dir.Readdirnames(-1)
}

// workTime stands in for the processor time that the thread has taken.
func workTime() time.Duration { return time.Since(processStart()) }

var processStart = sync.OnceValue(time.Now)
