package article

import "strings"

// A codeFinder finds the code in Markdown as it is read from its beginning to its end: what looks like other notation
// stands for itself in there. In HTML only elements are code.
type codeFinder struct {
	html bool
	text bool // the line before is a paragraph's, which indented lines go on
	list bool // indented lines belong to an item

	endless [4]bool // the elements whose end has been looked for in vain
}

// line tells how much at the start of a line is code: all of a fenced block, or the line if it is indented code.
func (c *codeFinder) line(s string) int {
	if c.html {
		return 0
	}
	if n := fenceLen(s); n > 0 {
		c.text = false
		return n
	}
	line := s
	if i := strings.IndexByte(s, '\n'); i >= 0 {
		line = s[:i+1]
	}
	text := strings.TrimLeft(line, " \t")
	indent := len(line) - len(text)
	deep := indent >= 4 || strings.HasPrefix(line, "\t")
	switch {
	case text == "" || text == "\n":
		c.text = false
		return 0
	case deep && !c.list && !c.text:
		return len(line)
	case isItem(text):
		c.list = true
	case indent == 0 && !c.text:
		c.list = false
	}
	c.text = true
	return 0
}

// span tells how much at the start of s is code within a line. A run of backticks that nothing ends counts too: it
// begins no code, and no part of it does.
func (c *codeFinder) span(s string) int {
	switch {
	case s[0] == '`' && !c.html:
		return spanLen(s)
	case s[0] == '<':
		return c.element(s)
	}
	return 0
}

// fenceLen is the length of the fenced block of code that begins with s, 0 if there is none.
func fenceLen(s string) int {
	line, _, _ := strings.Cut(s, "\n")
	marker := strings.TrimLeft(line, " \t>")
	width := len(marker) - len(strings.TrimLeft(marker, "`"))
	if width < 3 {
		width = len(marker) - len(strings.TrimLeft(marker, "~"))
	}
	if width < 3 || marker[0] == '`' && strings.IndexByte(marker[width:], '`') >= 0 {
		return 0
	}
	end := min(len(line)+1, len(s))
	for end < len(s) {
		line, _, _ = strings.Cut(s[end:], "\n")
		end = min(end+len(line)+1, len(s))
		if closing := strings.Trim(line, " \t>"); len(closing) >= width && strings.Trim(closing, marker[:1]) == "" {
			break
		}
	}
	return end
}

// spanLen is the length of the span of code that begins with s, or else of the run of backticks.
func spanLen(s string) int {
	width := len(s) - len(strings.TrimLeft(s, "`"))
	for at := width; ; {
		i := strings.IndexByte(s[at:], '`')
		if i < 0 || strings.Contains(s[at:at+i], "\n\n") { // the paragraph has ended
			return width
		}
		at += i
		run := len(s[at:]) - len(strings.TrimLeft(s[at:], "`"))
		if at += run; run == width {
			return at
		}
	}
}

// element is the length of the element that begins with s if what it holds is no text.
func (c *codeFinder) element(s string) int {
	for i, name := range [...]string{"pre", "code", "script", "style"} {
		if c.endless[i] || len(s) <= len(name)+1 || !strings.EqualFold(s[1:1+len(name)], name) || strings.IndexByte("> \t\n", s[1+len(name)]) < 0 {
			continue
		}
		if end := strings.Index(s, "</"+s[1:1+len(name)]); end >= 0 {
			return end
		}
		c.endless[i] = true
	}
	return 0
}
