package adopt

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// read reads documents that are kept in a map by their addresses.
func read(t *testing.T, first string, documents map[string]string) (*Feed, error) {
	t.Helper()
	fetch := func(_ context.Context, address string) ([]byte, *url.URL, error) {
		at, err := url.Parse(address)
		if document, ok := documents[address]; ok {
			return []byte(document), at, err
		}
		return nil, nil, errors.New(address + " is not there")
	}
	return Read(t.Context(), first, fetch, func(address string) bool { return !strings.Contains(address, "elsewhere") })
}

func TestItems(t *testing.T) {
	published, updated := time.Date(2021, 3, 5, 7, 30, 0, 0, time.UTC), time.Date(2021, 4, 1, 0, 0, 0, 0, time.UTC)
	tests := []struct {
		name, document string
		want           Item
	}{
		{
			"rss", `<rss version="2.0"><channel><item><title>A &amp;amp; B</title><link>/a</link><guid isPermaLink="false"> x&amp;y </guid><pubDate>Fri, 05 Mar 2021 08:30:00 +0100</pubDate></item></channel></rss>`,
			Item{ID: "x&y", URL: "https://example.org/a", Title: "A & B", Published: published},
		},
		{
			"rss, all in the guid", `<rss version="2.0"><channel><item><guid>https://example.org/a</guid></item></channel></rss>`,
			Item{ID: "https://example.org/a", URL: "https://example.org/a"},
		},
		{
			"rss, no guid", `<rss version="2.0"><channel><item><link>https://example.org/a</link></item></channel></rss>`,
			Item{ID: "https://example.org/a", URL: "https://example.org/a"},
		},
		{
			"rss with atom:updated", `<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><item><guid isPermaLink="false">1</guid><pubDate>Fri, 05 Mar 2021 07:30:00 GMT</pubDate><atom:updated>2021-04-01T00:00:00Z</atom:updated></item></channel></rss>`,
			Item{ID: "1", Published: published, Updated: updated},
		},
		{
			"rdf", `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel/><item rdf:about="https://example.org/a"><title>A</title><link>https://example.org/a</link><dc:date>2021-03-05T08:30:00+01:00</dc:date></item></rdf:RDF>`,
			Item{ID: "https://example.org/a", URL: "https://example.org/a", Title: "A", Published: published},
		},
		{
			"atom", `<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://base.example/ü/"><entry><id>12 ü</id><title type="html">A &lt;b&gt;B&lt;/b&gt;</title><link rel="self" href="/self"/><link href="/a"/><published>2021-03-05T07:30:00Z</published><updated>2021-04-01T00:00:00Z</updated></entry></feed>`,
			Item{ID: "12 ü", URL: "https://base.example/a", Title: "A B", Published: published, Updated: updated},
		},
		{
			"json with a byte order mark", "\ufeff" + `{"version":"https://jsonfeed.org/version/1.1","title":"x","items":[{"id":"1","date_published":"2021-03-05T07:30:00Z"}]}`,
			Item{ID: "1", Published: published},
		},
		{
			"atom with one date", `<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>urn:x</id><updated>2021-04-01T00:00:00Z</updated></entry></feed>`,
			Item{ID: "urn:x", Published: updated, Updated: updated},
		},
		{
			"json", `{"version":"https://jsonfeed.org/version/1.1","items":[{"id":4711,"url":"https://example.org/a","title":"A","date_published":"2021-03-05T08:30:00+01:00","date_modified":"2021-04-01T00:00:00Z"}]}`,
			Item{ID: "4711", URL: "https://example.org/a", Title: "A", Published: published, Updated: updated},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			feed, err := read(t, "https://example.org/feed", map[string]string{"https://example.org/feed": test.document})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]Item{test.want}, feed.Items); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestChain(t *testing.T) {
	atomPage := func(rel, href, ids string) string {
		document := `<feed xmlns="http://www.w3.org/2005/Atom"><link rel="` + rel + `" href="` + href + `"/>`
		for id := range strings.FieldsSeq(ids) {
			document += "<entry><id>" + id + "</id><updated>2021-04-01T00:00:00Z</updated></entry>"
		}
		return document + "</feed>"
	}
	rssPage := func(href, ids string) string {
		document := `<rss version="2.0" xmlns:a="http://www.w3.org/2005/Atom"><channel><a:link rel="prev-archive" href="` + href + `"/>`
		for id := range strings.FieldsSeq(ids) {
			document += `<item><guid isPermaLink="false">` + id + `</guid></item>`
		}
		return document + "</channel></rss>"
	}
	jsonPage := func(next, id string) string {
		return fmt.Sprintf(`{"version":"https://jsonfeed.org/version/1.1","next_url":%q,"items":[{"id":%q}]}`, next, id)
	}
	tests := []struct {
		name      string
		documents map[string]string
		want      string // the ids, then what is left
	}{
		{"archives", map[string]string{"https://h/": atomPage("prev-archive", "/2", "a b"), "https://h/2": atomPage("prev-archive", "1", "b c"), "https://h/1": atomPage("self", "", "d")}, "a b c d"},
		{"archives in RSS", map[string]string{"https://h/": rssPage("/2", "a b"), "https://h/2": rssPage("", "c")}, "a b c"},
		{"pages", map[string]string{"https://h/": atomPage("next", "/2", "a"), "https://h/2": atomPage("next", "", "b")}, "a b"},
		{"next_url", map[string]string{"https://h/": jsonPage("https://h/2", "a"), "https://h/2": jsonPage("", "b")}, "a b"},
		{"a circle", map[string]string{"https://h/": atomPage("next", "/2", "a"), "https://h/2": atomPage("next", "/", "b")}, "a b"},
		{"itself", map[string]string{"https://h/": atomPage("next", "https://h/", "a")}, "a"},
		{"somewhere else", map[string]string{"https://h/": jsonPage("https://elsewhere/", "a")}, "a https://elsewhere/"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			feed, err := read(t, "https://h/", test.documents)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, item := range feed.Items {
				got = append(got, item.ID)
			}
			if feed.Rest != "" {
				got = append(got, feed.Rest)
			}
			if got := strings.Join(got, " "); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
	t.Run("a broken link", func(t *testing.T) {
		if _, err := read(t, "https://h/", map[string]string{"https://h/": jsonPage("https://h/2", "a")}); err == nil {
			t.Error("part of a feed was taken for all of it")
		}
	})
	t.Run("without end", func(t *testing.T) {
		n := 0
		fetch := func(context.Context, string) ([]byte, *url.URL, error) {
			n++
			return []byte(jsonPage(fmt.Sprintf("https://h/%d", n), fmt.Sprint(n))), nil, nil
		}
		if _, err := Read(t.Context(), "https://h/", fetch, func(string) bool { return true }); err == nil || n > longest {
			t.Errorf("%d documents: %v", n, err)
		}
	})
}

// FuzzRead holds that a document gives items with ids of their own, or an error.
func FuzzRead(f *testing.F) {
	f.Add(`<rss version="2.0"><channel><item><guid>1</guid></item></channel></rss>`)
	f.Add(`<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id></entry></feed>`)
	f.Add(`{"version":"https://jsonfeed.org/version/1","items":[{"id":1}]}`)
	f.Fuzz(func(t *testing.T, document string) {
		feed, err := read(t, "https://h/", map[string]string{"https://h/": document})
		if err != nil {
			return
		}
		seen := map[string]bool{}
		for _, item := range feed.Items {
			if item.ID == "" || seen[item.ID] {
				t.Errorf("id %q", item.ID)
			}
			seen[item.ID] = true
		}
	})
}
