package site

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

func folder(files ...string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for i := 0; i < len(files); i += 2 {
		fsys[files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	return fsys
}

func TestOverride(t *testing.T) {
	set := settings(t)
	set.Templates = folder(
		"article.html", `{{define "main"}}<h1>Mine: {{.Title}}</h1>{{template "more.html" .}}{{end}}`,
		"more.html", `<p>More of {{.Site.Title}}</p>`,
		"style.css", "body {}",
		"feed.css", "rss {}",
		"notes.txt", "{{ no template",
	)
	s := newSite(t, set)
	files, err := s.Article(sampleEntries(t)[0], 0)
	if err != nil {
		t.Fatal(err)
	}
	page := string(files[0].Data)
	for _, want := range []string{"<h1>Mine: Everything that", "<p>More of Notes &amp; Sketches</p>", `<header class="masthead">`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %q", want)
		}
	}
	tags, err := s.TagIndex(nil)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(tags[0].Data), "Mine") {
		t.Error("one template replaced another")
	}
	assets, err := s.Assets()
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"body {}", "rss {}"} {
		if got := string(assets[i].Data); got != "/* seedfeed */\n"+want {
			t.Errorf("%s: got %q", assets[i].Path, got)
		}
	}
}

func TestOverrideLayout(t *testing.T) {
	set := settings(t)
	set.Templates = folder("layout.html", `<title>{{.Title}}</title>{{block "main" .}}{{end}}
{{define "byline"}}{{end}}{{define "entry"}}<p>{{.Title}}</p>{{end}}{{define "subscribe"}}{{end}}{{define "nav"}}{{end}}`)
	s := newSite(t, set)
	files, err := s.Tag("Go", "go", sampleEntries(t)[:1], 1)
	if err != nil {
		t.Fatal(err)
	}
	page := string(files[len(files)-1].Data)
	if !strings.Contains(page, "<p>Everything that an article can hold</p>") || strings.Contains(page, "<body>") {
		t.Errorf("got %s", page)
	}
	if !Made([]byte(page)) {
		t.Errorf("without the generator's name, nothing tells whose page this is: %s", page)
	}
}

// TestMade knows each document by its beginning, however long titles are, and no other by the maker's name.
func TestMade(t *testing.T) {
	set := settings(t)
	set.Title, set.Description, set.Headers = strings.Repeat("Long title ", 1000), "", true
	s := newSite(t, set)
	var entries []Entry
	for i := range 50 {
		entries = append(entries, entry(strconv.Itoa(i), "A title", "", 24))
	}
	front, _, err := s.Front(entries, len(entries), 1, false, nil)
	if err != nil {
		t.Fatal(err)
	}
	assets, err := s.Assets()
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range slices.Concat(front, assets) {
		if !Made(file.Data[:min(len(file.Data), 4<<10)]) && file.Path != "feed.json" { // its title comes first
			t.Errorf("%s is not known by %.300s", file.Path, file.Data)
		}
	}
	for path, text := range sampleSite(t) {
		if !Made([]byte(text)[:min(len(text), 4<<10)]) {
			t.Errorf("%s is not known by %.300s", path, text)
		}
	}
	for _, text := range []string{"", "seedfeed", "<title>seedfeed</title>", "<generator>Hugo</generator> seedfeed", `{"title":"seedfeed"}`, "/* of seedfeed */"} {
		if Made([]byte(text)) {
			t.Errorf("%q is taken for one of ours", text)
		}
	}
}

func TestBrokenOverride(t *testing.T) {
	tests := []struct{ name, file, text, want string }{
		{"syntax", "index.html", "\n\n{{define \"main\"}}{{if}}{{end}}{{end}}", "template index.html:3"},
		{"unknown field", "article.html", "{{define \"main\"}}\n{{.Titel}}{{end}}", "template article.html:2"},
		{"unknown field of an article", "tag.html", "{{define \"main\"}}\n\n\n{{range .Entries}}{{.Subtitle}}{{end}}{{end}}", "template tag.html:4"},
		{"unknown function", "layout.html", "<html>\n{{upper .Title}}", "template layout.html:2"},
		{"unknown template", "moved.html", "{{define \"main\"}}\n{{template \"none\"}}{{end}}", "template moved.html:2"},
		{"ambiguous place", "tags.html", "{{define \"main\"}}\n<a href='{{if .Title}}?{{end}}{{.Title}}'{{end}}", "template"},
		{"of its own", "extra.html", "\n{{", "template extra.html:2"},
		{"unknown field of all pages", "layout.html", "<html>\n{{.Titel}}", "template layout.html:2"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			set := settings(t)
			set.Templates = folder(test.file, test.text)
			_, err := New(set)
			if err == nil {
				t.Fatal("no error")
			}
			if !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %q, want %q in it", err, test.want)
			}
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("one mistake is said more than once: %q", err)
			}
		})
	}
}

// TestSamplePage keeps the page that overrides are tried on complete: every built-in template must
// show all that it can show.
func TestSamplePage(t *testing.T) {
	all, err := newPages(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range pageFiles {
		if _, err := all.execute(name, samplePage()); err != nil {
			t.Error(err)
		}
	}
	page, err := all.execute("article.html", samplePage())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"<audio", "<video", "a.pdf", "og:image:alt", "updated", `class="lead"`} {
		if !strings.Contains(string(page), want) {
			t.Errorf("article.html shows no %s", want)
		}
	}
}
