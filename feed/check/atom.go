package check

import (
	"slices"
	"strings"
)

// atomShape says what the RELAX NG schema of RFC 4287, Appendix B, allows in an element: children of Atom's own, those that
// may stand there once only, and attributes. known is false for what it leaves open.
func atomShape(name string) (children, once, attributes string, known bool) {
	const head = "author category contributor id link rights title updated"
	switch name {
	case "feed":
		return head + " generator icon logo subtitle entry", "generator icon logo rights subtitle", "version", true
	case "entry":
		return head + " content published source summary", "content published rights source summary", "", true
	case "source":
		return head + " generator icon logo subtitle", "generator icon id logo rights subtitle title updated", "", true
	case "author", "contributor":
		return "name uri email", "uri email", "", true
	case "link":
		return "", "", "href rel type hreflang title length", true
	case "category":
		return "", "", "term scheme label", true
	case "generator":
		return "", "", "uri version", true
	case "content":
		return "", "", "type src", true
	case "title", "subtitle", "summary", "rights":
		return "", "", "type", true
	case "id", "updated", "published", "icon", "logo", "name", "uri", "email":
		return "", "", "", true
	}
	return "", "", "", false
}

func has(words, word string) bool { return slices.Contains(strings.Fields(words), word) }

// atomElements calls use for all elements of Atom, but not for what stands in a text or content.
func (d *document) atomElements(use func(e *element)) {
	for _, e := range d.elements {
		if e.space == nsAtom && (e.parent == nil || e.parent.space == nsAtom && e.parent.name != "content") {
			use(e)
		}
	}
}

func atomSchema(d *document, report reporter) {
	d.atomElements(func(e *element) {
		children, once, attributes, known := atomShape(e.name)
		if !known {
			report(e.start, "<%s> is no element of Atom", e)
			return
		}
		for _, a := range e.attrs {
			if a.Name.Space == "" && a.Name.Local != "xmlns" && !has(attributes, a.Name.Local) && a.Name.Local != "version" {
				report(e.start, "<%s> has the attribute %q", e, a.Name.Local)
			}
		}
		if e.name == "link" && e.attr("href") == "" {
			report(e.start, "<link> has no href")
		}
		if children == "" {
			return
		}
		if e.loose > 0 {
			report(e.loose, "text stands in <%s>, outside of its elements", e)
		}
		seen := map[string]bool{}
		for _, c := range e.children {
			if c.space != nsAtom {
				continue
			}
			if _, _, _, known := atomShape(c.name); known && !has(children, c.name) {
				report(c.start, "<%s> stands in <%s>", c, e)
			}
			if seen[c.name] && has(once, c.name) {
				report(c.start, "<%s> has two <%s>", e, c)
			}
			seen[c.name] = true
		}
	})
}

func atomFeed(d *document, report reporter) { atomNeeds(d.root, report) }

// atomNeeds reports what an element must have exactly once.
func atomNeeds(e *element, report reporter) {
	for _, name := range []string{"id", "title", "updated"} {
		switch found := e.all(nsAtom, name); {
		case len(found) == 0:
			report(e.start, "<%s> has no <%s>", e, name)
		case len(found) > 1:
			report(found[1].start, "<%s> has %d <%s>", e, len(found), name)
		case name != "title" && isBlank(found[0].text):
			report(found[0].start, "<%s> is empty", name)
		}
	}
}

// atomTitle looks for titles that are there, as they must be, and say nothing.
func atomTitle(d *document, report reporter) {
	for _, e := range append([]*element{d.root}, d.items...) {
		for _, title := range e.all(nsAtom, "title") {
			if isBlank(title.text) && len(title.children) == 0 {
				report(title.start, "<%s> has an empty title", e)
			}
		}
	}
}

func atomOrder(d *document, report reporter) {
	behind := false
	for _, c := range d.root.children {
		if c.space == nsAtom && c.name == "entry" {
			behind = true
		} else if behind && c.space == nsAtom {
			report(c.start, "<%s> of the feed stands behind an entry", c)
		}
	}
}

func atomSelf(d *document, report reporter) {
	links := d.root.rels("self")
	if len(links) == 0 {
		report(d.root.start, "the feed does not say its own address")
		return
	}
	for _, l := range links[1:] {
		report(l.start, "says its own address twice")
	}
}

func atomAlternate(d *document, report reporter) {
	for _, e := range append([]*element{d.root}, d.items...) {
		seen := map[[2]string]bool{}
		for _, l := range e.rels("alternate") {
			key := [2]string{l.attr("type"), l.attr("hreflang")}
			if seen[key] {
				report(l.start, "<%s> has two alternate links of type %q and language %q", e, key[0], key[1])
			}
			seen[key] = true
		}
	}
}

func atomDate(d *document, report reporter) {
	for _, e := range d.elements {
		if e.space != nsAtom || e.name != "updated" && e.name != "published" {
			continue
		}
		if _, ok := atomTime(e.text); !ok {
			report(e.start, "<%s> %q is no date as RFC 3339 has them", e, e.text)
		}
	}
}

func atomText(d *document, report reporter) {
	d.atomElements(func(e *element) {
		switch e.name {
		case "title", "subtitle", "summary", "rights":
		default:
			return
		}
		switch kind := e.attr("type"); kind {
		case "", "text", "html":
			if len(e.children) > 0 {
				report(e.start, "<%s> holds the element <%s>, which its type does not allow", e, e.children[0])
			}
		case "xhtml":
			oneDiv(e, report)
		default:
			report(e.start, "<%s> has the type %q", e, kind)
		}
	})
}

func oneDiv(e *element, report reporter) {
	if len(e.children) != 1 || e.children[0].name != "div" || e.children[0].space != nsXHTML || e.loose > 0 {
		report(e.start, "<%s> of type xhtml holds something else than one <div> of XHTML", e)
	}
}

func atomPerson(d *document, report reporter) {
	d.atomElements(func(e *element) {
		if e.name != "author" && e.name != "contributor" {
			return
		}
		if names := e.all(nsAtom, "name"); len(names) != 1 || isBlank(names[0].text) {
			report(e.start, "<%s> has no name", e)
		}
		for _, mail := range e.all(nsAtom, "email") {
			if !mailAddress(mail.text) {
				report(mail.start, "<email> %q is none", mail.text)
			}
		}
		for _, uri := range e.all(nsAtom, "uri") {
			if !absolute(uri.text) && !based(uri) {
				report(uri.start, "<uri> %q is not absolute", uri.text)
			}
		}
	})
}

func atomCategory(d *document, report reporter) {
	d.atomElements(func(e *element) {
		if e.name != "category" {
			return
		}
		if isBlank(e.attr("term")) {
			report(e.start, "<category> has no term")
		}
		if scheme := e.attr("scheme"); scheme != "" && !absolute(scheme) {
			report(e.start, "<category> has the scheme %q", scheme)
		}
	})
}

func atomURL(d *document, report reporter) {
	d.atomElements(func(e *element) {
		address := ""
		switch e.name {
		case "link":
			address = e.attr("href")
		case "icon", "logo":
			address = strings.TrimSpace(e.text)
		case "content":
			address = e.attr("src")
		}
		if address != "" && !absolute(address) && !based(e) {
			report(e.start, "<%s> %q is not an absolute URL", e, address)
		}
	})
}

// based tells whether the addresses of an element are relative to an xml:base.
func based(e *element) bool {
	for ; e != nil; e = e.parent {
		for _, a := range e.attrs {
			if a.Name.Space == nsXML && a.Name.Local == "base" && absolute(a.Value) {
				return true
			}
		}
	}
	return false
}
