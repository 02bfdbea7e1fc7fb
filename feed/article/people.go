package article

import "strings"

func setAuthors(d *document, _ string, v value) (bool, *Error) {
	for _, item := range v.items(";,") {
		if p, ok := d.author(item); ok {
			d.art.Authors = append(d.art.Authors, p)
		}
	}
	return len(d.art.Authors) > 0, nil
}

// author reads a person, or the key under which a data file has one: alone, or as key with more beside it.
func (d *document) author(v value) (Person, bool) {
	key := v.string()
	if v.kind == table {
		key = v.get("key")
	}
	p, ok := person(v)
	known, found := d.settings.Data.person(d.path, key)
	if !found {
		return p, ok
	}
	if name := collapse(v.get("name")); name != "" { // not the title, which is the person's role here
		known.Name = name
	}
	if p.Email != "" {
		known.Email = p.Email
	}
	if p.URL != "" {
		known.URL = p.URL
	}
	return known, true
}

// setAuthorURL gives the only author an address that stands under a key of its own.
func setAuthorURL(d *document, _ string, v value) (bool, *Error) {
	if url := webAddress(v.string()); url != "" && len(d.art.Authors) == 1 && d.art.Authors[0].URL == "" {
		d.art.Authors[0].URL = url
	}
	return false, nil
}

// person reads an object, or a name with an address: "Name <mail>", "mail (Name)" as in RSS.
func person(v value) (Person, bool) {
	var p Person
	if v.kind == table {
		p = Person{
			Name:  collapse(v.get("name", "displayname", "fullname", "title", "label")),
			Email: v.get("email", "mail"),
			URL:   webAddress(v.get("url", "uri", "link", "website", "web", "homepage", "href")),
		}
	} else {
		p = personInLine(withoutWiki(collapse(v.string())))
	}
	if p.Name == "" {
		p.Name = p.Email
	}
	return p, p.Name != ""
}

func personInLine(s string) Person {
	for _, brackets := range [...]string{"<>", "()"} {
		before, after, ok := strings.Cut(s, brackets[:1])
		inner, rest, closed := strings.Cut(after, brackets[1:])
		if !ok || !closed || strings.TrimSpace(rest) != "" {
			continue
		}
		before, inner = strings.Trim(before, ` "`), strings.TrimSpace(inner)
		switch {
		case isMail(inner):
			return Person{Name: before, Email: inner}
		case webAddress(inner) != "":
			return Person{Name: before, URL: inner}
		case isMail(before):
			return Person{Name: inner, Email: before}
		}
	}
	if isMail(s) {
		return Person{Name: s, Email: s}
	}
	return Person{Name: s}
}

// webAddress is s if it is a whole URL of the web, else "".
func webAddress(s string) string {
	if (strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://")) && !strings.ContainsAny(s, " \n\t<>\"") {
		return s
	}
	return ""
}

// isMail reports whether s has the form of a mail address.
func isMail(s string) bool {
	name, host, ok := strings.Cut(s, "@")
	return ok && name != "" && strings.Contains(host, ".") && !strings.ContainsAny(s, " \t\n<>()\",;:") && !strings.Contains(host, "@")
}
