package server

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// A sink is an answer that goes nowhere.
type sink struct{ header http.Header }

func (s *sink) Header() http.Header         { return s.header }
func (s *sink) WriteHeader(int)             {}
func (s *sink) Write(b []byte) (int, error) { return len(b), nil }

func BenchmarkAnswer(b *testing.B) {
	dir := b.TempDir()
	var items []string
	for range 50 {
		items = append(items, strings.Repeat("item ", 40))
	}
	files := sample()
	files["rss.xml"] = rssFeed(items...)
	for name, content := range files {
		if err := writeFile(dir, name, content); err != nil {
			b.Fatal(err)
		}
	}
	h, err := New(Options{Folder: dir, URL: exampleURL()})
	if err != nil {
		b.Fatal(err)
	}
	defer h.Close()
	tag := ask(h, "GET", "/rss.xml").Header.Get("Etag")
	for _, bench := range []struct {
		name, path string
		header     []string
	}{
		{"200", "/rss.xml", nil},
		{"gzip", "/rss.xml", []string{"Accept-Encoding", "gzip, deflate"}},
		{"304", "/rss.xml", []string{"If-None-Match", tag}},
		{"page", "/articles/one/", nil},
		{"404", "/articles/nothing/", nil},
	} {
		b.Run(bench.name, func(b *testing.B) {
			r := httptest.NewRequest("GET", bench.path, nil)
			for i := 0; i < len(bench.header); i += 2 {
				r.Header.Add(bench.header[i], bench.header[i+1])
			}
			w := &sink{header: http.Header{}}
			b.ReportAllocs()
			for b.Loop() {
				clear(w.header)
				h.ServeHTTP(w, r)
			}
		})
	}
}
