package generator

import (
	"path"
	"strings"
	"time"
	"unicode"

	"github.com/gosimple/unidecode"
)

// asciiSlug is a name of small Latin letters, digits and single hyphens, as Zola, Hexo and Pelican make them.
func asciiSlug(text string) string {
	var b strings.Builder
	gap := false
	for _, r := range strings.ToLower(unidecode.Unidecode(text)) {
		switch {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(r)
		case r == '\'':
		default:
			gap = true
		}
	}
	return b.String()
}

// hexoAddress follows https://hexo.io/docs/permalinks.
func (s *Site) hexoAddress(p *Page) string {
	address := strings.TrimPrefix(p.Permalink, "/")
	if address == "" {
		folder, name := stem(s.inSite(p.Path))
		if strings.Contains(s.values.str("new_post_name"), ":year") && isDated(name) {
			name = strings.SplitN(name, "-", 4)[3]
		}
		dates := dateTokens(p.Published)
		var ok bool
		address, ok = fill(or(s.values.str("permalink"), ":year/:month/:day/:title/"), func(token string) (string, bool) {
			switch token {
			case "title":
				return folder + name, true
			case "name":
				return name, true
			case "post_title":
				return hexoSlug(p.Title), true
			case "category":
				if len(p.Categories) == 0 {
					return or(s.values.str("default_category"), "uncategorized"), true
				}
				parts := make([]string, len(p.Categories))
				for i, category := range p.Categories {
					parts[i] = hexoSlug(category)
				}
				return strings.Join(parts, "/"), true
			case "lang":
				return "", false
			}
			text, known := dates[token]
			return text, known && !p.Published.IsZero()
		})
		if !ok {
			return ""
		}
		address = escape("/" + address)[1:]
	}
	if s.values.str("pretty_urls", "trailing_index") == "false" {
		address = strings.TrimSuffix(address, "index.html")
	}
	if s.values.str("pretty_urls", "trailing_html") == "false" {
		address = strings.TrimSuffix(address, ".html")
	}
	return joined(address)
}

// hexoSlug keeps letters of all scripts and their case, without diacritics.
func hexoSlug(text string) string {
	var b strings.Builder
	gap := false
	for _, r := range text {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			if r > unicode.MaxASCII && unicode.Is(unicode.Latin, r) {
				b.WriteString(unidecode.Unidecode(string(r)))
			} else {
				b.WriteRune(r)
			}
		default:
			gap = true
		}
	}
	return b.String()
}

// docusaurusVersions is where Docusaurus has the language versions of a site, a folder each:
// https://docusaurus.io/docs/i18n/introduction#translation-files-location.
const docusaurusVersions = "i18n"

// docusaurusDefault is the language that has no folder, neither there nor in addresses.
func docusaurusDefault(v table) string { return or(v.str("i18n.defaultlocale"), "en") }

// docusaurusAddress follows https://docusaurus.io/docs/blog#blog-post-date: a date at the beginning of the path becomes folders.
func (s *Site) docusaurusAddress(p *Page) string {
	route := "blog"
	if value := s.values.ending("blog.routebasepath"); value != nil {
		route = strings.Trim(plain(value), "/")
	}
	if version, ok := strings.CutPrefix(s.seeds+p.Path, s.base+docusaurusVersions+"/"); ok {
		locale, _, _ := strings.Cut(version, "/")
		if s.values.has("i18n.localeconfigs." + strings.ToLower(locale) + ".baseurl") {
			return "" // it is none of the site's address then
		}
		route = locale + "/" + route
	}
	at := s.inSite(p.Path)
	at = strings.TrimSuffix(strings.TrimSuffix(at, path.Ext(at)), "/index")
	if folder, date, text, ok := cutDate(at); ok {
		at = date + "/" + folder + text
	}
	if p.Slug != "" {
		at = p.Slug
	}
	address := joined(route + "/" + strings.TrimSuffix(at, "/"))
	if s.values.str("trailingslash") == "true" {
		address += "/"
	}
	return escape(address)
}

// cutDate finds the date in a path, as 2021-04-15 or 2021/04/15, with what is before and behind it.
func cutDate(at string) (folder, date, text string, ok bool) {
	for i := len(at) - 8; i >= 0; i-- {
		for n := 10; n >= 8; n-- { // the month and the day may have one digit
			if i+n > len(at) {
				continue
			}
			plain := strings.ReplaceAll(at[i:i+n], "/", "-")
			if _, err := time.Parse("2006-1-2", plain); err == nil {
				return at[:i], strings.ReplaceAll(plain, "-", "/"), strings.TrimLeft(at[i+n:], "-/"), true
			}
		}
	}
	return "", "", "", false
}

// pelicanAddress follows https://docs.getpelican.com/en/stable/settings.html#url-settings.
func (s *Site) pelicanAddress(p *Page) string {
	if p.Permalink != "" {
		return p.Permalink
	}
	slug := p.Slug
	if slug == "" {
		if slug = asciiSlug(p.Title); s.values.str("slugify_source") == "basename" {
			_, name := stem(p.Path)
			slug = asciiSlug(name)
		}
	}
	category := ""
	if len(p.Categories) > 0 {
		category = asciiSlug(p.Categories[0])
	} else if folder, _ := stem(s.inSite(p.Path)); folder != "" {
		category = asciiSlug(path.Base(folder))
	} else {
		category = asciiSlug(or(s.values.str("default_category"), "misc"))
	}
	address := or(s.values.str("article_url"), "{slug}.html")
	address = strings.NewReplacer("{slug}", slug, "{category}", category).Replace(address)
	for !p.Published.IsZero() {
		before, rest, found := strings.Cut(address, "{date:")
		layout, after, closed := strings.Cut(rest, "}")
		if !found || !closed {
			break
		}
		address = before + strings.NewReplacer("%Y", p.Published.Format("2006"), "%m", p.Published.Format("01"), "%d", p.Published.Format("02"),
			"%b", p.Published.Format("Jan"), "%B", p.Published.Format("January"), "%y", p.Published.Format("06")).Replace(layout) + after
	}
	if strings.ContainsAny(address, "{}%") {
		return ""
	}
	return escape(joined(address))
}

// eleventyAddress follows https://www.11ty.dev/docs/permalinks/.
func (s *Site) eleventyAddress(p *Page) string {
	if p.Permalink != "" {
		return strings.TrimSuffix(p.Permalink, "index.html")
	}
	at := s.seeds + p.Path
	if input := s.values.str("input"); input != "." {
		at = strings.TrimPrefix(at, s.base+input+"/")
	}
	folder, name := stem(at)
	if name == "index" || name == path.Base(folder) {
		return escape(joined(folder))
	}
	return escape(joined(folder + name + "/"))
}
