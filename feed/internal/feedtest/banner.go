package feedtest

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
)

const nsXHTML = "http://www.w3.org/1999/xhtml"

// A node is an element with what is in it.
type node struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Text     string     `xml:",chardata"`
	Children []node     `xml:",any"`
}

func (n *node) attr(name string) string {
	for _, a := range n.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (n *node) walk(visit func(*node)) {
	visit(n)
	for i := range n.Children {
		n.Children[i].walk(visit)
	}
}

// bannerFaults looks at the XHTML that a browser shows of a feed. Parsers that ignore namespaces must not take anything
// in it for their own, and those that sniff must find the root element.
func bannerFaults(document []byte) (faults []string) {
	add := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	var root node
	if xml.Unmarshal(document, &root) != nil {
		return nil // others say so
	}
	begin := document[:min(len(document), 512)]
	if !bytes.Contains(begin, []byte("<rss")) && !bytes.Contains(begin, []byte("<feed")) {
		add("the root element begins after the first 512 bytes")
	}
	head := &root
	if root.XMLName.Local == "rss" && len(root.Children) > 0 {
		head = &root.Children[0]
	}
	var items, banners []*node
	head.walk(func(n *node) {
		if n.XMLName.Local == "item" || n.XMLName.Local == "entry" {
			items = append(items, n)
		}
		for i := range n.Children {
			c := &n.Children[i]
			if c.XMLName.Space != nsXHTML || n.XMLName.Space == nsXHTML {
				continue
			}
			if banners = append(banners, c); n != head || c.XMLName.Local != "div" || i > 1 || i == 1 && n.Children[0].XMLName.Local != "generator" {
				add("%s of XHTML in %s, not a div at its beginning, after the generator at most", c.XMLName.Local, n.XMLName.Local)
			}
		}
	})
	styled := bytes.Contains(begin, []byte("<?xml-stylesheet "))
	if styled && len(banners) != 1 || !styled && len(banners) != 0 {
		add("%d banners, while a style sheet is named: %v", len(banners), styled)
	}
	for _, banner := range banners {
		lookInBanner(banner, items, add)
	}
	return faults
}

func lookInBanner(banner *node, items []*node, add func(format string, args ...any)) {
	if banner.attr("xmlns") != nsXHTML {
		add("the namespace is not declared at the banner itself")
	}
	links := map[string]bool{}
	banner.walk(func(n *node) {
		text := strings.TrimSpace(n.Text)
		switch n.XMLName.Local {
		case "a":
			links[n.attr("href")] = text != ""
		case "code":
			if !strings.HasPrefix(text, "http") {
				add("no address to copy")
			}
		case "div", "h1", "li", "meta", "p", "small", "strong", "ul":
		default:
			add("%s in the banner: a parser may take it for its own", n.XMLName.Local)
		}
	})
	for _, item := range items {
		address := ""
		for _, c := range item.Children {
			if rel := c.attr("rel"); c.XMLName.Local == "link" && (rel == "" || rel == "alternate") && address == "" {
				address = strings.TrimSpace(c.Text + c.attr("href"))
			}
		}
		if !links[address] {
			add("no link to %q in the banner", address)
		}
	}
}
