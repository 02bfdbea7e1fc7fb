package check

import (
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// languages looks at the language tags of elements, attributes and JSON values.
func languages(d *document, report reporter) {
	look := func(at int, what, tag string) {
		if !languageTag(strings.TrimSpace(tag)) {
			report(at, "%s %q is no language tag", what, tag)
		}
	}
	for _, e := range d.elements {
		for _, a := range e.attrs {
			if a.Value != "" && a.Name.Local == "lang" && a.Name.Space == nsXML || a.Name.Local == "hreflang" && e.space == nsAtom {
				look(e.start, a.Name.Local+" of <"+e.String()+">", a.Value)
			}
		}
		if e.name == "language" && (e.space == "" || e.space == nsDC) {
			look(e.start, "<"+e.String()+">", e.text)
		}
	}
	if d.json == nil {
		return
	}
	for _, v := range append([]*value{d.json}, d.jsonItems()...) {
		if tag := v.get("language"); tag.kind == text {
			look(tag.at, "language", tag.text)
		}
	}
}

// directions looks at short texts, whose direction marks would act on what a reader shows beside them.
func directions(d *document, report reporter) {
	for _, e := range d.elements {
		switch e.name {
		case "title", "name", "creator", "author", "category", "summary":
			if len(e.children) == 0 && unpaired(e.text) {
				report(e.start, "<%s> leaves a mark of the writing direction open: %q", e, e.text)
			}
		}
	}
	if d.json == nil {
		return
	}
	d.json.walk("", func(key string, v *value) {
		switch key {
		case "title", "name", "summary", "tags":
			if v.kind == text && unpaired(v.text) {
				report(v.at, "%s leaves a mark of the writing direction open: %q", key, v.text)
			}
		}
	})
}

// noDate looks for the date that programs write where they know none: the first day of the year 1.
func noDate(d *document, report reporter) {
	zero := func(at int, what, date string) {
		t, _, fault := rssTime(strings.TrimSpace(date))
		if fault != "" {
			t, _ = atomTime(date)
		}
		if t.Year() == 1 && t.YearDay() == 1 && strings.Contains(date, "0001") {
			report(at, "%s %q stands for no date", what, date)
		}
	}
	for _, e := range d.elements {
		switch e.name {
		case "pubDate", "lastBuildDate", "updated", "published":
			zero(e.start, "<"+e.String()+">", e.text)
		}
	}
	for _, item := range d.jsonItems() {
		for _, key := range []string{"date_published", "date_modified"} {
			zero(item.get(key).at, key, item.get(key).text)
		}
	}
}

// contents calls use for each piece of HTML, with whether an xml:base holds for it.
func (d *document) contents(use func(at int, html string, based bool)) {
	for _, item := range d.items {
		for _, e := range item.children {
			html := e.space == nsContent && e.name == "encoded" || d.format == rss && e.space == "" && e.name == "description" ||
				e.space == nsAtom && (e.name == "content" || e.name == "summary") && e.attr("type") == "html"
			switch {
			case html:
				use(e.start, e.text, based(e))
			case e.space == nsAtom && (e.name == "content" || e.name == "summary") && e.attr("type") == "xhtml" && len(e.children) > 0:
				use(e.start, string(d.data[e.inner:e.end]), based(e.children[0]))
			}
		}
	}
	for _, item := range d.jsonItems() {
		if html := item.get("content_html"); html.kind == text {
			use(html.at, html.text, false)
		}
	}
}

func contentURL(d *document, report reporter) {
	d.contents(func(at int, html string, based bool) {
		if first, n := relativeURLs(html); n > 0 && !based {
			report(at, "%q in the content is relative%s", first, others(n-1))
		}
	})
}

// xmlBase looks at addresses that depend on an attribute which many readers do not look at.
func xmlBase(d *document, report reporter) {
	d.contents(func(at int, html string, based bool) {
		if first, n := relativeURLs(html); n > 0 && based {
			report(at, "%q in the content is relative to an xml:base%s", first, others(n-1))
		}
	})
}

func others(n int) string {
	if n == 0 {
		return ""
	}
	return " (and " + strconv.Itoa(n) + " more)"
}

// relativeURLs returns the first URL in a piece of HTML that is not absolute, and how many there are.
func relativeURLs(content string) (first string, n int) {
	if strings.IndexByte(content, '<') < 0 {
		return "", 0
	}
	z := html.NewTokenizer(strings.NewReader(content))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return first, n
		case html.StartTagToken, html.SelfClosingTagToken:
			for more := true; more; {
				var key, value []byte
				key, value, more = z.TagAttr()
				switch string(key) {
				case "href", "src", "poster", "cite", "data":
				default:
					continue
				}
				if u, err := url.Parse(strings.TrimSpace(string(value))); err != nil || u.IsAbs() {
					continue
				}
				if n++; n == 1 {
					first = string(value)
				}
			}
		}
	}
}
