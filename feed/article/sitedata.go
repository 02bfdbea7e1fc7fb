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
	seeds     string   // where the folder of articles lies under the root of the site
	presets   []preset // the most specific first
	people    map[string]Person
	tags      map[string]string
	languages []string
	jekyll    bool
	hugo      bool
	hash      [32]byte
}

// NewSiteData joins data files, in any order; nil ones are left out. The paths of articles are relative to seeds, which is
// relative to the root of the site, as are the paths of the data files. "" is the root itself. The result is nil if
// nothing is said.
func NewSiteData(seeds string, files ...*DataFile) *SiteData {
	files = slices.DeleteFunc(slices.Clone(files), func(f *DataFile) bool { return f == nil })
	if len(files) == 0 {
		return nil
	}
	slices.SortFunc(files, func(a, b *DataFile) int { return strings.Compare(a.path, b.path) })
	s := &SiteData{seeds: clean(seeds), people: map[string]Person{}, tags: map[string]string{}}
	for _, f := range files {
		s.presets = append(s.presets, f.presets...)
		maps.Copy(s.people, f.people)
		maps.Copy(s.tags, f.tags)
		s.languages = append(s.languages, f.languages...)
		s.jekyll = s.jekyll || f.jekyll
		s.hugo = s.hugo || f.hugo
	}
	slices.SortStableFunc(s.presets, func(a, b preset) int { return cmp.Compare(b.specific(), a.specific()) })
	h := sha256.New()
	fmt.Fprintf(h, "%q %v %q %q %t %t", s.seeds, s.presets, s.languages, s.tags, s.jekyll, s.hugo)
	fmt.Fprintf(h, "%q", s.people)
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

func (s *SiteData) person(key string) (Person, bool) {
	if s == nil || key == "" {
		return Person{}, false
	}
	p, ok := s.people[key]
	return p, ok
}

// tag is what is shown for a tag.
func (s *SiteData) tag(key string) string {
	if s != nil {
		if label := s.tags[key]; label != "" {
			return label
		}
	}
	return key
}

// A preset gives values to articles that do not give them themselves.
type preset struct {
	// To which articles, all paths being relative to the root of the site. "" does not restrict.
	dir  string     // that lie below, or are this file
	stem string     // of this path without its ending
	glob string     // of a path or a folder that looks so
	kind string     // of this type in Jekyll
	hugo hugoTarget // that Hugo's cascade aims at

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
	case r.glob != "" && !anyAbove(r.glob, name):
		return false
	case r.kind != "" && r.kind != jekyllType(name):
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

// anyAbove reports whether a pattern has name or a folder above it.
func anyAbove(pattern, name string) bool {
	for ; name != "."; name = path.Dir(name) {
		if match(pattern, name) {
			return true
		}
	}
	return false
}

// jekyllType is what Jekyll calls the type of a file: the collection that it is in, or pages.
func jekyllType(name string) string {
	kind := "pages"
	for _, folder := range strings.Split(path.Dir(name), "/") {
		if len(folder) > 1 && folder[0] == '_' {
			kind = folder[1:]
		}
	}
	return kind
}

// hugoPath is a page's path as Hugo's patterns see it.
func hugoPath(name string) string { return "/" + strings.ToLower(versionKey(inContent(name))) }

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
	name := path.Join(s.seeds, d.path)
	version, _ := versionOf(d.path, s.languages)
	for i := range s.presets {
		r := &s.presets[i]
		if !r.applies(name, version.tag) {
			continue
		}
		warnings := len(d.art.Warnings)
		_ = d.apply(unsaid(r.entries, d.said, r.adds), r.origin) // ParseData has told its faults
		d.art.Warnings = d.art.Warnings[:warnings]
	}
	if s.jekyll {
		d.jekyllCategories(name)
	}
}

// jekyllCategories adds the folders in which Jekyll's _posts lies.
func (d *document) jekyllCategories(name string) {
	folders := strings.Split(path.Dir(name), "/")
	i := slices.Index(folders, "_posts")
	for _, folder := range folders[:max(i, 0)] {
		if folder[0] != '_' && d.addTag(folder) && d.art.Origins["tags"] == "" {
			d.origin("tags", "folder names")
		}
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
