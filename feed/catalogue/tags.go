package catalogue

import (
	"cmp"
	"context"
	"maps"
	"slices"
)

// tagged is a tag of a published article.
type tagged struct {
	Tag
	published, number, key int64
}

// enterTags enters the tags that have been collected: in their order, since each insertion elsewhere in the table costs
// more.
func (u *Update) enterTags(ctx context.Context) error {
	slices.SortFunc(u.tagged, func(a, b tagged) int {
		return cmp.Or(cmp.Compare(a.Slug, b.Slug), cmp.Compare(b.published, a.published), cmp.Compare(b.number, a.number))
	})
	err := u.rows(ctx, "INSERT INTO tag (slug, published, number, article, name) VALUES ", "(?, ?, ?, ?, ?)", "", len(u.tagged), func(args []any, i int) []any {
		t := &u.tagged[i]
		u.topics[t.Slug]++
		return append(args, t.Slug, t.published, t.number, t.key, t.Name)
	})
	u.tagged = u.tagged[:0]
	return err
}

// unlist takes an article out of the tags' lists, and out of the versions of its text.
func (u *Update) unlist(ctx context.Context, t *touched) error {
	if t.before == nil {
		return nil
	}
	for _, tag := range t.before.Tags {
		rows, err := u.exec(ctx, "DELETE FROM tag WHERE slug = ? AND published = ? AND number = ?", tag.Slug, t.before.Published, t.before.Number)
		if err != nil {
			return err
		}
		u.topics[tag.Slug] -= int(rows)
	}
	return u.dropVersion(ctx, t)
}

// countTopics notes how many articles more, or fewer, the tags have.
func (u *Update) countTopics(ctx context.Context) error {
	for _, slug := range slices.Sorted(maps.Keys(u.topics)) {
		if u.topics[slug] == 0 {
			continue
		}
		if _, err := u.exec(ctx, "INSERT INTO topic (slug, articles) VALUES (?, ?) ON CONFLICT (slug) DO UPDATE SET articles = articles + excluded.articles",
			slug, u.topics[slug]); err != nil {
			return err
		}
		if _, err := u.exec(ctx, "DELETE FROM topic WHERE slug = ? AND articles = 0", slug); err != nil {
			return err
		}
	}
	clear(u.topics)
	return nil
}
