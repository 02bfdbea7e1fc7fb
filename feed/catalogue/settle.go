package catalogue

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"
)

// Settle finds out which article each new file is, gives ids, slugs, dates and numbers to those that have none, and
// returns what has changed, in the order of the paths.
func (u *Update) Settle(ctx context.Context) ([]Change, error) {
	slices.SortStableFunc(u.touched, func(a, b *touched) int {
		// What takes the place of a file that is gone comes after it.
		return cmp.Or(cmp.Compare(a.path, b.path), cmp.Compare(b.state/Gone, a.state/Gone))
	})
	if err := u.refuseRivals(ctx); err != nil {
		return nil, err
	}
	if err := u.inherit(ctx); err != nil {
		return nil, err
	}
	if err := u.adoptAll(ctx); err != nil {
		return nil, err
	}
	var listed []*touched
	for _, t := range u.touched {
		if t.state == Gone || t.problem != "" {
			continue
		}
		if t.was == nil {
			t.was = &identity{}
		}
		if err := u.date(ctx, t); err != nil {
			return nil, err
		}
		u.schedule(t)
		if t.state == Listed && !t.was.number.Valid {
			listed = append(listed, t)
		}
	}
	if err := u.number(ctx, listed); err != nil {
		return nil, err
	}
	changes, err := u.storeAll(ctx)
	if err != nil {
		return nil, err
	}
	return changes, u.countTopics(ctx)
}

// portion is how many articles' tags and files are entered at a time.
const portion = 2000

func (u *Update) storeAll(ctx context.Context) ([]Change, error) {
	slices.SortStableFunc(u.stamps, func(a, b file) int { return cmp.Compare(a.path, b.path) })
	if err := u.enterFiles(ctx, u.stamps); err != nil {
		return nil, err
	}
	changes := make([]Change, 0, len(u.touched))
	files := make([]file, 0, min(portion, len(u.touched)))
	for i, t := range u.touched {
		u.touched[i] = nil // a first build has many
		// If it became another's past, or has left none, nothing has changed.
		if t.key != 0 && (t.state != Gone || t.was != nil) {
			after, err := u.store(ctx, t)
			if err != nil {
				return nil, fmt.Errorf("catalogue: %s: %w", t.path, err)
			}
			changes = append(changes, Change{Key: t.key, Before: t.before, After: after, Edited: t.edited})
		}
		f := file{path: t.path}
		if t.state != Gone {
			f = file{path: t.path, key: t.key, state: t.state, stamp: []byte(t.stamp)}
		}
		files = append(files, f)
		if len(files) < portion && i < len(u.touched)-1 {
			continue
		}
		if err := u.enterFiles(ctx, files); err != nil {
			return nil, fmt.Errorf("catalogue: %w", err)
		}
		if err := u.enterTags(ctx); err != nil {
			return nil, fmt.Errorf("catalogue: %w", err)
		}
		files = files[:0]
	}
	return changes, nil
}

// Merged returns the keys that Settle has given up because their article goes on under another key, or never was one.
func (u *Update) Merged() []int64 { return u.merged }

// schedule takes an article out that is not yet due or has expired.
func (u *Update) schedule(t *touched) {
	now, published := u.now.Unix(), t.was.published.Int64
	switch {
	case t.state != Listed:
	case t.expires != 0 && t.expires <= now:
		t.state = Expired
	case u.options.Future:
	case published > now && t.before.Listed() && t.before.Published == published:
		// A clock that jumps back must not take away what is published.
	case published > now:
		t.state = Waiting
	}
}

// date decides when t was published and updated, as the contract says.
func (u *Update) date(ctx context.Context, t *touched) error {
	was := t.was
	keepPublished, keepUpdated, err := u.adoptedDates(ctx, t)
	switch {
	case keepPublished:
	case t.from != "":
		was.published, was.publishedFrom = seconds(t.published), t.from
	case was.published.Valid && !was.number.Valid && t.state == Listed && !stated(was.publishedFrom):
		// A draft that is published now is not as old as its first sketch, else it would begin its life as old news.
		was.published = u.revisedAt(t, was.published.Int64)
		was.publishedFrom = "modification time, first published " + u.now.Format(time.DateOnly)
	case was.published.Valid:
	default:
		was.published, was.publishedFrom = u.foundDate(t)
	}
	switch {
	case keepUpdated && (t.updFrom != "" || !t.revised):
	case t.updFrom != "":
		was.updated, was.updatedFrom = seconds(t.updated), t.updFrom
	case !was.updated.Valid:
		was.updated, was.updatedFrom = was.published, "as published"
	case t.revised:
		was.updated, was.updatedFrom = u.revisedAt(t, was.updated.Int64), "content seen to change"
	}
	if was.updated.Int64 < was.published.Int64 {
		was.updated, was.updatedFrom = was.published, "as published"
	}
	return err
}

// revisedAt is the file's modification time unless it cannot be the time of the change.
func (u *Update) revisedAt(t *touched, remembered int64) sql.NullInt64 {
	if t.modified > remembered && t.modified <= u.now.Unix() {
		return seconds(t.modified)
	}
	return seconds(max(u.now.Unix(), remembered))
}

func (u *Update) foundDate(t *touched) (sql.NullInt64, string) {
	if u.gitTime == nil {
		u.gitTime = map[string]time.Time{}
		if u.options.GitDates != nil {
			if dates := u.options.GitDates(); dates != nil {
				u.gitTime = dates
			}
		}
	}
	if at, ok := u.gitTime[t.path]; ok && !at.After(u.now) {
		return seconds(at.Unix()), "first commit in git"
	}
	seen := ", first seen " + u.now.Format(time.DateOnly)
	if t.modified > u.now.Unix() {
		return seconds(u.now.Unix()), "modification time lies ahead" + seen
	}
	return seconds(t.modified), "modification time" + seen
}

func seconds(n int64) sql.NullInt64 { return sql.NullInt64{Int64: n, Valid: true} }

// number gives the articles that are published for the first time their place in the order.
func (u *Update) number(ctx context.Context, listed []*touched) error {
	if len(listed) == 0 {
		return nil
	}
	slices.SortStableFunc(listed, func(a, b *touched) int {
		return cmp.Or(cmp.Compare(a.was.published.Int64, b.was.published.Int64), cmp.Compare(a.path, b.path))
	})
	last, err := u.LastNumber(ctx)
	if err != nil {
		return err
	}
	for i, t := range listed {
		t.was.number = seconds(last + int64(i) + 1)
	}
	return nil
}

// store writes what Settle has found out about t and returns the result.
func (u *Update) store(ctx context.Context, t *touched) (*Snapshot, error) {
	was := t.was
	switch {
	case t.state == Gone:
		return was.snapshot(t), nil
	case t.problem != "":
		return u.storeSkipped(ctx, t)
	}
	stored, err := u.storeNew(ctx, t)
	if err == nil && !stored {
		err = u.storeKnown(ctx, t)
	}
	if err != nil {
		return nil, err
	}
	after := was.snapshot(t)
	if t.state != Listed {
		return after, nil
	}
	after.Tags, after.Translation = unpackTags(t.tags), t.versionOf
	for _, tag := range after.Tags {
		u.tagged = append(u.tagged, tagged{Tag: tag, published: after.Published, number: after.Number, key: t.key})
	}
	return after, u.enterVersion(ctx, t)
}

func (id *identity) snapshot(t *touched) *Snapshot {
	s := &Snapshot{ID: id.id, Slug: id.slug, Path: t.path, Address: t.address, State: t.state, Published: id.published.Int64, Updated: id.updated.Int64, Number: id.number.Int64}
	if t.state == Gone {
		s.Path, s.Address = "", ""
	}
	return s
}

const articleColumns = "INSERT OR IGNORE INTO article (id, slug, wanted, number, state, published, published_from, updated, updated_from, expires, title, language, path, hash, address, key) "

// storeNew stores a new article whose id and slug are free, as nearly all are, in a single statement. It reports whether
// they were.
func (u *Update) storeNew(ctx context.Context, t *touched) (bool, error) {
	if t.was.id != "" || t.entered {
		return false, nil
	}
	id := t.givenID
	if id == "" {
		if id = DeriveID(u.options.URL, t.path); u.claimed[id] != "" {
			return false, nil
		}
	}
	t.was.id, t.was.slug = id, t.wanted
	rows, err := u.exec(ctx, articleColumns+`SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16
		WHERE NOT EXISTS (SELECT 1 FROM moved WHERE slug = ?2)`, t.values()...)
	if err != nil || rows == 0 {
		t.was.id, t.was.slug = "", ""
		return false, err
	}
	return true, nil
}

func (u *Update) storeKnown(ctx context.Context, t *touched) error {
	if err := u.chooseID(ctx, t); err != nil {
		return err
	}
	if err := u.chooseSlug(ctx, t); err != nil {
		return err
	}
	if !t.entered {
		_, err := u.exec(ctx, "INSERT INTO article (key, state) VALUES (?, 5)", t.key)
		if err != nil {
			return err
		}
	}
	_, err := u.exec(ctx, `UPDATE article SET id = ?, slug = ?, wanted = ?, number = ?, state = ?, published = ?, published_from = ?, updated = ?, updated_from = ?,
		expires = ?, title = ?, language = ?, path = ?, hash = ?, address = ?, problem = '' WHERE key = ?`, t.values()...)
	return err
}

// storeSkipped stores an article that has a fault. It stays what it was, with the text that could be read.
func (u *Update) storeSkipped(ctx context.Context, t *touched) (*Snapshot, error) {
	t.state = Skipped
	was := t.was
	if was == nil {
		was = &identity{}
	}
	var err error
	if !t.entered {
		_, err = u.exec(ctx, "INSERT INTO article (key, state, path) VALUES (?, 5, ?)", t.key, t.path)
	}
	if err == nil && t.read {
		_, err = u.exec(ctx, "UPDATE article SET title = ?, language = ?, hash = ? WHERE key = ?", t.title, t.language, t.hash[:], t.key)
	}
	if err == nil {
		_, err = u.exec(ctx, "UPDATE article SET state = 5, problem = ? WHERE key = ?", t.problem, t.key)
	}
	return was.snapshot(t), err
}

// values are the columns that both ways to store an article set.
func (t *touched) values() []any {
	var expires sql.NullInt64
	if t.expires != 0 {
		expires = seconds(t.expires)
	}
	was := t.was
	var wanted any
	if t.wanted != was.slug {
		wanted = t.wanted
	}
	return []any{identifier(was.id).pack(), was.slug, wanted, was.number, t.state, was.published.Int64, was.publishedFrom, was.updated.Int64, was.updatedFrom,
		expires, t.title, t.language, t.path, t.hash[:], t.address, t.key}
}
