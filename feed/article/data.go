package article

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
)

// A DataFile is what one file says of articles that are other files.
type DataFile struct {
	// Warnings are values that no article can have. The rest of the file counts.
	Warnings []*Error

	path      string
	presets   []preset          // the most telling first where they are equally specific
	people    map[string]Person // by the keys that articles use for them
	tags      map[string]string // labels by key
	languages []string          // that the site has
	jekyll    *jekyll           // it is the configuration of a Jekyll site
	hugo      bool              // it is the configuration of a site of Hugo
}

// dataKinds say which files hold data for articles and how to read them. The first that has the path counts.
// Names are in small letters; dir is "." for the root.
func dataKinds() [8]dataKind {
	return [...]dataKind{
		{"Hugo, Zola: section", isSection, (*DataFile).section, false},
		{"Hugo, Zola: configuration", isSiteConfig, (*DataFile).siteConfig, false},
		{"Jekyll, Hexo: configuration", func(dir, name string) bool { return dir == "." && hasEnding(name, "_config", ".yml", ".yaml", ".toml") }, (*DataFile).jekyllConfig, false},
		{"Eleventy: data of a folder or file", isEleventyData, (*DataFile).eleventyData, false},
		{"Docusaurus, Jekyll, Hugo: authors", func(_, name string) bool { return hasEnding(name, "authors", ".yml", ".yaml", ".json", ".toml") }, (*DataFile).authors, false},
		{"Docusaurus: tags", func(_, name string) bool { return hasEnding(name, "tags", ".yml", ".yaml") }, (*DataFile).labels, false},
		{"Jekyll, Hugo, Astro: one author", isAuthor, (*DataFile).oneAuthor, false},
		{"Eleventy: data of a file", func(_, name string) bool { return path.Ext(name) == ".json" }, (*DataFile).eleventyData, true},
	}
}

type dataKind struct {
	from   string
	has    func(dir, name string) bool
	read   func(f *DataFile, v value)
	beside bool // only where an article of the same name lies beside it, and in sites of that generator
}

func dataKindOf(name string) (dataKind, bool) {
	dir, base := path.Dir(name), strings.ToLower(path.Base(name))
	for _, k := range dataKinds() {
		if k.has(dir, base) {
			return k, true
		}
	}
	return dataKind{}, false
}

// IsData reports whether a file may hold data for articles that are other files. Only its path counts, which is
// slash-separated and relative to the root of the site. It is cheap for the paths of articles.
func IsData(path string) bool {
	if !mayBeData(path) {
		return false
	}
	kind, ok := dataKindOf(path)
	return ok && !kind.beside
}

// IsDataBeside reports whether a file holds data for the article beside it that has its name, if there is one and if the
// site's generator has such files.
func IsDataBeside(path string) bool {
	if !mayBeData(path) {
		return false
	}
	kind, ok := dataKindOf(path)
	return ok && kind.beside
}

// mayBeData is false for nearly all articles, and allocates nothing.
func mayBeData(name string) bool {
	i := strings.LastIndexByte(name, '/') + 1
	if strings.HasPrefix(name[i:], "_") || strings.HasSuffix(name[:i], "authors/") {
		return true
	}
	ending := path.Ext(name[i:])
	return strings.EqualFold(ending, ".json") || strings.EqualFold(ending, ".toml") || strings.EqualFold(ending, ".yml") || strings.EqualFold(ending, ".yaml")
}

// ParseData reads a file for which IsData or IsDataBeside is true. Source.Path is relative to the root of the site. The result is nil
// where the file says nothing of articles. The error is an *Error.
func ParseData(src Source) (*DataFile, error) {
	kind, ok := dataKindOf(src.Path)
	if !ok {
		return nil, nil
	}
	v, err := dataValue(src)
	if err != nil {
		err.Path = src.Path
		return nil, err
	}
	f := &DataFile{path: src.Path}
	kind.read(f, v)
	f.check()
	if len(f.presets)+len(f.people)+len(f.tags)+len(f.languages) == 0 && f.jekyll == nil && !f.hugo {
		return nil, nil
	}
	return f, nil
}

// dataValue is all that a data file holds: of an article's format, what its front matter holds.
func dataValue(src Source) (value, *Error) {
	if len(src.Data) > MaxSize {
		return value{}, &Error{Err: fmt.Errorf("larger than %d MiB", MaxSize>>20), Fix: "move it elsewhere if it has nothing to do with the articles"}
	}
	decoded, _, err := decode(src.Data)
	if err != nil {
		return value{}, err
	}
	text := string(decoded)
	var v value
	switch strings.ToLower(path.Ext(src.Path)) {
	case ".yml", ".yaml":
		v, err = yamlValue(text, 1)
	case ".toml":
		v.kind = table
		v.table, err = parseTOML(text, 1)
	case ".json":
		v, err = jsonValue(text, 1)
	default:
		v.kind = table
		var head frontMatter
		if head, err = splitFrontMatter(text, isHTML(src.Path)); err == nil {
			v.table = head.fields
		}
		return v, err
	}
	if err != nil {
		err.Err = errors.New(strings.Replace(err.Err.Error(), "front matter", "data", 1))
	}
	return v, err
}

// check takes the values out of presets that no article can have, and notes them once instead of at each article.
func (f *DataFile) check() {
	for i := range f.presets {
		f.presets[i].entries = slices.DeleteFunc(f.presets[i].entries, func(e entry) bool {
			d := &document{path: "article.md", art: &Article{Origins: map[string]string{}}}
			if fault := d.apply([]entry{e}, ""); fault != nil {
				d.art.Warnings = append(d.art.Warnings, fault)
			}
			for _, w := range d.art.Warnings {
				w.Path = f.path
			}
			f.Warnings = append(f.Warnings, d.art.Warnings...)
			return len(d.art.Warnings) > 0
		})
	}
}

// hasEnding reports whether name is stem with one of endings.
func hasEnding(name, stem string, endings ...string) bool {
	ending, ok := strings.CutPrefix(name, stem)
	if !ok {
		return false
	}
	for _, e := range endings {
		if ending == e {
			return true
		}
	}
	return false
}
