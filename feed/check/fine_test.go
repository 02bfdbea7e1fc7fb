package check_test

import (
	"bytes"
	"encoding/binary"
	"slices"
	"testing"
	"unicode/utf16"

	"seedfeed/feed/check"
)

// TestFine makes edits that break no rule, or one only, so that nothing else is said of them.
func TestFine(t *testing.T) {
	const short = "<title>Only a summary</title>"
	for _, c := range []struct{ file, old, new, rule, message string }{
		{"rss.xml", "Sun, 03 May 2026 08:30:15 +0000", "Sun,  3 May 2026\n 08:30:15 GMT", "", ""},
		{"rss.xml", "<lastBuildDate>Mon, 04 May 2026 09:30:15 +0000", "<lastBuildDate>Mon, 04 May 2026 05:30:15 EDT", "", ""},
		{"rss.xml", "<lastBuildDate>Mon, 04 May 2026 09:30:15 +0000", "<lastBuildDate>Mon, 04 May 2026 05:30:14 EDT", "rss-build-date", ""},
		{"rss.xml", `encoding="UTF-8"`, `encoding="utf-16"`, "xml-wellformed", "is not well-formed: its declaration names the encoding utf-16, and it has another one"},
		{"atom.xml", short, short + `<source><id>urn:x:y</id><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">A</div></title><updated>2026-05-01T07:30:15Z</updated></source>`, "", ""},
		{"atom.xml", `<content type="html">&lt;p&gt;Über Erbsen.&lt;/p&gt;`, `<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><a href="https://example.org/">x</a></div>`, "", ""},
		{"atom.xml", `<content type="html">&lt;p&gt;Über Erbsen.&lt;/p&gt;`, `<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><a href="/x">x</a></div>`, "content-url", `"/x" in the content is relative`},
		{"atom.xml", `<content type="html">&lt;p&gt;Über Erbsen.&lt;/p&gt;`, `<content type="xhtml" xml:base="https://example.org/"><div xmlns="http://www.w3.org/1999/xhtml"><a href="/x">x</a></div>`, "xml-base", ""},
		{"atom.xml", short, "<title/>", "atom-title", "<entry> has an empty title"},
		{"atom.xml", `<link href="https://example.org/articles/short/"`, `<link href="/articles/short/"`, "atom-url", ""},
	} {
		t.Run(c.new, func(t *testing.T) {
			valid := sample(t, c.file)
			document := bytes.Replace(valid, []byte(c.old), []byte(c.new), 1)
			if bytes.Equal(document, valid) {
				t.Fatalf("the document has no %q", c.old)
			}
			findings := check.Document(c.file, document)
			findings = slices.DeleteFunc(findings, func(f check.Finding) bool {
				return c.rule == "xml-wellformed" && f.ID == "xml-declaration"
			})
			switch {
			case c.rule == "" && len(findings) > 0:
				t.Errorf("got %v, want nothing", findings)
			case c.rule != "" && (len(findings) != 1 || findings[0].ID != c.rule):
				t.Errorf("got %v, want %s alone", findings, c.rule)
			case c.message != "" && findings[0].Message != c.message:
				t.Errorf("got %q, want %q", findings[0].Message, c.message)
			}
		})
	}
}

// TestAllowed shows that what a specification allows is no error.
func TestAllowed(t *testing.T) {
	for _, c := range []breakage{
		{"atom-title", "<title>Only a summary</title>", "<title></title>"},
		{"atom-url", `<link href="https://example.org/articles/short/"`, `<link href="/articles/short/"`},
	} {
		findings := check.Document("atom.xml", c.apply(t, sample(t, "atom.xml")))
		if len(findings) != 1 || findings[0].ID != c.rule || findings[0].Severity != check.Warning {
			t.Errorf("got %v, want a warning %s", findings, c.rule)
		}
	}
}

// TestUTF16 reads a feed as old generators write theirs.
func TestUTF16(t *testing.T) {
	for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		document := order.AppendUint16(nil, 0xFEFF)
		for _, unit := range utf16.Encode([]rune(string(bytes.Replace(sample(t, "rss.xml"), []byte("UTF-8"), []byte("UTF-16"), 1)))) {
			document = order.AppendUint16(document, unit)
		}
		if findings := check.Document("rss.xml", document); len(findings) != 1 || findings[0].Message != "is encoded in UTF-16" {
			t.Errorf("got %v, want that it is encoded in UTF-16", findings)
		}
	}
}

// TestForeign shows what is said of documents that are no feeds.
func TestForeign(t *testing.T) {
	for document, want := range map[string]string{
		"":                    "is empty",
		"text":                "is neither XML nor JSON",
		`[{"version":"1.1"}]`: "is JSON, and no object as a JSON Feed is one",
		"\n<?xml version='1.0'?><rss version='2.0'></rss>": "is not well-formed: something stands before the XML declaration",
	} {
		if findings := check.Document("x", []byte(document)); len(findings) != 1 || findings[0].Message != want {
			t.Errorf("%q: got %v, want %q", document, findings, want)
		}
	}
}
