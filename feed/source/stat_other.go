//go:build !linux && !darwin

package source

import (
	"io/fs"
	"time"
)

func stateOf(info fs.FileInfo) state {
	return state{
		stamp: newStamp(info.Size(), info.ModTime(), time.Time{}, 0),
		kind:  info.Mode().Type(),
	}
}
