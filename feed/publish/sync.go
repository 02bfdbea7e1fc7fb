package publish

import (
	"errors"
	"os"
	"path"
	"strconv"

	"golang.org/x/sync/errgroup"
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

// few is how many files are synced one by one where the system can sync a file system as a whole. That would wait for what
// anybody else has written to it, which may take a hundred times as long.
const few = 8

func (f *Folder) syncEachStaged(files []staged) error {
	return together(files, func(s staged) error { return f.syncFile(staging + "/" + strconv.Itoa(s.order)) })
}

// together calls sync for all at once, up to a bound: a file system writes what several wait for in one go.
func together[T any](all []T, sync func(T) error) error {
	var group errgroup.Group
	group.SetLimit(few)
	for _, one := range all {
		group.Go(func() error { return sync(one) })
	}
	return group.Wait()
}

func (f *Folder) syncFile(name string) error {
	file, err := f.root.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}

func (f *Folder) syncEachFolder(dirs []string) error { return together(dirs, f.syncFolder) }

func (f *Folder) syncFolder(dir string) error {
	handle, err := f.root.Open(dir)
	if isMissing(err) {
		return nil // whoever has removed it meanwhile has no use for what was in it
	}
	if err != nil {
		return err
	}
	defer handle.Close()
	return syncOpenFolder(handle)
}
