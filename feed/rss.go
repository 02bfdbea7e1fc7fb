package feed

import (
	"encoding/xml"
	"io"
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

// rawContent is a raw for an item's content.
type rawContent struct {
	Text []byte `xml:",innerxml"`
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
	Title       raw       `xml:"title"`
	Link        raw       `xml:"link"`
	Description raw       `xml:"description"`
	Links       []rssLink `xml:"atom:link"`
	Language    string    `xml:"language,omitempty"`
	Copyright   *raw      `xml:"copyright"`
	Editor      *raw      `xml:"managingEditor"`
	Creators    []raw     `xml:"dc:creator"`
	feeds.RssFeed
	Generator *raw      `xml:"generator"`
	Image     *rssImage `xml:"image"`
	Archive   *raw      `xml:"fh:archive"`
	Complete  *raw      `xml:"fh:complete"`
	Items     []rssItem `xml:"item"`
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

type rssItem struct {
	Title       *raw        `xml:"title"`
	Link        *raw        `xml:"link"`
	GUID        *rssGUID    `xml:"guid"`
	Description *raw        `xml:"description"`
	Content     *rawContent `xml:"content:encoded"`
	Author      *raw        `xml:"author"`
	Creators    []raw       `xml:"dc:creator"`
	Categories  []raw       `xml:"category"`
	feeds.RssItem
	Updated  string `xml:"atom:updated,omitempty"`
	Language string `xml:"dc:language,omitempty"`
	Rights   *raw   `xml:"dc:rights"`
	media
}

type rssGUID struct {
	feeds.RssGuid
	Text string `xml:",innerxml"`
}

func writeRSS(w io.Writer, f *Feed) error {
	d := &rssDocument{
		RssFeedXml: feeds.RssFeedXml{Version: "2.0", ContentNamespace: nsContent},
		NSAtom:     nsAtom, // of the self link
		Channel:    newRSSChannel(f),
	}
	c := &d.Channel
	if c.Archive != nil || c.Complete != nil {
		d.NSFH = nsFH
	}
	if len(c.Creators) > 0 {
		d.NSDC = nsDC
	}
	memory := pages.Get().(*page)
	defer memory.free()
	c.Items = make([]rssItem, len(f.Items))
	for i := range f.Items {
		c.Items[i].fill(f, &f.Items[i], memory)
		if item := &c.Items[i]; len(item.Creators) > 0 || item.Language != "" || item.Rights != nil {
			d.NSDC = nsDC
		}
		if len(c.Items[i].Contents) > 0 {
			d.NSMedia = nsMedia
		}
	}
	return writeXML(w, d)
}

// writeXML writes a document with a line feed at its end.
func writeXML(w io.Writer, d feeds.XmlFeed) error {
	if err := feeds.WriteXML(d, w); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func newRSSChannel(f *Feed) rssChannel {
	title, home, description := f.title(), webURL(f.Home), paragraph(f.Description)
	if description == "" {
		description = title
	}
	c := rssChannel{
		Title:       raw{hexadecimal.apply(title)},
		Link:        raw{hexadecimal.apply(home)},
		Description: raw{hexadecimal.apply(description)},
		Language:    languageTag(f.Language),
		Copyright:   optional(paragraph(f.Rights), hexadecimal),
		Generator:   optional(line(f.Generator), hexadecimal),
		RssFeed: feeds.RssFeed{
			LastBuildDate: stamp(f.updated(), time.RFC1123Z),
			Docs:          "https://www.rssboard.org/rss-specification",
		},
		Archive:  mark(f.Archive && !f.Complete),
		Complete: mark(f.Complete),
	}
	for _, l := range f.links("rss.xml") {
		c.Links = append(c.Links, rssLink{AtomLink: feeds.AtomLink{Rel: l.rel, Href: l.href, Type: l.mediaType}})
	}
	c.Editor, c.Creators = rssAuthors(f.Authors)
	if picture := rssPicture(f); picture != "" {
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
func rssPicture(f *Feed) string {
	for _, u := range []string{webURL(f.Icon), webURL(f.Logo)} {
		bare, _, _ := strings.Cut(u, "?")
		switch strings.ToLower(path.Ext(bare)) {
		case ".png", ".jpg", ".jpeg", ".gif":
			return u
		}
	}
	return ""
}

// rssAuthors returns an e-mail address with a name, or else dc:creator elements: never both (RSS Best Practices
// Profile, namespace-elements-dublin-creator), and an author element has room for one person.
func rssAuthors(authors []Person) (author *raw, creators []raw) {
	list := people(authors)
	if len(list) == 1 && list[0].Email != "" {
		p := list[0]
		if p.Name == p.Email {
			return optional(p.Email, hexadecimal), nil
		}
		return optional(p.Email+" ("+p.Name+")", hexadecimal), nil
	}
	for _, p := range list {
		creators = append(creators, raw{hexadecimal.apply(p.Name)})
	}
	return nil, creators
}

func (item *rssItem) fill(f *Feed, i *Item, memory *page) {
	url, id := webURL(i.URL), clean(i.ID)
	*item = rssItem{
		Title: optional(line(i.Title), hexadecimal),
		Link:  optional(url, hexadecimal),
		GUID:  &rssGUID{RssGuid: feeds.RssGuid{IsPermaLink: strconv.FormatBool(id == url)}, Text: hexadecimal.apply(id)},
		// Twice: the description is HTML by its nature (data-types-characterdata).
		Description: optional(named.apply(paragraph(i.Summary)), named),
		RssItem:     feeds.RssItem{PubDate: stamp(i.Published, time.RFC1123Z)},
		Language:    i.language(f),
		Rights:      optional(i.rights(f), hexadecimal),
	}
	if content := memory.escape(i.Content); len(content) > 0 {
		item.Content = &rawContent{content}
	}
	if item.Title == nil && item.Description == nil {
		item.Title = optional(i.heading(), hexadecimal)
	}
	if !i.Updated.Equal(i.Published) {
		item.Updated = stamp(i.Updated, time.RFC3339)
	}
	item.Author, item.Creators = rssAuthors(i.Authors)
	for _, tag := range tags(i.Tags) {
		item.Categories = append(item.Categories, raw{hexadecimal.apply(tag)})
	}
	files := i.files()
	if len(files) > 0 {
		e := files[0]
		item.Enclosure = &feeds.RssEnclosure{Url: e.URL, Length: strconv.FormatInt(e.Length, 10), Type: e.Type}
		files = files[1:]
	}
	item.media = newMedia(i.picture(), files)
}
