package check

// neighbours are the relations of RFC 5005, section 4, between documents of one feed.
func neighbours() [3]string { return [3]string{"prev-archive", "next-archive", "current"} }

func archiveLinks(d *document, report reporter) {
	for _, rel := range neighbours() {
		links := d.head.rels(rel)
		for i, l := range links {
			if i > 0 {
				report(l.start, "has %d links rel=%s", len(links), rel)
			}
			if !webURL(l.attr("href")) && !based(l) {
				report(l.start, "the link rel=%s is %q", rel, l.attr("href"))
			}
			for _, self := range d.head.rels("self") {
				if self.attr("href") == l.attr("href") {
					report(l.start, "the link rel=%s points to the document itself", rel)
				}
			}
		}
		for _, item := range d.items {
			for _, l := range item.rels(rel) {
				report(l.start, "the link rel=%s stands in an item", rel)
			}
		}
	}
}

func (d *document) marked(name string) []*element { return d.head.all(nsFH, name) }

func archiveNext(d *document, report reporter) {
	for _, l := range d.head.rels("next-archive") {
		if len(d.marked("archive")) == 0 {
			report(l.start, "has a next-archive, and no fh:archive")
		}
	}
}

func archiveCurrent(d *document, report reporter) {
	for _, mark := range d.marked("archive") {
		if len(d.head.rels("current")) == 0 {
			report(mark.start, "is an archive document without a link rel=current")
		}
	}
}

func archiveMark(d *document, report reporter) {
	for _, l := range d.head.rels("current") {
		if len(d.marked("archive")) == 0 {
			report(l.start, "has a link rel=current, and no fh:archive")
		}
	}
}

func archiveComplete(d *document, report reporter) {
	for _, mark := range d.marked("complete") {
		if len(d.marked("archive")) > 0 {
			report(mark.start, "is both complete and an archive document")
		}
		for _, rel := range neighbours() {
			for _, l := range d.head.rels(rel) {
				report(l.start, "is complete, and has a link rel=%s", rel)
			}
		}
	}
}
