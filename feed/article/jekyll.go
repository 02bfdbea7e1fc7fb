package article

import (
	"path"
	"slices"
	"strings"
)

// A jekyll is what the configuration of a Jekyll site says of where its documents lie. nil is no such site.
type jekyll struct {
	source      string // the folder of the site that is read; "" for all of it
	collections string // the folder in that which holds posts and collections; "" for all of it
}

// path is what Jekyll calls the relative path of a document, for one whose path is relative to the root of the site.
func (j *jekyll) path(name string) string {
	if j == nil {
		return name
	}
	if j.source != "" {
		name = strings.TrimPrefix(name, j.source+"/")
	}
	if j.collections != "" {
		name = strings.TrimPrefix(name, j.collections+"/")
	}
	return name
}

// A jekyllScope is the scope of defaults (https://jekyllrb.com/docs/configuration/front-matter-defaults/), for relative
// paths of documents. "" does not restrict.
type jekyllScope struct {
	prefix string // with which a path begins, also within a name
	glob   string // of a path or a folder that looks so
	kind   string
}

func (s *jekyllScope) has(name string) bool {
	return strings.HasPrefix(name, s.prefix) && (s.glob == "" || anyAbove(s.glob, name)) && (s.kind == "" || s.kind == jekyllType(name))
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

// jekyllConfig reads the defaults of _config.yml, which say for what scope they are. Hexo's file of this name has none.
func (f *DataFile) jekyllConfig(v value) {
	if v.find("new_post_name").empty() && v.find("source_dir").empty() {
		f.jekyll = &jekyll{source: inSite(v.find("source").string()), collections: inSite(v.find("collections_dir").string())}
		f.languages = tagsOf(v.find("languages"))
	}
	f.languages = append(f.languages, tagsOf(v.find("language"))...) // Hexo: https://hexo.io/docs/internationalization; one alone is no list
	items := v.find("defaults").items("")
	for i := len(items) - 1; i >= 0; i-- { // the last of equals counts
		values := items[i].find("values")
		if values.kind != table {
			continue
		}
		scope := items[i].find("scope")
		where := strings.TrimPrefix(strings.TrimPrefix(scope.get("path"), "./"), "/")
		if f.jekyll != nil && f.jekyll.collections != "" {
			where = strings.TrimPrefix(where, f.jekyll.collections+"/")
		}
		r := preset{entries: values.table, origin: f.path + " defaults", weight: 2 * len(where)}
		r.jekyll.kind = plural(scope.get("type"))
		if r.jekyll.kind != "" {
			r.weight++
		}
		if strings.ContainsAny(where, "*?[{") {
			r.jekyll.glob = strings.TrimSuffix(where, "/")
		} else if where != "." {
			r.jekyll.prefix = where
		}
		f.presets = append(f.presets, r)
	}
}

// plural is a type as Jekyll names it now; it was called post once.
func plural(kind string) string {
	switch kind {
	case "post", "page", "draft":
		return kind + "s"
	}
	return kind
}

// jekyllCategories adds the folders in which _posts lies.
func (d *document) jekyllCategories(name string) {
	folders := strings.Split(path.Dir(name), "/")
	i := slices.Index(folders, "_posts")
	for _, folder := range folders[:max(i, 0)] {
		if folder[0] != '_' && d.addTag(folder) && d.art.Origins["tags"] == "" {
			d.origin("tags", "folder names")
		}
	}
}
