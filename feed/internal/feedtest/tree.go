package feedtest

import (
	"bytes"
	"encoding/xml"
	"io"
	"strings"
)

// node is an element of a document.
type node struct {
	space, name string
	attrs       []xml.Attr
	children    []*node
	text        string // its own, decoded
	source      string // between its tags, as written
}

// parseXML returns the root element.
func parseXML(data []byte) (*node, error) {
	d := xml.NewDecoder(bytes.NewReader(data))
	root := &node{}
	open := []*node{root}
	starts := []int64{0}
	for {
		before := d.InputOffset()
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		parent := open[len(open)-1]
		switch t := token.(type) {
		case xml.StartElement:
			n := &node{space: t.Name.Space, name: t.Name.Local, attrs: t.Copy().Attr}
			parent.children = append(parent.children, n)
			open, starts = append(open, n), append(starts, d.InputOffset())
		case xml.EndElement:
			parent.source = string(data[starts[len(starts)-1]:before])
			open, starts = open[:len(open)-1], starts[:len(starts)-1]
		case xml.CharData:
			parent.text += string(t)
		}
	}
	if len(root.children) == 0 {
		return nil, io.ErrUnexpectedEOF
	}
	return root.children[0], nil
}

// String returns the element's name for messages, with the usual prefix.
func (n *node) String() string {
	for prefix, space := range map[string]string{"atom:": nsAtom, "content:": nsContent, "dc:": nsDC, "media:": nsMedia, "fh:": nsFH} {
		if n.space == space {
			return prefix + n.name
		}
	}
	return n.name
}

// all returns the children of a name.
func (n *node) all(space, name string) []*node {
	var list []*node
	for _, c := range n.children {
		if c.space == space && c.name == name {
			list = append(list, c)
		}
	}
	return list
}

// first returns the first child of a name, an empty node if there is none.
func (n *node) first(space, name string) *node {
	for _, c := range n.all(space, name) {
		return c
	}
	return &node{}
}

// attr returns the value of an attribute, "" if it is not there.
func (n *node) attr(name string) string {
	for _, a := range n.attrs {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

// walk calls f for the element and all below it.
func (n *node) walk(f func(*node)) {
	f(n)
	for _, c := range n.children {
		c.walk(f)
	}
}

// rels returns the atom:link children with a relation.
func (n *node) rels(rel string) []*node {
	var list []*node
	for _, l := range n.all(nsAtom, "link") {
		if l.attr("rel") == rel || rel == "alternate" && l.attr("rel") == "" {
			list = append(list, l)
		}
	}
	return list
}

func blank(s string) bool { return strings.TrimSpace(s) == "" }
