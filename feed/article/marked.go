package article

import (
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
//	markHost                   scheme and host of the site, before a path that begins with a slash
type Marked string

const (
	markFile = "\x01"
	markEnd  = "\x02"
	markPage = "\x03"
	markHost = "\x04"

	// openMarks are the marks that begin an open address.
	openMarks = markFile + markPage + markHost
)

// Resolve gives HTML its addresses, escaped as HTML asks. page is the absolute URL of the article's page. file gives the absolute URL of a local file; it is called once for each mention.
func (m Marked) Resolve(page *url.URL, file func(path string) string) string {
	return m.resolve(page, file, escapeAttr, unescapeAttr)
}

// ResolveURL gives a single URL its address, as Resolve does for HTML, without any escaping.
func (m Marked) ResolveURL(page *url.URL, file func(path string) string) string {
	asIs := func(s string) string { return s }
	return m.resolve(page, file, asIs, asIs)
}

func (m Marked) resolve(page *url.URL, file func(string) string, escape, unescape func(string) string) string {
	s := string(m)
	i := strings.IndexAny(s, openMarks)
	if i < 0 {
		return s
	}
	pageURL := escape(page.String())
	folderURL := pageURL[:strings.LastIndexByte(pageURL, '/')+1]
	hostURL := escape(page.Scheme + "://" + page.Host)
	var b strings.Builder
	b.Grow(len(s) + len(s)/8)
	for ; i >= 0; i = strings.IndexAny(s, openMarks) {
		b.WriteString(s[:i])
		mark := s[i : i+1]
		s = s[i+1:]
		switch mark {
		case markPage:
			if s == "" || strings.IndexByte("#?\"', ", s[0]) >= 0 {
				b.WriteString(pageURL)
			} else { // a relative path, which begins in the folder of the page
				b.WriteString(folderURL)
			}
		case markHost:
			b.WriteString(hostURL)
		case markFile:
			path, rest, _ := strings.Cut(s, markEnd)
			b.WriteString(escape(file(unescape(path))))
			s = rest
		}
	}
	b.WriteString(s)
	return b.String()
}
