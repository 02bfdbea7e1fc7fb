package site

import (
	"cmp"
	"encoding/xml"
	"slices"

	"seedfeed/feed"
)

type opml struct {
	XMLName  xml.Name  `xml:"opml"`
	Version  string    `xml:"version,attr"`
	Title    string    `xml:"head>title"`
	Docs     string    `xml:"head>docs"`
	Outlines []outline `xml:"body>outline"`
}

type outline struct {
	Type        string    `xml:"type,attr,omitempty"`
	Text        string    `xml:"text,attr"`
	Title       string    `xml:"title,attr,omitempty"`
	Description string    `xml:"description,attr,omitempty"`
	Language    string    `xml:"language,attr,omitempty"`
	XMLURL      string    `xml:"xmlUrl,attr,omitempty"`
	HTMLURL     string    `xml:"htmlUrl,attr,omitempty"`
	Outlines    []outline `xml:"outline"`
}

// OPML returns feeds.opml, an OPML 2.0 subscription list: the main feed, and those of the tags in a
// group of their own. A reader that imports it subscribes to all that it names, so each feed stands in
// it once, in the first of the formats that every reader takes.
func (s *Site) OPML(tags []TagCount) ([]File, error) {
	document := s.listFormat().FileName
	row := func(folder, title string) outline {
		return outline{
			Type: "rss", Text: title, Title: title, Language: s.settings.Language,
			XMLURL: s.address(folder) + document, HTMLURL: s.address(folder),
		}
	}
	main := row("", s.settings.Title)
	main.Description = s.settings.Description
	list := opml{
		Version:  "2.0",
		Title:    s.settings.Title,
		Docs:     "http://opml.org/spec2.opml",
		Outlines: []outline{main},
	}
	if len(tags) > 0 {
		group := outline{Text: "Tags"}
		tags = slices.SortedFunc(slices.Values(tags), func(a, b TagCount) int { return cmp.Compare(a.Slug, b.Slug) })
		for _, t := range tags {
			group.Outlines = append(group.Outlines, row(TagFolder(t.Slug), s.tagFeedTitle(t.Tag)))
		}
		list.Outlines = append(list.Outlines, group)
	}
	b, err := xml.MarshalIndent(list, "", "  ")
	if err != nil {
		return nil, err
	}
	return []File{{Path: "feeds.opml", Data: append([]byte(xml.Header+xmlMark), append(b, '\n')...)}}, nil
}

// listFormat prefers any XML format to JSON Feed, which older readers do not take.
func (s *Site) listFormat() feed.Format {
	for _, f := range s.settings.Formats {
		if f.Name != "json" {
			return f
		}
	}
	return s.settings.Formats[0]
}
