package article

import (
	"strings"
)

// prose gives the Markdown in MDX: without imports, exports, components and expressions, which only a program could
// show. The text in components stays, code stays as it is, and so does the number of lines.
func prose(body string) string {
	m := mdx{rest: body}
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
			m.drop(expressionLen(m.rest))
		case c == '<':
			m.tag()
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
		word := name[:strings.IndexFunc(name+" ", func(r rune) bool { return r > 0x7F || !isNameByte(byte(r), true) && r != '.' })]
		switch {
		case n == 0:
			m.drop(0)
		case strings.Contains(word, ":"): // <https://example.org>
			m.copy(1)
		case 'A' <= word[0] && word[0] <= 'Z' || strings.Contains(word, "."):
			m.drop(n)
		default:
			m.out.WriteString(withoutExpressions(m.rest[:n]))
			m.last, m.rest = '>', m.rest[n:]
		}
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
	depth := 0
	for i := 0; i < min(len(s), longest); i++ {
		switch c := s[i]; c {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i + 1
			}
		case '"', '\'', '`':
			// A quote that does not end on its line is an apostrophe.
			line := s[i+1:]
			if c != '`' {
				line, _, _ = strings.Cut(line, "\n")
			}
			if end := strings.IndexByte(line, c); end >= 0 {
				i += end + 1
			}
		case '/':
			if strings.HasPrefix(s[i:], "/*") {
				if end := strings.Index(s[i:], "*/"); end >= 0 {
					i += end + 1
				}
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
