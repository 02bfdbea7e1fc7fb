package article

import (
	"path"
	"slices"
	"strings"
)

func isSection(_, name string) bool { return strings.HasPrefix(name, "_index.") && IsArticle(name) }

// section reads the file of a section: its cascade, and that it is a draft, by which Zola and Hugo leave out all
// that lies in it. Under authors/ it is a person.
func (f *DataFile) section(v value) {
	dir := path.Dir(f.path)
	f.cascade(v.find("cascade"), dir, "cascade")
	if yes, _ := boolean(v.get("draft")); yes {
		f.presets = append(f.presets, preset{dir: clean(dir), entries: only(v.table, "draft"), origin: f.path})
	}
	if path.Base(path.Dir(dir)) == "authors" {
		f.addPerson(path.Base(dir), v)
	}
}

func isSiteConfig(dir, name string) bool {
	if dir == "." && name == "zola.toml" || dir == "config/_default" && strings.HasPrefix(name, "languages.") && isTable(name) {
		return true
	}
	return (dir == "." || dir == "config/_default") &&
		(hasEnding(name, "hugo", ".toml", ".yaml", ".yml", ".json") || hasEnding(name, "config", ".toml", ".yaml", ".yml", ".json"))
}

func isTable(name string) bool {
	return hasEnding(path.Ext(name), "", ".toml", ".yaml", ".yml", ".json")
}

func (f *DataFile) siteConfig(v value) {
	// Hugo: a file for all languages, or one for each.
	if language, is := strings.CutPrefix(strings.ToLower(strings.TrimSuffix(path.Base(f.path), path.Ext(f.path))), "languages"); is {
		f.hugo = true
		if f.languages = []string{strings.TrimPrefix(language, ".")}; language == "" {
			f.languages = tagsOf(v)
		}
		return
	}
	f.cascade(v.find("cascade"), "", "cascade")
	f.languages = tagsOf(v.find("languages"))
	f.hugo = strings.HasPrefix(path.Base(f.path), "hugo.") ||
		slices.ContainsFunc(v.table, func(e entry) bool { return strings.EqualFold(e.key, "baseURL") }) // Zola: base_url
}

// cascade reads what Hugo calls so: values for all pages below dir, or a list of them with a target each.
func (f *DataFile) cascade(v value, dir, name string) {
	for _, item := range v.items("") {
		if item.kind != table {
			continue
		}
		r := preset{dir: clean(dir), origin: f.path + " " + name}
		target := item.find("target")
		if target.kind != table {
			target = item.find("_target")
		}
		r.hugo = hugoTarget{
			path: strings.ToLower(target.get("path")), kind: target.get("kind"),
			lang: target.get("lang"), environment: target.get("environment"),
		}
		for _, e := range item.table {
			if normalKey(e.key) != "target" {
				r.entries = append(r.entries, e)
			}
		}
		f.presets = append(f.presets, r)
	}
}

func isEleventyData(dir, name string) bool {
	return strings.HasSuffix(name, ".11tydata.json") || name == strings.ToLower(path.Base(dir))+".json"
}

// eleventyData reads the data of a folder or of one file. Its tags are collections, which group pages for templates; most
// sites put all posts into one that is called so, and that says nothing of an article.
func (f *DataFile) eleventyData(v value) {
	dir, name := path.Split(f.path)
	dir = path.Clean(dir)
	r := preset{dir: dir, origin: f.path, adds: true}
	stem := strings.TrimSuffix(strings.TrimSuffix(name, ".json"), ".11tydata")
	if !strings.EqualFold(stem, path.Base(dir)) {
		r.dir, r.stem, r.weight = "", path.Join(dir, stem), 1<<20
	}
	for _, e := range v.table {
		if normalKey(e.key) == "tags" {
			e.value = withoutCollections(e.value, path.Base(dir))
		}
		r.entries = append(r.entries, e)
	}
	f.presets = append(f.presets, r)
}

func withoutCollections(v value, folder string) value {
	names := value{kind: list, line: v.line}
	for _, item := range v.items("") {
		switch name := strings.ToLower(item.string()); name {
		case "post", "posts", "all", strings.ToLower(folder):
		default:
			names.list = append(names.list, item)
		}
	}
	return names
}

// authors reads people: a table by key, or a list of tables with a key of their own.
func (f *DataFile) authors(v value) {
	for _, e := range v.table {
		f.addPerson(e.key, e.value)
	}
	for _, item := range v.list {
		for _, key := range [...]string{"key", "id", "shortname", "username", "slug", "name"} {
			f.addPerson(item.get(key), item)
		}
	}
}

func isAuthor(dir, name string) bool {
	switch path.Base(dir) {
	case "authors", "_authors":
		return hasEnding(path.Ext(name), "", ".md", ".yml", ".yaml", ".json", ".toml")
	}
	return false
}

// oneAuthor reads a file for each person. Its name is the key, or stands in it as Jekyll's guide has it.
func (f *DataFile) oneAuthor(v value) {
	f.addPerson(Stem(strings.TrimSuffix(f.path, path.Ext(f.path))+".md"), v)
	f.addPerson(v.get("shortname"), v)
}

func (f *DataFile) addPerson(key string, v value) {
	p, ok := person(v)
	if v.kind == scalar { // jane: Jane Doe
		p, ok = personInLine(collapse(v.string())), !v.empty()
	}
	if key == "" || !ok || v.kind == list {
		return
	}
	if f.people == nil {
		f.people = make(map[string]Person)
	}
	if _, known := f.people[key]; !known {
		f.people[key] = p
	}
}

// labels reads what Docusaurus shows for the keys of tags.
func (f *DataFile) labels(v value) {
	for _, e := range v.table {
		if label := collapse(e.value.get("label")); label != "" {
			if f.tags == nil {
				f.tags = make(map[string]string)
			}
			f.tags[e.key] = label
		}
	}
}

// tagsOf are the languages that a configuration lists, or has a table for each.
func tagsOf(v value) []string {
	var tags []string
	for _, item := range v.list {
		tags = append(tags, strings.ToLower(item.string()))
	}
	for _, e := range v.table {
		tags = append(tags, strings.ToLower(e.key))
	}
	return tags
}

// inSite is a folder of the site that its configuration names, "" for all of it and for what leads out of it.
func inSite(dir string) string {
	if dir = clean(strings.Trim(dir, "/")); dir == ".." || strings.HasPrefix(dir, "../") {
		return ""
	}
	return dir
}

func clean(dir string) string {
	if dir == "" || dir == "." {
		return ""
	}
	return path.Clean(dir)
}
