package catalogue

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"seedfeed/feed/article"
)

// An Update is one build's change of the catalogue: a transaction. The caller reports each file that is not as it was with
// Put, Touch or Lose, then calls Settle once, then Commit or Rollback.
type Update struct {
	catalogue *Catalogue
	*statements
	ended   bool
	now     time.Time
	options UpdateOptions
	touched []*touched         // in the order of the calls
	byKey   map[int64]*touched // those that were known
	merged  []int64
	claimed map[string]string // ids that files of this build state, with the file's path
	slugs   map[string]int    // the next number to try for a slug that several articles want
	stamps  []file            // of files that are otherwise the same
	tagged  []tagged          // to be entered
	topics  map[string]int    // how many articles more, or fewer, a tag has
	texts   map[string]string // that many articles share: each is kept once
	gitTime map[string]time.Time
}

// UpdateOptions are the facts that Settle needs from outside.
type UpdateOptions struct {
	Now time.Time
	// URL is where the site is reached; new ids are derived from it.
	URL string
	// Future publishes articles whose date lies ahead at once.
	Future bool
	// GitDates gives the time of each path's first commit. It is called at most once, and only when an article has no
	// other date. nil means that there is no git.
	GitDates func() map[string]time.Time
	// ArticlePath gives the path of an article's page below URL, for front matter that names an older address.
	ArticlePath func(slug string) string
	// Adopt says what articles take over, by their paths. Those must be reported with Put.
	Adopt map[string]Adoption
}

// Begin starts an update. Nothing is written to the disk before Commit, apart from SQLite's own journal.
func (c *Catalogue) Begin(ctx context.Context, options UpdateOptions) (*Update, error) {
	if err := c.unseal(); err != nil {
		return nil, err
	}
	c.mu.Lock()
	if _, err := c.conn.exec(ctx, "BEGIN IMMEDIATE"); err != nil {
		c.mu.Unlock()
		return nil, fmt.Errorf("catalogue: %w", err)
	}
	return newUpdate(c, options), nil
}

func newUpdate(c *Catalogue, options UpdateOptions) *Update {
	return &Update{
		catalogue: c, statements: &statements{mu: new(sync.Mutex), conn: c.conn, update: true}, now: options.Now.UTC().Truncate(time.Second), options: options,
		byKey: map[int64]*touched{}, claimed: map[string]string{}, slugs: map[string]int{}, topics: map[string]int{},
		texts: map[string]string{},
	}
}

// Commit makes the update durable. Where it fails the update is rolled back.
func (u *Update) Commit() error {
	if u.ended {
		return errors.New("catalogue: the update has ended")
	}
	_, err := u.exec(context.Background(), "COMMIT")
	if err != nil {
		u.Rollback()
		return fmt.Errorf("catalogue: %w", err)
	}
	u.end()
	return nil
}

// Rollback forgets the update. It may be called after Commit and then does nothing.
func (u *Update) Rollback() {
	if u.ended {
		return
	}
	// The only error is that there is nothing left to roll back: SQLite has done it after an error of its own.
	u.mu.Lock()
	_, _ = u.conn.exec(context.Background(), "ROLLBACK")
	u.mu.Unlock()
	u.end()
}

func (u *Update) end() {
	u.ended = true
	u.catalogue.mu.Unlock()
}

// Touch notes a new stamp of a file whose text is what it was.
func (u *Update) Touch(ctx context.Context, key int64, stamp []byte) error {
	f := file{key: key, stamp: bytes.Clone(stamp)}
	ok, err := u.one(ctx, "SELECT path, state FROM article WHERE key = ? AND path IS NOT NULL", []any{key}, &f.path, &f.state)
	if ok {
		u.stamps = append(u.stamps, f)
	}
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
		return u.drop(ctx, t.key)
	}
	if _, err := u.exec(ctx, `INSERT OR REPLACE INTO gone (key, hash, body, title, stem, permalink, since)
		SELECT key, hash, body, title, ?, permalink, ? FROM article JOIN text USING (key) WHERE key = ?`, article.Stem(t.path), u.now.Unix(), t.key); err != nil {
		return err
	}
	_, err := u.exec(ctx, "UPDATE article SET state = 6, was = path, path = NULL, problem = '' WHERE key = ?", t.key)
	return err
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
	t.modified, t.problem, t.stamp = r.ModTime.Unix(), r.Problem, string(r.Stamp)
	if r.Problem != "" {
		t.state = Skipped
		if key != 0 {
			return key, nil
		}
		return u.putNew(ctx, t, "INSERT INTO text DEFAULT VALUES")
	}
	t.take(r)
	t.from, t.updFrom, t.language = u.shared(t.from), u.shared(t.updFrom), u.shared(t.language)
	t.edited = string(was.shown) != string(half(r.Shown))
	t.revised = t.edited && string(was.hash) != string(r.Article.Hash[:])
	return u.putRead(ctx, t, key, r)
}

// shared returns the text as it was kept before.
func (u *Update) shared(text string) string {
	kept, ok := u.texts[text]
	if !ok {
		kept = strings.Clone(text)
		u.texts[kept] = kept
	}
	return kept
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

// putRead stores what Settle will not need. The rest is stored then, when all of it is known.
func (u *Update) putRead(ctx context.Context, t *touched, key int64, r Reading) (int64, error) {
	a := r.Article
	values := []any{identifier(a.ID).pack(), a.Permalink, t.tags, half(a.BodyHash), half(r.Shown), a.Fingerprint[:]}
	var err error
	if key == 0 {
		key, err = u.putNew(ctx, t, "INSERT INTO text (given_id, permalink, tags, body, shown, fingerprint) VALUES (?, ?, ?, ?, ?, ?)", values...)
	} else {
		_, err = u.exec(ctx, "UPDATE text SET given_id = ?, permalink = ?, tags = ?, body = ?, shown = ?, fingerprint = ? WHERE key = ?", append(values, key)...)
	}
	if err != nil {
		return 0, err
	}
	return key, u.putReferences(ctx, key, r.References, t.before != nil)
}

// half is enough of a hash to see whether something has changed.
func half(hash [32]byte) []byte { return hash[:16] }

func (u *Update) putNew(ctx context.Context, t *touched, query string, args ...any) (key int64, err error) {
	t.key, err = u.insert(ctx, query, args...)
	u.touched = append(u.touched, t)
	return t.key, err
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
