package article

import (
	"strings"
	"testing"
	"time"
)

// TestRealFolders has what people's folders hold beside what their generators ask for.
func TestRealFolders(t *testing.T) {
	at := func(a *Article) string { return a.Published.Format(time.RFC3339) }
	for _, tt := range []struct {
		name, path, text string
		got              func(*Article) string
		want             string
	}{
		{"keys in capitals", "a.md", "---\nTITLE: T\nDATE: 2024-04-09\nTags: [x]\nLast_Modified_At: 2024-04-10\n---\nText.",
			func(a *Article) string { return a.Title + " " + at(a) + " " + a.Tags[0] + a.Updated.Format(" 02") }, "T 2024-04-09T00:00:00+01:00 x 10"},
		{"key with nothing behind it", "a.md", "---\ntitle: T\ntranslator:\nauthor:\ntags:\ndate:\n---\nText.",
			func(a *Article) string {
				return a.Title + fieldText(a, "authors") + fieldText(a, "tags") + fieldText(a, "published")
			}, "T"},
		{"head lines with nothing behind one", "a.md", "Title: T\nTranslator:\nAuthor: Ann\n\nText.",
			func(a *Article) string { return a.Title + " " + fieldText(a, "authors") + " " + string(a.Content) }, "T Ann <p>Text.</p>"},
		{"day that the calendar does not have, right in the name", "2024-02-29-a.md", "---\ndate: 2023-02-29\n---\nText.", at, "2024-02-29T00:00:00+01:00"},
		{"month of one digit", "a.md", "---\ndate: 2024-4-09\n---\nText.", at, "2024-04-09T00:00:00+01:00"},
		{"month of one digit in the name", "2024-4-09-a.md", "Text.", at, "2024-04-09T00:00:00+01:00"},
		{"time without zone", "a.md", "---\ndate: 2024-04-09T10:20:30\n---\nText.", at, "2024-04-09T10:20:30+01:00"},
		{"time without zone, TOML", "a.md", "+++\ndate = 2024-04-09T10:20:30\n+++\nText.", at, "2024-04-09T10:20:30+01:00"},
		{"time without zone and seconds", "a.md", "---\ndate: 2024-04-09 10:20\n---\nText.", at, "2024-04-09T10:20:00+01:00"},
		{"time with zone", "a.md", "---\ndate: 2024-04-09 10:20:30 -0500\n---\nText.", at, "2024-04-09T10:20:30-05:00"},
		{"words of Eleventy for a date", "2024-04-09-a.md", "---\ndate: git Last Modified\n---\nText.", at, "2024-04-09T00:00:00+01:00"},
		{"publishDate later than date", "a.md", "---\ndate: 2024-04-09\npublishDate: 2024-05-01\n---\nText.", at, "2024-05-01T00:00:00+01:00"},
		{"no fences", "a.txt", "Title: T\nDate: 2024-04-09\nCategory: Notes\n\nText.",
			func(a *Article) string { return a.Title + " " + at(a) + " " + a.Tags[0] }, "T 2024-04-09T00:00:00+01:00 Notes"},
		{"misspelt title", "a.md", "---\ntitel: No\ndate: 2024-04-09\n---\n# Heading\n\nText.", func(a *Article) string { return a.Title + " " + a.Origins["title"] }, "Heading first heading, line 5"},
		{"title again in the body", "a.md", "---\ntitle: A *good* title\n---\n\n# A good title\n\nText.", func(a *Article) string { return string(a.Content) }, "<p>Text.</p>"},
		{"tags by comma", "a.md", "---\ntitle: T\ntags: a, b c\n---\nText.", func(a *Article) string { return strings.Join(a.Tags, "|") }, "a|b c"},
		{"tags by blank", "_posts/2024-04-09-a.md", "---\nlayout: post\ntags: a b\n---\nText.", func(a *Article) string { return strings.Join(a.Tags, "|") }, "a|b"},
		{"front matter in HTML", "2024-04-09-a.html", "---\nlayout: post\ntitle: T\ntags: a b\n---\n<p>Text.</p>",
			func(a *Article) string { return a.Title + " " + strings.Join(a.Tags, "|") + " " + string(a.Content) }, "T a|b <p>Text.</p>"},
		{"front matter over a whole page", "a.html", "---\ntitle: T\n---\n<!doctype html><title>Other</title><body><h1>Other</h1><p>Text.", func(a *Article) string { return a.Title }, "T"},
		{"---yaml", "a.md", "---yaml\ntitle: T\n---\nText.", func(a *Article) string { return a.Title + " " + string(a.Content) }, "T <p>Text.</p>"},
		{"template in place of an address", "a.md", "---\ntitle: T\npermalink: /{{ page.fileSlug }}/index.html\n---\nText.", func(a *Article) string { return a.Permalink }, ""},
		{"site's own style of addresses", "a.md", "---\ntitle: T\npermalink: pretty\n---\nText.", func(a *Article) string { return a.Permalink }, ""},
		{"names for aliases", "a.md", "---\ntitle: T\naliases: [Other name, /old/]\n---\nText.", func(a *Article) string { return strings.Join(a.Aliases, "|") }, "/old/"},
		{"date from the address", "a.md", "+++\npath = \"2014/12/12/1.0-Timeline\"\n+++\nText.", at, "2014-12-12T00:00:00+01:00"},
		{"data beside the article", "a/index.md", "---\ntitle: T\nmenu: {main: {weight: 1}}\nsitemap: {priority: 0.5}\nweight: 7\noutputs: [html]\nmath: true\n---\nText.",
			func(a *Article) string { return a.Title + fieldText(a, "tags") }, "T"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.got(parse(t, tt.path, tt.text)); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestLargeArticle(t *testing.T) {
	paragraph := strings.Repeat("Some words of an article that has no end. ", 20) + "\n\n"
	text := "---\ntitle: T\ndate: 2024-04-09\n---\n" + strings.Repeat(paragraph, 850_000/len(paragraph)+1)
	a := parse(t, "a.md", text)
	if got := strings.Count(string(a.Content), "<p>"); got != strings.Count(text, paragraph) || a.Title != "T" || len(a.Warnings) > 0 {
		t.Errorf("got %d paragraphs, title %q, %v", got, a.Title, a.Warnings)
	}
}
