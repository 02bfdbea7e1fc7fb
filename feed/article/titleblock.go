package article

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// titleBlock makes a part of the article of the header that Pandoc writes, since a document's abstract stands there, and
// takes what both it and Asciidoctor say there of who wrote it, and when: that is in the metadata.
func titleBlock(article *html.Node) {
	var block *html.Node
	for n := range article.Descendants() {
		if attr(n, "id") == "title-block-header" || attr(n, "id") == "header" && n.DataAtom == atom.Div {
			block = n
			break
		}
	}
	if block == nil {
		return
	}
	rename(block, "div")
	var next *html.Node
	for n := block.FirstChild; n != nil; n = next {
		next = n.NextSibling
		switch class := attr(n, "class"); {
		case hasWord(class, "author"), hasWord(class, "date"), hasWord(class, "details"):
			remove(n)
		case hasWord(class, "abstract"):
			for c := n.FirstChild; c != nil; c = c.NextSibling {
				if hasWord(attr(c, "class"), "abstract-title") {
					rename(c, "h2")
				}
			}
		}
	}
}

// styledTitle makes a heading of the paragraph in whose style Word and Google Docs begin a document with its title, and a
// paragraph of the subtitle that Org writes into the heading.
func styledTitle(article *html.Node) {
	for n := firstText(article); n != nil && n != article; n = n.Parent {
		if class := attr(n, "class"); n.DataAtom == atom.P && (hasWord(class, "MsoTitle") || hasWord(class, "title")) {
			rename(n, "h1")
			return
		}
	}
	for n := range article.Descendants() {
		if n.DataAtom == atom.Span && n.Parent.DataAtom == atom.H1 && hasWord(attr(n, "class"), "subtitle") {
			heading := n.Parent
			remove(n)
			rename(n, "p")
			heading.Parent.InsertBefore(n, heading.NextSibling)
			return
		}
	}
}

// firstText is the first text to read in root, nil where there is none.
func firstText(root *html.Node) *html.Node {
	for n := range root.Descendants() {
		if n.Type == html.TextNode && strings.TrimSpace(n.Data) != "" && n.Parent.DataAtom != atom.Script && n.Parent.DataAtom != atom.Style {
			return n
		}
	}
	return nil
}
