package publish

import (
	"errors"
	"os"
	"path"
	"strconv"
)

// changed are the folders in which a batch has put files.
type changed struct {
	here   []string // on the output's mount
	across []string // on others
}

func (p *placing) folders(written []Written) changed {
	var c changed
	seen := map[string]bool{}
	for _, w := range written {
		// A folder that was made for the file is an entry of the one above it, and so on.
		for dir := path.Dir(w.Path); !seen[dir]; dir = path.Dir(dir) {
			seen[dir] = true
			if p.across[dir] {
				c.across = append(c.across, dir)
			} else {
				c.here = append(c.here, dir)
			}
		}
	}
	return c
}

// syncEachStaged is for systems that cannot sync a file system as a whole.
func (f *Folder) syncEachStaged(files []staged) error {
	for _, s := range files {
		if err := f.syncFile(staging + "/" + strconv.Itoa(s.order)); err != nil {
			return err
		}
	}
	return nil
}

func (f *Folder) syncFile(name string) error {
	file, err := f.root.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}

func (f *Folder) syncEachFolder(dirs []string) error {
	for _, dir := range dirs {
		if err := f.syncFolder(dir); err != nil {
			return err
		}
	}
	return nil
}

func (f *Folder) syncFolder(dir string) error {
	handle, err := f.root.Open(dir)
	if err != nil {
		return err
	}
	defer handle.Close()
	return syncOpenFolder(handle)
}
