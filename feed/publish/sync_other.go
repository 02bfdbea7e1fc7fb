//go:build !linux

package publish

import (
	"os"
	"runtime"
)

func (f *Folder) syncStaged(files []staged) error { return f.syncEachStaged(files) }

func (f *Folder) syncFolders(dirs changed) error {
	if err := f.syncEachFolder(dirs.across); err != nil {
		return err
	}
	return f.syncEachFolder(dirs.here)
}

func syncOpenFolder(handle *os.File) error {
	if runtime.GOOS == "windows" { // which writes the names of files by itself and refuses
		return nil
	}
	return handle.Sync()
}
