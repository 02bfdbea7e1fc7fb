package article

import (
	"strings"
	"testing"
)

// typicalMarkdown is an article of about 4.5 kB: prose with links, code, a list, a quote and a picture.
func typicalMarkdown() string {
	paragraph := "Feeds are *quietly* everywhere: a [reader](https://example.org/reader) fetches `feed.xml` now and then, and shows what is " +
		"new. Nobody has to ask, and **nobody** has to be asked. What could be simpler? See the [notes](notes/simple.md) for more, & mind the gap.\n\n"
	return "# What a feed is\n\n" + strings.Repeat(paragraph, 6) +
		"## How it works\n\n- first the file\n- then the [page](../page/)\n- last the feed\n\n" + strings.Repeat(paragraph, 4) +
		"```go\nfunc main() {\n\tfmt.Println(\"feed\")\n}\n```\n\n![A picture of a feed](img/feed.png \"The feed\")\n\n> Less is more.\n\n" +
		"## What remains\n\n" + strings.Repeat(paragraph, 5)
}

func BenchmarkMarkdown(b *testing.B) {
	body := typicalMarkdown()
	for _, bench := range []struct{ name, body string }{
		{"plain", body},
		{"raw HTML", body + "\n\n<div class=\"note\">A <b>bold</b> note</div>\n"},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.SetBytes(int64(len(bench.body)))
			b.ReportAllocs()
			for b.Loop() {
				d := testDocument("posts/a.md")
				d.markdown(bench.body, 1)
			}
		})
	}
}

func BenchmarkFragment(b *testing.B) {
	html := strings.Repeat("<p>Feeds are quietly everywhere: a <a href=\"https://example.org/\">reader</a> fetches them now and then &amp; shows what is new.</p>\n", 35)
	b.SetBytes(int64(len(html)))
	b.ReportAllocs()
	for b.Loop() {
		d := testDocument("a.txt")
		d.fragment(html)
	}
}

func BenchmarkPlainText(b *testing.B) {
	d := testDocument("posts/a.md")
	d.markdown(typicalMarkdown(), 1)
	html := string(d.art.Content)
	b.SetBytes(int64(len(html)))
	b.ReportAllocs()
	for b.Loop() {
		plainText(html)
	}
}
