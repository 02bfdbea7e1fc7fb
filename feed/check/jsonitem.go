package check

func jsonID(d *document, report reporter) {
	for _, item := range d.jsonItems() {
		switch id := item.get("id"); {
		case id.kind == absent, id.kind == text && isBlank(id.text):
			report(item.at, "the item has no id: readers must drop it")
		case id.kind != text:
			report(id.at, "the id is %v, not a string", id.kind)
		}
	}
}

func jsonUnique(d *document, report reporter) {
	seen := map[string]bool{}
	for _, item := range d.jsonItems() {
		id := item.get("id")
		if seen[id.text] && !isBlank(id.text) {
			report(id.at, "two items have the id %q", id.text)
		}
		seen[id.text] = true
	}
}

func jsonContent(d *document, report reporter) {
	for _, item := range d.jsonItems() {
		if item.get("content_html").kind != text && item.get("content_text").kind != text {
			report(item.at, "the item has neither content_html nor content_text")
		}
	}
}

func jsonItemURL(d *document, report reporter) {
	for _, item := range d.jsonItems() {
		if id := item.get("id"); item.get("url").kind == absent && webURL(id.text) {
			report(item.at, "the item has no url, and an id that is one")
		}
	}
}

func jsonDate(d *document, report reporter) {
	for _, item := range d.jsonItems() {
		for _, key := range []string{"date_published", "date_modified"} {
			v := item.get(key)
			if _, ok := atomTime(v.text); v.kind == text && !ok {
				report(v.at, "%s %q is no date as RFC 3339 has them", key, v.text)
			}
		}
	}
}

func jsonAuthor(d *document, report reporter) {
	if d.json.get("version").text == jsonVersion10 {
		return
	}
	for _, v := range append([]*value{d.json}, d.jsonItems()...) {
		if author := v.get("author"); author.kind != absent && v.get("authors").kind == absent {
			report(author.at, "has author in place of authors")
		}
	}
}

func jsonAttachment(d *document, report reporter) {
	for _, item := range d.jsonItems() {
		for _, a := range item.get("attachments").list {
			if u := a.get("url"); !webURL(u.text) {
				report(a.at, "an attachment with the url %q", u.text)
			}
			if t := a.get("mime_type"); !mediaType(t.text) {
				report(a.at, "an attachment with the mime_type %q", t.text)
			}
		}
	}
}
