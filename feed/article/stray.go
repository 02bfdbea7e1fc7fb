package article

import (
	"html"
	"slices"
	"strings"
)

// Strays returns the addresses by which the article refers to files that none of its References is: they lie outside of the
// seeds folder, or are hidden. They are as a browser takes them, and each is there once.
func (a *Article) Strays() []string {
	strays := straysIn(string(a.Content))
	addresses := []Marked{a.Image.URL}
	for _, e := range a.Enclosures {
		addresses = append(addresses, e.URL)
	}
	for _, address := range addresses {
		strays = append(strays, straysIn(string(address))...)
	}
	slices.Sort(strays)
	return slices.Compact(strays)
}

// straysIn finds what is relative to the page and named like a file that could be copied beside it.
func straysIn(marked string) (strays []string) {
	for {
		_, rest, found := strings.Cut(marked, markPage)
		if !found {
			return strays
		}
		address := rest
		if end := strings.IndexAny(rest, "\"' <>"); end >= 0 {
			address = rest[:end]
		}
		address, _, _ = strings.Cut(html.UnescapeString(address), "?")
		address, _, _ = strings.Cut(address, "#")
		if isMedia(address) || IsArticle(address) {
			strays = append(strays, address)
		}
		marked = rest
	}
}
