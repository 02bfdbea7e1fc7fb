package check

import (
	"bytes"
	"unicode/utf8"
)

const (
	jsonVersion   = "https://jsonfeed.org/version/1.1"
	jsonVersion10 = "https://jsonfeed.org/version/1"
)

func jsonSyntax(d *document, report reporter) {
	if d.broken {
		report(d.fault.at, "is no JSON: %s", d.fault.message)
	}
}

func jsonKeys(d *document, report reporter) {
	for _, k := range d.keys {
		report(k.at, "%s", k.message)
	}
}

// jsonEscapes calls use for each \u escape, with the one behind it if they are a pair of surrogates.
func (d *document) jsonEscapes(use func(at int, r rune)) {
	for i := 0; i < len(d.data); i++ {
		next := bytes.IndexByte(d.data[i:], '\\')
		if next < 0 {
			return
		}
		i += next
		r, ok := escape(d.data[i:])
		if !ok {
			if i+1 < len(d.data) && d.data[i+1] == 'r' {
				use(i, '\r')
			}
			i++ // what is escaped, a backslash too
			continue
		}
		if low, ok := escape(d.data[i+6:]); ok && r>>10 == 0xD800>>10 && low>>10 == 0xDC00>>10 {
			use(i, 0x10000+(r-0xD800)<<10+low-0xDC00)
			i += 6
		} else {
			use(i, r)
		}
		i += 5
	}
}

// escape decodes the \u escape that s begins with.
func escape(s []byte) (r rune, ok bool) {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return 0, false
	}
	for _, c := range s[2:6] {
		switch {
		case isDigit(c):
			r = r<<4 | rune(c-'0')
		case isHex(c):
			r = r<<4 | rune(c|0x20-'a'+10)
		default:
			return 0, false
		}
	}
	return r, true
}

func jsonSurrogate(d *document, report reporter) {
	d.jsonEscapes(func(at int, r rune) {
		if r >= 0xD800 && r <= 0xDFFF {
			report(at, "half of a pair of surrogates stands alone")
		}
	})
}

func jsonControl(d *document, report reporter) {
	odd := func(r rune) bool { return illegal(r) && (r < 0xD800 || r > 0xDFFF) || discouraged(r) || r == '\r' }
	d.jsonEscapes(func(at int, r rune) {
		if odd(r) {
			report(at, "the control character %U stands in it", r)
		}
	})
	for i := 0; i < len(d.data); {
		if d.data[i] < 0x7F {
			i++
			continue
		}
		r, size := utf8.DecodeRune(d.data[i:])
		if odd(r) {
			report(i, "the character %U stands in it", r)
		}
		i += size
	}
}

func jsonVersionRule(d *document, report reporter) {
	switch v := d.json.get("version"); {
	case v.kind != text:
		report(v.at, "has no version: it is no JSON Feed")
	case v.text != jsonVersion && v.text != jsonVersion10:
		report(v.at, "has the version %q", v.text)
	}
}

func jsonVersionFirst(d *document, report reporter) {
	if v := d.json.get("version"); v.kind == text && d.json.members[0].key != "version" {
		report(v.at, "the version is not the first member")
	} else if v.text == jsonVersion10 {
		report(v.at, "is JSON Feed 1.0")
	}
}

func jsonTop(d *document, report reporter) {
	if title := d.json.get("title"); title.kind != text || isBlank(title.text) {
		report(title.at, "has no title")
	}
	if items := d.json.get("items"); items.kind != list {
		report(items.at, "items is %v, not a list", items.kind)
	}
}

func jsonHome(d *document, report reporter) {
	for _, key := range []string{"home_page_url", "feed_url"} {
		if v := d.json.get(key); v.kind == absent || v.kind == text && v.text == "" {
			report(v.at, "has no %s", key)
		}
	}
}

// jsonURLs looks at the members of feed, items and authors that hold an address.
func jsonURLs(d *document, report reporter) {
	look := func(v *value, keys ...string) {
		for _, key := range keys {
			if u := v.get(key); u.kind == text && u.text != "" && !webURL(u.text) {
				report(u.at, "%s %q is not an absolute http or https URL", key, u.text)
			}
		}
	}
	authors := func(v *value) {
		for _, author := range append(v.get("authors").list, v.get("author")) {
			if u := author.get("url"); u.kind == text && u.text != "" && !absolute(u.text) {
				report(u.at, "the url %q of an author is not absolute", u.text)
			}
			look(author, "avatar")
		}
	}
	look(d.json, "home_page_url", "feed_url", "next_url", "icon", "favicon")
	authors(d.json)
	for _, item := range d.jsonItems() {
		look(item, "url", "external_url", "image", "banner_image")
		authors(item)
	}
}

func jsonNext(d *document, report reporter) {
	if next := d.json.get("next_url"); next.kind == text && next.text == d.json.get("feed_url").text {
		report(next.at, "next_url is the feed itself")
	}
}

func jsonHub(d *document, report reporter) {
	for _, hub := range d.json.get("hubs").list {
		if hub.get("type").kind != text {
			report(hub.at, "a hub without a type")
		}
		if u := hub.get("url"); !webURL(u.text) {
			report(hub.at, "a hub with the url %q", u.text)
		}
	}
}
