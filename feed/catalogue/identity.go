package catalogue

import (
	"context"
	"database/sql/driver"
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
	return uuidPrefix + uuid.NewSHA1(uuid.NameSpaceURL, []byte(name)).String()
}

// An identifier is an article's id. Most are those of deriveID, and are kept as the bytes of the UUID.
type identifier string

const uuidPrefix = "urn:uuid:"

// pack returns the id as it stands in the database. That form must be the only one for the id: it is compared.
func (id identifier) pack() any {
	if id == "" {
		return nil
	}
	if digits, ok := strings.CutPrefix(string(id), uuidPrefix); ok {
		if u, err := uuid.Parse(digits); err == nil && u.String() == digits {
			return u[:]
		}
	}
	return string(id)
}

// unpack takes over an id from the database. It reports whether there is one, or NULL.
func (id *identifier) unpack(v driver.Value) bool {
	switch v := v.(type) {
	case nil:
		*id = ""
	case string:
		*id = identifier(v)
	case []byte:
		u, err := uuid.FromBytes(v)
		*id = identifier(uuidPrefix + u.String())
		return err == nil
	default:
		return false
	}
	return true
}

// chooseID keeps the id that t has, unless its file names another one. That one is free: refuseRivals has seen to it.
func (u *Update) chooseID(ctx context.Context, t *touched) error {
	if t.givenID != "" {
		t.was.id = t.givenID
	}
	if t.was.id != "" {
		return nil
	}
	return u.newID(ctx, t)
}

func (u *Update) ownerOf(ctx context.Context, id string) (key int64, ownerPath string, state State, err error) {
	_, err = u.one(ctx, "SELECT key, path, state FROM article WHERE id = ?", []any{identifier(id).pack()}, &key, &ownerPath, &state)
	return key, ownerPath, state, err
}

// newID derives an id that no article has, also none that is gone.
func (u *Update) newID(ctx context.Context, t *touched) error {
	id := DeriveID(u.options.URL, t.path)
	for n := 1; ; n++ {
		owner, _, _, err := u.ownerOf(ctx, id)
		if err != nil {
			return err
		}
		if owner == 0 && u.claimed[id] == "" {
			t.was.id = id
			return nil
		}
		// The path with its ending, for a.txt beside a.md; then numbers, for a new file at the path of one that has moved.
		id = deriveID(u.options.URL + t.path)
		if n > 1 {
			id = deriveID(u.options.URL + t.path + "#" + strconv.Itoa(n))
		}
	}
}

// chooseSlug keeps the slug that t has as long as its file wants the same one. The old one leads on to the new one.
func (u *Update) chooseSlug(ctx context.Context, t *touched) error {
	was := t.was
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
	return nil
}

// freeSlug returns the first of wanted, wanted-2, wanted-3 … that belongs to no other article, now or before.
func (u *Update) freeSlug(ctx context.Context, t *touched) (string, error) {
	slug, n := t.wanted, 1
	if t.was.slug == "" { // one that was elsewhere before may have had a slug that others must pass over
		n = max(u.slugs[t.wanted], 1)
	}
	for ; ; n++ {
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

// forget drops the gone article old and gives its former slugs to the article heir.
func (u *Update) forget(ctx context.Context, old, heir int64) error {
	for _, query := range []string{"UPDATE moved SET article = ? WHERE article = ?", "UPDATE address SET article = ? WHERE article = ?",
		"UPDATE OR REPLACE adopted SET article = ? WHERE article = ?"} {
		if _, err := u.exec(ctx, query, heir, old); err != nil {
			return err
		}
	}
	if err := u.drop(ctx, old); err != nil {
		return err
	}
	u.merged = append(u.merged, old)
	if t := u.byKey[old]; t != nil {
		t.key = 0
	}
	return nil
}

// drop takes an article out of the tables.
func (u *Update) drop(ctx context.Context, key int64) error {
	for _, query := range []string{"DELETE FROM article WHERE key = ?", "DELETE FROM text WHERE key = ?", "DELETE FROM gone WHERE key = ?"} {
		if _, err := u.exec(ctx, query, key); err != nil {
			return err
		}
	}
	return nil
}
