package check

import (
	"encoding/xml"
	"strings"
)

// An element is one of an XML document.
type element struct {
	space, name       string
	attrs             []xml.Attr
	parent            *element
	children          []*element
	text              string // its own, decoded
	start, inner, end int    // offsets of its start tag, of what follows that, and of its end tag
	loose             int    // offset of its first own text that is more than white space; 0 for none
}

// String returns the element's name for messages, with the usual prefix.
func (e *element) String() string {
	switch e.space {
	case nsAtom:
		if e.within("rss") {
			return "atom:" + e.name
		}
	case nsContent:
		return "content:" + e.name
	case nsDC:
		return "dc:" + e.name
	case nsFH:
		return "fh:" + e.name
	}
	return e.name
}

func (e *element) within(name string) bool {
	for at := e; at != nil; at = at.parent {
		if at.name == name && at.space == "" {
			return true
		}
	}
	return false
}

// all returns the children of a name.
func (e *element) all(space, name string) []*element {
	var list []*element
	for _, c := range e.children {
		if c.name == name && c.space == space {
			list = append(list, c)
		}
	}
	return list
}

// first returns the first child of a name, an empty element at the place of e if there is none.
func (e *element) first(space, name string) *element {
	for _, c := range e.children {
		if c.name == name && c.space == space {
			return c
		}
	}
	return &element{start: e.start}
}

// attr returns the value of an attribute, "" if it is not there.
func (e *element) attr(name string) string {
	for _, a := range e.attrs {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

// rels returns the atom:link children with a relation.
func (e *element) rels(rel string) []*element {
	var list []*element
	for _, l := range e.all(nsAtom, "link") {
		if r := l.attr("rel"); r == rel || rel == "alternate" && r == "" {
			list = append(list, l)
		}
	}
	return list
}

// id is that of an item or entry, for messages.
func (e *element) id() string {
	for _, name := range []*element{e.first("", "guid"), e.first(nsAtom, "id"), e.first("", "link"), e.first("", "title")} {
		if id := strings.TrimSpace(name.text); id != "" {
			return id
		}
	}
	return ""
}

func isBlank(s string) bool { return strings.TrimSpace(s) == "" }
