package check

import (
	"net/url"
	"path"
	"strings"
	"time"
)

// ids calls use for all ids of feed and items. Those of an RSS item that are its address are left out.
func (d *document) ids(use func(at int, id string)) {
	for _, e := range d.elements {
		if e.space == nsAtom && e.name == "id" || e.space == "" && e.name == "guid" && e.attr("isPermaLink") == "false" {
			use(e.start, e.text)
		}
	}
	for _, item := range d.jsonItems() {
		if id := item.get("id"); id.kind == text {
			use(id.at, id.text)
		}
	}
}

// atomID looks whether an id is an absolute IRI (RFC 3987, 2.2).
func atomID(d *document, report reporter) {
	for _, e := range d.elements {
		if e.space != nsAtom || e.name != "id" || isBlank(e.text) {
			continue
		}
		if !absolute(e.text) || strings.ContainsAny(e.text, " \t\n<>\"{}|\\^`") {
			report(e.start, "the id %q is no absolute IRI", e.text)
		}
	}
}

// atomIDForm looks whether an id is as RFC 4287, 4.2.6.1, wants it: ids are compared byte by byte.
func atomIDForm(d *document, report reporter) {
	for _, e := range d.elements {
		if e.space != nsAtom || e.name != "id" {
			continue
		}
		id := e.text
		u, err := url.Parse(id)
		if err != nil || !u.IsAbs() {
			continue
		}
		scheme, _, _ := strings.Cut(id, ":")
		switch {
		case scheme != strings.ToLower(scheme) || u.Host != strings.ToLower(u.Host):
			report(e.start, "the id %q has capitals in its scheme or host", id)
		case u.Port() == "80" && u.Scheme == "http" || u.Port() == "443" && u.Scheme == "https":
			report(e.start, "the id %q names the port that holds anyway", id)
		case u.Host != "" && u.Path != "" && u.Path != "/" && path.Clean(u.Path) != strings.TrimSuffix(u.Path, "/"):
			report(e.start, "the path of the id %q has dots or empty parts", id)
		}
	}
}

// tagURI looks at ids that are tag: URIs (RFC 4151, 2.1).
func tagURI(d *document, report reporter) {
	d.ids(func(at int, id string) {
		rest, ok := strings.CutPrefix(id, "tag:")
		if !ok {
			return
		}
		entity, specific, ok := strings.Cut(rest, ":")
		authority, date, dated := strings.Cut(entity, ",")
		switch {
		case !ok || !dated:
			report(at, "the id %q is not tag:AUTHORITY,DATE:SPECIFIC; the authority has no port", id)
		case !tagAuthority(authority):
			report(at, "the authority %q of the id is no domain name and no e-mail address", authority)
		case !tagDate(date):
			report(at, "the date %q of the id is not YYYY, YYYY-MM or YYYY-MM-DD", date)
		case specific != "" && (!uriCharacters(specific) || strings.ContainsAny(specific, "[]")):
			report(at, "the id %q has characters that must be escaped", id)
		}
	})
}

func tagAuthority(s string) bool {
	name, host, mail := strings.Cut(s, "@")
	if !mail {
		name, host = "x", s
	}
	return consists(name, func(c byte) bool { return alphanumeric(c) || strings.IndexByte("-._", c) >= 0 }) &&
		consists(host, func(c byte) bool { return alphanumeric(c) || c == '-' || c == '.' })
}

func tagDate(s string) bool {
	for _, layout := range []string{"2006", "2006-01", "2006-01-02"} {
		if _, err := time.Parse(layout, s); err == nil {
			return true
		}
	}
	return false
}

func uuidCase(d *document, report reporter) {
	d.ids(func(at int, id string) {
		if len(id) > 9 && strings.EqualFold(id[:9], "urn:uuid:") && id != strings.ToLower(id) {
			report(at, "the id %q has capitals", id)
		}
	})
}
