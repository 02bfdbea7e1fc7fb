package build

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"seedfeed/feed/article"
	"seedfeed/feed/catalogue"
	"seedfeed/feed/source"
)

// An item is a file that has to be read.
type item struct {
	path   string
	stamp  source.Stamp
	key    int64 // of the article that the file was; 0 for a new path
	forced bool  // to be read even when the text is the same: something else that it depends on has changed
}

// work is what a scan has found to do.
type work struct {
	files   int // article files in the folder
	known   int // article files that the catalogue knew
	read    []item
	lost    []int64
	touched []item // the text is the same, the stamp is not
	young   []item // known, and not to be read, or not to be taken for gone, yet
	all     bool   // every part of the output has to be made again
	whole   bool   // everything was looked at
}

// A few files whose stamp alone has changed are not worth writing to the catalogue: the two syncs that it takes cost as
// much as reading some hundred files again.
const worthNoting = 256

func (w *work) nothing() bool {
	return len(w.read) == 0 && len(w.lost) == 0 && len(w.touched) <= worthNoting && !w.all
}

// scan compares what is in the scope with the catalogue.
func (p *pass) scan(ctx context.Context, scope Scope) (*work, error) {
	c, scope, err := p.gather(ctx, scope)
	if err != nil {
		return nil, err
	}
	p.stage("walk")
	for _, problem := range c.listing.Problems {
		p.leftOut(problem)
	}
	w := &work{whole: scope.All}
	changed, err := c.compare(ctx, w, scope)
	if err != nil {
		return nil, err
	}
	if err := p.sift(ctx, w, changed); err != nil {
		return nil, err
	}
	if scope.All && !p.AllowEmpty && w.files == 0 && w.known > 0 {
		return nil, fmt.Errorf("%w: %s holds no article, and the last build knew %d. The output stays as it is; "+
			"run again with --allow-empty if this is meant", ErrEmpty, p.Seeds, w.known)
	}
	if scope.All {
		w.all, err = p.siteChanged(ctx)
	}
	p.stage("compare")
	return w, err
}

// gather finds out what is there and what is known in the scope, which may have to become everything.
func (p *pass) gather(ctx context.Context, scope Scope) (*comparison, Scope, error) {
	c := &comparison{pass: p}
	var err error
	if !scope.All && !p.links {
		scope.Paths = besideIndex(scope.Paths)
		if scope, err = c.widen(ctx, scope); err != nil {
			return nil, scope, err
		}
		c.listing, err = p.folder.Look(ctx, p.walkOptions(), scope.Paths)
		if !errors.Is(err, source.ErrLinks) && !errors.Is(err, source.ErrMoved) && !p.touchesData(c.listing, scope.Paths) {
			for _, path := range scope.Paths {
				if err == nil {
					err = p.catalogue.FilesBelow(ctx, path, c.know)
				}
			}
			all := slices.Concat(c.known...)
			slices.SortFunc(all, func(a, b known) int { return strings.Compare(a.path, b.path) })
			all = slices.CompactFunc(all, func(a, b known) bool { return a.key == b.key }) // one path may lie below another
			c.known = [][]known{all}
			return c, scope, err
		}
	}
	p.startWalk(ctx)
	err = p.catalogue.Files(ctx, func(key int64, path string, stamp []byte, _ catalogue.State) error { return c.know(key, path, stamp) })
	listing, walkErr := p.walked()
	if err := errors.Join(walkErr, err); err != nil {
		return nil, scope, err
	}
	c.listing, p.links = listing, listing.HasLinks()
	p.readData(listing.Data)
	return c, Scope{All: true}, nil
}

// startWalk walks the folder while the catalogue is opened and read, unless it is on the way already. walked waits for it.
func (p *pass) startWalk(ctx context.Context) {
	if p.walked == nil {
		options := p.walkOptions() // now: what of p they are made from may change while it walks
		p.walked = sync.OnceValues(func() (*source.Listing, error) { return p.walk(ctx, options) })
		go p.walked()
	}
}

// walk lists the folder. Where the folder is replaced meanwhile, as by a deployment that swaps a link, it lists the new one.
func (p *pass) walk(ctx context.Context, options source.WalkOptions) (*source.Listing, error) {
	for try := 1; ; try++ {
		listing, err := p.folder.Walk(ctx, options)
		if !errors.Is(err, source.ErrMoved) || try == 3 {
			return listing, err
		}
		folder, err := source.Open(p.Seeds)
		if err != nil {
			return nil, err
		}
		p.folder.Close() // it was only read from
		p.folder = folder
	}
}

// leftOut reports a file that the walk did not list. Links to what is listed anyway are no loss.
func (p *pass) leftOut(problem source.Problem) {
	if problem.Kind == source.Twice {
		return
	}
	p.report.Skipped++
	p.fault(&article.Error{Path: problem.Path, Err: problem.Err, Fix: problem.Fix})
}

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
	key   int64
	path  string
	stamp source.Stamp
}

func (c *comparison) know(key int64, path string, stamp []byte) error {
	last := len(c.known) - 1
	if last < 0 || len(c.known[last]) == cap(c.known[last]) {
		c.known = append(c.known, make([]known, 0, 1024))
		last++
	}
	k := known{key: key, path: path}
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
			c.gone = append(c.gone, item{path: k.path, key: k.key})
		}
		return
	}
	delete(c.vanished, k.key)
	it := item{path: k.path, stamp: c.files[0].Stamp, key: k.key, forced: c.forced == nil || c.forced[k.key]}
	c.files = c.files[1:]
	switch same := k.stamp == it.stamp; {
	case same && !it.forced:
	case !same && c.isYoung(it.stamp):
		c.report.Later = append(c.report.Later, k.path)
		c.w.young = append(c.w.young, it)
	case it.forced:
		c.w.read = append(c.w.read, it)
	default:
		c.changed = append(c.changed, it)
	}
}

// found takes a file that is not known.
func (c *comparison) found(file source.File) {
	c.fresh = true
	if c.isYoung(file.Stamp) {
		c.young = true
		c.report.Later = append(c.report.Later, file.Path)
		return
	}
	c.w.read = append(c.w.read, item{path: file.Path, stamp: file.Stamp})
}

// isYoung reports whether a file was changed so recently that its author may not have finished, or while this build was
// on its way. Times that lie ahead say nothing.
func (p *pass) isYoung(stamp source.Stamp) bool {
	if p.Settle == 0 {
		return false
	}
	now := p.env.Now()
	for _, at := range []time.Time{stamp.ModTime(), stamp.ChangeTime()} {
		if p.now.Sub(at) < p.Settle && !at.After(now) {
			return true
		}
	}
	return false
}

// longestHold is how long files that are being written may keep back others that may be the same articles.
const longestHold = 10 * time.Second

// holdBack keeps the vanished files and the new ones until all of the new ones can be read: they may be the same articles.
// Where nothing is new it keeps the vanished ones for the settle time: they may be about to appear again, or have done so
// under a name that this build was not told of.
func (c *comparison) holdBack() {
	held := false
	for _, it := range c.gone {
		age := c.missed(it.key)
		if c.young && age < longestHold || !c.fresh && c.vanished != nil && age < c.Settle {
			c.report.Later = append(c.report.Later, it.path)
			c.w.young = append(c.w.young, it)
			held = true
			continue
		}
		c.w.lost = append(c.w.lost, it.key)
		delete(c.vanished, it.key)
	}
	if !held {
		return
	}
	c.w.read = slices.DeleteFunc(c.w.read, func(it item) bool {
		if it.key != 0 {
			return false
		}
		c.report.Later = append(c.report.Later, it.path)
		return true
	})
}

// missed tells since when a known file has been missed by the builds of this session.
func (c *comparison) missed(key int64) time.Duration {
	if c.vanished == nil {
		return 0
	}
	now := c.env.Now()
	since, ok := c.vanished[key]
	if !ok {
		since = now
		c.vanished[key] = now
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
			if len(now) > 0 && p.isYoung(source.Stamp(now)) {
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

// sift reads the files that may have changed and sorts them into those whose text has and those that were merely
// touched.
func (p *pass) sift(ctx context.Context, w *work, changed []item) error {
	e := edits{owner: map[[32]byte]int64{}, holds: map[string][32]byte{}}
	for _, it := range changed {
		if err := ctx.Err(); err != nil {
			return err
		}
		before, err := p.catalogue.Hash(ctx, it.key)
		if err != nil {
			return err
		}
		hash, ok := p.textHash(it.path)
		switch {
		case ok && hash == before:
			w.touched = append(w.touched, it)
			continue
		case ok:
			e.holds[it.path] = hash
		}
		if before != ([32]byte{}) {
			e.owner[before] = it.key
		}
		e.files = append(e.files, it)
	}
	if err := p.postpone(ctx, w, &e); err != nil {
		return err
	}
	if err := p.displace(ctx, w, &e); err != nil {
		return err
	}
	w.read = append(w.read, e.files...)
	if !w.nothing() {
		if err := p.addRivals(ctx, w); err != nil {
			return err
		}
	}
	slices.SortFunc(w.read, func(a, b item) int { return strings.Compare(a.path, b.path) })
	return nil
}

// addRivals adds the files whose id belongs to another article: that may change with this build.
func (p *pass) addRivals(ctx context.Context, w *work) error {
	rivals, err := p.catalogue.Rivals(ctx)
	if err != nil {
		return err
	}
	for _, key := range rivals {
		record, ok, err := p.catalogue.Record(ctx, key)
		if err != nil {
			return err
		}
		known := func(it item) bool { return it.key == key }
		if ok && !slices.Contains(w.lost, key) && !slices.ContainsFunc(w.read, known) {
			w.read = append(w.read, item{path: record.Path, key: key, forced: true})
		}
	}
	return nil
}

func (p *pass) textHash(path string) ([32]byte, bool) {
	data, _, err := p.folder.Read(path, article.MaxSize)
	if err != nil {
		return [32]byte{}, false
	}
	return article.TextHash(data)
}
