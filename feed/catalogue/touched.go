package catalogue

import (
	"context"
	"database/sql"
	"fmt"
)

// touched is an article that this build has something to say about. In a first build there is one for every article, so
// it holds no more than Settle needs.
type touched struct {
	key       int64
	path      string
	wanted    string
	address   string
	givenID   string
	addresses []string // aliases and permalink
	modified  int64
	published int64
	from      string // of published; "" when the file does not say it
	updated   int64
	updFrom   string
	expires   int64
	state     State // as the file says: Listed, Draft, Unlisted, Skipped, or Gone; Settle adds the clock
	problem   string
	title     string
	language  string
	tags      string
	versionOf string // the text, as in Snapshot.Translation
	stamp     string
	hash      [32]byte
	entered   bool // in the table of the articles
	read      bool // title, language and hash are the file's
	edited    bool
	revised   bool      // edited by a change of the file
	before    *Snapshot // nil for an article that has no id yet
	was       *identity // nil likewise
}

// identity is what an article keeps when its file moves.
type identity struct {
	id, slug, wanted, publishedFrom, updatedFrom string
	published, updated, number                   sql.NullInt64
}

// content is what tells whether an article has changed.
type content struct{ hash, shown []byte }

// touch begins a touched entry of an article that is known.
func (u *Update) touch(ctx context.Context, key int64) (*touched, content, error) {
	before, id, was, err := u.snapshot(ctx, key)
	if err != nil {
		return nil, was, err
	}
	if t := u.byKey[key]; t != nil {
		return t, was, nil
	}
	t := &touched{key: key, path: before.Path, entered: true}
	if id.id != "" {
		t.before, t.was = before, &id
	}
	u.touched = append(u.touched, t)
	u.byKey[key] = t
	return t, was, nil
}

func (u *Update) snapshot(ctx context.Context, key int64) (*Snapshot, identity, content, error) {
	var s Snapshot
	var id identity
	var was content
	var ident identifier
	var tags string
	ok, err := u.one(ctx, `SELECT id, slug, coalesce(wanted, slug), number, state, path, published, published_from, updated, updated_from, address, hash, shown, tags,
		(SELECT translation FROM version WHERE version.article = article.key) FROM article JOIN text USING (key) WHERE key = ?`, []any{key},
		&ident, &s.Slug, &id.wanted, &id.number, &s.State, &s.Path, &id.published, &id.publishedFrom, &id.updated, &id.updatedFrom, &s.Address, &was.hash, &was.shown, &tags, &s.Translation)
	if err == nil && !ok {
		err = fmt.Errorf("catalogue: no article %d", key)
	}
	if err != nil {
		return nil, id, was, err
	}
	s.ID = string(ident)
	id.id, id.slug = s.ID, s.Slug
	s.Number, s.Published, s.Updated = id.number.Int64, id.published.Int64, id.updated.Int64
	if s.State == Listed {
		s.Tags = unpackTags(tags)
	}
	return &s, id, was, nil
}

// take takes over what the file says.
func (t *touched) take(r Reading) {
	a := r.Article
	t.read, t.title, t.language, t.hash = true, a.Title, a.Language, a.Hash
	t.wanted, t.givenID, t.address, t.versionOf = r.Slug, a.ID, r.Address, a.Translation
	t.addresses = a.Aliases
	if a.Permalink != "" {
		t.addresses = append([]string{a.Permalink}, a.Aliases...)
	}
	t.tags = packTags(r.Tags)
	if !a.Published.IsZero() {
		t.published, t.from = a.Published.Unix(), a.Origins["published"]
	}
	if !a.Updated.IsZero() {
		t.updated, t.updFrom = a.Updated.Unix(), a.Origins["updated"]
	}
	if !a.Expires.IsZero() {
		t.expires = a.Expires.Unix()
	}
	switch {
	case a.Draft:
		t.state = Draft
	case a.Unlisted:
		t.state = Unlisted
	default:
		t.state = Listed
	}
}
