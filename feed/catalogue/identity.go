package catalogue

import (
	"context"
	"database/sql"
	"fmt"
	"path"
	"strconv"
	"strings"

	"github.com/google/uuid"
)

// DeriveID returns the id of a new article: urn:uuid: with the version 5 UUID (RFC 9562, 5.5) of the site's URL and
// the path without its ending. So an unchanged path gives the same id on every machine, without any catalogue.
func DeriveID(siteURL, articlePath string) string {
	return deriveID(siteURL + strings.TrimSuffix(articlePath, path.Ext(articlePath)))
}

func deriveID(name string) string {
	return "urn:uuid:" + uuid.NewSHA1(uuid.NameSpaceURL, []byte(name)).String()
}

// chooseID keeps the id that t has, unless its file names another one.
func (u *Update) chooseID(ctx context.Context, t *touched) error {
	was := u.was(t)
	if t.givenID == "" {
		if was.id != "" {
			return nil
		}
		return u.newID(ctx, t)
	}
	if t.givenID == was.id {
		return nil
	}
	owner, ownerPath, state, err := u.ownerOf(ctx, t.givenID)
	if err != nil {
		return err
	}
	switch {
	case owner == 0:
	case state == Gone:
		if err := u.forget(ctx, owner, t.key); err != nil {
			return err
		}
	default:
		t.problem = fmt.Sprintf("id %q is already the id of %s", t.givenID, ownerPath)
		return nil
	}
	was.id = t.givenID
	// The next file with this id must find it taken.
	_, err = u.exec(ctx, "UPDATE article SET id = ? WHERE key = ?", was.id, t.key)
	return err
}

func (u *Update) ownerOf(ctx context.Context, id string) (key int64, ownerPath string, state State, err error) {
	var at sql.NullString
	_, err = u.one(ctx, "SELECT key, path, state FROM article WHERE id = ?", []any{id}, &key, &at, &state)
	return key, at.String, state, err
}

// newID derives an id that no article has, also none that is gone.
func (u *Update) newID(ctx context.Context, t *touched) error {
	id := DeriveID(u.options.URL, t.path)
	for n := 1; ; n++ {
		owner, _, _, err := u.ownerOf(ctx, id)
		if err != nil {
			return err
		}
		if owner == 0 {
			break
		}
		// The path with its ending, for a.txt beside a.md; then numbers, for a new file at the path of one that has moved.
		id = deriveID(u.options.URL + t.path)
		if n > 1 {
			id = deriveID(u.options.URL + t.path + "#" + strconv.Itoa(n))
		}
	}
	t.was.id = id
	_, err := u.exec(ctx, "UPDATE article SET id = ? WHERE key = ?", id, t.key)
	return err
}

// chooseSlug keeps the slug that t has as long as its file wants the same one. The old one leads on to the new one.
func (u *Update) chooseSlug(ctx context.Context, t *touched) error {
	was := u.was(t)
	if was.slug != "" && was.wanted == t.wanted {
		return nil
	}
	slug, err := u.freeSlug(ctx, t)
	if err != nil || slug == was.slug {
		return err
	}
	if was.slug != "" {
		if _, err := u.exec(ctx, "INSERT OR REPLACE INTO moved (slug, article) VALUES (?, ?)", was.slug, t.key); err != nil {
			return err
		}
	}
	if _, err := u.exec(ctx, "DELETE FROM moved WHERE slug = ?", slug); err != nil {
		return err
	}
	was.slug = slug
	_, err = u.exec(ctx, "UPDATE article SET slug = ? WHERE key = ?", slug, t.key)
	return err
}

// freeSlug returns the first of wanted, wanted-2, wanted-3 … that belongs to no other article, now or before.
func (u *Update) freeSlug(ctx context.Context, t *touched) (string, error) {
	slug := t.wanted
	for n := max(u.slugs[t.wanted], 1); ; n++ {
		if n > 1 {
			slug = t.wanted + "-" + strconv.Itoa(n)
			u.slugs[t.wanted] = n
		}
		var key int64
		taken, err := u.one(ctx, `SELECT key FROM article WHERE slug = ?1 AND key <> ?2 UNION ALL SELECT article FROM moved WHERE slug = ?1 AND article <> ?2`,
			[]any{slug, t.key}, &key)
		if err != nil || !taken {
			return slug, err
		}
	}
}

// forget gives the rest of what belongs to the article old to the article heir, and drops old.
func (u *Update) forget(ctx context.Context, old, heir int64) error {
	for _, query := range []string{
		"UPDATE moved SET article = ?2 WHERE article = ?1",
		"DELETE FROM reference WHERE article = ?1 AND ?2",
		"DELETE FROM tag WHERE article = ?1 AND ?2",
		"DELETE FROM article WHERE key = ?1 AND ?2",
	} {
		if _, err := u.exec(ctx, query, old, heir); err != nil {
			return err
		}
	}
	u.merged = append(u.merged, old)
	if t := u.byKey[old]; t != nil {
		t.key = 0
	}
	return nil
}
