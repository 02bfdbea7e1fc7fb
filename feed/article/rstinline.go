package article

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// inline writes text with its marks as HTML.
func (r *rst) inline(s string) string {
	b := make([]byte, 0, len(s)+len(s)/4)
	ends := map[string]bool{} // marks that do not end in s any more
	before := ' '
	for s != "" {
		i := strings.IndexAny(s, "`*\\|_[:h")
		if i < 0 {
			i = len(s)
		}
		b = append(b, escapeAttr(s[:i])...)
		if i > 0 {
			before, _ = utf8.DecodeLastRuneInString(s[:i])
		}
		if s = s[i:]; s == "" {
			break
		}
		html, n := "", 0
		if s[0] == '_' {
			b, n = r.reference(b, s)
		} else {
			html, n = r.mark(s, before, ends)
		}
		if n == 0 {
			n, html = 1, escapeAttr(s[:1])
		}
		b = append(b, html...)
		before, _ = utf8.DecodeLastRuneInString(s[:n])
		s = s[n:]
	}
	return string(b)
}

// reference makes a link of the word that ends b if the underscore of s makes it the name of a target.
func (r *rst) reference(b []byte, s string) (_ []byte, n int) {
	for n < min(len(s), 3) && s[n] == '_' {
		n++
	}
	if next, _ := utf8.DecodeRuneInString(s[n:]); n > 2 || unicode.IsLetter(next) || unicode.IsDigit(next) {
		return b, 0
	}
	start := len(b)
	for start > 0 && (isNameByte(b[start-1], true) || b[start-1] == '.') {
		start--
	}
	word := string(b[start:])
	address := r.targets[rstName(word)]
	if word == "" || address == "" {
		return b, 0
	}
	return append(b[:start], `<a href="`+escapeAttr(r.address(address))+`">`+word+"</a>"...), n
}

// mark gives the HTML of the mark with which s begins, and how long it is; 0 where it begins none.
func (r *rst) mark(s string, before rune, ends map[string]bool) (string, int) {
	free := !unicode.IsLetter(before) && !unicode.IsDigit(before)
	cut := func(open, end string) (string, int) {
		if !free || ends[end] || len(s) <= len(open) || s[len(open)] == ' ' {
			return "", 0
		}
		inner, _, ok := strings.Cut(s[len(open):], end)
		if !ok {
			ends[end] = true
			return "", 0
		}
		if inner == "" || strings.HasSuffix(inner, " ") {
			return "", 0
		}
		return inner, len(open) + len(inner) + len(end)
	}
	switch {
	case s[0] == '\\' && len(s) > 1:
		if s[1] == ' ' {
			return "", 2
		}
		_, size := utf8.DecodeRuneInString(s[1:])
		return escapeAttr(s[1 : 1+size]), 1 + size
	case strings.HasPrefix(s, "``"):
		if inner, n := cut("``", "``"); n > 0 {
			return "<code>" + escapeAttr(inner) + "</code>", n
		}
	case strings.HasPrefix(s, "**"):
		if inner, n := cut("**", "**"); n > 0 {
			return "<strong>" + escapeAttr(inner) + "</strong>", n
		}
	case s[0] == '*':
		if inner, n := cut("*", "*"); n > 0 {
			return "<em>" + escapeAttr(inner) + "</em>", n
		}
	case s[0] == '`':
		if inner, n := cut("`", "`"); n > 0 {
			return r.interpreted(inner, s[n:], n)
		}
	case s[0] == ':' && free:
		return r.role(s)
	case s[0] == '|':
		if inner, n := cut("|", "|"); n > 0 && len(inner) < 60 {
			return escapeAttr(inner), n
		}
	case s[0] == '[':
		if label, after, ok := strings.Cut(s[1:min(len(s), 60)], "]_"); ok && !strings.ContainsAny(label, "[] ") && (after == "" || letters(after) == 0) {
			n := len("[]_") + len(label)
			label = strings.TrimPrefix(label, "#")
			return `<a href="#` + escapeAttr("fn:"+rstName(label)) + `">[` + escapeAttr(label) + "]</a>", n
		}
	case s[0] == 'h' && free && (strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://")):
		address := s
		if end := strings.IndexAny(s, " <>\"`*\\"); end >= 0 {
			address = s[:end]
		}
		address = strings.TrimRight(address, ".,;:!?)'")
		return `<a href="` + escapeAttr(address) + `">` + escapeAttr(address) + "</a>", len(address)
	}
	return "", 0
}

// interpreted writes text in backticks: a link, or what has the default role.
func (r *rst) interpreted(inner, after string, n int) (string, int) {
	links := len(after) - len(strings.TrimLeft(after, "_"))
	if links == 0 {
		return "<em>" + escapeAttr(inner) + "</em>", n
	}
	text, address := inner, ""
	if start := strings.LastIndexByte(inner, '<'); start >= 0 && strings.HasSuffix(inner, ">") {
		text, address = strings.TrimSpace(inner[:start]), inner[start+1:len(inner)-1]
		if name, is := strings.CutSuffix(address, "_"); is && r.targets[rstName(name)] != "" {
			address = r.targets[rstName(name)]
		}
		if text == "" {
			text = address
		}
	} else {
		address = r.targets[rstName(inner)]
		if address == "" {
			address = "#" + anchorID(inner)
		}
	}
	return `<a href="` + escapeAttr(r.address(address)) + `">` + escapeAttr(text) + "</a>", n + min(links, 2)
}

// role writes :role:`text`.
func (r *rst) role(s string) (string, int) {
	const longest = 30
	end := strings.Index(s[1:min(len(s), longest)], ":`")
	if end < 1 || strings.ContainsAny(s[1:1+end], " \n`") {
		return "", 0
	}
	name := s[1 : 1+end]
	inner, _, ok := strings.Cut(s[1+end+2:], "`")
	if !ok {
		return "", 0
	}
	n := 1 + end + 2 + len(inner) + 1
	text, address := strings.TrimPrefix(inner, "~"), ""
	if start := strings.LastIndexByte(inner, '<'); start > 0 && strings.HasSuffix(inner, ">") {
		text, address = strings.TrimSpace(inner[:start]), inner[start+1:len(inner)-1]
	}
	switch name {
	case "code", "literal", "file", "command", "kbd", "func", "class", "meth", "mod", "py:func", "py:class", "py:meth", "py:mod", "envvar", "option", "math":
		return "<code>" + escapeAttr(text) + "</code>", n
	case "strong":
		return "<strong>" + escapeAttr(text) + "</strong>", n
	case "sub", "sup":
		return "<" + name + ">" + escapeAttr(text) + "</" + name + ">", n
	case "doc":
		if address == "" {
			address = text
		}
		return `<a href="` + escapeAttr((&call{template: &template{templates: &templates{document: r.document}}}).named(address)) + `">` + escapeAttr(text) + "</a>", n
	}
	return "<em>" + escapeAttr(text) + "</em>", n
}

// address is that of a link or of the target that it names.
func (r *rst) address(s string) string {
	if name, is := strings.CutSuffix(s, "_"); is {
		if target := r.targets[rstName(strings.Trim(name, "`"))]; target != "" {
			return target
		}
	}
	return strings.ReplaceAll(s, " ", "")
}
