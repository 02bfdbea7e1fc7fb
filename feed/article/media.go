package article

import (
	"path"
	"slices"
	"strconv"
	"strings"
)

func setImage(d *document, key string, v value) (bool, *Error) {
	items := v.items("")
	switch key {
	case "resources":
		items = slices.DeleteFunc(slices.Clone(items), func(v value) bool { return !isFeatured(v) })
	case "header":
		if v.kind != table {
			return false, nil
		}
	}
	if len(items) == 0 {
		return false, nil
	}
	first := items[0]
	source, alt := first.string(), ""
	if name := wikiValue(first); name != "" {
		source = name
	}
	if first.kind == table {
		source = first.get("src", "url", "image", "path", "file", "filename", "relative", "href", "feature", "ogimage", "teaser", "overlayimage")
		alt = collapse(first.get("alt", "alttext", "imagedescription", "caption", "title", "description"))
	}
	if _, ok := boolean(source); ok || source == "" || strings.ContainsRune(source, '*') { // Congo: a pattern of names
		return false, nil
	}
	if key == "feature" && !isPicture(source) { // others tell with that key what is new
		return false, nil
	}
	if data := d.settings.Data; data != nil && data.jekyll != nil && schemeOf(source) == "" && source[0] != '.' && !strings.HasPrefix(source, "//") &&
		(source[0] == '/' || d.mediaFolder() == "") {
		source = fromSite(source) // as jekyll-seo-tag and themes read it
	}
	link := d.link(source)
	d.art.Image = Image{URL: link, Alt: alt}
	return link != "", nil
}

// setImageAlt takes the text in place of the picture that stands under a key of its own.
func setImageAlt(d *document, _ string, v value) (bool, *Error) {
	if d.art.Image.URL != "" && d.art.Image.Alt == "" {
		d.art.Image.Alt = collapse(v.string())
	}
	return false, nil
}

// mediaFolder is the address from which the relative ones of pictures and the like are counted in Chirpy, "" for none:
// https://chirpy.cotes.page/posts/write-a-new-post/#url-prefix. Before version 7 it was called img_path.
func (d *document) mediaFolder() string {
	for _, e := range d.said {
		if key := normalKey(e.key); key != "mediasubpath" && key != "imgpath" {
			continue
		}
		if s := strings.TrimSuffix(e.value.string(), "/"); webAddress(s) != "" || strings.HasPrefix(s, "/") {
			return s
		} else if s != "" {
			return "/" + s
		}
	}
	return ""
}

// isFeatured reports whether an entry of Hugo's resources is the picture that themes show for a page. A pattern of names
// is no file.
func isFeatured(v value) bool {
	switch strings.ToLower(v.get("name")) {
	case "featured", "featured-image", "feature", "cover", "thumbnail", "hero":
		return !strings.ContainsAny(v.get("src"), "*?[{")
	}
	return false
}

func setEnclosures(d *document, _ string, v value) (taken bool, _ *Error) {
	for _, item := range v.items("") {
		source := item.string()
		if name := wikiValue(item); name != "" {
			source = name
		}
		e := Enclosure{}
		if item.kind == table {
			source = item.get("url", "src", "file", "href", "path")
			e.Type = item.get("type", "mimetype", "mediatype")
			// A length that is no number of bytes, such as "12 MB", is measured like a missing one.
			e.Length, _ = strconv.ParseInt(item.get("length", "size", "bytes", "sizeinbytes"), 10, 64)
			e.Length = max(e.Length, 0)
		}
		if _, ok := boolean(source); ok || source == "" {
			continue
		}
		if e.URL = d.link(source); e.URL == "" {
			continue
		}
		if e.Type == "" {
			e.Type = MediaType(source[:strings.IndexAny(source+"?", "?#")]) // without query and fragment
		}
		d.art.Enclosures = append(d.art.Enclosures, e)
		taken = true
	}
	return taken, nil
}

// MediaType is that of a picture, a sound, a film or a document, by the ending of its name; "" for others. The table of the
// operating system would differ between machines.
func MediaType(name string) string {
	switch strings.ToLower(path.Ext(name)) {
	case ".mp3":
		return "audio/mpeg"
	case ".m4a", ".m4b":
		return "audio/mp4"
	case ".aac":
		return "audio/aac"
	case ".ogg", ".oga", ".opus":
		return "audio/ogg"
	case ".wav":
		return "audio/wav"
	case ".flac":
		return "audio/flac"
	case ".mp4", ".m4v":
		return "video/mp4"
	case ".mov":
		return "video/quicktime"
	case ".webm":
		return "video/webm"
	case ".ogv":
		return "video/ogg"
	case ".pdf":
		return "application/pdf"
	case ".epub":
		return "application/epub+zip"
	case ".zip":
		return "application/zip"
	case ".jpg", ".jpeg":
		return "image/jpeg"
	case ".png":
		return "image/png"
	case ".gif":
		return "image/gif"
	case ".webp":
		return "image/webp"
	case ".avif":
		return "image/avif"
	case ".svg":
		return "image/svg+xml"
	}
	return ""
}
