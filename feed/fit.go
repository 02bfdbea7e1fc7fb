package feed

import (
	"io"
	"strings"
	"unicode/utf8"
)

// Fit empties the Content of the oldest items, which then go out with their summary alone, until no
// format's document is longer than limit bytes, and no further; it returns how many. It changes f.Items.
//
// The newest item is never cut: its document may stay too long. The errors are those of Format.Write.
func Fit(f *Feed, limit int) (int, error) {
	if f.atMost() <= limit {
		return 0, nil
	}
	cut := 0
	for {
		excess, err := f.excess(limit)
		if err != nil {
			return cut, err
		}
		n, err := f.cutOldest(excess)
		cut += n
		if n == 0 || err != nil {
			return cut, err
		}
	}
}

// excess returns by how many bytes the document of each format is too long, none where all fit.
func (f *Feed) excess(limit int) (map[string]int, error) {
	over := map[string]int{}
	for _, format := range Formats() {
		n, err := format.size(f)
		if err != nil {
			return nil, err
		}
		if n > limit {
			over[format.Name] = n - limit
		}
	}
	return over, nil
}

// cutOldest cuts items until they have saved what each format has too much, and returns how many.
func (f *Feed) cutOldest(excess map[string]int) (int, error) {
	cut := 0
	for i := len(f.Items) - 1; i > 0 && len(excess) > 0; i-- {
		item := &f.Items[i]
		if item.Content == "" {
			continue
		}
		saved, err := f.saved(item)
		if err != nil {
			return cut, err
		}
		item.Content = ""
		cut++
		for name := range excess {
			excess[name] -= saved[name]
			if excess[name] <= 0 {
				delete(excess, name)
			}
		}
	}
	return cut, nil
}

// saved returns by how many bytes each format's document becomes shorter without the item's content. The rest
// of a document does not depend on it, so a feed of this item alone tells.
func (f *Feed) saved(item *Item) (map[string]int, error) {
	whole, short := *f, *f
	whole.Items, short.Items = []Item{*item}, []Item{*item}
	short.Items[0].Content = ""
	saved := map[string]int{}
	for _, format := range Formats() {
		a, err := format.size(&whole)
		if err != nil {
			return nil, err
		}
		b, err := format.size(&short)
		if err != nil {
			return nil, err
		}
		saved[format.Name] = a - b
	}
	return saved, nil
}

// size returns the length of the document in bytes.
func (format Format) size(f *Feed) (int, error) {
	var n counter
	err := format.Write(&n, f)
	return int(n), err
}

type counter int

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

func (c *counter) WriteString(s string) (int, error) {
	*c += counter(len(s))
	return len(s), nil
}

var _ io.StringWriter = (*counter)(nil)

// atMost returns a length that no format's document exceeds. Nearly all feeds are far from any limit, and this
// costs a twentieth of writing them.
func (f *Feed) atMost() int {
	// What the formats write around the values, with all the elements that there are; far more than they do.
	const aroundFeed, aroundItem, aroundValue = 8192, 2048, 256
	// No value is written more often than this: an icon stands twice in JSON Feed.
	const often = 2
	n := aroundFeed + often*(longest(f.ID)+longest(f.Title)+longest(f.Description)+longest(f.Home)*4+longest(f.Folder)*4+
		longest(f.Language)*4+longest(f.Rights)+longest(f.Icon)+longest(f.Logo)+longest(f.Generator)+
		longest(f.GeneratorURL)+longest(f.Prev)+longest(f.Next)+longest(f.Current)) + longestPeople(f.Authors)
	for i := range f.Items {
		item := &f.Items[i]
		n += aroundItem + escaped(item.Content) + longestPeople(item.Authors) +
			often*(longest(item.ID)+longest(item.URL)+longest(item.Title)+longest(item.Summary)+longest(item.Language)+longest(item.Rights))
		for _, tag := range item.Tags {
			n += aroundValue + longest(tag)
		}
		if p := item.Image; p != nil {
			n += often * (longest(p.URL) + longest(p.Type) + longest(p.Alt))
		}
		for _, e := range item.Enclosures {
			n += aroundValue + longest(e.URL) + longest(e.Type)
		}
	}
	return n
}

// longest is for values that may be escaped twice: no byte becomes more than the 9 of `&amp;amp;`, and U+FFFD
// and closing direction marks take 3 each.
func longest(s string) int {
	return 12 * len(s)
}

func longestPeople(list []Person) int {
	n := 0
	for _, p := range list {
		n += 256 + 2*(longest(p.Name)+longest(p.Email)+longest(p.URL))
	}
	return n
}

// escaped returns a length that s does not exceed as XML text or as a JSON string. Counting is many times faster
// than a loop over the bytes.
func escaped(s string) int {
	n := len(s)
	for _, c := range []struct {
		of   string
		more int // bytes
	}{{"&", 4}, {"<", 3}, {">", 3}, {`"`, 1}, {`\`, 1}, {"\n", 1}, {"\t", 1}, {"\xE2", 3}} { // U+2028 becomes `\u2028`
		n += c.more * strings.Count(s, c.of)
	}
	if !utf8.ValidString(s) {
		n += 2 * len(s) // a byte may become U+FFFD
	}
	return n
}
