package check

import (
	"bytes"
	"strings"
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

// jsonObjects calls use for the objects whose keys JSON Feed defines, with those keys and what each holds: t a text, n a
// number, b true or false, l a list, o an object.
func (d *document) jsonObjects(use func(v *value, keys string)) {
	const person = "name:t url:t avatar:t"
	use(d.json, "version:t title:t home_page_url:t feed_url:t description:t user_comment:t next_url:t icon:t favicon:t authors:l author:o "+
		"language:t expired:b hubs:l items:l")
	people := func(v *value) {
		for _, author := range v.get("authors").list {
			use(author, person)
		}
		if author := v.get("author"); author.kind == object {
			use(author, person)
		}
	}
	people(d.json)
	for _, hub := range d.json.get("hubs").list {
		use(hub, "type:t url:t")
	}
	for _, item := range d.jsonItems() {
		use(item, "id:t url:t external_url:t title:t content_html:t content_text:t summary:t image:t banner_image:t date_published:t "+
			"date_modified:t authors:l author:o tags:l language:t attachments:l")
		people(item)
		for _, attachment := range item.get("attachments").list {
			use(attachment, "url:t mime_type:t title:t size_in_bytes:n duration_in_seconds:n")
		}
	}
}

// jsonType looks whether what is known holds what it must.
func jsonType(d *document, report reporter) {
	d.jsonObjects(func(v *value, keys string) {
		if v.kind != object {
			report(v.at, "%v stands where an object must", v.kind)
		}
		for _, m := range v.members {
			_, letter, known := strings.Cut(" "+keys+" ", " "+m.key+":")
			if !known || m.key == "id" || m.key == "version" || m.key == "items" { // which have rules of their own
				continue
			}
			want := map[byte]kind{'t': text, 'n': number, 'b': boolean, 'l': list, 'o': object}[letter[0]]
			if m.value.kind != want {
				report(m.value.at, "%s is %v, not %v", m.key, m.value.kind, want)
			}
		}
		for _, tag := range v.get("tags").list {
			if tag.kind != text {
				report(tag.at, "a tag is %v, not a string", tag.kind)
			}
		}
	})
}

func jsonEmpty(d *document, report reporter) {
	d.jsonObjects(func(v *value, keys string) {
		for _, m := range v.members {
			if m.value.kind == text && m.value.text == "" && m.key != "content_text" && m.key != "content_html" {
				report(m.value.at, "%s is empty", m.key)
			}
			if m.value.kind == list && len(m.value.list) == 0 && m.key != "items" {
				report(m.value.at, "%s is an empty list", m.key)
			}
		}
	})
}

func jsonUnknown(d *document, report reporter) {
	d.jsonObjects(func(v *value, keys string) {
		for _, m := range v.members {
			if !strings.HasPrefix(m.key, "_") && !strings.Contains(" "+keys, " "+m.key+":") {
				report(m.at, "the key %q is not of JSON Feed", m.key)
			}
		}
	})
}

func jsonExtension(d *document, report reporter) {
	d.json.walk("", func(_ string, v *value) {
		for _, m := range v.members {
			if name, ok := strings.CutPrefix(m.key, "_"); ok && (name == "" || !isLetter(name[0]) || strings.Contains(name, ".")) {
				report(m.at, "the extension %q is not an underscore and a letter, without dots", m.key)
			}
		}
	})
}
