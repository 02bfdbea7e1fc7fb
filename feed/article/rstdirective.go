package article

import (
	"strings"
)

// explicit takes a block that begins with two dots: a directive, a target, a note, or else a comment.
func (r *rst) explicit(lines []textLine, depth int) {
	text := strings.TrimSpace(strings.TrimPrefix(lines[0].text, ".."))
	content := outdented(lines[1:])
	switch {
	case strings.HasPrefix(text, "_"), strings.HasPrefix(text, "|"):
		return
	case strings.HasPrefix(text, "["):
		label, words, ok := strings.Cut(text[1:], "]")
		if !ok {
			return
		}
		r.out.WriteString(`<p id="` + escapeAttr("fn:"+rstName(strings.TrimPrefix(label, "#"))) + `">[` + escapeAttr(strings.TrimPrefix(label, "#")) + "] ")
		r.out.WriteString(r.inline(strings.TrimSpace(words+" "+joined(content))) + "</p>\n")
		return
	}
	name, argument, ok := strings.Cut(text, "::")
	name = strings.ToLower(strings.TrimSpace(name))
	if !ok || name == "" || strings.ContainsAny(name, " \t") {
		return // a comment
	}
	options := map[string]string{}
	for len(content) > 0 {
		key, value, is := rstField(content[0].text)
		if !is {
			break
		}
		options[strings.ToLower(key)] = value
		content = content[1:]
	}
	if !r.directive(name, strings.TrimSpace(argument), options, content, depth) {
		r.leaveOut(lines[0].number, lines[0].text)
	}
}

// directive writes what a directive of docutils, Sphinx or Nikola shows. It is false where that is not known.
func (r *rst) directive(name, argument string, options map[string]string, content []textLine, depth int) bool {
	switch name {
	case "code", "code-block", "sourcecode", "highlight", "parsed-literal", "doctest", "math", "prompt", "console":
		if len(content) == 0 {
			return name == "highlight"
		}
		language := argument
		if name == "math" || strings.ContainsAny(language, " <>\"") {
			language = ""
		}
		r.pre(content, language)
	case "image", "figure", "thumbnail":
		r.picture(argument, options, content)
	case "youtube":
		return r.video("https://www.youtube.com/watch?v=", argument)
	case "vimeo":
		return r.video("https://vimeo.com/", argument)
	case "note", "tip", "hint", "important", "warning", "caution", "danger", "attention", "error", "seealso", "admonition", "topic", "sidebar",
		"deprecated", "versionadded", "versionchanged":
		title := boxName(name)
		if name == "admonition" || name == "topic" || name == "sidebar" {
			title, argument = argument, ""
		}
		r.out.WriteString("<blockquote>\n<p><strong>" + r.inline(title) + "</strong></p>\n")
		if argument != "" {
			content = append([]textLine{{text: argument}}, content...)
		}
		r.blocks(content, depth+1)
		r.out.WriteString("</blockquote>\n")
	case "epigraph", "highlights", "pull-quote", "container", "compound", "rst-class", "class":
		if name == "container" || name == "compound" || strings.HasSuffix(name, "class") {
			r.blocks(content, depth+1)
			break
		}
		r.wrap("blockquote", content, depth)
	case "rubric", "centered":
		r.out.WriteString("<p><strong>" + r.inline(argument) + "</strong></p>\n")
	case "raw":
		if strings.Contains(argument, "html") {
			for _, l := range content {
				r.out.WriteString(l.text + "\n")
			}
		}
	case "more":
		r.out.WriteString("<!-- more -->")
	case "contents", "meta", "index", "sectnum", "role", "default-role", "header", "footer", "target-notes", "tags", "post":
	default:
		return false
	}
	return true
}

func (r *rst) picture(src string, options map[string]string, content []textLine) {
	picture := `<img src="` + escapeAttr(src) + `" alt="` + escapeAttr(options["alt"]) + `">`
	if target := options["target"]; target != "" {
		picture = `<a href="` + escapeAttr(r.address(target)) + `">` + picture + "</a>"
	}
	caption := joined(content)
	if caption == "" {
		r.out.WriteString("<p>" + picture + "</p>\n")
		return
	}
	r.out.WriteString("<figure>" + picture + "<figcaption>" + r.inline(caption) + "</figcaption></figure>\n")
}

func (r *rst) video(site, id string) bool {
	if id == "" || strings.ContainsAny(id, "/ <>") {
		return false
	}
	r.out.WriteString(`<p><a href="` + escapeAttr(site+id) + `">` + escapeAttr(strings.TrimPrefix(strings.TrimPrefix(site+id, "https://"), "www.")) + "</a></p>\n")
	return true
}

func joined(lines []textLine) string {
	words := make([]string, 0, len(lines))
	for _, l := range lines {
		if !l.blank() {
			words = append(words, l.bare())
		}
	}
	return strings.Join(words, " ")
}

// rstHead reads what stands at the head of an rst file: fields behind the title, lines of mail before it, or the comments
// of Nikola.
func rstHead(head frontMatter) frontMatter {
	lines := textLines(head.body, head.line)
	at := 0
	for at < len(lines) && lines[at].blank() {
		at++
	}
	start := at
	for at < len(lines) {
		after, is := strings.CutPrefix(lines[at].text, ".. ")
		key, ok := keyOf(after, ':')
		if !is || !ok || strings.HasPrefix(after[len(key):], "::") {
			break
		}
		_, text, _ := strings.Cut(after, ":")
		head.fields = append(head.fields, entry{key, value{text: strings.TrimSpace(text), line: lines[at].number}})
		at++
	}
	if at > start {
		return head.after(lines, nil, at)
	}
	if entries, n := mailHead(lines[at:]); n > 0 {
		head.fields = append(head.fields, entries...)
		return head.after(lines, nil, at+n)
	}
	title := at
	if at+2 < len(lines) {
		if _, ok := rstRule(lines[at].text); ok && lines[at+2].text == lines[at].text {
			at += 3
		} else if _, ok := rstRule(lines[at+1].text); ok && len(lines[at+1].text) >= 3 {
			at += 2
		}
	}
	titled := lines[title:at]
	for at < len(lines) && lines[at].blank() {
		at++
	}
	from := at
	for at < len(lines) {
		name, text, ok := rstField(lines[at].text)
		if !ok {
			break
		}
		n := 1 + indentedLen(lines[at+1:], 1)
		text = strings.TrimSpace(text + " " + joined(lines[at+1:at+n]))
		head.fields = append(head.fields, entry{name, value{text: text, line: lines[at].number}})
		at += n
	}
	if at == from {
		return head
	}
	return head.after(lines, titled, at)
}

// after gives the head its body: the lines from at, with those of the title before them.
func (head frontMatter) after(lines, title []textLine, at int) frontMatter {
	var b strings.Builder
	for _, l := range append(append([]textLine(nil), title...), lines[at:]...) {
		b.WriteString(l.text + "\n")
	}
	head.body = b.String()
	if at < len(lines) {
		head.line = lines[at].number - len(title)
	}
	return head
}

// mailHead reads lines of "Key: value", of which one is the title, up to a blank line. Indented lines go on.
func mailHead(lines []textLine) (entries []entry, n int) {
	titled := false
	for ; n < len(lines) && !lines[n].blank(); n++ {
		text := lines[n].text
		if lines[n].indent() > 0 && len(entries) > 0 {
			v := &entries[len(entries)-1].value
			v.text = strings.TrimSpace(v.text + " " + strings.TrimSpace(text))
			continue
		}
		key, ok := keyOf(text, ':')
		if !ok {
			return nil, 0
		}
		_, text, _ = strings.Cut(text, ":")
		entries = append(entries, entry{key, value{text: strings.TrimSpace(text), line: lines[n].number}})
		titled = titled || strings.EqualFold(key, "title")
	}
	if !titled {
		return nil, 0
	}
	return entries, n
}
