package check

import "strings"

func rssItem(d *document, report reporter) {
	for _, item := range d.items {
		if isBlank(item.first("", "title").text) && isBlank(item.first("", "description").text) {
			report(item.start, "the item has neither a title nor a description")
		}
	}
}

func rssOnce(d *document, report reporter) {
	for _, item := range d.items {
		for _, name := range []string{"title", "link", "description", "author", "guid", "pubDate", "comments", "source"} {
			if all := item.all("", name); len(all) > 1 {
				report(all[1].start, "the item has %d <%s>", len(all), name)
			}
		}
	}
}

func rssGUID(d *document, report reporter) {
	for _, item := range d.items {
		if isBlank(item.first("", "guid").text) {
			report(item.start, "the item has no <guid>")
		}
	}
}

func rssGUIDUnique(d *document, report reporter) {
	seen := map[string]bool{}
	for _, item := range d.items {
		guid := item.first("", "guid")
		if seen[guid.text] && !isBlank(guid.text) {
			report(guid.start, "two items have the guid %q", guid.text)
		}
		seen[guid.text] = true
	}
}

func rssPermalink(d *document, report reporter) {
	for _, item := range d.items {
		guid := item.first("", "guid")
		switch permalink := guid.attr("isPermaLink"); {
		case isBlank(guid.text):
		case permalink != "" && permalink != "true" && permalink != "false":
			report(guid.start, "isPermaLink is %q", permalink)
		case permalink != "false" && !webURL(strings.TrimSpace(guid.text)):
			report(guid.start, "the guid %q is no URL, but stands for one", guid.text)
		}
	}
}

func rssContentOrder(d *document, report reporter) {
	for _, item := range d.items {
		content, description := item.all(nsContent, "encoded"), item.all("", "description")
		if len(content) > 0 && len(description) > 0 && content[0].start < description[0].start {
			report(content[0].start, "<content:encoded> stands before <description>")
		}
	}
}

func rssAuthor(d *document, report reporter) {
	d.rssElements(func(e *element) {
		switch e.name {
		case "author", "managingEditor", "webMaster":
			if !rssPerson(e.text) {
				report(e.start, "<%s> %q is no e-mail address", e, e.text)
			}
		}
	})
}

func rssCreator(d *document, report reporter) {
	for _, e := range d.elements {
		if e.space == nsDC && e.name == "creator" && isBlank(e.text) {
			report(e.start, "<%s> is empty", e)
		}
	}
	for _, item := range d.items {
		if creators := item.all(nsDC, "creator"); len(creators) > 0 && len(item.all("", "author")) > 0 {
			report(creators[0].start, "the item has both <author> and <dc:creator>")
		}
	}
}

func rssEnclosure(d *document, report reporter) {
	d.rssElements(func(e *element) {
		if e.name != "enclosure" {
			return
		}
		if e.attr("url") == "" {
			report(e.start, "<enclosure> has no url")
		}
		if length := e.attr("length"); !wholeNumber(length) {
			report(e.start, "<enclosure> has the length %q", length)
		}
		if kind := e.attr("type"); !mediaType(kind) {
			report(e.start, "<enclosure> has the type %q", kind)
		}
	})
}

func rssEnclosures(d *document, report reporter) {
	for _, item := range d.items {
		if all := item.all("", "enclosure"); len(all) > 1 {
			report(all[1].start, "the item has %d enclosures, and most readers know one", len(all))
		}
	}
}

func rssCategory(d *document, report reporter) {
	d.rssElements(func(e *element) {
		switch domain := e.attr("domain"); {
		case e.name != "category":
		case isBlank(e.text):
			report(e.start, "<category> is empty")
		case domain != "" && !absolute(domain):
			report(e.start, "<category> has the domain %q", domain)
		}
	})
}
