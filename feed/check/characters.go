package check

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// findBadCharacters notes the characters that no XML document may hold, as they are and as references.
func (d *document) findBadCharacters() {
	data := d.data
	for i := 0; i < len(data); {
		r, size := rune(data[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRune(data[i:])
		}
		switch {
		case r != utf8.RuneError && illegal(r):
			d.bad = append(d.bad, fault{i, fmt.Sprintf("the character %U", r)})
		case r == utf8.RuneError && size == 1:
			d.bad = append(d.bad, fault{i, notUTF8})
		}
		i += size
	}
	eachReference(data, func(at int, r rune) {
		if illegal(r) {
			d.bad = append(d.bad, fault{at, fmt.Sprintf("a reference to the character %U", r)})
		}
	})
}

// eachReference calls use for all numeric character references, with what they stand for. In CDATA sections and comments
// there are none.
func eachReference(data []byte, use func(at int, r rune)) {
	quotes := [...]struct{ opening, closing []byte }{{[]byte("<![CDATA["), []byte("]]>")}, {[]byte("<!--"), []byte("-->")}}
	var open [len(quotes)]bool // to the end of the document
	for i := 0; i < len(data); i++ {
		next := bytes.IndexAny(data[i:], "&<")
		if next < 0 {
			return
		}
		i += next
		if data[i] == '&' {
			if r, ok := reference(data[i:]); ok {
				use(i, r)
			}
			continue
		}
		for n, quote := range quotes {
			if open[n] || !bytes.HasPrefix(data[i:], quote.opening) {
				continue
			}
			end := bytes.Index(data[i:], quote.closing)
			open[n] = end < 0
			i += max(0, end)
			break
		}
	}
}

const notUTF8 = "is not UTF-8"

// reference decodes the numeric character reference that text begins with.
func reference(text []byte) (rune, bool) {
	text = text[:min(len(text), 14)]
	end := bytes.IndexByte(text, ';')
	if end < 3 || text[1] != '#' {
		return 0, false
	}
	digits, base := string(text[2:end]), 10
	if digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || n > 0x7FFFFFFF {
		return 0, false
	}
	return rune(n), true
}

// xmlCharacters reports what findBadCharacters has found.
func xmlCharacters(d *document, report reporter) {
	for _, bad := range d.bad {
		if bad.message != notUTF8 {
			report(bad.at, "%s stands in it", bad.message)
		}
	}
}

func encodedUTF8(d *document, report reporter) {
	if d.format == jsonFeed {
		for i := 0; i < len(d.data); {
			r, size := utf8.DecodeRune(d.data[i:])
			if r == utf8.RuneError && size == 1 {
				report(i, "the byte %#x is not UTF-8", d.data[i])
				return
			}
			i += size
		}
	}
	for _, bad := range d.bad {
		if bad.message == notUTF8 {
			report(bad.at, "the byte %#x is not UTF-8", d.data[bad.at])
			return // the rest follows from it, most of the time
		}
	}
}

// xmlDiscouraged looks at the characters that are allowed and should not be there.
func xmlDiscouraged(d *document, report reporter) {
	for i := 0; i < len(d.data); {
		if d.data[i] < 0x7F {
			i++
			continue
		}
		r, size := utf8.DecodeRune(d.data[i:])
		if r != utf8.RuneError && discouraged(r) {
			report(i, "the character %U stands in it", r)
		}
		i += size
	}
	eachReference(d.data, func(at int, r rune) {
		if discouraged(r) {
			report(at, "a reference to the character %U stands in it", r)
		}
	})
}

func xmlDeclaration(d *document, report reporter) {
	switch {
	case !bytes.HasPrefix(bytes.TrimSpace(d.data), []byte("<?xml ")): // what stands before it is a fault of its own
		report(0, "has no XML declaration")
	case d.encoding != "" && !bytes.EqualFold([]byte(d.encoding), []byte("utf-8")):
		report(0, "is encoded in %s", d.encoding)
	}
}

func xmlDoctype(d *document, report reporter) {
	if at := bytes.Index(d.data, []byte("<!DOCTYPE")); at >= 0 && at < 1000 {
		report(at, "has a DOCTYPE")
	}
}

// xmlReturns looks at carriage returns that are left when a parser has turned CR LF into LF.
func xmlReturns(d *document, report reporter) {
	for i, c := range d.data {
		if c == '\r' && (i+1 == len(d.data) || d.data[i+1] != '\n') {
			report(i, "a carriage return without a line feed")
		}
	}
	eachReference(d.data, func(at int, r rune) {
		if r == '\r' {
			report(at, "a reference to a carriage return")
		}
	})
}

func wellFormed(d *document, report reporter) {
	if d.broken && (d.format != unknown || !looksLikeHTML(d.data)) {
		report(d.fault.at, "is not well-formed: %s", d.fault.message)
	}
}

// feedFormat tells what a document is that is no feed which we know.
func feedFormat(d *document, report reporter) {
	switch {
	case looksLikeHTML(d.data):
		if feeds := feedsOfPage(d.data); len(feeds) > 0 {
			report(0, "is a web page, whose feeds are %s", strings.Join(feeds, ", "))
			return
		}
		report(0, "is a web page")
	case len(bytes.TrimSpace(d.data)) == 0:
		report(0, "is empty")
	case json.Valid(d.data):
		report(0, "is JSON, and no object as a JSON Feed is one")
	case d.root == nil:
		report(0, "is neither XML nor JSON")
	case d.root.name == "RDF":
		report(d.root.start, "is RSS 1.0")
	default:
		report(d.root.start, "is XML whose root is <%s> of the namespace %q", d.root.name, d.root.space)
	}
}

const (
	largest     = 5_000_000
	burden      = 1 << 20
	mostEntries = 7000
)

func size(d *document, report reporter) {
	if n := len(d.data); n > largest {
		report(-1, "is %d bytes long: the W3C validator reads %d", n, largest)
	}
}

func jsonSize(d *document, report reporter) {
	if n := len(d.data); n > burden && !d.archived {
		report(-1, "is %d bytes long, and fetched again after each change", n)
	}
}

func entryCount(d *document, report reporter) {
	if n := len(d.items) + len(d.jsonItems()); n > mostEntries {
		report(-1, "has %d items: some readers show none of more than %d", n, mostEntries)
	}
}
