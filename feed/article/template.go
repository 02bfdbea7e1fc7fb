package article

import (
	"strings"
)

// An Omission is something in an article's text that only the program for which it was written could show.
type Omission struct {
	Line int    // from 1
	What string // as it stands in the file, shortened
}

// maxOmissions is how many of them are kept: an article of nothing else needs no longer list.
const maxOmissions = 100

func (d *document) leaveOut(line int, what string) {
	const longest = 80
	if len(d.art.LeftOut) < maxOmissions {
		d.art.LeftOut = append(d.art.LeftOut, Omission{line, cutWords(collapse(what), longest)})
	}
}

// expand puts what template syntax means in its place, and leaves out what it means only to the generator that it was
// written for: Liquid (Jekyll), Nunjucks (Eleventy, Hexo) and the shortcodes of Hugo and Zola. In code all of it
// stands for itself, but for what the generators take away there: raw tags and the marks that escape a shortcode.
// The number of lines stays the same.
func (d *document) expand(body string, line int, html bool) string {
	if !mayHoldTemplate(body) || d.hasNoTemplates() {
		return body
	}
	shared := &templates{document: d, whole: body, html: html, endless: map[string]bool{}}
	shared.lastRaw = max(strings.LastIndex(body, "endraw"), strings.LastIndex(body, "endverbatim"))
	t := &template{templates: shared, in: body, line: line}
	return t.run()
}

// hasNoTemplates reports whether the article says that its braces are text: Jekyll, jekyllrb.com/docs/liquid/tags; Hexo,
// hexo.io/docs/front-matter; Eleventy, 11ty.dev/docs/template-overrides.
func (d *document) hasNoTemplates() bool {
	for _, e := range d.said {
		yes, ok := boolean(e.value.text)
		switch normalKey(e.key) {
		case "renderwithliquid":
			if ok && !yes {
				return true
			}
		case "disablenunjucks":
			if yes {
				return true
			}
		case "templateengineoverride":
			if text := e.value.text; ok && !yes || text == "md" || text == "html" {
				return true
			}
		}
	}
	return false
}

// mayHoldTemplate reports whether s has a brace with which template syntax begins.
func mayHoldTemplate(s string) bool {
	for {
		i := strings.IndexByte(s, '{')
		if i < 0 || i+1 == len(s) {
			return false
		}
		if c := s[i+1]; c == '{' || c == '%' || c == '#' {
			return true
		}
		s = s[i+1:]
	}
}

// templates is what the parts of one text share.
type templates struct {
	*document
	whole   string
	html    bool
	raw     bool            // within {% raw %}
	lastRaw int             // where in whole the last raw block ends
	endless map[string]bool // the blocks whose end has been looked for in vain
	liquid  int8            // whether the text has tags: 0 not known, 1 yes, -1 no
	depth   int
}

// A template is a text, or the inner text of a block, on its way to Markdown or HTML.
type template struct {
	*templates
	in   string
	pos  int
	line int // of the first line of in
	base int // of in within whole
	out  strings.Builder
	last byte // that was written
	owed int  // line ends to be written where a paragraph ends
	code codeFinder

	counted, lines int    // line ends up to a place in in
	closers        [5]int // where the next of each kind of closing brace is
}

func (t *template) run() string {
	t.out.Grow(len(t.in))
	t.code.html = t.html
	for t.pos < len(t.in) {
		rest := t.in[t.pos:]
		if t.pos == 0 || t.in[t.pos-1] == '\n' {
			if n := t.code.line(rest); n > 0 {
				t.inCode(n)
				continue
			}
		}
		switch c := rest[0]; {
		case c == '\\' && len(rest) > 1 && !t.html && rest[1] != '\n':
			t.copy(2)
		case c == '`' || c == '<':
			if n := t.code.span(rest); n > 0 {
				t.inCode(n)
			} else {
				t.copy(1)
			}
		case c == '\n':
			t.copy(1)
			if t.owed > 0 && t.pos < len(t.in) && t.in[t.pos] == '\n' {
				t.payLines()
			}
		case c == '{':
			if !t.tag() {
				t.copy(1)
			}
		default:
			n := strings.IndexAny(rest[1:], "\\`{<\n") + 1
			if n == 0 {
				n = len(rest)
			}
			t.copy(n)
		}
	}
	t.payLines()
	return t.out.String()
}

// payLines writes the line ends that were held back.
func (t *template) payLines() {
	t.write(strings.Repeat("\n", t.owed))
	t.owed = 0
}

func (t *template) copy(n int) {
	t.write(t.in[t.pos : t.pos+n])
	t.pos += n
}

func (t *template) write(s string) {
	if s != "" {
		t.out.WriteString(s)
		t.last = s[len(s)-1]
	}
}

// put writes s in the place of the next n bytes, with as many line ends as they have.
func (t *template) put(n int, s string) {
	t.write(s)
	if lack := strings.Count(t.in[t.pos:t.pos+n], "\n") - strings.Count(s, "\n"); lack > 0 {
		if t.inURL() { // which no line end may part
			t.owed += lack
		} else {
			t.write(strings.Repeat("\n", lack))
		}
	}
	t.pos += n
	// What was apart must not become a tag by what is gone between.
	if t.last == '{' && t.pos < len(t.in) && strings.IndexByte("{%#", t.in[t.pos]) >= 0 {
		t.write(" ")
	}
}

// lineAt is the line of the file on which a place in in stands.
func (t *template) lineAt(pos int) int {
	if pos >= t.counted {
		t.lines += strings.Count(t.in[t.counted:pos], "\n")
	} else {
		t.lines -= strings.Count(t.in[pos:t.counted], "\n")
	}
	t.counted = pos
	return t.line + t.lines
}

// inner gives the Markdown or HTML of what a block holds, which begins at pos.
func (t *template) inner(pos, end int) string {
	if t.depth >= maxNesting/10 {
		return t.in[pos:end]
	}
	t.depth++
	defer func() { t.depth-- }()
	sub := &template{templates: t.templates, in: t.in[pos:end], line: t.lineAt(pos), base: t.base + pos}
	return sub.run()
}

// A brace is one of the ways in which template syntax is set off.
type brace struct {
	open, close string
}

// Hugo's come first, which begin as those of the others do.
func braces() [5]brace {
	return [...]brace{{"{{<", ">}}"}, {"{{%", "%}}"}, {"{{", "}}"}, {"{%", "%}"}, {"{#", "#}"}}
}

// longestTag bounds how much a tag may hold.
const longestTag = 4000

// opened cuts the tag that begins at pos. It holds no empty line. closers is where to remember the ends that were
// found; each is for places in their order.
func (t *template) opened(pos int, closers *[5]int) (b brace, content string, n int) {
	rest := t.in[pos:]
	for kind, b := range braces() {
		if !strings.HasPrefix(rest, b.open) {
			continue
		}
		start := pos + len(b.open)
		if closers[kind] < start {
			closers[kind] = len(t.in)
			if i := strings.Index(t.in[start:], b.close); i >= 0 {
				closers[kind] = start + i
			}
		}
		end := closers[kind]
		if end == len(t.in) || end-start > longestTag {
			continue
		}
		if content = t.in[start:end]; strings.Contains(content, "\n\n") {
			continue
		}
		return b, content, end + len(b.close) - pos
	}
	return brace{}, "", 0
}

// tag takes the tag that is next. It is false where there is none.
func (t *template) tag() bool {
	if t.pos+1 == len(t.in) || strings.IndexByte("{%#", t.in[t.pos+1]) < 0 {
		return false
	}
	b, content, n := t.opened(t.pos, &t.closers)
	if n == 0 {
		return false
	}
	if text, ok := unescaped(b, content); ok {
		t.put(n, text)
		return true
	}
	bare := bareTag(content)
	if t.rawTag(b, bare) {
		t.put(n, "")
		return true
	}
	if t.raw {
		t.copy(n)
		return true
	}
	switch b.open {
	case "{#":
		if strings.TrimLeft(content, "- \n") == content { // {#id} and such
			return false
		}
		t.put(n, "")
		return true
	case "{{":
		return t.expression(bare, n)
	}
	return t.shortcode(b, bare, n)
}

// bareTag is what stands in a tag without the marks that trim the space around it.
func bareTag(content string) string {
	return strings.TrimSpace(strings.Trim(strings.TrimSpace(content), "-~"))
}

// unescaped gives what {{</* x */>}} and the like stand for, as Hugo and Zola have them in texts about themselves.
func unescaped(b brace, content string) (string, bool) {
	if strings.HasPrefix(content, "/*") && strings.HasSuffix(content, "*/") && len(content) >= 4 {
		return b.open + content[2:len(content)-2] + b.close, true
	}
	return "", false
}

// rawTag takes note of a tag between which and its end template syntax stands for itself.
func (t *template) rawTag(b brace, bare string) bool {
	if b.open != "{%" {
		return false
	}
	switch bare {
	case "raw", "verbatim":
		if !t.raw && t.base+t.pos < t.lastRaw {
			t.raw = true
			return true
		}
	case "endraw", "endverbatim":
		was := t.raw
		t.raw = false
		return was
	}
	return false
}

// inCode copies code, without what the generators take out of it.
func (t *template) inCode(n int) {
	end := t.pos + n
	for t.pos < end {
		i := strings.IndexByte(t.in[t.pos:end], '{')
		if i < 0 {
			break
		}
		t.copy(i)
		b, content, length := brace{}, "", 0
		if t.pos+1 < end && strings.IndexByte("{%", t.in[t.pos+1]) >= 0 {
			b, content, length = t.opened(t.pos, &t.closers)
		}
		text, escaped := unescaped(b, content)
		switch {
		case length == 0 || t.pos+length > end:
			t.copy(1)
		case escaped:
			t.write(text)
			t.pos += length
		case t.rawTag(b, bareTag(content)):
			t.pos += length
		default:
			t.copy(1)
		}
	}
	if t.pos < end {
		t.copy(end - t.pos)
	}
}

// nearby bounds how far around a tag is looked for what it belongs to: lines may be as long as the text.
const nearby = 500

// alone reports whether nothing else stands on the lines from one place to another. prefix is what begins them: white
// space and the marks of quotes.
func (t *template) alone(from, to int) (prefix string, ok bool) {
	before := t.in[max(0, from-nearby):from]
	start := strings.LastIndexByte(before, '\n') + 1
	if start == 0 && from > nearby || strings.Trim(before[start:], " \t>") != "" {
		return "", false
	}
	after := strings.TrimLeft(t.in[to:min(len(t.in), to+nearby)], " \t")
	return before[start:], after == "" || after[0] == '\n'
}

// blankAfter reports whether the line after the one on which to lies is empty, or the text ends there.
func (t *template) blankAfter(to int) bool {
	after := t.in[to:min(len(t.in), to+nearby)]
	_, next, ends := strings.Cut(after, "\n")
	next = strings.TrimLeft(next, " \t>")
	return !ends || next == "" || next[0] == '\n'
}

// inHTML reports whether what is next belongs to a block of HTML in Markdown, which ends with an empty line.
func (t *template) inHTML() bool {
	if t.html {
		return false
	}
	before := t.in[max(0, t.pos-longestTag):t.pos]
	if i := strings.LastIndex(before, "\n\n"); i >= 0 {
		before = before[i+2:]
	}
	before = strings.TrimLeft(before, " \t\n")
	name := strings.TrimPrefix(strings.TrimPrefix(before, "<"), "/")
	if before == name || !strings.HasPrefix(before, "<") {
		return false
	}
	switch strings.ToLower(name[:letters(name)]) {
	case "address", "article", "aside", "blockquote", "center", "dd", "details", "div", "dl", "dt", "figcaption", "figure", "footer", "form", "h",
		"header", "hr", "iframe", "li", "main", "nav", "ol", "p", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul":
		return true
	}
	return false
}

// inURL reports whether what is next belongs to an address: the target of a link, or an attribute.
func (t *template) inURL() bool {
	s := t.out.String()
	s = s[max(0, len(s)-nearby):]
	word := s[strings.LastIndexAny(s, " \n\t")+1:]
	if strings.HasPrefix(word, "<http") {
		return true
	}
	if i := strings.LastIndex(word, "]("); i >= 0 && strings.IndexByte(word[i:], ')') < 0 {
		return true
	}
	if i := strings.LastIndex(word, `="`); i >= 0 && strings.IndexByte(word[i+2:], '"') < 0 {
		return true
	}
	if i := strings.LastIndex(word, `='`); i >= 0 && strings.IndexByte(word[i+2:], '\'') < 0 {
		return true
	}
	return strings.HasSuffix(strings.TrimRight(s[:len(s)-len(word)], " \t"), "]:")
}

// omit leaves the next n bytes out and says so. In an address it leaves what document.link refuses, since half an
// address leads elsewhere.
func (t *template) omit(n int) bool {
	t.leaveOut(t.lineAt(t.pos), t.in[t.pos:t.pos+n])
	if t.inURL() {
		t.put(n, templateInURL)
	} else {
		t.put(n, "")
	}
	return true
}

// templateInURL stands in an address for a part that is not known.
const templateInURL = "%7B%7B%7D%7D"
