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

// inherit lets each new file that is an article known before go on as that article.
func (u *Update) inherit(ctx context.Context) error {
	var fresh []*touched
	lostNow := 0
	for _, t := range u.touched {
		switch {
		case t.state == Gone && t.was != nil:
			lostNow++
		case t.was == nil && t.state != Gone && t.problem == "":
			fresh = append(fresh, t)
		}
	}
	gone, err := u.count(ctx, "SELECT count(*) FROM gone")
	if err != nil || gone == 0 || len(fresh) == 0 {
		return err
	}
	k := kin{Update: u, known: map[int64]bool{}, now: map[int64]bool{}}
	files, err := k.files(ctx, fresh)
	if err != nil {
		return err
	}
	if err := k.lost(ctx, files, gone > lostNow); err != nil {
		return err
	}
	for _, p := range match(files, k.gone, k.now) {
		if err := u.takeOver(ctx, fresh[p.file], k.gone[p.gone].key); err != nil {
			return err
		}
	}
	return nil
}

// kin gathers the traces of the files that are new and of the articles that they may be.
type kin struct {
	*Update
	gone      []trace
	known     map[int64]bool // the keys in gone
	now       map[int64]bool // those of them that this build has lost
	addressed bool           // a file names addresses
}

func (k *kin) files(ctx context.Context, fresh []*touched) ([]trace, error) {
	files := make([]trace, len(fresh))
	for i, t := range fresh {
		files[i] = trace{key: t.key, path: t.path, id: t.givenID, given: t.givenID, published: t.published, addresses: k.normalAll(t.addresses)}
		k.addressed = k.addressed || len(files[i].addresses) > 0
		var body, fingerprint []byte
		if _, err := k.one(ctx, "SELECT body, fingerprint FROM text WHERE key = ?", []any{t.key}, &body, &fingerprint); err != nil {
			return nil, err
		}
		files[i].title, files[i].stem = t.title, article.Stem(t.path)
		files[i].text(t.hash[:], body, fingerprint)
	}
	return files, nil
}

func (t *trace) text(hash, body, fingerprint []byte) {
	t.hash, t.body = string(hash), string(body)
	copy(t.fingerprint[:], fingerprint)
}

const goneColumns = `SELECT gone.hash, gone.body, gone.title, gone.stem, text.fingerprint, key, id, text.given_id, was, slug, gone.permalink, article.published, published_from,
	adopted.published, gone.since FROM gone JOIN article USING (key) JOIN text USING (key) LEFT JOIN adopted ON adopted.article = key WHERE `

// Of many articles with one title the fifty last known are enough: more of them would say nothing.
const goneLike = goneColumns + `key IN (
	SELECT key FROM article WHERE id = ?1
	UNION ALL SELECT key FROM (SELECT key FROM article WHERE state = 6 AND was = ?2 ORDER BY key DESC LIMIT 50)
	UNION ALL SELECT key FROM (SELECT key FROM gone WHERE title = ?3 ORDER BY key DESC LIMIT 50)
	UNION ALL SELECT key FROM (SELECT key FROM gone WHERE stem = ?4 ORDER BY key DESC LIMIT 50)
	UNION ALL SELECT key FROM (SELECT key FROM gone WHERE hash = ?5 ORDER BY key DESC LIMIT 50)
	UNION ALL SELECT key FROM (SELECT key FROM gone WHERE body = ?6 ORDER BY key DESC LIMIT 50))`

const goneAt = goneColumns + `key IN (
	SELECT key FROM article WHERE slug = ?1
	UNION ALL SELECT article FROM moved WHERE slug = ?1
	UNION ALL SELECT key FROM gone WHERE permalink = ?2)`

// lost collects the articles that this build has lost and, with earlier, those lost before that have something in common
// with one of files.
func (k *kin) lost(ctx context.Context, files []trace, earlier bool) error {
	for _, t := range k.touched {
		if t.state != Gone || t.was == nil {
			continue
		}
		k.now[t.key] = true
		if err := k.collect(ctx, goneColumns+"key = ?", t.key); err != nil {
			return err
		}
	}
	if earlier {
		for i := range files {
			f := &files[i]
			if err := k.collect(ctx, goneLike, identifier(f.id).pack(), f.path, f.title, f.stem, []byte(f.hash), []byte(f.body)); err != nil {
				return err
			}
			for _, address := range f.addresses {
				if err := k.collect(ctx, goneAt, path.Base(address), address); err != nil {
					return err
				}
			}
		}
	}
	if k.addressed {
		for i := range k.gone {
			slugs, err := k.MovedSlugs(ctx, k.gone[i].key)
			if err != nil {
				return err
			}
			for _, slug := range slugs {
				k.gone[i].addresses = append(k.gone[i].addresses, k.pageAddress(slug))
			}
			addresses, err := k.Addresses(ctx, k.gone[i].key)
			if err != nil {
				return err
			}
			for _, address := range addresses {
				k.gone[i].addresses = append(k.gone[i].addresses, k.normal(address))
			}
		}
	}
	slices.SortFunc(k.gone, func(a, b trace) int { return cmp.Or(cmp.Compare(a.path, b.path), cmp.Compare(a.key, b.key)) })
	return nil
}

func (k *kin) collect(ctx context.Context, query string, args ...any) error {
	return k.query(ctx, query, args, func(r row) error {
		var t trace
		var hash, body, fingerprint []byte
		var id, given identifier
		var slug, permalink, from string
		var published, statedThen sql.NullInt64
		if err := r.scan(&hash, &body, &t.title, &t.stem, &fingerprint, &t.key, &id, &given, &t.path, &slug, &permalink, &published, &from, &statedThen, &t.since); err != nil {
			return err
		}
		if k.known[t.key] {
			return nil
		}
		k.known[t.key] = true
		t.id, t.given = string(id), string(given)
		t.text(hash, body, fingerprint)
		switch {
		case strings.HasPrefix(from, adoptedFrom): // files are compared by what they state
			t.published = statedThen.Int64
		case stated(from):
			t.published = published.Int64
		}
		if k.addressed {
			t.addresses = append(k.normalAll([]string{permalink}), k.pageAddress(slug))
		}
		k.gone = append(k.gone, t)
		return nil
	})
}

// Stated reports whether the date of a record came from the article itself as it was read then, or from an adopted feed.
func (r Record) Stated() bool { return stated(r.PublishedFrom) }

// stated reports whether a date came from the article itself, and not from where the file happened to lie.
func stated(from string) bool {
	return from != "" && !strings.HasPrefix(from, "modification time") && !strings.HasPrefix(from, "first commit")
}

func (k *kin) pageAddress(slug string) string { return k.normal(k.options.ArticlePath(slug)) }

func (u *Update) normalAll(addresses []string) []string {
	var normal []string
	for _, address := range addresses {
		if strings.Contains(address, "/") && !strings.ContainsAny(address, "{}<>") && !strings.Contains(address, "/:") { // no pattern, no mere name
			normal = append(normal, u.normal(address))
		}
	}
	return normal
}

// normal brings the spellings of an address on this site to one form: the path below the site's URL.
func (u *Update) normal(address string) string {
	parsed, err := url.Parse(address)
	if err != nil {
		return address
	}
	at := parsed.Path
	if base, err := url.Parse(u.options.URL); err == nil {
		if parsed.Host != "" && parsed.Host != base.Host {
			return parsed.Host + at
		}
		if below, ok := strings.CutPrefix(at, strings.TrimSuffix(base.Path, "/")+"/"); ok {
			at = below
		}
	}
	at = path.Clean("/" + at)
	return strings.TrimSuffix(strings.TrimSuffix(at, "/index.html"), ".html")
}

// takeOver makes the new file t the next state of the article old.
func (u *Update) takeOver(ctx context.Context, t *touched, old int64) error {
	if lost := u.byKey[old]; lost != nil {
		t.before, t.was = lost.before, lost.was // as it was before this build lost it
	} else {
		before, was, _, err := u.snapshot(ctx, old)
		if err != nil {
			return err
		}
		t.before, t.was = before, &was
	}
	var sameText, sameShown bool
	if _, err := u.one(ctx, "SELECT a.hash = ?3, o.shown = n.shown FROM article a JOIN text o ON o.key = a.key JOIN text n ON n.key = ?2 WHERE a.key = ?1",
		[]any{old, t.key, t.hash[:]}, &sameText, &sameShown); err != nil {
		return err
	}
	t.edited = !sameShown
	t.revised = t.edited && !sameText
	if err := u.forget(ctx, old, t.key); err != nil {
		return err
	}
	// At once, so that the files that come after find these taken.
	t.entered = true
	_, err := u.exec(ctx, `INSERT INTO article (key, id, slug, number, state) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (key) DO UPDATE SET id = excluded.id, slug = excluded.slug, number = excluded.number`,
		t.key, identifier(t.was.id).pack(), t.was.slug, t.was.number, t.state)
	return err
}
