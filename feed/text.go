package feed

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// clean returns s without what must not or should not stand in XML 1.0 (2.2): control characters,
// surrogates and non-characters; and without carriage returns, which XML parsers turn into line feeds
// (2.11). Invalid UTF-8 becomes U+FFFD. JSON Feed could hold them, but its readers choke on them all the same.
func clean(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	at, size := unfit(s, 0)
	if size == 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	from := 0
	for size > 0 {
		b.WriteString(s[from:at])
		from = at + size
		at, size = unfit(s, from)
	}
	b.WriteString(s[from:])
	return b.String()
}

// unfit returns where the first character at or after i stands that clean takes away, and its length in
// bytes, which is 0 if there is none. s is valid UTF-8. It runs over the whole text of every article, for
// each format: hence bytes, not runes.
func unfit(s string, i int) (at, size int) {
	for ; i < len(s); i++ {
		switch c := s[i]; {
		case c >= ' ' && c < 0x7F:
		case c < ' ':
			if c != '\t' && c != '\n' {
				return i, 1
			}
		case c == 0x7F:
			return i, 1
		case c == 0xC2: // U+0080 to U+00BF; U+0085 is a line break, and neither forbidden nor discouraged
			if s[i+1] < 0xA0 && s[i+1] != 0x85 {
				return i, 2
			}
		case c == 0xEF: // U+FDD0 to U+FDEF, U+FFFE, U+FFFF
			if s[i+1] == 0xB7 && s[i+2] >= 0x90 && s[i+2] <= 0xAF || s[i+1] == 0xBF && s[i+2] >= 0xBE {
				return i, 3
			}
		case c >= 0xF0: // the last two code points of each further plane
			if s[i+1]&0x0F == 0x0F && s[i+2] == 0xBF && s[i+3] >= 0xBE {
				return i, 4
			}
		}
	}
	return i, 0
}

// paragraph returns plain text as it goes into a document: clean, trimmed, its direction marks paired.
func paragraph(s string) string {
	return strings.TrimSpace(pairMarks(clean(s)))
}

// line returns plain text of one line, such as a title: a paragraph with single blanks in it.
func line(s string) string {
	s = paragraph(s)
	if !strings.ContainsAny(s, "\t\n") && !strings.Contains(s, "  ") {
		return s
	}
	// strings.Fields would take no-break spaces for blanks as well.
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '\t' || r == '\n' }), " ")
}

const (
	popEmbedding = "\u202C"
	popIsolate   = "\u2069"
)

// pairMarks closes the direction marks that s leaves open (UAX 9: embeddings, overrides and isolates) and
// drops those that close nothing. An open one would turn what a reader prints behind the text.
func pairMarks(s string) string {
	if !strings.Contains(s, "\u202A"[:2]) && !strings.Contains(s, "\u2066"[:2]) {
		return s
	}
	var b strings.Builder
	var open []string // what closes each open one
	for i, r := range s {
		switch r {
		case '\u202A', '\u202B', '\u202D', '\u202E':
			open = append(open, popEmbedding)
		case '\u2066', '\u2067', '\u2068':
			open = append(open, popIsolate)
		case '\u202C':
			if len(open) == 0 || open[len(open)-1] != popEmbedding {
				continue
			}
			open = open[:len(open)-1]
		case '\u2069': // closes the embeddings inside of the isolate too
			at := lastIndex(open, popIsolate)
			if at < 0 {
				continue
			}
			open = open[:at]
		}
		b.WriteString(s[i : i+utf8.RuneLen(r)])
	}
	for _, mark := range slices.Backward(open) {
		b.WriteString(mark)
	}
	return b.String()
}

func lastIndex(list []string, s string) int {
	for i, v := range slices.Backward(list) {
		if v == s {
			return i
		}
	}
	return -1
}

// An escaping writes the characters that mean something in markup. `>` is one of them because of `]]>`
// (XML 1.0, 2.4).
type escaping struct{ amp, lt, gt string }

var (
	// named is for markup, in Atom and inside of HTML.
	named = &escaping{"&amp;", "&lt;", "&gt;"}
	// hexadecimal is for RSS's plain text: readers disagree on whether that is HTML, and this form comes out
	// right in most of them (RSS Best Practices Profile, data-types-characterdata).
	hexadecimal = &escaping{"&#x26;", "&#x3C;", "&#x3E;"}
)

// apply returns s escaped. s must be clean.
func (e *escaping) apply(s string) string {
	if !strings.ContainsAny(s, "&<>") {
		return s
	}
	return string(e.append(nil, s))
}

// append appends s, escaped, to b. s must be clean.
func (e *escaping) append(b []byte, s string) []byte {
	from := 0
	for i := range len(s) {
		c := s[i]
		if c > '>' {
			continue
		}
		var with string
		switch c {
		case '&':
			with = e.amp
		case '<':
			with = e.lt
		case '>':
			with = e.gt
		default:
			continue
		}
		b = append(b, s[from:i]...)
		b = append(b, with...)
		from = i + 1
	}
	return append(b, s[from:]...)
}

// A page is the memory that one document's contents are escaped into, used again for the next document: they are
// most of a document, and a new one for each item would be most of the garbage of a build.
type page struct{ b []byte }

var pages = sync.Pool{New: func() any { return new(page) }}

// escape returns content clean and escaped, nil for none. It is valid until the page is used again.
func (p *page) escape(content string) []byte {
	start := len(p.b)
	p.b = named.append(p.b, clean(content))
	return p.b[start:len(p.b):len(p.b)]
}

// free gives the page back, when the document has been written.
func (p *page) free() {
	p.b = p.b[:0]
	pages.Put(p)
}
