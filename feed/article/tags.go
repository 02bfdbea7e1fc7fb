package article

import (
	"fmt"
	"slices"
	"strings"
)

// maxTags is how many tags an article may have: each makes four files, and in each of them stand all the others.
const maxTags = 100

func setTags(d *document, key string, v value) (taken bool, _ *Error) {
	for _, item := range d.tagItems(key, v) {
		if item.kind == list { // Hexo: a category and those below it
			more, _ := setTags(d, key, item)
			taken = taken || more
			continue
		}
		s := item.string()
		if item.kind == table {
			s = item.get("label", "name", "title", "slug")
		}
		s = collapse(strings.TrimLeft(strings.TrimSpace(withoutWiki(s)), "#"))
		if s != "" && (key == "categories" || key == "category") {
			d.art.Categories = append(d.art.Categories, s)
		}
		if d.addTag(d.settings.Data.tag(d.path, s)) {
			taken = true
		}
	}
	return taken, nil
}

func (d *document) addTag(s string) bool {
	known := slices.ContainsFunc(d.art.Tags, func(tag string) bool { return strings.EqualFold(tag, s) })
	if s == "" || known || d.tagsLost {
		return false
	}
	if len(d.art.Tags) == maxTags {
		d.tagsLost = true
		d.warn(0, fmt.Errorf("has more than %d tags, the first %d are taken", maxTags, maxTags), "keep those that say most")
		return false
	}
	d.art.Tags = append(d.art.Tags, s)
	return true
}

// tagItems takes a text apart: at semicolons, else at commas, as people write them everywhere, and without any at the
// spaces, where Jekyll does so: not under category and tag.
func (d *document) tagItems(key string, v value) []value {
	spaced := v.kind == scalar && !v.plain && strings.ContainsAny(strings.TrimSpace(v.text), " \t")
	if spaced && (key == "tags" || key == "categories") && !strings.ContainsAny(v.text, ";,") && d.isJekyll() {
		var items []value
		for _, word := range strings.Fields(v.text) {
			items = append(items, value{text: word, line: v.line})
		}
		return items
	}
	return v.items(";,")
}

// isJekyll reports whether the article is one of Jekyll's posts: they have a date in the name of their file and lie in
// _posts, or name a layout. Hexo has _posts and layouts as well, but no such names.
func (d *document) isJekyll() bool {
	name := d.path[strings.LastIndexByte(d.path, '/')+1:]
	if t, rest := datePrefix(name, d.settings.Zone()); t.IsZero() || !strings.HasPrefix(rest, "-") {
		return false
	}
	if strings.Contains("/"+d.path, "/_posts/") || strings.Contains("/"+d.path, "/_drafts/") {
		return true
	}
	return slices.ContainsFunc(d.said, func(e entry) bool { return normalKey(e.key) == "layout" })
}
