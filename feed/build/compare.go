package build

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"time"

	"seedfeed/feed/source"
)

// A comparison is between the files that are known and those that are there, both in the order of their paths.
type comparison struct {
	*pass
	listing *source.Listing
	known   [][]known // in blocks: one slice of all would be copied over and over while it grows

	w       *work
	files   []source.File  // that are still to come
	forced  map[int64]bool // nil: all
	changed []item
	gone    []item
	fresh   bool // there is a new file
	young   bool // and it is too young to be read
}

// A known is a file that the catalogue knows.
type known struct {
	key    int64
	path   string
	stamp  source.Stamp
	forced bool // it had to be read and could not be yet
}

// unread stands in the catalogue for the stamp of a file that had to be read for more than its text, and could not be yet.
var unread = []byte{0}

func (c *comparison) know(key int64, path string, stamp []byte) error {
	last := len(c.known) - 1
	if last < 0 || len(c.known[last]) == cap(c.known[last]) {
		c.known = append(c.known, make([]known, 0, 1024))
		last++
	}
	k := known{key: key, path: path, forced: bytes.Equal(stamp, unread)}
	copy(k.stamp[:], stamp) // an empty one becomes that of no file
	c.known[last] = append(c.known[last], k)
	return nil
}

// compare goes through both side by side. It returns the known files that may have changed.
func (c *comparison) compare(ctx context.Context, w *work, scope Scope) (changed []item, err error) {
	if scope.All { // else widen has found them
		if c.forced, err = c.findForced(ctx, scope); err != nil {
			return nil, err
		}
	}
	c.w, c.files = w, c.listing.Articles
	for _, block := range c.known {
		for i := range block {
			c.next(&block[i])
		}
		w.known += len(block)
	}
	for _, file := range c.files {
		c.found(file)
	}
	w.files = len(c.listing.Articles)
	c.holdBack()
	return c.changed, nil
}

// next takes the next known file.
func (c *comparison) next(k *known) {
	for len(c.files) > 0 && c.files[0].Path < k.path {
		c.found(c.files[0])
		c.files = c.files[1:]
	}
	if len(c.files) == 0 || c.files[0].Path != k.path {
		if !c.listing.Unknown(k.path) {
			c.gone = append(c.gone, item{path: k.path, key: k.key, forced: c.isForced(k)})
		}
		return
	}
	delete(c.vanished, k.key)
	it := item{path: k.path, stamp: c.files[0].Stamp, key: k.key, forced: c.isForced(k)}
	c.files = c.files[1:]
	switch same := k.stamp == it.stamp; {
	case same && !it.forced:
	case same:
		c.w.read = append(c.w.read, it)
	case c.isYoung(it.stamp):
		c.hold(c.w, it)
	default:
		c.changed = append(c.changed, it)
	}
}

func (c *comparison) isForced(k *known) bool { return k.forced || c.forced == nil || c.forced[k.key] }

// found takes a file that is not known.
func (c *comparison) found(file source.File) {
	c.fresh = true
	if c.isYoung(file.Stamp) {
		c.young = true
		c.later(item{path: file.Path})
		return
	}
	c.w.read = append(c.w.read, item{path: file.Path, stamp: file.Stamp})
}

// later leaves a file to the next build.
func (p *pass) later(it item) {
	p.report.Later = append(p.report.Later, it.path)
	p.leave(it)
}

// leave has a file that had to be read, and was not, read by the next build.
func (p *pass) leave(it item) {
	if it.forced && it.key != 0 {
		p.left = append(p.left, it.key)
	}
}

// isYoung reports whether a file was changed so recently that its author may not have finished, or while this build was
// on its way. Times that lie ahead say nothing.
func (p *pass) isYoung(stamp source.Stamp) bool { return p.Settle > 0 && p.hasChanged(stamp, p.Settle) }

// hasChanged reports whether a file has changed within the time before this build, or since.
func (p *pass) hasChanged(stamp source.Stamp, within time.Duration) bool {
	now := p.env.Now()
	for _, at := range []time.Time{stamp.ModTime(), stamp.ChangeTime()} {
		if p.now.Sub(at) < within && !at.After(now) {
			return true
		}
	}
	return false
}

// longestHold is how long files that are being written may keep back others that may be the same articles.
const longestHold = 10 * time.Second

// holdBack keeps the vanished files and the new ones until all that have changed can be read: they may be the same articles.
// Where nothing is new it keeps the vanished ones for the settle time: they may be about to appear again, or have done so
// under a name that this build was not told of.
func (c *comparison) holdBack() {
	young := c.young || len(c.w.young) > 0
	held := false
	for _, it := range c.gone {
		age := c.missed(it.key)
		if young && age < longestHold || !c.fresh && c.vanished != nil && age < c.Settle {
			c.hold(c.w, it)
			held = true
			continue
		}
		c.w.lost = append(c.w.lost, it)
	}
	if held {
		c.holdNew(c.w)
	}
}

// hold leaves a known file as it was until the next build.
func (p *pass) hold(w *work, it item) {
	w.young = append(w.young, it)
	p.later(it)
}

// holdNew leaves the new files to the next build: they may be articles whose file is held.
func (p *pass) holdNew(w *work) {
	w.read = slices.DeleteFunc(w.read, func(it item) bool {
		if it.key == 0 {
			p.later(it)
		}
		return it.key == 0
	})
}

// missed tells since when a known file has been missed by the builds of this session.
func (p *pass) missed(key int64) time.Duration {
	if p.vanished == nil {
		return 0
	}
	now := p.env.Now()
	since, ok := p.vanished[key]
	if !ok {
		since = now
		p.vanished[key] = now
	}
	return max(0, now.Sub(since))
}

// widen adds to the scope the articles that must be read although their own files need not be in it.
func (c *comparison) widen(ctx context.Context, scope Scope) (_ Scope, err error) {
	if c.forced, err = c.findForced(ctx, scope); err != nil {
		return scope, err
	}
	for key := range c.forced {
		record, ok, err := c.catalogue.Record(ctx, key)
		if err != nil {
			return scope, err
		}
		if ok {
			scope.Paths = append(slices.Clip(scope.Paths), record.Path)
		}
	}
	return scope, nil
}

// findForced returns the articles that must be read although their file is the same: something that they depend on has
// changed. nil means all.
func (p *pass) findForced(ctx context.Context, scope Scope) (map[int64]bool, error) {
	forced := map[int64]bool{}
	reference := func(key int64, path string, stamp []byte) error {
		if now := p.referenceStamp(path); !bytes.Equal(now, stamp) {
			if p.isYoungReference(path, now) {
				p.report.Later = append(p.report.Later, path)
			} else {
				forced[key] = true
			}
		}
		return nil
	}
	if scope.All {
		known, err := p.catalogue.Setting(ctx, settingArticles)
		if err != nil {
			return nil, err
		}
		if known != p.articles {
			return nil, nil
		}
		if err := errors.Join(p.catalogue.AllReferences(ctx, reference), p.addAdopting(ctx, forced)); err != nil {
			return nil, err
		}
	}
	for _, path := range scope.Paths {
		if err := p.catalogue.ReferencesBelow(ctx, path, reference); err != nil {
			return nil, err
		}
	}
	due, err := p.catalogue.Due(ctx, p.now)
	for _, key := range due {
		forced[key] = true
	}
	return forced, err
}
