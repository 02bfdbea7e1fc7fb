package remote

import (
	"compress/gzip"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"seedfeed/feed/check"
)

// A server is one that does all as it should, but for what a test breaks.
type server struct {
	*httptest.Server
	broken map[string]bool
	pages  map[string]string // by path
}

func newServer(t *testing.T, broken ...string) *server {
	t.Helper()
	s := &server{broken: map[string]bool{}, pages: map[string]string{}}
	for _, rule := range broken {
		s.broken[rule] = true
	}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	link := func(rel, path string) string {
		return fmt.Sprintf(`<link rel="%s" href="%s%s"/>`, rel, s.URL, path)
	}
	feed := func(path string, more ...string) {
		s.pages[path] = `<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom" xmlns:fh="http://purl.org/syndication/history/1.0">` +
			`<id>urn:x:feed</id><title>` + strings.Repeat("long ", 1000) + `</title><updated>2026-05-01T07:30:15Z</updated>` + link("self", path) + strings.Join(more, "") + "</feed>"
	}
	older := link("prev-archive", "/2")
	if s.broken["http-archive"] {
		older = link("prev-archive", "/missing")
	}
	feed("/", older)
	newer := link("prev-archive", "/1")
	if s.broken["set-loop"] {
		newer = link("prev-archive", "/")
	}
	feed("/2", "<fh:archive/>", newer, link("current", "/"))
	forth := link("next-archive", "/2")
	if s.broken["set-prev"] {
		forth = ""
	}
	feed("/1", "<fh:archive/>", forth, link("current", "/"))
	if s.broken["http-self"] {
		s.pages["/"] = strings.Replace(s.pages["/"], `"self" href="`+s.URL, `"self" href="https://example.org`, 1)
	}
	if s.broken["atom-feed"] {
		s.pages["/"] = strings.Replace(s.pages["/"], "<id>urn:x:feed</id>", "", 1)
	}
	return s
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	page, ok := s.pages[r.URL.Path]
	if r.URL.Path == "/old" {
		status := http.StatusMovedPermanently
		if s.broken["http-redirect"] {
			status = http.StatusFound
		}
		http.Redirect(w, r, "/", status)
		return
	}
	if !ok || r.Method == http.MethodHead && s.broken["http-head"] {
		http.Error(w, "no", http.StatusNotFound)
		return
	}
	header := w.Header()
	set := func(rule, key, value, otherwise string) {
		if s.broken[rule] {
			value = otherwise
		}
		if value != "" {
			header.Set(key, value)
		}
	}
	zipped := !s.broken["http-gzip"] && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip")
	tag := `"plain"`
	if zipped && !s.broken["http-gzip-etag"] {
		tag = `"zipped"`
	}
	set("http-type", "Content-Type", "text/xml; charset=utf-8", "text/html")
	set("http-charset", "Content-Type", header.Get("Content-Type"), "text/xml; charset=iso-8859-1")
	set("http-etag-form", "ETag", tag, "plain")
	set("http-modified", "Last-Modified", "Fri, 01 May 2026 07:30:15 GMT", "2026-05-01")
	set("http-vary", "Vary", "Accept-Encoding", "")
	set("http-cache", "Cache-Control", "max-age=300", "")
	header.Set("Link", `<https://hub.example/?a=1,2>; title="x, <y>"; rel="hub"`)
	header.Add("Link", fmt.Sprintf("<%s>; rel=self", s.addressInHeader(r)))
	if s.broken["http-etag"] {
		header.Del("ETag")
		header.Del("Last-Modified")
	}
	match := r.Header.Get("If-None-Match")
	if !s.broken["http-304"] && (match != "" && match == header.Get("ETag") || r.Header.Get("If-Modified-Since") != "") {
		if s.broken["http-304-headers"] {
			header.Del("Cache-Control")
		}
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if !zipped {
		fmt.Fprint(w, page)
		return
	}
	header.Set("Content-Encoding", "gzip")
	z := gzip.NewWriter(w)
	fmt.Fprint(z, page)
	z.Close()
}

// addressInHeader is what a document says in its header.
func (s *server) addressInHeader(r *http.Request) string {
	if s.broken["http-websub"] {
		return s.URL + "/elsewhere"
	}
	if s.broken["http-self"] { // or the header would contradict the document as well
		return "https://example.org/"
	}
	return s.URL + r.URL.Path
}

func TestCheck(t *testing.T) {
	ids := []string{""}
	for _, r := range Rules() {
		ids = append(ids, r.ID)
	}
	for _, broken := range append(ids, "set-loop", "set-prev", "atom-feed") {
		t.Run(broken, func(t *testing.T) {
			s := newServer(t, broken)
			path := "/"
			if broken == "http-redirect" {
				path = "/old"
			}
			result, err := Checker{Client: s.Client(), UserAgent: "test"}.Check(t.Context(), s.URL+path)
			if err != nil {
				t.Fatal(err)
			}
			if broken == "" && (len(result.Findings) > 0 || result.Documents != 3) {
				t.Errorf("got %v in %d documents, want nothing in 3", result.Findings, result.Documents)
			}
			if broken != "" && !slices.ContainsFunc(result.Findings, func(f check.Finding) bool { return f.ID == broken }) {
				t.Errorf("got %v, want %s", result.Findings, broken)
			}
			for _, f := range result.Findings {
				if f.ID != broken && f.ID != "set-next" && !(broken == "http-charset" || broken == "set-loop") {
					t.Errorf("got %v as well", f)
				}
			}
		})
	}
}

func TestCannotBeRead(t *testing.T) {
	s := newServer(t)
	s.pages["/large"] = strings.Repeat(" ", largest+1)
	for path, want := range map[string]string{"/missing": "404 Not Found", "/large": "longer than 15 MiB"} {
		_, err := Checker{Client: s.Client()}.Check(t.Context(), s.URL+path)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", path, err, want)
		}
	}
}

// TestServed looks at answers that are odd, and at what is said of them.
func TestServed(t *testing.T) {
	const head, latin = `<?xml version="1.0" encoding="UTF-8"?>`, `<?xml version="1.0" encoding="ISO-8859-1"?>`
	zipped := func(text string) string {
		var b strings.Builder
		z := gzip.NewWriter(&b)
		fmt.Fprint(z, text)
		z.Close()
		return b.String()
	}
	for _, c := range []struct {
		name, address, head, charset, coding string
		want                                 []string // rules
		fault                                string
	}{
		{name: "fragment", address: "/#top", head: head},
		{name: "no path", head: head},
		{name: "own encoding", address: "/", head: latin, charset: "iso-8859-1", want: []string{"xml-declaration"}},
		{name: "other encoding", address: "/", head: latin, charset: "utf-8", want: []string{"http-charset", "xml-declaration"}},
		{name: "capitals", address: "/", head: head, coding: "GZIP", want: []string{"http-gzip"}},
		{name: "old name", address: "/", head: head, coding: "x-gzip", want: []string{"http-gzip"}},
		{name: "brotli", address: "/", head: head, coding: "br", fault: `is sent in the content coding "br", for which nobody has asked`},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				text := c.head + `<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:x:feed</id><title>x</title><updated>2026-05-01T07:30:15Z</updated><link rel="self" href="http://` + r.Host + `/"/></feed>`
				header := w.Header()
				header.Set("Content-Type", "text/xml")
				if c.charset != "" {
					header.Set("Content-Type", "text/xml; charset="+c.charset)
				}
				header.Set("ETag", `"one"`)
				header.Set("Cache-Control", "max-age=300")
				header.Set("Vary", "Accept-Encoding")
				if c.coding != "" {
					header.Set("Content-Encoding", c.coding)
					text = zipped(text)
				}
				if r.Header.Get("If-None-Match") != "" {
					w.WriteHeader(http.StatusNotModified)
					return
				}
				fmt.Fprint(w, text)
			}))
			defer s.Close()
			result, err := Checker{Client: s.Client()}.Check(t.Context(), s.URL+c.address)
			if c.fault != "" {
				if err == nil || !strings.Contains(err.Error(), c.fault) {
					t.Errorf("got the error %v, want %q", err, c.fault)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range result.Findings {
				got = append(got, f.ID)
			}
			if slices.Sort(got); !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", result.Findings, c.want)
			}
		})
	}
}

// TestManyArchives follows a chain that does not end.
func TestManyArchives(t *testing.T) {
	asked := 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		w.Header().Set("Content-Type", "application/feed+json")
		fmt.Fprintf(w, `{"version":"https://jsonfeed.org/version/1.1","title":"x","items":[],"next_url":"/%d"}`, asked)
	}))
	defer s.Close()
	result, err := Checker{Client: s.Client()}.Check(t.Context(), s.URL)
	if err != nil {
		t.Fatal(err)
	}
	if asked > mostArchives+10 || !slices.ContainsFunc(result.Findings, func(f check.Finding) bool { return f.ID == "http-archive" }) {
		t.Errorf("asked %d times, found %v", asked, result.Findings)
	}
}

func TestLinkHeader(t *testing.T) {
	for _, test := range []struct {
		lines     []string
		hub, self string
	}{
		{nil, "", ""},
		{[]string{`<https://hub.example/>; rel="hub"`, `<https://example.org/rss.xml>; rel="self"`}, "https://hub.example/", "https://example.org/rss.xml"},
		{[]string{`<https://hub.example/>;rel=HUB,<a,b>; rel=self`}, "https://hub.example/", "a,b"},
		{[]string{`<a>; title="; rel=hub, <x>"; rel = "next self" ; rel="hub"`}, "", "a"},
		{[]string{`<a>; rel*=hub`, `<b>; xrel=hub`, `<c>`, `a; rel=hub`, `<d`}, "", ""},
		{[]string{`<a>; rel=hub, <b>; rel="hub"`}, "a b", ""},
	} {
		header := http.Header{"Link": test.lines}
		for relation, want := range map[string]string{"hub": test.hub, "self": test.self} {
			if got := strings.Join(linked(header, relation), " "); got != want {
				t.Errorf("%q: got %s %q, want %q", test.lines, relation, got, want)
			}
		}
	}
}
