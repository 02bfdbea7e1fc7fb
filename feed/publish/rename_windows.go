package publish

import (
	"errors"
	"syscall"
	"time"
)

const (
	accessDenied     = syscall.Errno(5)
	sharingViolation = syscall.Errno(32)
)

// rename waits a little for virus scanners and indexers, which hold files open that have just been written.
func (f *Folder) rename(from, to string) error {
	wait := 5 * time.Millisecond
	for {
		err := f.root.Rename(from, to)
		if err == nil || wait > 100*time.Millisecond || !errors.Is(err, accessDenied) && !errors.Is(err, sharingViolation) {
			return err
		}
		time.Sleep(wait)
		wait *= 2
	}
}
