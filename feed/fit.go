package feed

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// fit empties the Content of the oldest items, of f as well as of what was prepared of it, until no format's document is
// longer than limit bytes, and no further; it returns how many.
func (p *prepared) fit(f *Feed, limit int) (int, error) {
	excess, err := p.excess(limit)
	if err != nil {
		return 0, err
	}
	cut := 0
	for i := len(p.items) - 1; i > 0 && len(excess) > 0; i-- {
		if f.Items[i].Content == "" {
			continue
		}
		p.save(&p.items[i], excess)
		f.Items[i].Content = ""
		cut++
	}
	return cut, nil
}

// excess returns by how many bytes the document of each format is too long, none where all fit.
func (p *prepared) excess(limit int) (map[string]int, error) {
	over := map[string]int{}
	for _, format := range Formats() {
		document, err := format.document(p)
		if err != nil {
			return nil, err
		}
		if n := len(document); n > limit {
			over[format.Name] = n - limit
		}
	}
	return over, nil
}

// save cuts the item, and takes away from what each format has too much by how much its document becomes shorter.
// The rest of the document does not depend on the item's content.
func (p *prepared) save(item *preparedItem, excess map[string]int) {
	length := func(format Format) int {
		p.document = format.item(p.document[:0], p, item)
		return len(p.document)
	}
	formats := slices.DeleteFunc(Formats(), func(format Format) bool { return excess[format.Name] == 0 })
	for _, format := range formats {
		excess[format.Name] -= length(format)
	}
	item.cut()
	for _, format := range formats {
		excess[format.Name] += length(format)
		if excess[format.Name] <= 0 {
			delete(excess, format.Name)
		}
	}
}

// atMost returns a length that no format's document exceeds. Nearly all feeds are far from any limit, and this
// costs a twentieth of writing them.
func (f *Feed) atMost() int {
	// What the formats write around the values, with all the elements that there are; far more than they do.
	const aroundFeed, aroundItem, aroundValue = 8192, 2048, 256
	// No value is written more often than this: an icon stands twice in JSON Feed.
	const often = 2
	n := aroundFeed + often*(longest(f.ID)+longest(f.Title)+longest(f.Description)+longest(f.Home)*4+longest(f.Folder)*4+
		longest(f.Language)*4+longest(f.StyleSheet)+longest(f.Page)+longest(f.Rights)+longest(f.Icon)+longest(f.Logo)+longest(f.Hub)+longest(f.Generator)+
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
