package article

import (
	"bytes"
	"encoding/binary"
	"net/url"
	"strings"
)

// Marked is HTML, or a single URL, in which addresses that depend on where the article is published are
// still open. So an article that moves, or a site with a new address, is not read again.
//
// The marks are control characters, which no decoded text contains:
//
//	markFile + path + markEnd  the address of a local file, the path relative to the seeds folder; inside HTML
//	                           it is HTML-escaped, in a single URL it is as it is; a query or fragment may follow
//	markPage                   the address of the article's page, or of its folder before a relative path
//	markName + name + markEnd  the address of an article of which the name is known, written as that of a file
//	markHost                   scheme and host of the site, before a path that begins with a slash
//	markSite                   the address of the site without its last slash, before such a path
type Marked string

const (
	markFile = "\x01"
	markEnd  = "\x02"
	markPage = "\x03"
	markHost = "\x04"
	markName = "\x06"
	markSite = "\x07"

	// openMarks are the marks that begin an open address.
	openMarks = markFile + markPage + markHost + markName + markSite
)

// Addresses are what open addresses become. File and Article are called once for each mention.
type Addresses struct {
	Page    *url.URL                 // of the article
	Site    *url.URL                 // of the site that the article was written for; nil: the host of Page
	File    func(path string) string // the absolute URL of a local file
	Article func(name string) string // the absolute URL of an article by its name; "" where there is none. nil: there is none
}

// Resolve gives HTML its addresses, escaped as HTML asks. Of a link to an article that is not there the text stays.
func (m Marked) Resolve(to Addresses) string { return m.resolve(to, escapeAttr, unescapeAttr, true) }

// ResolveURL gives a single URL its address, as Resolve does for HTML, without any escaping.
func (m Marked) ResolveURL(to Addresses) string {
	asIs := func(s string) string { return s }
	return m.resolve(to, asIs, asIs, false)
}

func (m Marked) resolve(to Addresses, escape, unescape func(string) string, html bool) string {
	s := string(m)
	i := nextMark(s)
	if i < 0 {
		return s
	}
	pageURL := escape(to.Page.String())
	folderURL := pageURL[:strings.LastIndexByte(pageURL, '/')+1]
	hostURL := escape(to.Page.Scheme + "://" + to.Page.Host)
	siteURL := hostURL
	if to.Site != nil {
		siteURL = strings.TrimSuffix(escape(to.Site.String()), "/")
	}
	b := make([]byte, 0, len(s)+len(s)/8)
	for ; i >= 0; i = nextMark(s) {
		b = append(b, s[:i]...)
		mark := s[i : i+1]
		s = s[i+1:]
		switch mark {
		case markPage:
			if s == "" || strings.IndexByte("#?\"', ", s[0]) >= 0 {
				b = append(b, pageURL...)
			} else { // a relative path, which begins in the folder of the page
				b = append(b, folderURL...)
			}
		case markHost:
			b = append(b, hostURL...)
		case markSite:
			b = append(b, siteURL...)
		case markFile:
			path, rest, _ := strings.Cut(s, markEnd)
			b = append(b, escape(to.File(unescape(path)))...)
			s = rest
		case markName:
			name, rest, _ := strings.Cut(s, markEnd)
			s = rest
			address := ""
			if to.Article != nil {
				address = to.Article(unescape(name))
			}
			if b = append(b, escape(address)...); address == "" && html {
				var text string
				b, text, s = withoutLink(b, s)
				b = append(b, Marked(text).resolve(to, escape, unescape, html)...)
			}
		}
	}
	return string(append(b, s...))
}

// nextMark returns where the first open address of s begins, or -1. The contents of all articles go through it each time
// that they are shown, and hold few: hence eight bytes at a time.
func nextMark(s string) int {
	for i := 0; i < len(s); i++ {
		for i+8 <= len(s) && !mayHoldMark(binary.LittleEndian.Uint64([]byte(s[i:i+8]))) {
			i += 8
		}
		if i < len(s) && strings.IndexByte(openMarks, s[i]) >= 0 {
			return i
		}
	}
	return -1
}

// mayHoldMark reports whether one of eight bytes is less than 8, as all marks are. To subtract 8 sets the highest bit of
// the first that is.
func mayHoldMark(eight uint64) bool {
	const eights = 0x0808080808080808
	return (eight-eights)&^eight&highest != 0
}

// withoutLink takes the tag of the link away in whose address b ends. s is what follows in the address; it gives the
// link's text and what comes after its end.
func withoutLink(b []byte, s string) (before []byte, text, after string) {
	start := bytes.LastIndexByte(b, '<')
	if start < 0 || !bytes.HasPrefix(b[start:], []byte("<a ")) {
		return b, "", s
	}
	_, s, _ = strings.Cut(s, ">")
	text, after, closed := strings.Cut(s, "</a>")
	if !closed {
		return b[:start], "", s
	}
	return b[:start], text, after
}
