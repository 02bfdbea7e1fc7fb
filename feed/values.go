package feed

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/idna"
)

// webURL returns s as an absolute http or https URL of RFC 3986 characters: an IRI becomes a URI, with a
// punycode host and an escaped path. It returns "" if s is something else.
func webURL(s string) string {
	host, rest, ok := splitURL(s)
	if !ok {
		return ""
	}
	scheme := strings.ToLower(s[:len(s)-len(host)-len(rest)])
	for i := range len(host) {
		if host[i] >= 0x80 {
			ascii, err := idna.Lookup.ToASCII(host)
			if err != nil {
				return ""
			}
			host = ascii
			break
		}
	}
	rest = escapeURL(rest)
	if !plainHost(host) {
		if _, err := url.Parse(scheme + host); err != nil {
			return ""
		}
	}
	if len(scheme)+len(host)+len(rest) == len(s) && strings.HasPrefix(s, scheme) {
		return s // nothing was escaped, or it would be longer
	}
	return scheme + host + rest
}

// plainHost tells whether host is a name without a port, as nearly all are: those need no url.Parse, which would
// take a tenth of the time of a document.
func plainHost(host string) bool {
	for i := range len(host) {
		if c := host[i]; !isAlnum(c) && c != '-' && c != '.' {
			return false
		}
	}
	return true
}

// splitURL cuts an absolute URL behind `scheme://` and behind the host with its user and port.
func splitURL(s string) (host, rest string, ok bool) {
	at := strings.Index(s, "://")
	if at < 0 || !strings.EqualFold(s[:at], "http") && !strings.EqualFold(s[:at], "https") {
		return "", "", false
	}
	host = s[at+3:]
	if end := strings.IndexAny(host, "/?#"); end >= 0 {
		host, rest = host[:end], host[end:]
	}
	return host, rest, host != "" && host[0] != ':' && !strings.ContainsAny(host, " \"<>\\^`{|}\t\n\r")
}

// escapeURL writes as %XX what RFC 3986 does not allow in a path, query or fragment; what is allowed stays as
// it is, since another spelling would be another address to a reader.
func escapeURL(s string) string {
	const digits = "0123456789ABCDEF"
	var b strings.Builder
	from, fragment := 0, false
	for i := range len(s) {
		c := s[i]
		switch {
		case c == '%':
			if i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]) {
				continue
			}
		case c == '#' && !fragment:
			fragment = true
			continue
		case isAlnum(c) || strings.IndexByte("-._~!$&'()*+,;=:@/?", c) >= 0:
			continue
		}
		b.WriteString(s[from:i])
		b.WriteByte('%')
		b.WriteByte(digits[c>>4])
		b.WriteByte(digits[c&15])
		from = i + 1
	}
	if from == 0 {
		return s
	}
	b.WriteString(s[from:])
	return b.String()
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f'
}

func isLetter(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z'
}

func isAlnum(c byte) bool {
	return c >= '0' && c <= '9' || isLetter(c)
}

// languageTag returns s if it has the shape of a BCP 47 tag, else "".
func languageTag(s string) string {
	for i, part := range strings.Split(s, "-") {
		if len(part) == 0 || len(part) > 8 {
			return ""
		}
		for j := range len(part) {
			if !isAlnum(part[j]) || i == 0 && !isLetter(part[j]) {
				return ""
			}
		}
		// A single letter comes first in private and grandfathered tags only.
		if i == 0 && len(part) == 1 && (len(s) == 1 || part[0]|0x20 != 'x' && part[0]|0x20 != 'i') {
			return ""
		}
	}
	return s
}

// mediaType returns s if it has the shape of a media type (RFC 6838, 4.2), else "".
func mediaType(s string) string {
	kind, subtype, ok := strings.Cut(s, "/")
	if ok && isToken(kind) && isToken(subtype) {
		return s
	}
	return ""
}

func isToken(s string) bool {
	for i := range len(s) {
		if !isAlnum(s[i]) && (i == 0 || strings.IndexByte("!#$&-^_.+", s[i]) < 0) {
			return false
		}
	}
	return s != ""
}

// email returns s if it can stand in an RSS author and in atom:email, else "".
func email(s string) string {
	name, host, ok := strings.Cut(s, "@")
	if !ok || name == "" || host == "" || clean(s) != s || strings.ContainsAny(s, " \t\n()<>,;:\"\\") || strings.Contains(host, "@") {
		return ""
	}
	return s
}

// people returns the persons that can go out, each with a name.
func people(list []Person) []Person {
	var out []Person
	for _, p := range list {
		p = Person{line(p.Name), email(p.Email), webURL(p.URL)}
		for _, name := range []string{p.Email, p.URL} {
			if p.Name == "" {
				p.Name = name
			}
		}
		if p.Name != "" {
			out = append(out, p)
		}
	}
	return out
}

// tags returns the tags that can go out, each once.
func tags(list []string) []string {
	out := make([]string, 0, len(list))
	var seen map[string]bool
	if len(list) > 20 { // fewer are found sooner by looking at them all
		seen = make(map[string]bool, len(list))
	}
	for _, tag := range list {
		if tag = line(tag); tag == "" || seen[tag] || seen == nil && slices.Contains(out, tag) {
			continue
		}
		if seen != nil {
			seen[tag] = true
		}
		out = append(out, tag)
	}
	return out
}

// stamp returns t in UTC in one of the formats, "" if it is unknown or has no year of four digits there.
func stamp(t time.Time, layout string) string {
	if !writable(t) {
		return ""
	}
	return t.UTC().Format(layout)
}

// writable tells whether t is known and has a year of four digits in UTC.
func writable(t time.Time) bool {
	year := t.UTC().Year()
	return !t.IsZero() && year >= 1 && year <= 9999
}

// picture returns the image if it can go out, with a valid URL and type, else nil.
func (i *Item) picture() *Image {
	if i.Image == nil || webURL(i.Image.URL) == "" {
		return nil
	}
	p := *i.Image
	p.URL, p.Type, p.Alt = webURL(p.URL), mediaType(p.Type), line(p.Alt)
	p.Width, p.Height, p.Length = max(p.Width, 0), max(p.Height, 0), max(p.Length, 0)
	return &p
}

// files returns the enclosures that can go out, each with a valid URL and type.
func (i *Item) files() []Enclosure {
	var out []Enclosure
	for _, e := range i.Enclosures {
		e = Enclosure{webURL(e.URL), mediaType(e.Type), max(e.Length, 0)}
		if e.Type == "" {
			e.Type = "application/octet-stream"
		}
		if e.URL != "" {
			out = append(out, e)
		}
	}
	return out
}
