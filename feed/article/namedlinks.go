package article

import (
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// inContent takes the addresses in which generators name files of their content: @/blog/post.md in Zola
// (getzola.org/documentation/content/linking), {filename}post.md in Pelican (docs.getpelican.com, "Linking to internal
// content"), where bars once stood for the braces. What leads to a page that only Pelican makes is none.
func (d *document) inContent(s string) (link Marked, ok bool) {
	if name, is := strings.CutPrefix(s, "@/"); is {
		return d.named(name), true
	}
	if s[0] != '{' && s[0] != '|' {
		return "", false
	}
	kind, name, found := strings.Cut(s[1:], map[byte]string{'{': "}", '|': "|"}[s[0]])
	if !found {
		return "", false
	}
	switch kind {
	case "filename", "static", "attach":
	case "author", "category", "tag", "index", "archives", "authors", "categories", "tags":
		return "", true
	default:
		return "", false
	}
	tail := ""
	if i := strings.IndexAny(name, "?#"); i >= 0 {
		name, tail = name[:i], name[i:]
	}
	folder := path.Dir(d.path)
	if strings.HasPrefix(name, "/") {
		folder = path.Clean(d.settings.Content)
	}
	file, ok := d.localIn(folder, name)
	if !ok {
		return "", true
	}
	d.refer(file)
	return Marked(markFile + file + markEnd + escapeURL(tail)), true
}

// These begin an address that names an article, or another file, and says nothing of where it lies, and one that is counted
// from the address of the site. They are ours alone.
const (
	articleScheme = "x-article"
	fileScheme    = "x-file"
	siteScheme    = "x-site"
)

// fromSite is a path as an address that is counted from that of the site, and ofSite makes a link of it. Both may be done
// to what it was done to already.
func fromSite(path string) string {
	return siteScheme + ":/" + strings.TrimLeft(withoutSite(path), "/")
}

func ofSite(address string) Marked {
	rest := withoutSite(address)
	if schemeOf(rest) != "" || strings.HasPrefix(rest, "//") {
		return "" // no path
	}
	return Marked(markSite + "/" + escapeURL(strings.TrimLeft(rest, "/")))
}

func withoutSite(s string) string { return strings.ReplaceAll(s, siteScheme+":", "") }

// fileNamed marks a link to a file of which only the name is known. Where none is found it is a path.
func (d *document) fileNamed(name string) Marked {
	tail := ""
	if i := strings.IndexAny(name, "?#"); i >= 0 {
		name, tail = name[:i], name[i:]
	}
	wanted := name
	if unescaped, err := url.PathUnescape(name); err == nil {
		wanted = unescaped
	}
	if !utf8.ValidString(wanted) || strings.IndexFunc(wanted, isControl) >= 0 {
		return d.beside(name, tail)
	}
	if !slices.Contains(d.art.Sought, wanted) {
		d.art.Sought = append(d.art.Sought, wanted)
	}
	file := d.find(wanted)
	if file == "" {
		return d.beside(name, tail)
	}
	d.refer(file)
	return Marked(markFile + file + markEnd + escapeURL(tail))
}
