package check_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"seedfeed/feed/check"
)

// A breakage is an edit that makes a valid document break a rule.
type breakage struct{ rule, old, new string }

func rssBreakages() []breakage {
	const item, end = "<item>\n", "</channel>"
	const guid = `<guid isPermaLink="false">urn:uuid:00000000-0000-5000-8000-000000000003</guid>`
	return []breakage{
		{"rss-version", `version="2.0"`, `version="0.91"`},
		{"rss-version", "</channel>", "</channel><channel></channel>"},
		{"rss-channel", "<title>Seeds", "<title></title><title>Seeds"},
		{"rss-channel", "<description>Notes from the garden, where x &#x3C; y</description>", "<description> </description>"},
		{"rss-order", end, "<ttl>60</ttl>" + end},
		{"rss-self", `rel="self"`, `rel="via"`},
		{"rss-self", `rss.xml" rel="self" type="application/rss+xml"`, `rss.xml" rel="self" type="text/xml"`},
		{"rss-self", `https://example.org/rss.xml" rel="self"`, `rss.xml" rel="self"`},
		{"rss-date", "Sun, 03 May 2026", "Mon, 03 May 2026"},
		{"rss-date", "Sun, 03 May 2026", "2026-05-03"},
		{"rss-date", "Sun, 03 May 2026", "So, 03 Mai 2026"},
		{"rss-date", "Sun, 03 May 2026 08:30:15 +0000", "Sun, 03 May 2026 08:30:15 CEST"},
		{"no-date", "Sun, 03 May 2026", "Mon, 01 Jan 0001"},
		{"rss-year", "Sun, 03 May 2026", "Sun, 03 May 26"},
		{"rss-reference", "salt &#x26; pepper", "salt &amp; pepper"},
		{"rss-markup", "salt &#x26; pepper", "<b>salt</b>"},
		{"rss-url", "<link>https://example.org/articles/short/</link>", "<link>/articles/short/</link>"},
		{"rss-url", `url="https://example.org/articles/peas/talk.mp3"`, `url="https://example.org/täl k.mp3"`},
		{"rss-url", `href="https://example.org/archive/7/rss.xml"`, `href="archive/7/rss.xml"`},
		{"content-url", `href="https://example.org/articles/peas/#top"`, `href="#top"`},
		{"rss-build-date", "<lastBuildDate>Mon, 04 May 2026 09:30:15 +0000", "<lastBuildDate>Mon, 04 May 2026 09:30:15 +0200"},
		{"xml-base", `&lt;a href="https://example.org/articles/peas/#top"`, `&lt;a href="#top"`},
		{"rss-guid", guid, ""},
		{"rss-permalink", guid, "<guid>urn:x:y</guid>"},
		{"rss-permalink", guid, `<guid isPermaLink="no">urn:x:y</guid>`},
		{"rss-guid-unique", `<guid isPermaLink="false">urn:uuid:00000000-0000-5000-8000-000000000003`, `<guid isPermaLink="false">tag:example.org,2026:short`},
		{"rss-once", "<title>Only a summary</title>", "<title>Only a summary</title><title>b</title>"},
		{"rss-item", item, item + "</item>" + item},
		{"rss-content-order", "<description>Is", "<content:encoded>x</content:encoded><description>Is"},
		{"rss-author", "ada@example.org (Ada Green)", "Ada Green"},
		{"rss-author", "<docs>", "<webMaster>Ada</webMaster><docs>"},
		{"rss-creator", "<author>", "<dc:creator>Ada</dc:creator><author>"},
		{"rss-creator", "<dc:creator>Cem Grün<", "<dc:creator> <"},
		{"rss-enclosures", "<enclosure", `<enclosure url="https://example.org/a" length="0" type="a/b"></enclosure><enclosure`},
		{"rss-enclosure", `length="4500000000"`, `length="4.5e9"`},
		{"rss-enclosure", `type="audio/mpeg"`, `type="mp3"`},
		{"rss-enclosure", `<enclosure url=`, `<enclosure uri=`},
		{"language", "<language>en<", "<language>en_US<"},
		{"language", "<dc:language>de-AT<", "<dc:language>de_AT<"},
		{"rss-channel-once", "<docs>", "<generator>x</generator><docs>"},
		{"rss-ttl", "<docs>", "<ttl>0</ttl><docs>"},
		{"rss-build-date", "<lastBuildDate>Mon, 04 May 2026", "<lastBuildDate>Sun, 03 May 2026"},
		{"rss-image", "<image>", "<image><width>145</width>"},
		{"rss-image", "<url>https://example.org/icon.png</url>\n      <title>Seeds", "<url>https://example.org/icon.png</url>\n      <title>Weeds"},
		{"rss-image", "<url>https://example.org/icon.png</url>", ""},
		{"rss-cloud", "<docs>", "<cloud></cloud><docs>"},
		{"rss-category", "<category>peas<", "<category> <"},
		{"rss-category", "<category>peas", `<category domain="garden">peas`},
		{"rss-unknown", "<docs>", "<summary>x</summary><docs>"},
		{"rss-unknown", item, item + "loose"},
		{"atom-date", "<atom:updated>2026-05-04T09:30:15Z", "<atom:updated>2026-05-04 09:30:15Z"},
		{"tag-uri", "tag:example.org,2026:short", "tag:example.org:8080,2026:short"},
		{"archive-links", item, item + `<atom:link rel="current" href="https://example.org/"></atom:link>`},
		{"xml-discouraged", "Cem Grün", "Cem Gr\u0081n"},
		{"xml-discouraged", "Cem Grün", "Cem Gr&#x81;n"},
		{"xml-characters", "Cem Grün", "Cem Gr\u0001n"},
		{"xml-characters", "Cem Grün", "Cem Gr&#1;n"},
		{"xml-characters", "Cem Grün", "Cem Gr\ufffen"},
		{"utf8", "Cem Grün", "Cem Gr\xfcn"},
		{"xml-declaration", `<?xml version="1.0" encoding="UTF-8"?>`, ""},
		{"xml-declaration", `encoding="UTF-8"`, `encoding="windows-1252"`},
		{"xml-doctype", "?>\n<rss", "?>\n<!DOCTYPE rss><rss"},
		{"xml-wellformed", "</item>", "</itm>"},
		{"xml-wellformed", "Cem Grün", "Cem & Grün"},
		{"xml-wellformed", "Cem Grün", "Cem&nbsp;Grün"},
		{"xml-wellformed", "Cem Grün", "Cem ]]> Grün"},
		{"xml-wellformed", "<?xml", "\n<?xml"},
		{"xml-wellformed", "</rss>", "</rss>x"},
		{"xml-wellformed", "</rss>", "</rss><rss></rss>"},
		{"xml-wellformed", "</rss>", ""},
		{"xml-wellformed", "<category>", `<category domain="https://example.org/" domain="https://example.org/">`},
		{"xml-wellformed", "<category>", "<media:rating>x</media:rating><foo:bar/><category>"},
		{"xml-return", "Cem Grün", "Cem\rGrün"},
		{"xml-return", "Cem Grün", "Cem&#13;Grün"},
		{"direction", "<title>Only a", "<title>Only \u202ea"},
		{"feed-size", "</rss>", "</rss>" + strings.Repeat("\n", 5_000_000)},
		{"feed-items", item, strings.Repeat("<item><title>x</title></item>", 7000) + item},
		{"feed-format", `<rss version="2.0"`, `<RDF`},
	}
}

func atomBreakages() []breakage {
	const alternate = `<link href="https://example.org/articles/short/" rel="alternate" type="text/html" hreflang="en"></link>`
	const short = "<title>Only a summary</title>"
	return []breakage{
		{"feed-format", `xmlns="http://www.w3.org/2005/Atom"`, `xmlns="http://purl.org/atom/ns#"`},
		{"atom-schema", short, short + "<modified>2026-05-01T07:30:15Z</modified>"},
		{"atom-schema", short, short + "<subtitle>x</subtitle>"},
		{"atom-schema", short, short + "loose"},
		{"atom-schema", short, short + `<link rel="via"></link>`},
		{"atom-title", short, "<title></title>"},
		{"atom-schema", short, short + "<rights>x</rights><rights>y</rights>"},
		{"atom-schema", short, `<title mode="escaped">Only a summary</title>`},
		{"atom-feed", "<title>Seeds", "<title></title><title>Seeds"},
		{"atom-order", "</feed>", "<icon>https://example.org/</icon></feed>"},
		{"atom-entry", "<id>tag:example.org,2026:short</id>", ""},
		{"atom-entry", "<id>tag:example.org,2026:short</id>", "<id> </id>"},
		{"atom-entry", alternate, ""},
		{"atom-author", "author>", "contributor>"},
		{"atom-self", `rel="self"`, `rel="via"`},
		{"atom-alternate", alternate, alternate + alternate},
		{"atom-id", "<id>tag:example.org,2026:short", "<id>short"},
		{"atom-id-form", "<id>https://example.org/articles/erbsen/", "<id>https://Example.org/articles/erbsen/"},
		{"atom-id-form", "<id>https://example.org/articles/erbsen/", "<id>https://example.org:443/articles/erbsen/"},
		{"atom-id-form", "<id>https://example.org/articles/erbsen/", "<id>https://example.org/articles/../erbsen/"},
		{"atom-id-versions", "<id>https://example.org/articles/erbsen/", "<id>tag:example.org,2026:short"},
		{"atom-id-unique", "<id>tag:example.org,2026:short</id>\n    <title>Only a summary</title>\n    <updated>2026-05-01T07:30:15Z",
			"<id>https://example.org/articles/erbsen/</id>\n    <title>Only a summary</title>\n    <updated>2026-05-02T21:30:00Z"},
		{"atom-date", "<published>2026-05-01T07", "<published>2026-05-01t07"},
		{"atom-date", "<updated>2026-05-04T09:30:15Z", "<updated> 2026-05-04T09:30:15Z"},
		{"atom-text", short, `<title type="HTML">Only a summary</title>`},
		{"atom-text", short, `<title>Only <b>a</b> summary</title>`},
		{"atom-text", short, `<title type="xhtml">Only a summary</title>`},
		{"atom-content", `<content type="html">`, `<content type="html" src="https://example.org/">`},
		{"atom-content", `<content type="html">`, `<content type="markdown">`},
		{"atom-content", `<content type="html">`, `<content type="html"><p xmlns=""></p>`},
		{"atom-person", "<name>Cem Grün</name>", ""},
		{"atom-person", "<email>ada@example.org", "<email>Ada"},
		{"atom-person", "<uri>https://example.org/ada", "<uri>ada"},
		{"atom-category", `term="peas"`, `term=""`},
		{"atom-category", `term="peas"`, `term="peas" scheme="garden"`},
		{"atom-enclosure", `type="audio/mpeg" length="4500000000"`, `length="4500000000"`},
		{"atom-enclosure", `length="4500000000"`, `length="4.5 GB"`},
		{"atom-source", short, short + "<source><id>urn:x:y</id></source>"},
		{"tag-uri", "<id>tag:example.org,2026", "<id>tag:example.org:8080,2026"},
		{"tag-uri", "<id>tag:example.org,2026", "<id>tag:example.org,2026-13"},
		{"tag-uri", "<id>tag:example.org,2026:short", "<id>tag:example.org,2026:[short]"},
		{"uuid-case", "<id>urn:uuid:6ba7b810", "<id>urn:uuid:6BA7B810"},
		{"atom-url", `<link href="https://example.org/articles/short/"`, `<link href="/articles/short/"`},
		{"atom-url", "<icon>https://example.org", "<icon>"},
		{"content-url", `href="https://example.org/articles/peas/#top"`, `href="#top"`},
		{"language", `xml:lang="de-AT"`, `xml:lang="de_AT"`},
		{"language", `hreflang="de-AT"`, `hreflang="de_AT"`},
		{"direction", "<title>Only a", "<title>Only \u2067a"},
		{"archive-links", "</entry>", `<link rel="prev-archive" href="https://example.org/"></link></entry>`},
		{"archive-links", "https://example.org/archive/7/atom.xml", "archive/7/atom.xml"},
		{"archive-links", "<generator", `<link rel="prev-archive" href="https://example.org/x"></link><generator`},
		{"archive-links", "https://example.org/archive/7/atom.xml", "https://example.org/atom.xml"},
		{"archive-next", "<generator", `<link rel="next-archive" href="https://example.org/x"></link><generator`},
		{"archive-current", "<generator", `<archive xmlns="http://purl.org/syndication/history/1.0"></archive><generator`},
		{"archive-mark", "<generator", `<link rel="current" href="https://example.org/x"></link><generator`},
		{"archive-complete", "<generator", `<complete xmlns="http://purl.org/syndication/history/1.0"></complete><generator`},
	}
}

func jsonBreakages() []breakage {
	return []breakage{
		{"json-version", `"version":"https://jsonfeed.org/version/1.1",`, ""},
		{"json-version", "https://jsonfeed.org/version/1.1", "2.0"},
		{"json-version-first", `{"version":"https://jsonfeed.org/version/1.1","title":"Seeds & Shoots"`, `{"title":"Seeds & Shoots","version":"https://jsonfeed.org/version/1.1"`},
		{"json-version-first", "https://jsonfeed.org/version/1.1", "https://jsonfeed.org/version/1"},
		{"json-feed", `"items":`, `"articles":`},
		{"json-feed", `"title":"Seeds & Shoots"`, `"title":" "`},
		{"json-home", `"home_page_url":"https://example.org/",`, ""},
		{"json-url", `"feed_url":"https://example.org/feed.json"`, `"feed_url":"feed.json"`},
		{"json-url", `"url":"https://example.org/articles/short/"`, `"url":"/articles/short/"`},
		{"json-url", `"icon":"https://example.org/`, `"icon":"/`},
		{"json-url", `"url":"https://example.org/ada"`, `"url":"ada"`},
		{"json-id", `"id":"tag:example.org,2026:short"`, `"id":7`},
		{"json-id", `"id":"tag:example.org,2026:short",`, ""},
		{"json-id-unique", `"id":"tag:example.org,2026:short"`, `"id":"https://example.org/articles/erbsen/"`},
		{"json-content", `"content_text":"The whole of it is on the page.",`, ""},
		{"json-item-url", `"url":"https://example.org/articles/erbsen/",`, ""},
		{"json-date", `"date_published":"2026-05-01T07:30:15Z"`, `"date_published":"1 May 2026"`},
		{"no-date", "2026-05-01T07:30:15Z", "0001-01-01T00:00:00Z"},
		{"json-author", `"authors":[{"name":"Ada Green","url":"https://example.org/ada"},{"name":"Bo O'Leaf"}]`, `"author":{"name":"Ada"}`},
		{"json-empty", `"description":"Notes from the garden, where x < y"`, `"description":""`},
		{"json-empty", `{"type":"WebSub","url":"https://hub.example.org/?a=1&b=2"}`, ""},
		{"json-type", `"items":`, `"user_comment":null,"items":`},
		{"json-type", `"size_in_bytes":123456`, `"size_in_bytes":"123456"`},
		{"json-type", `"tags":["peas"`, `"tags":[7`},
		{"json-type", `"authors":[{"name"`, `"authors":["Ada",{"name"`},
		{"json-unknown", `"size_in_bytes":123456`, `"size":123456`},
		{"json-attachment", `"mime_type":"text/csv"`, `"mime_type":"csv"`},
		{"json-next", "https://example.org/archive/7/feed.json", "https://example.org/feed.json"},
		{"json-hub", `,"url":"https://hub.example.org/?a=1&b=2"`, ""},
		{"json-extension", `"_seedfeed":{"about"`, `"_1.2":{"about"`},
		{"json-size", "Seeds & Shoots", strings.Repeat("Seeds & Shoots", 100_000)},
		{"json-syntax", "{", "\ufeff{"},
		{"json-syntax", `"items":[`, `"items":[,`},
		{"json-syntax", `"items":[`, strings.Repeat(`"x":[`, 2000)},
		{"json-syntax", "]}\n", "]}]\n"},
		{"json-keys", `"items":`, `"title":"Again","items":`},
		{"json-surrogate", `"Seeds & Shoots"`, `"Seeds \ud83d Shoots"`},
		{"utf8", "Seeds", "S\xe9\xe9ds"},
		{"json-control", "Seeds & Shoots", `Seeds \u0007 Shoots`},
		{"json-control", "Seeds & Shoots", "Seeds \u0086 Shoots"},
		{"json-control", "Seeds & Shoots", `Seeds \r Shoots`},
		{"language", `"language":"de-AT"`, `"language":"de_AT"`},
		{"direction", "Only a summary", "Only \u202ea summary"},
		{"content-url", `#top\"`, `\" src=\"top\"`},
		{"tag-uri", `"tag:example.org,2026:short"`, `"tag:example.org:8080,2026:short"`},
	}
}

// TestBroken shows that each rule finds what breaks it, and nothing in a valid document.
func TestBroken(t *testing.T) {
	for file, breakages := range map[string][]breakage{
		"rss.xml":   rssBreakages(),
		"atom.xml":  atomBreakages(),
		"feed.json": jsonBreakages(),
	} {
		valid := sample(t, file)
		if findings := check.Document(file, valid); len(findings) > 0 {
			t.Fatalf("%s: %v", file, findings)
		}
		for _, b := range breakages {
			t.Run(file+"/"+b.rule+"/"+b.new[:min(len(b.new), 40)], func(t *testing.T) {
				broken := b.apply(t, valid)
				findings := check.Document(file, broken)
				at := slices.IndexFunc(findings, func(f check.Finding) bool { return f.ID == b.rule })
				if at < 0 {
					t.Fatalf("got %v, want %s", findings, b.rule)
				}
				if f := findings[at]; f.Line > bytes.Count(broken, []byte("\n"))+1 || f.Source == "" || f.Fix == "" {
					t.Errorf("got %+v, want a place in the document, a source and a way out", f)
				}
			})
		}
	}
}

// TestEachRuleIsBroken shows that TestBroken and TestSets leave out no rule of the tables.
func TestEachRuleIsBroken(t *testing.T) {
	broken := map[string]bool{}
	for _, b := range slices.Concat(rssBreakages(), atomBreakages(), jsonBreakages()) {
		broken[b.rule] = true
	}
	for _, s := range sets() {
		broken[s.want] = true
	}
	seen := map[string]bool{}
	for _, rule := range check.Rules() {
		if !broken[rule.ID] {
			t.Errorf("no broken document for rule %s", rule.ID)
		}
		if seen[rule.ID] {
			t.Errorf("two rules are called %s", rule.ID)
		}
		seen[rule.ID] = true
	}
}

func sample(tb testing.TB, file string) []byte {
	tb.Helper()
	data, err := os.ReadFile(filepath.Join("../testdata/rich", file))
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

func (b breakage) apply(t *testing.T, valid []byte) []byte {
	t.Helper()
	if !bytes.Contains(valid, []byte(b.old)) {
		t.Fatalf("the document has no %q", b.old)
	}
	times := 1
	switch b.rule {
	case "atom-author":
		times = -1
	case "xml-base":
		valid = bytes.Replace(valid, []byte("<channel>"), []byte(`<channel xml:base="https://example.org/">`), 1)
	}
	return bytes.Replace(valid, []byte(b.old), []byte(b.new), times)
}
