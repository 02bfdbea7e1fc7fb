// Package generator recognises the site generator that a folder of articles was written for.
//
// It looks at names and at configuration that is plain data. It promises to execute nothing: of a configuration that is a
// program only the literals that stand in it are seen. What it finds out is where the articles lie, what of the folder
// is none, what the site is called, and which address each article has there.
package generator

import (
	"io/fs"
	"path"
	"slices"
	"strings"
)

// A Site is a generator's folder as far as its names and plain data tell. It is not changed once it is found, and may be
// shared.
type Site struct {
	Generator string // such as "Hugo"
	File      string // its configuration, relative to the root that was looked at; "" where folders alone tell

	// What the configuration says of the site, each "" where it does not say it.
	Title       string
	Description string
	URL         string // absolute
	Language    string
	Author      string // "Name", or "Name <mail@example.org>"
	Timezone    string

	Drafts bool // drafts are published
	Future bool // and articles whose date lies ahead

	rule    *rule
	base    string // folder of the site below the root, with a slash at its end; "" for the root
	seeds   string // the folder of articles, likewise
	mdx     bool   // .md is read as MDX
	content []string
	root    string          // from which links to files of the content are counted, from the root that was looked at
	names   map[string]bool // of folders that begin with _ and hold articles
	values  table
	text    string // all that decides how articles are read
}

// seedsDepth is how far below a site's folder the folder of articles may be.
const seedsDepth = 3

// Recognise looks at the site in root. seeds is the folder of articles in it, "." for root itself; where it is another
// one, the site counts only if its articles lie there. The Site is nil where root is none.
//
// An error is about a configuration that the generator could not read either; it names the file.
func Recognise(root fs.FS, seeds string) (*Site, error) {
	folders := []string{""}
	if seeds == "." {
		folders = append(folders, "docs/", "site/", "website/", "blog/", "web/")
	}
	for _, base := range folders {
		l := &look{fs: root, base: base}
		for _, r := range rules() {
			s, err := l.try(&r)
			if err != nil && !conventional(seeds) { // what is above need not be ours
				continue
			}
			if err != nil {
				return nil, err
			}
			if s != nil && s.place(seeds) {
				return s, nil
			}
		}
	}
	return nil, nil
}

// conventional tells whether the folder of articles is called as the content of a site is.
func conventional(seeds string) bool {
	first, _, _ := strings.Cut(seeds, "/")
	return slices.Contains([]string{".", "content", "_posts", "source", "src", "blog", "docs"}, first)
}

// Above returns the folders that may hold the site of a folder of articles: itself and a few above it, as paths from it
// with the path back.
func Above(seeds string) (roots, back []string) {
	root, rest := seeds, "."
	for range seedsDepth + 1 {
		roots, back = append(roots, root), append(back, rest)
		name := path.Base(root)
		if root == "/" || name == "." || name == ".." {
			break
		}
		root, rest = path.Dir(root), path.Join(name, rest)
	}
	return roots, back
}

// place notes where the folder of articles is in the site. It reports false where the articles lie elsewhere.
func (s *Site) place(seeds string) bool {
	if seeds == "." {
		return true
	}
	s.seeds = seeds + "/"
	return slices.ContainsFunc(s.content, func(c string) bool {
		return c != "." && (seeds == c || strings.HasPrefix(seeds, c+"/"))
	}) || s.rule.posts && slices.Contains(strings.Split(seeds, "/"), "_posts")
}

// Seeds is the folder of articles, relative to the root that was looked at; "" for the root itself.
func (s *Site) Seeds() string {
	if s == nil {
		return ""
	}
	return strings.TrimSuffix(s.seeds, "/")
}

// Root is the site's own folder, relative to the root that was looked at; "" for the root itself. Where it is another one,
// Seeds is "".
func (s *Site) Root() string {
	if s == nil {
		return ""
	}
	return strings.TrimSuffix(s.base, "/")
}

// InSite is a path from the site's own folder, of one from the folder of articles. It is not ok outside of the site.
func (s *Site) InSite(at string) (inSite string, ok bool) {
	if s == nil {
		return at, true
	}
	return strings.CutPrefix(s.seeds+at, s.base)
}

// Content is the folder from which links to files of the content are counted, relative to the folder of articles: "" where it
// is that, or lies above.
func (s *Site) Content() string {
	if s == nil || s.seeds != "" || s.root == "." {
		return ""
	}
	return s.root
}

// Folder is the folder of the articles, from the root that was looked at: "." where they lie in several.
func (s *Site) Folder() string {
	if len(s.content) == 1 && !s.rule.posts {
		return s.content[0]
	}
	return "."
}

// Templates is the folder of the generator's own templates, from the root that was looked at, where it has the name of ours;
// "" where it has not.
func (s *Site) Templates() string {
	if s == nil || s.rule.templates == "" {
		return ""
	}
	return path.Join(s.base, s.rule.templates)
}

// Fingerprint changes with everything that decides how articles are read and where they are.
func (s *Site) Fingerprint() string {
	if s == nil {
		return ""
	}
	return s.Generator + "\x00" + s.base + "\x00" + s.seeds + "\x00" + strings.Join(s.content, "\x00") + "\x00" + s.text
}

// A look is at one folder that may be a site.
type look struct {
	fs   fs.FS
	base string
}

func (l *look) isFolder(name string) bool {
	info, err := fs.Stat(l.fs, path.Clean(l.base+name))
	return err == nil && info.IsDir()
}

func (l *look) isFile(name string) bool {
	info, err := fs.Stat(l.fs, path.Clean(l.base+name))
	return err == nil && info.Mode().IsRegular()
}

// maxConfig is larger than any configuration of plain data.
const maxConfig = 1 << 20

// text is the content of a file, "" where it cannot be read or is too long to be a configuration.
func (l *look) text(name string) string {
	info, err := fs.Stat(l.fs, path.Clean(l.base+name))
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxConfig {
		return ""
	}
	data, err := fs.ReadFile(l.fs, path.Clean(l.base+name))
	if err != nil {
		return ""
	}
	return string(data)
}

// first is the first of the names that is a file.
func (l *look) first(names ...string) string {
	for _, name := range names {
		if l.isFile(name) {
			return name
		}
	}
	return ""
}

// folders are those of the names that are folders.
func (l *look) folders(names ...string) []string {
	var found []string
	for _, name := range names {
		if l.isFolder(name) {
			found = append(found, name)
		}
	}
	return found
}

// subfolders are the names of the folders in a folder, and files those of its regular files.
func (l *look) subfolders(of string) []string { return l.entries(of, fs.DirEntry.IsDir) }

func (l *look) files(of string) []string {
	return l.entries(of, func(entry fs.DirEntry) bool { return entry.Type().IsRegular() })
}

func (l *look) entries(of string, wanted func(fs.DirEntry) bool) []string {
	entries, err := fs.ReadDir(l.fs, path.Clean(l.base+of))
	if err != nil {
		return nil
	}
	var names []string
	for _, entry := range entries {
		if wanted(entry) {
			names = append(names, entry.Name())
		}
	}
	return names
}

// try looks whether the folder is a site of the rule's generator.
func (l *look) try(r *rule) (*Site, error) {
	s := &Site{Generator: r.name, rule: r, base: l.base, names: map[string]bool{"_posts": true}}
	if len(r.configs) > 0 {
		file := l.first(r.configs...)
		if file == "" {
			return nil, nil
		}
		s.File, s.text = l.base+file, l.text(file)
		var err error
		if s.values, err = parse(s.File, s.text); err != nil {
			if r.mine != nil && !r.mine(l, s) { // a file of that name can be another program's
				return nil, nil
			}
			return nil, err
		}
	}
	if r.mine != nil && !r.mine(l, s) {
		return nil, nil
	}
	r.read(l, s)
	for i, folder := range s.content {
		if folder = path.Clean(folder); folder != "." {
			folder = path.Join(s.base, folder)
		} else if s.base != "" {
			folder = path.Clean(s.base)
		}
		s.content[i] = folder
	}
	if len(s.content) == 0 {
		return nil, nil
	}
	return s, nil
}
