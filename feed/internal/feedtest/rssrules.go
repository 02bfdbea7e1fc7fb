package feedtest

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// knownRSS are the elements of RSS 2.0 that may stand in channel, item and image.
func knownRSS(parent string) []string {
	return map[string][]string{
		"rss": {"channel"},
		"channel": {"title", "link", "description", "language", "copyright", "managingEditor", "webMaster", "pubDate", "lastBuildDate",
			"category", "generator", "docs", "cloud", "ttl", "image", "rating", "textInput", "skipHours", "skipDays", "item"},
		"item":      {"title", "link", "description", "author", "category", "comments", "enclosure", "guid", "pubDate", "source"},
		"image":     {"url", "title", "link", "width", "height", "description"},
		"textInput": {"title", "description", "name", "link"},
		"skipHours": {"hour"},
		"skipDays":  {"day"},
	}[parent]
}

func checkRSS(root *node, add report) {
	if root.name != "rss" || root.space != "" || root.attr("version") != "2.0" || len(root.all("", "channel")) != 1 {
		add("R1", "not one channel in an rss 2.0")
		return
	}
	channel := root.first("", "channel")
	items := channel.all("", "item")
	checkChannel(channel, add)
	checkRSSElements(root, add)
	guids := map[string]bool{}
	for _, item := range items {
		checkRSSItem(item, add)
		if guid := item.first("", "guid").text; guids[guid] {
			add("R8", "two items with the guid %q", guid)
		} else {
			guids[guid] = true
		}
	}
	checkBuildDate(channel, items, add)
	checkArchive(channel, items, add)
}

func checkChannel(channel *node, add report) {
	for _, name := range []string{"title", "link", "description"} {
		if list := channel.all("", name); len(list) != 1 || blank(list[0].text) {
			add("R2", "channel has not one %s with a text", name)
		}
	}
	afterItem := false
	for _, c := range channel.children {
		if c.space == "" && c.name == "item" {
			afterItem = true
		} else if afterItem {
			add("R3", "%s after an item", c)
		}
	}
	if self := channel.rels("self"); len(self) != 1 || self[0].attr("type") != "application/rss+xml" || !webURL(self[0].attr("href")) {
		add("R4", "not one self link of the right type and an absolute URL")
	}
	if list := channel.all("", "language"); len(list) > 1 || len(list) == 1 && !languagePattern().MatchString(list[0].text) {
		add("R14", "language %q", list[0].text)
	}
	for _, name := range []string{"generator", "docs", "ttl", "lastBuildDate", "copyright", "managingEditor", "pubDate", "image"} {
		if len(channel.all("", name)) > 1 {
			add("R15", "more than one %s", name)
		}
	}
	for _, ttl := range channel.all("", "ttl") {
		if n, err := strconv.Atoi(ttl.text); err != nil || n <= 0 {
			add("R15", "ttl %q", ttl.text)
		}
	}
	for _, image := range channel.all("", "image") {
		checkChannelImage(channel, image, add)
	}
	if len(channel.all("", "textInput"))+len(channel.all("", "cloud")) > 0 {
		add("R17", "textInput or cloud")
	}
}

func checkChannelImage(channel, image *node, add report) {
	for _, name := range []string{"title", "link"} {
		if image.first("", name).text != channel.first("", name).text {
			add("R16", "the image's %s is not the channel's", name)
		}
	}
	if !webURL(image.first("", "url").text) {
		add("R16", "image url %q", image.first("", "url").text)
	}
	for name, limit := range map[string]int{"width": 144, "height": 400} {
		for _, n := range image.all("", name) {
			if v, err := strconv.Atoi(n.text); err != nil || v <= 0 || v > limit {
				add("R16", "%s %q", name, n.text)
			}
		}
	}
}

// checkRSSElements looks at each element by itself.
func checkRSSElements(root *node, add report) {
	root.walk(func(n *node) {
		checkKnown(n, add)
		checkPlain(n, add)
		if n.space == "" && (n.name == "pubDate" || n.name == "lastBuildDate") {
			if _, ok := rssTime(n.text); !ok {
				add("R5", "%s %q", n, n.text)
			}
		}
		if n.space == nsAtom && n.name == "updated" {
			if _, ok := atomTime(n.text); !ok {
				add("A8", "%s %q", n, n.text)
			}
		}
		urls := []string{n.attr("href"), n.attr("url")}
		if n.space == "" && (n.name == "link" || n.name == "url" || n.name == "docs" || n.name == "comments") {
			urls = append(urls, n.text)
		}
		for _, u := range urls {
			if u != "" && !webURL(u) {
				add("R7", "%s: %q", n, u)
			}
		}
		if n.space == "" && n.name == "category" {
			if domain := n.attr("domain"); blank(n.text) || domain != "" && !webURL(domain) {
				add("R18", "category %q of domain %q", n.text, domain)
			}
		}
		if n.space == "" && n.name == "managingEditor" && !rssPerson().MatchString(n.text) {
			add("R11", "%s %q", n, n.text)
		}
	})
}

func checkKnown(n *node, add report) {
	known := knownRSS(n.name)
	if n.space != "" || known == nil {
		return
	}
	if !blank(n.text) {
		add("R19", "text %q in %s", strings.TrimSpace(n.text), n)
	}
	for _, c := range n.children {
		if c.space == "" && !contains(known, c.name) {
			add("R19", "%s in %s", c, n)
		}
	}
}

func contains(list []string, s string) bool {
	for _, v := range list {
		if v == s {
			return true
		}
	}
	return false
}

// checkPlain looks at how the elements of plain text are written.
func checkPlain(n *node, add report) {
	switch {
	case n.space == "" && n.name == "description" && len(n.children) == 0: // HTML in items
		return
	case n.space == "" && knownRSS(n.name) == nil, n.space == nsDC:
		if len(n.children) > 0 {
			add("R6", "markup in %s", n)
		}
		for _, reference := range anyReference().FindAllString(n.source, -1) {
			if !strings.HasPrefix(reference, "&#x") {
				add("R6", "%s in %s", reference, n)
			}
		}
	}
}

func checkRSSItem(item *node, add report) {
	for _, name := range []string{"title", "link", "description", "author", "guid", "pubDate", "comments", "source"} {
		if len(item.all("", name)) > 1 {
			add("R9", "two %s in an item", name)
		}
	}
	title, description := item.first("", "title").text, item.first("", "description").text
	if blank(title) && blank(description) {
		add("R9", "an item without title and description")
	}
	checkGUID(item, add)
	order := ""
	for _, c := range item.children {
		if c.String() == "description" || c.String() == "content:encoded" {
			order += c.String() + " "
		}
	}
	if strings.HasPrefix(order, "content:encoded description") {
		add("R10", "content:encoded before description")
	}
	for _, html := range []string{description, item.first(nsContent, "encoded").text} {
		if u := relativeURL(html); u != "" {
			add("R7", "%q in the content", u)
		}
	}
	checkRSSAuthors(item, add)
	enclosures := item.all("", "enclosure")
	if len(enclosures) > 1 {
		add("R13", "%d enclosures", len(enclosures))
	}
	for _, e := range enclosures {
		if !webURL(e.attr("url")) || !wholeNumber(e.attr("length")) || !mediaPattern().MatchString(e.attr("type")) {
			add("R13", "enclosure %q, length %q, type %q", e.attr("url"), e.attr("length"), e.attr("type"))
		}
	}
	for _, l := range item.all(nsDC, "language") {
		if !languagePattern().MatchString(l.text) {
			add("X8", "dc:language %q", l.text)
		}
	}
}

func checkGUID(item *node, add report) {
	guid := item.first("", "guid")
	permalink := guid.attr("isPermaLink") != "false"
	if blank(guid.text) {
		add("R8", "an item without guid")
	} else if permalink && !webURL(guid.text) {
		add("R8", "guid %q is no URL, but a permalink", guid.text)
	} else if permalink != (guid.text == item.first("", "link").text) {
		add("R8", "guid %q: isPermaLink=%v", guid.text, permalink)
	}
}

func checkRSSAuthors(item *node, add report) {
	authors, creators := item.all("", "author"), item.all(nsDC, "creator")
	if len(authors) > 0 && len(creators) > 0 {
		add("R11", "both author and dc:creator")
	}
	for _, a := range authors {
		if !rssPerson().MatchString(a.text) {
			add("R11", "author %q", a.text)
		}
	}
	for _, c := range creators {
		if blank(c.text) {
			add("R12", "an empty dc:creator")
		}
	}
}

// checkBuildDate compares lastBuildDate with the newest item: the text may not say 'now'.
func checkBuildDate(channel *node, items []*node, add report) {
	var newest time.Time
	for _, item := range items {
		published, _ := rssTime(item.first("", "pubDate").text)
		updated, _ := atomTime(item.first(nsAtom, "updated").text)
		for _, t := range []time.Time{published, updated} {
			if t.After(newest) {
				newest = t
			}
		}
	}
	built, _ := rssTime(channel.first("", "lastBuildDate").text)
	if built.Before(newest) {
		add("R15", "lastBuildDate %v is before the newest item's %v", built, newest)
	}
}

func rssPerson() *regexp.Regexp { return regexp.MustCompile(`^[^\s@()<>]+@[^\s@()<>]+( \(.+\))?$`) }

func anyReference() *regexp.Regexp { return regexp.MustCompile(`&[^;]*;`) }
