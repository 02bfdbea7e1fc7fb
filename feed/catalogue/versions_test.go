package catalogue_test

import (
	"fmt"
	"slices"
	"testing"

	"seedfeed/feed/article"
	"seedfeed/feed/catalogue"
)

// TestVersions finds the versions of a text: those that say so, and those at whose path it stands.
func TestVersions(t *testing.T) {
	ctx := t.Context()
	c := open(t, t.TempDir())
	u, err := c.Begin(ctx, catalogue.UpdateOptions{Now: firstBuild, URL: siteURL})
	if err != nil {
		t.Fatal(err)
	}
	defer u.Rollback()
	put := func(path, translation string) {
		t.Helper()
		a := &article.Article{Path: path, Title: path, Translation: translation}
		if _, err := u.Put(ctx, 0, catalogue.Reading{Path: path, Article: a, Slug: "slug"}); err != nil {
			t.Fatal(err)
		}
	}
	for path, translation := range map[string]string{
		"a.fr.md": "a", "de/a.md": "a", "a.md": "", "a.html": "", "a.txt": "other", "a/b.md": "", "a-b.md": "", "a.b.md": "",
		"b/index.md": "", "b/index.fr.md": "b",
		"c.adoc": "", "c.fr.adoc": "c.adoc",
		"alone.md": "", "alone/index.md": "",
	} {
		put(path, translation)
	}
	for n := range catalogue.MostVersions + 50 {
		put(fmt.Sprintf("many/%d.md", n), "many")
	}
	if _, err := u.Settle(ctx); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string][]string{
		"a":      {"a.fr.md", "a.html", "a.md", "de/a.md"},
		"b":      {"b/index.fr.md", "b/index.md"},
		"c.adoc": {"c.adoc", "c.fr.adoc"},
		"alone":  nil, // nobody says that it has versions
	} {
		records, err := u.Versions(ctx, text)
		var got []string
		for _, record := range records {
			got = append(got, record.Path)
		}
		slices.Sort(got)
		if !slices.Equal(got, want) || err != nil {
			t.Errorf("%s: got %v, %v, want %v", text, got, err, want)
		}
	}
	if many, err := u.Versions(ctx, "many"); len(many) != catalogue.MostVersions+1 || err != nil {
		t.Errorf("got %d versions of many, %v, want one more than there can be", len(many), err)
	}
}
