package build

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"runtime"
	"slices"
	"strings"
	"sync"

	"seedfeed/feed/catalogue"
	"seedfeed/feed/publish"
	"seedfeed/feed/site"
)

// batch is how many parts are made before they are synced and renamed: what a build loses when it is killed.
const batch = 2000

// publish makes the parts that are pending, and those whose files somebody has changed or removed.
func (p *pass) publish(ctx context.Context, look func() ([]string, error)) error {
	pending, err := p.catalogue.Pending(ctx)
	if err != nil {
		return err
	}
	damaged, err := look()
	if err != nil {
		return err
	}
	p.stage("look at the output")
	if len(pending) == 0 && len(damaged) == 0 {
		return nil
	}
	parts, err := p.order(ctx, pending, damaged)
	if err != nil {
		return err
	}
	written, err := p.catalogue.ManyOutputs(ctx, 0)
	if err != nil {
		return err
	}
	w := &writer{pass: p, fresh: !written}
	done := 0
	for some := range p.batches(parts) {
		err := w.makeAll(ctx, some, done, len(parts))
		if err := errors.Join(err, w.wait()); err != nil {
			return errors.Join(err, p.out.Discard())
		}
		w.startCommit(ctx)
		done += len(some)
		if p.eager && len(parts) <= batch { // the rest would take the processors from the feeds
			if err := w.wait(); err != nil {
				return err
			}
		}
	}
	if err := w.wait(); err != nil {
		return err
	}
	err = w.finish(ctx, pending)
	p.stage("publish")
	return err
}

// batches cuts the parts into those that are published together. An eager build does not let the feeds wait for the
// other lists of a few articles.
func (p *pass) batches(parts []string) iter.Seq[[]string] {
	rest := slices.IndexFunc(parts, func(part string) bool { return rank(part) > 1 })
	if !p.eager || rest <= 0 || len(parts) > batch {
		return slices.Chunk(parts, batch)
	}
	return slices.Values([][]string{parts[:rest], parts[rest:]})
}

// order returns the parts that have to be made, in the order in which they are.
func (p *pass) order(ctx context.Context, pending, damaged []string) (parts []string, err error) {
	if p.sections, err = p.archives(ctx, p.reader(), p.report.Articles); err != nil {
		return nil, err
	}
	if p.versioned, err = p.catalogue.HasVersions(ctx); err != nil {
		return nil, err
	}
	if slices.Contains(pending, everything) {
		return p.all(ctx)
	}
	parts = slices.Concat(pending, damaged)
	slices.SortFunc(parts, func(a, b string) int { return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a, b)) })
	return slices.Compact(parts), nil
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

// A writer brings parts into the output folder, batch by batch. While one is published the next is made.
type writer struct {
	*pass
	fresh   bool // nothing in the output is ours yet
	mu      sync.Mutex
	staged                     // of this batch
	placed  []catalogue.Output // published, and not yet in the manifest like this
	stale   []catalogue.Output // to be removed at the end
	foreign []catalogue.Output // files of somebody else where one of these would go

	publishing chan error // nil where nothing is being published
}

// staged is what the manifest has to learn of a batch.
type staged struct {
	added   []catalogue.Output // files that it does not have
	changed []catalogue.Output // files that it has otherwise
}

// startCommit publishes what is staged. The next call is wait.
func (w *writer) startCommit(ctx context.Context) {
	manifest, files := w.staged, w.out.Take()
	w.staged = staged{}
	w.publishing = make(chan error, 1)
	go func() { w.publishing <- w.commit(ctx, manifest, files) }()
}

// wait waits for what startCommit has begun, if there is something.
func (w *writer) wait() error {
	if w.publishing == nil {
		return nil
	}
	err := <-w.publishing
	w.publishing = nil
	return err
}

// makeAll makes and stages a batch of parts on all processors. done and total are for the progress.
func (w *writer) makeAll(ctx context.Context, parts []string, done, total int) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	next := make(chan task, recordsAtOnce)
	var group sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for t := range next {
				if err := w.makeOne(ctx, t); err != nil {
					cancel(err)
				}
			}
		})
	}
	for some := range slices.Chunk(parts, recordsAtOnce) {
		if err := w.hand(ctx, some, next); err != nil {
			cancel(err)
			break
		}
		done += len(some)
		w.progress("write", done, total)
	}
	close(next)
	group.Wait()
	return context.Cause(ctx)
}

// recordsAtOnce is for how many parts the catalogue is asked at once: a question takes longer than a record.
const recordsAtOnce = 64

// hand hands parts to those who make them.
func (w *writer) hand(ctx context.Context, parts []string, to chan<- task) error {
	var slugs []string
	for _, part := range parts {
		if slug, ok := strings.CutPrefix(part, site.ArticlesRoot+"/"); ok {
			slugs = append(slugs, slug)
		}
	}
	records, err := w.catalogue.WithSlugs(ctx, slugs)
	if err != nil {
		return err
	}
	for _, part := range parts {
		t := task{part: part}
		if record, ok := records[strings.TrimPrefix(part, site.ArticlesRoot+"/")]; ok {
			t.article = &record
		}
		select {
		case to <- t:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

func (w *writer) makeOne(ctx context.Context, t task) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	part := t.part
	m, err := w.make(ctx, t)
	if err != nil {
		return err
	}
	var known []catalogue.Output
	if !w.fresh {
		if known, err = w.catalogue.Outputs(ctx, part); err != nil {
			return err
		}
	}
	if err := w.addFiles(ctx, m, &known); err != nil {
		return err
	}
	site.Free(m.files)
	for _, c := range m.copies {
		if err := w.addCopy(part, c, take(&known, c.path)); err != nil {
			return err
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stale = append(w.stale, known...)
	return nil
}

// commit publishes the batch. The manifest has new files first, so that nothing can be published and forgotten: of a
// file that was noted and not published, the next build sees that it is not as it was noted. Of a file that is replaced
// the manifest may learn later.
func (w *writer) commit(ctx context.Context, manifest staged, files publish.Batch) error {
	if len(manifest.added) > 0 {
		if err := w.note(ctx, func(u *catalogue.Update) error { return u.Written(ctx, slices.Concat(w.placed, manifest.added)) }); err != nil {
			return errors.Join(err, w.out.Discard())
		}
		w.placed = w.placed[:0]
	}
	written, err := w.out.Place(ctx, files)
	w.report.Written += len(written)
	for _, file := range written {
		if site.IsSubscription(file.Path) {
			w.report.Feeds = append(w.report.Feeds, file.Path)
		}
	}
	if err == nil {
		w.keep(manifest, written)
	}
	return err
}

// keep remembers for the manifest the files that were replaced, and those that got another time when they were published,
// as they do where a part of the output folder is another file system.
func (w *writer) keep(manifest staged, written []publish.Written) {
	times := make(map[string]int64, len(written))
	for _, file := range written {
		times[file.Path] = file.ModTime.UnixNano()
	}
	for _, o := range manifest.added {
		if at, ok := times[o.Path]; ok && at != o.Modified {
			o.Modified = at
			w.placed = append(w.placed, o)
		}
	}
	for _, o := range manifest.changed {
		if at, ok := times[o.Path]; ok {
			o.Modified = at
		}
		w.placed = append(w.placed, o)
	}
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

// finish removes what is no longer needed, and notes what was replaced, and what is pending still: the parts that
// somebody else's files are in the way of.
func (w *writer) finish(ctx context.Context, pending []string) error {
	blocked := w.blocked()
	if len(w.stale) > 0 {
		paths := make([]string, len(w.stale))
		for i, o := range w.stale {
			paths[i] = o.Path
		}
		if err := w.out.Remove(paths); err != nil {
			return err
		}
	}
	if len(w.stale) == 0 && len(w.placed) == 0 && slices.Equal(pending, blocked) {
		return nil
	}
	return w.note(ctx, func(u *catalogue.Update) error {
		if err := u.Written(ctx, w.placed); err != nil {
			return err
		}
		if err := u.Removed(ctx, w.stale); err != nil {
			return err
		}
		if err := u.Done(ctx, pending); err != nil {
			return err
		}
		for _, part := range blocked {
			if err := u.Require(ctx, part); err != nil {
				return err
			}
		}
		return nil
	})
}
