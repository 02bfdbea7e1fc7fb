package site

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"time"
)

// SitemapPartSize is how many pages one part of the sitemap names at most. Small parts, so that a new
// article rewrites little; the protocol allows 50,000.
const SitemapPartSize = 1000

// A SitemapEntry is a page for search engines.
type SitemapEntry struct {
	URL     string    // absolute
	Updated time.Time // zero where it is not known
}

const sitemapNamespace = "http://www.sitemaps.org/schemas/sitemap/0.9"

// SitemapPart returns one part of the sitemap, sitemaps.org's urlset. Parts are numbered from 1.
func (s *Site) SitemapPart(number int, entries []SitemapEntry) ([]File, error) {
	path := sitemapPath(number)
	if len(entries) > SitemapPartSize {
		return nil, fmt.Errorf("%s: %d pages, more than %d", path, len(entries), SitemapPartSize)
	}
	var b bytes.Buffer
	b.WriteString(xml.Header + xmlMark + `<urlset xmlns="` + sitemapNamespace + `">` + "\n")
	for _, e := range entries {
		b.WriteString("<url><loc>")
		xml.EscapeText(&b, []byte(e.URL)) // writing to a Buffer never fails
		b.WriteString("</loc>")
		if !e.Updated.IsZero() {
			b.WriteString("<lastmod>" + e.Updated.UTC().Format(time.RFC3339) + "</lastmod>")
		}
		b.WriteString("</url>\n")
	}
	b.WriteString("</urlset>\n")
	return []File{{Path: path, Data: b.Bytes()}}, nil
}

// Sitemap returns the index of the sitemap's parts. It tells no dates, which would change it with
// every article.
func (s *Site) Sitemap(parts int) ([]File, error) {
	var b bytes.Buffer
	b.WriteString(xml.Header + xmlMark + `<sitemapindex xmlns="` + sitemapNamespace + `">` + "\n")
	for number := 1; number <= parts; number++ {
		b.WriteString("<sitemap><loc>")
		xml.EscapeText(&b, []byte(s.base+sitemapPath(number)))
		b.WriteString("</loc></sitemap>\n")
	}
	b.WriteString("</sitemapindex>\n")
	return []File{{Path: "sitemap.xml", Data: b.Bytes()}}, nil
}

func sitemapPath(number int) string { return fmt.Sprintf("%s/%d.xml", sitemapRoot, number) }
