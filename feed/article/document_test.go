package article

import (
	"net/url"
	"testing"
)

// testDocument is an empty document as Parse begins with.
func testDocument(path string) *document {
	return &document{path: path, art: &Article{Path: path, Origins: make(map[string]string, 8)}}
}

// resolve gives m addresses under https://example.org: the article's page is /a/x/, local files lie under /f/.
func resolve(t testing.TB, m Marked) string {
	t.Helper()
	return m.Resolve(testAddresses(t))
}

func testAddresses(t testing.TB) Addresses {
	return Addresses{Page: testPage(t), File: testFile, Article: func(name string) string {
		if name == "missing" {
			return ""
		}
		return "https://example.org/n/" + NameKey(name) + "/"
	}}
}

func testPage(t testing.TB) *url.URL {
	t.Helper()
	page, err := url.Parse("https://example.org/a/x/")
	if err != nil {
		t.Fatal(err)
	}
	return page
}

func testFile(path string) string {
	return "https://example.org/f/" + (&url.URL{Path: path}).EscapedPath()
}

func paths(references []Reference) []string {
	var paths []string
	for _, r := range references {
		paths = append(paths, r.Path)
	}
	return paths
}
