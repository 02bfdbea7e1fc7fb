package site

import (
	"encoding/json"
	"encoding/xml"
	"net/url"
	"strings"
	"testing"
	"time"

	"seedfeed/feed"
)

// TestFeeds checks what this package decides about feeds: ids, neighbours, the archive's marks.
func TestFeeds(t *testing.T) {
	site := sampleSite(t)
	s := newSite(t, settings(t))
	id := settings(t).FeedID
	type link struct {
		Rel  string `xml:"rel,attr"`
		Href string `xml:"href,attr"`
		Type string `xml:"type,attr"`
	}
	type atom struct {
		ID       string    `xml:"http://www.w3.org/2005/Atom id"`
		Title    string    `xml:"http://www.w3.org/2005/Atom title"`
		Links    []link    `xml:"http://www.w3.org/2005/Atom link"`
		Archive  *struct{} `xml:"http://purl.org/syndication/history/1.0 archive"`
		Complete *struct{} `xml:"http://purl.org/syndication/history/1.0 complete"`
	}
	tests := []struct {
		path, id, title, self        string
		prev, next, current, archive string
	}{
		{path: "atom.xml", id: id, title: "Notes & Sketches", self: "atom.xml", prev: "archive/2/atom.xml"},
		{path: "archive/2/atom.xml", id: id, title: "Notes & Sketches", self: "archive/2/atom.xml", prev: "archive/1/atom.xml", current: "atom.xml", archive: "yes"},
		{path: "archive/1/atom.xml", id: id, title: "Notes & Sketches", self: "archive/1/atom.xml", next: "archive/2/atom.xml", current: "atom.xml", archive: "yes"},
		{path: "tags/c-sharp/atom.xml", id: s.TagFeedID("c-sharp"), title: "Notes & Sketches: C#", self: "tags/c-sharp/atom.xml"},
	}
	for _, test := range tests {
		t.Run(test.path, func(t *testing.T) {
			var f atom
			if err := xml.Unmarshal([]byte(site[test.path]), &f); err != nil {
				t.Fatal(err)
			}
			if f.ID != test.id || f.Title != test.title {
				t.Errorf("got id %q, title %q, want %q, %q", f.ID, f.Title, test.id, test.title)
			}
			got := map[string]string{}
			for _, l := range f.Links {
				got[l.Rel] = strings.TrimPrefix(l.Href, sampleURL)
			}
			for rel, want := range map[string]string{"self": test.self, "prev-archive": test.prev, "next-archive": test.next, "current": test.current} {
				if got[rel] != want {
					t.Errorf("link %s: got %q, want %q", rel, got[rel], want)
				}
			}
			if (f.Archive != nil) != (test.archive != "") {
				t.Errorf("fh:archive is there: %t", f.Archive != nil)
			}
			if f.Complete != nil {
				t.Error("fh:complete in a feed that is not")
			}
		})
	}
	t.Run("complete", func(t *testing.T) {
		files, _, err := s.Front(sampleEntries(t), 5, 1, true, nil)
		if err != nil {
			t.Fatal(err)
		}
		var f atom
		if err := xml.Unmarshal(files[1].Data, &f); err != nil {
			t.Fatal(err)
		}
		if f.Complete == nil {
			t.Error("no fh:complete")
		}
		for _, l := range f.Links {
			if l.Rel == "prev-archive" {
				t.Error("a complete feed has a prev-archive link")
			}
		}
	})
}

// TestFrontTrims shows that a main feed beyond 1 MiB carries summaries at its end, not less entries.
func TestFrontTrims(t *testing.T) {
	s := newSite(t, settings(t))
	long := "<p>" + strings.Repeat("All work and no play. ", 20_000) + "</p>"
	var entries []Entry
	for _, slug := range []string{"a", "b", "c", "d"} {
		entries = append(entries, entry(slug, slug, long, 1))
	}
	files, trimmed, err := s.Front(entries, 4, 0, true, nil)
	if err != nil {
		t.Fatal(err)
	}
	if trimmed != 2 {
		t.Errorf("got %d entries trimmed, want 2", trimmed)
	}
	if entries[3].Content != long {
		t.Error("the caller's entries were changed")
	}
	for _, f := range files {
		if len(f.Data) > 1<<20 {
			t.Errorf("%s has %d bytes", f.Path, len(f.Data))
		}
	}
	var document struct {
		Items []struct {
			Summary string `json:"summary"`
		} `json:"items"`
	}
	if err := json.Unmarshal(files[2].Data, &document); err != nil {
		t.Fatal(err)
	}
	if len(document.Items) != 4 || document.Items[3].Summary == "" {
		t.Errorf("got %d items, the last with summary %q", len(document.Items), document.Items[3].Summary)
	}
}

// TestFeedDirection shows that content which runs from right to left says so in the feeds, and the page does once.
func TestFeedDirection(t *testing.T) {
	s := newSite(t, settings(t))
	arabic := entry("a", "ا", "<p>ا ب</p>", 1)
	arabic.Direction = "rtl"
	empty := entry("b", "ب", "", 2)
	empty.Direction = "rtl"
	files, _, err := s.Front([]Entry{arabic, empty, entry("c", "c", "<p>c</p>", 3)}, 3, 0, true, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files[:3] {
		if n := strings.Count(string(f.Data), "rtl"+`\">`) + strings.Count(string(f.Data), `div dir="rtl"&gt;`); n != 1 {
			t.Errorf("%s: got %d parts from right to left, want 1:\n%s", f.Path, n, f.Data)
		}
	}
	pages, err := s.Article(arabic, 0)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(pages[0].Data), `"rtl"`); n != 1 {
		t.Errorf("got %d directions in the page, want that of <html>:\n%s", n, pages[0].Data)
	}
}

func TestFormats(t *testing.T) {
	set := settings(t)
	set.Formats = feed.Formats()[2:]
	s := newSite(t, set)
	files, _, err := s.Front(sampleEntries(t), 5, 0, true, nil)
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, f := range files {
		paths = append(paths, f.Path)
	}
	if got := strings.Join(paths, " "); got != "feed.json index.html" {
		t.Errorf("got %s", got)
	}
	if strings.Contains(string(files[1].Data), "rss.xml") {
		t.Error("the page names a feed that is not written")
	}
}

func TestNewRefusesURL(t *testing.T) {
	for _, address := range []string{"", "/blog/", "https://example.org/blog"} {
		set := settings(t)
		set.URL, _ = url.Parse(address)
		if _, err := New(set); err == nil {
			t.Errorf("%q: no error", address)
		}
	}
}

func TestURLs(t *testing.T) {
	s := newSite(t, settings(t))
	for _, test := range []struct{ got, want string }{
		{s.ArticleURL("a").String(), sampleURL + "articles/a/"},
		{s.address(TagFolder("a")), sampleURL + "tags/a/"},
		{s.address(ArchiveFolder(3)), sampleURL + "archive/3/"},
		{ArticlePath("a"), "articles/a/index.html"},
		{s.TagFeedID("go"), "urn:uuid:3a83563c-5aa7-589d-a017-f41e869c8783"},
	} {
		if test.got != test.want {
			t.Errorf("got %q, want %q", test.got, test.want)
		}
	}
}

func TestTagIndexHasMostUsed(t *testing.T) {
	s := newSite(t, settings(t))
	files, err := s.TagIndex(manyTags(600))
	if err != nil {
		t.Fatal(err)
	}
	page := string(files[0].Data)
	if got := strings.Count(page, `rel="tag"`); got != tagIndexLimit {
		t.Errorf("got %d tags, want %d", got, tagIndexLimit)
	}
	if !strings.Contains(page, ">Tag 499<") || strings.Contains(page, ">Tag 500<") {
		t.Error("not the most used tags")
	}
	more := manyTags(600)
	more[3].Count += 10
	again, err := s.TagIndex(more)
	if err != nil {
		t.Fatal(err)
	}
	if string(again[0].Data) != page {
		t.Error("the page changed with the count of a tag")
	}
}

func TestDay(t *testing.T) {
	moment := time.Date(2026, 11, 24, 23, 30, 0, 0, time.FixedZone("", 2*3600))
	for _, test := range []struct{ language, want string }{
		{"", "24 November 2026"}, {"en", "24 November 2026"}, {"en-GB", "24 November 2026"},
		{"de", "2026-11-24"}, {"enm", "2026-11-24"},
	} {
		got := day(moment, test.language)
		if got.Text != test.want || got.Machine != "2026-11-24T23:30:00+02:00" {
			t.Errorf("%q: got %+v, want %q", test.language, got, test.want)
		}
	}
	if got := day(time.Time{}, "en"); got != (Date{}) {
		t.Errorf("no date: got %+v", got)
	}
}

func BenchmarkArticle(b *testing.B) {
	s, e := newSite(b, settings(b)), sampleEntries(b)[0]
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Article(e, 2); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNew(b *testing.B) {
	set := settings(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := New(set); err != nil {
			b.Fatal(err)
		}
	}
}
