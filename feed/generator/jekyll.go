package generator

import (
	"path"
	"slices"
	"strings"
	"time"
	"unicode"
)

// jekyllStyle is the pattern of a named style of https://jekyllrb.com/docs/permalinks/.
func jekyllStyle(name string) string {
	switch name {
	case "", "date":
		return "/:categories/:year/:month/:day/:title:output_ext"
	case "pretty":
		return "/:categories/:year/:month/:day/:title/"
	case "ordinal":
		return "/:categories/:year/:y_day/:title:output_ext"
	case "weekdate":
		return "/:categories/:year/W:week/:short_day/:title:output_ext"
	case "none":
		return "/:categories/:title:output_ext"
	}
	return name
}

func (s *Site) jekyllAddress(p *Page) string {
	if p.Permalink != "" {
		return p.Permalink
	}
	full := s.seeds + p.Path
	for _, c := range s.content {
		if s.isCollection(c) && path.Base(c) != "_posts" && below(full, c) {
			return s.collectionAddress(p, strings.TrimPrefix(path.Base(c), "_"), full[len(c)+1:])
		}
	}
	pattern := or(p.Pattern, or(s.values.str("collections", "posts", "permalink"), s.values.str("permalink")))
	t := p.Published
	if zone, err := time.LoadLocation(or(s.Timezone, "UTC")); err == nil {
		t = t.In(zone)
	}
	dates := dateTokens(t)
	_, name := stem(p.Path)
	if isDated(name) {
		name = strings.SplitN(name, "-", 4)[3]
	}
	address, ok := fill(jekyllStyle(strings.TrimPrefix(jekyllNamed(pattern), "/")), func(token string) (string, bool) {
		switch token {
		case "title":
			return jekyllSlug(or(p.Slug, name), true), true
		case "slug":
			return jekyllSlug(or(p.Slug, name), false), true
		case "categories", "slugified_categories":
			return s.categories(p, token == "slugified_categories"), true
		case "output_ext":
			return ".html", true
		case "collection":
			return "posts", true
		}
		text, known := dates[token]
		return text, known && !p.Published.IsZero()
	})
	if !ok {
		return ""
	}
	return escape(joined(address))
}

// jekyllNamed leaves a pattern as it is; a named style may be written with a slash before it.
func jekyllNamed(pattern string) string {
	if strings.Contains(pattern, ":") {
		return "/" + pattern
	}
	return pattern
}

// collectionAddress is that of an article at a path below the folder of its collection.
func (s *Site) collectionAddress(p *Page, collection, at string) string {
	pattern := or(p.Pattern, s.values.str("collections", collection, "permalink"))
	if pattern == "" {
		pattern = "/:collection/:path:output_ext"
		switch style := s.values.str("permalink"); {
		case style == "pretty" || strings.HasSuffix(style, "/"):
			pattern = "/:collection/:path/"
		}
	}
	folder, name := stem(at)
	dates := dateTokens(p.Published)
	address, ok := fill(jekyllStyle(pattern), func(token string) (string, bool) {
		switch token {
		case "collection":
			return collection, true
		case "path":
			return folder + name, true
		case "name":
			return jekyllSlug(name, false), true
		case "title":
			return jekyllSlug(or(p.Slug, name), true), true
		case "slug":
			return jekyllSlug(or(p.Slug, name), false), true
		case "categories":
			return s.categories(p, false), true
		case "output_ext":
			return ".html", true
		}
		text, known := dates[token]
		return text, known && !p.Published.IsZero()
	})
	if !ok {
		return ""
	}
	return escape(joined(address))
}

// categories are the folders above _posts and then those that the article states.
func (s *Site) categories(p *Page, slugs bool) string {
	var all []string
	above, _, found := strings.Cut(strings.TrimPrefix(s.seeds+p.Path, s.base), "_posts/")
	if found {
		for _, key := range []string{"source", "collections_dir"} {
			if folder := within(s.values.str(key), "."); folder != "." {
				above = strings.TrimPrefix(above, folder+"/")
			}
		}
		all = strings.Split(strings.Trim(above, "/"), "/")
	}
	all = append(all, p.Categories...)
	var parts []string
	for _, category := range all {
		category = strings.ToLower(category)
		if slugs {
			category = jekyllSlug(category, false)
		}
		if category != "" && !slices.Contains(parts, category) {
			parts = append(parts, category)
		}
	}
	return strings.Join(parts, "/")
}

// jekyllSlug is Jekyll's Utils.slugify: the way that keeps case and what may stand in an address, or the stricter one.
func jekyllSlug(text string, pretty bool) string {
	var b strings.Builder
	gap := false
	for _, r := range text {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || pretty && strings.ContainsRune("._~!$&'()+,;=@", r) {
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(r)
		} else {
			gap = true
		}
	}
	if pretty {
		return b.String()
	}
	return strings.ToLower(b.String())
}
