package feed

import (
	"io"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/gorilla/feeds"
)

type atomFeed struct {
	ID    raw `xml:"id"`
	Title raw `xml:"title"`
	feeds.AtomFeed
	NSMedia   string             `xml:"xmlns:media,attr,omitempty"`
	NSFH      string             `xml:"xmlns:fh,attr,omitempty"`
	Lang      string             `xml:"xml:lang,attr,omitempty"`
	Subtitle  *raw               `xml:"subtitle"`
	Rights    *raw               `xml:"rights"`
	Authors   []feeds.AtomAuthor `xml:"author"`
	Links     []atomLink         `xml:"link"`
	Generator *atomGenerator     `xml:"generator"`
	Archive   *raw               `xml:"fh:archive"`
	Complete  *raw               `xml:"fh:complete"`
	Entries   []atomEntry        `xml:"entry"`
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

type atomEntry struct {
	Lang  string `xml:"xml:lang,attr,omitempty"`
	ID    raw    `xml:"id"`
	Title raw    `xml:"title"`
	feeds.AtomEntry
	Authors    []feeds.AtomAuthor `xml:"author"`
	Links      []atomLink         `xml:"link"`
	Categories []atomCategory     `xml:"category"`
	Rights     *raw               `xml:"rights"`
	Summary    *atomSummary       `xml:"summary"`
	Content    *atomContent       `xml:"content"`
	media
}

type atomCategory struct {
	Term string `xml:"term,attr"`
}

type atomSummary struct {
	feeds.AtomSummary
	Text string `xml:",innerxml"`
}

type atomContent struct {
	feeds.AtomContent
	Text []byte `xml:",innerxml"`
}

func writeAtom(w io.Writer, f *Feed) error {
	d := newAtomFeed(f)
	memory := pages.Get().(*page)
	defer memory.free()
	d.Entries = make([]atomEntry, len(f.Items))
	anonymous := false
	for i := range f.Items {
		d.Entries[i].fill(f, &f.Items[i], d.Updated, memory)
		anonymous = anonymous || len(d.Entries[i].Authors) == 0
		if len(d.Entries[i].Contents) > 0 {
			d.NSMedia = nsMedia
		}
	}
	if anonymous && len(d.Authors) == 0 {
		d.Authors = atomAuthors([]Person{{Name: f.title()}})
	}
	return writeXML(w, d)
}

func newAtomFeed(f *Feed) *atomFeed {
	title := f.title()
	d := &atomFeed{
		Lang:  languageTag(f.Language),
		ID:    raw{named.apply(iri(clean(f.ID)))},
		Title: raw{named.apply(title)},
		AtomFeed: feeds.AtomFeed{
			Xmlns:   nsAtom,
			Updated: stamp(f.updated(), time.RFC3339),
			Icon:    webURL(f.Icon),
			Logo:    webURL(f.Logo),
		},
		Subtitle:  optional(paragraph(f.Description), named),
		Rights:    optional(paragraph(f.Rights), named),
		Authors:   atomAuthors(f.Authors),
		Links:     []atomLink{newAtomLink("alternate", webURL(f.Home), "text/html", languageTag(f.Language))},
		Generator: newAtomGenerator(f),
		Archive:   mark(f.Archive && !f.Complete),
		Complete:  mark(f.Complete),
	}
	if d.Updated == "" {
		d.Updated = stamp(time.Unix(0, 0), time.RFC3339)
	}
	if d.Archive != nil || d.Complete != nil {
		d.NSFH = nsFH
	}
	for _, l := range f.links("atom.xml") {
		d.Links = append(d.Links, newAtomLink(l.rel, l.href, l.mediaType, ""))
	}
	return d
}

func newAtomLink(rel, href, mediaType, language string) atomLink {
	return atomLink{feeds.AtomLink{Rel: rel, Href: href, Type: mediaType}, language}
}

func newAtomGenerator(f *Feed) *atomGenerator {
	g := line(f.Generator)
	if g == "" {
		return nil
	}
	version := ""
	if at := strings.LastIndexByte(g, ' '); at > 0 && strings.ContainsAny(g[at:], "0123456789") {
		g, version = g[:at], g[at+1:]
	}
	return &atomGenerator{webURL(f.GeneratorURL), version, named.apply(g)}
}

func atomAuthors(list []Person) []feeds.AtomAuthor {
	var out []feeds.AtomAuthor
	for _, p := range people(list) {
		out = append(out, feeds.AtomAuthor{AtomPerson: feeds.AtomPerson{Name: p.Name, Uri: p.URL, Email: p.Email}})
	}
	return out
}

// fill makes e the entry for i. updated is the feed's time, for an item that has none.
func (e *atomEntry) fill(f *Feed, i *Item, updated string, memory *page) {
	*e = atomEntry{
		Lang:  i.language(f),
		ID:    raw{named.apply(iri(clean(i.ID)))},
		Title: raw{named.apply(i.heading())},
		AtomEntry: feeds.AtomEntry{
			Published: stamp(i.Published, time.RFC3339),
			Updated:   stamp(i.Updated, time.RFC3339),
		},
		Authors: atomAuthors(i.Authors),
		Rights:  optional(i.rights(f), named),
		media:   newMedia(i.picture(), nil),
	}
	for _, t := range []string{e.Published, updated} {
		if e.Updated == "" {
			e.Updated = t
		}
	}
	e.addLinks(f, i)
	for _, tag := range tags(i.Tags) {
		e.Categories = append(e.Categories, atomCategory{tag})
	}
	if summary := paragraph(i.Summary); summary != "" {
		e.Summary = &atomSummary{feeds.AtomSummary{Type: "text"}, named.apply(summary)}
	}
	if content := memory.escape(i.Content); len(content) > 0 {
		e.Content = &atomContent{feeds.AtomContent{Type: "html"}, content}
	} else if len(e.Links) == 0 || e.Links[0].Rel != "alternate" {
		// Without an alternate link there must be a content (RFC 4287, 4.1.2).
		e.Content = &atomContent{feeds.AtomContent{Type: "text"}, memory.escape(i.plain())}
	}
}

// addLinks adds the article's page and its enclosures.
func (e *atomEntry) addLinks(f *Feed, i *Item) {
	if u := webURL(i.URL); u != "" {
		language := languageTag(i.Language)
		if language == "" {
			language = languageTag(f.Language)
		}
		e.Links = append(e.Links, newAtomLink("alternate", u, "text/html", language))
	}
	for _, file := range i.files() {
		l := newAtomLink("enclosure", file.URL, file.Type, "")
		if file.Length > 0 {
			l.Length = strconv.FormatInt(file.Length, 10)
		}
		e.Links = append(e.Links, l)
	}
}

// iri returns the id as Atom needs it, an absolute IRI (RFC 4287, 4.2.6). An id that is none, such as a number from
// another system, has a UUID made of it, always the same one.
func iri(id string) string {
	if u, err := uuid.Parse(id); err == nil && len(id) == 36 {
		return "urn:uuid:" + u.String()
	}
	u, err := url.Parse(id)
	if err == nil && u.IsAbs() && !strings.ContainsAny(id, " \t\n<>\"{}|\\^`") {
		return id
	}
	return "urn:uuid:" + uuid.NewSHA1(uuid.NameSpaceOID, []byte(id)).String()
}
