package feedtest

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestHabits shows that each of our own rules can fail.
func TestHabits(t *testing.T) {
	for _, c := range []struct{ file, old, new string }{
		{"rss.xml", "<title>Only a summary</title>", "<title><![CDATA[Only a summary]]></title>"},
		{"rss.xml", "<channel>", `<channel xml:base="https://example.org/">`},
		{"rss.xml", "</item>\n", "</item>\r\n"},
		{"atom.xml", `<title>Only a summary</title>`, `<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">x</div></title>`},
		{"atom.xml", "</entry>", `<x:in-reply-to xmlns:x="http://purl.org/syndication/thread/1.0"></x:in-reply-to></entry>`},
		{"feed.json", "Seeds & Shoots", `Seeds \u0026 Shoots`},
	} {
		valid := sample(t, c.file)
		if problems := Check(valid); len(problems) > 0 {
			t.Errorf("%s: %q", c.file, problems)
		}
		problems := slices.DeleteFunc(Check(edit(t, valid, c.old, c.new)), func(p string) bool { return strings.HasPrefix(p, "banner: ") })
		if len(problems) != 1 || !strings.HasPrefix(problems[0], "habit: ") {
			t.Errorf("%s with %s: got %q, want one habit", c.file, c.new, problems)
		}
	}
}

// TestBanners shows that each rule for banners can fail.
func TestBanners(t *testing.T) {
	const another = `<div xmlns="http://www.w3.org/1999/xhtml"></div>`
	for _, c := range []struct{ file, old, new string }{
		{"rss.xml", "\n<rss", strings.Repeat("\n", 512) + "\n<rss"},
		{"rss.xml", "<docs>", another + "<docs>"},
		{"rss.xml", "<item>\n", `<item><a xmlns="http://www.w3.org/1999/xhtml"></a>`},
		{"rss.xml", `<?xml-stylesheet type="text/css" href="feed.css"?>`, ""},
		{"rss.xml", `<div xmlns="http://www.w3.org/1999/xhtml" lang="en">`, `<h:div xmlns:h="http://www.w3.org/1999/xhtml"></h:div><div xmlns="http://www.w3.org/1999/xhtml">`},
		{"rss.xml", "</h1>", "</h1><title>x</title>"},
		{"rss.xml", "<code>https:", "<code>"},
		{"rss.xml", `<a href="https://example.org/articles/short/">Only a summary</a>`, "Only a summary"},
		{"atom.xml", "\n<feed", strings.Repeat("\n", 512) + "\n<feed"},
		{"atom.xml", `<a href="https://example.org/articles/short/">Only a summary</a>`, "Only a summary"},
	} {
		problems := Check(edit(t, sample(t, c.file), c.old, c.new))
		if !slices.ContainsFunc(problems, func(p string) bool { return strings.HasPrefix(p, "banner: ") }) {
			t.Errorf("%s with %s: got %q, want a fault of the banner", c.file, c.new, problems)
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

func edit(t *testing.T, valid []byte, old, new string) []byte {
	t.Helper()
	if !bytes.Contains(valid, []byte(old)) {
		t.Fatalf("the document has no %q", old)
	}
	return bytes.Replace(valid, []byte(old), []byte(new), 1)
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
	invalid := edit(t, atom, "<id>tag:example.org,2026:short</id>", "")
	torn := edit(t, rss, "</item>", "</itm>")
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
		if err := validateJSON(edit(t, json, `"content_text":`, `"text":`)); err == nil {
			t.Error("got no error for an item without content")
		}
	})
	t.Run("gofeed", func(t *testing.T) {
		if got := inProcess(torn); !slices.ContainsFunc(got, func(p string) bool { return strings.HasPrefix(p, "gofeed: ") }) {
			t.Errorf("got %q", got)
		}
	})
}
