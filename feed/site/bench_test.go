package site

import (
	"fmt"
	"strings"
	"testing"

	"seedfeed/feed"
)

// ordinaryEntries returns articles of 4.5 kB, each with an author and three tags.
func ordinaryEntries(n int) []Entry {
	const paragraph = "<p>Sow peas &amp; beans early, in a <em>sunny</em> place; see <a href=\"https://example.org/articles/soil/\">“the soil”</a> " +
		"for what they need. Water them once a week, more often when it’s dry, and keep the birds off the seedlings with a net.</p>\n"
	entries := make([]Entry, n)
	for i := range entries {
		e := entry(fmt.Sprintf("peas-%d", i), fmt.Sprintf("Peas & beans, part %d", i), strings.Repeat(paragraph, 4500/len(paragraph)), 1+i%28, "Peas", "Beans", "Soil")
		e.ID = fmt.Sprintf("urn:uuid:00000000-0000-5000-8000-%012d", i)
		e.Summary = "Sow peas & beans early, in a sunny place; what they need, how to water them and how to keep the birds off the seedlings."
		e.Authors = []feed.Person{{Name: "Ada Example", URL: "https://example.org/ada/"}}
		e.Updated = e.Published.AddDate(0, 0, i%2)
		entries[i] = e
	}
	return entries
}

// BenchmarkDocuments makes what one changed article makes necessary, and the largest of a cold build.
func BenchmarkDocuments(b *testing.B) {
	s, entries := newSite(b, settings(b)), ordinaryEntries(100)
	for name, make := range map[string]func() ([]File, error){
		"article": func() ([]File, error) { return s.Article(entries[0], 2) },
		"archive": func() ([]File, error) { return s.Archive(2, 3, entries) },
		"tag":     func() ([]File, error) { return s.Tag("Peas", "peas", entries[:50], 100) },
		"front": func() ([]File, error) {
			files, _, err := s.Front(entries[:50], 100, 3, false, manyTags(20))
			return files, err
		},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := make(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
