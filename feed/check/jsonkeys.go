package check

import "strings"

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

// kindOf is what a letter of jsonObjects stands for.
func kindOf(letter byte) kind {
	switch letter {
	case 'n':
		return number
	case 'b':
		return boolean
	case 'l':
		return list
	case 'o':
		return object
	}
	return text
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
			if want := kindOf(letter[0]); m.value.kind != want {
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
