package article

import (
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
	for n := range article.Descendants() {
		class := attr(n, "class")
		switch {
		case n.DataAtom == atom.P && (hasWord(class, "MsoTitle") || hasWord(class, "title")) && isFirst(n, article) && headingText(n) != "":
			rename(n, "h1")
			return
		case n.DataAtom == atom.Span && hasWord(class, "subtitle") && n.Parent.DataAtom == atom.H1:
			heading := n.Parent
			remove(n)
			rename(n, "p")
			heading.Parent.InsertBefore(n, heading.NextSibling)
			return
		}
	}
}
