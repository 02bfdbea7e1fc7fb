package article

import (
	"strings"
)

// scriptComment leaves out {/* what stands so */} on lines of its own, or puts the mark there that ends the summary.
func (n *notation) scriptComment(rest string) bool {
	if !strings.HasPrefix(rest, "{/*") || n.endless[3] {
		return false
	}
	if n.scriptEnd <= n.pos { // else many that begin before one end would each look for it
		end := strings.Index(rest, "*/}")
		if end < 0 {
			n.endless[3] = true
			return false
		}
		n.scriptEnd = n.pos + end + len("*/}")
	}
	length := n.scriptEnd - n.pos
	if line, _, _ := strings.Cut(rest[length:], "\n"); strings.TrimSpace(line) != "" {
		return false
	}
	if isMoreInScript(rest[1 : length-1]) {
		return n.put(length, more)
	}
	return n.put(length, "")
}

// lexer leaves out the line that names the language of the indented code that it begins: Python-Markdown,
// python-markdown.github.io/extensions/code_hilite, for Pelican.
func (n *notation) lexer(rest string) bool {
	line, _, _ := strings.Cut(rest, "\n")
	name, ok := strings.CutPrefix(line, "    :::")
	if !ok || letters(name) == 0 || strings.IndexByte(name, ' ') >= 0 || n.code.line(rest) == 0 {
		return false
	}
	return n.put(len(line), "")
}

// query leaves out a block that is no code but a question to the notes: Obsidian's own, and those of widely used plugins.
func (n *notation) query(rest string, length int) bool {
	if !n.settings.ByName || fenceLen(rest) == 0 {
		return false
	}
	line, _, _ := strings.Cut(rest, "\n")
	switch strings.ToLower(strings.Trim(line, " \t>`~")) {
	case "query", "base", "dataview", "dataviewjs", "tasks":
		n.leaveOut(n.line+strings.Count(n.in[:n.pos], "\n"), rest[:length])
		return n.put(length, "")
	}
	return false
}

// highlight takes ==marked==, and no comparison: it stands apart from letters on the outside, and from spaces within.
func (n *notation) highlight(rest string) bool {
	const longest = 1000
	line, _, _ := strings.Cut(rest[:min(len(rest), longest)], "\n")
	inner, after, found := strings.Cut(strings.TrimPrefix(line, "=="), "==")
	isWord := func(s string) bool { return s != "" && (s[0] == '=' || letters(s)+digits(s) > 0) }
	if !strings.HasPrefix(line, "==") || !found || inner == "" || inner != strings.TrimSpace(inner) || strings.ContainsAny(inner, "=`[<") ||
		isWord(after) || n.pos > 0 && isWord(n.in[n.pos-1:n.pos]) {
		return false
	}
	return n.put(len(inner)+4, "<mark>"+inner+"</mark>")
}

// blockName leaves out the name of a block at its end, in a vault of Obsidian.
func (n *notation) blockName(rest string) bool {
	if !n.settings.ByName || n.pos > 0 && strings.IndexByte(" \n", n.in[n.pos-1]) < 0 {
		return false
	}
	line, _, _ := strings.Cut(rest, "\n")
	name := strings.TrimRight(line[1:], " ")
	if name == "" || strings.IndexFunc(name, func(r rune) bool { return r >= 0x80 || r != '-' && letters(string(r))+digits(string(r)) == 0 }) >= 0 {
		return false
	}
	return n.put(len(line), "")
}

// formula copies a formula so that Markdown takes no part of it for its own.
func (n *notation) formula(rest string) bool {
	width := 1
	if strings.HasPrefix(rest, "$$") {
		width = 2
	}
	if len(rest) < 2*width+1 {
		return false
	}
	const longest = 5000
	inner, found := "", false
	if width == 2 {
		if inner, _, found = strings.Cut(rest[2:min(len(rest), longest)], "$$"); !found {
			n.copy(2)
			return true
		}
	} else {
		inner, _, found = strings.Cut(rest[1:min(len(rest), longest)], "$")
		after := rest[min(len(rest), len(inner)+2):]
		if !found || inner == "" || strings.TrimSpace(inner) != inner || strings.Contains(inner, "\n\n") || after != "" && '0' <= after[0] && after[0] <= '9' {
			return false
		}
	}
	if strings.ContainsAny(inner, "`") || strings.Contains(inner, "](") || strings.Contains(inner, "://") || !strings.ContainsAny(inner, `\_^*{~<&`) {
		return false
	}
	var b strings.Builder
	b.WriteString(rest[:width])
	for _, line := range strings.SplitAfter(inner, "\n") {
		for i := range len(line) {
			if c := line[i]; c > ' ' && c < 0x7F && letters(line[i:i+1])+digits(line[i:i+1]) == 0 {
				b.WriteByte('\\')
			}
			b.WriteByte(line[i])
		}
		if len(n.boxes) > 0 && strings.HasSuffix(line, "\n") {
			b.WriteString(strings.Repeat("> ", len(n.boxes)))
		}
	}
	b.WriteString(rest[:width])
	return n.put(len(inner)+2*width, b.String())
}
