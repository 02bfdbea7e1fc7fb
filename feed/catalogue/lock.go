package catalogue

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// A Lock keeps other seedfeed processes away from one state folder. The kernel frees it when the process dies.
type Lock struct{ file *flock.Flock }

// A BusyError says that another process holds the lock.
type BusyError struct {
	Dir    string
	Holder string // such as "seedfeed, process 4711"; "" where the system does not tell
	Waited time.Duration
}

func (e *BusyError) Error() string {
	holder := e.Holder
	if holder == "" {
		holder = "another process"
	}
	if e.Waited <= 0 {
		return fmt.Sprintf("%s is working on %s: try again later, or wait for it with --wait", holder, e.Dir)
	}
	return fmt.Sprintf("%s has been working on %s for longer than %v: try again later, or wait longer with --wait", holder, e.Dir, e.Waited)
}

// Acquire waits up to wait for the lock of dir, which is made when it is missing.
// The error is a *BusyError when the time is up.
func Acquire(ctx context.Context, dir string, wait time.Duration) (*Lock, error) {
	if err := makeFolder(dir); err != nil {
		return nil, folderError(err)
	}
	path := filepath.Join(dir, "lock") // never removed: two holders of two files of one name would both be right
	lock := flock.New(path)
	held, err := lock.TryLock()
	if err == nil && !held && wait > 0 {
		waiting, cancel := context.WithTimeout(ctx, wait)
		defer cancel()
		held, err = lock.TryLockContext(waiting, 20*time.Millisecond)
		if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
			err = nil
		}
	}
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	if !held {
		return nil, &BusyError{Dir: dir, Holder: holder(path), Waited: wait}
	}
	return &Lock{file: lock}, nil
}

// Release gives the lock back.
func (l *Lock) Release() error {
	// What a failed call leaves locked would keep this very process away.
	if err := l.file.Unlock(); err == nil {
		return nil
	}
	return l.file.Unlock()
}
