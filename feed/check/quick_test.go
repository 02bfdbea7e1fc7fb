package check_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"seedfeed/feed"
	"seedfeed/feed/check"
)

// TestUnfit shows what is not published: for each of these the fast scan must not be content, and for a valid document it
// must be, as all that it is not sure of is read again slowly.
func TestUnfit(t *testing.T) {
	protect := " xml-characters utf8 xml-wellformed rss-channel rss-item rss-guid-unique rss-date atom-feed atom-entry atom-id-unique atom-date " +
		"json-syntax json-surrogate json-feed json-id json-id-unique json-content json-date "
	for file, breakages := range map[string][]breakage{"rss.xml": rssBreakages(), "atom.xml": atomBreakages(), "feed.json": jsonBreakages()} {
		valid := sample(t, file)
		if !check.Sound(valid) {
			t.Errorf("%s: the scan is not content with a valid document", file)
		}
		if got := check.Unfit(file, valid); len(got) > 0 {
			t.Errorf("%s: got %v", file, got)
		}
		for _, b := range breakages {
			// No writer of ours repeats attributes or makes up prefixes, and the scan does not look for it.
			if !strings.Contains(protect, " "+b.rule+" ") || strings.Contains(b.new, "<foo:bar/>") || strings.Contains(b.new, "domain=") {
				continue
			}
			t.Run(file+"/"+b.rule+"/"+b.new[:min(len(b.new), 40)], func(t *testing.T) {
				got := check.Unfit(file, b.apply(t, valid))
				if len(got) == 0 {
					t.Errorf("got nothing, want %s", b.rule)
				}
				for _, f := range got {
					if f.Severity != check.Error {
						t.Errorf("got the warning %v", f)
					}
				}
			})
		}
	}
}

// TestUnfitStatedID has an id that is no tag URI in documents that the scan is not sure of.
func TestUnfitStatedID(t *testing.T) {
	for _, file := range []string{"rss.xml", "atom.xml"} {
		odd := bytes.Replace(sample(t, file), []byte("tag:example.org,2026:short"), []byte("tag:example.org,2026:[short]"), 1)
		odd = append(odd, "\r\n"...)
		if check.Sound(odd) {
			t.Fatalf("%s: the scan is content", file)
		}
		if got := check.Unfit(file, odd); len(got) > 0 {
			t.Errorf("%s: got %v", file, got)
		}
	}
}

// TestCutShort shows that no beginning of a document is taken for one.
func TestCutShort(t *testing.T) {
	for _, file := range []string{"rss.xml", "atom.xml", "feed.json"} {
		valid := bytes.TrimRight(sample(t, file), "\n")
		for n := range valid {
			if check.Sound(valid[:n]) {
				t.Errorf("%s: sound after %d of %d bytes", file, n, len(valid))
			}
		}
	}
}

// FuzzSound says: what the scan is content with, the slow look finds well-formed, of legal characters, and with its ids.
func FuzzSound(f *testing.F) {
	const head = `<?xml version="1.0" encoding="UTF-8"?>`
	f.Add([]byte(head + `<rss version="2.0"><channel><title>a</title><link>b</link><description>c</description><item><guid>d</guid><title>e&lt;</title></item></channel></rss>`))
	f.Add([]byte(head + `<feed xmlns="http://www.w3.org/2005/Atom"><id>a:b</id><title>c</title><updated>2026-05-01T07:30:15Z</updated></feed>`))
	f.Add([]byte(`{"version":"https://jsonfeed.org/version/1.1","title":"a","items":[{"id":"b","content_html":"\u003cp>\"c\""}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if !check.Sound(data) {
			return
		}
		for _, finding := range check.Document("x", data) {
			switch finding.ID {
			case "utf8", "xml-characters", "json-syntax", "json-surrogate", "json-id", "json-id-unique", "json-feed", "rss-guid-unique", "atom-id-unique", "atom-date", "rss-date":
				t.Errorf("sound, but %v\n%q", finding, data)
			case "xml-wellformed":
				if !strings.Contains(finding.Message, "prefix") && !strings.Contains(finding.Message, "twice") && !strings.Contains(finding.Message, "comment") &&
					!strings.Contains(finding.Message, "name") && !strings.Contains(finding.Message, "inst") {
					t.Errorf("sound, but %v\n%q", finding, data)
				}
			}
		}
	})
}

// BenchmarkUnfit measures what each document costs before it is published.
func BenchmarkUnfit(b *testing.B) {
	for _, file := range []string{"rss.xml", "atom.xml", "feed.json"} {
		data := long(b, file)
		b.Run(file, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				if got := check.Unfit(file, data); len(got) > 0 {
					b.Fatal(got[0])
				}
			}
		})
	}
}

// BenchmarkDocument measures all rules.
func BenchmarkDocument(b *testing.B) {
	for _, file := range []string{"rss.xml", "atom.xml", "feed.json"} {
		data := long(b, file)
		b.Run(file, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				check.Document(file, data)
			}
		})
	}
}

// long returns a document of 100 items with 4.5 kB of content each.
func long(b *testing.B, file string) []byte {
	b.Helper()
	const paragraph = `<p>Sow peas &amp; beans early, in a <em>sunny</em> place; see <a href="https://example.org/articles/soil/">“the soil”</a> ` +
		"for what they need. Water them once a week, more often when it’s dry, and keep the birds off the seedlings with a net.</p>\n"
	content := strings.Repeat(paragraph, 4500/len(paragraph))
	data := string(sample(b, file))
	open, end, separator := "    <item>", "</item>\n", ""
	switch file {
	case "atom.xml":
		open, end = "  <entry>", "</entry>\n"
	case "feed.json":
		open, end, separator = `{"id":`, "", ","
	}
	from := strings.Index(data, open)
	var items strings.Builder
	for n := range 100 {
		items.WriteString(item(n, file, content))
		if n < 99 {
			items.WriteString(separator)
		}
	}
	if file == "feed.json" {
		return []byte(data[:from] + items.String() + "]}\n")
	}
	return []byte(data[:from] + items.String() + data[strings.LastIndex(data, end)+len(end):])
}

func item(n int, file, content string) string {
	escaped := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(content)
	switch file {
	case "rss.xml":
		return fmt.Sprintf("    <item>\n      <title>Peas &#x26; beans %d</title>\n      <link>https://example.org/%d/</link>\n      <guid isPermaLink=\"false\">urn:x:%d</guid>\n"+
			"      <description>Sow peas.</description>\n      <content:encoded>%s</content:encoded>\n      <pubDate>Sun, 03 May 2026 08:30:15 +0000</pubDate>\n    </item>\n", n, n, n, escaped)
	case "atom.xml":
		return fmt.Sprintf("  <entry>\n    <id>urn:x:%d</id>\n    <title>Peas &amp; beans %d</title>\n    <updated>2026-05-01T07:30:15Z</updated>\n    <published>2026-05-01T07:30:15Z</published>\n"+
			"    <link href=\"https://example.org/%d/\" rel=\"alternate\" type=\"text/html\"></link>\n    <content type=\"html\">%s</content>\n  </entry>\n", n, n, n, escaped)
	}
	escaped = strings.NewReplacer(`"`, `\"`, "\n", `\n`).Replace(content)
	return fmt.Sprintf(`{"id":"urn:x:%d","url":"https://example.org/%d/","title":"Peas & beans %d","content_html":"%s","date_published":"2026-05-01T07:30:15Z"}`, n, n, n, escaped)
}

// BenchmarkShare measures how much of the time of making documents their scan is. What a build does besides, such as
// reading the content, hashing and writing the documents, is not counted.
func BenchmarkShare(b *testing.B) {
	f := &feed.Feed{ID: "urn:x:feed", Title: "Peas", Home: "https://example.org/", Folder: "https://example.org/"}
	const paragraph = `<p>Sow peas &amp; beans early, in a <em>sunny</em> place; see <a href="https://example.org/articles/soil/">“the soil”</a> ` +
		"for what they need. Water them once a week, more often when it’s dry, and keep the birds off the seedlings with a net.</p>\n"
	for n := range 100 {
		f.Items = append(f.Items, feed.Item{ID: fmt.Sprintf("urn:x:%d", n), URL: fmt.Sprintf("https://example.org/%d/", n), Title: "Peas & beans",
			Summary: "Sow peas.", Content: strings.Repeat(paragraph, 4500/len(paragraph)), Published: time.Unix(1777777777, 0).UTC()})
	}
	var making, checking time.Duration
	for b.Loop() {
		began := time.Now()
		documents, _, err := feed.Documents(f, feed.Formats(), 5<<20)
		if err != nil {
			b.Fatal(err)
		}
		made := time.Now()
		for _, document := range documents {
			if !check.Sound(document) {
				b.Fatal("not sound")
			}
		}
		making += made.Sub(began)
		checking += time.Since(made)
	}
	b.ReportMetric(100*float64(checking)/float64(making), "%ofmaking")
	b.ReportMetric(float64(making.Microseconds())/float64(b.N), "µs-making")
	b.ReportMetric(float64(checking.Microseconds())/float64(b.N), "µs-checking")
}
