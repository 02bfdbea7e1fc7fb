package catalogue

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"seedfeed/feed/article"
)

// An Update is one build's change of the catalogue: a transaction. The caller reports every file with Put, Touch
// or Lose, then calls Settle once, then Commit or Rollback.
type Update struct {
	catalogue *Catalogue
	tx        *sql.Tx
	*statements
	now     time.Time
	options UpdateOptions
	touched []*touched         // in the order of the calls
	byKey   map[int64]*touched // those that were known
	merged  []int64
	claimed map[string]string // ids that files of this build state, with the file's path
	slugs   map[string]int    // the next number to try for a slug that several articles want
	gitTime map[string]time.Time
}

// UpdateOptions are the facts that Settle needs from outside.
type UpdateOptions struct {
	Now time.Time
	// URL is where the site is reached; new ids are derived from it.
	URL string
	// GitDates gives the time of each path's first commit. It is called at most once, and only when an article has no
	// other date. nil means that there is no git.
	GitDates func() map[string]time.Time
	// ArticlePath gives the path of an article's page below URL, for front matter that names an older address.
	ArticlePath func(slug string) string
}

// touched is an article that this build has something to say about. In a first build there is one for every article, so
// it holds no more than Settle needs.
type touched struct {
	key       int64
	path      string
	wanted    string
	givenID   string
	addresses []string // aliases and permalink
	modified  int64
	published int64
	from      string // of published; "" when the file does not say it
	updated   int64
	updFrom   string
	expires   int64
	entered   State // in the table now: what the file says, or what was known before
	state     State // as the file says: Listed, Draft, Unlisted, Skipped, or Gone; Settle adds the clock
	problem   string
	tags      string
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

// Begin starts an update. Nothing is written to the disk before Commit, apart from SQLite's own journal.
func (c *Catalogue) Begin(ctx context.Context, options UpdateOptions) (*Update, error) {
	if err := c.unseal(); err != nil {
		return nil, err
	}
	tx, err := c.db.BeginTx(ctx, nil)
	if err != nil {
		return nil, fmt.Errorf("catalogue: %w", err)
	}
	return newUpdate(c, tx, options), nil
}

func newUpdate(c *Catalogue, tx *sql.Tx, options UpdateOptions) *Update {
	return &Update{
		catalogue: c, tx: tx, statements: newStatements(tx),
		now: options.Now.UTC().Truncate(time.Second), options: options, byKey: map[int64]*touched{}, claimed: map[string]string{}, slugs: map[string]int{},
	}
}

// Commit makes the update durable.
func (u *Update) Commit() error {
	u.closeStatements()
	if err := u.tx.Commit(); err != nil {
		return fmt.Errorf("catalogue: %w", err)
	}
	return nil
}

// Rollback forgets the update. It may be called after Commit and then does nothing.
func (u *Update) Rollback() {
	u.closeStatements()
	// The only error is that there is nothing left to roll back.
	_ = u.tx.Rollback()
}

// Touch notes a new stamp of a file whose text is what it was.
func (u *Update) Touch(ctx context.Context, key int64, stamp []byte) error {
	_, err := u.exec(ctx, "UPDATE article SET stamp = ? WHERE key = ?", nonNil(stamp), key)
	return err
}

// Lose notes that an article's file is gone, or that the file at its path is another one now, which the caller then
// reports by Put as a new one.
func (u *Update) Lose(ctx context.Context, key int64) error {
	t, _, err := u.touch(ctx, key)
	if err != nil {
		return err
	}
	return u.lose(ctx, t)
}

func (u *Update) lose(ctx context.Context, t *touched) error {
	t.state, t.tags = Gone, ""
	if err := u.unlist(ctx, t); err != nil {
		return err
	}
	if _, err := u.exec(ctx, "DELETE FROM reference WHERE article = ?", t.key); err != nil {
		return err
	}
	if t.was == nil { // it never was an article that could come back
		u.merged = append(u.merged, t.key)
		_, err := u.exec(ctx, "DELETE FROM article WHERE key = ?", t.key)
		return err
	}
	_, err := u.exec(ctx, "UPDATE article SET state = 6, was = path, path = NULL, stamp = x'', problem = '' WHERE key = ?", t.key)
	return err
}

// touch begins a touched entry of an article that is known.
func (u *Update) touch(ctx context.Context, key int64) (*touched, content, error) {
	before, id, was, err := u.snapshot(ctx, key)
	if err != nil {
		return nil, was, err
	}
	if t := u.byKey[key]; t != nil {
		return t, was, nil
	}
	t := &touched{key: key, path: before.Path, entered: before.State}
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
	var ident, slug, path sql.NullString
	ok, err := u.one(ctx, `SELECT id, slug, wanted, number, state, path, published, published_from, updated, updated_from, hash, shown
		FROM article WHERE key = ?`, []any{key},
		&ident, &slug, &id.wanted, &id.number, &s.State, &path, &id.published, &id.publishedFrom, &id.updated, &id.updatedFrom, &was.hash, &was.shown)
	if err == nil && !ok {
		err = fmt.Errorf("catalogue: no article %d", key)
	}
	if err != nil {
		return nil, id, was, err
	}
	id.id, id.slug = ident.String, slug.String
	s.ID, s.Slug, s.Path = ident.String, slug.String, path.String
	s.Number, s.Published, s.Updated = id.number.Int64, id.published.Int64, id.updated.Int64
	s.Tags, err = u.tagsOf(ctx, key)
	return &s, id, was, err
}

func (s *statements) tagsOf(ctx context.Context, key int64) ([]Tag, error) {
	var tags []Tag
	err := s.query(ctx, "SELECT slug, name FROM tag WHERE article = ? ORDER BY position", []any{key}, func(rows *sql.Rows) error {
		var tag Tag
		if err := rows.Scan(&tag.Slug, &tag.Name); err != nil {
			return err
		}
		tags = append(tags, tag)
		return nil
	})
	return tags, err
}

// Put notes what a file holds. key is the article's, or 0 for a file at a path that is new. It returns the key under
// which the caller may keep the article's content: another one where the file states that it is another article now.
func (u *Update) Put(ctx context.Context, key int64, r Reading) (int64, error) {
	t := &touched{path: r.Path}
	var was content
	if key != 0 {
		var err error
		if t, was, err = u.touch(ctx, key); err != nil {
			return 0, err
		}
		if displaced, err := u.displaced(ctx, t, r); err != nil {
			return 0, err
		} else if displaced {
			if err := u.lose(ctx, t); err != nil {
				return 0, err
			}
			key, t, was = 0, &touched{path: r.Path}, content{}
		} else if err := u.unlist(ctx, t); err != nil {
			return 0, err
		}
	}
	t.modified, t.problem = r.ModTime.Unix(), r.Problem
	if r.Problem != "" {
		t.state = Skipped
		return u.putSkipped(ctx, t, key, r)
	}
	t.read(r)
	t.edited = string(was.shown) != string(r.Shown[:])
	t.revised = t.edited && string(was.hash) != string(r.Article.Hash[:])
	return u.putRead(ctx, t, key, r)
}

// displaced reports whether the file of t now states the id of another article that is known. Then the two do not trade
// their pasts: what t was is lost, unless another file has it, and the file is a new one.
func (u *Update) displaced(ctx context.Context, t *touched, r Reading) (bool, error) {
	if t.was == nil || r.Problem != "" || r.Article.ID == "" || r.Article.ID == t.was.id {
		return false, nil
	}
	owner, _, _, err := u.ownerOf(ctx, r.Article.ID)
	return owner != 0, err
}

// read takes over what the file says.
func (t *touched) read(r Reading) {
	a := r.Article
	t.wanted, t.givenID = r.Slug, a.ID
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

func (u *Update) putSkipped(ctx context.Context, t *touched, key int64, r Reading) (int64, error) {
	if key != 0 {
		_, err := u.exec(ctx, "UPDATE article SET state = 5, problem = ?, stamp = ? WHERE key = ?", r.Problem, nonNil(r.Stamp), key)
		return key, err
	}
	return u.insert(ctx, t, `INSERT INTO article (wanted, state, problem, path, stamp) VALUES ('', 5, ?, ?, ?)`,
		r.Problem, r.Path, nonNil(r.Stamp))
}

func (u *Update) putRead(ctx context.Context, t *touched, key int64, r Reading) (int64, error) {
	a := r.Article
	values := []any{r.Slug, a.ID, a.Permalink, a.Title, a.Language, article.Stem(a.Path), nonNil(r.Stamp), a.Hash[:], a.BodyHash[:], r.Shown[:], a.Fingerprint[:]}
	var err error
	if key == 0 {
		// The state that it will most probably have, so that Settle need not change it: most indexes depend on it. Without
		// a number it is in no list.
		t.entered = t.state
		key, err = u.insert(ctx, t, `INSERT INTO article (wanted, given_id, permalink, title, language, stem, stamp, hash, body, shown, fingerprint, path, state)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, append(values, r.Path, int64(t.state))...)
	} else {
		_, err = u.exec(ctx, `UPDATE article SET wanted = ?, given_id = ?, permalink = ?, title = ?, language = ?, stem = ?, stamp = ?, hash = ?, body = ?,
			shown = ?, fingerprint = ?, problem = '' WHERE key = ?`, append(values, key)...)
	}
	if err != nil {
		return 0, err
	}
	return key, u.putReferences(ctx, key, r.References, t.before != nil)
}

func (u *Update) insert(ctx context.Context, t *touched, query string, args ...any) (int64, error) {
	stmt, err := u.statement(ctx, query)
	if err != nil {
		return 0, err
	}
	result, err := stmt.ExecContext(ctx, args...)
	if err != nil {
		return 0, err
	}
	if t.key, err = result.LastInsertId(); err != nil {
		return 0, err
	}
	u.touched = append(u.touched, t)
	return t.key, nil
}

func (u *Update) putReferences(ctx context.Context, key int64, references []Reference, known bool) error {
	if known {
		if _, err := u.exec(ctx, "DELETE FROM reference WHERE article = ?", key); err != nil {
			return err
		}
	}
	for i, r := range references {
		if _, err := u.exec(ctx, "INSERT INTO reference (article, position, path, name, stamp, size, type, width, height) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
			key, i, r.Path, r.Name, nonNil(r.Stamp), r.Size, r.Type, r.Width, r.Height); err != nil {
			return err
		}
	}
	return nil
}

func nonNil(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// unlist takes an article out of the tags' lists.
func (u *Update) unlist(ctx context.Context, t *touched) error {
	if t.before == nil || len(t.before.Tags) == 0 {
		return nil
	}
	_, err := u.exec(ctx, "DELETE FROM tag WHERE article = ?", t.key)
	return err
}
