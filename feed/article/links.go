package article

import (
	"errors"
	"net/url"
	"path"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// link gives the address that raw, a URL in the article, stands for: "" when it may not stand in a feed.
// A local file that it names becomes one of the article's References.
func (d *document) link(raw string) Marked {
	s := tidyURL(raw)
	if s == "" || s[0] == '#' || s[0] == '?' {
		return Marked(markPage + escapeURL(s))
	}
	if strings.Contains(s, templateInURL) || strings.Contains(s, "{{") {
		return ""
	}
	if link, ok := d.inContent(s); ok {
		return link
	}
	switch scheme := schemeOf(s); scheme {
	case "":
		if d.base != nil {
			return d.fromBase(s)
		}
	case articleScheme:
		return d.named(s[len(scheme)+1:])
	case fileScheme:
		return d.fileNamed(s[len(scheme)+1:])
	case siteScheme:
		return ofSite(s)
	default:
		return Marked(absolute(scheme, s[len(scheme)+1:]))
	}
	name, tail := s, ""
	if i := strings.IndexAny(s, "?#"); i >= 0 {
		name, tail = s[:i], s[i:]
	}
	name = strings.ReplaceAll(name, `\`, "/") // as browsers read it, and as some people write paths
	switch {
	case strings.HasPrefix(name, "//"):
		return Marked(absolute("https", name+tail))
	case strings.HasPrefix(name, "/"):
		return Marked(markHost + escapeURL(name+tail))
	}
	if isMedia(name) {
		if folder := d.mediaFolder(); folder != "" {
			return d.link(folder + "/" + strings.TrimPrefix(name, "./") + tail)
		}
	}
	switch {
	case d.settings.ByName && isMedia(name):
		return d.fileNamed(name + tail)
	case d.settings.ByName && IsArticle(name):
		return d.named(name + tail)
	}
	return d.beside(name, tail)
}

// beside marks a link to the file that a relative path leads to.
func (d *document) beside(name, tail string) Marked {
	if file, ok := d.local(name); ok {
		d.refer(file)
		return Marked(markFile + file + markEnd + escapeURL(tail))
	}
	return Marked(markPage + escapeURL(name+tail))
}

// named marks a link to an article of which only the name is known, or a path as another generator has it.
func (d *document) named(name string) Marked {
	tail := ""
	if i := strings.IndexAny(name, "?#"); i >= 0 {
		name, tail = name[:i], name[i:]
	}
	if unescaped, err := url.PathUnescape(name); err == nil {
		name = unescaped
	}
	name = strings.TrimSpace(name)
	if name == "" || !utf8.ValidString(name) || strings.IndexFunc(name, isControl) >= 0 {
		return Marked(markPage + escapeURL(tail))
	}
	d.referTo(Reference{Name: name})
	return Marked(markName + name + markEnd + escapeURL(tail))
}

// local gives the path of the file that a relative URL path names.
func (d *document) local(name string) (file string, ok bool) {
	return d.localIn(path.Dir(d.path), name)
}

// localIn gives the path of the file that a URL path from a folder names. It is not ok for a folder, for hidden files, which
// nobody means to publish, and for what lies outside the seeds folder.
func (d *document) localIn(folder, name string) (file string, ok bool) {
	if unescaped, err := url.PathUnescape(name); err == nil {
		name = unescaped
	}
	switch last := name[strings.LastIndexByte(name, '/')+1:]; last {
	case "", ".", "..":
		return "", false
	}
	file = path.Join(folder, name)
	if file[0] == '.' || strings.Contains(file, "/.") {
		return "", false
	}
	if !utf8.ValidString(file) || strings.IndexFunc(file, isControl) >= 0 {
		return "", false
	}
	return file, true
}

func (d *document) refer(file string) { d.referTo(Reference{Path: file}) }

func (d *document) referTo(r Reference) {
	if d.refs[r] {
		return
	}
	if d.refs == nil {
		d.refs = make(map[Reference]bool)
	}
	d.refs[r] = true
	d.art.References = append(d.art.References, r)
}

func isControl(r rune) bool { return r < ' ' || illegal(r) }

// tidyURL removes what browsers ignore in a URL: "java\nscript:" is a scheme to them.
func tidyURL(s string) string {
	s = strings.TrimSpace(s)
	if isPrintable(s) {
		return s
	}
	if strings.IndexFunc(s, isControl) >= 0 || !utf8.ValidString(s) {
		s = strings.TrimSpace(strings.Map(func(r rune) rune {
			if isControl(r) {
				return -1
			}
			return r
		}, strings.ToValidUTF8(s, "")))
	}
	return s
}

// isPrintable reports whether s is of ASCII without control characters.
func isPrintable(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] >= 0x7F {
			return false
		}
	}
	return true
}

// schemeOf gives the scheme of a URL as it is written, "" where there is none.
func schemeOf(s string) string {
	for i := range len(s) {
		switch c := s[i]; {
		case c == ':' && i > 0:
			return s[:i]
		case 'a' <= c|0x20 && c|0x20 <= 'z':
		case i > 0 && ('0' <= c && c <= '9' || c == '+' || c == '-' || c == '.'):
		default:
			return ""
		}
	}
	return ""
}

// schemes are the ones that a link may have; those with true name a host after "//". What runs a program
// (javascript, vbscript), carries its own document (data, blob) or looks into the reader's computer (file) is
// not among them.
var schemes = map[string]bool{
	"http": true, "https": true, "ftp": true, "ftps": true,
	"mailto": false, "tel": false, "sms": false, "sip": false, "sips": false, "xmpp": false, "irc": false, "ircs": false,
	"matrix": false, "geo": false, "magnet": false, "news": false, "nntp": false, "feed": false, "webcal": false,
	"gemini": false, "gopher": false, "urn": false, "doi": false, "git": false, "ssh": false, "bitcoin": false,
}

// absolute writes an absolute URL as RFC 3986 asks, "" when its scheme is not allowed or it has no proper host.
func absolute(scheme, rest string) string {
	scheme = strings.ToLower(scheme)
	named, allowed := schemes[scheme]
	if !allowed {
		return ""
	}
	if !named {
		return scheme + ":" + escapeURL(rest)
	}
	rest = strings.TrimLeft(rest, `/\`)
	authority, tail := rest, ""
	if i := strings.IndexAny(rest, `/\?#`); i >= 0 {
		authority, tail = rest[:i], rest[i:]
	}
	user := ""
	if i := strings.LastIndexByte(authority, '@'); i >= 0 {
		user, authority = strings.ReplaceAll(escapeURL(authority[:i]), "@", "%40")+"@", authority[i+1:]
	}
	host, err := ASCIIHost(authority)
	if err != nil {
		return ""
	}
	if strings.HasPrefix(tail, `\`) {
		tail = "/" + tail[1:]
	}
	return scheme + "://" + user + host + escapeURL(tail)
}

var errHost = errors.New("no name of a host")

// ASCIIHost gives host[:port] in small letters of ASCII, as readers ask for it.
func ASCIIHost(s string) (string, error) {
	host, port := s, ""
	if i := strings.LastIndexByte(s, ':'); i >= 0 && !strings.HasSuffix(s, "]") {
		host, port = s[:i], s[i:]
	}
	if port == ":" {
		port = ""
	}
	if strings.Trim(port, ":0123456789") != "" {
		return "", errHost
	}
	if strings.HasPrefix(host, "[") && strings.HasSuffix(host, "]") {
		if strings.Trim(host[1:len(host)-1], "0123456789abcdefABCDEF:.") != "" {
			return "", errHost
		}
		return strings.ToLower(host) + port, nil
	}
	if strings.IndexByte(host, '%') >= 0 {
		unescaped, err := url.PathUnescape(host)
		if err != nil {
			return "", err
		}
		host = unescaped
	}
	if !isASCII(host) {
		ascii, err := idna.Lookup.ToASCII(host)
		if err != nil {
			return "", err
		}
		host = ascii
	}
	host = strings.ToLower(host)
	if !isHostName(host) {
		return "", errHost
	}
	return host + port, nil
}

// isHostName reports whether s has nothing but small letters, digits, hyphens, underscores and dots, and more than dots.
func isHostName(s string) bool {
	named := false
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '-' || c == '_':
			named = true
		case c != '.':
			return false
		}
	}
	return named
}

// escapeURL percent-encodes what may not stand in a path, query and fragment. What is encoded stays so; a
// lone % and a second # are encoded.
func escapeURL(s string) string {
	const hex = "0123456789ABCDEF"
	first := -1
	fragment := false
	for i := range len(s) {
		if mustEscape(s, i, &fragment) {
			first = i
			break
		}
	}
	if first < 0 {
		return s
	}
	b := append(make([]byte, 0, len(s)+32), s[:first]...)
	fragment = strings.IndexByte(s[:first], '#') >= 0
	for i := first; i < len(s); i++ {
		if mustEscape(s, i, &fragment) {
			b = append(b, '%', hex[s[i]>>4], hex[s[i]&15])
		} else {
			b = append(b, s[i])
		}
	}
	return string(b)
}

func mustEscape(s string, i int, fragment *bool) bool {
	switch c := s[i]; {
	case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		return false
	case c == '%':
		return i+2 >= len(s) || !isHex(s[i+1]) || !isHex(s[i+2])
	case c == '#':
		second := *fragment
		*fragment = true
		return second
	default:
		return strings.IndexByte("-._~!$&'()*+,;=:@/?", c) < 0
	}
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f'
}

// srcset gives the candidates of an img's srcset their addresses, by the grammar of HTML 4.8.4.2.1: a URL
// may contain commas, but not at its end.
func (d *document) srcset(s string) string {
	const space = " \t\n\f\r"
	var b strings.Builder
	for {
		s = strings.TrimLeft(s, space+",")
		if s == "" {
			return b.String()
		}
		address, descriptor := s, ""
		if i := strings.IndexAny(s, space); i >= 0 {
			address, s = s[:i], s[i:]
		} else {
			s = ""
		}
		if trimmed := strings.TrimRight(address, ","); trimmed != address {
			address = trimmed
		} else {
			descriptor, s, _ = strings.Cut(s, ",")
		}
		marked := d.link(address)
		if marked == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteString(", ")
		}
		b.WriteString(string(marked))
		for _, field := range strings.Fields(descriptor) {
			b.WriteByte(' ')
			b.WriteString(field)
		}
	}
}
