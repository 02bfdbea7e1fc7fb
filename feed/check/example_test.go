package check_test

import (
	"fmt"

	"seedfeed/feed/check"
)

func ExampleDocument() {
	const feed = `{
  "version": "https://jsonfeed.org/version/1.1",
  "title": "Peas",
  "home_page_url": "https://example.org/",
  "feed_url": "https://example.org/feed.json",
  "items": [{"id": "1", "content_text": "Sow them early.", "date_published": "3 May 2026"}]
}`
	for _, finding := range check.Document("feed.json", []byte(feed)) {
		fmt.Println(finding)
	}
	// Output:
	// feed.json:6:78: error: date_published "3 May 2026" is no date as RFC 3339 has them (json-date, JSON Feed 1.1, items); write it like 2026-05-03T08:30:15Z
}
