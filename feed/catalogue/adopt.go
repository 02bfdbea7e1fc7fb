package catalogue

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"
)

// An Adoption is what an article takes over from the feed of another generator.
type Adoption struct {
	Source    string // the feed, for people
	ID        string // "" leaves the article the id that it has
	Published time.Time
	Updated   time.Time // zero, like Published: the feed does not say it
	Slugs     []string  // that its page had in the folder of articles
	Addresses []string  // other ones: paths below the site's URL, or whole URLs
}

// adoptedFrom begins the origin of a date that was taken over.
const adoptedFrom = "adopted from "

// adoptAll lets the articles take over what Settle was told.
func (u *Update) adoptAll(ctx context.Context) error {
	if len(u.options.Adopt) == 0 {
		return nil
	}
	adopting := map[*touched]Adoption{}
	var changing []*touched // in the order of the paths
	for _, t := range u.touched {
		adoption, ok := u.options.Adopt[t.path]
		if !ok || t.state == Gone || t.problem != "" {
			continue
		}
		adopting[t] = adoption
		if t.was == nil {
			t.was = &identity{}
		}
		if adoption.ID == "" || t.givenID != "" || t.was.id == adoption.ID {
			continue
		}
		changing = append(changing, t)
		// Articles may trade their ids: first all of those that change become free.
		if _, err := u.exec(ctx, "UPDATE article SET id = NULL WHERE key = ?", t.key); err != nil {
			return err
		}
	}
	for _, t := range changing {
		id := adopting[t].ID
		owner, at, _, err := u.ownerOf(ctx, id)
		if err != nil {
			return err
		}
		if other := u.claimed[id]; other != "" {
			owner, at = 1, other
		}
		if owner != 0 {
			return fmt.Errorf("%s cannot have the id %q: it is that of %s", t.path, id, orDeleted(at))
		}
		u.claimed[id] = t.path
		t.was.id = id
	}
	for _, t := range u.touched {
		if adoption, ok := adopting[t]; ok {
			if err := u.adopt(ctx, t, adoption); err != nil {
				return err
			}
		}
	}
	return nil
}

func orDeleted(path string) string {
	if path == "" {
		return "an article that was deleted"
	}
	return path
}

func (u *Update) adopt(ctx context.Context, t *touched, adoption Adoption) error {
	was, from := t.was, adoptedFrom+adoption.Source
	if !adoption.Published.IsZero() {
		was.published, was.publishedFrom = seconds(adoption.Published.Unix()), from
		if t.updFrom == "" && !seenToChange(was.updatedFrom) {
			was.updated = sql.NullInt64{} // it follows what is published
		}
	}
	if !adoption.Updated.IsZero() {
		was.updated, was.updatedFrom = seconds(adoption.Updated.Unix()), from
		t.revised = false // the feed knows when it was
	}
	if _, err := u.exec(ctx, "INSERT OR REPLACE INTO adopted (article, source, published, updated) VALUES (?, ?, ?, ?)",
		t.key, adoption.Source, t.statedPublished(), t.statedUpdated()); err != nil {
		return err
	}
	for _, address := range adoption.Addresses {
		if _, err := u.exec(ctx, "INSERT OR IGNORE INTO address (address, article) VALUES (?, ?)", address, t.key); err != nil {
			return err
		}
	}
	for _, slug := range adoption.Slugs {
		if slug == was.slug {
			continue
		}
		if _, err := u.exec(ctx, `INSERT OR IGNORE INTO moved (slug, article) SELECT ?1, ?2
			WHERE NOT EXISTS (SELECT 1 FROM article WHERE slug = ?1)`, slug, t.key); err != nil {
			return err
		}
	}
	return nil
}

func seenToChange(from string) bool {
	return from != "" && from != "as published" && !strings.HasPrefix(from, adoptedFrom)
}

func (t *touched) statedPublished() sql.NullInt64 {
	return sql.NullInt64{Int64: t.published, Valid: t.from != ""}
}

func (t *touched) statedUpdated() sql.NullInt64 {
	return sql.NullInt64{Int64: t.updated, Valid: t.updFrom != ""}
}

// adoptedDates tells which dates of t were taken over and still hold, since its file states what it did then.
func (u *Update) adoptedDates(ctx context.Context, t *touched) (published, updated bool, err error) {
	published, updated = strings.HasPrefix(t.was.publishedFrom, adoptedFrom), strings.HasPrefix(t.was.updatedFrom, adoptedFrom)
	if !published && !updated {
		return false, false, nil
	}
	var publishedThen, updatedThen sql.NullInt64
	ok, err := u.one(ctx, "SELECT published, updated FROM adopted WHERE article = ?", []any{t.key}, &publishedThen, &updatedThen)
	return ok && published && publishedThen == t.statedPublished(), ok && updated && updatedThen == t.statedUpdated(), err
}

// AdoptedFrom returns the feed from which an article has taken over its id and dates; "" when there was none.
func (s *statements) AdoptedFrom(ctx context.Context, key int64) (source string, err error) {
	_, err = s.one(ctx, "SELECT source FROM adopted WHERE article = ?", []any{key}, &source)
	return source, err
}

// Addresses returns where the page of an article was before, outside of the folder of articles.
func (s *statements) Addresses(ctx context.Context, key int64) ([]string, error) {
	return s.strings(ctx, "SELECT address FROM address WHERE article = ? ORDER BY address", key)
}

// AllAddresses is Addresses for all articles.
func (s *statements) AllAddresses(ctx context.Context) ([]string, error) {
	return s.strings(ctx, "SELECT address FROM address ORDER BY address")
}

// AtAddress returns the article whose page was at the address.
func (s *statements) AtAddress(ctx context.Context, address string) (Record, bool, error) {
	return s.oneRecord(ctx, "SELECT "+recordColumns+" FROM article WHERE key = (SELECT article FROM address WHERE address = ?)", address)
}
