package build

import (
	"context"
	"errors"
	"io/fs"
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
	lost    []item // known, and gone
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
	if changed, err = p.follow(ctx, w, changed); err != nil {
		return nil, err
	}
	if err := p.sift(ctx, w, changed); err != nil {
		return nil, err
	}
	if scope.All && !p.AllowEmpty && w.files == 0 {
		if err := p.refuseEmpty(ctx, w); err != nil {
			return nil, err
		}
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
		unsure := errors.Is(err, source.ErrLinks) || errors.Is(err, source.ErrMoved)
		if err != nil && !unsure {
			return nil, scope, err
		}
		if !unsure && !p.touchesData(c.listing, scope.Paths) && !p.touchesMedia(ctx, c.listing, scope.Paths) {
			return c, scope, c.knowBelow(ctx, scope.Paths)
		}
	}
	p.startWalk(ctx)
	err = p.catalogue.Files(ctx, func(key int64, path string, stamp []byte, _ catalogue.State) error { return c.know(key, path, stamp) })
	listing, walkErr := p.walked()
	if err := errors.Join(walkErr, err); err != nil {
		return nil, scope, err
	}
	c.listing, p.links, p.media = listing, listing.HasLinks(), newMedia(listing.Media)
	p.readData(listing)
	return c, Scope{All: true}, nil
}

// knowBelow gathers what is known at the paths and below them.
func (c *comparison) knowBelow(ctx context.Context, paths []string) error {
	for _, path := range paths {
		if err := c.catalogue.FilesBelow(ctx, path, c.know); err != nil {
			return err
		}
	}
	all := slices.Concat(c.known...)
	slices.SortFunc(all, func(a, b known) int { return strings.Compare(a.path, b.path) })
	all = slices.CompactFunc(all, func(a, b known) bool { return a.key == b.key }) // one path may lie below another
	c.known = [][]known{all}
	return nil
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

// sift reads the files that may have changed and sorts them into those whose text has and those that were merely
// touched.
func (p *pass) sift(ctx context.Context, w *work, changed []item) error {
	e := newEdits()
	for _, it := range changed {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := p.siftOne(ctx, w, e, it); err != nil {
			return err
		}
	}
	if err := p.doubt(ctx, w, e); err != nil {
		return err
	}
	if err := p.postpone(ctx, w, e); err != nil {
		return err
	}
	if err := p.displace(ctx, w, e); err != nil {
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

func (p *pass) siftOne(ctx context.Context, w *work, e *edits, it item) error {
	if emptied, err := p.isEmptied(ctx, it); err != nil {
		return err
	} else if emptied {
		if p.hold(w, it); p.Settle == 0 {
			p.fault(&article.Error{Path: it.path, Err: errors.New("is empty, and was changed just now"), Fix: "the article stays as it was; the next build looks again"})
		}
		return nil
	}
	before, err := p.catalogue.Hash(ctx, it.key)
	if err != nil {
		return err
	}
	hash, ok, err := p.textHash(it.path)
	switch {
	case ok && hash == before && it.forced:
		w.read = append(w.read, it)
		return nil
	case ok && hash == before:
		w.touched = append(w.touched, it)
		return nil
	case ok:
		e.holds[it.path] = hash
	case errors.Is(err, fs.ErrNotExist) && p.Settle > 0: // it has just gone: the next build looks where to
		p.hold(w, it)
		return nil
	case errors.Is(err, fs.ErrPermission):
		if known, err := p.isForbidden(ctx, it); known || err != nil {
			return err
		}
	}
	if before != ([32]byte{}) {
		e.owner[before] = it.key
	}
	e.files = append(e.files, it)
	return nil
}

// addRivals adds the files whose id belongs to another article, which may change with this build. Those that wait keep waiting.
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
		if ok && !slices.ContainsFunc(w.lost, known) && !slices.ContainsFunc(w.read, known) && !slices.ContainsFunc(w.young, known) {
			w.read = append(w.read, item{path: record.Path, key: key, forced: true})
		}
	}
	return nil
}

// longestEmpty is how long an empty file is taken for one that is being written.
const longestEmpty = 2 * time.Second

// isEmptied reports whether the file of a published article is empty since a moment ago: so are files that are written
// anew, and for longer than the settle time where the machine is busy.
func (p *pass) isEmptied(ctx context.Context, it item) (bool, error) {
	if it.stamp.Size() > 0 || !p.hasChanged(it.stamp, max(p.Settle, longestEmpty)) {
		return false, nil
	}
	record, ok, err := p.catalogue.Record(ctx, it.key)
	return ok && record.State == catalogue.Listed, err
}

// isForbidden reports whether the catalogue knows that a file may not be read. Then there is nothing new to be noted.
func (p *pass) isForbidden(ctx context.Context, it item) (bool, error) {
	record, ok, err := p.catalogue.Record(ctx, it.key)
	return ok && record.Problem == encodeProblem(forbidden(it.path)), err
}

// A textHash is of what a file held when it was looked at.
type textHash struct {
	hash [32]byte
	ok   bool
	err  error
}

// textHash is not ok where there is no text, or it could not be read; then it tells why. Each file is read once: where it
// changes afterwards, it is found to have another stamp when it is read as an article.
func (p *pass) textHash(path string) (hash [32]byte, ok bool, err error) {
	t, known := p.texts[path]
	if !known {
		data, _, err := p.folder.Read(path, article.MaxSize)
		if t.err = err; err == nil {
			t.hash, t.ok = article.TextHash(data)
		}
		p.texts[path] = t
	}
	return t.hash, t.ok, t.err
}
