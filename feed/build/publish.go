package build

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"runtime"
	"slices"
	"strings"
	"time"

	"seedfeed/feed/catalogue"
	"seedfeed/feed/publish"
	"seedfeed/feed/site"
)

// batchFiles and batchBytes bound what is staged before it is synced and renamed, and with it what a build holds in
// memory and what it loses when it is killed.
const (
	batchFiles = 4000
	batchBytes = 64 << 20
)

// wholeLook is the number of files up to which every build looks whether each of them is still as it was written. Of
// a larger output it looks at the files that are not articles' pages: to look at all would take longer than all else
// that a build without changes does.
const wholeLook = 5000

// publish makes the parts that are pending, and those whose files somebody has changed or removed.
func (p *pass) publish(ctx context.Context) error {
	pending, err := p.catalogue.Pending(ctx)
	if err != nil {
		return err
	}
	damaged, err := p.damaged(ctx)
	if err != nil {
		return err
	}
	p.stage("look at the output")
	parts := slices.Concat(pending, damaged)
	if len(parts) == 0 {
		return nil
	}
	slices.SortFunc(parts, func(a, b string) int { return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a, b)) })
	parts = slices.Compact(parts)
	if p.sections, err = p.archives(ctx, p.catalogue); err != nil {
		return err
	}
	w := &writer{pass: p}
	if err := p.makeAll(ctx, parts, func(m made) error { return w.add(ctx, m) }); err != nil {
		return errors.Join(err, p.out.Discard())
	}
	err = w.finish(ctx)
	p.stage("publish")
	return err
}

// rank orders the parts: first the pages, then the feeds that lead to them, then the rest.
func rank(part string) int {
	folder, _, nested := strings.Cut(part, "/")
	switch {
	case part == partStyle, nested && folder == site.ArticlesRoot:
		return 0
	case part == partFront:
		return 1
	case nested && folder != partSitemap:
		return 2
	}
	return 3
}

// damaged returns the parts with files that are not as they were written.
func (p *pass) damaged(ctx context.Context) ([]string, error) {
	count, err := p.catalogue.OutputCount(ctx)
	if err != nil {
		return nil, err
	}
	var damaged []string
	err = p.catalogue.AllOutputs(ctx, func(o catalogue.Output) error {
		if count > wholeLook && strings.HasPrefix(o.Part, site.ArticlesRoot+"/") {
			return nil
		}
		if !p.out.Intact(o.Path, o.Size, time.Unix(0, o.Modified)) {
			damaged = append(damaged, o.Part)
		}
		return nil
	})
	return damaged, err
}

// makeAll makes the parts on all processors and hands them to use, one after the other and in their order.
func (p *pass) makeAll(ctx context.Context, parts []string, use func(made) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type result struct {
		made
		err error
	}
	type job struct {
		part   string
		result chan result
	}
	jobs, order := make(chan job), make(chan job, window)
	go func() {
		defer close(jobs)
		defer close(order)
		for _, part := range parts {
			j := job{part, make(chan result, 1)}
			select {
			case order <- j:
			case <-ctx.Done():
				return
			}
			select {
			case jobs <- j:
			case <-ctx.Done():
				return
			}
		}
	}()
	for range runtime.GOMAXPROCS(0) {
		go func() {
			for j := range jobs {
				m, err := p.make(ctx, j.part)
				j.result <- result{m, err}
			}
		}()
	}
	done := 0
	for j := range order {
		select {
		case r := <-j.result:
			if r.err != nil {
				return r.err
			}
			if err := use(r.made); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
		if done++; done%16 == 0 {
			p.progress("write", done, len(parts))
		}
	}
	return ctx.Err()
}

// A writer brings made parts into the output folder, in batches.
type writer struct {
	*pass
	parts   []string           // of this batch
	files   []catalogue.Output // staged for this batch, or found to be there already
	staged  int
	bytes   int64
	unknown []catalogue.Output // of files, those that the manifest does not name yet
	stale   []catalogue.Output // to be removed at the end
	late    []string           // parts that are done only when their stale files are gone
	foreign []string
}

func (w *writer) add(ctx context.Context, m made) error {
	known, err := w.catalogue.Outputs(ctx, m.part)
	if err != nil {
		return err
	}
	wanted := map[string]bool{}
	for _, file := range m.files {
		wanted[file.Path] = true
		if err := w.addFile(m.part, file, find(known, file.Path)); err != nil {
			return err
		}
	}
	for _, c := range m.copies {
		wanted[c.path] = true
		if err := w.addCopy(m.part, c, find(known, c.path)); err != nil {
			return err
		}
	}
	stale := len(w.stale)
	for _, o := range known {
		if !wanted[o.Path] {
			w.stale = append(w.stale, o)
		}
	}
	if len(w.stale) > stale {
		w.late = append(w.late, m.part)
	} else {
		w.parts = append(w.parts, m.part)
	}
	if w.staged >= batchFiles || w.bytes >= batchBytes || len(w.parts) >= 4*batchFiles {
		return w.commit(ctx)
	}
	return nil
}

func find(outputs []catalogue.Output, path string) *catalogue.Output {
	for i := range outputs {
		if outputs[i].Path == path {
			return &outputs[i]
		}
	}
	return nil
}

// addFile stages a file unless it is in the output already.
func (w *writer) addFile(part string, file site.File, known *catalogue.Output) error {
	hash := sha256.Sum256(file.Data)
	o := catalogue.Output{Part: part, Path: file.Path, Hash: hash[:], Size: int64(len(file.Data))}
	if known != nil && bytes.Equal(known.Hash, hash[:]) && w.out.Intact(file.Path, known.Size, time.Unix(0, known.Modified)) {
		return nil
	}
	if known == nil && w.out.Foreign(file.Path, madeBySeedfeed) {
		w.foreign = append(w.foreign, file.Path)
		return nil
	}
	if known == nil || len(known.Hash) == 0 {
		w.unknown = append(w.unknown, o)
	}
	if found, ok := w.out.Found(file.Path, file.Data); ok {
		o.Modified = found.ModTime.UnixNano()
		w.files = append(w.files, o)
		return nil
	}
	if err := w.out.Stage(file.Path, file.Data, rank(part)); err != nil {
		return err
	}
	w.stagedFile(o)
	return nil
}

// madeBySeedfeed recognises a document by the generator that it names, and the style sheet by its first line.
func madeBySeedfeed(head []byte) bool { return bytes.Contains(head, []byte("seedfeed")) }

func (w *writer) addCopy(part string, c copied, known *catalogue.Output) error {
	open := func() (io.ReadCloser, error) {
		file, _, err := w.folder.Open(c.from)
		return file, err
	}
	if known != nil && w.out.Intact(c.path, known.Size, time.Unix(0, known.Modified)) {
		if hash, err := hashFile(open); err != nil || bytes.Equal(hash, known.Hash) {
			return err
		}
	}
	size, hash, err := w.out.StageCopy(c.path, open, rank(part))
	if err != nil {
		return err
	}
	if known == nil || len(known.Hash) == 0 {
		w.unknown = append(w.unknown, catalogue.Output{Part: part, Path: c.path})
	}
	w.stagedFile(catalogue.Output{Part: part, Path: c.path, Hash: hash[:], Size: size})
	return nil
}

func hashFile(open func() (io.ReadCloser, error)) ([]byte, error) {
	file, err := open()
	if err != nil {
		return nil, err
	}
	defer file.Close()
	h := sha256.New()
	_, err = io.Copy(h, file)
	return h.Sum(nil), err
}

func (w *writer) stagedFile(o catalogue.Output) {
	w.files = append(w.files, o)
	w.staged++
	w.bytes += o.Size
}

// commit publishes the batch: what is new is claimed first, so that nothing can be published and forgotten.
func (w *writer) commit(ctx context.Context) error {
	if len(w.unknown) > 0 {
		if err := w.note(ctx, func(u *catalogue.Update) error { return u.Claim(ctx, w.unknown) }); err != nil {
			return err
		}
	}
	written, err := w.out.Commit(ctx)
	w.report.Written += len(written)
	if err != nil {
		return err
	}
	modified := make(map[string]publish.Written, len(written))
	for _, file := range written {
		modified[file.Path] = file
	}
	for i, o := range w.files {
		if file, ok := modified[o.Path]; ok {
			w.files[i].Modified, w.files[i].Size = file.ModTime.UnixNano(), file.Size
		}
	}
	err = w.note(ctx, func(u *catalogue.Update) error {
		return errors.Join(u.Written(ctx, w.files), u.Done(ctx, w.parts))
	})
	w.parts, w.files, w.unknown, w.staged, w.bytes = w.parts[:0], w.files[:0], w.unknown[:0], 0, 0
	return err
}

func (w *writer) note(ctx context.Context, change func(*catalogue.Update) error) error {
	update, err := w.catalogue.Begin(ctx, catalogue.UpdateOptions{Now: w.now})
	if err != nil {
		return err
	}
	defer update.Rollback()
	if err := change(update); err != nil {
		return err
	}
	return update.Commit()
}

// finish publishes the last batch and removes what is no longer needed.
func (w *writer) finish(ctx context.Context) error {
	if err := w.commit(ctx); err != nil {
		return err
	}
	for _, path := range w.foreign {
		w.problem(&ForeignError{Out: w.Out, Path: path})
	}
	if len(w.stale) == 0 {
		return nil
	}
	paths := make([]string, len(w.stale))
	for i, o := range w.stale {
		paths[i] = o.Path
	}
	if err := w.out.Remove(paths); err != nil {
		return err
	}
	return w.note(ctx, func(u *catalogue.Update) error {
		return errors.Join(u.Removed(ctx, w.stale), u.Done(ctx, w.late))
	})
}

// A ForeignError is a file in the output folder that seedfeed would write and did not make.
type ForeignError struct{ Out, Path string }

func (e *ForeignError) Error() string {
	return e.Out + "/" + e.Path + ": was not made by seedfeed and stays as it is; move it away to have seedfeed's own"
}
