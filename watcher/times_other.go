//go:build !linux && !darwin

package watcher

import (
	"io/fs"
	"time"
)

// changeTime is when anything of a file changed, or the zero time since that is not known here.
func changeTime(fs.FileInfo) time.Time { return time.Time{} }
