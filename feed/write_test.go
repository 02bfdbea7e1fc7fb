package feed_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"reflect"
	"strings"
	"testing"

	"seedfeed/feed"
)

func ExampleFormat_Write() {
	f := &feed.Feed{
		ID:     "urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8",
		Title:  "Seeds",
		Home:   "https://example.org/",
		Folder: "https://example.org/",
		Items: []feed.Item{{
			ID:      "urn:uuid:74738ff5-5367-5958-9aee-98fffdcd1876",
			URL:     "https://example.org/articles/peas/",
			Title:   "Peas & beans",
			Content: "<p>Sow them early.</p>",
		}},
	}
	json := feed.Formats()[2]
	if err := json.Write(os.Stdout, f); err != nil {
		panic(err)
	}
	// Output:
	// {"version":"https://jsonfeed.org/version/1.1","title":"Seeds","home_page_url":"https://example.org/","feed_url":"https://example.org/feed.json","items":[{"id":"urn:uuid:74738ff5-5367-5958-9aee-98fffdcd1876","url":"https://example.org/articles/peas/","title":"Peas & beans","content_html":"<p>Sow them early.</p>"}]}
}

func TestWriteErrors(t *testing.T) {
	for _, c := range []struct {
		name string
		edit func(*feed.Feed)
		want string
	}{
		{"no id", func(f *feed.Feed) { f.ID = "\x00" }, "the feed has no id"},
		{"no home", func(f *feed.Feed) { f.Home = "" }, `home page "": not an absolute http or https URL`},
		{"relative folder", func(f *feed.Feed) { f.Folder = "/feeds/" }, `folder "/feeds/": not an absolute http or https URL`},
		{"item without id", func(f *feed.Feed) { f.Items[1].ID = "" }, `item "Erbsen im Frühling" has no id`},
		{"ids twice", func(f *feed.Feed) { f.Items[1].ID = f.Items[0].ID + "\r" }, "two items have the id"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := rich()
			c.edit(f)
			for _, format := range feed.Formats() {
				var b bytes.Buffer
				err := format.Write(&b, f)
				if err == nil || !strings.HasPrefix(err.Error(), format.FileName+": "+c.want) {
					t.Errorf("%s: got error %v, want %s: %s", format.Name, err, format.FileName, c.want)
				}
				if b.Len() > 0 {
					t.Errorf("%s: got %d bytes, want none", format.Name, b.Len())
				}
			}
		})
	}
}

type full struct{ room int }

var errFull = errors.New("no space left")

func (w *full) Write(p []byte) (int, error) {
	if len(p) > w.room {
		n := w.room
		w.room = 0
		return n, errFull
	}
	w.room -= len(p)
	return len(p), nil
}

func TestWriterFails(t *testing.T) {
	for _, format := range feed.Formats() {
		n := len(document(t, format, rich()))
		for _, room := range []int{0, 1, 100, n / 2, n - 1} {
			if err := format.Write(&full{room}, rich()); !errors.Is(err, errFull) {
				t.Errorf("%s, room for %d: got error %v, want %v", format.Name, room, err, errFull)
			}
		}
		if err := format.Write(&full{n}, rich()); err != nil {
			t.Errorf("%s: got error %v", format.Name, err)
		}
	}
}

// TestWriteLeavesFeedAlone writes all formats at the same time, under the race detector too.
func TestWriteLeavesFeedAlone(t *testing.T) {
	f := nasty()
	done := make(chan error)
	for _, format := range feed.Formats() {
		go func() { done <- format.Write(io.Discard, f) }()
	}
	for range feed.Formats() {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if !reflect.DeepEqual(f, nasty()) {
		t.Error("Write changed the feed")
	}
}
