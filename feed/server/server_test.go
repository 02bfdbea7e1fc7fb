package server

import (
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// sample is an output as a build makes it, but for its length.
func sample() map[string]string {
	page := "<!DOCTYPE html>\n<html><head><title>A page</title></head><body>" + strings.Repeat("<p>Some words.</p>\n", 200) + "</body></html>\n"
	return map[string]string{
		"rss.xml":                      rssFeed("one", "two", "three"),
		"atom.xml":                     atomFeed("one", "two", "three"),
		"feed.json":                    jsonFeed("one", "two", "three"),
		"index.html":                   page,
		"style.css":                    strings.Repeat("p { margin: 1em }\n", 200),
		"sitemap.xml":                  "<sitemapindex/>",
		"feeds.opml":                   "<opml/>",
		"articles/one/index.html":      page,
		"articles/one/picture.png":     "\x89PNG",
		"articles/one/drawing.svg":     "<svg/>",
		"articles/one/data.bin":        "\x00",
		"articles/former/index.html":   `<html><head><meta http-equiv="refresh" content="0; url=https://example.org/articles/one/"></head></html>`,
		"articles/away/index.html":     `<html><head><meta http-equiv="refresh" content="0; url=https://example.net/?a=1&amp;b=2"></head></html>`,
		"articles/empty/picture.png":   "\x89PNG",
		"tags/words/rss.xml":           rssFeed("two"),
		".hidden":                      "secret",
		".git/config":                  "secret",
		"articles/.seedfeed/page.html": "secret",
		"_headers":                     "secret",
	}
}

func longText(word string) string { return strings.Repeat(word+" and more of it. ", 50) }

func rssFeed(items ...string) string {
	b := `<?xml version="1.0" encoding="utf-8"?>` + "\n" + `<rss version="2.0"><channel><title>Feed</title>` + "\n"
	for _, i := range items {
		b += "<item><guid>" + i + "</guid><description>" + longText(i) + "</description></item>\n"
	}
	return b + "</channel></rss>\n"
}

func atomFeed(items ...string) string {
	b := `<feed xmlns="http://www.w3.org/2005/Atom"><title>Feed</title>` + "\n"
	for _, i := range items {
		b += "<entry><id>" + i + "</id><content>" + longText(i) + "</content></entry>\n"
	}
	return b + "</feed>\n"
}

func jsonFeed(items ...string) string {
	b := `{"version":"https://jsonfeed.org/version/1.1","title":"Feed","items":[`
	for n, i := range items {
		if n > 0 {
			b += ","
		}
		b += `{"id":"` + i + `","content_text":"` + longText(i) + `"}`
	}
	return b + "]}\n"
}

func writeAll(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		replace(t, filepath.Join(dir, filepath.FromSlash(name)), content)
	}
}

// written is the modification time of files, unless they are replaced on purpose.
var written = time.Date(2026, 11, 22, 9, 30, 15, 500_000_000, time.UTC)

// replace writes a file as a build does, with a name of its own at first.
func replace(t *testing.T, path, content string) {
	t.Helper()
	must(t, writeFile("", path, content))
}

func writeFile(dir, name, content string) error {
	path := filepath.Join(dir, filepath.FromSlash(name))
	aside := path + "~"
	return errors.Join(
		os.MkdirAll(filepath.Dir(path), 0o777), os.WriteFile(aside, []byte(content), 0o666),
		os.Chtimes(aside, written, written), os.Rename(aside, path))
}

func exampleURL() *url.URL { return &url.URL{Scheme: "https", Host: "example.org", Path: "/"} }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func newHandler(t *testing.T, dir string, change ...func(*Options)) *Handler {
	t.Helper()
	o := Options{Folder: dir, URL: exampleURL()}
	for _, c := range change {
		c(&o)
	}
	h, err := New(o)
	must(t, err)
	t.Cleanup(func() { h.Close() })
	return h
}

// sampleHandler serves the sample from a folder.
func sampleHandler(t *testing.T, change ...func(*Options)) (h *Handler, dir string) {
	t.Helper()
	dir = t.TempDir()
	writeAll(t, dir, sample())
	return newHandler(t, dir, change...), dir
}

// ask sends one request. Of the header each two make one field.
func ask(h http.Handler, method, target string, header ...string) *http.Response {
	r := httptest.NewRequest(method, target, nil)
	r.RemoteAddr = "192.0.2.1:1000"
	for i := 0; i < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	must(t, err)
	return string(b)
}

func wantStatus(t *testing.T, r *http.Response, want int) {
	t.Helper()
	if r.StatusCode != want {
		t.Errorf("got status %d, want %d: %s", r.StatusCode, want, body(t, r))
	}
}

func TestFiles(t *testing.T) { // H8, H9, H11
	h, _ := sampleHandler(t)
	for _, test := range []struct{ path, contentType, cacheControl string }{
		{"/", "text/html; charset=utf-8", "no-cache"},
		{"/index.html", "text/html; charset=utf-8", "no-cache"},
		{"/rss.xml", "text/xml; charset=utf-8", "public, max-age=300"},
		{"/atom.xml", "text/xml; charset=utf-8", "public, max-age=300"},
		{"/feed.json", "application/feed+json", "public, max-age=300"},
		{"/tags/words/rss.xml", "text/xml; charset=utf-8", "public, max-age=300"},
		{"/sitemap.xml", "application/xml", "public, max-age=300"},
		{"/feeds.opml", "text/x-opml; charset=utf-8", "public, max-age=300"},
		{"/style.css", "text/css; charset=utf-8", "no-cache"},
		{"/articles/one/", "text/html; charset=utf-8", "no-cache"},
		{"/articles/one/picture.png", "image/png", "public, max-age=3600"},
		{"/articles/one/drawing.svg", "image/svg+xml", "public, max-age=3600"},
		{"/articles/one/data.bin", "application/octet-stream", "public, max-age=3600"},
	} {
		t.Run(test.path, func(t *testing.T) {
			r := ask(h, "GET", test.path)
			wantStatus(t, r, http.StatusOK)
			file := strings.TrimPrefix(test.path, "/")
			if strings.HasSuffix(test.path, "/") {
				file += "index.html"
			}
			if got := body(t, r); got != sample()[file] {
				t.Errorf("got %q, want the file", got)
			}
			for name, want := range map[string]string{
				"Content-Type": test.contentType, "Cache-Control": test.cacheControl, "X-Content-Type-Options": "nosniff",
				"Last-Modified": "Sun, 22 Nov 2026 09:30:15 GMT",
			} {
				if got := r.Header.Get(name); got != want {
					t.Errorf("got %s %q, want %q", name, got, want)
				}
			}
		})
	}
}

func TestEncodings(t *testing.T) { // H7
	h, _ := sampleHandler(t)
	for _, test := range []struct{ accept, want string }{
		{"gzip", "gzip"}, {"gzip, deflate", "gzip"}, {"gzip, deflate, br, zstd", "br"}, {"zstd, gzip", "zstd"}, {"x-gzip", "gzip"},
		{"GZIP", "gzip"}, {"gzip;q=0.5, br;q=0.1", "gzip"}, {"gzip;q=0", ""}, {"gzip; q=0.000 , br;q=0", ""}, {"*", "gzip"},
		{"br;q=0, *", "gzip"}, {"gzip;q=0, *", ""}, {"identity", ""}, {"identity, gzip;q=0.5", ""}, {"identity;q=0.5, gzip", "gzip"},
		{"deflate", ""}, {"", ""}, {"gzip;q=many", ""}, {"gzip;level=1;q=1", "gzip"},
	} {
		t.Run(test.accept, func(t *testing.T) {
			r := ask(h, "GET", "/rss.xml", "Accept-Encoding", test.accept)
			if got := r.Header.Get("Content-Encoding"); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if got := r.Header.Get("Vary"); got != "Accept-Encoding" {
				t.Errorf("got Vary %q", got)
			}
			if test.want == "gzip" {
				unpacked, err := gzip.NewReader(r.Body)
				must(t, err)
				b, err := io.ReadAll(unpacked)
				must(t, err)
				if string(b) != sample()["rss.xml"] {
					t.Errorf("got %q", b)
				}
			}
		})
	}
}
