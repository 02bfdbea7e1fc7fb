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
// an item must have, ids that are there and unique, and dates that can be read. An id that an article states stays as it was
// given out, whatever it looks like.
func Unfit(name string, data []byte) []Finding {
	if sound(data) {
		return nil
	}
	return slices.DeleteFunc(Document(name, data), func(f Finding) bool { return f.Severity != Error || f.ID == "tag-uri" })
}

// sound may be false for a document that is: all that seedfeed does not write it leaves to Document.
func sound(data []byte) bool {
	if len(data) == 0 {
		return false
	}
	if data[0] == '{' {
		return legalText(bytes.TrimSuffix(data, []byte("\n")), false) && soundJSON(data)
	}
	return legalText(data, true) && soundXML(data)
}

// legalText reports whether text is UTF-8 without characters that XML forbids, and of the control characters has line feeds at
// most. In JSON, where xml is not set, there are none of those either, and ampersands mean nothing; in XML each of them must
// begin one of its own references, or one to a legal character.
func legalText(text []byte, xml bool) bool {
	at := 0
	for at+block <= len(text) {
		next := at + block
		for special := specials(text[at:next]); special != 0; special &= special - 1 {
			i := at + bits.TrailingZeros64(special)
			if xml && isAngle(text[i:]) {
				continue
			}
			n := legalLength(text[i:], xml)
			if n == 0 {
				return false
			}
			if text[i] >= utf8.RuneSelf {
				special &= ^uint64(0) << (i - at + n - 1) // its last byte is passed by the loop
				next = max(next, i+n)
			}
		}
		at = next
	}
	for at < len(text) {
		n := legalLength(text[at:], xml)
		if n == 0 {
			return false
		}
		at += n
	}
	return true
}

// block is how many bytes specials looks at.
const block = 64

// specials sets a bit for each byte of a block that is not ASCII, or is a control character or an ampersand. Most bytes are
// none of these, but so many are that a branch for each run between them would cost more than this does.
func specials(text []byte) uint64 {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	var found uint64
	for i := 0; i < block; i += 8 {
		word := binary.LittleEndian.Uint64(text[i:])
		low := word &^ highs // so that no byte carries into the next one
		special := (word | ^(low + (0x80-' ')*ones) | ^((low ^ '&'*ones) + (0x80-1)*ones)) & highs
		found |= special * 0x0002040810204081 >> 56 << i // the high bit of each byte, side by side
	}
	return found
}

// isAngle tells whether text begins with the reference to an angle bracket, as most references are in the contents of feeds.
func isAngle(text []byte) bool {
	return len(text) > 3 && (string(text[:4]) == "&lt;" || string(text[:4]) == "&gt;")
}

// legalLength returns how long the character or reference is that text begins with, 0 if it is not legal.
func legalLength(text []byte, xml bool) int {
	switch c := text[0]; {
	case c == '&' && xml:
		return referenceLength(text)
	case c >= ' ' && c < utf8.RuneSelf, c == '\n' && xml:
		return 1
	case c >= utf8.RuneSelf:
		r, size := utf8.DecodeRune(text)
		if !illegal(r) && (r != utf8.RuneError || size > 1) {
			return size
		}
	}
	return 0
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
