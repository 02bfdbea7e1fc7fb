package feed

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// FuzzItems says: an item looks as encoding/xml and encoding/json would write gorilla/feeds' own types, with the
// values that they leave out.
func FuzzItems(f *testing.F) {
	f.Add("urn:x:1", "title", "summary", "<p>content & more</p>", "tag", "name", int64(0), int64(1_700_000_000))
	f.Add("https://example.org/]]>", "", "", "", "\x00", "\u202e", int64(1_700_000_000), int64(1_700_000_000))
	f.Add("\"'\\\t\n", "\xff", "a\r\nb\u2028c\u2029", "\ufffe\U0001ffff\u2028\"\\\n", "en-GB", "a@example.org", int64(-1), int64(1<<40))
	f.Add("74738ff5-5367-5958-9aee-98fffdcd1876", "'", "\"", "\t", "image/png", "<name>", int64(5), int64(5))
	f.Fuzz(func(t *testing.T, id, title, summary, content, tag, name string, published, updated int64) {
		item := Item{
			ID: id, URL: "https://example.org/" + id, Title: title, Summary: summary, Content: content,
			Published: time.Unix(published, 0), Updated: time.Unix(updated, 0),
			Authors: []Person{{Name: name, Email: tag, URL: title}, {Name: title, Email: name}}, Tags: []string{tag, name, tag},
			Language: tag, Rights: summary,
			Image:      &Image{URL: "https://example.org/" + name, Type: tag, Width: int(published), Length: updated, Alt: summary},
			Enclosures: []Enclosure{{URL: "https://example.org/" + tag, Type: name}, {URL: "https://example.org/", Type: tag, Length: updated}},
		}
		bare := Item{ID: id + "bare", URL: title, Title: title, Summary: summary, Authors: []Person{{Email: name}}}
		p, err := prepare(&Feed{ID: "urn:x", Home: "https://example.org/", Folder: "https://example.org/", Items: []Item{item, bare}})
		if err != nil {
			t.Skip()
		}
		defer p.free()
		for i := range p.items {
			item := &p.items[i]
			want, err := xml.MarshalIndent(plainRSS(p, item), "    ", "  ")
			compare(t, "rss", appendRSSItem(nil, p, item), append([]byte("\n"), want...), err)
			want, err = xml.MarshalIndent(plainAtom(p, item), "  ", "  ")
			compare(t, "atom", appendAtomEntry(nil, p, item), append([]byte("\n"), want...), err)
			var b bytes.Buffer
			e := json.NewEncoder(&b)
			e.SetEscapeHTML(false)
			err = e.Encode(plainJSON(item))
			compare(t, "json", appendJSONItem(nil, p, item), bytes.TrimSuffix(b.Bytes(), []byte("\n")), err)
		}
	})
}

func compare(t *testing.T, what string, got, want []byte, err error) {
	t.Helper()
	if err != nil {
		t.Errorf("%s: %v", what, err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// TestDocuments compares with a Fit and a Write of each format, whose memory is used again.
func TestDocuments(t *testing.T) {
	sample := func() *Feed {
		f := &Feed{ID: "urn:x", Home: "https://example.org/", Folder: "https://example.org/"}
		for _, id := range []string{"a", "b", "c", "d"} {
			f.Items = append(f.Items, Item{ID: id, Title: id, Summary: "&", Content: strings.Repeat("<p>"+id+" & \"b\"</p>\n", 100)})
		}
		return f
	}
	for _, formats := range [][]Format{Formats(), Formats()[2:], Formats()[:1], {}} {
		for _, limit := range []int{1, 5000, 10_000, 15_000, 1 << 20} {
			whole, fitted := sample(), sample()
			want, err := Fit(fitted, limit)
			if err != nil {
				t.Fatal(err)
			}
			documents, got, err := Documents(whole, formats, limit)
			if err != nil {
				t.Fatal(err)
			}
			if got != want || len(documents) != len(formats) {
				t.Errorf("limit %d: got %d items cut, %d documents, want %d, %d", limit, got, len(documents), want, len(formats))
			}
			if diff := cmp.Diff(fitted.Items, whole.Items); diff != "" {
				t.Errorf("limit %d: items (-want +got):\n%s", limit, diff)
			}
			for i, format := range formats {
				var b bytes.Buffer
				if err := format.Write(&b, fitted); err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(documents[i], b.Bytes()) {
					t.Errorf("limit %d: %s is not what Write writes", limit, format.FileName)
				}
			}
		}
	}
	if _, _, err := Documents(&Feed{}, Formats(), 1<<20); err == nil {
		t.Error("no error for a feed without id")
	}
}
