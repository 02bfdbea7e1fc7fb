package feed_test

import (
	"fmt"
	"strings"
	"testing"

	"seedfeed/feed"
)

// long returns a feed with items of about size bytes of content each, in which `<` and quotes abound.
func long(items, size int) *feed.Feed {
	f := minimal()
	f.Items = nil
	for i := range items {
		f.Items = append(f.Items, feed.Item{
			ID:      fmt.Sprintf("urn:x-item:%d", i),
			URL:     fmt.Sprintf("https://example.org/articles/%d/", i),
			Title:   fmt.Sprintf("Article %d", i),
			Summary: "What it is about",
			Content: strings.Repeat("<p class=\"a\">Tom &amp; Jerry, says \"he\"</p>\n", size/44),
		})
	}
	return f
}

func longest(t *testing.T, f *feed.Feed) int {
	t.Helper()
	n := 0
	for _, format := range feed.Formats() {
		n = max(n, len(document(t, format, f)))
	}
	return n
}

func TestFit(t *testing.T) {
	whole := longest(t, long(20, 4400))
	for _, c := range []struct {
		name  string
		limit int
		want  int
	}{
		{"far from the limit", 100 * whole, 0},
		{"just as long", whole, 0},
		{"a byte too long", whole - 1, 1},
		{"half", whole / 2, 10},
		{"all but the newest", 1, 19},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := long(20, 4400)
			cut, err := feed.Fit(f, c.limit)
			if err != nil {
				t.Fatal(err)
			}
			if cut < c.want || cut > c.want+2 {
				t.Errorf("got %d cut, want about %d", cut, c.want)
			}
			for i, item := range f.Items {
				if short := i >= len(f.Items)-cut; short != (item.Content == "") {
					t.Errorf("item %d of %d, %d cut: content is %d bytes long", i, len(f.Items), cut, len(item.Content))
				}
			}
			if n := longest(t, f); n > c.limit && cut < len(f.Items)-1 {
				t.Errorf("got %d bytes, want at most %d", n, c.limit)
			}
			if cut > 0 { // not one too many
				f.Items[len(f.Items)-cut].Content = f.Items[0].Content
				if n := longest(t, f); n <= c.limit {
					t.Errorf("%d cut: with one less it is %d bytes long, which is at most %d", cut, n, c.limit)
				}
			}
		})
	}
}

// TestFitOthers shows that items without content are not counted, and that a broken feed is an error.
func TestFitOthers(t *testing.T) {
	f := long(4, 4400)
	f.Items[3].Content = ""
	if cut, err := feed.Fit(f, 1); err != nil || cut != 2 {
		t.Errorf("got %d, %v, want 2 and no error", cut, err)
	}
	f = long(4, 4400)
	f.ID = ""
	if _, err := feed.Fit(f, 1); err == nil {
		t.Error("got no error for a feed without id")
	}
}
