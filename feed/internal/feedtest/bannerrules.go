package feedtest

import (
	"bytes"
	"strings"
)

const nsXHTML = "http://www.w3.org/1999/xhtml"

// checkBanner looks at the XHTML that a browser shows of a feed. Parsers that ignore namespaces must not take anything
// in it for their own, and those that sniff must find the root element. head is the channel or feed.
func checkBanner(document []byte, head *node, items []*node, add report) {
	begin := document[:min(len(document), 512)]
	if !bytes.Contains(begin, []byte("<rss")) && !bytes.Contains(begin, []byte("<feed")) {
		add("B1", "the root element begins after the first 512 bytes")
	}
	banners := 0
	head.walk(func(n *node) {
		for i, c := range n.children {
			if c.space != nsXHTML || n.space == nsXHTML {
				continue
			}
			if n != head || c.name != "div" || i != 0 {
				add("B2", "%s of XHTML in %s, not a div at its beginning", c, n)
			}
			banners++
			checkBannerElements(c, items, add)
		}
	})
	styled := bytes.Contains(begin, []byte("<?xml-stylesheet "))
	if styled && banners != 1 || !styled && banners != 0 {
		add("B3", "%d banners, while a style sheet is named: %v", banners, styled)
	}
}

func checkBannerElements(banner *node, items []*node, add report) {
	if banner.attr("xmlns") != nsXHTML {
		add("B4", "the namespace is not declared at the banner itself")
	}
	links := map[string]bool{}
	banner.walk(func(n *node) {
		switch n.name {
		case "a", "code", "div", "h1", "li", "p", "small", "strong", "ul":
		default:
			add("B5", "%s in the banner: a parser may take it for its own", n)
		}
		if n.name == "a" && !blank(n.text) {
			links[n.attr("href")] = true
		}
		if n.name == "ul" && len(n.children) == 0 || n.name == "code" && !webURL(n.text) {
			add("B5", "%s without what belongs in it", n)
		}
	})
	for _, item := range items {
		u := item.first("", "link").text
		for _, l := range item.rels("alternate") {
			u = l.attr("href")
		}
		if u = strings.TrimSpace(u); !links[u] {
			add("B6", "no link to %q in the banner", u)
		}
	}
}
