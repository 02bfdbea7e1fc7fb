package article

import (
	"path"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// versionKey is what the language versions of an article have in common where their paths name no language: the path
// without ending and without index.
func versionKey(name string) string {
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
	key string // what versionKey makes of the path without it
	// sure says that such a name hardly means anything else; a folder called it or no may be another thing.
	sure bool
}

// versionOf finds the language in a file's name, as in post.fr.md, else the first folder that is named by one. Without
// a list of the site's languages, two letters count that are a language's.
func versionOf(name string, languages []string) (version, bool) {
	if strings.IndexByte(name, '/') < 0 && strings.Count(name, ".") < 2 {
		return version{}, false
	}
	stem := strings.TrimSuffix(name, path.Ext(name))
	if i := strings.LastIndexByte(stem, '.'); i > strings.LastIndexByte(stem, '/')+1 && isLanguage(stem[i+1:], languages) {
		return version{stem[i+1:], versionKey(stem[:i] + path.Ext(name)), true}, true
	}
	folders := strings.Split(name, "/")
	for i, folder := range folders[:len(folders)-1] {
		if !isLanguage(folder, languages) {
			continue
		}
		rest := slices.Delete(slices.Clone(folders), i, i+1)
		v := version{tag: folder, sure: len(languages) > 0}
		if i > 0 && folders[i-1] == "i18n" { // Docusaurus: i18n/fr/docusaurus-plugin-content-blog/post.md
			v.sure = true
			rest = slices.Delete(rest, i-1, i)
			if plugin, ok := strings.CutPrefix(rest[i-1], "docusaurus-plugin-content-"); ok {
				rest[i-1] = plugin
			}
		}
		v.key = versionKey(strings.Join(rest, "/"))
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
	if said == "" && !(v.sure && len(d.languages()) > 0) {
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
