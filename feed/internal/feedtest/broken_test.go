package feedtest

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// breakage is an edit that makes a valid document break a rule.
type breakage struct{ rule, old, new string }

func rssBreakages() []breakage {
	const item, end = "<item>\n", "</channel>"
	return []breakage{
		{"R1", `version="2.0"`, `version="0.91"`},
		{"R1", "</channel>", "</channel><channel></channel>"},
		{"R2", "<title>Seeds", "<title></title><title>Seeds"},
		{"R2", "<description>Notes from the garden, where x &#x3C; y</description>", "<description> </description>"},
		{"R3", end, "<ttl>60</ttl>" + end},
		{"R4", `rel="self"`, `rel="via"`},
		{"R4", `rss.xml" rel="self" type="application/rss+xml"`, `rss.xml" rel="self" type="text/xml"`},
		{"R5", "Sun, 03 May 2026", "Mon, 03 May 2026"},
		{"R5", "Sun, 03 May 2026", "Sun, 03 May 26"},
		{"R6", "salt &#x26; pepper", "salt &amp; pepper"},
		{"R6", "salt &#x26; pepper", "<b>salt</b>"},
		{"R7", "<link>https://example.org/articles/short/</link>", "<link>/articles/short/</link>"},
		{"R7", `url="https://example.org/articles/peas/talk.mp3"`, `url="https://example.org/täl k.mp3"`},
		{"R7", `href="https://example.org/articles/peas/#top"`, `href="#top"`},
		{"R8", `<guid isPermaLink="false">urn:uuid:00000000-0000-5000-8000-000000000003</guid>`, ""},
		{"R8", `<guid isPermaLink="false">urn:uuid:00000000-0000-5000-8000-000000000003</guid>`, "<guid>urn:x:y</guid>"},
		{"R8", `<guid isPermaLink="false">urn:uuid:00000000-0000-5000-8000-000000000003`, `<guid isPermaLink="false">tag:example.org,2026:short`},
		{"R9", "<title>Only a summary</title>", "<title>Only a summary</title><title>b</title>"},
		{"R9", item, item + "</item>" + item},
		{"R10", "<description>Is", "<content:encoded>x</content:encoded><description>Is"},
		{"R11", "ada@example.org (Ada Green)", "Ada Green"},
		{"R11", "<author>", "<dc:creator>Ada</dc:creator><author>"},
		{"R12", "<dc:creator>Cem Grün<", "<dc:creator> <"},
		{"R13", "<enclosure", `<enclosure url="https://example.org/a" length="0" type="a/b"></enclosure><enclosure`},
		{"R13", `length="4500000000"`, `length="4.5e9"`},
		{"R13", `type="audio/mpeg"`, `type="mp3"`},
		{"R14", "<language>en<", "<language>en_US<"},
		{"R15", "<docs>", "<generator>x</generator><docs>"},
		{"R15", "<docs>", "<ttl>0</ttl><docs>"},
		{"R15", "<lastBuildDate>Mon, 04 May 2026", "<lastBuildDate>Sun, 03 May 2026"},
		{"R16", "<image>", "<image><width>145</width>"},
		{"R16", "<url>https://example.org/icon.png</url>\n      <title>Seeds", "<url>https://example.org/icon.png</url>\n      <title>Weeds"},
		{"R17", "<docs>", "<cloud></cloud><docs>"},
		{"R18", "<category>peas<", "<category> <"},
		{"R18", "<category>peas", `<category domain="garden">peas`},
		{"R19", "<docs>", "<summary>x</summary><docs>"},
		{"R19", item, item + "loose"},
		{"A8", "<atom:updated>2026-05-04T09:30:15Z", "<atom:updated>2026-05-04 09:30:15Z"},
		{"B1", "\n<rss", strings.Repeat("\n", 512) + "\n<rss"},
		{"B2", "<docs>", `<div xmlns="http://www.w3.org/1999/xhtml"></div><docs>`},
		{"B2", item, item + `<a xmlns="http://www.w3.org/1999/xhtml"></a>`},
		{"B3", `<?xml-stylesheet type="text/css" href="feed.css"?>`, ""},
		{"B3", "<docs>", `<div xmlns="http://www.w3.org/1999/xhtml"></div><docs>`},
		{"B4", `<div xmlns="http://www.w3.org/1999/xhtml" lang="en">`, `<h:div xmlns:h="http://www.w3.org/1999/xhtml"></h:div><div xmlns="http://www.w3.org/1999/xhtml">`},
		{"B5", "</h1>", "</h1><title>x</title>"},
		{"B5", "<code>https:", "<code>"},
		{"B6", `<a href="https://example.org/articles/short/">Only a summary</a>`, "Only a summary"},
		{"F8", item, item + `<atom:link rel="current" href="https://example.org/"></atom:link>`},
		{"X1", "Cem Grün", "Cem Gr\u0081n"},
		{"X4", "Cem Grün", "Cem Gr\xfcn"},
		{"X5", `<?xml version="1.0" encoding="UTF-8"?>`, ""},
		{"X5", "?>\n<rss", "?>\n<!DOCTYPE rss><rss"},
		{"X5", "</item>", "</itm>"},
		{"X6", "</item>\n", "</item>\r\n"},
		{"X7", "<title>Only a summary</title>", "<title><![CDATA[Only a summary]]></title>"},
		{"X8", "<dc:language>de-AT<", "<dc:language>de_AT<"},
		{"X9", "<title>Only a", "<title>Only \u202ea"},
		{"X10", "<channel>", `<channel xml:base="https://example.org/">`},
		{"L1", "</rss>", "</rss>" + strings.Repeat("\n", 5_000_000)},
	}
}

func atomBreakages() []breakage {
	const alternate = `<link href="https://example.org/articles/short/" rel="alternate" type="text/html" hreflang="en"></link>`
	return []breakage{
		{"B1", "\n<feed", strings.Repeat("\n", 512) + "\n<feed"},
		{"B3", `<?xml-stylesheet type="text/css" href="feed.css"?>`, ""},
		{"B6", `<a href="https://example.org/articles/short/">Only a summary</a>`, "Only a summary"},
		{"A1", `xmlns="http://www.w3.org/2005/Atom"`, `xmlns="http://purl.org/atom/ns#"`},
		{"A2", "<title>Seeds", "<title></title><title>Seeds"},
		{"A2", "</feed>", "<icon>https://example.org/</icon></feed>"},
		{"A3", "<id>tag:example.org,2026:short</id>", ""},
		{"A3", alternate, ""},
		{"A4", "author>", "contributor>"},
		{"A5", `rel="self"`, `rel="via"`},
		{"A5", alternate, alternate + alternate},
		{"A6", "<id>tag:example.org,2026:short", "<id>short"},
		{"A6", "<id>https://example.org/articles/erbsen/", "<id>https://Example.org:443/articles/erbsen/"},
		{"A6", "<id>https://example.org/articles/erbsen/", "<id>https://example.org/articles/../erbsen/"},
		{"A6", "<id>https://example.org/articles/erbsen/", "<id>tag:example.org,2026:short"},
		{"A7", "<id>tag:example.org,2026:short</id>\n    <title>Only a summary</title>\n    <updated>2026-05-01T07:30:15Z",
			"<id>https://example.org/articles/erbsen/</id>\n    <title>Only a summary</title>\n    <updated>2026-05-02T21:30:00Z"},
		{"A8", "<published>2026-05-01T07", "<published>2026-05-01t07"},
		{"A8", "<updated>2026-05-04T09:30:15Z", "<updated> 2026-05-04T09:30:15Z"},
		{"A10", `type="html"`, `type="HTML"`},
		{"A11", `<content type="html">`, `<content type="html" src="https://example.org/">`},
		{"A12", "<name>Cem Grün</name>", ""},
		{"A12", "<email>ada@example.org", "<email>Ada"},
		{"A12", "<uri>https://example.org/ada", "<uri>ada"},
		{"A13", `term="peas"`, `term=""`},
		{"A13", `term="peas"`, `term="peas" scheme="garden"`},
		{"A14", `type="audio/mpeg" length="4500000000"`, `length="4500000000"`},
		{"A14", `length="4500000000"`, `length="4.5 GB"`},
		{"T1", "<id>tag:example.org,2026", "<id>tag:example.org:8080,2026"},
		{"T5", "<id>urn:uuid:6ba7b810", "<id>urn:uuid:6BA7B810"},
		{"R7", `<link href="https://example.org/articles/short/"`, `<link href="/articles/short/"`},
		{"R7", "<icon>https://example.org", "<icon>"},
		{"R7", `href="https://example.org/articles/peas/#top"`, `href="#top"`},
		{"X8", `xml:lang="de-AT"`, `xml:lang="de_AT"`},
		{"X8", `hreflang="de-AT"`, `hreflang="de_AT"`},
		{"X9", "<title>Only a", "<title>Only \u2067a"},
		{"F8", "</entry>", `<link rel="prev-archive" href="https://example.org/"></link></entry>`},
		{"F8", "</entry>", `<x:in-reply-to xmlns:x="http://purl.org/syndication/thread/1.0"></x:in-reply-to></entry>`},
		{"F8", "https://example.org/archive/7/atom.xml", "archive/7/atom.xml"},
		{"F1", "<generator", `<link rel="prev-archive" href="https://example.org/x"></link><generator`},
		{"F2", "https://example.org/archive/7/atom.xml", "https://example.org/atom.xml"},
		{"F3", "<generator", `<link rel="next-archive" href="https://example.org/x"></link><generator`},
		{"F4", "<generator", `<a xmlns="http://purl.org/syndication/history/1.0"></a><archive xmlns="http://purl.org/syndication/history/1.0"></archive><generator`},
		{"F5", "<generator", `<link rel="current" href="https://example.org/x"></link><generator`},
		{"F9", "<generator", `<complete xmlns="http://purl.org/syndication/history/1.0"></complete><generator`},
	}
}

func jsonBreakages() []breakage {
	return []breakage{
		{"J1", `"version":"https://jsonfeed.org/version/1.1",`, ""},
		{"J1", `{"version":"https://jsonfeed.org/version/1.1","title":"Seeds & Shoots"`, `{"title":"Seeds & Shoots","version":"https://jsonfeed.org/version/1.1"`},
		{"J1", `"items":`, `"articles":`},
		{"J2", `"home_page_url":"https://example.org/",`, ""},
		{"J2", `"feed_url":"https://example.org/feed.json"`, `"feed_url":"feed.json"`},
		{"J3", `"id":"tag:example.org,2026:short"`, `"id":7`},
		{"J3", `"id":"tag:example.org,2026:short",`, ""},
		{"J3", `"id":"tag:example.org,2026:short"`, `"id":"https://example.org/articles/erbsen/"`},
		{"J4", `"content_text":"The whole of it is on the page.",`, ""},
		{"J5", `"url":"https://example.org/articles/short/"`, `"url":"/articles/short/"`},
		{"J6", `"date_published":"2026-05-01T07:30:15Z"`, `"date_published":"1 May 2026"`},
		{"J7", `"items":`, `"author":{"name":"Ada"},"items":`},
		{"J8", `"items":`, `"description":"","items":`},
		{"J8", `"items":`, `"user_comment":null,"items":`},
		{"J8", `"items":`, `"hubs":[],"items":`},
		{"J8", `"size_in_bytes":123456`, `"size_in_bytes":"123456"`},
		{"J8", `"size_in_bytes":123456`, `"size":123456`},
		{"J8", `"mime_type":"text/csv"`, `"mime_type":"csv"`},
		{"J9", "https://example.org/archive/7/feed.json", "https://example.org/feed.json"},
		{"J10", `"items":`, `"hubs":[{"type":"WebSub"}],"items":`},
		{"J11", `"_seedfeed":{"about"`, `"_1.2":{"about"`},
		{"J12", "Seeds & Shoots", `Seeds \u0026 Shoots`},
		{"J13", "{", "\ufeff{"},
		{"J13", `"items":`, `"title":"Again","items":`},
		{"J13", `"Seeds & Shoots"`, `"Seeds \ud83d Shoots"`},
		{"J13", `"items":[`, `"items":[,`},
		{"X3", "Seeds & Shoots", `Seeds \u0007 Shoots`},
		{"X3", "Seeds & Shoots", "Seeds \u0086 Shoots"},
		{"X8", `"language":"de-AT"`, `"language":"de_AT"`},
		{"X9", "Only a summary", "Only \u202ea summary"},
		{"R7", `"icon":"https://example.org/`, `"icon":"/`},
		{"R7", `#top\"`, `\" src=\"top\"`},
	}
}

// TestBroken shows that each rule can fail.
func TestBroken(t *testing.T) {
	for file, breakages := range map[string][]breakage{
		"rss.xml":   rssBreakages(),
		"atom.xml":  atomBreakages(),
		"feed.json": jsonBreakages(),
	} {
		valid := sample(t, file)
		if problems := Check(valid); len(problems) > 0 {
			t.Fatalf("%s: %q", file, problems)
		}
		for _, b := range breakages {
			t.Run(file+"/"+b.rule+"/"+b.old, func(t *testing.T) {
				problems := Check(b.apply(t, valid))
				if !slices.ContainsFunc(problems, func(p string) bool { return strings.HasPrefix(p, b.rule+": ") }) {
					t.Errorf("got %q, want %s", problems, b.rule)
				}
			})
		}
	}
}

func sample(t *testing.T, file string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("../../testdata/rich", file))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func (b breakage) apply(t *testing.T, valid []byte) []byte {
	t.Helper()
	if !bytes.Contains(valid, []byte(b.old)) {
		t.Fatalf("the document has no %q", b.old)
	}
	times := 1
	if b.rule == "A4" {
		times = -1
	}
	return bytes.Replace(valid, []byte(b.old), []byte(b.new), times)
}

// TestEachRuleIsBroken shows that TestBroken leaves out no rule of the source.
func TestEachRuleIsBroken(t *testing.T) {
	sources, err := filepath.Glob("*rules.go")
	if err != nil || len(sources) == 0 {
		t.Fatal(sources, err)
	}
	for _, path := range sources {
		breakages := slices.Concat(rssBreakages(), atomBreakages(), jsonBreakages())
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(?:add|checkOnce)\("([A-Z][0-9]+)"`).FindAllSubmatch(source, -1) {
			if !slices.ContainsFunc(breakages, func(b breakage) bool { return b.rule == string(m[1]) }) {
				t.Errorf("%s: no broken document for rule %s", path, m[1])
			}
		}
	}
}

// TestTools shows that the schemas and the other parsers find what is wrong too.
func TestTools(t *testing.T) {
	atom, rss, json := sample(t, "atom.xml"), sample(t, "rss.xml"), sample(t, "feed.json")
	write := func(t *testing.T, data []byte) string {
		t.Helper()
		path := filepath.Join(t.TempDir(), "document")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	invalid := breakage{"A2", "<id>tag:example.org,2026:short</id>", ""}.apply(t, atom)
	torn := breakage{"X5", "</item>", "</itm>"}.apply(t, rss)
	t.Run("jing", func(t *testing.T) {
		if got := jing(t, write(t, atom), write(t, invalid)); !strings.Contains(got, "missing required element") {
			t.Errorf("got %q", got)
		}
	})
	t.Run("xmllint", func(t *testing.T) {
		if got := xmllint(t, write(t, rss), write(t, torn)); !strings.Contains(got, "mismatch") {
			t.Errorf("got %q", got)
		}
	})
	t.Run("feedparser", func(t *testing.T) {
		got := Feedparser(t, write(t, rss), write(t, torn))
		if len(got) != 2 || got[0].Bozo || !got[1].Bozo {
			t.Errorf("got %+v, want the second one broken", got)
		}
	})
	t.Run("schema", func(t *testing.T) {
		if err := validateJSON(json); err != nil {
			t.Error(err)
		}
		if err := validateJSON(breakage{"J4", `"content_text":`, `"text":`}.apply(t, json)); err == nil {
			t.Error("got no error for an item without content")
		}
	})
	t.Run("gofeed", func(t *testing.T) {
		if got := inProcess(torn); !slices.ContainsFunc(got, func(p string) bool { return strings.HasPrefix(p, "gofeed: ") }) {
			t.Errorf("got %q", got)
		}
	})
}

func TestChains(t *testing.T) {
	const head = `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:fh="http://purl.org/syndication/history/1.0"><link rel="self" href="%s"/>`
	link := func(rel, to string) string { return `<link rel="` + rel + `" href="` + to + `"/>` }
	doc := func(self string, rest ...string) []byte {
		return []byte(fmt.Sprintf(head, self) + strings.Join(rest, "") + "</feed>")
	}
	const archive = "<fh:archive/>"
	main := doc("main", link("prev-archive", "2"))
	two := doc("2", archive, link("prev-archive", "1"), link("current", "main"))
	one := doc("1", archive, link("next-archive", "2"), link("current", "main"))
	for _, c := range []struct {
		name string
		docs [][]byte
		want string
	}{
		{"right", [][]byte{main, two, one}, ""},
		{"one document twice", [][]byte{main, main}, "W2"},
		{"no way forth", [][]byte{main, two, doc("1", archive, link("current", "main"))}, "F2"},
		{"no way back", [][]byte{main, doc("2", archive, link("current", "main")), one}, "F3"},
		{"back to a subscription document", [][]byte{main, doc("2")}, "F5"},
		{"an archive as the current one", [][]byte{doc("2", archive, link("current", "1")), doc("1", archive, link("current", "main"))}, "F4"},
		{"a circle", [][]byte{main, doc("2", archive, link("prev-archive", "main"))}, "J9"},
		{"a circle in JSON", [][]byte{[]byte(`{"feed_url":"a","next_url":"b"}`), []byte(`{"feed_url":"b","next_url":"a"}`)}, "J9"},
	} {
		t.Run(c.name, func(t *testing.T) {
			documents := map[string][]byte{}
			for i, d := range c.docs {
				documents[fmt.Sprint(i)] = d
			}
			problems := checkChains(documents)
			if c.want == "" && len(problems) > 0 || c.want != "" && !slices.ContainsFunc(problems, func(p string) bool { return strings.HasPrefix(p, c.want+": ") }) {
				t.Errorf("got %q, want %q", problems, c.want)
			}
		})
	}
}
