package source

import (
	"io/fs"
	"syscall"
	"time"
)

func stateOf(info fs.FileInfo) state {
	s := state{kind: info.Mode().Type()}
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		s.stamp = newStamp(info.Size(), info.ModTime(), time.Time{}, 0)
		return s
	}
	s.stamp = newStamp(info.Size(), info.ModTime(), time.Unix(st.Ctimespec.Unix()), st.Ino)
	s.id = identity{uint64(st.Dev), st.Ino}
	return s
}
