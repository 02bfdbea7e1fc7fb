package feed

import (
	"encoding/json"
	"io"
	"time"

	"github.com/gorilla/feeds"
)

type jsonFeed struct {
	feeds.JSONFeed
	Extension *jsonFeedExtension `json:"_seedfeed,omitempty"`
	Items     []jsonItem         `json:"items"` // JSONFeed leaves an empty list out, which the format does not allow
}

// jsonFeedExtension holds what JSON Feed has no key for. Its text asks for about, a URL to read.
type jsonFeedExtension struct {
	About     string `json:"about,omitempty"`
	Generator string `json:"generator,omitempty"`
	Updated   string `json:"updated,omitempty"`
	Rights    string `json:"rights,omitempty"`
	Logo      string `json:"logo,omitempty"`
}

type jsonItem struct {
	feeds.JSONItem
	// JSONItem's times keep their zones and fractions of seconds, and cannot say every year.
	Published   string             `json:"date_published,omitempty"`
	Modified    string             `json:"date_modified,omitempty"`
	Language    string             `json:"language,omitempty"`
	Attachments []jsonAttachment   `json:"attachments,omitempty"`
	Extension   *jsonItemExtension `json:"_seedfeed,omitempty"`
}

type jsonItemExtension struct {
	Rights string     `json:"rights,omitempty"`
	Image  *jsonImage `json:"image,omitempty"`
}

type jsonImage struct {
	Type   string `json:"mime_type,omitempty"`
	Size   int64  `json:"size_in_bytes,omitempty"`
	Width  int    `json:"width,omitempty"`
	Height int    `json:"height,omitempty"`
	Alt    string `json:"alt,omitempty"`
}

// methodless is JSONAttachment without its MarshalJSON, which would write that alone.
type methodless feeds.JSONAttachment

type jsonAttachment struct {
	methodless
	SizeInBytes int64 `json:"size_in_bytes,omitempty"` // JSONAttachment says size, in 32 bits
}

func writeJSON(w io.Writer, f *Feed) error {
	d := newJSONFeed(f)
	d.Items = make([]jsonItem, len(f.Items))
	for i := range f.Items {
		d.Items[i].fill(f, &f.Items[i])
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(d)
}

func newJSONFeed(f *Feed) *jsonFeed {
	d := &jsonFeed{
		JSONFeed: feeds.JSONFeed{
			Version:     "https://jsonfeed.org/version/1.1",
			Title:       f.title(),
			Language:    languageTag(f.Language),
			HomePageUrl: webURL(f.Home),
			FeedUrl:     webURL(f.Folder) + "feed.json",
			Description: paragraph(f.Description),
			Icon:        webURL(f.Icon),
			Favicon:     webURL(f.Icon),
			Authors:     jsonAuthors(f.Authors),
		},
	}
	if prev, _, _ := f.neighbours(); prev != "" {
		d.NextUrl = prev + "feed.json"
	}
	x := jsonFeedExtension{
		Generator: line(f.Generator),
		Updated:   stamp(f.updated(), time.RFC3339),
		Rights:    paragraph(f.Rights),
		Logo:      webURL(f.Logo),
	}
	if x != (jsonFeedExtension{}) {
		x.About = webURL(f.GeneratorURL)
		d.Extension = &x
	}
	return d
}

func jsonAuthors(list []Person) []*feeds.JSONAuthor {
	var out []*feeds.JSONAuthor
	for _, p := range people(list) {
		a := &feeds.JSONAuthor{Name: p.Name, Url: p.URL}
		if a.Url == "" && p.Email != "" {
			a.Url = "mailto:" + escapeURL(p.Email)
		}
		out = append(out, a)
	}
	return out
}

func (item *jsonItem) fill(f *Feed, i *Item) {
	*item = jsonItem{
		JSONItem: feeds.JSONItem{
			Id:          clean(i.ID),
			Url:         webURL(i.URL),
			Title:       line(i.Title),
			ContentHTML: clean(i.Content),
			Summary:     paragraph(i.Summary),
			Authors:     jsonAuthors(i.Authors),
			Tags:        tags(i.Tags),
		},
		Published: stamp(i.Published, time.RFC3339),
		Modified:  stamp(i.Updated, time.RFC3339),
		Language:  i.language(f),
	}
	if item.ContentHTML == "" {
		item.ContentText = i.plain() // one of the two must be there
	}
	for _, e := range i.files() {
		item.Attachments = append(item.Attachments, jsonAttachment{methodless{Url: e.URL, MIMEType: e.Type}, e.Length})
	}
	x := jsonItemExtension{Rights: i.rights(f)}
	if p := i.picture(); p != nil {
		item.Image = p.URL
		if image := (jsonImage{p.Type, p.Length, p.Width, p.Height, p.Alt}); image != (jsonImage{}) {
			x.Image = &image
		}
	}
	if x != (jsonItemExtension{}) {
		item.Extension = &x
	}
}

// plain returns the text that stands in for a content, never empty.
func (i *Item) plain() string {
	if summary := paragraph(i.Summary); summary != "" {
		return summary
	}
	return i.heading()
}
