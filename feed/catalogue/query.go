package catalogue

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"seedfeed/feed/article"
)

// A Reader is what can be asked of the catalogue, during an Update or outside of it.
type Reader = statements

// Reader returns what can be asked of c outside of an Update.
func (c *Catalogue) Reader() *Reader { return c.statements }

// Reader returns what can be asked of the catalogue as u has changed it so far.
func (u *Update) Reader() *Reader { return u.statements }

const recordColumns = `key, id, slug, number, state, problem, path, title, language, published, published_from, updated, updated_from, expires, hash, address`

// Hash returns the content hash of an article's file; it is zero for a file that is skipped.
func (s *statements) Hash(ctx context.Context, key int64) (hash [32]byte, err error) {
	var b []byte
	// What is kept of a file that is skipped now is what it was before.
	_, err = s.one(ctx, "SELECT hash FROM article WHERE key = ? AND state <> 5", []any{key}, &b)
	copy(hash[:], b)
	return hash, err
}

// WithHash returns the articles that have a file with that text, at most eight.
func (s *statements) WithHash(ctx context.Context, hash [32]byte) ([]int64, error) {
	return s.keys(ctx, "SELECT key FROM article WHERE hash = ? AND path IS NOT NULL AND state <> 5 LIMIT ? + 0", hash[:], 8)
}

// IsGone reports whether there is an article with that text among those that are gone since a time, or were at the path.
func (s *statements) IsGone(ctx context.Context, hash [32]byte, since time.Time, path string) (bool, error) {
	var key int64
	return s.one(ctx, "SELECT key FROM gone JOIN article USING (key) WHERE gone.hash = ? AND (gone.since >= ? OR article.was = ?)",
		[]any{hash[:], since.Unix(), path}, &key)
}

// Rivals returns the files that are skipped because another article has the id that they state, in the order of the paths.
func (s *statements) Rivals(ctx context.Context) ([]int64, error) {
	return s.keys(ctx, `SELECT a.key FROM article a JOIN text t ON t.key = a.key
		WHERE a.state BETWEEN 1 AND 5 AND a.state = 5 AND t.given_id IS NOT NULL AND t.given_id IS NOT a.id AND a.path IS NOT NULL ORDER BY a.path`)
}

// Fingerprint returns the fingerprint of an article's text and its title.
func (s *statements) Fingerprint(ctx context.Context, key int64) (fingerprint article.Fingerprint, title string, err error) {
	var b []byte
	_, err = s.one(ctx, "SELECT fingerprint, title FROM article JOIN text USING (key) WHERE key = ?", []any{key}, &b, &title)
	copy(fingerprint[:], b)
	return fingerprint, title, err
}

// Due returns the articles whose date has come, or whose time is over, at now.
func (s *statements) Due(ctx context.Context, now time.Time) ([]int64, error) {
	return s.keys(ctx, `SELECT key FROM article WHERE state = 1 AND published <= ?1
		UNION ALL SELECT key FROM article WHERE state = 0 AND expires IS NOT NULL AND expires <= ?1`, now.Unix())
}

// NextDue returns when the next article falls due or expires after now; zero when none does.
func (s *statements) NextDue(ctx context.Context, now time.Time) (time.Time, error) {
	var at sql.NullInt64
	_, err := s.one(ctx, `SELECT min(at) FROM (SELECT min(published) AS at FROM article WHERE state = 1 AND published > ?1
		UNION ALL SELECT min(expires) FROM article WHERE state = 0 AND expires IS NOT NULL AND expires > ?1)`, []any{now.Unix()}, &at)
	if err != nil || !at.Valid {
		return time.Time{}, err
	}
	return time.Unix(at.Int64, 0).UTC(), nil
}

// Listed returns how many articles are published.
func (s *statements) Listed(ctx context.Context) (int, error) {
	return s.count(ctx, "SELECT count(*) FROM article WHERE state = 0 AND number IS NOT NULL")
}

// LastNumber returns the highest number that an article has had; 0 when there was none.
func (s *statements) LastNumber(ctx context.Context) (int64, error) {
	n, err := s.count(ctx, "SELECT coalesce(max(number), 0) FROM article WHERE number IS NOT NULL")
	return int64(n), err
}

// LastListed returns the highest number of a published article; 0 where there is none.
func (s *statements) LastListed(ctx context.Context) (int, error) {
	return s.count(ctx, "SELECT coalesce((SELECT number FROM article WHERE number IS NOT NULL AND state = 0 ORDER BY number DESC LIMIT 1), 0)")
}

// Record returns one article. The bool is false where there is none.
func (s *statements) Record(ctx context.Context, key int64) (Record, bool, error) {
	return s.oneRecord(ctx, "SELECT "+recordColumns+" FROM article WHERE key = ?", key)
}

// AtPath returns the article of a file.
func (s *statements) AtPath(ctx context.Context, path string) (Record, bool, error) {
	key, err := s.keyAt(ctx, path)
	if err != nil || key == 0 {
		return Record{}, false, err
	}
	return s.Record(ctx, key)
}

// WithSlug returns the article whose page has the slug.
func (s *statements) WithSlug(ctx context.Context, slug string) (Record, bool, error) {
	return s.oneRecord(ctx, "SELECT "+recordColumns+" FROM article WHERE slug = ?", slug)
}

// WithSlugs returns the articles whose pages have these slugs, by slug.
func (s *statements) WithSlugs(ctx context.Context, slugs []string) (map[string]Record, error) {
	if len(slugs) == 0 {
		return nil, nil
	}
	list, err := json.Marshal(slugs)
	if err != nil {
		return nil, err
	}
	records, err := s.records(ctx, "SELECT "+recordColumns+" FROM article WHERE slug IN (SELECT value FROM json_each(?))", string(list))
	found := make(map[string]Record, len(records))
	for _, record := range records {
		found[record.Slug] = record
	}
	return found, err
}

// WithID returns the article that has the id, which may be one that is gone.
func (s *statements) WithID(ctx context.Context, id string) (Record, bool, error) {
	return s.oneRecord(ctx, "SELECT "+recordColumns+" FROM article WHERE id = ?", identifier(id).pack())
}

// MovedFrom returns the article whose page had the slug before.
func (s *statements) MovedFrom(ctx context.Context, slug string) (Record, bool, error) {
	return s.oneRecord(ctx, "SELECT "+recordColumns+" FROM article WHERE key = (SELECT article FROM moved WHERE slug = ?)", slug)
}

// MovedSlugs returns the slugs that an article had before.
func (s *statements) MovedSlugs(ctx context.Context, key int64) ([]string, error) {
	return s.strings(ctx, "SELECT slug FROM moved WHERE article = ? ORDER BY slug", key)
}

// Limits are written as sums in what follows: SQLite prepares a statement anew each time that another value is bound to a
// parameter which is a limit by itself.

// Newest returns the newest published articles: by date, those of one date by number.
func (s *statements) Newest(ctx context.Context, limit int) ([]Record, error) {
	return s.records(ctx, "SELECT "+recordColumns+" FROM article WHERE state = 0 AND number IS NOT NULL ORDER BY published DESC, number DESC LIMIT ? + 0", limit)
}

// NewestFrom is Newest without the first offset articles.
func (s *statements) NewestFrom(ctx context.Context, offset, limit int) ([]Record, error) {
	return s.records(ctx, "SELECT "+recordColumns+" FROM article WHERE state = 0 AND number IS NOT NULL ORDER BY published DESC, number DESC LIMIT ? + 0 OFFSET ? + 0", limit, offset)
}

// Tagged returns the newest published articles with a tag.
func (s *statements) Tagged(ctx context.Context, slug string, limit int) ([]Record, error) {
	return s.records(ctx, `SELECT a.key, id, a.slug, a.number, state, problem, path, title, language, a.published, published_from, updated, updated_from, expires, hash, address
		FROM tag t JOIN article a ON a.key = t.article WHERE t.slug = ? ORDER BY t.published DESC, t.number DESC LIMIT ? + 0`, slug, limit)
}

// Numbered returns the published articles whose number lies between first and last, the newest number first.
func (s *statements) Numbered(ctx context.Context, first, last int64) ([]Record, error) {
	return s.records(ctx, "SELECT "+recordColumns+" FROM article WHERE number BETWEEN ? AND ? AND state = 0 ORDER BY number DESC", first, last)
}

// A Page is what a list of addresses needs of an article. The fields are those of Record.
type Page struct {
	Slug    string
	Address string
	Updated time.Time
}

// Pages is Numbered for lists of addresses.
func (s *statements) Pages(ctx context.Context, first, last int64) ([]Page, error) {
	var pages []Page
	err := s.query(ctx, "SELECT slug, address, updated FROM article WHERE number BETWEEN ? AND ? AND state = 0 ORDER BY number DESC", []any{first, last}, func(r row) error {
		var page Page
		var updated sql.NullInt64
		if err := r.scan(&page.Slug, &page.Address, &updated); err != nil {
			return err
		}
		page.Updated = moment(updated)
		pages = append(pages, page)
		return nil
	})
	return pages, err
}

// LeftOut returns the files that are not published, in the order of the paths.
func (s *statements) LeftOut(ctx context.Context) ([]Record, error) {
	return s.records(ctx, "SELECT "+recordColumns+" FROM article WHERE state BETWEEN 1 AND 5 AND path IS NOT NULL ORDER BY path")
}

// Problems returns the files that are skipped, in the order of the paths.
func (s *statements) Problems(ctx context.Context) ([]Record, error) {
	return s.records(ctx, "SELECT "+recordColumns+" FROM article WHERE state BETWEEN 1 AND 5 AND state = 5 AND path IS NOT NULL ORDER BY path")
}

// Cutoff returns the date of the limit-th newest article with the tag, or of all where slug is ""; an older article is
// not in a feed of limit articles. The bool is false where there are fewer.
func (s *statements) Cutoff(ctx context.Context, slug string, limit int) (int64, bool, error) {
	var at int64
	query, args := "SELECT published FROM article WHERE state = 0 AND number IS NOT NULL ORDER BY published DESC, number DESC LIMIT 1 OFFSET ? + 0", []any{limit - 1}
	if slug != "" {
		query, args = "SELECT published FROM tag WHERE slug = ? ORDER BY published DESC, number DESC LIMIT 1 OFFSET ? + 0", []any{slug, limit - 1}
	}
	ok, err := s.one(ctx, query, args, &at)
	return at, ok, err
}

// A TagCount is a tag with the number of published articles that have it.
type TagCount struct {
	Tag
	Articles int
}

// Tags returns the tags with the most published articles, most first. A tag is called what its newest article calls it.
func (s *statements) Tags(ctx context.Context, limit int) ([]TagCount, error) {
	var tags []TagCount
	err := s.query(ctx, `SELECT slug, articles, (SELECT name FROM tag WHERE tag.slug = topic.slug ORDER BY published DESC, number DESC LIMIT 1)
		FROM topic ORDER BY articles DESC, slug LIMIT ? + 0`, []any{limit}, func(r row) error {
		var tag TagCount
		if err := r.scan(&tag.Slug, &tag.Articles, &tag.Name); err != nil {
			return err
		}
		tags = append(tags, tag)
		return nil
	})
	return tags, err
}

// Tag returns a tag; the bool is false where no published article has it.
func (s *statements) Tag(ctx context.Context, slug string) (TagCount, bool, error) {
	tag := TagCount{Tag: Tag{Slug: slug}}
	ok, err := s.one(ctx, `SELECT articles, (SELECT name FROM tag WHERE tag.slug = topic.slug ORDER BY published DESC, number DESC LIMIT 1)
		FROM topic WHERE slug = ?`, []any{slug}, &tag.Articles, &tag.Name)
	return tag, ok, err
}

// TagsOf returns the tags of a published article, in the order in which it names them.
func (s *statements) TagsOf(ctx context.Context, key int64) ([]Tag, error) {
	var tags string
	_, err := s.one(ctx, "SELECT tags FROM article JOIN text USING (key) WHERE key = ? AND state = 0", []any{key}, &tags)
	return unpackTags(tags), err
}

// AllReferences calls reference for every local file that an article of the folder names.
func (s *statements) AllReferences(ctx context.Context, reference func(key int64, path string, stamp []byte) error) error {
	var key int64
	var path string
	var stamp []byte
	return s.query(ctx, "SELECT article, path, stamp FROM reference", nil, func(r row) error {
		if err := r.scan(&key, &path, &stamp); err != nil {
			return err
		}
		return reference(key, path, stamp)
	})
}

// Referrers returns the articles that name the local file.
func (s *statements) Referrers(ctx context.Context, path string) ([]int64, error) {
	return s.keys(ctx, "SELECT DISTINCT article FROM reference WHERE path = ? ORDER BY article", path)
}

func (s *statements) count(ctx context.Context, query string, args ...any) (int, error) {
	var n int
	_, err := s.one(ctx, query, args, &n)
	return n, err
}

func (s *statements) keys(ctx context.Context, query string, args ...any) ([]int64, error) {
	var keys []int64
	err := s.query(ctx, query, args, func(r row) error {
		var key int64
		if err := r.scan(&key); err != nil {
			return err
		}
		keys = append(keys, key)
		return nil
	})
	return keys, err
}

func (s *statements) strings(ctx context.Context, query string, args ...any) ([]string, error) {
	var all []string
	err := s.query(ctx, query, args, func(r row) error {
		var one string
		if err := r.scan(&one); err != nil {
			return err
		}
		all = append(all, one)
		return nil
	})
	return all, err
}

func (s *statements) oneRecord(ctx context.Context, query string, args ...any) (Record, bool, error) {
	records, err := s.records(ctx, query, args...)
	if err != nil || len(records) == 0 {
		return Record{}, false, err
	}
	return records[0], true, nil
}

func (s *statements) records(ctx context.Context, query string, args ...any) ([]Record, error) {
	var records []Record
	err := s.query(ctx, query, args, func(r row) error {
		var id identifier
		var published, updated, expires sql.NullInt64
		var hash []byte
		record := Record{}
		if err := r.scan(&record.Key, &id, &record.Slug, &record.Number, &record.State, &record.Problem, &record.Path, &record.Title, &record.Language,
			&published, &record.PublishedFrom, &updated, &record.UpdatedFrom, &expires, &hash, &record.Address); err != nil {
			return err
		}
		record.ID = string(id)
		record.Published, record.Updated, record.Expires = moment(published), moment(updated), moment(expires)
		copy(record.Hash[:], hash)
		records = append(records, record)
		return nil
	})
	return records, err
}

func moment(seconds sql.NullInt64) time.Time {
	if !seconds.Valid {
		return time.Time{}
	}
	return time.Unix(seconds.Int64, 0).UTC()
}
