package article

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
)

// A SiteData is what the data files of a site say together. The nil SiteData says nothing. It does not change and may
// be shared.
type SiteData struct {
	place     Place
	presets   []preset // the most specific first
	people    map[string]Person
	tags      map[string]string
	versions  []*DataFile // that say something of one language version of the articles
	languages []string
	jekyll    *jekyll // nil: it is no site of Jekyll
	hugo      bool
	hash      [32]byte
}

// A Place is where the folder of articles and the root of their site lie: they are the same, or one lies in the other.
type Place struct {
	Seeds string // the folder of articles below the root of the site; "" where it is none
	Root  string // the root of the site below the folder of articles; "" where it is none

	Generator string // the site's, such as "Hexo"; "" where it is not known, and the files tell
}

// inSite is the path of an article from the root of the site.
func (p Place) inSite(at string) string {
	at = path.Join(p.Seeds, at)
	if p.Root != "" {
		at = strings.TrimPrefix(at, p.Root+"/")
	}
	return at
}

// NewSiteData joins data files, whose paths are relative to the root of the site, in any order; nil ones are left out.
// The result is nil if nothing is said.
func NewSiteData(place Place, files ...*DataFile) *SiteData {
	files = slices.DeleteFunc(slices.Clone(files), func(f *DataFile) bool { return f == nil })
	if len(files) == 0 {
		return nil
	}
	slices.SortFunc(files, func(a, b *DataFile) int { return strings.Compare(a.path, b.path) })
	s := &SiteData{place: Place{Seeds: clean(place.Seeds), Root: clean(place.Root)}, people: map[string]Person{}, tags: map[string]string{}}
	for _, f := range files {
		s.presets = append(s.presets, f.presets...)
		if isTranslated(f.path) {
			s.versions = append(s.versions, f)
		} else {
			maps.Copy(s.people, f.people)
			maps.Copy(s.tags, f.tags)
		}
		s.languages = append(s.languages, f.languages...)
		if f.jekyll != nil && (place.Generator == "" || place.Generator == "Jekyll") {
			s.jekyll = f.jekyll
		}
		s.hugo = s.hugo || f.hugo
	}
	slices.SortStableFunc(s.presets, func(a, b preset) int { return cmp.Compare(b.specific(), a.specific()) })
	h := sha256.New()
	fmt.Fprintf(h, "%q %v %q %q %q %t", s.place, s.presets, s.languages, s.tags, s.jekyll, s.hugo)
	fmt.Fprintf(h, "%q", s.people)
	for _, f := range s.versions {
		fmt.Fprintf(h, "%q %q %q", f.path, f.people, f.tags)
	}
	h.Sum(s.hash[:0])
	return s
}

// Hash differs for data that say something else. It is zero for nil.
func (s *SiteData) Hash() [32]byte {
	if s == nil {
		return [32]byte{}
	}
	return s.hash
}

// person is who has a key in the article at a path.
func (s *SiteData) person(at, key string) (Person, bool) {
	if s == nil || key == "" {
		return Person{}, false
	}
	for _, f := range s.versionsOf(at) {
		if p, ok := f.people[key]; ok {
			return p, true
		}
	}
	p, ok := s.people[key]
	return p, ok
}

// tag is what is shown for a tag in the article at a path.
func (s *SiteData) tag(at, key string) string {
	if s == nil {
		return key
	}
	for _, f := range s.versionsOf(at) {
		if label := f.tags[key]; label != "" {
			return label
		}
	}
	if label := s.tags[key]; label != "" {
		return label
	}
	return key
}

// versionsOf are those of the versions that an article is in.
func (s *SiteData) versionsOf(at string) []*DataFile {
	if len(s.versions) == 0 {
		return nil
	}
	at = s.place.inSite(at)
	return slices.DeleteFunc(slices.Clone(s.versions), func(f *DataFile) bool { return !strings.HasPrefix(at, path.Dir(f.path)+"/") })
}

// A preset gives values to articles that do not give them themselves.
type preset struct {
	// To which articles, all paths being relative to the root of the site. "" does not restrict.
	dir    string      // that lie below, or are this file
	stem   string      // of this path without its ending
	jekyll jekyllScope // that are meant by Jekyll's defaults
	hugo   hugoTarget  // that Hugo's cascade aims at

	weight  int  // above those of less; 0: the deeper folder counts
	adds    bool // tags are added to those of the article
	entries []entry
	origin  string
}

// hugoTarget restricts a cascade. Patterns are in the form of Hugo's; paths have no ending and begin at the content.
type hugoTarget struct{ path, kind, lang, environment string }

func (r *preset) specific() int {
	if r.weight == 0 && r.dir != "" {
		return 1 + strings.Count(r.dir, "/")
	}
	return r.weight
}

// applies reports whether the preset is for the article at name. lang is the language that its path names.
func (r *preset) applies(name, lang string) bool {
	switch {
	case r.dir != "" && name != r.dir && !strings.HasPrefix(name, r.dir+"/"):
		return false
	case r.stem != "" && strings.TrimSuffix(name, path.Ext(name)) != r.stem:
		return false
	case r.hugo.path != "" && !match(r.hugo.path, hugoPath(name)):
		return false
	case r.hugo.kind != "" && !match(r.hugo.kind, "page"):
		return false
	case r.hugo.lang != "" && !match(r.hugo.lang, lang):
		return false
	case r.hugo.environment != "" && !match(r.hugo.environment, "production"):
		return false
	}
	return true
}

// hugoPath is a page's path as Hugo's patterns see it.
func hugoPath(name string) string { return "/" + strings.ToLower(VersionKey(inContent(name))) }

// inContent is a path in Hugo's folder of content.
func inContent(name string) string {
	if _, after, ok := strings.Cut("/"+name, "/content/"); ok {
		return after
	}
	return name
}

// applyData sets the fields that the data of the site give and the article itself does not.
func (d *document) applyData() {
	s := d.settings.Data
	if s == nil {
		return
	}
	name := s.place.inSite(d.path)
	jekyllName := s.jekyll.path(name)
	version, _ := versionOf(d.path, s.languages)
	for i := range s.presets {
		r := &s.presets[i]
		if !r.applies(name, version.tag) || !r.jekyll.has(jekyllName) {
			continue
		}
		warnings := len(d.art.Warnings)
		_ = d.apply(unsaid(r.entries, d.said, r.adds), r.origin) // ParseData has told its faults
		d.art.Warnings = d.art.Warnings[:warnings]
	}
	if s.jekyll != nil {
		d.jekyllCategories(jekyllName)
	}
}

// unsaid are the entries whose keys are not among those said. With adds, tags are kept in any case.
func unsaid(entries, said []entry, adds bool) []entry {
	var rest []entry
	for _, e := range entries {
		if isNested(e) {
			e.value.table = unsaid(e.value.table, inner(said, e.key), adds)
		} else if has(said, e.key) && !(adds && normalKey(e.key) == "tags") {
			continue
		}
		rest = append(rest, e)
	}
	return rest
}

// has reports whether entries say something under key, or under the singular of it or the plural.
func has(entries []entry, key string) bool {
	key = inPlural(normalKey(key))
	return slices.ContainsFunc(entries, func(e entry) bool { return e.value.kind != null && inPlural(normalKey(e.key)) == key })
}

func inPlural(key string) string {
	switch key {
	case "tag", "author":
		return key + "s"
	case "category":
		return "categories"
	}
	return key
}

// inner are the entries of all tables under key.
func inner(entries []entry, key string) []entry {
	var all []entry
	for _, e := range entries {
		if e.key == key {
			all = append(all, e.value.table...)
		}
	}
	return all
}

func only(entries []entry, key string) []entry {
	return slices.DeleteFunc(slices.Clone(entries), func(e entry) bool { return normalKey(e.key) != key })
}
