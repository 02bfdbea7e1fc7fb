package feed

import (
	"net/url"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/gorilla/feeds"
)

type atomFeed struct {
	Generator *atomGenerator `xml:"generator"` // before the banner, which may be long: it tells whose document this is
	Banner    *banner        `xml:"div"`
	ID        raw            `xml:"id"`
	Title     raw            `xml:"title"`
	feeds.AtomFeed
	NSMedia  string             `xml:"xmlns:media,attr,omitempty"`
	NSFH     string             `xml:"xmlns:fh,attr,omitempty"`
	Lang     string             `xml:"xml:lang,attr,omitempty"`
	Subtitle *raw               `xml:"subtitle"`
	Rights   *raw               `xml:"rights"`
	Authors  []feeds.AtomAuthor `xml:"author"`
	Links    []atomLink         `xml:"link"`
	Archive  *raw               `xml:"fh:archive"`
	Complete *raw               `xml:"fh:complete"`
}

// FeedXml stands in for AtomFeed's, which would write that alone.
func (f *atomFeed) FeedXml() any { return f }

type atomLink struct {
	feeds.AtomLink
	HrefLang string `xml:"hreflang,attr,omitempty"`
}

type atomGenerator struct {
	URI     string `xml:"uri,attr,omitempty"`
	Version string `xml:"version,attr,omitempty"`
	Text    string `xml:",innerxml"`
}

// atomTail is what gorilla/feeds ends a document with.
const atomTail = "\n</feed>\n"

func appendAtomHead(b []byte, p *prepared) ([]byte, error) {
	d := newAtomFeed(p)
	anonymous := false
	for i := range p.items {
		anonymous = anonymous || len(p.items[i].authors) == 0
		if p.items[i].picture != nil {
			d.NSMedia = nsMedia
		}
	}
	if anonymous && len(d.Authors) == 0 {
		d.Authors = atomAuthors([]Person{{Name: p.Title}})
	}
	return appendXMLHead(b, d, p.StyleSheet, atomTail)
}

func newAtomFeed(p *prepared) *atomFeed {
	d := &atomFeed{
		Banner: newBanner(p, "atom.xml"),
		Lang:   p.Language,
		ID:     raw{named.apply(iri(p.ID))},
		Title:  raw{named.apply(p.Title)},
		AtomFeed: feeds.AtomFeed{
			Xmlns:   nsAtom,
			Updated: atomUpdated(p),
			Icon:    p.Icon,
			Logo:    p.Logo,
		},
		Subtitle:  optional(p.Description, named),
		Rights:    optional(p.Rights, named),
		Authors:   atomAuthors(p.Authors),
		Links:     []atomLink{newAtomLink("alternate", p.Home, "text/html", p.Language)},
		Generator: newAtomGenerator(p),
		Archive:   mark(p.Archive && !p.Complete),
		Complete:  mark(p.Complete),
	}
	if d.Archive != nil || d.Complete != nil {
		d.NSFH = nsFH
	}
	for _, l := range p.links("atom.xml") {
		d.Links = append(d.Links, newAtomLink(l.rel, l.href, l.mediaType, ""))
	}
	return d
}

// atomUpdated returns the feed's time, which no Atom feed can do without.
func atomUpdated(p *prepared) string {
	if updated := stamp(p.Updated, time.RFC3339); updated != "" {
		return updated
	}
	return stamp(time.Unix(0, 0), time.RFC3339)
}

func newAtomLink(rel, href, mediaType, language string) atomLink {
	return atomLink{feeds.AtomLink{Rel: rel, Href: href, Type: mediaType}, language}
}

func newAtomGenerator(p *prepared) *atomGenerator {
	g, version := p.Generator, ""
	if g == "" {
		return nil
	}
	if at := strings.LastIndexByte(g, ' '); at > 0 && strings.ContainsAny(g[at:], "0123456789") {
		g, version = g[:at], g[at+1:]
	}
	return &atomGenerator{p.GeneratorURL, version, named.apply(g)}
}

func atomAuthors(list []Person) []feeds.AtomAuthor {
	var out []feeds.AtomAuthor
	for _, p := range list {
		out = append(out, feeds.AtomAuthor{AtomPerson: feeds.AtomPerson{Name: p.Name, Uri: p.URL, Email: p.Email}})
	}
	return out
}

func appendAtomEntry(b []byte, p *prepared, i *preparedItem) []byte {
	const indent = "    "
	b = indented(b, "  ", "<entry")
	b = attribute(b, "xml:lang", i.language)
	b = append(b, '>')
	b = element(b, indent, "id", iri(i.id), named)
	b = element(b, indent, "title", i.heading, named)
	published, updated := stamp(i.published, time.RFC3339), stamp(i.updated, time.RFC3339)
	if updated == "" {
		updated = published
	}
	if updated == "" {
		updated = atomUpdated(p)
	}
	b = element(b, indent, "updated", updated, named)
	b = element(b, indent, "published", published, named)
	for _, author := range i.authors {
		b = indented(b, indent, "<author>")
		b = element(b, indent+"  ", "name", author.Name, full)
		b = element(b, indent+"  ", "uri", author.URL, full)
		b = element(b, indent+"  ", "email", author.Email, full)
		b = indented(b, indent, "</author>")
	}
	if i.url != "" {
		// There might be one for each language that the article is in (RFC 4287, 4.1.2). But feedparser and newsboat take the
		// last for the entry's link, gofeed, rss-parser and sfeed the first.
		b = appendAtomLink(b, indent, "alternate", i.url, "text/html", 0, i.pageLanguage)
	}
	for _, file := range i.files {
		b = appendAtomLink(b, indent, "enclosure", file.URL, file.Type, file.Length, "")
	}
	for _, tag := range i.tags {
		b = indented(b, indent, "<category")
		b = attribute(b, "term", tag)
		b = endEmpty(b, "category")
	}
	b = element(b, indent, "rights", i.rights, named)
	if i.summary != "" {
		b = indented(b, indent, `<summary type="text">`)
		b = named.append(b, i.summary)
		b = endElement(b, "summary")
	}
	b = appendAtomContent(b, indent, p, i)
	b = appendMedia(b, indent, i.picture, nil)
	return append(b, "\n  </entry>"...)
}

func appendAtomLink(b []byte, indent, rel, href, mediaType string, length int64, language string) []byte {
	b = indented(b, indent, "<link")
	b = attribute(b, "href", href)
	b = attribute(b, "rel", rel)
	b = attribute(b, "type", mediaType)
	b = number(b, "length", length)
	b = attribute(b, "hreflang", language)
	return endEmpty(b, "link")
}

func appendAtomContent(b []byte, indent string, p *prepared, i *preparedItem) []byte {
	switch {
	case i.content != "":
		p.escapeContents()
		b = indented(b, indent, `<content type="html">`)
		b = append(b, i.escaped...)
	case i.url == "":
		// Without an alternate link there must be a content (RFC 4287, 4.1.2).
		b = indented(b, indent, `<content type="text">`)
		b = named.append(b, i.plain())
	default:
		return b
	}
	return endElement(b, "content")
}

// iri returns the id as Atom needs it, an absolute IRI (RFC 4287, 4.2.6). An id that is none, such as a number from
// another system, has a UUID made of it, always the same one.
func iri(id string) string {
	if uuid, ok := strings.CutPrefix(id, "urn:uuid:"); ok && plainHost(uuid) {
		return id // as nearly all are: what follows is slow
	}
	if u, err := uuid.Parse(id); err == nil && len(id) == 36 {
		return "urn:uuid:" + u.String()
	}
	u, err := url.Parse(id)
	if err == nil && u.IsAbs() && !strings.ContainsAny(id, " \t\n<>\"{}|\\^`") {
		return id
	}
	return "urn:uuid:" + uuid.NewSHA1(uuid.NameSpaceOID, []byte(id)).String()
}
