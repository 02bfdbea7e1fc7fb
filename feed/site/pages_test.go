package site

import (
	"strings"
	"testing"
)

// Liferea takes a page with three articles that have headings for a feed: to subscribe to a site by its address would show
// each article twice.
func TestListsAreNoFeeds(t *testing.T) {
	entries := ordinaryEntries(5)
	s := newSite(t, settings(t))
	front, _, err := s.Front(entries, len(entries), 0, true, nil)
	if err != nil {
		t.Fatal(err)
	}
	tag, err := s.Tag("Peas", "peas", entries, len(entries))
	if err != nil {
		t.Fatal(err)
	}
	archive, err := s.Archive(1, 1, entries)
	if err != nil {
		t.Fatal(err)
	}
	pages := 0
	for _, files := range [][]File{front, tag, archive} {
		for _, file := range files {
			if !strings.HasSuffix(file.Path, indexFile) {
				continue
			}
			pages++
			if n := strings.Count(string(file.Data), "<article"); n >= 3 {
				t.Errorf("%s has %d elements article", file.Path, n)
			}
			if n := strings.Count(string(file.Data), "Peas &amp; beans, part"); n < 5 {
				t.Errorf("%s has %d titles, want 5", file.Path, n)
			}
		}
	}
	if pages != 3 {
		t.Errorf("got %d pages, want 3", pages)
	}
}
