package article

import (
	"strings"
)

// prose gives the Markdown in MDX: without imports, exports, components and expressions, which only a program could
// show. The text in components stays, code stays as it is, and so does the number of lines.
func (d *document) prose(body string, line int) string {
	m := mdx{document: d, line: line, rest: body}
	m.out.Grow(len(body))
	for m.rest != "" {
		if m.faults > maxFaults {
			m.copy(len(m.rest))
			break
		}
		if m.atLineStart() && (m.fence() || m.module()) {
			continue
		}
		switch c := m.rest[0]; {
		case c == '\\' && len(m.rest) > 1:
			m.copy(2)
		case c == '`':
			m.copy(spanLen(m.rest))
		case c == '{':
			m.expression(expressionLen(m.rest))
		case c == '<':
			m.tag()
		case c == '\n':
			m.copy(1)
		default:
			n := strings.IndexAny(m.rest[1:], "\\`{<\n")
			if n < 0 {
				n = len(m.rest) - 1
			}
			if n++; n < len(m.rest) && m.rest[n] == '\n' {
				n++
			}
			m.copy(n)
		}
	}
	return outdent(m.out.String())
}

type mdx struct {
	*document
	line int // of the first
	out  strings.Builder
	rest string
	last byte // what was read before rest

	faults int // expressions and tags without an end
}

// maxFaults is how often an end may be looked for in vain.
const maxFaults = 500

func (m *mdx) atLineStart() bool { return m.last == 0 || m.last == '\n' }

func (m *mdx) copy(n int) {
	m.out.WriteString(m.rest[:n])
	m.last, m.rest = m.rest[n-1], m.rest[n:]
}

// drop leaves n bytes out but for their line ends. Nothing to drop is a character like others.
func (m *mdx) drop(n int) {
	if n == 0 {
		m.faults++
		m.copy(1)
		return
	}
	m.out.WriteString(strings.Repeat("\n", strings.Count(m.rest[:n], "\n")))
	m.last, m.rest = m.rest[n-1], m.rest[n:]
}

// fence copies a fenced block of code.
func (m *mdx) fence() bool {
	n := fenceLen(m.rest)
	if n > 0 {
		m.copy(n)
	}
	return n > 0
}

// module leaves out an import or export, which ends with its paragraph.
func (m *mdx) module() bool {
	if !strings.HasPrefix(m.rest, "import ") && !strings.HasPrefix(m.rest, "import{") && !strings.HasPrefix(m.rest, "export ") {
		return false
	}
	line, _, _ := strings.Cut(m.rest, "\n")
	if !strings.ContainsAny(line, `"'{=(`) { // a sentence about importing
		return false
	}
	depth, end := 0, 0
	for end < len(m.rest) {
		line, _, _ = strings.Cut(m.rest[end:], "\n")
		if strings.TrimSpace(line) == "" && depth <= 0 {
			break
		}
		depth += strings.Count(line, "{") + strings.Count(line, "(") - strings.Count(line, "}") - strings.Count(line, ")")
		end = min(end+len(line)+1, len(m.rest))
	}
	m.drop(end)
	return true
}

// tag leaves a component's tag out and the attributes of an element that are expressions.
func (m *mdx) tag() {
	name := strings.TrimPrefix(m.rest[1:], "/")
	switch {
	case strings.HasPrefix(name, ">"): // <> and </>, a fragment
		m.drop(strings.IndexByte(m.rest, '>') + 1)
	case name == "" || !isNameByte(name[0], false):
		m.copy(1)
	default:
		n := tagLen(m.rest)
		word := name
		if end := strings.IndexFunc(name, func(r rune) bool { return r > 0x7F || !isNameByte(byte(r), true) && r != '.' }); end >= 0 {
			word = name[:end]
		}
		switch {
		case n == 0:
			m.drop(0)
		case strings.Contains(word, ":"): // <https://example.org>
			m.copy(1)
		case 'A' <= word[0] && word[0] <= 'Z' || strings.Contains(word, "."):
			m.component(word, n)
		default:
			m.out.WriteString(withoutExpressions(m.rest[:n]))
			m.last, m.rest = '>', m.rest[n:]
		}
	}
}

// expression leaves an {expression} of n bytes out. A text in quotes stands for itself, a comment for nothing.
func (m *mdx) expression(n int) {
	if n < 2 {
		m.drop(n)
		return
	}
	inner := strings.TrimSpace(m.rest[1 : n-1])
	switch {
	case len(inner) >= 2 && strings.IndexByte("\"'`", inner[0]) >= 0 && strings.IndexByte(inner[1:], inner[0]) == len(inner)-2 && !strings.ContainsAny(inner, "\n\\$"):
		m.put(n, markdownText(inner[1:len(inner)-1]))
		if inner = inner[1 : len(inner)-1]; strings.TrimSpace(inner) == "" {
			m.out.WriteString(inner)
		}
	case isMoreInScript(inner):
		m.put(n, more)
	case inner == "" || strings.HasPrefix(inner, "/*"):
		m.drop(n)
	default:
		m.omit(n)
		m.drop(n)
	}
}

// more is the comment for the mark that ends the summary.
const more = "<!-- more -->"

// isMoreInScript reports whether a comment of JavaScript is such a mark.
func isMoreInScript(comment string) bool {
	inner, ok := strings.CutPrefix(comment, "/*")
	inner, closed := strings.CutSuffix(inner, "*/")
	return ok && closed && isMore(inner)
}

// component leaves the tag of a component out. What stands between its tags is kept; what it shows by itself is known of
// a few only.
func (m *mdx) component(name string, n int) {
	tag := m.rest[:n]
	if strings.HasPrefix(tag, "</") {
		m.drop(n)
		return
	}
	attributes := parseArguments(strings.TrimRight(tag[1+len(name):n-1], "/ \n"))
	if name == "TabItem" || name == "Tab" {
		if label := attributes.of("label", "title"); label != "" && !strings.HasPrefix(label, "{") {
			m.put(n, "**"+markdownText(label)+"**  ")
			return
		}
	}
	if r, ok := ruleOf(strings.ToLower(name)); ok && r.holds == nothing && r.show != nil {
		c := &call{template: &template{templates: &templates{document: m.document}}, args: attributes}
		if text, ok := r.show(c); ok && !strings.Contains(tag, "={") {
			m.put(n, text)
			return
		}
	}
	if strings.HasSuffix(tag, "/>") {
		m.omit(n)
	}
	m.drop(n)
}

// put writes s in the place of n bytes.
func (m *mdx) put(n int, s string) {
	m.out.WriteString(s)
	m.drop(n)
}

func (m *mdx) omit(n int) {
	if len(m.art.LeftOut) < maxOmissions {
		m.leaveOut(m.line+strings.Count(m.out.String(), "\n"), m.rest[:n])
	}
}

// longest bounds how far the end of a tag or expression is looked for.
const longest = 20_000

// tagLen is the length of the tag at the front of s, 0 if it has no end.
func tagLen(s string) int {
	for i := 1; i < min(len(s), longest); i++ {
		switch s[i] {
		case '>':
			return i + 1
		case '"', '\'':
			end := strings.IndexByte(s[i+1:], s[i])
			if end < 0 {
				return 0
			}
			i += end + 1
		case '{':
			n := expressionLen(s[i:])
			if n == 0 {
				return 0
			}
			i += n - 1
		}
	}
	return 0
}

// expressionLen is the length of the {expression} at the front of s, 0 if it has no end.
func expressionLen(s string) int {
	s = s[:min(len(s), longest)]
	depth := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i + 1
			}
		case '"', '\'', '`':
			// A quote that does not end on its line is an apostrophe.
			end := strings.IndexByte(s[i+1:], c)
			if end >= 0 && (c == '`' || strings.IndexByte(s[i+1:i+1+end], '\n') < 0) {
				i += end + 1
			}
		case '/':
			if strings.HasPrefix(s[i:], "/*") {
				end := strings.Index(s[i:], "*/")
				if end < 0 {
					return 0
				}
				i += end + 1
			}
		}
	}
	return 0
}

func withoutExpressions(tag string) string {
	var b strings.Builder
	for tag != "" {
		i := strings.IndexByte(tag, '{')
		if i < 0 {
			break
		}
		n := expressionLen(tag[i:])
		if n == 0 {
			break
		}
		before := strings.TrimRightFunc(tag[:i], func(r rune) bool { return r > ' ' && r != '"' && r != '\'' && r != '<' })
		before = strings.TrimRight(before, " ")
		b.WriteString(before)
		b.WriteString(strings.Repeat("\n", strings.Count(tag[i:i+n], "\n")))
		tag = tag[i+n:]
	}
	b.WriteString(tag)
	return b.String()
}
