package feed_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"seedfeed/feed"
)

// ordinary returns a feed of items with 4.5 kB of content each, an author and two tags, but no media.
func ordinary(items int) *feed.Feed {
	const paragraph = "<p>Sow peas &amp; beans early, in a <em>sunny</em> place; see <a href=\"https://example.org/articles/soil/\">“the soil”</a> " +
		"for what they need. Water them once a week, more often when it’s dry, and keep the birds off the seedlings with a net.</p>\n"
	f := rich()
	first := f.Items[0]
	first.Image, first.Enclosures = nil, nil
	f.Items = nil
	for i := range items {
		item := first
		item.ID = fmt.Sprintf("urn:uuid:00000000-0000-5000-8000-%012d", i)
		item.URL = fmt.Sprintf("https://example.org/articles/peas-%d/", i)
		item.Summary = "Sow peas & beans early, in a sunny place; what they need, how to water them and how to keep the birds off the seedlings."
		item.Content = strings.Repeat(paragraph, 4500/len(paragraph))
		f.Items = append(f.Items, item)
	}
	return f
}

func BenchmarkWrite(b *testing.B) {
	f := ordinary(50)
	for _, format := range feed.Formats() {
		b.Run(format.Name, func(b *testing.B) {
			var buf bytes.Buffer
			b.ReportAllocs()
			for b.Loop() {
				buf.Reset()
				if err := format.Write(&buf, f); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(f.Items)), "µs/item")
			b.SetBytes(int64(buf.Len()))
		})
	}
}

func BenchmarkDocuments(b *testing.B) {
	for _, items := range []int{1, 100} {
		f := ordinary(items)
		b.Run(fmt.Sprint(items), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, cut, err := feed.Documents(f, feed.Formats(), 5<<20); cut != 0 || err != nil {
					b.Fatal(cut, err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/1000/float64(b.N*items), "µs/item")
		})
	}
}

func BenchmarkFit(b *testing.B) {
	f := ordinary(50)
	b.Run("fits", func(b *testing.B) {
		for b.Loop() {
			if cut, err := feed.Fit(f, 1<<20); cut != 0 || err != nil {
				b.Fatal(cut, err)
			}
		}
	})
	b.Run("cut", func(b *testing.B) {
		for b.Loop() {
			f := ordinary(300)
			if cut, err := feed.Fit(f, 1<<20); cut == 0 || err != nil {
				b.Fatal(cut, err)
			}
		}
	})
}
