package article

import (
	"cmp"
	"errors"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// cleaned takes HTML of any kind, such as Markdown with raw HTML gives, as the content.
func (d *document) cleaned(raw string) {
	body, err := parseFragment(raw)
	if err != nil {
		d.stripped(raw)
		return
	}
	d.take(body)
}

// stripped is for HTML that is too deep to be parsed: its text is shown.
func (d *document) stripped(raw string) {
	d.warn(0, errors.New("HTML nested too deep"), "it is shown as plain text")
	var b strings.Builder
	for line := range strings.Lines(plainText(raw)) {
		b.WriteString("<p>" + escapeAttr(strings.TrimSpace(line)) + "</p>\n")
	}
	d.content(b.String())
}

// take makes what body holds the content.
func (d *document) take(body *html.Node) {
	c := cleaner{document: d}
	c.children(body)
	d.content(settled(renderChildren(body)))
}

// settled passes HTML through the policy until parsing and writing it changes nothing more: HTML that reads
// differently the second time is how scripts get past sanitisers.
func settled(s string) string {
	const rounds = 6 // two suffice for all but HTML made to confuse
	for range rounds {
		s = policy().Sanitize(s)
		body, err := parseFragment(s)
		if err != nil {
			break
		}
		again := renderChildren(body)
		if again == s {
			return s
		}
		s = again
	}
	return "<p>" + escapeAttr(plainText(s)) + "</p>"
}

func parseFragment(s string) (*html.Node, error) {
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragmentWithOptions(strings.NewReader(s), body, html.ParseOptionEnableScripting(false))
	if err != nil {
		return nil, err
	}
	for _, n := range nodes {
		body.AppendChild(n)
	}
	return body, nil
}

func renderChildren(n *html.Node) string {
	out := pooledOutput()
	defer out.release()
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if err := html.Render(out, c); err != nil {
			continue // only for raw text elements, none of which is left
		}
	}
	return out.String()
}

// A cleaner puts what feeds can show in the place of what they cannot, and makes URLs Marked.
type cleaner struct{ *document }

func (c *cleaner) children(parent *html.Node) {
	for n := parent.FirstChild; n != nil; {
		next := n.NextSibling
		c.node(n)
		n = next
	}
}

func (c *cleaner) node(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		n.Data = legal(n.Data)
	case html.CommentNode:
		if isMore("<!--" + n.Data + "-->") {
			replace(n, textNode(markMore))
		} else {
			remove(n)
		}
	case html.ElementNode:
		c.element(n)
	default:
		remove(n)
	}
}

func (c *cleaner) element(n *html.Node) {
	if isHidden(n) {
		remove(n)
		return
	}
	for i := range n.Attr {
		n.Attr[i].Val = legal(n.Attr[i].Val)
	}
	if n.Namespace != "" {
		replaceForeign(n)
		return
	}
	switch n.Data {
	case "script", "style", "template", "title", "head", "base", "link", "meta", "button", "select", "textarea", "option",
		"optgroup", "datalist", "output", "progress", "meter", "canvas", "applet", "noembed", "noframes", "xmp", "plaintext",
		"frameset", "map", "dialog", "param":
		remove(n)
		return
	case "input":
		c.input(n)
		return
	case "div":
		if class := attr(n, "class"); hasWord(class, "checkbox-on") || hasWord(class, "checkbox-off") { // Notion draws them
			replace(n, textNode(strings.TrimSpace(checkBox(hasWord(class, "checkbox-on")))))
			return
		}
	case "iframe", "frame", "embed":
		c.embedded(n, attr(n, "src"))
		return
	case "object":
		if n.FirstChild == nil || strings.TrimSpace(textOf(n)) == "" {
			c.embedded(n, attr(n, "data"))
			return
		}
	case "noscript":
		if isTwin(n) {
			remove(n)
			return
		}
	case "img":
		if !c.image(n) {
			remove(n)
			return
		}
	}
	c.attributes(n)
	c.children(n)
	reshape(n)
}

// attributes makes the URLs of n Marked and drops the ones that may not be.
func (c *cleaner) attributes(n *html.Node) {
	kept := n.Attr[:0]
	for _, a := range n.Attr {
		if a.Namespace != "" {
			continue
		}
		switch a.Key {
		case "href", "src", "poster", "cite":
			if n.Data == "a" && a.Key == "src" {
				continue
			}
			a.Val = string(c.link(a.Val))
			if a.Val == "" {
				continue
			}
		case "srcset":
			if a.Val = c.srcset(a.Val); a.Val == "" {
				continue
			}
		case "class":
			a.Val = languageClass(a.Val)
		case "style":
			if n.Data == "td" || n.Data == "th" {
				a = html.Attribute{Key: "align", Val: textAlign(a.Val)}
			}
		case "rel", "align", "dir", "loading":
			a.Val = strings.ToLower(strings.TrimSpace(a.Val))
		case "name":
			if n.Data == "a" && attr(n, "id") == "" {
				a.Key = "id"
			}
		}
		kept = append(kept, a)
	}
	n.Attr = kept
}

func languageClass(class string) string {
	for _, name := range strings.Fields(class) {
		if strings.HasPrefix(name, "language-") {
			return name
		}
	}
	return ""
}

func textAlign(style string) string {
	_, value, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(style), " ", ""), "text-align:")
	value, _, _ = strings.Cut(value, ";")
	return value
}

// input writes the boxes of task lists as text, since readers drop all controls.
func (c *cleaner) input(n *html.Node) {
	if !strings.EqualFold(attr(n, "type"), "checkbox") {
		remove(n)
		return
	}
	box := strings.TrimSpace(checkBox(hasAttr(n, "checked")))
	if s := n.NextSibling; s == nil || s.Type != html.TextNode || !strings.HasPrefix(s.Data, " ") {
		box += " "
	}
	replace(n, textNode(box))
}

// image reports whether n shows a picture. A picture that a script would have loaded is given its address.
func (c *cleaner) image(n *html.Node) bool {
	src := strings.TrimSpace(attr(n, "src"))
	if src == "" || schemeOf(tidyURL(src)) != "" && c.link(src) == "" {
		if lazy := lazySource(n); lazy != "" {
			src = lazy
		}
		if lazy := attr(n, "data-srcset"); lazy != "" && attr(n, "srcset") == "" {
			setAttr(n, "srcset", lazy)
		}
	}
	if src == "" && attr(n, "srcset") != "" {
		src = strings.TrimRight(strings.Fields(attr(n, "srcset") + " ,")[0], ",")
	}
	if src == "" || isTiny(attr(n, "width")) && isTiny(attr(n, "height")) || schemeOf(tidyURL(src)) != "" && c.link(src) == "" {
		return false
	}
	setAttr(n, "src", src)
	if !hasAttr(n, "alt") {
		setAttr(n, "alt", "")
	}
	return true
}

// lazySource is the address from which a script would have loaded a picture, "" where none would.
func lazySource(img *html.Node) string {
	return cmp.Or(attr(img, "data-src"), attr(img, "data-original"), attr(img, "data-lazy-src"))
}

// isTiny tells the size of a tracking picture.
func isTiny(size string) bool {
	size = strings.TrimSuffix(strings.TrimSpace(size), "px")
	return size == "0" || size == "1"
}

func isHidden(n *html.Node) bool {
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			return a.Val != "until-found"
		case "aria-hidden":
			if a.Val == "true" && (n.Data == "a" || isDrawnFormula(n)) {
				return true // the # or ¶ that generators put beside headings
			}
		case "href":
			if isHeadingMark(n, a.Val) {
				return true
			}
		case "style":
			style := strings.ReplaceAll(strings.ToLower(a.Val), " ", "")
			if strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden") {
				return true
			}
		}
	}
	return false
}

// isHeadingMark reports whether a link is the mark beside a heading or a term that leads to it, as Sphinx, MkDocs and
// Jupyter write it. One that is led to itself stays.
func isHeadingMark(n *html.Node, address string) bool {
	if n.Data != "a" || !strings.HasPrefix(address, "#") || n.Parent == nil || !isHeading(n.Parent) && n.Parent.DataAtom != atom.Dt {
		return false
	}
	mark := strings.TrimSpace(textOf(n))
	return attr(n, "id") == "" && attr(n, "name") == "" && (mark == "¶" || mark == "#" || mark == "§")
}

// isDrawnFormula reports whether n shows with letters in many places what MathML says beside it, as KaTeX and MathJax write
// a formula.
func isDrawnFormula(n *html.Node) bool {
	return hasWord(attr(n, "class"), "katex-html") || n.Data == "nobr"
}
