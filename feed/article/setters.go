package article

import (
	"errors"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"
)

// word is the setter of a name without further meaning.
func word(of func(*Article) *string) setter {
	return func(d *document, _ string, v value) (bool, *Error) {
		s := collapse(v.string())
		*of(d.art) = s
		return s != "", nil
	}
}

// text is the setter of plain text for people.
func text(of func(*Article) *string) setter {
	return func(d *document, _ string, v value) (bool, *Error) {
		s := collapse(v.string())
		if !v.plain {
			s = withoutMarkup(s)
		}
		*of(d.art) = s
		return s != "", nil
	}
}

func setTitle(d *document, key string, v value) (bool, *Error) {
	if taken, _ := text(func(a *Article) *string { return &a.Title })(d, key, v); taken && hasWords(d.art.Title) {
		return true, nil
	}
	d.art.Title = ""
	return false, nil
}

func date(of func(*Article) *time.Time) setter {
	return func(d *document, _ string, v value) (bool, *Error) {
		if _, ok := boolean(v.text); ok || strings.EqualFold(v.text, "never") {
			return false, nil
		}
		if v.kind != scalar {
			return false, &Error{Err: errNotDate, Fix: "write YYYY-MM-DD"}
		}
		t, err := parseDate(v.text, d.location())
		if err != nil {
			return false, &Error{Err: err, Fix: "write YYYY-MM-DD"}
		}
		*of(d.art) = t
		return !t.IsZero(), nil
	}
}

// boolean reads the words for yes and no. A number of more than one digit is none.
func boolean(s string) (yes, ok bool) {
	switch strings.ToLower(s) {
	case "true", "yes", "on", "y", "1":
		return true, true
	case "false", "no", "off", "n", "0":
		return false, true
	}
	return false, false
}

func setDraft(d *document, key string, v value) (bool, *Error) {
	yes, ok := boolean(v.text)
	switch key {
	case "published": // a date under this key was taken already
		yes = ok && !yes
	case "status":
		yes = strings.EqualFold(v.text, "draft") || strings.EqualFold(v.text, "private")
	default:
		if !ok { // what may not be meant for the public stays at home
			d.art.Draft = true
			return true, &Error{Err: errors.New("neither true nor false, taken as true"), Fix: "write true or false"}
		}
	}
	d.art.Draft = d.art.Draft || yes
	return yes, nil
}

func setUnlisted(d *document, key string, v value) (bool, *Error) {
	yes, ok := boolean(v.text)
	if key == "feed" {
		yes = ok && !yes
	}
	d.art.Unlisted = d.art.Unlisted || yes
	return yes, nil
}

func setPermalink(d *document, _ string, v value) (bool, *Error) {
	s := address(v.string())
	// Jekyll's templates and named styles say how to make an address and are none.
	if strings.Contains(s, "/:") || s == "/pretty" || s == "/date" || s == "/none" || s == "/ordinal" {
		d.art.Pattern = s
		return false, nil
	}
	d.art.Permalink = s
	return s != "", nil
}

func setAliases(d *document, _ string, v value) (taken bool, _ *Error) {
	for _, item := range v.items("") {
		if s := address(item.string()); s != "" && !slices.Contains(d.art.Aliases, s) {
			d.art.Aliases = append(d.art.Aliases, s)
			taken = true
		}
	}
	return taken, nil
}

// address is a URL, or a path from the site's root that begins with a slash. It is "" for what is
// neither, such as the other names of an article that Obsidian calls aliases.
func address(s string) string {
	s = strings.TrimSpace(s)
	if s == "" || strings.ContainsAny(s, " \t\n<>\"") {
		return ""
	}
	if strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://") || s[0] == '/' {
		return s
	}
	if strings.Contains(s, ":") {
		return ""
	}
	return "/" + strings.TrimPrefix(s, "./")
}

func setTags(d *document, key string, v value) (taken bool, _ *Error) {
	for _, item := range v.items(",;") {
		s := item.string()
		if item.kind == table {
			s = item.get("label", "name", "title", "slug")
		}
		s = collapse(strings.TrimLeft(strings.TrimSpace(s), "#"))
		if s != "" && (key == "categories" || key == "category") {
			d.art.Categories = append(d.art.Categories, s)
		}
		known := slices.ContainsFunc(d.art.Tags, func(tag string) bool { return strings.EqualFold(tag, s) })
		if s != "" && !known {
			d.art.Tags = append(d.art.Tags, s)
			taken = true
		}
	}
	return taken, nil
}

func setLanguage(d *document, _ string, v value) (bool, *Error) {
	items := v.items(",")
	if len(items) == 0 {
		return false, nil
	}
	s, _, _ := strings.Cut(items[0].string(), ".") // de_DE.UTF-8
	if s == "" {
		return false, nil
	}
	tag, err := language.Parse(s)
	if err != nil || tag == language.Und {
		return false, &Error{Err: errors.New("not a language"), Fix: "write its BCP 47 tag, such as en or pt-BR"}
	}
	d.art.Language = tag.String()
	return true, nil
}
