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
	slices.SortStableFunc(u.touched, func(a, b *touched) int { return cmp.Compare(a.path, b.path) })
	if err := u.inherit(ctx); err != nil {
		return nil, err
	}
	var listed []*touched
	for _, t := range u.touched {
		if t.state == Gone || t.problem != "" {
			continue
		}
		if err := u.identify(ctx, t); err != nil {
			return nil, err
		}
		if t.problem == "" && t.state == Listed && !u.was(t).number.Valid {
			listed = append(listed, t)
		}
	}
	if err := u.number(ctx, listed); err != nil {
		return nil, err
	}
	changes := make([]Change, 0, len(u.touched))
	for _, t := range u.touched {
		if t.key == 0 { // became another's past
			continue
		}
		after, err := u.store(ctx, t)
		if err != nil {
			return nil, err
		}
		changes = append(changes, Change{Key: t.key, Before: t.before, After: after, Edited: t.edited})
	}
	return changes, nil
}

// Merged returns the keys that Settle has given up because their article goes on under another key.
func (u *Update) Merged() []int64 { return u.merged }

func (u *Update) was(t *touched) *identity {
	if t.was == nil {
		t.was = &identity{}
	}
	return t.was
}

// identify gives t its id, slug, dates and state. A t whose id is taken gets a problem.
func (u *Update) identify(ctx context.Context, t *touched) error {
	was := u.was(t)
	if err := u.chooseID(ctx, t); err != nil || t.problem != "" {
		return err
	}
	if err := u.chooseSlug(ctx, t); err != nil {
		return err
	}
	u.date(t)
	now := u.now.Unix()
	switch {
	case t.state != Listed:
	case t.expires != 0 && t.expires <= now:
		t.state = Expired
	case was.published.Int64 > now:
		// A clock that jumps back must not take away what is published.
		if !t.before.Listed() || t.before.Published != was.published.Int64 {
			t.state = Waiting
		}
	}
	return nil
}

// date decides when t was published and updated, as the contract says.
func (u *Update) date(t *touched) {
	was := u.was(t)
	switch {
	case t.from != "":
		was.published, was.publishedFrom = seconds(t.published), t.from
	case was.published.Valid:
	default:
		was.published, was.publishedFrom = u.foundDate(t)
	}
	switch {
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
}

// revisedAt is the file's modification time unless it cannot be the time of the change.
func (u *Update) revisedAt(t *touched, remembered int64) sql.NullInt64 {
	if at := t.modTime.Unix(); at > remembered && at <= u.now.Unix() {
		return seconds(at)
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
	if at, ok := u.gitTime[t.path]; ok {
		return seconds(at.Unix()), "first commit in git"
	}
	seen := ", first seen " + u.now.Format(time.DateOnly)
	if t.modTime.Unix() > u.now.Unix() {
		return seconds(u.now.Unix()), "modification time lies ahead" + seen
	}
	return seconds(t.modTime.Unix()), "modification time" + seen
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
	was := u.was(t)
	after := &Snapshot{
		ID: was.id, Slug: was.slug, Path: t.path, State: t.state,
		Published: was.published.Int64, Updated: was.updated.Int64, Number: was.number.Int64,
	}
	if t.before != nil {
		after.Title = t.before.Title
	}
	if t.state == Gone {
		after.Path = ""
		return after, nil
	}
	if t.problem != "" {
		after.State = Skipped
		_, err := u.exec(ctx, "UPDATE article SET state = 5, problem = ? WHERE key = ?", t.problem, t.key)
		return after, err
	}
	var expires sql.NullInt64
	if t.expires != 0 {
		expires = seconds(t.expires)
	}
	if _, err := u.exec(ctx, `UPDATE article SET id = ?, slug = ?, number = ?, state = ?, published = ?, published_from = ?, updated = ?, updated_from = ?,
		expires = ? WHERE key = ?`, was.id, was.slug, was.number, t.state, was.published, was.publishedFrom, was.updated, was.updatedFrom, expires, t.key); err != nil {
		return nil, fmt.Errorf("catalogue: %s: %w", t.path, err)
	}
	if t.state != Listed {
		return after, nil
	}
	after.Tags = unpackTags(t.tags)
	for i, tag := range after.Tags {
		if _, err := u.exec(ctx, "INSERT OR IGNORE INTO tag (slug, published, number, article, position, name) VALUES (?, ?, ?, ?, ?, ?)",
			tag.Slug, was.published, was.number, t.key, i, tag.Name); err != nil {
			return nil, err
		}
	}
	return after, nil
}
