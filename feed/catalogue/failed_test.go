package catalogue

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"seedfeed/feed/article"
)

// An update in which the disk becomes full, at whatever statement and whatever its caller makes of the error, leaves
// nothing behind that would be in the way of the next one.
func TestFailedUpdateLeavesNothing(t *testing.T) {
	ctx := t.Context()
	c, err := Open(ctx, t.TempDir(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	var pages int
	if err := c.conn.ask(ctx, "PRAGMA page_count", &pages); err != nil {
		t.Fatal(err)
	}
	contents := func() (lines []string) {
		for _, table := range []string{"article", "text", "gone", "files", "tag", "topic", "moved", "address", "adopted", "reference", "output", "pending", "setting"} {
			if err := c.query(ctx, "SELECT * FROM "+table, nil, func(r row) error {
				lines = append(lines, fmt.Sprint(table, []any{r}))
				return nil
			}); err != nil {
				t.Fatal(err)
			}
		}
		return lines
	}
	before := contents()
	failures := 0
	for limit := pages; ; limit++ {
		var set int
		if err := c.conn.ask(ctx, fmt.Sprintf("PRAGMA max_page_count = %d", limit), &set); err != nil || set != limit {
			t.Fatal(set, err)
		}
		u, err := c.Begin(ctx, UpdateOptions{Now: time.Unix(2e9, 0), URL: "https://example.org/", ArticlePath: func(slug string) string { return slug }})
		if err != nil {
			t.Fatal(err)
		}
		useUntilFull(t, u)
		if err := u.Commit(); err == nil {
			break
		}
		failures++
		if diff := cmp.Diff(before, contents()); diff != "" {
			t.Fatalf("with room for %d pages: %s", limit, diff)
		}
	}
	if failures < 10 {
		t.Errorf("the disk was full %d times, want more", failures)
	}
	if articles, err := c.Listed(ctx); err != nil || articles != 60 {
		t.Errorf("got %d articles, %v; want 60", articles, err)
	}
}

// useUntilFull makes use of all that writes, and does not care for errors.
func useUntilFull(t *testing.T, u *Update) {
	t.Helper()
	ctx := t.Context()
	var outputs []Output
	for i := range 60 {
		name := fmt.Sprintf("%02d %s", i, strings.Repeat("long ", 50))
		u.Put(ctx, 0, Reading{
			Path: name + ".md", Stamp: []byte(name), Article: &article.Article{Path: name + ".md", Title: name, Permalink: name},
			Slug: name, Tags: []Tag{{"t", "T"}, {name, name}}, References: []Reference{{Path: name, Name: name, Type: name}},
		})
		u.Require(ctx, name)
		outputs = append(outputs, Output{Part: name, Path: name})
	}
	u.Settle(ctx)
	u.Written(ctx, outputs)
	u.Done(ctx, []string{outputs[0].Part})
	u.Set(ctx, "name", "value")
}
