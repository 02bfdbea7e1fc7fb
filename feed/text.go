package feed

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// clean returns s without what must not or should not stand in XML 1.0 (2.2): control characters,
// surrogates and non-characters; and without carriage returns, which XML parsers turn into line feeds
// (2.11). Invalid UTF-8 becomes U+FFFD. JSON Feed could hold them, but its readers choke on them all the same.
func clean(s string) string {
	if isClean(s) {
		return s
	}
	s = strings.ToValidUTF8(s, "\uFFFD")
	var b strings.Builder
	b.Grow(len(s))
	from := 0
	for at, size := unfit(s, 0); size > 0; at, size = unfit(s, from) {
		b.WriteString(s[from:at])
		from = at + size
	}
	b.WriteString(s[from:])
	return b.String()
}

// isClean tells whether clean has nothing to do. It runs over the whole text of every article, nearly always with
// this answer: hence eight bytes at a time.
func isClean(s string) bool {
	for i := 0; i < len(s); {
		if i+8 <= len(s) && printable(word(s[i:i+8])) {
			i += 8
			continue
		}
		for end := min(i+8, len(s)); i < end; {
			if c := s[i]; c < utf8.RuneSelf {
				if c < ' ' && c != '\t' && c != '\n' || c == 0x7F {
					return false
				}
				i++
				continue
			}
			r, size := utf8.DecodeRuneInString(s[i:])
			if size == 1 || r <= 0x9F && r != 0x85 || r&0xFFFE == 0xFFFE || r >= 0xFDD0 && r <= 0xFDEF {
				return false
			}
			i += size
		}
	}
	return true
}

// unfit returns where the first character at or after i stands that clean takes away, and its length in
// bytes, which is 0 if there is none. s is valid UTF-8.
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
