package article

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// embedded puts a link to what a frame or plug-in shows in its place.
func (c *cleaner) embedded(n *html.Node, address string) {
	if address == "" {
		address = attr(n, "data-src")
	}
	marked := string(c.link(address))
	if address == "" || marked == "" || isTiny(attr(n, "width")) || isTiny(attr(n, "height")) {
		remove(n)
		return
	}
	label := strings.Join(strings.Fields(attr(n, "title")), " ")
	if u, err := url.Parse(marked); err == nil && u.Host != "" {
		marked = watchPage(u)
		if label == "" {
			label = strings.TrimSuffix(u.Host+u.Path, "/")
		}
	} else if label == "" {
		label = strings.TrimSpace(address)
	}
	link := element("a", html.Attribute{Key: "href", Val: marked})
	link.AppendChild(textNode(label))
	if n.Parent.Data == "p" || !breaksLine(n.Parent.Data) && n.Parent.DataAtom != atom.Body {
		replace(n, link)
		return
	}
	paragraph := element("p")
	paragraph.AppendChild(link)
	replace(n, paragraph)
}

// watchPage turns the address of an embedded player into that of the page that shows the same to people.
func watchPage(u *url.URL) string {
	id, isPlayer := strings.CutPrefix(u.Path, "/embed/")
	switch host := strings.TrimPrefix(u.Host, "www."); {
	case (host == "youtube.com" || host == "youtube-nocookie.com") && isPlayer && id != "" && id != "videoseries":
		return "https://www.youtube.com/watch?v=" + url.QueryEscape(strings.TrimSuffix(id, "/"))
	case host == "player.vimeo.com":
		if id, isVideo := strings.CutPrefix(u.Path, "/video/"); isVideo {
			return "https://vimeo.com/" + id
		}
	}
	return u.String()
}

// reshape renames what readers do not know to what they do: they run blocks together that they do not know.
func reshape(n *html.Node) {
	switch n.Data {
	case "div", "section", "article", "main", "header", "footer", "aside", "nav", "center", "address", "fieldset", "form", "hgroup", "body", "search", "legend":
		if n.Parent != nil {
			rename(n, "div")
			reshapeBlock(n)
		}
	case "span":
		if attr(n, "dir") == "" && attr(n, "lang") == "" && attr(n, "id") == "" {
			unwrap(n)
		}
	case "a":
		if attr(n, "href") == "" && attr(n, "id") == "" {
			unwrap(n)
		}
	case "object", "noscript":
		unwrap(n) // what the page says to readers that cannot show more
	case "strike":
		rename(n, "s")
	case "tt":
		rename(n, "code")
	case "acronym":
		rename(n, "abbr")
	case "audio", "video":
		// What played by itself would otherwise be invisible, as there is no script to start it.
		if !hasAttr(n, "controls") {
			setAttr(n, "controls", "")
		}
	case "source":
		if attr(n, "src") == "" && attr(n, "srcset") == "" {
			remove(n)
		}
	case "p":
		if n.FirstChild == nil {
			remove(n)
		}
	}
}

// reshapeBlock makes a paragraph of a block that holds text only, and lets go of one that means nothing.
func reshapeBlock(n *html.Node) {
	blocks, inlines := false, false
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == html.ElementNode && breaksLine(c.Data):
			blocks = true
		case c.Type == html.ElementNode || strings.Trim(c.Data, " \t\n"+markMore) != "":
			inlines = true
		}
	}
	named := attr(n, "dir") != "" || attr(n, "lang") != "" || attr(n, "id") != ""
	switch {
	case inlines && !blocks && !isPhrasing(n.Parent):
		rename(n, "p")
	case !inlines && !named:
		unwrap(n)
	}
}

// isPhrasing reports whether a parent may hold no paragraph.
func isPhrasing(n *html.Node) bool {
	switch n.Data {
	case "body", "div", "section", "article", "main", "header", "footer", "aside", "nav", "center", "address", "fieldset", "form",
		"blockquote", "figure", "figcaption", "li", "dd", "dt", "td", "th", "details", "hgroup":
		return false
	}
	return true
}

// replaceForeign leaves the formula of MathML as text, and nothing of a drawing.
func replaceForeign(n *html.Node) {
	if n.Data != "math" {
		remove(n)
		return
	}
	formula := attr(n, "alttext")
	if formula == "" {
		for c := range n.Descendants() {
			if c.Data == "annotation" && strings.Contains(attr(c, "encoding"), "tex") {
				formula = textOf(c)
			}
		}
	}
	if formula == "" {
		formula = textOf(n)
	}
	code := element("code")
	code.AppendChild(textNode(legal(strings.TrimSpace(formula))))
	replace(n, code)
}

// isTwin reports whether n, for readers without scripts, holds the picture that a script would have loaded beside it.
func isTwin(n *html.Node) bool {
	before, after := n.PrevSibling, n.NextSibling
	if before != nil && before.Type == html.TextNode {
		before = before.PrevSibling
	}
	if after != nil && after.Type == html.TextNode {
		after = after.NextSibling
	}
	for c := range n.Descendants() {
		if c.DataAtom == atom.Img && attr(c, "src") != "" {
			return loadsLate(before, attr(c, "src")) || loadsLate(after, attr(c, "src"))
		}
	}
	return false
}

// loadsLate reports whether n is or holds a picture that a script would have loaded from an address.
func loadsLate(n *html.Node, address string) bool {
	if n == nil || lazySource(n) == address {
		return n != nil
	}
	for c := range n.Descendants() {
		if lazySource(c) == address {
			return true
		}
	}
	return false
}

func textNode(s string) *html.Node { return &html.Node{Type: html.TextNode, Data: s} }

func element(name string, attrs ...html.Attribute) *html.Node {
	return &html.Node{Type: html.ElementNode, Data: name, DataAtom: atom.Lookup([]byte(name)), Attr: attrs}
}

func rename(n *html.Node, name string) {
	n.Data, n.DataAtom = name, atom.Lookup([]byte(name))
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key && a.Namespace == "" {
			return a.Val
		}
	}
	return ""
}

func hasAttr(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

func setAttr(n *html.Node, key, value string) {
	for i, a := range n.Attr {
		if a.Key == key {
			n.Attr[i].Val = value
			return
		}
	}
	n.Attr = append(n.Attr, html.Attribute{Key: key, Val: value})
}

func remove(n *html.Node) {
	if n.Parent != nil {
		n.Parent.RemoveChild(n)
	}
}

func replace(n, with *html.Node) {
	n.Parent.InsertBefore(with, n)
	n.Parent.RemoveChild(n)
}

// unwrap leaves what n holds in its place.
func unwrap(n *html.Node) {
	for c := n.FirstChild; c != nil; c = n.FirstChild {
		n.RemoveChild(c)
		n.Parent.InsertBefore(c, n)
	}
	n.Parent.RemoveChild(n)
}

// textOf is the text in n as it stands.
func textOf(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}
