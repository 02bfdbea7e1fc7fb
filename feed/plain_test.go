package feed

import (
	"strconv"
	"time"

	"github.com/gorilla/feeds"
)

// The plain types are items as one would hand them to encoding/xml and encoding/json: gorilla/feeds' own, with what
// they have no field for.

type plainRSSItem struct {
	Title       *raw   `xml:"title"`
	Link        *raw   `xml:"link"`
	GUID        any    `xml:"guid"`
	Description *raw   `xml:"description"`
	Content     *raw   `xml:"content:encoded"`
	Author      *raw   `xml:"author"`
	Creators    []*raw `xml:"dc:creator"`
	Categories  []*raw `xml:"category"`
	feeds.RssItem
	Updated  string `xml:"atom:updated,omitempty"`
	Language string `xml:"dc:language,omitempty"`
	Rights   *raw   `xml:"dc:rights"`
	plainMedia
}

type plainGUID struct {
	feeds.RssGuid
	Text string `xml:",innerxml"`
}

func plainRSS(p *prepared, i *preparedItem) plainRSSItem {
	title := i.title
	if i.summary == "" {
		title = i.heading
	}
	item := plainRSSItem{
		Title:       optional(title, hexadecimal),
		Link:        optional(i.url, hexadecimal),
		GUID:        plainGUID{feeds.RssGuid{IsPermaLink: strconv.FormatBool(i.id == i.url)}, hexadecimal.apply(i.id)},
		Description: optional(named.apply(i.summary), named),
		Content:     optional(i.content, named),
		RssItem:     feeds.RssItem{PubDate: stamp(i.published, time.RFC1123Z)},
		Language:    i.language,
		Rights:      optional(i.rights, hexadecimal),
	}
	if !i.updated.Equal(i.published) {
		item.Updated = stamp(i.updated, time.RFC3339)
	}
	author, creators := rssAuthors(i.authors)
	item.Author = optional(author, hexadecimal)
	for _, c := range creators {
		item.Creators = append(item.Creators, optional(c.Name, hexadecimal))
	}
	for _, tag := range i.tags {
		item.Categories = append(item.Categories, optional(tag, hexadecimal))
	}
	files := i.files
	if len(files) > 0 {
		item.Enclosure = &feeds.RssEnclosure{Url: files[0].URL, Length: strconv.FormatInt(files[0].Length, 10), Type: files[0].Type}
		files = files[1:]
	}
	item.plainMedia = newPlainMedia(i.picture, files)
	return item
}

type plainMedia struct {
	Thumbnail *plainMediaFile  `xml:"media:thumbnail"`
	Contents  []plainMediaFile `xml:"media:content"`
}

type plainMediaFile struct {
	URL      string `xml:"url,attr"`
	Medium   string `xml:"medium,attr,omitempty"`
	Type     string `xml:"type,attr,omitempty"`
	FileSize int64  `xml:"fileSize,attr,omitempty"`
	Width    int    `xml:"width,attr,omitempty"`
	Height   int    `xml:"height,attr,omitempty"`
}

func newPlainMedia(p *Image, files []Enclosure) plainMedia {
	var m plainMedia
	if p != nil {
		m.Thumbnail = &plainMediaFile{URL: p.URL, Width: p.Width, Height: p.Height}
		m.Contents = append(m.Contents, plainMediaFile{p.URL, "image", p.Type, p.Length, p.Width, p.Height})
	}
	for _, e := range files {
		m.Contents = append(m.Contents, plainMediaFile{URL: e.URL, Medium: medium(e.Type), Type: e.Type, FileSize: e.Length})
	}
	return m
}

type plainEntry struct {
	Lang  string `xml:"xml:lang,attr,omitempty"`
	ID    raw    `xml:"id"`
	Title raw    `xml:"title"`
	feeds.AtomEntry
	Authors    []feeds.AtomAuthor `xml:"author"`
	Links      []atomLink         `xml:"link"`
	Categories []plainCategory    `xml:"category"`
	Rights     *raw               `xml:"rights"`
	Summary    *plainText         `xml:"summary"`
	Content    *plainText         `xml:"content"`
	plainMedia
}

type plainCategory struct {
	Term string `xml:"term,attr"`
}

type plainText struct {
	Type string `xml:"type,attr"`
	Text string `xml:",innerxml"`
}

func plainAtom(p *prepared, i *preparedItem) plainEntry {
	e := plainEntry{
		Lang:       i.language,
		ID:         raw{named.apply(iri(i.id))},
		Title:      raw{named.apply(i.heading)},
		AtomEntry:  feeds.AtomEntry{Published: stamp(i.published, time.RFC3339), Updated: stamp(i.updated, time.RFC3339)},
		Authors:    atomAuthors(i.authors),
		Rights:     optional(i.rights, named),
		plainMedia: newPlainMedia(i.picture, nil),
	}
	for _, t := range []string{e.Published, atomUpdated(p)} {
		if e.Updated == "" {
			e.Updated = t
		}
	}
	if i.url != "" {
		e.Links = append(e.Links, newAtomLink("alternate", i.url, "text/html", i.pageLanguage))
	}
	for _, file := range i.files {
		l := newAtomLink("enclosure", file.URL, file.Type, "")
		if file.Length > 0 {
			l.Length = strconv.FormatInt(file.Length, 10)
		}
		e.Links = append(e.Links, l)
	}
	for _, tag := range i.tags {
		e.Categories = append(e.Categories, plainCategory{tag})
	}
	if i.summary != "" {
		e.Summary = &plainText{"text", named.apply(i.summary)}
	}
	if i.content != "" {
		e.Content = &plainText{"html", named.apply(i.content)}
	} else if i.url == "" {
		e.Content = &plainText{"text", named.apply(i.plain())}
	}
	return e
}

type plainJSONItem struct {
	feeds.JSONItem
	Published   string            `json:"date_published,omitempty"`
	Modified    string            `json:"date_modified,omitempty"`
	Language    string            `json:"language,omitempty"`
	Attachments []plainAttachment `json:"attachments,omitempty"`
	Extension   any               `json:"_seedfeed,omitempty"`
}

type plainAttachment struct {
	URL         string `json:"url,omitempty"`
	MIMEType    string `json:"mime_type,omitempty"`
	SizeInBytes int64  `json:"size_in_bytes,omitempty"`
}

type plainExtension struct {
	Rights string        `json:"rights,omitempty"`
	Image  *plainPicture `json:"image,omitempty"`
}

type plainPicture struct {
	Type   string `json:"mime_type,omitempty"`
	Size   int64  `json:"size_in_bytes,omitempty"`
	Width  int    `json:"width,omitempty"`
	Height int    `json:"height,omitempty"`
	Alt    string `json:"alt,omitempty"`
}

func plainJSON(i *preparedItem) plainJSONItem {
	item := plainJSONItem{
		JSONItem:  feeds.JSONItem{Id: i.id, Url: i.url, Title: i.title, ContentHTML: i.content, Summary: i.summary, Tags: i.tags},
		Published: stamp(i.published, time.RFC3339),
		Modified:  stamp(i.updated, time.RFC3339),
		Language:  i.language,
	}
	if i.content == "" {
		item.ContentText = i.plain()
	}
	for _, a := range i.authors {
		item.Authors = append(item.Authors, &feeds.JSONAuthor{Name: a.Name, Url: jsonAuthorURL(a)})
	}
	for _, e := range i.files {
		item.Attachments = append(item.Attachments, plainAttachment{e.URL, e.Type, e.Length})
	}
	x := plainExtension{Rights: i.rights}
	if p := i.picture; p != nil {
		item.Image = p.URL
		if image := (plainPicture{p.Type, p.Length, p.Width, p.Height, p.Alt}); image != (plainPicture{}) {
			x.Image = &image
		}
	}
	if x != (plainExtension{}) {
		item.Extension = x
	}
	return item
}
