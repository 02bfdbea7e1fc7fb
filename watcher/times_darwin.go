package watcher

import (
	"io/fs"
	"syscall"
	"time"
)

// changeTime is when anything of a file changed, which nobody can set, or the zero time if that is not known.
func changeTime(info fs.FileInfo) time.Time {
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return time.Time{}
	}
	return time.Unix(st.Ctimespec.Sec, st.Ctimespec.Nsec)
}
