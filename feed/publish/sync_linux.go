package publish

import (
	"os"

	"golang.org/x/sys/unix"
)

// One syncfs costs about as much as syncing a few files, and no more for thousands.

func (f *Folder) syncStaged(files []staged) error {
	if len(files) <= few {
		return f.syncEachStaged(files)
	}
	if err := f.syncAll(); err != unix.ENOSYS {
		return err
	}
	return f.syncEachStaged(files)
}

func (f *Folder) syncFolders(dirs changed) error {
	if err := f.syncEachFolder(dirs.across); err != nil {
		return err
	}
	if len(dirs.here) <= few {
		return f.syncEachFolder(dirs.here)
	}
	if err := f.syncAll(); err != unix.ENOSYS {
		return err
	}
	return f.syncEachFolder(dirs.here)
}

func (f *Folder) syncAll() error {
	for {
		if err := unix.Syncfs(int(f.handle.Fd())); err != unix.EINTR {
			return err
		}
	}
}

func syncOpenFolder(handle *os.File) error { return handle.Sync() }
