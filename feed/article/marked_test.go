package article

import (
	"net/url"
	"strings"
	"testing"
)

func TestMarkedResolve(t *testing.T) {
	tests := []struct {
		name      string
		marked    Marked
		html, url string
	}{
		{"nothing open", "<p>A &amp; B</p>", "<p>A &amp; B</p>", "<p>A &amp; B</p>"},
		{"page", markPage + "#top", "https://example.org/a/x/#top", "https://example.org/a/x/#top"},
		{"host", markHost + "/about", "https://example.org/about", "https://example.org/about"},
		{"file", markFile + "img/a.png" + markEnd + "?q#f", "https://example.org/f/img/a.png?q#f", "https://example.org/f/img/a.png?q#f"},
		{"two in a row", markHost + markPage, "https://example.orghttps://example.org/a/x/", "https://example.orghttps://example.org/a/x/"},
		{"file without an end", markFile + "a.png", "https://example.org/f/a.png", "https://example.org/f/a.png"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := test.marked.Resolve(testAddresses(t)); got != test.html {
				t.Errorf("Resolve: got %q, want %q", got, test.html)
			}
			if got := test.marked.ResolveURL(testAddresses(t)); got != test.url {
				t.Errorf("ResolveURL: got %q, want %q", got, test.url)
			}
		})
	}
}

// TestNextMark shows that no mark is missed, and no other byte taken for one, because of the eight at a time.
func TestNextMark(t *testing.T) {
	for c := range 256 {
		for at := range 17 {
			s := strings.Repeat("a", at) + string([]byte{byte(c)}) + strings.Repeat("é", 5)
			if got, want := nextMark(s), strings.IndexAny(s, openMarks); got != want {
				t.Errorf("%q: got %d, want %d", s, got, want)
			}
		}
	}
}

// TestMarkedResolveFile has a page whose address is a file's: what is relative begins in its folder.
func TestMarkedResolveFile(t *testing.T) {
	page, err := url.Parse("https://example.org/a/x.html")
	if err != nil {
		t.Fatal(err)
	}
	for marked, want := range map[Marked]string{
		markPage + "#top": "https://example.org/a/x.html#top",
		markPage + "?q":   "https://example.org/a/x.html?q",
		markPage:          "https://example.org/a/x.html",
		markPage + "../b": "https://example.org/a/../b",
		markPage + "c/":   "https://example.org/a/c/",
	} {
		if got := marked.ResolveURL(Addresses{Page: page, File: testFile}); got != want {
			t.Errorf("%q: got %q, want %q", marked, got, want)
		}
		if got := (`<a href="` + marked + `">`).Resolve(Addresses{Page: page, File: testFile}); got != `<a href="`+want+`">` {
			t.Errorf("%q in HTML: got %q, want %q", marked, got, want)
		}
	}
}

func TestMarkedEscaping(t *testing.T) {
	const name = `a&b "c" <d>.png`
	var asked []string
	file := func(path string) string {
		asked = append(asked, path)
		return "https://example.org/?f=1&g=2"
	}
	lone := Marked(markFile + name + markEnd)
	inHTML := Marked(`<img src="` + escapeAttr(string(lone)) + `"/>`)

	if got, want := lone.ResolveURL(Addresses{Page: testPage(t), File: file}), "https://example.org/?f=1&g=2"; got != want {
		t.Errorf("URL: got %q, want %q", got, want)
	}
	if got, want := inHTML.Resolve(Addresses{Page: testPage(t), File: file}), `<img src="https://example.org/?f=1&amp;g=2"/>`; got != want {
		t.Errorf("HTML: got %q, want %q", got, want)
	}
	for _, path := range asked {
		if path != name {
			t.Errorf("asked for the file %q, want %q", path, name)
		}
	}
	if len(asked) != 2 {
		t.Errorf("asked %d times, want 2", len(asked))
	}
}

// TestMarkedSite counts addresses from that of the site, which may be a folder of its host, or another host than the page's.
func TestMarkedSite(t *testing.T) {
	for site, want := range map[string]string{
		"": "https://example.org/b%20c?d#e", "https://garden.example/": "https://garden.example/b%20c?d#e", "https://garden.example/blog/": "https://garden.example/blog/b%20c?d#e",
	} {
		to := Addresses{Page: testPage(t), File: testFile}
		if site != "" {
			to.Site, _ = url.Parse(site)
		}
		d := testDocument("a.md")
		for _, address := range []string{fromSite("b c?d#e"), fromSite("/b c?d#e"), fromSite(fromSite("/b c?d#e")), siteScheme + ":" + siteScheme + ":b c?d#e"} {
			if got := d.link(address).ResolveURL(to); got != want {
				t.Errorf("%s: got %s, want %s", address, got, want)
			}
		}
	}
	if got := testDocument("a.md").link(siteScheme + ":javascript:alert(1)"); got != "" {
		t.Errorf("got %q for a scheme", got)
	}
}
