package check_test

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"seedfeed/feed/check"
)

// FuzzDocument says: whatever the bytes, each finding has a place that is in the document, and a message that can be
// printed.
func FuzzDocument(f *testing.F) {
	for _, text := range []string{"", "{", "{}", `{"items":[7,null,{"authors":[1]}]}`, "<rss/>", "<rss><channel/></rss>", "<feed xmlns='http://www.w3.org/2005/Atom'/>",
		"<?xml version='1.0' encoding='x'?><rss>&#x110000;",
		"<rss version='2.0'><channel><title>a</title><pubDate>x</pubDate><item><guid>b</guid><category/><enclosure/></item></channel></rss>",
		"<feed xmlns='http://www.w3.org/2005/Atom'><id>tag:a</id><entry><content type='html'>&lt;a href=b></content><author/></entry></feed>",
		`{"version":"1","items":[{"id":"a","content_html":"<img src=b>\\ud800","date_published":"x","attachments":[{}]}]}`, "\ufeff<rss>", "<!-- ", "<![CDATA["} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, finding := range check.Document("x", data) {
			lines := bytes.Count(data, []byte("\n")) + 1
			if finding.Line > lines && !bytes.Contains(data, []byte("encoding")) {
				t.Errorf("line %d of %d: %v", finding.Line, lines, finding)
			}
			if s := finding.Message; utf8.Valid(data) && !utf8.ValidString(s) || strings.Contains(s, "%!") {
				t.Errorf("message %q", s)
			}
		}
	})
}
