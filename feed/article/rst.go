package article

import (
	"strings"
	"unicode/utf8"
)

// rst reads the body of a reStructuredText file as far as prose needs it: docutils.sourceforge.io/docs/ref/rst. What
// only docutils could fill in is left out. A converter that the configuration names does it better.
func (d *document) rst(body string, line int) {
	r := &rst{document: d, targets: map[string]string{}, levels: map[string]int{}}
	var lines []textLine
	for i, text := range strings.Split(body, "\n") {
		text = strings.TrimRight(strings.ReplaceAll(text, "\t", "        "), " ")
		lines = append(lines, textLine{text, line + i})
		r.target(text)
	}
	r.blocks(lines, 0)
	d.rawMarkdown(r.out.String())
}

type rst struct {
	*document
	out     strings.Builder
	targets map[string]string // addresses of links by their names
	levels  map[string]int    // of headings by how they are underlined
}

// target keeps an explicit target: ".. _name: address".
func (r *rst) target(text string) {
	text = strings.TrimSpace(text)
	if after, is := strings.CutPrefix(text, ".. _"); is {
		if name, address, ok := cutTarget(after); ok && address != "" {
			r.targets[rstName(name)] = strings.TrimSpace(address)
		}
	}
}

func cutTarget(s string) (name, address string, ok bool) {
	if quoted, is := strings.CutPrefix(s, "`"); is {
		name, address, ok = strings.Cut(quoted, "`:")
		return name, address, ok
	}
	name, address, ok = strings.Cut(s, ": ")
	if !ok && strings.HasSuffix(s, ":") {
		return strings.TrimSuffix(s, ":"), "", true
	}
	return name, address, ok
}

// rstName is a reference's name in the form in which names are compared.
func rstName(s string) string { return strings.ToLower(collapse(s)) }

// blocks writes what stands between blank lines.
func (r *rst) blocks(lines []textLine, depth int) {
	const deepest = 30
	if depth > deepest {
		r.pre(lines, "")
		return
	}
	for len(lines) > 0 {
		if lines[0].blank() {
			lines = lines[1:]
			continue
		}
		lines = lines[r.block(lines, depth):]
	}
}

// block writes the block that begins with lines and returns how many lines it has.
func (r *rst) block(lines []textLine, depth int) int {
	first := lines[0]
	text := first.text
	switch {
	case first.indent() > 0:
		n := indentedLen(lines, 1)
		r.wrap("blockquote", lines[:n], depth)
		return n
	case strings.HasPrefix(text, ".. ") || text == "..":
		n := 1 + indentedLen(lines[1:], 1)
		r.explicit(lines[:n], depth)
		return n
	case strings.HasPrefix(text, ">>> "):
		n := paragraphEnd(lines)
		r.pre(lines[:n], "python")
		return n
	case strings.HasPrefix(text, "| "), text == "|":
		n := paragraphEnd(lines)
		r.verse(lines[:n])
		return n
	case strings.HasPrefix(text, "+-"), strings.HasPrefix(text, "===") && strings.Contains(text, " ="):
		n := tableLen(lines)
		r.pre(lines[:n], "")
		return n
	case strings.HasPrefix(text, "__ "):
		return 1
	}
	if n := r.heading(lines); n > 0 {
		return n
	}
	if c, same := rstRule(text); same && len(text) >= 4 && (len(lines) == 1 || lines[1].blank()) && c != ':' {
		r.out.WriteString("<hr>\n")
		return 1
	}
	if n := r.list(lines, depth); n > 0 {
		return n
	}
	if name, _, ok := rstField(text); ok && name != "" {
		return r.fields(lines, depth)
	}
	return r.paragraph(lines, depth)
}

// indentedLen is how many lines at the start are blank or have at least the indentation. Blank lines at the end do not
// count.
func indentedLen(lines []textLine, least int) int {
	n := 0
	for i, l := range lines {
		if l.blank() {
			continue
		}
		if l.indent() < least {
			break
		}
		n = i + 1
	}
	return n
}

func paragraphEnd(lines []textLine) int {
	for i, l := range lines {
		if l.blank() {
			return i
		}
	}
	return len(lines)
}

// tableLen is the length of a table, of which the simple kind may have blank lines before its last rule.
func tableLen(lines []textLine) int {
	n := paragraphEnd(lines)
	if strings.HasPrefix(lines[0].text, "=") {
		rules := 0
		for i, l := range lines {
			if l.text == lines[0].text {
				if rules++; rules == 3 || rules == 2 && (i+1 == len(lines) || lines[i+1].blank()) && i+1 >= n {
					return i + 1
				}
			}
			if i > 500 {
				break
			}
		}
	}
	return n
}

// rstRule reports whether a line is one mark over and over.
func rstRule(s string) (mark byte, ok bool) {
	if len(s) < 2 || s[0] <= ' ' || s[0] >= 0x7F || letters(s)+digits(s) > 0 {
		return 0, false
	}
	return s[0], strings.Trim(s, s[:1]) == ""
}

// heading writes a title with a line under it, or with one above and one under it.
func (r *rst) heading(lines []textLine) int {
	n, style, title := 0, "", ""
	if mark, ok := rstRule(lines[0].text); ok && len(lines) > 2 && lines[2].text == lines[0].text && !lines[1].blank() && len(lines[0].text) >= 3 {
		n, style, title = 3, string(mark)+"^", lines[1].bare()
	} else if len(lines) > 1 && !lines[0].blank() {
		mark, ok := rstRule(lines[1].text)
		if ok && (len(lines[1].text) >= width(lines[0].text) || len(lines[1].text) >= 4 && len(lines[1].text) >= utf8.RuneCountInString(lines[0].text)-2) {
			n, style, title = 2, string(mark), lines[0].bare()
		}
	}
	if n == 0 {
		return 0
	}
	level, known := r.levels[style]
	if !known {
		level = min(len(r.levels)+1, 6)
		if len(r.levels) == 0 && r.out.Len() > 0 {
			r.levels[""], level = 1, 2 // text before the first one: the document has no title of this kind
		}
		r.levels[style] = level
	}
	tag := "h" + string(rune('0'+level))
	r.out.WriteString("<" + tag + ` id="` + escapeAttr(anchorID(title)) + `">` + r.inline(title) + "</" + tag + ">\n")
	return n
}

// list writes a bullet list, a numbered one or one of terms.
func (r *rst) list(lines []textLine, depth int) int {
	marker, ordered := rstMarker(lines[0].text)
	if marker == 0 {
		return r.terms(lines, depth)
	}
	tag := "ul"
	if ordered {
		tag = "ol"
	}
	r.out.WriteString("<" + tag)
	if number := lines[0].text[:digits(lines[0].text)]; ordered && number != "1" && number != "" {
		r.out.WriteString(` start="` + number + `"`)
	}
	r.out.WriteString(">\n")
	at := 0
	for at < len(lines) {
		if lines[at].blank() {
			at++
			continue
		}
		width, same := rstMarker(lines[at].text)
		if width == 0 || same != ordered || lines[at].indent() > 0 {
			break
		}
		n := 1 + indentedLen(lines[at+1:], 1)
		item := outdented(lines[at+1 : at+n])
		first := textLine{strings.TrimSpace(lines[at].text[width:]), lines[at].number}
		r.wrap("li", append([]textLine{first}, item...), depth)
		at += n
	}
	r.out.WriteString("</" + tag + ">\n")
	return at
}

// rstMarker is the length of the mark that begins an item.
func rstMarker(s string) (n int, ordered bool) {
	if after := strings.TrimLeft(s, "-*+•"); len(s)-len(after) == 1 || strings.HasPrefix(s, "•") && after != s {
		if strings.HasPrefix(after, " ") {
			return len(s) - len(after) + 1, false
		}
		return 0, false
	}
	number := strings.TrimLeft(strings.TrimPrefix(s, "("), "0123456789")
	if strings.HasPrefix(s, "#") {
		number = s[1:]
	}
	if n = len(s) - len(number); n > 0 && n < 6 && len(number) > 1 && (number[0] == '.' || number[0] == ')') && number[1] == ' ' {
		return n + 2, true
	}
	return 0, false
}

// terms writes a list of terms, each with a paragraph that is indented.
func (r *rst) terms(lines []textLine, depth int) int {
	at := 0
	for at+1 < len(lines) && !lines[at].blank() && lines[at].indent() == 0 && lines[at+1].indent() > 0 && !strings.HasPrefix(lines[at].text, "..") {
		if at == 0 {
			r.out.WriteString("<dl>\n")
		}
		n := indentedLen(lines[at+1:], 1)
		term, _, _ := strings.Cut(lines[at].text, " : ")
		r.out.WriteString("<dt>" + r.inline(term) + "</dt>\n")
		r.wrap("dd", lines[at+1:at+1+n], depth)
		for at += 1 + n; at < len(lines) && lines[at].blank(); {
			at++
		}
	}
	if at > 0 {
		r.out.WriteString("</dl>\n")
	}
	return at
}

// fields writes a list of fields.
func (r *rst) fields(lines []textLine, depth int) int {
	r.out.WriteString("<dl>\n")
	at := 0
	for at < len(lines) {
		name, value, ok := rstField(lines[at].text)
		if !ok {
			break
		}
		n := 1 + indentedLen(lines[at+1:], 1)
		r.out.WriteString("<dt>" + r.inline(name) + "</dt>\n")
		r.wrap("dd", append([]textLine{{value, lines[at].number}}, outdented(lines[at+1:at+n])...), depth)
		at += n
	}
	r.out.WriteString("</dl>\n")
	return at
}

// rstField takes ":name: value" apart.
func rstField(s string) (name, value string, ok bool) {
	after, is := strings.CutPrefix(s, ":")
	if !is {
		return "", "", false
	}
	name, value, ok = strings.Cut(after, ":")
	if !ok || name == "" || name[0] == ' ' || value != "" && value[0] != ' ' || strings.Contains(name, "`") {
		return "", "", false
	}
	return name, strings.TrimSpace(value), true
}

// paragraph writes a paragraph, and the literal block that follows where it ends with two colons.
func (r *rst) paragraph(lines []textLine, depth int) int {
	n := paragraphEnd(lines)
	for i := 1; i < n; i++ {
		if strings.HasPrefix(lines[i].text, ".. ") {
			n = i
		}
	}
	words := make([]string, n)
	for i, l := range lines[:n] {
		words[i] = l.bare()
	}
	text := joinLines(words)
	literal := strings.HasSuffix(text, "::")
	if literal {
		text = strings.TrimSuffix(text, ":")
		if text == ":" || strings.HasSuffix(text, " :") {
			text = strings.TrimSuffix(text, ":")
		}
	}
	if text = strings.TrimSpace(text); text != "" {
		r.out.WriteString("<p>" + r.inline(text) + "</p>\n")
	}
	if literal {
		at := n
		for at < len(lines) && lines[at].blank() {
			at++
		}
		if length := indentedLen(lines[at:], 1); length > 0 {
			r.pre(lines[at:at+length], "")
			return at + length
		}
	}
	return n
}

func (r *rst) verse(lines []textLine) {
	r.out.WriteString("<p>")
	for i, l := range lines {
		if i > 0 {
			r.out.WriteString("<br>\n")
		}
		r.out.WriteString(r.inline(strings.TrimSpace(strings.TrimPrefix(l.text, "|"))))
	}
	r.out.WriteString("</p>\n")
}

// pre writes lines as they are, without the indentation that they share.
func (r *rst) pre(lines []textLine, language string) {
	lines = outdented(lines)
	for len(lines) > 0 && lines[0].blank() {
		lines = lines[1:]
	}
	class := ""
	if language != "" {
		class = ` class="language-` + escapeAttr(language) + `"`
	}
	r.out.WriteString("<pre><code" + class + ">")
	for _, l := range lines {
		r.out.WriteString(escapeAttr(l.text) + "\n")
	}
	r.out.WriteString("</code></pre>\n")
}

func (r *rst) wrap(tag string, lines []textLine, depth int) {
	r.out.WriteString("<" + tag + ">\n")
	r.blocks(outdented(lines), depth+1)
	r.out.WriteString("</" + tag + ">\n")
}

// outdented gives lines without the indentation that they share.
func outdented(lines []textLine) []textLine {
	lines = append([]textLine(nil), lines...)
	dedent(lines)
	return lines
}
