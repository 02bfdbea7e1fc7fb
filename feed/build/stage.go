package build

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"seedfeed/feed/catalogue"
	"seedfeed/feed/publish"
	"seedfeed/feed/site"
)

// addFiles stages the files that a part is made of, if its feeds may be published: all are looked at together, which
// takes as long as to make them.
func (w *writer) addFiles(ctx context.Context, m made, known *[]catalogue.Output) error {
	var group errgroup.Group
	for _, file := range m.files {
		if isFeed(file.Path) {
			group.Go(func() error { return w.fit(ctx, file.Path, file.Data) })
		}
	}
	if err := group.Wait(); err != nil {
		return err
	}
	for _, file := range m.files {
		if err := w.addFile(m.part, file, take(known, file.Path)); err != nil {
			return err
		}
	}
	return nil
}

// take takes the output with the path out of the list.
func take(outputs *[]catalogue.Output, path string) *catalogue.Output {
	for i, o := range *outputs {
		if o.Path == path {
			*outputs = slices.Delete(*outputs, i, i+1)
			return &o
		}
	}
	return nil
}

// addFile stages a file unless the output has it already. known is what the manifest says of it, or nil. What is there is
// compared byte by byte: it differs in length where it differs at all, nearly always, and is not read then.
func (w *writer) addFile(part string, file site.File, known *catalogue.Output) error {
	if written, ok := w.out.Found(file.Path, file.Data); ok {
		if known == nil || known.Size != written.Size || known.Modified != written.ModTime.UnixNano() {
			w.add(part, written, nil, known != nil)
		}
		return nil
	}
	if known == nil && w.out.Foreign(file.Path, site.Made) {
		w.blockedBy(part, file.Path)
		return nil
	}
	written, err := w.out.Stage(file.Path, file.Data, rank(part))
	if err == nil {
		w.add(part, written, nil, known != nil)
	}
	return err
}

// errVanished is a file of the seeds folder that went away since its article was read.
var errVanished = errors.New("has vanished")

// addCopy stages a copy of a file of the seeds folder unless it is in the output already. One that has vanished is left
// for the next build, which finds its article changed.
func (w *writer) addCopy(part string, c copied, known *catalogue.Output) error {
	open := func() (io.ReadCloser, error) {
		file, _, err := w.folder.Open(c.from)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, errVanished
		}
		return file, err
	}
	err := w.copyFrom(open, part, c, known)
	if !errors.Is(err, errVanished) {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.report.Later = append(w.report.Later, c.from)
	return nil
}

func (w *writer) copyFrom(open func() (io.ReadCloser, error), part string, c copied, known *catalogue.Output) error {
	if known != nil || !w.out.Absent(c.path) {
		hash, err := hashFile(open)
		if err != nil || w.has(known, hash) {
			return err
		}
		if written, there, ok := w.out.Sum(c.path); ok && there == hash {
			w.add(part, written, hash[:], known != nil)
			return nil
		}
		if known == nil && !w.isOurFolder(path.Dir(c.path)) {
			w.blockedBy(part, c.path)
			return nil
		}
	}
	written, hash, err := w.out.StageCopy(c.path, open, rank(part))
	if err == nil {
		w.add(part, written, hash[:], known != nil)
	}
	return err
}

// isOurFolder reports whether a folder of the output has a page of ours. Copies have no mark of their own.
func (w *writer) isOurFolder(folder string) bool {
	page := folder + "/index.html"
	return !w.out.Absent(page) && !w.out.Foreign(page, site.Made)
}

// blockedBy remembers somebody else's file where one of the part would go.
func (w *writer) blockedBy(part, path string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.foreign = append(w.foreign, catalogue.Output{Part: part, Path: path})
}

// blocked reports the files of somebody else and returns their parts, in order.
func (w *writer) blocked() []string {
	slices.SortFunc(w.foreign, func(a, b catalogue.Output) int { return strings.Compare(a.Path, b.Path) })
	var parts []string
	for _, o := range w.foreign {
		w.problem(&ForeignError{Out: w.Out, Path: o.Path})
		parts = append(parts, o.Part)
	}
	slices.Sort(parts)
	return slices.Compact(parts)
}

// A ForeignError is a file in the output folder that seedfeed would write and did not make.
type ForeignError struct{ Out, Path string }

func (e *ForeignError) Error() string {
	return e.Out + "/" + e.Path + ": was not made by seedfeed and stays as it is; move it away to have seedfeed's own"
}

// has reports whether a file of the output is as the manifest says, with that content.
func (w *writer) has(known *catalogue.Output, hash [32]byte) bool {
	return known != nil && bytes.Equal(known.Hash, hash[:]) && w.out.Intact(known.Path, known.Size, time.Unix(0, known.Modified))
}

// add remembers a staged file for the manifest, which knows the path already or does not. hash is that of a copy, nil of
// what is made.
func (w *writer) add(part string, written publish.Written, hash []byte, known bool) {
	output := catalogue.Output{Part: part, Path: written.Path, Hash: hash, Size: written.Size, Modified: written.ModTime.UnixNano()}
	w.mu.Lock()
	defer w.mu.Unlock()
	if known {
		w.changed = append(w.changed, output)
	} else {
		w.added = append(w.added, output)
	}
}

func hashFile(open func() (io.ReadCloser, error)) (hash [32]byte, err error) {
	file, err := open()
	if err != nil {
		return hash, err
	}
	defer file.Close()
	h := sha256.New()
	_, err = io.Copy(h, file)
	return [32]byte(h.Sum(nil)), err
}
