package feed

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/feeds"
)

type jsonFeed struct {
	feeds.JSONFeed
	Extension *jsonFeedExtension `json:"_seedfeed,omitempty"`
	Items     [0]feeds.JSONItem  `json:"items"` // JSONFeed leaves an empty list out, which the format does not allow
}

// jsonFeedExtension holds what JSON Feed has no key for. Its text asks for about, a URL to read.
type jsonFeedExtension struct {
	About     string `json:"about,omitempty"`
	Generator string `json:"generator,omitempty"`
	Updated   string `json:"updated,omitempty"`
	Rights    string `json:"rights,omitempty"`
	Logo      string `json:"logo,omitempty"`
}

// jsonTail is what encoding/json ends a document with.
const jsonTail = "]}\n"

func appendJSONHead(b []byte, p *prepared) ([]byte, error) {
	w := bytes.NewBuffer(b)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	if err := e.Encode(newJSONFeed(p)); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(w.Bytes(), []byte(jsonTail)), nil
}

func newJSONFeed(p *prepared) *jsonFeed {
	d := &jsonFeed{
		JSONFeed: feeds.JSONFeed{
			Version:     "https://jsonfeed.org/version/1.1",
			Title:       p.Title,
			Language:    p.Language,
			HomePageUrl: p.Home,
			FeedUrl:     p.Folder + "feed.json",
			Description: p.Description,
			Icon:        p.Icon,
			Favicon:     p.Icon,
		},
	}
	for _, author := range p.Authors {
		d.Authors = append(d.Authors, &feeds.JSONAuthor{Name: author.Name, Url: jsonAuthorURL(author)})
	}
	if p.neighbour.prev != "" {
		d.NextUrl = p.neighbour.prev + "feed.json"
	}
	if p.Hub != "" {
		d.Hubs = []*feeds.JSONHub{{Type: "WebSub", Url: p.Hub}}
	}
	x := jsonFeedExtension{
		Generator: p.Generator,
		Updated:   stamp(p.Updated, time.RFC3339),
		Rights:    p.Rights,
		Logo:      p.Logo,
	}
	if x != (jsonFeedExtension{}) {
		x.About = p.GeneratorURL
		d.Extension = &x
	}
	return d
}

func jsonAuthorURL(p Person) string {
	if p.URL == "" && p.Email != "" {
		return "mailto:" + escapeURL(p.Email)
	}
	return p.URL
}

func appendJSONItem(b []byte, _ *prepared, i *preparedItem) []byte {
	b = append(b, '{')
	b = member(b, "id", i.id)
	b = member(b, "url", i.url)
	b = member(b, "title", i.title)
	b = member(b, "content_html", i.content)
	if i.content == "" {
		b = member(b, "content_text", i.plain()) // one of the two must be there
	}
	b = member(b, "summary", i.summary)
	if i.picture != nil {
		b = member(b, "image", i.picture.URL)
	}
	if len(i.authors) > 0 {
		b = append(key(b, "authors"), '[')
		for _, author := range i.authors {
			b = append(comma(b), '{')
			b = member(b, "name", author.Name)
			b = member(b, "url", jsonAuthorURL(author))
			b = append(b, '}')
		}
		b = append(b, ']')
	}
	if len(i.tags) > 0 {
		b = append(key(b, "tags"), '[')
		for _, tag := range i.tags {
			b = appendString(comma(b), tag)
		}
		b = append(b, ']')
	}
	b = member(b, "date_published", stamp(i.published, time.RFC3339))
	b = member(b, "date_modified", stamp(i.updated, time.RFC3339))
	b = member(b, "language", i.language)
	if len(i.files) > 0 {
		b = append(key(b, "attachments"), '[')
		for _, file := range i.files {
			b = append(comma(b), '{')
			b = member(b, "url", file.URL)
			b = member(b, "mime_type", file.Type)
			b = numberMember(b, "size_in_bytes", file.Length)
			b = append(b, '}')
		}
		b = append(b, ']')
	}
	b = appendJSONExtension(b, i)
	return append(b, '}')
}

// appendJSONExtension appends what JSON Feed has no key for.
func appendJSONExtension(b []byte, i *preparedItem) []byte {
	picture := Image{}
	if i.picture != nil {
		picture = *i.picture
		picture.URL = ""
	}
	if i.rights == "" && picture == (Image{}) {
		return b
	}
	b = append(key(b, "_seedfeed"), '{')
	b = member(b, "rights", i.rights)
	if picture != (Image{}) {
		b = append(key(b, "image"), '{')
		b = member(b, "mime_type", picture.Type)
		b = numberMember(b, "size_in_bytes", picture.Length)
		b = numberMember(b, "width", int64(picture.Width))
		b = numberMember(b, "height", int64(picture.Height))
		b = member(b, "alt", picture.Alt)
		b = append(b, '}')
	}
	return append(b, '}')
}

// comma appends a comma, except before the first member or element.
func comma(b []byte) []byte {
	if last := b[len(b)-1]; last == '{' || last == '[' {
		return b
	}
	return append(b, ',')
}

// key appends the key of a member.
func key(b []byte, name string) []byte {
	b = append(comma(b), '"')
	b = append(b, name...)
	return append(b, `":`...)
}

// member appends a member of an object, nothing if the text is empty.
func member(b []byte, name, text string) []byte {
	if text == "" {
		return b
	}
	return appendString(key(b, name), text)
}

// numberMember appends a member of an object, nothing if it is 0.
func numberMember(b []byte, name string, n int64) []byte {
	if n == 0 {
		return b
	}
	return strconv.AppendInt(key(b, name), n, 10)
}

// appendString appends s, which must be clean, as encoding/json does.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	start := len(b)
	b = quoted.append(b, s)
	if strings.Contains(s, "\u2028") || strings.Contains(s, "\u2029") { // ends of lines to JavaScript
		text := strings.NewReplacer("\u2028", `\u2028`, "\u2029", `\u2029`).Replace(string(b[start:]))
		b = append(b[:start], text...)
	}
	return append(b, '"')
}
