package article

import (
	"cmp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// metadata is what the head of an HTML page says about it.
type metadata struct {
	title    string // of <title>
	language found  // of <html lang> or <body lang>
	values   map[string][]found
}

// found is one value of metadata and where it stood.
type found struct{ value, origin string }

// readMetadata collects <meta>, <link rel=canonical> and JSON-LD, under lower-case names. JSON-LD's names are those
// of schema.org, which no <meta> uses otherwise.
func readMetadata(page *html.Node) *metadata {
	m := &metadata{values: make(map[string][]found)}
	for n := range page.Descendants() {
		if n.Type != html.ElementNode || n.Namespace != "" {
			continue
		}
		switch n.DataAtom {
		case atom.Html, atom.Body: // word processors say it of the body
			if language := cmp.Or(attr(n, "lang"), attr(n, "xml:lang")); m.language.value == "" {
				m.language = found{language, "<" + n.Data + " lang>"}
			}
		case atom.Title:
			if m.title == "" {
				m.title = strings.Join(strings.Fields(legal(textOf(n))), " ")
			}
		case atom.Meta:
			m.meta(n)
		case atom.Link:
			if strings.EqualFold(attr(n, "rel"), "canonical") {
				m.add("canonical", attr(n, "href"), `<link rel="canonical">`)
			}
		case atom.Script:
			if strings.EqualFold(strings.TrimSpace(attr(n, "type")), "application/ld+json") {
				m.linkedData(textOf(n))
			}
		}
	}
	return m
}

func (m *metadata) meta(n *html.Node) {
	for _, key := range [...]string{"name", "property", "itemprop", "http-equiv"} {
		if name := strings.ToLower(strings.TrimSpace(attr(n, key))); name != "" {
			content := attr(n, "content")
			if name == "created" || name == "changed" {
				content, _, _ = strings.Cut(content, ";") // OpenOffice wrote 20071015;18341500
			}
			m.add(name, content, `<meta `+key+`="`+legal(attr(n, key))+`">`)
		}
	}
}

func (m *metadata) add(name, value, origin string) {
	if value = strings.TrimSpace(legal(value)); value != "" {
		m.values[name] = append(m.values[name], found{value, origin})
	}
}

// first gives the value of the first of names that has one.
func (m *metadata) first(names ...string) found {
	for _, name := range names {
		if values := m.values[name]; len(values) > 0 {
			return values[0]
		}
	}
	return found{}
}

// titleSeparators stand in <title> between the title of a page and the name of its site.
var titleSeparators = [...]string{" | ", " – ", " — ", " - ", " · ", " « ", " » ", " :: ", "｜", "|"}

// beside is <title> without the site's name, which is at one of its ends, "" where it is not.
func (m *metadata) beside(site string) string {
	for _, separator := range titleSeparators {
		if i := strings.LastIndex(m.title, separator); i >= 0 && sameText(m.title[i+len(separator):], site) {
			return m.title[:i]
		}
		if before, after, found := strings.Cut(m.title, separator); found && sameText(before, site) {
			return after
		}
	}
	if before, after, found := strings.Cut(m.title, ": "); found && sameText(before, site) { // as Blogger writes it
		return after
	}
	return ""
}

// shortTitle is <title> without the site's name, as far as the site's name or a shorter headline is known.
func (m *metadata) shortTitle(headline string) string {
	site := m.first("og:site_name", "application-name").value
	for _, separator := range titleSeparators {
		i := strings.LastIndex(m.title, separator)
		if i < 0 {
			continue
		}
		before, after := m.title[:i], m.title[i+len(separator):]
		switch {
		case sameText(after, site), headline != "" && sameText(before, headline):
			return before
		case sameText(m.title[:strings.Index(m.title, separator)], site):
			return m.title[strings.Index(m.title, separator)+len(separator):]
		}
	}
	return m.title
}

// htmlFields says which names give which field, the most telling first.
var htmlFields = [...]struct {
	field string
	names []string
}{
	{"id", []string{"guid", "uuid"}},
	{"slug", []string{"slug"}},
	{"permalink", []string{"canonical", "og:url"}},
	{"summary", []string{"description", "og:description", "ld:description", "summary", "dc.description", "dcterms.description", "twitter:description"}},
	{"published", []string{"article:published_time", "og:published_time", "ld:datepublished", "datepublished", "dcterms.created", "dcterms.issued", "dc.date.issued", "dc.date", "dc.date.created", "dcterms.date", "date", "pubdate", "publish_date", "ld:datecreated", "created"}},
	{"updated", []string{"article:modified_time", "og:updated_time", "ld:datemodified", "datemodified", "dcterms.modified", "dc.date.modified", "last-modified", "modified", "changed", "updated"}},
	{"expires", []string{"article:expiration_time"}},
	{"language", []string{"content-language", "ld:inlanguage", "og:locale", "dc.language", "dcterms.language", "language"}},
	{"rights", []string{"copyright", "dc.rights", "dcterms.rights", "rights"}},
	{"image", []string{"og:image", "og:image:url", "og:image:secure_url", "ld:image", "twitter:image", "twitter:image:src", "thumbnail"}},
	{"enclosures", []string{"og:audio", "og:audio:secure_url"}},
}

// metadata sets the fields that a page's head gives.
func (d *document) metadata(m *metadata, page, article *html.Node) {
	d.offer("language", m.language)
	for _, f := range htmlFields {
		if f.field == "image" && d.art.Image.URL != "" {
			continue
		}
		for _, name := range f.names {
			if values := m.values[name]; len(values) > 0 && d.art.Origins[f.field] == "" {
				d.offer(f.field, values[0])
				d.art.Saved = d.art.Saved || f.field == "permalink" && d.art.Permalink != ""
			}
		}
		if f.field == "image" && d.art.Image.URL != "" && d.art.Image.Alt == "" {
			d.art.Image.Alt = m.first("og:image:alt", "twitter:image:alt").value
		}
	}
	d.authorsOf(m, page)
	for _, name := range [...]string{"article:tag", "keywords", "ld:keywords", "news_keywords", "dc.subject", "tags", "category"} {
		for _, tag := range m.values[name] {
			d.offer("tags", tag)
		}
	}
	if d.art.Origins["tags"] == "" {
		for n := range article.Descendants() {
			if n.DataAtom == atom.A && hasWord(attr(n, "rel"), "tag") {
				d.offer("tags", found{collapse(legal(textOf(n))), `<a rel="tag">`})
			}
		}
	}
	if d.art.Origins["published"] == "" {
		d.offer("published", publishedTime(article))
	}
}

// offer sets a field that has no value yet. What it cannot be is a warning: a page has its metadata more than once.
func (d *document) offer(field string, f found) {
	if f.value == "" {
		return
	}
	if err := d.set(field, f.value, f.origin); err != nil {
		d.warn(0, err, "")
	}
}

func (d *document) authorsOf(m *metadata, page *html.Node) {
	for _, name := range [...]string{"author", "ld:author", "article:author", "dc.creator", "dcterms.creator", "authors"} {
		var names []string
		for _, f := range m.values[name] {
			if !strings.Contains(f.value, "://") { // Open Graph wants a profile's address here
				names = append(names, f.value)
			}
		}
		if len(names) > 0 {
			d.offer("authors", found{strings.Join(names, "; "), m.values[name][0].origin})
		}
	}
	if d.art.Origins["authors"] != "" {
		return
	}
	for n := range page.Descendants() {
		origin := authorMark(n)
		if origin == "" || within(n, atom.Header) && !within(n, atom.Article, atom.Main) { // Jekyll's theme calls the site so
			continue
		}
		d.offer("authors", found{collapse(legal(textOf(n))), origin})
	}
}

// authorMark is how n is marked as the name of who wrote an article: in HTML, microformats2 or hAtom. It is "" for others.
func authorMark(n *html.Node) string {
	class := attr(n, "class")
	switch {
	case n.DataAtom == atom.A && hasWord(attr(n, "rel"), "author"):
		return `<a rel="author">`
	case n.DataAtom == atom.A && hasWord(class, "p-author"):
		return `class="p-author"`
	case hasWord(class, "fn") && hasWord(attr(n.Parent, "class"), "vcard") && hasWord(attr(n.Parent, "class"), "author"):
		return `class="author vcard"`
	}
	return ""
}

// publishedTime finds the <time> that says when the article was published: one that is marked as such, else one
// that stands before the first paragraph.
func publishedTime(article *html.Node) found {
	var early found
	text := false
	for n := range article.Descendants() {
		if n.DataAtom == atom.P && !within(n, atom.Header) {
			text = true
		}
		class := attr(n, "class")
		if n.DataAtom == atom.Abbr && hasWord(class, "published") && attr(n, "title") != "" { // hAtom, in Blogger's older pages
			return found{attr(n, "title"), `<abbr class="published">`}
		}
		if attr(n, "id") == "revdate" && isDateAlone(collapse(textOf(n))) { // Asciidoctor
			return found{collapse(textOf(n)), `id="revdate"`}
		}
		if n.DataAtom != atom.Time || attr(n, "datetime") == "" {
			continue
		}
		switch {
		case hasAttr(n, "pubdate"), strings.EqualFold(attr(n, "itemprop"), "datePublished"),
			hasWord(class, "dt-published"), hasWord(class, "published"), hasWord(class, "entry-date"):
			return found{attr(n, "datetime"), "<time>"}
		case strings.EqualFold(attr(n, "itemprop"), "dateModified"), hasWord(class, "dt-updated"), hasWord(class, "updated"):
		case early.value == "" && !text:
			early = found{attr(n, "datetime"), "<time>"}
		}
	}
	return early
}

func hasWord(list, word string) bool {
	for _, w := range strings.Fields(list) {
		if strings.EqualFold(w, word) {
			return true
		}
	}
	return false
}
