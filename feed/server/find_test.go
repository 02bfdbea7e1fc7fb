package server

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestNothingElseIsServed(t *testing.T) { // H9
	h, dir := sampleHandler(t)
	outside := t.TempDir()
	writeAll(t, outside, map[string]string{"secret.txt": "secret", "folder/index.html": "secret"})
	for name, to := range map[string]string{
		"link.txt": filepath.Join(outside, "secret.txt"), "linked": filepath.Join(outside, "folder"), "up.txt": "../secret.txt",
		"hidden.txt": ".hidden",
	} {
		must(t, os.Symlink(to, filepath.Join(dir, name)))
	}
	must(t, os.WriteFile(filepath.Join(filepath.Dir(dir), "secret.txt"), []byte("secret"), 0o666))
	for _, path := range []string{
		"/nothing", "/nothing/", "/articles/", "/articles", "/articles/empty/", "/articles/empty", "/tags/words/",
		"/.hidden", "/.git/config", "/articles/.seedfeed/page.html", "/_headers", "/.", "/..", "/articles/../rss.xml", "/../secret.txt",
		"/%2e%2e/secret.txt", "/articles/%2e%2e/rss.xml", "//rss.xml", "/articles//one/", "/rss.xml/", "/rss.xml%00", "/..%2fsecret.txt",
		"/articles/one/picture.png/more", "/" + strings.Repeat("long", 2000), `/..%5csecret.txt`, `/articles%5cone/`,
		"/link.txt", "/linked/", "/linked", "/up.txt",
	} {
		t.Run(path[:min(40, len(path))], func(t *testing.T) {
			r := ask(h, "GET", path)
			wantStatus(t, r, http.StatusNotFound)
			if got := body(t, r); strings.Contains(got, "secret") || len(got) > 600 {
				t.Errorf("got %q", got)
			}
		})
	}
	// A link inside of the folder leads to what its owner has put there.
	must(t, os.Symlink("rss.xml", filepath.Join(dir, "linked.xml")))
	wantStatus(t, ask(h, "GET", "/linked.xml"), http.StatusOK)
}

func TestRedirects(t *testing.T) { // H13
	h, dir := sampleHandler(t)
	writeAll(t, dir, map[string]string{"by:others/what? ä/index.html": "<p>", "by:others/index.html": "<p>"})
	for _, test := range []struct{ path, want string }{
		{"/by:others", "/by:others/"},
		{"/by:others/what%3F%20%C3%A4", "/by:others/what%3F%20%C3%A4/"},
		{"/articles/one", "/articles/one/"},
		{"/articles/one?from=mail", "/articles/one/?from=mail"},
		{"/articles/former/", "/articles/one/"},
		{"/articles/away/", "https://example.net/?a=1&b=2"},
		{"/feed", "/rss.xml"}, {"/feed/", "/rss.xml"}, {"/index.xml", "/rss.xml"}, {"/feed.xml", "/rss.xml"}, {"/feed/atom/", "/atom.xml"},
		{"/index.json", "/feed.json"},
	} {
		t.Run(test.path, func(t *testing.T) {
			r := ask(h, "GET", test.path)
			wantStatus(t, r, http.StatusMovedPermanently)
			at, err := url.Parse(test.path)
			must(t, err)
			to, err := at.Parse(r.Header.Get("Location"))
			must(t, err)
			if to.String() != test.want {
				t.Errorf("got %s, want %s", to, test.want)
			}
		})
	}
}

// A site below a path is served there, and as a proxy asks for it that takes the path away.
func TestSiteBelowPath(t *testing.T) {
	h, _ := sampleHandler(t, func(o *Options) { o.URL = &url.URL{Scheme: "https", Host: "example.org", Path: "/articles/blog/"} })
	for _, path := range []string{"/articles/blog/", "/articles/blog/rss.xml", "/articles/blog/articles/one/", "/", "/rss.xml", "/articles/one/"} {
		r := ask(h, "GET", path)
		wantStatus(t, r, http.StatusOK)
		if strings.HasSuffix(path, "rss.xml") && r.Header.Get("Link") != `<https://example.org/articles/blog/rss.xml>; rel="self"` {
			t.Errorf("%s: got Link %q", path, r.Header.Get("Link"))
		}
	}
	wantStatus(t, ask(h, "GET", "/articles/blog"), http.StatusMovedPermanently)
	wantStatus(t, ask(h, "GET", "/articles/blog/nothing"), http.StatusNotFound)
}

func TestLinkToSelf(t *testing.T) { // W1
	h, _ := sampleHandler(t)
	for path, want := range map[string]string{
		"/rss.xml": `<https://example.org/rss.xml>; rel="self"`, "/tags/words/rss.xml": `<https://example.org/tags/words/rss.xml>; rel="self"`,
		"/feed.json": `<https://example.org/feed.json>; rel="self"`, "/": "", "/sitemap.xml": "",
	} {
		if got := strings.Join(ask(h, "GET", path).Header["Link"], ", "); got != want {
			t.Errorf("%s: got %q, want %q", path, got, want)
		}
	}
}

func TestLinkToHub(t *testing.T) { // W1
	h, dir := sampleHandler(t, func(o *Options) { o.Hub = "https://hub.example/?a=1" })
	writeAll(t, dir, map[string]string{"archive/1/rss.xml": rssFeed("one")})
	const hub = `<https://hub.example/?a=1>; rel="hub"`
	for path, want := range map[string]bool{"/rss.xml": true, "/tags/words/rss.xml": true, "/feed.json": true, "/archive/1/rss.xml": false, "/": false} {
		r := ask(h, "GET", path)
		if got := slices.Contains(r.Header["Link"], hub); got != want {
			t.Errorf("%s: got the links %q", path, r.Header["Link"])
		}
		again := ask(h, "GET", path, "If-None-Match", r.Header.Get("ETag"))
		wantStatus(t, again, http.StatusNotModified)
		if !slices.Equal(again.Header["Link"], r.Header["Link"]) {
			t.Errorf("%s: the 304 has the links %q", path, again.Header["Link"])
		}
	}
}

func TestPolicies(t *testing.T) {
	h, _ := sampleHandler(t)
	for path, want := range map[string]string{"/": "default-src 'none'; style-src 'self'", "/rss.xml": "default-src 'none'; style-src 'self'", "/nothing": "default-src 'none'", "/articles/one/drawing.svg": "sandbox"} {
		r := ask(h, "GET", path)
		if got := r.Header.Get("Content-Security-Policy"); !strings.Contains(got, want) || strings.Contains(got, "script-src") {
			t.Errorf("%s: got %q, want %q in it", path, got, want)
		}
		if got := r.Header.Get("Referrer-Policy"); !strings.HasSuffix(path, ".svg") && got != "strict-origin-when-cross-origin" {
			t.Errorf("%s: got %q", path, got)
		}
	}
}
