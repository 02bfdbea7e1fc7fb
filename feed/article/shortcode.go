package article

import (
	"path"
	"strings"
)

// holds says what stands between a shortcode and its end.
type holds int

const (
	nothing holds = iota // it has no end
	words                // Markdown or HTML, as around it
	code                 // what is shown as it is
	program              // what only the generator can make something of
)

// A call is a shortcode or tag as it stands in a text.
type call struct {
	*template
	args  arguments
	inner string // between the tag and its end
	block bool   // it has an end
	own   bool   // each of its tags stands on a line of its own, so that inner begins with the end of a line
	whole bool   // nothing else stands on its lines
	apart bool   // nor on the line after them
	start string // of the line: white space and the marks of quotes

	included bool // it is a file of Jekyll's _includes, to which paths are those from the root of the site
}

// atRoot is the address of what a call names.
func (c *call) atRoot(src string) string {
	if !c.included || src == "" || schemeOf(src) != "" || strings.HasPrefix(src, "//") || !strings.Contains(src, "/") && c.mediaFolder() != "" {
		return src
	}
	return fromSite(src)
}

// shortcode takes the tag that is next, which has n bytes.
func (t *template) shortcode(b brace, bare string, n int) bool {
	name, args, closes, ok := nameAndArguments(b, bare)
	if !ok {
		return false
	}
	if closes || name == "" {
		t.put(n, "") // what it ends has been told
		return true
	}
	rule, known := ruleOf(name)
	c := &call{template: t, args: parseArguments(args)}
	if name == "include" && len(c.args.list) > 0 {
		file, _, _ := strings.Cut(path.Base(c.args.list[0]), ".") // Chirpy: embed/youtube.html
		rule, known = ruleOf(file)
		known = known && rule.holds == nothing && rule.show != nil
		c.args.list, c.included = c.args.list[1:], true
	}
	c.start, c.own = t.alone(t.pos, t.pos+n)
	length := n
	if known && rule.holds != nothing {
		zola := b.open == "{%" && strings.HasPrefix(bare, name+"(")
		if end, after, found := t.findEnd(t.pos+n, b, name, zola); found {
			length, c.block = after-t.pos, true
			_, own := t.alone(end, after)
			c.own = c.own && own
			t.fill(c, rule.holds, t.pos+n, end)
		}
	}
	_, c.whole = t.alone(t.pos, t.pos+length)
	c.apart = c.whole && t.blankAfter(t.pos+length)
	if known && rule.show != nil && (c.block || rule.holds == nothing) {
		if rule.holds == nothing && t.inHTML() && !t.inURL() { // where Markdown would be shown as it stands
			c.template = &template{templates: &templates{document: t.document, html: true}}
		}
		if text, ok := rule.show(c); ok {
			t.put(length, text)
			return true
		}
	}
	if c.block && rule.holds != program && rule.holds != code {
		length = n // what it holds can be read without it
	}
	if known && rule.quiet {
		t.put(length, "")
		return true
	}
	return t.omit(length)
}

// fill gives a call what its block holds.
func (t *template) fill(c *call, kind holds, from, to int) {
	switch kind {
	case words:
		c.inner = t.inner(from, to)
	case code:
		sub := &template{templates: t.templates, in: t.in[from:to], base: t.base + from}
		sub.inCode(to - from)
		c.inner = sub.out.String()
	}
}

// nameAndArguments takes a tag apart. It is not ok for what can be none.
func nameAndArguments(b brace, bare string) (name, args string, closes, ok bool) {
	hugo := b.open[:2] == "{{"
	if hugo {
		if after, is := strings.CutPrefix(bare, "/"); is {
			bare, closes = strings.TrimSpace(after), true
		}
		bare = strings.TrimSuffix(bare, "/")
	}
	end := 0
	for end < len(bare) && (isNameByte(bare[end], end > 0) || bare[end] == '_' || hugo && end > 0 && (bare[end] == '/' || bare[end] == '.')) {
		end++
	}
	name, args = bare[:end], bare[end:]
	switch {
	case name == "":
		return "", "", false, !hugo && strings.HasPrefix(bare, "#") // a comment of Liquid
	case hugo:
		return strings.ToLower(name), args, closes, true
	case args != "" && args[0] != '(' && strings.IndexByte(" \t\n,:\"'", args[0]) < 0:
		return "", "", false, false
	}
	if strings.HasPrefix(args, "(") {
		args = strings.TrimSuffix(args[1:], ")")
	}
	return strings.ToLower(name), args, strings.HasPrefix(name, "end"), true
}

// findEnd finds the end of a block whose tag ends at pos.
func (t *template) findEnd(pos int, b brace, name string, zola bool) (start, after int, ok bool) {
	key := b.open[:2] + name
	if t.endless[key] {
		return 0, 0, false
	}
	var closers [5]int
	for depth := 1; ; {
		i := strings.Index(t.in[pos:], b.open[:2])
		if i < 0 {
			t.endless[key] = true
			return 0, 0, false
		}
		pos += i
		other, content, n := t.opened(pos, &closers)
		if n == 0 || b.open == "{%" != (other.open == "{%") || other.open == "{{" {
			pos += 2
			continue
		}
		bare := bareTag(content)
		word, args, closes, _ := nameAndArguments(other, bare)
		switch {
		case b.open != "{%" && closes && word == name,
			b.open == "{%" && (word == "end"+name || zola && word == "end"):
			depth--
		case !closes && !strings.HasSuffix(bare, "/") && (word == name || zola && args != "" && strings.HasPrefix(bare[len(word):], "(")):
			depth++
		}
		if depth == 0 {
			return pos, pos + n, true
		}
		pos += n
	}
}

// link gives a link as Markdown or HTML.
func (c *call) link(text, address string) string {
	if c.html {
		return `<a href="` + escapeAttr(address) + `">` + text + "</a>"
	}
	return "[" + text + "](" + markdownURL(address) + ")"
}

func (c *call) image(src, alt string) string {
	if c.html {
		return `<img src="` + escapeAttr(src) + `" alt="` + escapeAttr(alt) + `">`
	}
	return "![" + markdownText(alt) + "](" + markdownURL(src) + ")"
}

// text gives words that have no markup.
func (c *call) text(s string) string {
	if c.html {
		return escapeAttr(s)
	}
	return markdownText(s)
}

// quoted gives a block as a quote, with a title if there is one. In Markdown no line is added.
func (c *call) quoted(title, from string) (string, bool) {
	if c.html {
		if title != "" {
			title = "<p><strong>" + title + "</strong></p>"
		}
		if from != "" {
			from = "<footer>" + from + "</footer>"
		}
		return "<blockquote>" + title + c.inner + from + "</blockquote>", true
	}
	if !c.own {
		if !c.whole || strings.Contains(c.inner, "\n") {
			return c.inner, true
		}
		return "> " + strings.TrimSpace(c.inner), true
	}
	lines := strings.Split(c.inner, "\n")
	last := len(lines) - 1
	var b strings.Builder
	for i, line := range lines {
		switch {
		case i == 0 && title != "":
			b.WriteString("> **" + title + "**  ")
		case i > 0 && i < last:
			b.WriteString("\n" + c.start + "> " + strings.TrimPrefix(line, c.start))
		case i > 0 && from != "":
			b.WriteString("\n" + c.start + "> — " + from)
		case i > 0:
			b.WriteString("\n" + c.start)
		}
	}
	return b.String(), true
}

// codeBlock gives a block as code in a language.
func (c *call) codeBlock(language string) (string, bool) {
	language = strings.ToLower(strings.Trim(language, `"'`))
	if strings.ContainsAny(language, "`<>\"' \n") {
		language = ""
	}
	switch {
	case !c.html && c.own:
		fence := strings.Repeat("`", max(3, longestRun(c.inner, '`')+1))
		return fence + language + c.inner + fence, true
	case !c.html && !strings.Contains(strings.TrimSpace(c.inner), "\n"):
		fence := strings.Repeat("`", longestRun(c.inner, '`')+1)
		return fence + strings.TrimSpace(c.inner) + fence, true
	}
	class := ""
	if language != "" {
		class = ` class="language-` + escapeAttr(language) + `"`
	}
	return "<pre><code" + class + ">" + escapeAttr(strings.TrimLeft(c.inner, "\n")) + "</code></pre>", true
}

func longestRun(s string, c byte) int {
	longest, run := 0, 0
	for i := range len(s) {
		if s[i] != c {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	return longest
}

// markdownText escapes what means something in Markdown.
func markdownText(s string) string {
	if !strings.ContainsAny(s, "\\`*_[]<>&#~|!{}$") {
		return collapse(s)
	}
	var b strings.Builder
	for _, r := range collapse(s) {
		if strings.ContainsRune("\\`*_[]<>&#~|!{}$", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// markdownURL writes an address so that it can be the target of a link.
func markdownURL(s string) string {
	return strings.NewReplacer(" ", "%20", "\n", "", "\t", "%09", "<", "%3C", ">", "%3E", "(", "%28", ")", "%29", `\`, "/", "&", "&amp;", "`", "%60", "*", "%2A", "_", `\_`).Replace(s)
}
