package article

import (
	"errors"
	"net/url"
	"path"
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
			s = withoutMarkup(withoutWiki(s))
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
		if v.kind == table { // Docusaurus: last_update: {date: …, author: …}; Material for MkDocs: date: {created: …}
			v = value{text: v.get("date", "created"), line: v.line}
		}
		if _, ok := boolean(v.text); ok || v.empty() || noDate(v.text) {
			return false, nil
		}
		if v.kind != scalar {
			return false, &Error{Err: errNotDate, Fix: "write YYYY-MM-DD"}
		}
		t, err := parseDate(v.text, d.settings.Zone())
		if err != nil {
			return false, &Error{Err: err, Fix: "write YYYY-MM-DD"}
		}
		*of(d.art) = t
		return !t.IsZero(), nil
	}
}

// setUpdatedBeside takes the date of a change that stands beside that of the publication.
func setUpdatedBeside(d *document, key string, v value) (bool, *Error) {
	if v.kind != table {
		return false, nil
	}
	return date(func(a *Article) *time.Time { return &a.Updated })(d, key, v.find("updated"))
}

// noDate reports whether s says where to look for a date, which we do without being told, or that there is none.
func noDate(s string) bool {
	switch strings.ToLower(s) {
	case "never", "last modified", "created", "git last modified", "git created": // the last four: Eleventy
		return true
	}
	return false
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

func setPermalink(d *document, key string, v value) (bool, *Error) {
	if _, ok := boolean(v.text); ok { // Eleventy: a page that is not written
		return false, nil
	}
	s := address(v.string())
	// Templates and the names of Jekyll's styles say how to make an address and are none.
	if strings.Contains(s, "/:") || strings.Contains(s, "{") || s == "/pretty" || s == "/date" || s == "/none" || s == "/ordinal" || s == "/weekdate" {
		d.art.Pattern = s
		return false, nil
	}
	if key == "path" && s != "" && !strings.HasSuffix(s, "/") && path.Ext(s) != ".html" {
		s += "/" // Zola's key, in whose sites every address ends so
	}
	d.art.Permalink, d.art.Canonical = s, strings.HasPrefix(key, "canonical")
	return s != "", nil
}

func setAliases(d *document, _ string, v value) (taken bool, _ *Error) {
	for _, item := range v.items("") {
		if s := address(d.besidePage(item.string())); s != "" && !slices.Contains(d.art.Aliases, s) {
			d.art.Aliases = append(d.art.Aliases, s)
			taken = true
		}
	}
	return taken, nil
}

// besidePage puts an address that begins with no slash where it belongs: for Hugo it is beside the page, for all others
// at the site's root.
func (d *document) besidePage(s string) string {
	if d.settings.Data == nil || !d.settings.Data.hugo || s == "" || s[0] == '/' || strings.Contains(s, ":") {
		return s
	}
	page := strings.Trim(addressPath(d.art.Permalink), "/")
	if page == "" {
		page = strings.ToLower(inContent(d.settings.Data.place.inSite(d.path)))
		if strings.HasPrefix(path.Base(page), "index.") {
			page = path.Dir(page)
		}
	}
	return path.Join("/", path.Dir(page), s) + s[len(strings.TrimRight(s, "/")):]
}

// address is a URL, or a path from the site's root that begins with a slash. It is "" for what is
// neither, such as the other names of an article that Obsidian calls aliases.
func address(s string) string {
	s = strings.TrimSpace(s)
	if s == "" || strings.ContainsAny(s, " \t\n<>\"") {
		return ""
	}
	if strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://") {
		return inASCII(s)
	}
	if s[0] == '/' {
		return s
	}
	if strings.Contains(s, ":") {
		return ""
	}
	return "/" + strings.TrimPrefix(s, "./")
}

// inASCII gives a web address a host that readers can ask for. Others stay as they were written: articles are known by them.
func inASCII(address string) string {
	u, err := url.Parse(address)
	if err != nil || isASCII(u.Host) {
		return address
	}
	host, err := ASCIIHost(u.Host)
	if err != nil {
		return address
	}
	return strings.Replace(address, u.Host, host, 1)
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
