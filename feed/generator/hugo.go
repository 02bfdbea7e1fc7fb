package generator

import (
	"path"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// hugoAddress follows https://gohugo.io/content-management/urls/.
func (s *Site) hugoAddress(p *Page) string {
	if p.Permalink != "" {
		return folded(p.Permalink)
	}
	at, language := s.hugoLanguage(p.Path)
	folder, name := stem(at)
	if name == "index" && folder != "" {
		folder, name = path.Split(strings.TrimSuffix(folder, "/"))
	}
	section, _, _ := strings.Cut(folder, "/")
	address := folder + or(p.Slug, name)
	if pattern := or(s.values.str("permalinks", "page", strings.ToLower(section)), s.values.str("permalinks", strings.ToLower(section))); pattern != "" && section != "" {
		filled, ok := s.hugoPattern(pattern, p, folder, name)
		if !ok {
			return ""
		}
		address = filled
	}
	if s.values.str("disablepathtolower") != "true" {
		address = strings.ToLower(address)
	}
	address = strings.Trim(hugoPath(address), "/")
	if s.values.str("uglyurls") == "true" {
		address += ".html"
	} else {
		address += "/"
	}
	return escape(joined(language + address))
}

// hugoLanguage takes the language out of an article's path, where a file's name or a content folder of its own tells it,
// and returns what it adds to the address.
func (s *Site) hugoLanguage(of string) (rest, prefix string) {
	at := s.inSite(of)
	folder, name := path.Split(at)
	bare := strings.TrimSuffix(name, path.Ext(name))
	main := strings.ToLower(or(s.values.str("defaultcontentlanguage"), "en"))
	language := main
	if marked := strings.ToLower(strings.TrimPrefix(path.Ext(bare), ".")); marked != "" && (marked == main || s.values.table("languages").has(marked)) {
		language = marked
		at = folder + strings.TrimSuffix(bare, path.Ext(bare)) + path.Ext(name)
	}
	innermost := ""
	for _, key := range s.values.table("languages").keys() {
		if dir := s.values.str("languages", key, "contentdir"); dir != "" {
			dir = path.Join(s.base, within(dir, "content"))
			if below(s.seeds+of, dir) && len(dir) > len(innermost) {
				language, innermost = key, dir
			}
		}
	}
	if language != main || s.values.str("defaultcontentlanguageinsubdir") == "true" {
		return at, language + "/"
	}
	return at, ""
}

// hugoPattern fills in the parts of https://gohugo.io/content-management/urls/#tokens.
func (s *Site) hugoPattern(pattern string, p *Page, folder, name string) (string, bool) {
	if strings.HasPrefix(pattern, ":2006") || strings.Contains(pattern, "/:2006") {
		return "", false // a layout of Go, which no configuration in use needs
	}
	t := p.Published
	title := p.Title
	return fill(pattern, func(token string) (string, bool) {
		dated := !t.IsZero()
		switch token {
		case "section":
			section, _, _ := strings.Cut(folder, "/")
			return section, true
		case "sections":
			return strings.TrimSuffix(folder, "/"), true
		case "title":
			return title, true
		case "slug":
			return or(p.Slug, title), true
		case "filename", "contentbasename":
			return name, true
		case "slugorfilename", "slugorcontentbasename":
			return or(p.Slug, name), true
		case "year":
			return t.Format("2006"), dated
		case "month":
			return t.Format("01"), dated
		case "monthname":
			return t.Month().String(), dated
		case "day":
			return t.Format("02"), dated
		case "weekday":
			return strconv.Itoa(int(t.Weekday())), dated
		case "weekdayname":
			return t.Weekday().String(), dated
		case "yearday":
			return strconv.Itoa(t.YearDay()), dated
		}
		return "", false
	})
}

// hugoPath keeps the characters that Hugo keeps in a path, with a hyphen for blanks between them.
func hugoPath(text string) string {
	var b strings.Builder
	gap, hyphen := false, false
	for _, r := range text {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r), strings.ContainsRune(`./\_#+~-@`, r):
			hyphen = r == '-'
			if gap && !hyphen {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(r)
		case b.Len() > 0 && !hyphen && unicode.IsSpace(r):
			gap = true
		}
	}
	return b.String()
}

// zolaAddress follows https://www.getzola.org/documentation/content/page/.
func (s *Site) zolaAddress(p *Page) string {
	if p.Permalink != "" {
		return strings.TrimSuffix(p.Permalink, "/") + "/"
	}
	folder, name := stem(s.inSite(p.Path))
	prefix := ""
	if base, language, ok := strings.Cut(name, "."); ok && s.values.table("languages").has(strings.ToLower(language)) {
		name, prefix = base, language+"/"
	}
	if name == "index" && folder != "" {
		folder, name = path.Split(strings.TrimSuffix(folder, "/"))
	}
	if len(name) > 11 && isDay(name[:10]) && (name[10] == '-' || name[10] == '_') {
		name = name[11:]
	} else if len(name) > 11 && name[10] == 'T' && isDay(name[:10]) {
		if _, after, ok := strings.Cut(name[10:], "_"); ok { // with a time
			name = after
		}
	}
	slug := or(p.Slug, name)
	if mode := s.values.str("slugify", "paths"); mode == "" || mode == "on" {
		slug = asciiSlug(slug)
	}
	return escape(joined(prefix + folder + slug + "/"))
}

func isDay(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}
