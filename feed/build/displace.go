package build

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"slices"
	"time"
)

// edits are the known files whose text has changed.
type edits struct {
	files []item
	owner map[[32]byte]int64  // by the text that a file had before
	holds map[string][32]byte // by path, the text that is there now

	homeless map[int64]bool // articles whose own file does not hold them any more
}

func newEdits() *edits {
	return &edits{owner: map[[32]byte]int64{}, holds: map[string][32]byte{}, homeless: map[int64]bool{}}
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
	if len(sure) < len(e.files) {
		p.holdLost(w)
	}
	e.files = sure
	return nil
}

// holdLost keeps back what has vanished, and what is new with it.
func (p *pass) holdLost(w *work) {
	before := len(w.lost)
	w.lost = slices.DeleteFunc(w.lost, func(it item) bool {
		held := p.missed(it.key) < longestHold
		if held {
			p.hold(w, it)
		}
		return held
	})
	if len(w.lost) < before {
		p.holdNew(w)
	}
}

// postpone keeps back for a while the files that hold what belongs to a file that is too young to be read, or whose new
// place may be: it may have moved from there, or have been copied. What the young file holds will tell.
func (p *pass) postpone(ctx context.Context, w *work, e *edits) error {
	if len(w.young) == 0 {
		return nil
	}
	owned := map[[32]byte]time.Duration{} // for how long one may wait for what holds the text
	wait := func(it item, hash [32]byte, ok bool) bool {
		return ok && owned[hash] > 0 && p.hasChanged(it.stamp, owned[hash])
	}
	for looked := 0; looked < len(w.young); { // what one of them held may be what another holds
		for _, it := range w.young[looked:] {
			hash, err := p.catalogue.Hash(ctx, it.key)
			if err != nil {
				return err
			}
			owned[hash] = longestHold
			if !p.isYoung(it.stamp) { // it waits itself, and not for ever: files that have traded places come to rest together
				owned[hash] = 2 * longestHold
			}
		}
		looked = len(w.young)
		e.files = slices.DeleteFunc(e.files, func(it item) bool {
			hash, ok := e.holds[it.path]
			if ok = wait(it, hash, ok); ok {
				e.drop(it)
				p.hold(w, it)
			}
			return ok
		})
	}
	w.read = slices.DeleteFunc(w.read, func(it item) bool {
		if it.key != 0 {
			return false
		}
		hash, ok, _ := p.textHash(it.path)
		if ok = wait(it, hash, ok); ok {
			p.later(it)
		}
		return ok
	})
	return nil
}

// displace finds the edited files that hold another article now, because what they held has moved to another file, or
// because they hold what another file held that is gone or is displaced. They become new files, to be matched like all
// others: so files that trade places do not trade their ids. A file that was copied and then edited is still the same
// article.
func (p *pass) displace(ctx context.Context, w *work, e *edits) error {
	if err := p.returned(ctx, e); err != nil {
		return err
	}
	if len(e.files) == 0 || len(e.homeless) == 0 && len(e.files)+len(w.read)+len(w.lost) < 2 {
		return nil
	}
	if err := p.addLost(ctx, w, e); err != nil {
		return err
	}
	for _, it := range w.read {
		if it.key != 0 { // it holds what it held
			continue
		}
		if hash, ok, _ := p.textHash(it.path); ok {
			e.holds[it.path] = hash
		}
	}
	if err := p.moved(ctx, e); err != nil {
		return err
	}
	if err := p.strangers(ctx, w, e); err != nil {
		return err
	}
	return p.evict(ctx, w, e)
}

// addLost adds the articles whose file is gone to the owners of texts, unless an edited file had the same text.
func (p *pass) addLost(ctx context.Context, w *work, e *edits) error {
	for _, it := range w.lost {
		hash, err := p.catalogue.Hash(ctx, it.key)
		if err != nil {
			return err
		}
		if hash != ([32]byte{}) && e.owner[hash] == 0 {
			e.owner[hash], e.homeless[it.key] = it.key, true
		}
	}
	return nil
}

// moved finds the articles whose text stands in another file now. One whose own file resembles it still was copied, unless
// that file holds what was another's.
func (p *pass) moved(ctx context.Context, e *edits) error {
	held := map[int64]bool{}
	for _, hash := range e.holds {
		held[e.owner[hash]] = true
	}
	for _, it := range e.files {
		if !held[it.key] {
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
		e.homeless[it.key] = true
	}
	return nil
}

// evict makes new files of those whose article is homeless, and of those that hold one which is.
func (p *pass) evict(ctx context.Context, w *work, e *edits) error {
	gone := map[int64]bool{}
	for _, it := range w.lost {
		gone[it.key] = true
	}
	for i, it := range e.files {
		owner := e.owner[e.holds[it.path]]
		if !e.homeless[it.key] && gone[owner] {
			if edited, err := p.isEdited(ctx, it); err != nil {
				return err
			} else if edited { // in a copy, which has got its name then
				continue
			}
		}
		if e.homeless[it.key] || e.homeless[owner] {
			w.lost = append(w.lost, it)
			e.files[i].key = 0
		}
	}
	return nil
}

// isEdited reports whether the file at the path of it has the title still that the catalogue knows, and most of the text.
func (p *pass) isEdited(ctx context.Context, it item) (bool, error) {
	was, err := p.known(ctx, it.key)
	if err != nil {
		return false, err
	}
	is, _ := p.glance(ctx, it.path) // what cannot be read is left to the build
	return is.parsed && is.title == was.title && is.resembles(was), nil
}

// longestMove is how much later than the old place of an article a build may see its new one.
const longestMove = time.Hour

// returned finds the articles in whose place there is one now that was gone: it was there before, or a build saw one half of
// a move. What has been gone for longer may have been a copy, and the article be what it was again. Of a text of a few words
// that says nothing.
func (p *pass) returned(ctx context.Context, e *edits) error {
	for _, it := range e.files {
		hash, ok := e.holds[it.path]
		if !ok || e.owner[hash] != 0 {
			continue
		}
		gone, err := p.catalogue.IsGone(ctx, hash, p.now.Add(-longestMove), it.path)
		if err != nil {
			return err
		}
		if !gone {
			continue
		}
		is, _ := p.glance(ctx, it.path) // what cannot be read is left to the build
		if same, err := p.resembles(ctx, it); err != nil {
			return err
		} else if !same && is.fingerprint.Telling() {
			e.homeless[it.key] = true
		}
	}
	return nil
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
	return is.parsed && is.title == was.title && !is.isUnlike(was) || is.resembles(was), nil
}
