package article

import (
	"path"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// VersionKey returns what stands for Article.Translation where that is "": the path without ending and without index. Of
// post.fr.md and fr/post.md it is the same once the language is taken out of the path, which is their Translation.
func VersionKey(name string) string {
	if IsArticle(name) {
		name = strings.TrimSuffix(name, path.Ext(name))
	}
	if dir, base := path.Split(name); strings.EqualFold(base, "index") && dir != "" {
		name = strings.TrimSuffix(dir, "/")
	}
	return name
}

// A version is what a path says of an article's language.
type version struct {
	tag string // as it is written
	key string // what VersionKey makes of the path without it
	// sure says that such a name hardly means anything else; a folder called it or no may be another thing.
	sure bool
	// told says that the generator asks for the name to be that of the language.
	told bool
}

// translations begins the names of the folders in which Docusaurus has the versions of what each of its plugins reads:
// i18n/fr/docusaurus-plugin-content-blog/post.md (https://docusaurus.io/docs/i18n/introduction#translation-files-location).
const translations = "docusaurus-plugin-content-"

// isTranslated reports whether a path is one of Docusaurus's for a version.
func isTranslated(name string) bool {
	return strings.HasPrefix(name, "i18n/") && strings.Contains(name, "/"+translations)
}

// translated finds the language in such a path. The version has the key of blog/post.md.
func translated(folders []string, name string) (version, bool) {
	i := slices.Index(folders, "i18n")
	if i < 0 || i+2 >= len(folders) {
		return version{}, false
	}
	plugin, ok := strings.CutPrefix(folders[i+2], translations)
	if _, err := language.Parse(folders[i+1]); !ok || err != nil {
		return version{}, false
	}
	original := slices.Concat(folders[:i], []string{plugin}, folders[i+3:], []string{path.Base(name)})
	return version{tag: folders[i+1], key: VersionKey(strings.Join(original, "/")), sure: true, told: true}, true
}

// versionOf finds the language in a file's name, as in post.fr.md, else the first folder that is named by one. Without
// a list of the site's languages, two letters count that are a language's.
func versionOf(name string, languages []string) (version, bool) {
	if strings.IndexByte(name, '/') < 0 && strings.Count(name, ".") < 2 {
		return version{}, false
	}
	stem := strings.TrimSuffix(name, path.Ext(name))
	if i := strings.LastIndexByte(stem, '.'); i > strings.LastIndexByte(stem, '/')+1 && isLanguage(stem[i+1:], languages) {
		return version{tag: stem[i+1:], key: VersionKey(stem[:i] + path.Ext(name)), sure: true}, true
	}
	folders := strings.Split(path.Dir(name), "/")
	if v, ok := translated(folders, name); ok {
		return v, true
	}
	for i, folder := range folders {
		if !isLanguage(folder, languages) {
			continue
		}
		rest := slices.Concat(folders[:i], folders[i+1:], []string{path.Base(name)})
		v := version{tag: folder, sure: len(languages) > 0}
		if i > 0 && folders[i-1] == "i18n" {
			v.sure = true
			rest = slices.Delete(rest, i-1, i)
		}
		v.key = VersionKey(strings.Join(rest, "/"))
		return v, true
	}
	return version{}, false
}

func isLanguage(s string, languages []string) bool {
	if len(languages) > 0 {
		return slices.Contains(languages, strings.ToLower(s))
	}
	if letters(s) != 2 || len(s) > 2 && s[2] != '-' && s[2] != '_' || len(s) > 10 {
		return false
	}
	tag, err := language.Parse(s)
	return err == nil && tag != language.Und
}

func (d *document) languages() []string {
	if d.settings.Data == nil {
		return nil
	}
	return d.settings.Data.languages
}

// findVersion takes the language from the path. A language's two letters may be something else, in a file's name the
// ending of a program's source, in a folder's a word: the text must not contradict the first, and must confirm the second.
func (d *document) findVersion() {
	v, ok := versionOf(d.path, d.languages())
	if !ok {
		return
	}
	tag, err := language.Parse(v.tag)
	if err != nil {
		return // a configuration may list whatever it likes
	}
	said := d.art.Language
	if said == "" && !v.told && !(v.sure && len(d.languages()) > 0) {
		said = detectLanguage(plainText(string(d.art.Content)))
	}
	if said != "" && !sameLanguage(said, tag) || said == "" && !v.sure {
		return
	}
	if d.art.Language == "" {
		d.art.Language = tag.String()
		d.origin("language", "path")
	}
	if d.art.Translation == "" {
		d.art.Translation = v.key
		d.origin("translation", "path")
	}
}

// sameLanguage compares without regard to script and country.
func sameLanguage(said string, tag language.Tag) bool {
	base, _ := tag.Base()
	other, _ := language.Make(said).Base()
	norwegian := func(b language.Base) bool { return b.String() == "no" || b.String() == "nb" || b.String() == "nn" }
	return base == other || norwegian(base) && norwegian(other)
}
