package check

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"slices"
	"time"
	"unicode/utf8"
)

// Unfit returns the errors of a document that is about to be published, none if it is fit for that. It is many times faster
// than Document where there are none: a scan tells first whether the document is sound, by the rules that protect readers
// from losing the feed, an item, or its place. They are: well-formed, of legal characters in UTF-8, with all that a feed and
// an item must have, ids that are there and unique, and dates that can be read.
func Unfit(name string, data []byte) []Finding {
	if sound(data) {
		return nil
	}
	return slices.DeleteFunc(Document(name, data), func(f Finding) bool { return f.Severity != Error })
}

// sound may be false for a document that is: all that seedfeed does not write it leaves to Document.
func sound(data []byte) bool {
	if len(data) == 0 {
		return false
	}
	if data[0] == '{' {
		return legalText(bytes.TrimSuffix(data, []byte("\n")), noReferences) && soundJSON(data)
	}
	return legalText(data, '&') && soundXML(data)
}

// noReferences is a byte that no legal text has.
const noReferences = 0

// legalText reports whether text is UTF-8 without characters that XML forbids. Where ampersand is one, each of them must
// begin one of XML's own references, or one to a legal character, and of the control characters line feeds are let through.
func legalText(text []byte, ampersand byte) bool {
	for {
		n := plainLength(text, ampersand)
		if n == len(text) {
			return true
		}
		text = text[n:]
		switch c := text[0]; {
		case c == ampersand:
			n = referenceLength(text)
		case c == '\n' && ampersand == '&':
			n = 1
		case c < utf8.RuneSelf:
			return false
		default:
			n = foreignLength(text)
		}
		if n == 0 {
			return false
		}
		text = text[n:]
	}
}

// plainLength returns how many bytes at the beginning of text are ASCII without control characters and the ampersand. It
// looks at 8 bytes at a time: a byte that is something else has its high bit set in special.
func plainLength(text []byte, ampersand byte) int {
	const ones, high = 0x0101010101010101, 0x8080808080808080
	wanted := ones * uint64(ampersand)
	at := 0
	for ; at+8 <= len(text); at += 8 {
		word := binary.LittleEndian.Uint64(text[at:])
		other := word ^ wanted
		special := (word | (word - ones*' ') | (other-ones)&^other) & high
		if special != 0 {
			// The lowest is the first, and no byte below it has borrowed from it.
			return at + bits.TrailingZeros64(special)/8
		}
	}
	for ; at < len(text) && text[at] >= ' ' && text[at] < utf8.RuneSelf && text[at] != ampersand; at++ {
	}
	return at
}

// foreignLength returns how many bytes at the beginning of text are legal characters outside of ASCII, 0 if the first is none.
func foreignLength(text []byte) int {
	at := 0
	for at < len(text) && text[at] >= utf8.RuneSelf {
		r, size := utf8.DecodeRune(text[at:])
		if r == utf8.RuneError && size == 1 || illegal(r) {
			return 0
		}
		at += size
	}
	return at
}

// What a feed or an item has, as bits.
const (
	hasID = 1 << iota
	hasTitle
	hasText // description, content or summary
	hasLink
	hasDate
)

// A census counts what has to be there.
type census struct {
	ids     map[string]struct{}
	feed    int
	item    int
	inItem  bool
	needs   [2]int // of the feed and of an item
	needOne int    // an item needs one of these
}

// fresh notes an id and reports whether it is one, and new.
func (c *census) fresh(id []byte) bool {
	if len(bytes.TrimSpace(id)) == 0 {
		return false
	}
	if _, twice := c.ids[string(id)]; twice {
		return false
	}
	c.ids[string(id)] = struct{}{}
	return true
}

// endItem reports whether the item that ends has all that it needs.
func (c *census) endItem() bool {
	whole := c.item&c.needs[1] == c.needs[1] && (c.needOne == 0 || c.item&c.needOne != 0)
	c.item, c.inItem = 0, false
	return whole
}

// see notes a part of the feed or of the item that is being read.
func (c *census) see(bit int) bool {
	if c.inItem {
		c.item |= bit
	} else {
		c.feed |= bit
	}
	return true
}

// once is see for what may be there once only.
func (c *census) once(bit int) bool {
	twice := !c.inItem && c.feed&bit != 0 || c.inItem && c.item&bit != 0
	return c.see(bit) && !twice
}

// soundRSSTime reports whether text is a date as seedfeed writes it in RSS.
func soundRSSTime(text []byte) bool {
	s := string(text)
	t, err := time.Parse(time.RFC1123Z, s)
	return err == nil && len(s) == len(time.RFC1123Z) && t.Weekday().String()[:3] == s[:3]
}

// soundTime reports whether text is a date as seedfeed writes it in Atom and JSON Feed.
func soundTime(text []byte) bool {
	_, ok := atomTime(string(text))
	return ok
}
