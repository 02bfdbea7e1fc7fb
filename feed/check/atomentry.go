package check

import "strings"

func atomEntry(d *document, report reporter) {
	for _, e := range d.items {
		atomNeeds(e, report)
		if len(e.all(nsAtom, "content")) == 0 && len(e.rels("alternate")) == 0 {
			report(e.start, "the entry has neither content nor an alternate link")
		}
	}
}

func atomAuthor(d *document, report reporter) {
	if len(d.root.all(nsAtom, "author")) > 0 {
		return
	}
	for _, e := range d.items {
		if len(e.all(nsAtom, "author"))+len(e.first(nsAtom, "source").all(nsAtom, "author")) == 0 {
			report(e.start, "neither the entry nor the feed has an author")
		}
	}
}

func atomContent(d *document, report reporter) {
	for _, e := range d.items {
		for _, c := range e.all(nsAtom, "content") {
			contentOfType(e, c, report)
		}
	}
}

// contentOfType looks whether content is what its type says (RFC 4287, 4.1.3.3).
func contentOfType(entry, c *element, report reporter) {
	kind := c.attr("type")
	if c.attr("src") != "" {
		if !isBlank(c.text) || len(c.children) > 0 {
			report(c.start, "<content> with src is not empty")
		}
		if len(entry.all(nsAtom, "summary")) == 0 {
			report(c.start, "<content> has src, and the entry no summary")
		}
		return
	}
	switch {
	case kind == "" || kind == "text" || kind == "html" || strings.HasPrefix(strings.ToLower(kind), "text/") && !xmlType(kind):
		if len(c.children) > 0 {
			report(c.start, "<content> holds the element <%s>, which its type does not allow", c.children[0])
		}
	case kind == "xhtml":
		oneDiv(c, report)
	case !mediaType(kind) || strings.HasPrefix(strings.ToLower(kind), "multipart/"):
		report(c.start, "<content> has the type %q", kind)
	case !xmlType(kind) && len(entry.all(nsAtom, "summary")) == 0:
		report(c.start, "<content> of type %s stands without a summary", kind)
	}
}

func xmlType(kind string) bool {
	kind = strings.ToLower(kind)
	return strings.HasSuffix(kind, "+xml") || strings.HasSuffix(kind, "/xml")
}

func atomEnclosure(d *document, report reporter) {
	for _, e := range d.items {
		for _, l := range e.rels("enclosure") {
			if kind := l.attr("type"); !mediaType(kind) {
				report(l.start, "the enclosure has the type %q", kind)
			}
			if length := l.attr("length"); length != "" && !wholeNumber(length) {
				report(l.start, "the enclosure has the length %q", length)
			}
		}
	}
}

func atomSource(d *document, report reporter) {
	for _, e := range d.items {
		for _, source := range e.all(nsAtom, "source") {
			for _, name := range []string{"id", "title", "updated"} {
				if e := source.first(nsAtom, name); isBlank(e.text) && len(e.children) == 0 {
					report(source.start, "<source> has no <%s>", name)
				}
			}
		}
	}
}

// atomUnique finds entries of one id that cannot be told apart.
func atomUnique(d *document, report reporter) {
	d.sameID(func(e *element, sameDate bool) {
		if sameDate {
			report(e.start, "two entries have the id %q", e.first(nsAtom, "id").text)
		}
	})
}

// atomVersions finds entries that are states of one.
func atomVersions(d *document, report reporter) {
	d.sameID(func(e *element, sameDate bool) {
		if !sameDate {
			report(e.start, "two entries have the id %q and are of different dates: readers show one of them", e.first(nsAtom, "id").text)
		}
	})
}

func (d *document) sameID(use func(e *element, sameDate bool)) {
	dates := map[string]map[string]bool{}
	for _, e := range d.items {
		id, updated := e.first(nsAtom, "id").text, e.first(nsAtom, "updated").text
		if isBlank(id) {
			continue
		}
		if dates[id] == nil {
			dates[id] = map[string]bool{}
		} else {
			use(e, dates[id][updated])
		}
		dates[id][updated] = true
	}
}
