package site

import (
	"encoding/json"
	"encoding/xml"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"seedfeed/feed"
)

// void elements have no end tag (HTML, 13.1.2).
var void = map[string]bool{
	"area": true, "base": true, "br": true, "col": true, "embed": true, "hr": true, "img": true, "input": true,
	"link": true, "meta": true, "source": true, "track": true, "wbr": true,
}

// TestPages checks what makes every page valid and usable: balanced tags, unique ids, no empty or
// dangling link, one h1 and one title, a language, the feeds, and no script.
func TestPages(t *testing.T) {
	site := sampleSite(t)
	for path, text := range site {
		if !strings.HasSuffix(path, ".html") {
			continue
		}
		t.Run(path, func(t *testing.T) {
			for _, problem := range pageProblems(site, path, text) {
				t.Error(problem)
			}
		})
	}
}

// TestPageProblems shows that the checks of TestPages can fail.
func TestPageProblems(t *testing.T) {
	site := sampleSite(t)
	good := site["index.html"]
	tests := []struct{ name, old, new string }{
		{"unbalanced", "</article>", ""},
		{"double id", `<main id="page-main">`, `<main id="subscribe">`},
		{"empty href", `href="./tags/"`, `href=""`},
		{"dangling link", `href="./tags/"`, `href="./nothing/"`},
		{"dangling fragment", `#subscribe"`, `#nothing"`},
		{"dangling feed", "rss.xml", "nothing.xml"},
		{"second h1", "<h2>", "<h1>"},
		{"no language", `<html lang="en">`, "<html>"},
		{"script", "</body>", "<script></script></body>"},
		{"no alt", "</body>", `<img src="https://example.com/a.png"></body>`},
		{"handler", "<body>", `<body onload="x">`},
		{"no feeds", `rel="alternate"`, `rel="other"`},
		{"no value", `content="website"`, "content"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			bad := strings.Replace(good, test.old, test.new, 1)
			if test.name == "no feeds" {
				bad = strings.ReplaceAll(good, test.old, test.new)
			}
			if bad == good {
				t.Fatalf("the page has no %q", test.old)
			}
			if len(pageProblems(site, "index.html", bad)) == 0 {
				t.Error("no problem found")
			}
		})
	}
}

func pageProblems(site map[string]string, path, text string) (problems []string) {
	report := func(parts ...string) { problems = append(problems, strings.Join(parts, " ")) }
	base, _ := url.Parse(sampleURL + strings.TrimSuffix(path, "index.html"))
	ids := pageIDs(text)
	var open []string
	count := map[string]int{}
	tokens := html.NewTokenizer(strings.NewReader(text))
	for tokens.Next() != html.ErrorToken {
		token := tokens.Token()
		switch token.Type {
		case html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != token.Data {
				report("</"+token.Data+"> closes", strings.Join(open, " "))
				return problems
			}
			open = open[:len(open)-1]
			continue
		case html.StartTagToken:
			if !void[token.Data] {
				open = append(open, token.Data)
			}
		default:
			continue
		}
		count[token.Data]++
		attr := map[string]string{}
		for _, a := range token.Attr {
			if _, twice := attr[a.Key]; twice {
				report(token.Data, "has two", a.Key)
			}
			attr[a.Key] = a.Val
			if strings.HasPrefix(a.Key, "on") {
				report(token.Data, "has a handler", a.Key)
			}
			if a.Val == "" && a.Key != "controls" && a.Key != "alt" && a.Key != "lang" {
				report(token.Data, "has an empty", a.Key)
			}
			if a.Key == "href" || a.Key == "src" {
				if problem := linkProblem(site, base, a.Val); problem != "" {
					report(token.Data, a.Key, problem)
				}
			}
		}
		switch {
		case token.Data == "script" || token.Data == "style":
			report("has a", token.Data)
		case token.Data == "html" && attr["lang"] == "":
			report("has no language")
		case token.Data == "img" && !strings.Contains(token.String(), "alt="):
			report("has an img without alt")
		case token.Data == "link" && attr["rel"] == "alternate":
			count["feed"]++
		case token.Data == "link" && attr["rel"] == "canonical":
			count["canonical"]++
		}
	}
	if len(open) > 0 {
		report("never closes", strings.Join(open, " "))
	}
	for _, once := range []string{"title", "h1", "main", "canonical"} {
		if count[once] != 1 {
			report("does not have one", once)
		}
	}
	if want := len(feed.Formats()); count["feed"] < want {
		report("does not name all feeds")
	}
	for id, n := range ids {
		if n > 1 {
			report("has two elements with the id", id)
		}
	}
	return problems
}

func pageIDs(text string) map[string]int {
	ids := map[string]int{}
	tokens := html.NewTokenizer(strings.NewReader(text))
	for tokens.Next() != html.ErrorToken {
		for _, a := range tokens.Token().Attr {
			if a.Key == "id" {
				ids[a.Val]++
			}
		}
	}
	return ids
}

// linkProblem resolves a link as a browser does, and looks for its target on the site.
func linkProblem(site map[string]string, base *url.URL, link string) string {
	u, err := base.Parse(link)
	if err != nil {
		return err.Error()
	}
	target, inside := strings.CutPrefix(u.String(), sampleURL)
	if !inside {
		if u.Host != base.Host && u.Host != "example.org" && u.Host != "example.com" {
			return link + ": unknown host"
		}
		return ""
	}
	target, fragment, _ := strings.Cut(target, "#")
	if strings.HasPrefix(target, "articles/") && !strings.HasSuffix(target, "/") {
		return "" // a file beside the page, which the rest of the program copies
	}
	if target == "" || strings.HasSuffix(target, "/") {
		target += "index.html"
	}
	page, ok := site[target]
	if !ok {
		return link + ": leads to " + target + ", which is not there"
	}
	if fragment != "" && pageIDs(page)[fragment] == 0 {
		return link + ": no such id in " + target
	}
	return ""
}

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
		{s.TagURL("a").String(), sampleURL + "tags/a/"},
		{s.ArchiveURL(3).String(), sampleURL + "archive/3/"},
		{s.ArchiveURL(3).String(), s.address(ArchiveFolder(3))},
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
