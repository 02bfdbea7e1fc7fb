package build

import "testing"

// TestPageFile holds that an address of another generator never leads to a file that is not a page of its own.
func TestPageFile(t *testing.T) {
	tests := map[string]string{
		"2021/a/":              "2021/a/index.html",
		"2021/a":               "2021/a/index.html",
		"2021/a.html":          "2021/a.html",
		"a.htm":                "a.htm",
		"2021/v1.2/":           "2021/v1.2/index.html",
		"größe/":               "größe/index.html",
		"":                     "",
		"/":                    "",
		"index.html":           "",
		"INDEX.html":           "",
		"rss.xml":              "",
		"feed.php":             "",
		"articles/a/":          "",
		"Tags/a/":              "",
		"archive/1.html":       "",
		"sitemap/":             "",
		"../../etc/x.html":     "etc/x.html",
		".seedfeed/x.html":     "",
		"a/.git/x/":            "",
		`a\b/`:                 "",
		"a:b/":                 "",
		"a\x00/":               "",
		"https://example.org/": "",
	}
	for address, want := range tests {
		file, ok := pageFile(address)
		if !ok {
			file = ""
		}
		if file != want {
			t.Errorf("%q: got %q, want %q", address, file, want)
		}
	}
}
