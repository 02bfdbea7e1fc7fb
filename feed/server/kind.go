package server

import (
	"html"
	"net/url"
	"path"
	"slices"
	"strings"

	"seedfeed/feed"
)

// A Kind is what a file is for those who ask for it.
type Kind int

const (
	None  Kind = iota // no file
	Feed              // which readers ask for again and again
	Page              // which a person opens, or what makes up such a page
	List              // for programs: sitemaps, the list of feeds
	Asset             // a picture, a sound, or some other file that belongs to an article
)

// String returns the kind's name in metrics.
func (k Kind) String() string { return [...]string{"none", "feed", "page", "list", "asset"}[k] }

func kindOf(name string) Kind {
	if _, ok := formatOf(name); ok {
		return Feed
	}
	switch extension(name) {
	case "html", "htm", "css":
		return Page
	case "xml", "opml":
		return List
	}
	return Asset
}

func formatOf(name string) (feed.Format, bool) {
	formats := feed.Formats()
	i := slices.IndexFunc(formats, func(f feed.Format) bool { return f.FileName == path.Base(name) })
	if i < 0 {
		return feed.Format{}, false
	}
	return formats[i], true
}

// cacheControl returns how long an answer may be used without asking. Live pages must show each change.
func (k Kind) cacheControl(live bool) string {
	switch {
	case live, k == Page: // a feed that was just read must not lead to a page as it was before
		return "no-cache"
	case k == Asset:
		return "public, max-age=3600"
	}
	return "public, max-age=300" // readers that heed it ask no oftener
}

// Browsers show feeds by a style sheet. Of other files they may show some that could hold a script, such as pictures
// in SVG: those get no rights at all.
const (
	feedPolicy  = "default-src 'none'; style-src 'self'; img-src *; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
	assetPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
)

// referrerPolicy tells other sites no more than which site has sent somebody.
const referrerPolicy = "strict-origin-when-cross-origin"

func (h *Handler) policy(d *document) string {
	switch extension(d.path) {
	case "html", "htm":
		return h.options.Live.allowed(h.options.PagePolicy)
	case "xml", "opml", "json":
		return feedPolicy
	case "svg":
		return assetPolicy
	}
	return ""
}

func extension(name string) string {
	return strings.ToLower(strings.TrimPrefix(path.Ext(name), "."))
}

// mediaType is the same on every machine.
func mediaType(name string) string {
	if format, ok := formatOf(name); ok {
		return format.ServedAs()
	}
	switch extension(name) {
	case "html", "htm":
		return "text/html; charset=utf-8"
	case "css":
		return "text/css; charset=utf-8"
	case "xml":
		return "application/xml"
	case "json":
		return "application/json"
	case "opml":
		return "text/x-opml; charset=utf-8"
	case "js", "mjs":
		return "text/javascript; charset=utf-8"
	case "txt", "md", "markdown", "vtt", "csv":
		return textType(extension(name))
	}
	if t := binaryType(extension(name)); t != "" {
		return t
	}
	return "application/octet-stream"
}

func textType(extension string) string {
	switch extension {
	case "vtt", "csv", "markdown":
		return "text/" + extension + "; charset=utf-8"
	case "md":
		return "text/markdown; charset=utf-8"
	}
	return "text/plain; charset=utf-8"
}

func binaryType(extension string) string {
	switch extension {
	case "png", "gif", "webp", "avif", "bmp", "jxl", "heic", "apng":
		return "image/" + extension
	case "jpg", "jpeg", "jfif":
		return "image/jpeg"
	case "svg":
		return "image/svg+xml"
	case "ico":
		return "image/vnd.microsoft.icon"
	case "tif", "tiff":
		return "image/tiff"
	case "mp3":
		return "audio/mpeg"
	case "m4a":
		return "audio/mp4"
	case "oga", "ogg", "opus":
		return "audio/ogg"
	case "flac", "wav", "aac":
		return "audio/" + extension
	case "mp4", "m4v":
		return "video/mp4"
	case "webm":
		return "video/webm"
	case "ogv":
		return "video/ogg"
	case "mov":
		return "video/quicktime"
	case "woff", "woff2", "ttf", "otf":
		return "font/" + extension
	case "pdf", "zip", "wasm":
		return "application/" + extension
	case "gz":
		return "application/gzip"
	case "epub":
		return "application/epub+zip"
	}
	return ""
}

// compresses tells whether files of this kind are made smaller by compression.
func compresses(name string) bool {
	switch extension(name) {
	case "html", "htm", "css", "xml", "json", "opml", "js", "mjs", "txt", "md", "markdown", "vtt", "csv", "svg", "wasm", "ttf", "otf", "ico", "bmp":
		return true
	}
	return false
}

func escapePath(name string) string { return (&url.URL{Path: name}).EscapedPath() }

// fromHere returns an address of HTML as seen from the page at a path, whose own address ends with a slash.
func (h *Handler) fromHere(page, to string) string {
	to = html.UnescapeString(to)
	inside, ok := strings.CutPrefix(to, h.base)
	if !ok || path.Base(page) != indexFile {
		return to
	}
	if inside = strings.Repeat("../", strings.Count(page, "/")) + inside; inside == "" {
		return "./"
	}
	return inside
}
