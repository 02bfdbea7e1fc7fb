package build

import (
	"context"
	"errors"
	"io/fs"
	"slices"

	"seedfeed/feed/source"
)

// follow finds the articles whose text stands in a new file, or in one that has changed, while the file that they had is
// another one by now, or gone, which nothing has told: a move takes place in two folders, and a walk, or one who polls,
// may have been in one of them before it and in the other after it. Those that are gone are lost now, and changed is
// returned with the others.
func (p *pass) follow(ctx context.Context, w *work, changed []item) ([]item, error) {
	if w.whole && w.known == 0 {
		return changed, nil
	}
	seen := map[int64]bool{}
	for _, it := range slices.Concat(changed, w.read, w.lost, w.young) {
		seen[it.key] = true
	}
	isKnown := func(it item) bool { return it.key != 0 } // and holds what it held
	todo := slices.Concat(changed, slices.DeleteFunc(slices.Clone(w.read), isKnown))
	for len(todo) > 0 {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		it := todo[0]
		todo = todo[1:]
		keys, err := p.owners(ctx, it)
		if err != nil {
			return nil, err
		}
		for _, key := range keys {
			if seen[key] {
				continue
			}
			seen[key] = true
			other, moved, err := p.hasMoved(ctx, w, key)
			if err != nil {
				return nil, err
			}
			if moved {
				changed, todo = append(changed, other), append(todo, other)
			}
		}
	}
	return changed, nil
}

// owners returns the articles that have the text which a file holds, and none where it is its own.
func (p *pass) owners(ctx context.Context, it item) ([]int64, error) {
	hash, ok, _ := p.textHash(it.path) // what cannot be read is left to the build
	if !ok {
		return nil, nil
	}
	keys, err := p.catalogue.WithHash(ctx, hash)
	if slices.Contains(keys, it.key) {
		return nil, err
	}
	return keys, err
}

// hasMoved reports whether an article's file has changed. Where it is gone, or not to be read or taken for gone yet, it is
// entered as that.
func (p *pass) hasMoved(ctx context.Context, w *work, key int64) (it item, moved bool, err error) {
	record, ok, err := p.catalogue.Record(ctx, key)
	if err != nil || !ok {
		return it, false, err
	}
	var known source.Stamp
	err = p.catalogue.FilesBelow(ctx, record.Path, func(_ int64, path string, stamp []byte) error {
		if path == record.Path {
			copy(known[:], stamp)
		}
		return nil
	})
	if err != nil {
		return it, false, err
	}
	it = item{path: record.Path, key: key}
	it.stamp, err = p.folder.Stat(record.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && p.vanished != nil && p.missed(key) < p.Settle: // the file may be a copy, and it elsewhere
		p.hold(w, it)
	case errors.Is(err, fs.ErrNotExist):
		w.lost = append(w.lost, it)
	case err != nil || it.stamp == known:
	case p.isYoung(it.stamp):
		p.hold(w, it)
	default:
		return it, true, nil
	}
	return it, false, nil
}
