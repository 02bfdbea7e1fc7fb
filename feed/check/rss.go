package check

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// rssChildren are the elements of RSS 2.0 that may stand in another one; nil where those are not limited.
func rssChildren(parent string) []string {
	switch parent {
	case "rss":
		return []string{"channel"}
	case "channel":
		return []string{"title", "link", "description", "language", "copyright", "managingEditor", "webMaster", "pubDate", "lastBuildDate",
			"category", "generator", "docs", "cloud", "ttl", "image", "rating", "textInput", "skipHours", "skipDays", "item"}
	case "item":
		return []string{"title", "link", "description", "author", "category", "comments", "enclosure", "guid", "pubDate", "source"}
	case "image":
		return []string{"url", "title", "link", "width", "height", "description"}
	case "textInput":
		return []string{"title", "description", "name", "link"}
	case "skipHours":
		return []string{"hour"}
	case "skipDays":
		return []string{"day"}
	}
	return nil
}

// rssElements calls use for the elements of RSS itself, which have no namespace.
func (d *document) rssElements(use func(e *element)) {
	for _, e := range d.elements {
		if e.space == "" {
			use(e)
		}
	}
}

func rssRoot(d *document, report reporter) {
	if version := d.root.attr("version"); version != "2.0" {
		report(d.root.start, "is RSS of version %q", version)
	}
	if n := len(d.root.all("", "channel")); n != 1 {
		report(d.root.start, "has %d channels", n)
	}
}

func rssChannel(d *document, report reporter) {
	for _, name := range []string{"title", "link", "description"} {
		switch found := d.head.all("", name); {
		case len(found) != 1:
			report(d.head.start, "the channel has %d <%s>", len(found), name)
		case isBlank(found[0].text):
			report(found[0].start, "the channel's <%s> is empty", name)
		}
	}
}

func rssOrder(d *document, report reporter) {
	behind := false
	for _, c := range d.head.children {
		if c.space == "" && c.name == "item" {
			behind = true
		} else if behind {
			report(c.start, "<%s> of the channel stands behind an item", c)
		}
	}
}

func rssSelf(d *document, report reporter) {
	links := d.head.rels("self")
	if len(links) == 0 {
		report(d.head.start, "the channel does not say its own address")
		return
	}
	for _, l := range links[1:] {
		report(l.start, "says its own address twice")
	}
	if l := links[0]; l.attr("type") != "application/rss+xml" {
		report(l.start, "the type of its own address is %q", l.attr("type"))
	} else if !webURL(l.attr("href")) {
		report(l.start, "its own address is %q", l.attr("href"))
	}
}

// rssDates calls use for each element with a date of RFC 822.
func (d *document) rssDates(use func(e *element)) {
	d.rssElements(func(e *element) {
		if e.name == "pubDate" || e.name == "lastBuildDate" {
			use(e)
		}
	})
}

func rssDate(d *document, report reporter) {
	d.rssDates(func(e *element) {
		if _, _, fault := rssTime(strings.TrimSpace(e.text)); fault != "" {
			report(e.start, "<%s> %q: %s", e, e.text, fault)
		}
	})
}

func rssYear(d *document, report reporter) {
	d.rssDates(func(e *element) {
		if _, fourDigits, fault := rssTime(strings.TrimSpace(e.text)); fault == "" && !fourDigits {
			report(e.start, "<%s> %q: the year has two digits", e, e.text)
		}
	})
}

// rssPlain calls use for each element that holds plain text.
func (d *document) rssPlain(use func(e *element)) {
	d.rssElements(func(e *element) {
		html := e.name == "description" && e.parent != nil && e.parent.name == "item"
		if rssChildren(e.name) == nil && !html {
			use(e)
		}
	})
}

func rssMarkup(d *document, report reporter) {
	d.rssElements(func(e *element) {
		if rssChildren(e.name) == nil && len(e.children) > 0 {
			report(e.start, "<%s> holds the element <%s>", e, e.children[0])
		}
	})
}

// rssReference says once how & and < are written: parsers that decode twice are few, and a feed that has it once has it
// everywhere.
func rssReference(d *document, report reporter) {
	var first *element
	name, at, n := "", 0, 0
	d.rssPlain(func(e *element) {
		source := string(d.data[e.inner:max(e.inner, min(e.end, len(d.data)))])
		if strings.HasPrefix(source, "<![CDATA[") {
			return
		}
		for _, reference := range []string{"&amp;", "&lt;", "&#38;", "&#60;"} {
			found := strings.Index(source, reference)
			if found < 0 {
				continue
			}
			if n++; n == 1 {
				first, name, at = e, reference, e.inner+found
			}
			return
		}
	})
	if n > 0 {
		report(at, "<%s> has %s, which a few readers decode twice%s", first, name, others(n-1))
	}
}

func rssURL(d *document, report reporter) {
	d.rssElements(func(e *element) {
		address := ""
		switch e.name {
		case "link", "url", "docs", "comments":
			if address = strings.TrimSpace(e.text); address == "" {
				return
			}
		case "source", "enclosure":
			address = e.attr("url")
		}
		if address != "" && !webURL(address) {
			report(e.start, "<%s> %q is not an absolute http or https URL", e, address)
		}
	})
	for _, l := range d.head.all(nsAtom, "link") {
		if !webURL(l.attr("href")) {
			report(l.start, "<%s> %q is not an absolute http or https URL", l, l.attr("href"))
		}
	}
}

func rssOnceInChannel(d *document, report reporter) {
	for _, name := range []string{"generator", "docs", "ttl", "lastBuildDate", "copyright", "managingEditor", "webMaster", "pubDate", "image", "language"} {
		if all := d.head.all("", name); len(all) > 1 {
			report(all[1].start, "the channel has %d <%s>", len(all), name)
		}
	}
}

func rssTTL(d *document, report reporter) {
	for _, ttl := range d.head.all("", "ttl") {
		if n, err := strconv.Atoi(strings.TrimSpace(ttl.text)); err != nil || n <= 0 {
			report(ttl.start, "<ttl> %q is no number of minutes", ttl.text)
		}
	}
}

// rssBuildDate compares lastBuildDate with the newest item's date.
func rssBuildDate(d *document, report reporter) {
	for _, e := range d.head.all("", "lastBuildDate") {
		built, _, fault := rssTime(strings.TrimSpace(e.text))
		if fault != "" {
			continue
		}
		var newest time.Time
		for _, item := range d.items {
			published, _, _ := rssTime(strings.TrimSpace(item.first("", "pubDate").text))
			updated, _ := atomTime(item.first(nsAtom, "updated").text)
			for _, t := range []time.Time{published, updated} {
				if t.After(newest) {
					newest = t
				}
			}
		}
		if built.Before(newest) {
			report(e.start, "<lastBuildDate> is before the newest item, of %s", newest.Format(time.RFC1123Z))
		}
	}
}

func rssImage(d *document, report reporter) {
	for _, image := range d.head.all("", "image") {
		for _, name := range []string{"title", "link"} {
			if e := image.first("", name); strings.TrimSpace(e.text) != strings.TrimSpace(d.head.first("", name).text) {
				report(e.start, "the image's <%s> %q is not the channel's", name, e.text)
			}
		}
		if isBlank(image.first("", "url").text) {
			report(image.start, "the image has no <url>")
		}
		limit := func(name string, most int) {
			for _, e := range image.all("", name) {
				if n, err := strconv.Atoi(strings.TrimSpace(e.text)); err != nil || n <= 0 || n > most {
					report(e.start, "the image's <%s> %q is not from 1 to %d", name, e.text, most)
				}
			}
		}
		limit("width", 144)
		limit("height", 400)
	}
}

func rssCloud(d *document, report reporter) {
	for _, name := range []string{"textInput", "cloud"} {
		for _, e := range d.head.all("", name) {
			report(e.start, "has a <%s>", name)
		}
	}
}

func rssUnknown(d *document, report reporter) {
	d.rssElements(func(e *element) {
		if rssChildren(e.name) != nil && e.loose > 0 {
			report(e.loose, "text stands in <%s>, outside of its elements", e)
		}
		if e.parent == nil || e.parent.space != "" {
			return
		}
		if known := rssChildren(e.parent.name); known != nil && !slices.Contains(known, e.name) {
			report(e.start, "<%s> is not known in <%s>", e, e.parent)
		}
	})
}
