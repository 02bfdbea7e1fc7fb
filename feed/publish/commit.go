package publish

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"syscall"
	"time"
)

// A Written is a file as it was published, to be recognised by Intact.
type Written struct {
	Path    string
	Size    int64
	ModTime time.Time
}

// A Batch is staged files that wait for their final names.
type Batch struct{ files []staged }

// Take takes what is staged, so that more can be staged while Place is at work.
func (f *Folder) Take() Batch {
	f.mu.Lock()
	defer f.mu.Unlock()
	b := Batch{f.staged}
	f.staged = nil
	return b
}

// Place makes the files durable, all at once, and then gives each its final name. When it returns without an error, the
// names are durable as well.
//
// After an error, or when ctx is done, the files that it returns have been published, those that remain
// are dropped and nothing is staged.
func (f *Folder) Place(ctx context.Context, b Batch) ([]Written, error) {
	if len(b.files) == 0 {
		return nil, ctx.Err()
	}
	slices.SortFunc(b.files, func(a, b staged) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.order, b.order))
	})
	written, err := f.commit(ctx, b.files)
	if err != nil {
		err = errors.Join(err, f.Discard())
	}
	return written, err
}

func (f *Folder) commit(ctx context.Context, files []staged) ([]Written, error) {
	// After an error of a sync the kernel forgets what it could not write: another try would succeed and
	// prove nothing, so that all of it is written anew next time.
	if err := f.syncStaged(files); err != nil {
		return nil, failed("publish", several(files), err)
	}
	written := make([]Written, 0, len(files))
	p := &placing{Folder: f}
	defer p.close()
	var err error
	for _, s := range files {
		if err = ctx.Err(); err != nil {
			break
		}
		w, placeErr := p.place(s)
		if placeErr != nil {
			err = failed("publish", s.path, placeErr)
			break
		}
		written = append(written, w)
	}
	if syncErr := f.syncFolders(p.folders(written)); syncErr != nil {
		err = errors.Join(err, failed("publish", several(files), syncErr))
	}
	return written, err
}

// several names a batch by its first file.
func several(files []staged) string {
	if len(files) == 1 {
		return files[0].path
	}
	return fmt.Sprintf("%s and %d more", files[0].path, len(files)-1)
}

// placing gives one batch its final names.
type placing struct {
	*Folder
	parent string // of the file before: most pages have a folder of their own, their assets the same
	nest   nest
	across map[string]bool // folders on other mounts
}

func (p *placing) place(s staged) (Written, error) {
	name := strconv.Itoa(s.order)
	w := Written{s.path, s.size, s.time}
	parent := path.Dir(s.path)
	defer func() { p.parent = parent }()
	if p.placeFast(name, s.path) {
		return w, nil
	}
	made := false
	if parent != "." && parent != p.parent {
		var err error
		if made, err = p.makeFolder(parent); err != nil {
			return Written{}, err
		}
	}
	aside := staging + "/" + name
	err := p.rename(aside, s.path)
	if errors.Is(err, syscall.EXDEV) {
		w, err = p.placeAcross(aside, s)
	}
	if err != nil && made {
		p.prune(parent)
	}
	return w, err
}

// makeFolder tells whether the folder was not there.
func (p *placing) makeFolder(dir string) (made bool, err error) {
	err = p.root.Mkdir(dir, 0o777)
	if errors.Is(err, fs.ErrNotExist) {
		if err = p.root.MkdirAll(dir, 0o777); err != nil {
			p.prune(dir)
		}
	}
	if errors.Is(err, fs.ErrExist) {
		return false, nil // a file in its place shows when the rename fails
	}
	return err == nil, err
}

// placeAcross is for a folder of the output that is another mount, to which nothing can be renamed. The
// temporary name follows from the final one, so that what a killed run left is met by the next.
func (p *placing) placeAcross(aside string, s staged) (Written, error) {
	from, err := p.root.Open(aside)
	if err != nil {
		return Written{}, err
	}
	defer from.Close()
	sum := sha256.Sum256([]byte(s.path))
	dir := path.Dir(s.path)
	beside := path.Join(dir, staging+"-"+hex.EncodeToString(sum[:8]))
	if err := p.root.Remove(beside); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return Written{}, err
	}
	size, modTime, err := writeNew(p.root, beside, from)
	if err != nil {
		return Written{}, err
	}
	err = p.syncFile(beside)
	if err == nil {
		err = p.rename(beside, s.path)
	}
	if err != nil {
		p.root.Remove(beside)
		return Written{}, err
	}
	if p.across == nil {
		p.across = map[string]bool{}
	}
	p.across[dir] = true
	return Written{s.path, size, modTime}, p.root.Remove(aside)
}
