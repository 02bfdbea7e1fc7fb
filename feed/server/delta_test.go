package server

import (
	"encoding/json"
	"encoding/xml"
	"net/http"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// idsOf returns the ids of a feed's items, from the whole document.
func idsOf(t *testing.T, name, document string) (ids []string) {
	t.Helper()
	var feed struct {
		GUIDs   []string              `xml:"channel>item>guid"`
		Entries []string              `xml:"entry>id"`
		Items   []struct{ ID string } `json:"items" xml:"-"`
		Rest    map[string]any        `json:"-" xml:"-"`
	}
	var err error
	if name == "/feed.json" {
		err = json.Unmarshal([]byte(document), &feed)
	} else {
		err = xml.Unmarshal([]byte(document), &feed)
	}
	if err != nil {
		t.Fatalf("%v in %s", err, document)
	}
	for _, i := range feed.Items {
		ids = append(ids, i.ID)
	}
	return slices.Concat(ids, feed.GUIDs, feed.Entries)
}

func TestDelta(t *testing.T) { // H12
	h, dir := sampleHandler(t)
	h.trust = 0
	feeds := map[string]func(...string) string{"/rss.xml": rssFeed, "/atom.xml": atomFeed, "/feed.json": jsonFeed}
	for path, make := range feeds {
		t.Run(path, func(t *testing.T) {
			put := func(items ...string) { replace(t, filepath.Join(dir, path), make(items...)) }
			get := func(header ...string) *http.Response { return ask(h, "GET", path, append(header, "A-IM", "feed")...) }
			first := get()
			wantStatus(t, first, http.StatusOK)
			tag := first.Header.Get("Etag")
			wantStatus(t, get("If-None-Match", tag), http.StatusNotModified)

			put("new", "one", "two", "three")
			r := get("If-None-Match", tag)
			wantStatus(t, r, http.StatusIMUsed)
			if diff := cmp.Diff([]string{"new"}, idsOf(t, path, body(t, r))); diff != "" {
				t.Error(diff)
			}
			for name, want := range map[string]string{
				"Im": "feed", "Vary": "A-IM, If-None-Match, Accept-Encoding", "Cache-Control": "no-store, im", "Content-Type": first.Header.Get("Content-Type"),
				"Etag": ask(h, "GET", path).Header.Get("Etag"),
			} {
				if got := r.Header.Get(name); got != want {
					t.Errorf("got %s %q, want %q", name, got, want)
				}
			}
			// Who has heard of it knows the whole feed now.
			wantStatus(t, get("If-None-Match", r.Header.Get("Etag")), http.StatusNotModified)

			put("latest", "new", "two", "three")
			for had, want := range map[string][]string{tag: {"latest", "new"}, r.Header.Get("Etag"): {"latest"}} {
				if diff := cmp.Diff(want, idsOf(t, path, body(t, get("If-None-Match", had)))); diff != "" {
					t.Error(diff)
				}
			}
			put("two") // nothing is new
			r = get("If-None-Match", `"other", W/`+tag)
			wantStatus(t, r, http.StatusIMUsed)
			if got := idsOf(t, path, body(t, r)); len(got) > 0 {
				t.Errorf("got %v, want nothing", got)
			}

			// Others get the whole feed, as ever.
			wantStatus(t, get("If-None-Match", `"other"`), http.StatusOK)
			for _, aim := range []string{"", "diffe, gzip", "feed;q=0", "feeds"} {
				r := ask(h, "GET", path, "If-None-Match", tag, "A-IM", aim)
				wantStatus(t, r, http.StatusOK)
				if r.Header.Get("Im") != "" || r.Header.Get("Vary") != "Accept-Encoding" {
					t.Errorf("with A-IM %q got %v", aim, r.Header)
				}
			}
			put("now", "two")
			wantStatus(t, get("If-None-Match", tag, "User-Agent", "feedparser/6.0.10 +https://github.com/kurtmckee/feedparser/"), http.StatusOK)
			r = ask(h, "GET", path, "If-None-Match", tag, "A-IM", "diffe, feed", "Accept-Encoding", "gzip")
			wantStatus(t, r, http.StatusIMUsed)
			if got := idsOf(t, path, body(t, r)); r.Header.Get("Content-Encoding") != "" || len(got) != 1 {
				t.Errorf("got %v in %q", got, r.Header.Get("Content-Encoding"))
			}
			wantStatus(t, get("If-None-Match", r.Header.Get("Etag"), "Accept-Encoding", "gzip"), http.StatusNotModified)
		})
	}
	wantStatus(t, ask(h, "GET", "/", "A-IM", "feed", "If-None-Match", `"other"`), http.StatusOK)
}

// What is remembered of feeds has a limit.
func TestDeltasAreForgotten(t *testing.T) {
	var d deltas
	for i := range 3 * mostDeltas {
		d.remember(string(rune(i)), []item{{}})
	}
	if len(d.known) != mostDeltas || len(d.order) != mostDeltas || d.find("\x00") != nil || d.find(string(rune(3*mostDeltas-1))) == nil {
		t.Errorf("got %d known, %d in order", len(d.known), len(d.order))
	}
}

// A feed that cannot be read is sent whole.
func TestDeltaOfBrokenFeed(t *testing.T) {
	h, dir := sampleHandler(t)
	h.trust = 0
	for _, path := range []string{"/rss.xml", "/feed.json"} {
		tag := ask(h, "GET", path, "A-IM", "feed").Header.Get("Etag")
		replace(t, filepath.Join(dir, path), "<rss><channel><item></channel>")
		wantStatus(t, ask(h, "GET", path, "A-IM", "feed", "If-None-Match", tag), http.StatusOK)
	}
}

// Of any document whatsoever, to keep all items is to change nothing.
func FuzzItems(f *testing.F) {
	f.Add(rssFeed("one", "two"), false)
	f.Add(atomFeed("one", "two"), false)
	f.Add(jsonFeed("one", "two"), true)
	f.Add(`{"items":[ {"a":1} , 2,[]] ,"items":[]}`, true)
	f.Add("<rss><channel><item/><item></item></channel></rss>", false)
	f.Fuzz(func(t *testing.T, content string, isJSON bool) {
		d := &document{path: "rss.xml", data: []byte(content)}
		if isJSON {
			d.path = "feed.json"
		}
		items := d.itemsOf()
		at := 0
		for _, i := range items {
			if i.start < at || i.end < i.start || i.end > len(content) {
				t.Fatalf("got the items %v of %d bytes", items, len(content))
			}
			at = i.end
		}
		if len(items) == 0 {
			return
		}
		if got := d.without(items, func(item) bool { return true }); !isJSON && string(got) != content {
			t.Errorf("got %q, want %q", got, content)
		}
		none := d.without(items, func(item) bool { return false })
		if isJSON && json.Valid([]byte(content)) && !json.Valid(none) {
			t.Errorf("got %q of %q", none, content)
		}
	})
}
