package catalogue

import (
	"cmp"
	"context"
	"database/sql"
	"net/url"
	"path"
	"slices"
	"strings"

	"seedfeed/feed/article"
)

// A trace is what tells one article's text from another's.
type trace struct {
	key         int64
	path        string // of an article that is gone: its last one
	id          string
	given       string // the id that the file itself states
	hash, body  string
	title, stem string
	published   int64 // 0 where the file does not say it
	fingerprint article.Fingerprint
	addresses   []string
}

// A pair says that the new file may be the gone article. Evidence of a lower rank is stronger; within a rank the
// higher score is.
type pair struct {
	file, gone int // indexes
	rank       int
	score      float64
}

const (
	sameID = iota
	sameText
	samePath
	sameAddress
	similar
)

// inherit lets each new file that is an article known before go on as that article.
func (u *Update) inherit(ctx context.Context) error {
	files, fresh, err := u.freshTraces(ctx)
	if err != nil || len(files) == 0 {
		return err
	}
	lost, now, err := u.goneTraces(ctx, files)
	if err != nil || len(lost) == 0 {
		return err
	}
	for _, p := range match(files, lost, now) {
		if err := u.takeOver(ctx, fresh[p.file], lost[p.gone].key); err != nil {
			return err
		}
	}
	return nil
}

// freshTraces returns the files that have no article yet, if any article is gone that one of them could be.
func (u *Update) freshTraces(ctx context.Context) ([]trace, []*touched, error) {
	var one int
	if any, err := u.one(ctx, "SELECT 1 FROM article WHERE state = 6 LIMIT 1", nil, &one); err != nil || !any {
		return nil, nil, err
	}
	var files []trace
	var fresh []*touched
	for _, t := range u.touched {
		if t.was != nil || t.state == Gone || t.problem != "" {
			continue
		}
		files = append(files, trace{key: t.key, path: t.path, id: t.givenID, given: t.givenID, published: t.published, addresses: u.normalAll(t.addresses)})
		fresh = append(fresh, t)
	}
	for i := range files {
		f := &files[i]
		if err := u.query(ctx, "SELECT hash, body, title, stem, fingerprint FROM article WHERE key = ?", []any{f.key}, func(rows *sql.Rows) error {
			return f.scan(rows)
		}); err != nil {
			return nil, nil, err
		}
	}
	return files, fresh, nil
}

func (t *trace) scan(rows *sql.Rows, more ...any) error {
	var hash, body, fingerprint []byte
	if err := rows.Scan(append([]any{&hash, &body, &t.title, &t.stem, &fingerprint}, more...)...); err != nil {
		return err
	}
	t.hash, t.body = string(hash), string(body)
	copy(t.fingerprint[:], fingerprint)
	return nil
}

// goneTraces returns the articles that this build has lost and those lost earlier that have something in common with
// one of files. now has the keys of the former.
func (u *Update) goneTraces(ctx context.Context, files []trace) ([]trace, map[int64]bool, error) {
	now := map[int64]bool{}
	known := map[int64]bool{}
	var lost []trace
	add := func(rows *sql.Rows) error {
		var t trace
		var slug, permalink, from string
		var published sql.NullInt64
		if err := t.scan(rows, &t.key, &t.id, &t.given, &t.path, &slug, &permalink, &published, &from); err != nil {
			return err
		}
		if known[t.key] {
			return nil
		}
		known[t.key] = true
		if stated(from) {
			t.published = published.Int64
		}
		t.addresses = u.normalAll([]string{u.options.ArticlePath(slug), permalink})
		lost = append(lost, t)
		return nil
	}
	const columns = "SELECT hash, body, title, stem, fingerprint, key, id, given_id, was, slug, permalink, published, published_from FROM article WHERE state = 6 AND id IS NOT NULL AND "
	for _, t := range u.touched {
		if t.state != Gone || t.was == nil {
			continue
		}
		now[t.key] = true
		if err := u.query(ctx, columns+"key = ?", []any{t.key}, add); err != nil {
			return nil, nil, err
		}
	}
	for _, f := range files {
		for _, lookup := range []struct{ column, value string }{{"id", f.id}, {"was", f.path}, {"title", f.title}, {"stem", f.stem}} {
			if err := u.query(ctx, columns+lookup.column+" = ? LIMIT 50", []any{lookup.value}, add); err != nil {
				return nil, nil, err
			}
		}
		for _, lookup := range []struct{ column, value string }{{"hash", f.hash}, {"body", f.body}} {
			if err := u.query(ctx, columns+lookup.column+" = ? LIMIT 50", []any{[]byte(lookup.value)}, add); err != nil {
				return nil, nil, err
			}
		}
	}
	slices.SortFunc(lost, func(a, b trace) int { return cmp.Or(cmp.Compare(a.path, b.path), cmp.Compare(a.key, b.key)) })
	return lost, now, nil
}

// stated reports whether a date came from the article itself, and not from where the file happened to lie.
func stated(from string) bool {
	return from != "" && !strings.HasPrefix(from, "modification time") && !strings.HasPrefix(from, "first commit")
}

func (u *Update) normalAll(addresses []string) []string {
	var normal []string
	for _, address := range addresses {
		if n := u.normal(address); n != "" {
			normal = append(normal, n)
		}
	}
	return normal
}

// normal brings the spellings of an address on this site to one form: the path below the site's URL.
func (u *Update) normal(address string) string {
	parsed, err := url.Parse(address)
	if err != nil || address == "" {
		return ""
	}
	at := parsed.Path
	if base, err := url.Parse(u.options.URL); err == nil {
		if parsed.Host != "" && parsed.Host != base.Host {
			return parsed.Host + at
		}
		at = strings.TrimPrefix(at, strings.TrimSuffix(base.Path, "/"))
	}
	at = path.Clean("/" + at)
	return strings.TrimSuffix(strings.TrimSuffix(at, "/index.html"), ".html")
}

// takeOver makes the new file t the next state of the article old.
func (u *Update) takeOver(ctx context.Context, t *touched, old int64) error {
	before, was, err := u.snapshot(ctx, old)
	if err != nil {
		return err
	}
	if o := u.byKey[old]; o != nil {
		before = o.before // as it was before this build lost it
	}
	var oldHash, oldShown, hash, shown []byte
	if _, err := u.one(ctx, "SELECT o.hash, o.shown, n.hash, n.shown FROM article o, article n WHERE o.key = ? AND n.key = ?", []any{old, t.key},
		&oldHash, &oldShown, &hash, &shown); err != nil {
		return err
	}
	t.before, t.was = before, &was
	t.edited = string(oldShown) != string(shown)
	t.revised = t.edited && string(oldHash) != string(hash)
	if err := u.forget(ctx, old, t.key); err != nil {
		return err
	}
	// At once, so that the files that come after find the id and the slug taken.
	_, err = u.exec(ctx, "UPDATE article SET id = ?, slug = ? WHERE key = ?", was.id, was.slug, t.key)
	return err
}
