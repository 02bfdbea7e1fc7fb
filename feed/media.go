package feed

import "strings"

// appendMedia appends the elements of Media RSS 1.5 that both XML formats use. A picture is both a thumbnail and
// a content, as some readers look for the one only and some for the other.
func appendMedia(b []byte, indent string, picture *Image, files []Enclosure) []byte {
	const thumbnail, content = "media:thumbnail", "media:content"
	if p := picture; p != nil {
		b = indented(b, indent, "<"+thumbnail)
		b = attribute(b, "url", p.URL)
		b = number(b, "width", int64(p.Width))
		b = number(b, "height", int64(p.Height))
		b = endEmpty(b, thumbnail)

		b = indented(b, indent, "<"+content)
		b = attribute(b, "url", p.URL)
		b = attribute(b, "medium", "image")
		b = attribute(b, "type", p.Type)
		b = number(b, "fileSize", p.Length)
		b = number(b, "width", int64(p.Width))
		b = number(b, "height", int64(p.Height))
		b = endEmpty(b, content)
	}
	for _, e := range files {
		b = indented(b, indent, "<"+content)
		b = attribute(b, "url", e.URL)
		b = attribute(b, "medium", medium(e.Type))
		b = attribute(b, "type", e.Type)
		b = number(b, "fileSize", e.Length)
		b = endEmpty(b, content)
	}
	return b
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
