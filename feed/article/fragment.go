package article

import (
	"html"
	"strings"
)

// fragment takes HTML that was made from plain text. It is cleaned like any other, only faster if it has no more
// than the few tags that plain text needs.
func (d *document) fragment(raw string) {
	if html, ok := d.markPlain(raw); ok {
		d.content(html)
		return
	}
	d.cleaned(raw)
}

// plainTags are the elements that markPlain knows, each with a space on either side.
const plainTags = " p pre h1 h2 h3 h4 h5 h6 ul ol li blockquote em strong code "

// markPlain makes the links Marked. It gives up on tags other than plainTags, on attributes other than href and on
// tags that do not match each other.
func (d *document) markPlain(raw string) (marked string, ok bool) {
	if strings.Contains(strings.ReplaceAll(strings.ReplaceAll(raw, "&#39;", ""), "&#34;", ""), "&#") {
		return "", false
	}
	var b strings.Builder
	b.Grow(len(raw) + len(raw)/16)
	open := make([]string, 0, 8)
	for {
		i := strings.IndexByte(raw, '<')
		if i < 0 {
			b.WriteString(raw)
			return b.String(), len(open) == 0
		}
		b.WriteString(raw[:i])
		end := strings.IndexByte(raw[i:], '>')
		if end < 0 {
			return "", false
		}
		tag := raw[i+1 : i+end]
		raw = raw[i+end+1:]
		switch name, closes := strings.CutPrefix(tag, "/"); {
		case tag == "br", tag == "hr":
		case closes:
			if len(open) == 0 || open[len(open)-1] != name {
				return "", false
			}
			open = open[:len(open)-1]
		case isOneOf(plainTags, tag):
			if len(open) > 0 && (open[len(open)-1] == "p" || open[len(open)-1][0] == 'h' || open[len(open)-1] == tag) && breaksLine(tag) || len(open) > maxNesting {
				return "", false
			}
			open = append(open, tag)
		case strings.HasPrefix(tag, `a href="`) && strings.IndexByte(tag[len(`a href="`):], '"') == len(tag)-len(`a href="`)-1:
			address := d.link(html.UnescapeString(tag[len(`a href="`) : len(tag)-1]))
			if address == "" {
				return "", false
			}
			tag = `a href="` + escapeAttr(string(address)) + `"`
			open = append(open, "a")
		default:
			return "", false
		}
		b.WriteByte('<')
		b.WriteString(tag)
		b.WriteByte('>')
	}
}
