package feed_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"html"
	"io"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"seedfeed/feed"
	"seedfeed/feed/internal/feedtest"
)

// FuzzWrite says: whatever the text, each document is valid, and what a parser reads back from it is that text
// without the characters that XML forbids or discourages.
func FuzzWrite(f *testing.F) {
	f.Add("title", "summary", "<p>content</p>", "tag", "name")
	f.Add("]]>", "&amp;", "<![CDATA[x]]>", "\x00", "\u202e")
	f.Add("\xff", "a\r\nb", "\ufffe\U0001ffff", "\u2028", "\u0085\u0086")
	f.Fuzz(func(t *testing.T, title, summary, content, tag, name string) {
		doc := minimal()
		doc.Title, doc.Description, doc.Rights = title, summary, name
		doc.Authors = []feed.Person{{Name: name, Email: tag, URL: title}}
		item := &doc.Items[0]
		item.URL = "https://example.org/" + title
		item.Title, item.Summary, item.Content, item.Tags = title, summary, content, []string{tag, name}
		item.Authors, item.Language, item.Rights = doc.Authors, tag, summary
		item.Image = &feed.Image{URL: "https://example.org/" + name, Type: tag, Alt: summary}
		item.Enclosures = []feed.Enclosure{{URL: "https://example.org/" + tag, Type: name}, {URL: summary, Type: "a/b"}}
		for _, format := range feed.Formats() {
			data := document(t, format, doc)
			for _, problem := range feedtest.Check(data) {
				if !strings.HasPrefix(problem, "content-url: ") { // relative URLs are the caller's
					t.Errorf("%s: %s\n%s", format.Name, problem, data)
				}
			}
			want := []string{filtered(content), flat(filtered(summary)), flat(filtered(title))}
			got := readBack(t, format.Name, data)
			for i, what := range []string{"content", "summary", "title"} {
				if i > 0 {
					got[i] = flat(got[i])
				}
				if want[i] != "" && got[i] != want[i] {
					t.Errorf("%s: %s: got %q, want %q", format.Name, what, got[i], want[i])
				}
			}
		}
	})
}

// filtered is another way to say what feeds leave out.
func filtered(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r < ' ' && r != '\t' && r != '\n', r >= 0x7f && r <= 0x9f && r != 0x85, r >= 0xfdd0 && r <= 0xfdef, r&0xfffe == 0xfffe:
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, string(utf8.RuneError)))
}

// flat returns plain text without what its blanks and direction marks may become.
func flat(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// readBack returns content, summary and title of the only item.
func readBack(t *testing.T, format string, data []byte) [3]string {
	t.Helper()
	switch format {
	case "rss":
		var d struct {
			Items []struct {
				Title       string `xml:"title"`
				Description string `xml:"description"`
				Content     string `xml:"http://purl.org/rss/1.0/modules/content/ encoded"`
			} `xml:"channel>item"`
		}
		unmarshal(t, data, &d)
		return [3]string{d.Items[0].Content, html.UnescapeString(d.Items[0].Description), d.Items[0].Title}
	case "atom":
		var d struct {
			Entries []struct {
				Title   string `xml:"title"`
				Summary string `xml:"summary"`
				Content string `xml:"http://www.w3.org/2005/Atom content"`
			} `xml:"entry"`
		}
		unmarshal(t, data, &d)
		return [3]string{d.Entries[0].Content, d.Entries[0].Summary, d.Entries[0].Title}
	}
	var d struct {
		Items []struct {
			Title   string
			Summary string
			Content string `json:"content_html"`
		}
	}
	if err := json.Unmarshal(data, &d); err != nil {
		t.Fatal(err)
	}
	return [3]string{d.Items[0].Content, d.Items[0].Summary, d.Items[0].Title}
}

func unmarshal(t *testing.T, data []byte, v any) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(data))
	if err := d.Decode(v); err != nil {
		t.Fatalf("%v\n%s", err, data)
	}
	if _, err := d.Token(); err != io.EOF && err != nil {
		t.Fatal(err)
	}
}
