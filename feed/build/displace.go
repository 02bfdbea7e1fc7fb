package build

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"slices"

	"seedfeed/feed/article"
)

// edits are the known files whose text has changed.
type edits struct {
	files []item
	owner map[[32]byte]int64  // by the text that a file had before
	holds map[string][32]byte // by path, the text that is there now
}

// drop forgets a file.
func (e *edits) drop(it item) {
	delete(e.holds, it.path)
	maps.DeleteFunc(e.owner, func(_ [32]byte, key int64) bool { return key == it.key })
}

// doubt keeps back for a while the edited files that do not resemble their article any more, as long as others have yet to
// come to rest: what stands there may have come from one of those, and the article have gone to another. What has vanished
// is kept back with them, since it may have gone there.
func (p *pass) doubt(ctx context.Context, w *work, e *edits) error {
	if p.Settle == 0 || len(w.young) == 0 || len(e.files) > mostEdits {
		return nil
	}
	var sure []item
	for _, it := range e.files {
		same, err := p.resembles(ctx, it)
		if err != nil {
			return err
		}
		if same || !p.hasChanged(it.stamp, longestHold) {
			sure = append(sure, it)
			continue
		}
		e.drop(it)
		p.hold(w, it)
	}
	if len(sure) < len(e.files) && len(w.lost) > 0 {
		for _, it := range w.lost {
			p.hold(w, it)
		}
		w.lost = nil
		p.holdNew(w)
	}
	e.files = sure
	return nil
}

// postpone keeps back for a while the files that hold what belongs to a file that is too young to be read, or whose new
// place may be: it may have moved from there, or have been copied. What the young file holds will tell.
func (p *pass) postpone(ctx context.Context, w *work, e *edits) error {
	owned := map[[32]byte]bool{}
	for _, it := range w.young {
		hash, err := p.catalogue.Hash(ctx, it.key)
		if err != nil {
			return err
		}
		owned[hash] = true
	}
	if len(owned) == 0 {
		return nil
	}
	wait := func(it item, hash [32]byte, ok bool) bool {
		ok = ok && owned[hash] && p.hasChanged(it.stamp, longestHold)
		if ok {
			p.later(it)
		}
		return ok
	}
	e.files = slices.DeleteFunc(e.files, func(it item) bool {
		hash, ok := e.holds[it.path]
		if ok = wait(it, hash, ok); ok {
			e.drop(it)
		}
		return ok
	})
	w.read = slices.DeleteFunc(w.read, func(it item) bool {
		if it.key != 0 {
			return false
		}
		hash, ok, _ := p.textHash(it.path)
		if wait(it, hash, ok) {
			return true
		}
		if ok {
			e.holds[it.path] = hash
		}
		return false
	})
	return nil
}

// displace finds the edited files that hold another article now, because what they held has moved to another file, or
// because they hold what another file held that is gone or is displaced. They become new files, to be matched like all
// others: so files that trade places do not trade their ids. A file that was copied and then edited is still the same
// article.
func (p *pass) displace(ctx context.Context, w *work, e *edits) error {
	homeless, err := p.returned(ctx, e)
	if err != nil || len(e.files) == 0 || len(homeless) == 0 && len(e.files)+len(w.read)+len(w.lost) < 2 {
		return err
	}
	for _, it := range w.read {
		if _, known := e.holds[it.path]; known || it.key != 0 { // it holds what it held
			continue
		}
		if hash, ok, _ := p.textHash(it.path); ok {
			e.holds[it.path] = hash
		}
	}
	for _, it := range w.lost {
		hash, err := p.catalogue.Hash(ctx, it.key)
		if err != nil {
			return err
		}
		if hash != ([32]byte{}) && e.owner[hash] == 0 {
			e.owner[hash], homeless[it.key] = it.key, true
		}
	}
	moved := map[int64]bool{}
	for _, hash := range e.holds {
		moved[e.owner[hash]] = true
	}
	for _, it := range e.files {
		if !moved[it.key] {
			continue
		}
		if other := e.owner[e.holds[it.path]]; other == 0 || other == it.key {
			same, err := p.resembles(ctx, it)
			if err != nil {
				return err
			}
			if same {
				continue
			}
		}
		homeless[it.key] = true
	}
	if err := p.strangers(ctx, w, e, homeless); err != nil {
		return err
	}
	for i, it := range e.files {
		if homeless[it.key] || homeless[e.owner[e.holds[it.path]]] {
			w.lost = append(w.lost, it)
			e.files[i].key = 0
		}
	}
	return nil
}

// returned finds the articles in whose place there is one now that was gone: it was put there, or a build saw one half of a
// move. Of a text of a few words that says nothing.
func (p *pass) returned(ctx context.Context, e *edits) (homeless map[int64]bool, err error) {
	homeless = map[int64]bool{}
	for _, it := range e.files {
		hash, ok := e.holds[it.path]
		if !ok || e.owner[hash] != 0 {
			continue
		}
		gone, err := p.catalogue.IsGone(ctx, hash)
		if err != nil {
			return nil, err
		}
		if !gone {
			continue
		}
		is, _ := p.glance(ctx, it.path) // what cannot be read is left to the build
		if same, err := p.resembles(ctx, it); err != nil {
			return nil, err
		} else if !same && is.fingerprint.Telling() {
			homeless[it.key] = true
		}
	}
	return homeless, nil
}

// resembles reports whether the file at the path of it still holds what the catalogue knows of it, edited.
func (p *pass) resembles(ctx context.Context, it item) (bool, error) {
	was, err := p.known(ctx, it.key)
	if err != nil {
		return false, err
	}
	is, err := p.glance(ctx, it.path)
	if err != nil { // what it holds is not known: it stays what it was, unless it has vanished meanwhile
		return !errors.Is(err, fs.ErrNotExist), nil
	}
	return is.title == was.title && is.parsed || is.resembles(was), nil
}

// A gist is what tells two articles apart at a glance.
type gist struct {
	title       string
	fingerprint article.Fingerprint
	parsed      bool
	kept        bool // the file at its path resembles it
}

// resembles reports whether the texts are one, edited.
func (g gist) resembles(other gist) bool { return g.fingerprint.Similarity(other.fingerprint) >= 0.5 }

// hasBecome reports whether an article that another title stands over at its path goes on in g. Where its path may hold it
// too, as in a series of articles that are all alike, g must have its title and nearly all of its text.
func (g gist) hasBecome(was gist) bool {
	if was.kept {
		return g.title == was.title && g.fingerprint.Similarity(was.fingerprint) >= 0.75
	}
	return g.resembles(was)
}

func (p *pass) known(ctx context.Context, key int64) (gist, error) {
	fingerprint, title, err := p.catalogue.Fingerprint(ctx, key)
	return gist{title: title, fingerprint: fingerprint, parsed: true}, err
}

// glance reads a file. The gist is not parsed where the file is no valid article.
func (p *pass) glance(ctx context.Context, path string) (gist, error) {
	data, _, err := p.folder.Read(path, article.MaxSize)
	if err != nil {
		return gist{}, err
	}
	a, err := p.parse(ctx, path, data)
	if err != nil {
		return gist{}, nil
	}
	return gist{title: a.Title, fingerprint: a.Fingerprint, parsed: true}, nil
}

// mostEdits is how many edited files are looked at for strangers: where more have changed at once, nobody has renamed
// them one by one.
const mostEdits = 500

// A stranger is an edited file that has another title now than its article.
type stranger struct {
	key     int64
	was, is gist
}

// strangers finds the edited files that hold another article now, while another file holds theirs, or the one that they hold
// is elsewhere no more: one of the two has been renamed and edited at once, and has got the name of the other.
func (p *pass) strangers(ctx context.Context, w *work, e *edits, homeless map[int64]bool) error {
	if len(e.files) > mostEdits || len(e.files)+len(w.read)+len(w.lost) < 2 {
		return nil
	}
	var all []stranger
	var now, gone []gist // what files hold, and what no file holds any more
	for _, it := range e.files {
		was, err := p.known(ctx, it.key)
		if err != nil {
			return err
		}
		is, _ := p.glance(ctx, it.path) // what cannot be read is left to the build
		now = append(now, is)
		if is.parsed && is.title != was.title && was.fingerprint.Telling() {
			was.kept = is.resembles(was)
			all = append(all, stranger{it.key, was, is})
		}
	}
	if len(all) == 0 {
		return nil
	}
	for _, it := range w.read {
		if it.key == 0 && len(now) < 2*mostEdits {
			is, _ := p.glance(ctx, it.path)
			now = append(now, is)
		}
	}
	for _, it := range w.lost[:min(mostEdits, len(w.lost))] {
		was, err := p.known(ctx, it.key)
		if err != nil {
			return err
		}
		gone = append(gone, was)
	}
	for _, s := range all {
		if slices.ContainsFunc(now, func(is gist) bool { return is.hasBecome(s.was) }) {
			homeless[s.key] = true
		}
	}
	takeGone(all, gone, homeless)
	return nil
}

// takeGone finds the strangers that hold an article which has no other file. Each leaves its own without one.
func takeGone(all []stranger, gone []gist, homeless map[int64]bool) {
	for len(all) > 0 {
		rest := all[:0]
		before := len(gone)
		for _, s := range all {
			holdsGone := func(was gist) bool { return was.fingerprint.Telling() && !s.was.kept && s.is.resembles(was) }
			if homeless[s.key] || slices.ContainsFunc(gone, holdsGone) {
				homeless[s.key] = true
				gone = append(gone, s.was)
			} else {
				rest = append(rest, s)
			}
		}
		if all = rest; len(gone) == before {
			return
		}
	}
}
