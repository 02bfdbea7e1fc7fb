package article

import (
	"strings"
)

// expression takes a {{ value }} of Liquid or Nunjucks, or a shortcode of Zola. What can be none of them, as in a text
// about C++ or Vue, stays. So does a bare name where nothing else in the text tells that it is a template.
func (t *template) expression(bare string, n int) bool {
	if t.raw {
		t.copy(n)
		return true
	}
	if name, _, ok := strings.Cut(bare, "("); ok && isVariable(name) && strings.HasSuffix(bare, ")") {
		return t.shortcode(brace{"{%", "%}"}, bare, n)
	}
	value, filters, ok := t.operand(bare)
	if !ok {
		return false
	}
	known := value.known
	text := value.text
	for _, filter := range filters {
		text, known = t.filter(text, filter, known)
	}
	switch {
	case known && t.inURL():
		if strings.IndexByte("(\"'< \n", t.last) < 0 && !strings.HasSuffix(t.out.String(), siteScheme+":") { // within an address
			text = withoutSite(text)
		}
		t.put(n, strings.ReplaceAll(text, " ", "%20"))
	case known && t.html:
		t.put(n, escapeAttr(withoutSite(text)))
	case known:
		t.put(n, markdownText(withoutSite(text)))
	case value.bare && len(filters) == 0 && !t.isTemplate():
		return false
	default:
		return t.omit(n)
	}
	return true
}

// isTemplate reports whether the text has tags that only Liquid and Nunjucks have.
func (t *templates) isTemplate() bool {
	if t.liquid == 0 {
		t.liquid = -1
		for rest := t.whole; ; {
			i := strings.Index(rest, "{%")
			if i < 0 {
				break
			}
			rest = rest[i+2:]
			if word := strings.TrimLeft(rest, "- \n"); letters(word) > 0 && strings.Contains(rest[:min(len(rest), longestTag)], "%}") {
				t.liquid = 1
				break
			}
		}
	}
	return t.liquid > 0
}

type operand struct {
	text  string
	known bool
	bare  bool // a name that says nothing of where it belongs
}

// operand reads the value and the filters of an expression. It is not ok for what is no expression.
func (t *template) operand(bare string) (v operand, filters []string, ok bool) {
	rest := bare
	switch {
	case rest == "":
		return v, nil, false
	case rest[0] == '"' || rest[0] == '\'':
		end := strings.IndexByte(rest[1:], rest[0])
		if end < 0 {
			return v, nil, false
		}
		v.text, v.known, rest = rest[1:1+end], true, rest[end+2:]
	default:
		end := strings.IndexAny(rest, " |\n\t")
		if end < 0 {
			end = len(rest)
		}
		name := rest[:end]
		if rest = rest[end:]; !isVariable(name) {
			return v, nil, false
		}
		v.text, v.known = t.variable(name)
		root, _, _ := strings.Cut(name, ".")
		v.bare = !v.known && !isOfSiteData(root)
	}
	for {
		rest = strings.TrimSpace(rest)
		if rest == "" {
			return v, filters, true
		}
		if rest[0] != '|' {
			// An operator, as in {{ a or b }}: known to a program only.
			v.known = false
			return v, filters, !v.bare || t.isTemplate()
		}
		rest = strings.TrimSpace(rest[1:])
		end := pipe(rest)
		if letters(rest) == 0 {
			return v, nil, false
		}
		filters = append(filters, strings.TrimSpace(rest[:end]))
		rest = rest[end:]
	}
}

// pipe is where the next filter begins, outside quotes.
func pipe(s string) int {
	quote := byte(0)
	for i := range len(s) {
		switch c := s[i]; {
		case quote != 0 && c == quote:
			quote = 0
		case quote != 0:
		case c == '"' || c == '\'':
			quote = c
		case c == '|':
			return i
		}
	}
	return len(s)
}

// isVariable reports whether s is a path such as page.tags[0].
func isVariable(s string) bool {
	if letters(s) == 0 && !strings.HasPrefix(s, "_") {
		return false
	}
	for i := range len(s) {
		if c := s[i]; !isNameByte(c, true) && c != '_' && c != '.' && c != '[' && c != ']' && c != '"' && c != '\'' || c == ':' {
			return false
		}
	}
	return true
}

// isOfSiteData tells the names under which generators give their data to templates.
func isOfSiteData(root string) bool {
	switch root {
	case "site", "page", "post", "layout", "content", "include", "jekyll", "paginator", "forloop", "theme", "config", "collections", "eleventy", "pkg", "metadata", "section":
		return true
	}
	return false
}

// variable gives the values that are the same on any site: addresses begin at that of the site, or at its host.
func (t *template) variable(name string) (string, bool) {
	switch name {
	case "site.url":
		return "", true
	case "site.baseurl", "site.base_url", "base_url", "config.base_url", "site.github.url", "site.root", "config.root":
		return siteScheme + ":", true
	case "page.title", "title":
		return t.art.Title, t.art.Title != ""
	case "page.excerpt", "page.description", "description":
		return t.art.Summary, t.art.Summary != ""
	}
	return "", false
}

func (t *template) filter(text, filter string, known bool) (string, bool) {
	name, argument, _ := strings.Cut(filter, ":")
	name, inner, called := strings.Cut(strings.TrimSpace(name), "(")
	if called {
		argument = strings.TrimSuffix(inner, ")")
	}
	switch strings.TrimSpace(name) {
	case "relative_url", "absolute_url", "url", "htmlBaseUrl":
		if text != "" && schemeOf(text) == "" {
			text = fromSite(text)
		}
		return text, known
	case "escape", "escape_once", "xml_escape", "safe", "strip", "markdownify", "smartify":
		return text, known
	case "prepend", "append":
		v, _, ok := t.operand(strings.TrimSpace(argument))
		if name == "prepend" {
			return v.text + text, known && ok && v.known
		}
		return text + v.text, known && ok && v.known
	}
	return text, false
}
