package article

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func parse(t *testing.T, name, text string) *Article {
	t.Helper()
	a, err := Parse(Source{Path: name, Data: []byte(text)}, Settings{Location: time.FixedZone("", 3600)})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestFieldsOfAllLanguages(t *testing.T) {
	want := &Article{
		Path: "a.md", ID: "urn:x", Slug: "a-b", Permalink: "/a/b/", Aliases: []string{"/old", "/older"},
		Title: "A & B", Summary: "Short.",
		Published: time.Date(2021, 1, 2, 0, 0, 0, 0, time.FixedZone("", 3600)),
		Updated:   time.Date(2021, 1, 3, 10, 20, 30, 0, time.UTC),
		Draft:     true, Unlisted: true,
		Authors:  []Person{{Name: "Ann", Email: "ann@example.org"}, {Name: "Bob", URL: "https://example.org/bob"}},
		Tags:     []string{"x", "Y z"},
		Language: "pt-BR", Direction: "ltr", Rights: "CC BY",
		Content: "<p>Body.</p>",
	}
	for name, text := range map[string]string{
		"YAML": "---\nid: urn:x\nSlug: a-b\nurl: /a/b/\naliases: [/old]\nredirect_from: older\nTitle: 'A &amp; B'\ndescription: Short.\ndate: 2021-01-02\n" +
			"last-modified-at: 2021-01-03T10:20:30Z\npublished: false\nhidden: yes\nauthors:\n- Ann <ann@example.org>\n- {name: Bob, url: https://example.org/bob}\n" +
			"tags: [x, '#x', '']\ncategories: [X, Y  z]\nlang: pt_BR\ncopyright: CC BY\nunknown: {a: [b]}\n---\nBody.",
		"TOML": "+++\nid = 'urn:x'\nslug = 'a-b'\npath = 'a/b/'\naliases = ['/old', 'older']\ntitle = 'A & B'\nsummary = 'Short.'\ndate = 2021-01-02\nupdated = 2021-01-03T10:20:30Z\ndraft = true\n" +
			"[[authors]]\nname = 'Ann'\nemail = 'ann@example.org'\n[[authors]]\nname = 'Bob'\nwebsite = 'https://example.org/bob'\n[taxonomies]\ntags = ['x', 'Y z']\n[extra]\nlang = 'pt-br'\nrights = 'CC BY'\nunlisted = true\n+++\nBody.",
		"JSON": `{"id": "urn:x", "slug": "a-b", "permalink": "/a/b/", "aliases": ["/old", "/older"], "title": "A & B", "abstract": "Short.", "date": "2021-01-02", "modified": "2021-01-03T10:20:30Z",` +
			`"status": "draft", "feed": false, "author": [{"name": "Ann", "email": "ann@example.org"}, {"name": "Bob", "url": "https://example.org/bob"}], "keywords": "x, Y z", "locale": "pt-BR", "license": "CC BY"}` + "\nBody.",
		"head lines": "Title: A & B\nGUID: urn:x\nSlug: a-b\nPermalink: /a/b/\nAlias: /old\nRedirect-From: older\nExcerpt: Short.\nDate: 2 January 2021\nUpdated: Sun, 3 Jan 2021 10:20:30 GMT\nDraft: yes\nUnlisted: 1\n" +
			"Author: ann@example.org (Ann);\n  Bob <https://example.org/bob>\nTags: x, Y z\nLanguage: pt-BR\nRights: CC BY\n\nBody.",
	} {
		t.Run(name, func(t *testing.T) {
			got := parse(t, "a.md", text)
			if len(got.Warnings) > 0 {
				t.Errorf("got warning %v", got.Warnings[0])
			}
			want.Categories, want.Pattern = got.Categories, "" // which only some of them have
			got.Origins, got.Warnings, got.Hash, got.BodyHash, got.Fingerprint = nil, nil, [32]byte{}, [32]byte{}, Fingerprint{}
			got.Content = Marked(strings.TrimSpace(string(got.Content)))
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestOrigins(t *testing.T) {
	got := parse(t, "2021-04-15-a.md", "\n---\nTITLE: A\ntags: x\ncategories: y\ndraft: false\nimage: null\n---\nBody.").Origins
	want := map[string]string{
		"title":     `front matter "TITLE", line 3`,
		"tags":      `front matter "tags", line 4`,
		"published": "file name",
		"summary":   "first paragraph",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	names := strings.Join(Fields(), " ")
	for name := range got {
		if !strings.Contains(names, name) {
			t.Errorf("%q is not in Fields", name)
		}
	}
}

func TestBadDates(t *testing.T) {
	_, err := Parse(Source{Path: "a.md", Data: []byte("---\ntitle: x\ndate: 2024-13-01\n---\n")}, Settings{})
	if want := `a.md:3: date "2024-13-01": no such month; write YYYY-MM-DD`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	a := parse(t, "2024-01-02-a.md", "---\ndate: yesterday\n---\nx")
	if got := a.Published.Format(time.DateOnly); got != "2024-01-02" || len(a.Warnings) != 1 || a.Warnings[0].Line != 2 {
		t.Errorf("got %s, %v, want the file name's date and a warning", got, a.Warnings)
	}
	a = parse(t, "a.md", "---\ndate: 2024-01-02\nlastmod: soon\nlang: klingon\n---\nx")
	if len(a.Warnings) != 2 || !a.Updated.IsZero() || a.Language != "" {
		t.Errorf("got %v, %v, %v, want two warnings and nothing else", a.Warnings, a.Updated, a.Language)
	}
	a = parse(t, "a.md", "---\ndate: 0001-01-01T00:00:00Z\ncreated: 9999-12-31\nexpires: never\n---\nx")
	if got := a.Published.Format(time.DateOnly); got != "9999-12-31" || !a.Expires.IsZero() {
		t.Errorf("got %s, %v, want the year 1 to be absent", got, a.Expires)
	}
	a = parse(t, "a.md", "---\npath: 2021/04/15/x\n---\nx")
	if got := a.Published.Format(time.DateOnly); got != "2021-04-15" || a.Origins["published"] != `front matter "path", line 2` {
		t.Errorf("got %s from %s, want the date in the path", got, a.Origins["published"])
	}
}

func TestDraft(t *testing.T) {
	for text, want := range map[string]bool{
		"draft: true": true, "draft: yes": true, "draft: 1": true, "draft: 'True'": true, "draft: false": false, "draft: 0": false, "draft:": false,
		"published: false": true, "published: true": false, "published: 2021-01-02": false, "status: Draft": true, "status: publish": false, "draft: maybe": true,
		"draft: false\npublished: false": true,
	} {
		if got := parse(t, "a.md", "---\n"+text+"\n---\nx").Draft; got != want {
			t.Errorf("%s: got %v, want %v", text, got, want)
		}
	}
}

func TestMedia(t *testing.T) {
	a := parse(t, "posts/a.md", "---\ncover: {image: pic.jpg, alt: A  picture}\naudio: https://example.org/a.mp3?x=1\nenclosures:\n- {url: b.ogg, length: 123}\n- {src: c.bin, type: x/y, size: 12 MB}\n---\nx")
	want := Image{URL: markFile + "posts/pic.jpg" + markEnd, Alt: "A picture"}
	if a.Image != want {
		t.Errorf("got image %q, want %q", a.Image, want)
	}
	enclosures := []Enclosure{
		{URL: markFile + "posts/b.ogg" + markEnd, Type: "audio/ogg", Length: 123},
		{URL: markFile + "posts/c.bin" + markEnd, Type: "x/y"},
		{URL: "https://example.org/a.mp3?x=1", Type: "audio/mpeg"},
	}
	if diff := cmp.Diff(enclosures, a.Enclosures); diff != "" {
		t.Error(diff)
	}
	if parse(t, "a.md", "---\nimage: false\naudio: true\n---\nx").Image.URL != "" {
		t.Error("got an image named false")
	}
}

func TestSet(t *testing.T) {
	d := &document{path: "a.html", art: &Article{Origins: map[string]string{}}}
	for _, s := range [][3]string{
		{"title", "The <b> element", "<title>"}, {"title", "Other", "<h1>"},
		{"tags", "x", "<meta>"}, {"tags", "y", "<meta>"}, {"tags", "z", "elsewhere"}, {"summary", " ", "<meta>"},
	} {
		if err := d.set(s[0], s[1], s[2]); err != nil {
			t.Error(err)
		}
	}
	if d.art.Title != "The <b> element" || d.art.Origins["title"] != "<title>" {
		t.Errorf("got title %q from %q, want the first, as it is", d.art.Title, d.art.Origins["title"])
	}
	if got := strings.Join(d.art.Tags, " "); got != "x y" || d.art.Origins["summary"] != "" {
		t.Errorf("got tags %q, summary from %q, want those of one origin, nothing", got, d.art.Origins["summary"])
	}
	if d.set("published", "soon", "<meta>") == nil || d.set("nothing", "x", "y") == nil {
		t.Error("got no error for a bad date and an unknown field")
	}
}

func TestPeople(t *testing.T) {
	for in, want := range map[string]Person{
		"Ann":                           {Name: "Ann"},
		"Ann <a@example.org>":           {Name: "Ann", Email: "a@example.org"},
		"Ann <https://example.org/>":    {Name: "Ann", URL: "https://example.org/"},
		"a@example.org (Ann)":           {Name: "Ann", Email: "a@example.org"},
		"a@example.org":                 {Name: "a@example.org", Email: "a@example.org"},
		"Ann (the elder)":               {Name: "Ann (the elder)"},
		"Ann <javascript:alert(1)>":     {Name: "Ann <javascript:alert(1)>"},
		`"Ann B." <a@example.org> more`: {Name: `"Ann B." <a@example.org> more`},
	} {
		if got := personInLine(in); got != want {
			t.Errorf("%s: got %+v, want %+v", in, got, want)
		}
	}
}

func TestManyTags(t *testing.T) {
	var tags strings.Builder
	for i := range maxTags + 50 {
		fmt.Fprintf(&tags, "t%d, ", i)
	}
	got := parse(t, "a.md", "---\ntags: "+tags.String()+"\ncategories: more, t1\n---\nBody.")
	if len(got.Tags) != maxTags || got.Tags[0] != "t0" || got.Tags[maxTags-1] != fmt.Sprintf("t%d", maxTags-1) {
		t.Errorf("got %d tags: %q", len(got.Tags), got.Tags)
	}
	if len(got.Warnings) != 1 || !strings.Contains(got.Warnings[0].Error(), "has more than 100 tags, the first 100 are taken; keep") {
		t.Errorf("got warnings %v, want one", got.Warnings)
	}
}
