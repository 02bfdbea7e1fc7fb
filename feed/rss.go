package feed

import (
	"bytes"
	"encoding/xml"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/feeds"
)

// The namespaces of the foreign elements. Each is declared only where the document uses it, except that of
// content:encoded, which gorilla/feeds always declares.
const (
	nsAtom    = "http://www.w3.org/2005/Atom"
	nsDC      = "http://purl.org/dc/elements/1.1/"
	nsFH      = "http://purl.org/syndication/history/1.0"
	nsMedia   = "http://search.yahoo.com/mrss/"
	nsContent = "http://purl.org/rss/1.0/modules/content/"
)

// raw is an element whose text is escaped already: encoding/xml takes ten times as long for it, and cannot
// write the references that RSS wants.
type raw struct {
	Text string `xml:",innerxml"`
}

// optional returns the element for s, nil if s is empty.
func optional(s string, e *escaping) *raw {
	if s == "" {
		return nil
	}
	return &raw{e.apply(s)}
}

type rssDocument struct {
	feeds.RssFeedXml
	NSAtom  string     `xml:"xmlns:atom,attr,omitempty"`
	NSDC    string     `xml:"xmlns:dc,attr,omitempty"`
	NSMedia string     `xml:"xmlns:media,attr,omitempty"`
	NSFH    string     `xml:"xmlns:fh,attr,omitempty"`
	Channel rssChannel `xml:"channel"`
}

// FeedXml stands in for the one that gorilla/feeds' own types bring, which would write those alone.
func (d *rssDocument) FeedXml() any { return d }

type rssChannel struct {
	Generator   *raw      `xml:"generator"` // before the banner, which may be long: it tells whose document this is
	Banner      *banner   `xml:"div"`
	Title       raw       `xml:"title"`
	Link        raw       `xml:"link"`
	Description raw       `xml:"description"`
	Links       []rssLink `xml:"atom:link"`
	Language    string    `xml:"language,omitempty"`
	Copyright   *raw      `xml:"copyright"`
	Editor      *raw      `xml:"managingEditor"`
	Creators    []raw     `xml:"dc:creator"`
	feeds.RssFeed
	Image    *rssImage `xml:"image"`
	Archive  *raw      `xml:"fh:archive"`
	Complete *raw      `xml:"fh:complete"`
}

type rssLink struct {
	XMLName xml.Name `xml:"atom:link"` // AtomLink's own name would beat the field's
	feeds.AtomLink
}

type rssImage struct {
	feeds.RssImage
	URL   raw `xml:"url"`
	Title raw `xml:"title"`
	Link  raw `xml:"link"`
}

// rssTail is what gorilla/feeds ends a document with.
const rssTail = "\n  </channel>\n</rss>\n"

func appendRSSHead(b []byte, p *prepared) ([]byte, error) {
	d := &rssDocument{
		RssFeedXml: feeds.RssFeedXml{Version: "2.0", ContentNamespace: nsContent},
		NSAtom:     nsAtom, // of the self link
		Channel:    newRSSChannel(p),
	}
	if d.Channel.Archive != nil || d.Channel.Complete != nil {
		d.NSFH = nsFH
	}
	if len(d.Channel.Creators) > 0 {
		d.NSDC = nsDC
	}
	for i := range p.items {
		item := &p.items[i]
		if _, creators := rssAuthors(item.authors); len(creators) > 0 || item.language != "" || item.rights != "" {
			d.NSDC = nsDC
		}
		if item.picture != nil || len(item.files) > 1 {
			d.NSMedia = nsMedia
		}
	}
	return appendXMLHead(b, d, p.StyleSheet, rssTail)
}

// appendXMLHead appends a document of gorilla/feeds without its tail, which ends with a line feed of ours.
func appendXMLHead(b []byte, d feeds.XmlFeed, styleSheet, tail string) ([]byte, error) {
	w := bytes.NewBuffer(b)
	if err := feeds.WriteXML(d, w); err != nil {
		return nil, err
	}
	declaration := len(b) + len(xml.Header) - 1 // without its line feed
	b = bytes.TrimSuffix(w.Bytes(), []byte(strings.TrimSuffix(tail, "\n")))
	return insertInstruction(b, declaration, styleSheet), nil
}

func newRSSChannel(p *prepared) rssChannel {
	description := p.Description
	if description == "" {
		description = p.Title
	}
	c := rssChannel{
		Banner:      newBanner(p, "rss.xml"),
		Title:       raw{hexadecimal.apply(p.Title)},
		Link:        raw{hexadecimal.apply(p.Home)},
		Description: raw{hexadecimal.apply(description)},
		Language:    p.Language,
		Copyright:   optional(p.Rights, hexadecimal),
		Generator:   optional(p.Generator, hexadecimal),
		RssFeed: feeds.RssFeed{
			LastBuildDate: stamp(p.Updated, time.RFC1123Z),
			Docs:          "https://www.rssboard.org/rss-specification",
		},
		Archive:  mark(p.Archive && !p.Complete),
		Complete: mark(p.Complete),
	}
	for _, l := range p.links("rss.xml") {
		c.Links = append(c.Links, rssLink{AtomLink: feeds.AtomLink{Rel: l.rel, Href: l.href, Type: l.mediaType}})
	}
	editor, creators := rssAuthors(p.Authors)
	c.Editor = optional(editor, hexadecimal)
	for _, creator := range creators {
		c.Creators = append(c.Creators, raw{hexadecimal.apply(creator.Name)})
	}
	if picture := rssPicture(p.Icon, p.Logo); picture != "" {
		// Neither width nor height: they are not known, and must be at most 144 and 400 where they are given.
		c.Image = &rssImage{URL: raw{hexadecimal.apply(picture)}, Title: c.Title, Link: c.Link}
	}
	return c
}

// mark returns an empty element, or nil.
func mark(set bool) *raw {
	if set {
		return &raw{}
	}
	return nil
}

// rssPicture returns the icon or logo, whichever is of a type that RSS allows for the image of a channel.
func rssPicture(icon, logo string) string {
	for _, u := range []string{icon, logo} {
		bare, _, _ := strings.Cut(u, "?")
		switch strings.ToLower(path.Ext(bare)) {
		case ".png", ".jpg", ".jpeg", ".gif":
			return u
		}
	}
	return ""
}

// rssAuthors returns an e-mail address with a name, or else those who each have a dc:creator: never both (RSS Best
// Practices Profile, namespace-elements-dublin-creator), and an author element has room for one person.
func rssAuthors(authors []Person) (author string, creators []Person) {
	if len(authors) != 1 || authors[0].Email == "" {
		return "", authors
	}
	if p := authors[0]; p.Name != p.Email {
		return p.Email + " (" + p.Name + ")", nil
	}
	return authors[0].Email, nil
}

func appendRSSItem(b []byte, p *prepared, i *preparedItem) []byte {
	const indent = "      "
	title := i.title
	if i.summary == "" {
		title = i.heading
	}
	b = append(b, "\n    <item>"...)
	b = element(b, indent, "title", title, hexadecimal)
	b = element(b, indent, "link", i.url, hexadecimal)
	b = indented(b, indent, "<guid")
	b = attribute(b, "isPermaLink", strconv.FormatBool(i.id == i.url))
	b = append(b, '>')
	b = hexadecimal.append(b, i.id)
	b = endElement(b, "guid")
	// Twice: the description is HTML by its nature (data-types-characterdata).
	b = element(b, indent, "description", named.apply(i.summary), named)
	if i.content != "" {
		p.escapeContents()
		b = indented(b, indent, "<content:encoded>")
		b = append(b, i.escaped...)
		b = endElement(b, "content:encoded")
	}
	author, creators := rssAuthors(i.authors)
	b = element(b, indent, "author", author, hexadecimal)
	for _, creator := range creators {
		b = element(b, indent, "dc:creator", creator.Name, hexadecimal)
	}
	for _, tag := range i.tags {
		b = element(b, indent, "category", tag, hexadecimal)
	}
	files := i.files
	if len(files) > 0 {
		b = indented(b, indent, "<enclosure")
		b = attribute(b, "url", files[0].URL)
		b = attribute(b, "length", strconv.FormatInt(files[0].Length, 10))
		b = attribute(b, "type", files[0].Type)
		b = endEmpty(b, "enclosure")
		files = files[1:]
	}
	b = element(b, indent, "pubDate", stamp(i.published, time.RFC1123Z), hexadecimal)
	if !i.updated.Equal(i.published) {
		b = element(b, indent, "atom:updated", stamp(i.updated, time.RFC3339), hexadecimal)
	}
	b = element(b, indent, "dc:language", i.language, hexadecimal)
	b = element(b, indent, "dc:rights", i.rights, hexadecimal)
	b = appendMedia(b, indent, i.picture, files)
	return append(b, "\n    </item>"...)
}
