package feed

import "math/bits"

// An escaping has what is written for each byte that means something in a kind of text, "" for all others.
type escaping struct {
	probes [3]probe // between them they match each byte that has something written for it
	with   [256]string
}

// A probe matches the bytes that are equal to is once they have the bits of or, both repeated eight times.
type probe struct{ or, is uint64 }

// `>` is escaped in markup because of `]]>` (XML 1.0, 2.4).
var (
	// named is for markup, in Atom and inside of HTML.
	named = &escaping{
		[3]probe{{0, '&' * ones}, {('<' ^ '>') * ones, '>' * ones}},
		[256]string{'&': "&amp;", '<': "&lt;", '>': "&gt;"},
	}
	// hexadecimal is for RSS's plain text: readers disagree on whether that is HTML, and this form comes out
	// right in most of them (RSS Best Practices Profile, data-types-characterdata).
	hexadecimal = &escaping{
		[3]probe{{0, '&' * ones}, {('<' ^ '>') * ones, '>' * ones}},
		[256]string{'&': "&#x26;", '<': "&#x3C;", '>': "&#x3E;"},
	}
	// full is for the values of attributes, and what encoding/xml does everywhere.
	full = &escaping{
		[3]probe{{('\t' ^ '\n') * ones, ('\t' | '\n') * ones}, {('"' ^ '\'') * ones, '\'' * ones}, {('<' ^ '>') * ones, '>' * ones}},
		[256]string{
			'&': "&amp;", '<': "&lt;", '>': "&gt;", '"': "&#34;", '\'': "&#39;", '\t': "&#x9;", '\n': "&#xA;",
		},
	}
	// quoted is for JSON strings.
	quoted = &escaping{
		[3]probe{{('\t' ^ '\n') * ones, ('\t' | '\n') * ones}, {0, '"' * ones}, {0, '\\' * ones}},
		[256]string{'"': `\"`, '\\': `\\`, '\t': `\t`, '\n': `\n`},
	}
)

// apply returns s escaped. s must be clean.
func (e *escaping) apply(s string) string {
	if e.next(s, 0) == len(s) {
		return s
	}
	return string(e.append(nil, s))
}

// append appends s, escaped, to b. s must be clean.
func (e *escaping) append(b []byte, s string) []byte {
	from := 0
	for i := e.next(s, 0); i < len(s); i = e.next(s, from) {
		b = append(b, s[from:i]...)
		b = append(b, e.with[s[i]]...)
		from = i + 1
	}
	return append(b, s[from:]...)
}

// next returns where the first byte at or after i stands that is escaped, len(s) if there is none. The contents of
// all articles go through it twice, and most of their bytes stand for themselves: hence eight at a time.
func (e *escaping) next(s string, i int) int {
	for i < len(s) {
		if i+8 <= len(s) {
			v := word(s[i : i+8])
			found := e.probes[0].find(v) | e.probes[1].find(v) | e.probes[2].find(v)
			if found == 0 {
				i += 8
				continue
			}
			i += bits.TrailingZeros64(found) / 8
		}
		if e.with[s[i]] != "" {
			return i
		}
		i++
	}
	return i
}

const (
	ones  = 0x0101010101010101 // 1 in each byte
	highs = 0x80 * ones
)

// word returns eight bytes, the first one lowest.
func word(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// find sets the highest bit of the first byte that the probe matches; above it others may be set that it does not.
func (p probe) find(v uint64) uint64 {
	v = (v | p.or) ^ p.is
	return (v - ones) &^ v & highs
}

// printable tells whether eight bytes are ASCII without control characters.
func printable(v uint64) bool {
	// Below 0x20 the subtraction, at 0x7F the addition, and above it the byte itself sets the highest bit.
	return (v|(v-0x20*ones)|(v+ones))&highs == 0
}
