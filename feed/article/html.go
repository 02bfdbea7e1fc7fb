package article

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// html reads a web page: the article in it without what belongs to the site, and the metadata of its head.
func (d *document) html(body string, line int) {
	body = d.expand(body, line, true)
	page, err := html.ParseWithOptions(strings.NewReader(body), html.ParseOptionEnableScripting(false))
	if err != nil {
		d.stripped(body)
		return
	}
	d.base = baseOf(page)
	meta := readMetadata(page)
	content := contentOf(page)
	article := articleOf(page, content)
	styledTitle(article)
	d.pageTitle(page, article, meta)
	d.metadata(meta, page, article)
	d.leadsAway(meta, textLength(article))
	titleBlock(article)
	pruneBehind(article, content)
	prune(article, content)
	d.saidAgain(article, content)
	d.take(article)
}

// baseOf gives the web address from which a page counts its relative URLs, by its first <base href> (HTML 4.2.3). It is
// nil where none is said, or one that is itself relative.
func baseOf(page *html.Node) *url.URL {
	for n := range page.Descendants() {
		if n.DataAtom != atom.Base || attr(n, "href") == "" {
			continue
		}
		base, err := url.Parse(tidyURL(attr(n, "href")))
		if err == nil && base.Host != "" && (base.Scheme == "http" || base.Scheme == "https" || base.Scheme == "") {
			return base
		}
		return nil
	}
	return nil
}

// fromBase gives the address of a relative URL in a page that says where it was saved from. A fragment alone never gets
// here: what it leads to is in the article itself.
func (d *document) fromBase(relative string) Marked {
	ref, err := url.Parse(escapeURL(relative))
	if err != nil {
		return ""
	}
	to := d.base.ResolveReference(ref)
	scheme := to.Scheme
	if scheme == "" {
		scheme = "https"
	}
	return Marked(absolute(scheme, strings.TrimPrefix(to.String(), to.Scheme+":")))
}

// articleOf chooses the part of a page that is the article: of what holds the content that the page marks, the <article>
// with the most text, else <main>, else all of <body>. Where nothing is marked, an <article> that is but a small part of
// <main> is not it.
func articleOf(page, content *html.Node) *html.Node {
	var body, main, article *html.Node
	mainText, articleText := 0, -1
	for n := range page.Descendants() {
		switch {
		case n.Type != html.ElementNode:
		case n.DataAtom == atom.Body:
			body = n
		case n.DataAtom == atom.Main || attr(n, "role") == "main":
			if main == nil && contains(n, content) {
				main, mainText = n, textLength(n)
			}
		case n.DataAtom == atom.Article:
			if length := textLength(n); length > articleText && contains(n, content) {
				article, articleText = n, length
			}
		}
	}
	switch {
	case article != nil && articleText > 0 && (content != nil || articleText*3 >= mainText):
		return article
	case main != nil && mainText > 0:
		return main
	case body != nil:
		return body
	}
	return page
}

func textLength(n *html.Node) int {
	length := 0
	for c := range n.Descendants() {
		if c.Type == html.TextNode && c.Parent.DataAtom != atom.Script && c.Parent.DataAtom != atom.Style {
			length += len(strings.TrimSpace(c.Data))
		}
	}
	return length
}

// prune takes the parts out of an article that belong to the site around it.
func prune(article, content *html.Node) {
	half := textLength(article) / 2
	var site []*html.Node
	for n := range article.Descendants() {
		if n.Type == html.ElementNode && isOfSite(n, article, content, half) {
			site = append(site, n)
		}
	}
	for _, n := range site {
		remove(n)
	}
}

func isOfSite(n, article, content *html.Node, half int) bool {
	switch strings.ToLower(attr(n, "role")) {
	case "navigation", "banner", "contentinfo", "complementary", "search", "doc-toc", "doc-pageheader", "doc-pagefooter":
		return true
	}
	switch n.DataAtom {
	case atom.Div:
		if isNavigation(n) || attr(n, "id") == "footer" && n.Parent.DataAtom == atom.Body {
			return true
		}
	case atom.Nav, atom.Aside:
		return true
	case atom.Footer:
		return n.Parent.DataAtom != atom.Blockquote // there it says who is quoted
	case atom.Header:
		// Inside an article it holds the article's own title and picture.
		return article.DataAtom == atom.Body && !within(n, atom.Article, atom.Section, atom.Main)
	case atom.Form:
		return textLength(n) <= half // some systems wrap whole pages in one
	}
	above := within(n, atom.Header) || content != nil && !contains(content, n) && !contains(n, content)
	return above && isByline(n)
}

// isNavigation reports whether n is what programs older than <nav> call that, or that do not use it.
func isNavigation(n *html.Node) bool {
	for _, class := range strings.Fields(attr(n, "class")) {
		switch class {
		case "navheader", "navfooter", // DocBook
			"toc", "toc2", // DocBook, Asciidoctor, MediaWiki, PaperMod for Hugo
			"sharedaddy", "jp-relatedposts": // Jetpack for WordPress
			return true
		}
	}
	return false
}

// isByline reports whether n, above the text of an article, says when it was written, and mostly by whom: that is in its
// metadata.
func isByline(n *html.Node) bool {
	const longest = 200
	if !breaksLine(n.Data) || textLength(n) > longest {
		return false
	}
	dated := false
	for c := range n.Descendants() {
		switch {
		case c.DataAtom == atom.Time:
			dated = true
		case isHeading(c), c.DataAtom == atom.Img, c.DataAtom == atom.Video, c.DataAtom == atom.Audio, c.DataAtom == atom.Iframe:
			return false
		}
	}
	return dated
}

func within(n *html.Node, names ...atom.Atom) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		for _, name := range names {
			if p.DataAtom == name {
				return true
			}
		}
	}
	return false
}

// pageTitle gives an HTML page its title: a heading of level 1, else what its head says, else its first heading.
func (d *document) pageTitle(page, article *html.Node, meta *metadata) {
	headline := meta.first("og:title", "headline", "twitter:title", "dc.title", "dcterms.title")
	heading := firstHeading(article, true)
	if heading != nil {
		heading = besideName(heading, article, meta)
	}
	title := meta.shortTitle(headline.value)
	if heading == nil {
		// A title above the article rather than in it counts if the head confirms it.
		if above := firstHeading(page, true); above != nil {
			said := headingText(above)
			if title = meta.shortTitle(said); sameText(said, title) || sameText(said, headline.value) {
				heading = above
			}
		}
	}
	if heading != nil {
		_ = d.set("title", headingText(heading), "<h1>")
	}
	_ = d.set("title", headline.value, headline.origin)
	_ = d.set("title", title, "<title>")
	d.titleElement(article, heading)
}

// besideName gives the heading that the head says to be the article's where heading has the name of the site, which then is
// no part of the article. Without such a one it is heading.
func besideName(heading, article *html.Node, meta *metadata) *html.Node {
	title := meta.beside(headingText(heading))
	if title == "" {
		return heading
	}
	for n := range article.Descendants() {
		if n != heading && isHeading(n) && sameText(headingText(n), title) {
			remove(heading)
			return n
		}
	}
	return heading
}

// titleElement makes the first heading the title if there is none, and takes a heading out that would say
// the title again: the given one, if it is in the article.
func (d *document) titleElement(article, heading *html.Node) {
	if heading == nil || !contains(article, heading) {
		heading = firstHeading(article, true)
	}
	if heading == nil {
		heading = firstHeading(article, false)
	}
	if heading == nil {
		return
	}
	if d.art.Title == "" {
		_ = d.set("title", headingText(heading), "first heading")
		if heading.DataAtom != atom.H1 && !isFirst(heading, article) {
			return
		}
	} else if !sameText(headingText(heading), d.art.Title) {
		return
	}
	for c := range heading.Descendants() {
		if c.DataAtom == atom.Img || c.DataAtom == atom.Picture {
			return
		}
	}
	remove(heading)
}

// firstHeading finds the first heading that has text: of level 1, or of any.
func firstHeading(root *html.Node, top bool) *html.Node {
	for n := range root.Descendants() {
		if isHeading(n) && (!top || n.DataAtom == atom.H1) {
			if headingText(n) != "" && !within(n, atom.Nav, atom.Aside, atom.Footer) {
				return n
			}
		}
	}
	return nil
}

func isHeading(n *html.Node) bool {
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return n.Type == html.ElementNode
	}
	return false
}

// isFirst reports whether no text stands before n in root.
func isFirst(n, root *html.Node) bool {
	for c := range root.Descendants() {
		if c == n {
			return true
		}
		if c.Type == html.TextNode && strings.TrimSpace(c.Data) != "" {
			return false
		}
	}
	return false
}

// headingText is a heading's text without the numbers of notes and the mark that some generators let lead to it.
func headingText(n *html.Node) string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			switch {
			case c.Type == html.TextNode:
				b.WriteString(c.Data)
			case c.DataAtom == atom.Br:
				b.WriteByte(' ')
			case c.DataAtom == atom.A && strings.HasPrefix(attr(c, "href"), "#") && isNoteNumber(b.String(), textOf(c)):
			case c.Type == html.ElementNode && !isHidden(c) && c.DataAtom != atom.Script && c.DataAtom != atom.Style:
				walk(c)
			}
		}
	}
	walk(n)
	return strings.Join(strings.Fields(strings.TrimRight(legal(b.String()), "¶# \t\n")), " ")
}
