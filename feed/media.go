package feed

import "strings"

// media holds the elements of Media RSS 1.5 that both XML formats use. A picture is both a thumbnail and a
// content, as some readers look for the one only and some for the other.
type media struct {
	Thumbnail *mediaThumbnail `xml:"media:thumbnail"`
	Contents  []mediaContent  `xml:"media:content"`
}

type mediaThumbnail struct {
	URL    string `xml:"url,attr"`
	Width  int    `xml:"width,attr,omitempty"`
	Height int    `xml:"height,attr,omitempty"`
}

type mediaContent struct {
	URL      string `xml:"url,attr"`
	Medium   string `xml:"medium,attr,omitempty"`
	Type     string `xml:"type,attr,omitempty"`
	FileSize int64  `xml:"fileSize,attr,omitempty"`
	Width    int    `xml:"width,attr,omitempty"`
	Height   int    `xml:"height,attr,omitempty"`
}

func newMedia(picture *Image, files []Enclosure) media {
	var m media
	if p := picture; p != nil {
		m.Thumbnail = &mediaThumbnail{p.URL, p.Width, p.Height}
		m.Contents = append(m.Contents, mediaContent{p.URL, "image", p.Type, p.Length, p.Width, p.Height})
	}
	for _, e := range files {
		m.Contents = append(m.Contents, mediaContent{URL: e.URL, Medium: medium(e.Type), Type: e.Type, FileSize: e.Length})
	}
	return m
}

// medium returns what Media RSS calls the kind of a file, "" where it has no name for it.
func medium(mediaType string) string {
	kind, _, _ := strings.Cut(mediaType, "/")
	switch kind {
	case "image", "audio", "video":
		return kind
	}
	return ""
}
