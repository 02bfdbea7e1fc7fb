package article

import (
	"strings"

	"golang.org/x/net/html"
)

// contentOf finds the element that a page marks as the text of its article: with entry-content of hAtom, as WordPress and
// Blogger do, e-content of microformats2, as Medium and Jekyll's themes do, or articleBody of schema.org. It is nil where
// there is none, or more than one, as on a page of several articles.
func contentOf(page *html.Node) *html.Node {
	var content *html.Node
	for n := range page.Descendants() {
		marked := hasWord(attr(n, "class"), "entry-content") || hasWord(attr(n, "class"), "e-content") || hasWord(attr(n, "itemprop"), "articleBody")
		switch {
		case !marked, content != nil && contains(content, n), textLength(n) == 0:
		case content != nil:
			return nil
		default:
			content = n
		}
	}
	return content
}

// contains reports whether n is root or lies in it. Everything contains nil.
func contains(root, n *html.Node) bool {
	for p := n; p != nil; p = p.Parent {
		if p == root {
			return true
		}
	}
	return n == nil
}

// pruneBehind takes out of an article what stands behind the text that the page marks: who wrote it, what to read next,
// comments.
func pruneBehind(article, content *html.Node) {
	for n := content; n != nil && n != article; n = n.Parent {
		for n.NextSibling != nil {
			remove(n.NextSibling)
		}
	}
}

// saidAgain takes out what Medium's export says above the text and again in it: the title, and the summary, which may be
// the beginning of the text.
func (d *document) saidAgain(article, content *html.Node) {
	if content == nil {
		return
	}
	if heading := firstHeading(content, false); heading != nil && isFirst(heading, content) && sameText(headingText(heading), d.art.Title) {
		remove(heading)
	}
	for n := range article.Descendants() {
		if !hasWord(attr(n, "class"), "p-summary") || contains(content, n) || contains(n, content) {
			continue
		}
		summary := collapse(legal(textOf(n)))
		d.offer("summary", found{summary, `class="p-summary"`})
		if strings.Contains(collapse(textOf(content)), strings.TrimRight(summary, "…")) {
			remove(n)
		}
		return
	}
}
