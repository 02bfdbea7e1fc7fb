package article

import (
	"errors"
	"strings"

	"github.com/niklasfasching/go-org/org"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	// maxOrg is how much Org text is laid out: the time that it takes can grow with the square of the length.
	maxOrg = 256 << 10
	// maxOrgMarks is how many lines and marks a paragraph may have, as each looks through the rest.
	maxOrgMarks = 2000
)

// org reads the body of an Org file. Nothing that it names is opened: includes and set-up files are left out.
func (d *document) org(body string, line int) {
	for i, text := range strings.Split(body, "\n") {
		if key, _, ok := orgKeyword(text); ok && (key == "include" || key == "setupfile") {
			d.leaveOut(line+i, text)
		}
	}
	if len(body) > maxOrg || orgIsCostly(body) {
		d.verbatim(body, errors.New("more Org markup than can be laid out"))
		return
	}
	laidOut, err := orgHTML(d.preface + body)
	if err != nil {
		d.verbatim(body, err)
		return
	}
	content, err := parseFragment(laidOut)
	if err != nil {
		d.stripped(laidOut)
		return
	}
	tidyOrg(content)
	d.titleElement(content, nil)
	d.take(content)
}

// tidyOrg takes away what Org adds for a page of its own.
func tidyOrg(content *html.Node) {
	for n := range content.Descendants() {
		switch id := attr(n, "id"); {
		case n.DataAtom == atom.Div && strings.HasPrefix(id, "outline-"):
			setAttr(n, "id", "")
		case n.DataAtom == atom.Nav: // the table of contents
			n.Attr = append(n.Attr, html.Attribute{Key: "hidden"})
		case n.DataAtom == atom.A:
			setAttr(n, "href", strings.TrimSuffix(attr(n, "href"), orgFile))
		}
	}
}

// orgFile is put behind a link to another Org file so that it is not turned into one to a page.
const orgFile = "?org"

func orgLink(protocol string, description []org.Node, link string) org.Node {
	if protocol == "file" || protocol == "" {
		if link, _, _ = strings.Cut(link, "::"); strings.HasSuffix(link, ".org") { // :: is a place in the file
			link += orgFile
		}
	}
	return org.RegularLink{Protocol: protocol, Description: description, URL: link}
}

func orgHTML(body string) (string, error) {
	config := org.New().Silent()
	config.ReadFile = func(string) ([]byte, error) { return nil, errors.New("is not read") }
	config.ResolveLink = orgLink
	config.DefaultSettings["OPTIONS"] = "toc:nil <:t e:t f:t pri:nil todo:nil tags:nil title:nil ealb:nil"
	writer := org.NewHTMLWriter()
	writer.HighlightCodeBlock = func(source, language string, inline bool, _ map[string]string) string {
		if inline {
			return "<code>" + escapeAttr(source) + "</code>"
		}
		return `<pre><code class="language-` + escapeAttr(language) + `">` + escapeAttr(source) + "</code></pre>"
	}
	return config.Parse(strings.NewReader(body), "").Write(writer)
}

// orgIsCostly reports whether a paragraph has too many marks, or a line too many levels.
func orgIsCostly(body string) bool {
	marks := 0
	for i := range len(body) {
		switch c := body[i]; c {
		case '\n':
			if marks++; i > 0 && body[i-1] == '\n' {
				marks = 0
			}
		case '*', '/', '_', '+', '=', '~', '[', '{', '$', '<', '\\', '^', '#', '|', ':', '-':
			if marks++; marks > maxOrgMarks {
				return true
			}
		}
	}
	return false
}

// orgHead reads the keywords with which an Org file begins, such as "#+TITLE: A title". settings are those of them that
// say how to read the rest.
func orgHead(head frontMatter) (_ frontMatter, settings string) {
	for head.body != "" {
		line, rest, _ := strings.Cut(head.body, "\n")
		text := strings.TrimSpace(line)
		key, value, isKeyword := orgKeyword(text)
		switch {
		case isKeyword && (key == "macro" || key == "link" || key == "todo" || key == "options"):
			settings += line + "\n"
		case isKeyword && (key == "include" || strings.HasPrefix(key, "begin_") || strings.HasPrefix(key, "attr_") || key == "caption" || key == "name"):
			return head, settings // part of the text
		case isKeyword:
			if field, ok := orgField(key, value, head.line); ok {
				head.fields = append(head.fields, field)
			}
		case strings.HasPrefix(text, ":ID:"):
			head.fields = append(head.fields, entry{"id", orgValue(text[len(":ID:"):], head.line)})
		case text == "", strings.HasPrefix(text, "# "), text == "#", orgIsDrawer(text):
		default:
			return head, settings
		}
		head.body = rest
		head.line++
	}
	return head, settings
}

// orgIsDrawer reports whether a line is one of a drawer of properties.
func orgIsDrawer(text string) bool {
	return len(text) > 2 && text[0] == ':' && strings.IndexByte(text[1:], ':') > 0 && strings.IndexByte(text[:strings.IndexByte(text[1:], ':')+1], ' ') < 0
}

// orgKeyword takes a line such as "#+KEY: value" apart. The key is in small letters.
func orgKeyword(line string) (key, value string, ok bool) {
	after, is := strings.CutPrefix(strings.TrimSpace(line), "#+")
	if !is {
		return "", "", false
	}
	key, value, ok = strings.Cut(after, ":")
	if !ok || key == "" || strings.ContainsAny(key, " \t") {
		return "", "", false
	}
	return strings.ToLower(key), strings.TrimSpace(value), true
}

// orgField gives a keyword the form that front matter has elsewhere. Hugo marks lists with [] behind the key, and ox-hugo
// has keys of its own.
func orgField(key, text string, line int) (entry, bool) {
	key = strings.TrimPrefix(key, "hugo_")
	list := strings.HasSuffix(key, "[]")
	switch key = strings.TrimSuffix(key, "[]"); key {
	case "filetags":
		key, text = "tags", strings.ReplaceAll(strings.Trim(text, ": "), ":", ", ")
	case "date", "lastmod", "publishdate", "expirydate", "modified", "updated":
		text = orgDate(text)
	case "keywords":
		key = "tags"
	case "export_file_name":
		key = "slug"
	case "startup", "setupfile", "email", "id":
		return entry{}, false
	default:
		if list {
			text = strings.Join(strings.Fields(text), ", ")
		}
	}
	if text == "" {
		return entry{}, false
	}
	return entry{key, orgValue(text, line)}, true
}

func orgValue(text string, line int) value { return value{text: strings.TrimSpace(text), line: line} }

// orgDate writes a time stamp such as <2021-04-15 Thu 10:30> without its brackets, weekday and repeater.
func orgDate(s string) string {
	inner := strings.Trim(s, "<>[] ")
	fields := strings.Fields(inner)
	if len(fields) == 0 || len(fields[0]) != len("2006-01-02") {
		return s
	}
	date := fields[0]
	for _, field := range fields[1:] {
		if clock, _, _ := strings.Cut(field, "-"); digits(clock) > 0 && strings.Contains(clock, ":") {
			date += " " + clock
			break
		}
	}
	return date
}
