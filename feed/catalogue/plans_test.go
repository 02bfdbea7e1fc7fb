package catalogue

import (
	"errors"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"seedfeed/feed/article"
)

// whole are the statements that look at every row of a table because they are about every row.
var whole = []string{
	"SELECT block FROM files ORDER BY first", // Files
	"SELECT count(*) FROM",
	"SELECT part, path, size, modified FROM output",
	"SELECT DISTINCT part FROM output",
	"SELECT article, path, stamp FROM reference",
	"SELECT slug FROM moved ORDER BY slug",
	"UNION ALL SELECT slug FROM moved",
	"SELECT slug, number FROM article",
	"SELECT part FROM pending",
	"SELECT slug FROM topic",
	"SELECT address FROM address ORDER BY address",
}

// TestPlans holds that all other statements find their rows by an index, and that none sorts more than it returns.
func TestPlans(t *testing.T) {
	ctx := t.Context()
	c, err := Open(ctx, t.TempDir(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	u, err := c.Begin(ctx, UpdateOptions{Now: time.Unix(2e9, 0), URL: "https://example.org/", ArticlePath: func(slug string) string { return "articles/" + slug }})
	if err != nil {
		t.Fatal(err)
	}
	defer u.Rollback()
	useAll(t, u)

	scan := regexp.MustCompile(`^SCAN (a|article|text|t|o|n|gone|files|tag|topic|reference|output|moved|pending|adopted|address|version)\b`)
	limited := regexp.MustCompile(`ORDER BY .* LIMIT`)
	queries := slices.Collect(maps.Keys(u.conn.prepared))
	for _, query := range queries {
		allowed := false
		for _, part := range whole {
			allowed = allowed || strings.Contains(query, part)
		}
		err := u.query(ctx, "EXPLAIN QUERY PLAN "+query, make([]any, parameters(query)), func(r row) error {
			var id, parent, unused int
			var detail string
			if err := r.scan(&id, &parent, &unused, &detail); err != nil {
				return err
			}
			// With a limit, an index in the wanted order is gone through from its beginning.
			if scan.MatchString(detail) && !allowed && !(strings.Contains(query, "LIMIT") && strings.Contains(detail, "INDEX")) {
				t.Errorf("%s\n%s", query, detail)
			}
			if strings.Contains(detail, "TEMP B-TREE FOR ORDER BY") && limited.MatchString(query) {
				t.Errorf("%s\n%s", query, detail)
			}
			return nil
		})
		if err != nil {
			t.Errorf("%s: %v", query, err)
		}
	}
	t.Logf("%d statements", len(queries))
}

// useAll makes u prepare all statements of the package.
func useAll(t *testing.T, u *Update) {
	t.Helper()
	ctx := t.Context()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	var keys []int64
	for _, name := range []string{"a", "b", "c", "d"} {
		r := Reading{Path: name + ".md", Article: &article.Article{Path: name + ".md", ID: "id-" + name, Title: name, Translation: "text"}, Slug: "one", Tags: []Tag{{"tag", "Tag"}}, References: []Reference{{Path: "x.png"}}}
		key, err := u.Put(ctx, 0, r)
		check(err)
		keys = append(keys, key)
	}
	_, err := u.Put(ctx, 0, Reading{Path: "broken.md", Problem: "broken"})
	check(err)
	_, err = u.Settle(ctx)
	check(err)

	// What happens to articles that are known.
	u.options.Adopt = map[string]Adoption{"c.md": {ID: "other", Published: time.Unix(1e9, 0), Updated: time.Unix(1e9, 0), Slugs: []string{"was"}, Addresses: []string{"was/"}},
		"g.md": {ID: "another", Published: time.Unix(1e9, 0)}}
	known := newUpdate(u.catalogue, u.options)
	known.statements = u.statements
	check(known.Touch(ctx, keys[0], []byte{1}))
	check(known.Lose(ctx, keys[0]))
	check(known.Lose(ctx, keys[1]))
	for i, r := range []Reading{
		{Path: "c.md", Article: &article.Article{Path: "c.md", ID: "id-c", Title: "c", Draft: true}, Slug: "three"},
		{Path: "d.md", Problem: "broken"},
	} {
		_, err = known.Put(ctx, keys[2+i], r)
		check(err)
	}
	for _, a := range []*article.Article{
		{Path: "e.md", ID: "id-a", Title: "e", Aliases: []string{"/articles/one"}},
		{Path: "f.md", ID: "id-c", Title: "f", Translation: "text"},
		{Path: "g.md", Title: "g"},
	} {
		_, err = known.Put(ctx, 0, Reading{Path: a.Path, Article: a, Slug: "one"})
		check(err)
	}
	_, err = known.Settle(ctx)
	check(err)

	outputs := make([]Output, batch+1)
	for i := range outputs {
		outputs[i] = Output{Part: "p", Path: strings.Repeat("x", i)}
	}
	check(u.Require(ctx, "p"))
	check(u.Written(ctx, outputs))
	check(u.Removed(ctx, outputs[:1]))
	check(u.Done(ctx, make([]string, batch+1)))
	check(u.Set(ctx, "name", "value"))
	useReader(t, u.Reader())
}

func useReader(t *testing.T, r *Reader) {
	ctx, now := t.Context(), time.Unix(2e9, 0)
	errs := []error{
		r.Files(ctx, func(int64, string, []byte, State) error { return nil }),
		r.FilesBelow(ctx, "a", func(int64, string, []byte) error { return nil }),
		r.ReferencesBelow(ctx, "a", func(int64, string, []byte) error { return nil }),
		r.AllReferences(ctx, func(int64, string, []byte) error { return nil }),
		r.AllOutputs(ctx, func(Output) error { return nil }),
		r.OutputsOutside(ctx, "a", func(Output) error { return nil }),
		r.Slugs(ctx, func(string, int64) error { return nil }),
	}
	note := func(_ any, err error) { errs = append(errs, err) }
	found := func(_ any, _ bool, err error) { errs = append(errs, err) }
	note(r.Hash(ctx, 1))
	note(r.WithHash(ctx, [32]byte{}))
	note(r.IsGone(ctx, [32]byte{}, now, "a.md"))
	note(r.Rivals(ctx))
	note(r.Due(ctx, now))
	note(r.NextDue(ctx, now))
	note(r.Listed(ctx))
	note(r.LastNumber(ctx))
	note(r.LastListed(ctx))
	note(r.MovedSlugs(ctx, 1))
	note(r.AllMovedSlugs(ctx))
	note(r.Newest(ctx, 5))
	note(r.NewestFrom(ctx, 5, 5))
	note(r.Tagged(ctx, "tag", 5))
	note(r.Numbered(ctx, 1, 5))
	note(r.Pages(ctx, 1, 5))
	note(r.WithSlugs(ctx, []string{"one", "two"}))
	note(r.LeftOut(ctx))
	note(r.Problems(ctx))
	note(r.Tags(ctx, 5))
	note(r.TagsOf(ctx, 1))
	note(r.Referrers(ctx, "x.png"))
	note(r.TagSlugs(ctx))
	note(r.Pending(ctx))
	note(r.Outputs(ctx, "p"))
	note(r.OutputParts(ctx))
	note(r.ManyOutputs(ctx, 5))
	note(r.Setting(ctx, "name"))
	note(r.HasVersions(ctx))
	note(r.Translation(ctx, 1))
	note(r.Versions(ctx, "text"))
	note(r.Originals(ctx, "g"))
	note(r.AdoptedFrom(ctx, 1))
	note(r.Addresses(ctx, 1))
	note(r.AllAddresses(ctx))
	found(r.AtAddress(ctx, "was/"))
	found(r.WithID(ctx, "other"))
	found(r.Record(ctx, 1))
	found(r.AtPath(ctx, "a.md"))
	found(r.WithSlug(ctx, "one"))
	found(r.MovedFrom(ctx, "one"))
	found(r.Tag(ctx, "tag"))
	found(r.Cutoff(ctx, "", 5))
	found(r.Cutoff(ctx, "tag", 5))
	_, _, err := r.Fingerprint(ctx, 1)
	if err := errors.Join(append(errs, err)...); err != nil {
		t.Fatal(err)
	}
}

func parameters(query string) int {
	for n := 20; n > 0; n-- {
		if strings.Contains(query, "?"+strconv.Itoa(n)) {
			return n
		}
	}
	return strings.Count(query, "?")
}
