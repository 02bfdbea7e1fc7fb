package article

import (
	"strings"
	"unicode/utf8"
)

// escapeAttr escapes s for use inside a quoted HTML attribute, and for HTML text as well.
func escapeAttr(s string) string {
	i := strings.IndexAny(s, `&<>"'`)
	if i < 0 {
		return s
	}
	b := make([]byte, 0, len(s)+16)
	for ; i >= 0; i = strings.IndexAny(s, `&<>"'`) {
		b = append(b, s[:i]...)
		switch s[i] {
		case '&':
			b = append(b, "&amp;"...)
		case '<':
			b = append(b, "&lt;"...)
		case '>':
			b = append(b, "&gt;"...)
		case '"':
			b = append(b, "&#34;"...)
		case '\'':
			b = append(b, "&#39;"...)
		}
		s = s[i+1:]
	}
	return string(append(b, s...))
}

// attrEntities are all entities that escapeAttr and the writers of HTML in this package use.
var attrEntities = [...]struct{ entity, char string }{
	{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&#34;", `"`}, {"&#39;", "'"}, {"&quot;", `"`},
}

// unescapeAttr undoes escapeAttr. Entities that escapeAttr does not write are left alone.
func unescapeAttr(s string) string {
	i := strings.IndexByte(s, '&')
	if i < 0 {
		return s
	}
	b := make([]byte, 0, len(s))
	for ; i >= 0; i = strings.IndexByte(s, '&') {
		b = append(b, s[:i]...)
		s = s[i:]
		entity, char := "&", "&"
		for _, e := range attrEntities {
			if strings.HasPrefix(s, e.entity) {
				entity, char = e.entity, e.char
				break
			}
		}
		b = append(b, char...)
		s = s[len(entity):]
	}
	return string(append(b, s...))
}

// legal removes what XML 1.0 forbids or discourages, and carriage returns. HTML can name such characters
// by number after the text was decoded, and so could forge the marks of Marked.
func legal(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	if strings.IndexFunc(s, illegal) < 0 {
		return s
	}
	return strings.Map(func(r rune) rune {
		if illegal(r) {
			return -1
		}
		return r
	}, s)
}

func illegal(r rune) bool {
	switch {
	case r < ' ':
		return r != '\t' && r != '\n'
	case r < 0x7F:
		return false
	case r <= 0x9F:
		return r != 0x85
	}
	return r >= 0xFDD0 && r <= 0xFDEF || r&0xFFFE == 0xFFFE
}
