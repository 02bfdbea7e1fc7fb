package check

import (
	"strings"
	"testing"
	"time"
)

// What nobody makes may stand at an address all the same: the time grows with the length, however much is wrong on one line.
func TestCost(t *testing.T) {
	if testing.Short() {
		t.Skip("measures time")
	}
	for _, kind := range []struct {
		head, tail string
		units      []string
	}{
		{`<rss version="2.0"><channel>`, "</channel></rss>", []string{"a<!---->", "\x01", "&#1;", "\r", "<![CDATA[", "<!--", "<item/>", "<a b='&#1;'/>"}},
		{`<feed xmlns="http://www.w3.org/2005/Atom">`, "</feed>", []string{"<entry/>", "<link/>"}},
		{`{"version":"https://jsonfeed.org/version/1.1","items":[`, "{}]}", []string{`{"a":1},`, `"a",`, `{"id":"1","a":1,"a":2},`}},
	} {
		for _, unit := range kind.units {
			const bound, tries = 4 * time.Second, 5
			took := 2 * bound
			for try := 0; try < tries && took > bound; try++ { // a busy machine makes anything slow now and then
				start := time.Now()
				Document("a", []byte(kind.head+strings.Repeat(unit, 200_000/len(unit))+kind.tail))
				took = time.Since(start)
			}
			if took > bound {
				t.Errorf("%q: took %v", unit, took)
			}
		}
	}
}
