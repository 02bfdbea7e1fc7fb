package article

import "strings"

// outdent takes away the indentation that components give to what stands inside them: in MDX it makes no code.
// The indentation that makes one list item belong to another stays.
func outdent(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	o := outdenter{base: -1}
	for line := range strings.Lines(s) {
		b.WriteString(o.line(line))
	}
	return b.String()
}

type outdenter struct {
	fence  string // what ends the open block of code
	indent int    // of the lines of code
	base   int    // the indentation of the open list; -1 outside lists
}

func (o *outdenter) line(line string) string {
	text := strings.TrimLeft(line, " \t")
	indent := len(line) - len(text)
	switch {
	case o.fence != "":
		if closing := strings.TrimSpace(text); strings.HasPrefix(closing, o.fence) && strings.Trim(closing, o.fence[:1]) == "" {
			o.fence = ""
		}
		return line[min(indent, o.indent):]
	case text == "" || text == "\n":
		return line
	case o.base < 0 && isItem(text):
		o.base = indent
	case o.base >= 0 && indent <= o.base && !isItem(text):
		o.base = -1
	}
	o.indent = indent
	if o.base >= 0 {
		o.indent = min(indent, o.base)
	}
	for _, marker := range [...]string{"```", "~~~"} {
		if strings.HasPrefix(text, marker) {
			o.fence = text[:len(text)-len(strings.TrimLeft(text, marker[:1]))]
		}
	}
	return line[o.indent:]
}

// isItem reports whether a line begins an item of a list.
func isItem(text string) bool {
	marker := strings.TrimLeft(text, "0123456789")
	if len(marker) < 2 || marker[1] != ' ' && marker[1] != '\t' {
		return false
	}
	if len(marker) == len(text) {
		return strings.IndexByte("-*+", marker[0]) >= 0
	}
	return marker[0] == '.' || marker[0] == ')'
}
