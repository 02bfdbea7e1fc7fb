package article

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// PlainText returns the text that a piece of HTML shows, in one line.
func PlainText(html string) string { return oneLine(plainText(html)) }

// plainText gives the text that HTML shows: entities resolved, white space folded, one line for each block.
// Pictures leave nothing. It takes cleaned HTML, and does no harm with any other.
func plainText(html string) string {
	var b textBuilder
	b.out.Grow(len(html))
	for html != "" {
		i := strings.IndexByte(html, '<')
		if i < 0 {
			i = len(html)
		}
		b.text(html[:i])
		html = html[i:]
		if html == "" {
			break
		}
		tag, name, rest := cutTag(html)
		html = rest
		switch {
		case tag == "":
			b.text("<")
		case name == "script" || name == "style":
			html = afterElement(name, html)
		case breaksLine(name):
			b.space('\n')
		case name == "br" || name == "td" || name == "th" || name == "rt":
			b.space(' ')
		}
	}
	return b.out.String()
}

// A textBuilder folds white space as it comes.
type textBuilder struct {
	out     strings.Builder
	pending byte // white space to write before the next word
}

func (b *textBuilder) space(c byte) {
	if b.out.Len() > 0 && b.pending != '\n' {
		b.pending = c
	}
}

func (b *textBuilder) text(s string) {
	if strings.IndexByte(s, '&') >= 0 {
		s = legal(html.UnescapeString(s))
	}
	for s != "" {
		if i := unfoldedLen(s); i > 0 {
			if b.pending != 0 {
				b.out.WriteByte(b.pending)
				b.pending = 0
			}
			b.out.WriteString(s[:i])
			s = s[i:]
			continue
		}
		b.space(' ')
		_, size := utf8.DecodeRuneInString(s)
		s = s[size:]
	}
}

// unfoldedLen is how much of the start of s has no white space to fold: words with single spaces between them.
func unfoldedLen(s string) int {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c > ' ' && c < utf8.RuneSelf:
		case c == ' ' && i > 0 && i+1 < len(s) && s[i+1] > ' ' && s[i+1] < utf8.RuneSelf:
		default:
			n := strings.IndexFunc(s[i:], foldable)
			if n < 0 {
				return len(s)
			}
			return i + n
		}
	}
	return len(s)
}

// foldable keeps the spaces that say 'do not break here'.
func foldable(r rune) bool {
	return r == ' ' || r == '\n' || r == '\t' || r > 0x7F && r != '\u00a0' && r != '\u202f' && unicode.IsSpace(r) || r < ' '
}

// cutTag cuts a tag or comment off the front of s. tag is "" if s begins with a lone '<'. name is in lower
// case and without a slash.
func cutTag(s string) (tag, name, rest string) {
	if strings.HasPrefix(s, "<!--") {
		if i := strings.Index(s, "-->"); i >= 0 {
			return s[:i+3], "!--", s[i+3:]
		}
		return s, "!--", ""
	}
	start := 1
	if start < len(s) && (s[start] == '/' || s[start] == '!' || s[start] == '?') {
		start++
	}
	end := start
	for end < len(s) && isNameByte(s[end], end > start) {
		end++
	}
	if end == start {
		return "", "", s[1:]
	}
	return tagWithQuotes(s, start, end)
}

func tagWithQuotes(s string, start, end int) (tag, name, rest string) {
	quote := byte(0)
	for i := end; i < len(s); i++ {
		switch c := s[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case (c == '"' || c == '\'') && s[i-1] == '=':
			quote = c
		case c == '>':
			return s[:i+1], strings.ToLower(s[start:end]), s[i+1:]
		}
	}
	return s, strings.ToLower(s[start:end]), ""
}

func isNameByte(c byte, later bool) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || later && ('0' <= c && c <= '9' || c == '-' || c == ':')
}

func afterElement(name, s string) string {
	for s != "" {
		i := strings.Index(s, "</")
		if i < 0 {
			return ""
		}
		s = s[i:]
		_, closed, rest := cutTag(s)
		if closed == name {
			return rest
		}
		s = s[2:]
	}
	return ""
}

// breaksLine reports whether an element stands on lines of its own.
func breaksLine(name string) bool {
	switch name {
	case "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "pre", "blockquote",
		"table", "caption", "thead", "tbody", "tfoot", "tr", "figure", "figcaption", "hr", "details", "summary",
		"section", "article", "header", "footer", "main", "aside", "nav", "address", "form", "fieldset", "audio", "video":
		return true
	}
	return false
}
