package generator

import (
	"net/url"
	"path"
	"slices"
	"strings"
)

// A rule is how one generator's sites are recognised and read.
type rule struct {
	name    string
	source  string   // where the generator's own documentation says so
	configs []string // files of which the first that is there is the configuration; none: folders alone tell

	mine func(l *look, s *Site) bool // whether it is this generator's after all; nil: the configuration's name is enough
	read func(l *look, s *Site)      // fills in what the configuration says, and where the content is
	out  []string                    // names of folders that hold no articles, where the whole folder is the content

	templates string // the folder of its own templates, where it has the name of ours

	posts   bool // articles lie in folders _posts, wherever those are
	bundles bool // below a folder with an index file nothing else is an article
	beside  bool // a data file may lie beside an article and have its name
	byName  bool // links name files, wherever they lie
	address func(s *Site, p *Page) string
	pages   func(s *Site, full string) bool // whether a file without a date is no article; nil: none is
}

// rules are tried in this order: those come first whose mark is no other generator's. Three conventions need none:
// Bear exports plain Markdown files, the folder of a TextBundle tells itself by its ending
// (https://textbundle.org/spec/), and a Ghost export is made into files first, see GhostExport.
func rules() []rule {
	return []rule{
		{
			name: "Docusaurus", source: "https://docusaurus.io/docs/api/plugins/@docusaurus/plugin-content-blog",
			configs: []string{"docusaurus.config.js", "docusaurus.config.ts", "docusaurus.config.mjs", "docusaurus.config.cjs"},
			read:    readDocusaurus, address: (*Site).docusaurusAddress,
		},
		{
			name: "Astro", source: "https://docs.astro.build/en/guides/content-collections/",
			configs: []string{"astro.config.mjs", "astro.config.ts", "astro.config.js", "astro.config.mts", "astro.config.cjs"},
			read:    readAstro,
		},
		{
			name: "Pelican", source: "https://docs.getpelican.com/en/stable/settings.html",
			configs: []string{"pelicanconf.py"},
			read:    readPelican, out: []string{"pages", "images", "extra", "output"}, address: (*Site).pelicanAddress,
		},
		{
			name: "Eleventy", source: "https://www.11ty.dev/docs/config/#input-directory",
			configs: []string{"eleventy.config.js", ".eleventy.js", "eleventy.config.mjs", "eleventy.config.cjs", "eleventy.config.ts"},
			read:    readEleventy, beside: true, out: []string{"_site", "public", "dist"}, address: (*Site).eleventyAddress,
		},
		{
			name: "Zola", source: "https://www.getzola.org/documentation/getting-started/directory-structure/",
			configs: []string{"zola.toml", "config.toml"},
			mine: func(l *look, s *Site) bool {
				return l.isFolder("content") && (s.File == l.base+"zola.toml" || s.values.has("base_url"))
			},
			// Only pages with a date are in its feeds: getzola.org/documentation/templates/feeds.
			pages: func(*Site, string) bool { return true },
			read:  readZola, templates: "templates", bundles: true, address: (*Site).zolaAddress,
		},
		{
			name: "Hugo", source: "https://gohugo.io/getting-started/directory-structure/",
			configs: []string{
				"hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json", "config.toml", "config.yaml", "config.yml", "config.json",
				"config/_default/hugo.toml", "config/_default/hugo.yaml", "config/_default/hugo.yml", "config/_default/hugo.json",
				"config/_default/config.toml", "config/_default/config.yaml", "config/_default/config.yml", "config/_default/config.json",
			},
			mine: isHugo,
			read: readHugo, bundles: true, address: (*Site).hugoAddress,
		},
		{
			name: "Hexo", source: "https://hexo.io/docs/configuration",
			configs: []string{"_config.yml", "_config.yaml", "_config.json"},
			mine: func(l *look, s *Site) bool {
				return !s.values.has("source") && l.isFolder(or(s.values.str("source_dir"), "source")+"/_posts")
			},
			read: readHexo, address: (*Site).hexoAddress,
		},
		{
			name: "Jekyll", source: "https://jekyllrb.com/docs/structure/",
			configs: []string{"_config.yml", "_config.yaml", "_config.toml"},
			read:    readJekyll, posts: true, address: (*Site).jekyllAddress, pages: (*Site).isInCollection,
			out: []string{"_site", "_includes", "_layouts", "_sass", "_data", "_drafts", "_plugins", "vendor"},
		},
		{
			name: "Obsidian", source: "https://help.obsidian.md/data-storage",
			mine: func(l *look, _ *Site) bool { return l.isFolder(".obsidian") },
			read: readObsidian, byName: true,
		},
	}
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// within says where the folder of articles is in the configuration's own words, without what leads out of the site.
func within(folder, otherwise string) string {
	folder = strings.Trim(strings.TrimPrefix(or(folder, otherwise), "./"), "/")
	if folder == "" {
		return "."
	}
	if slices.Contains(strings.Split(folder, "/"), "..") {
		return otherwise
	}
	return folder
}

// webAddress is an absolute address with a slash at its end, "" for what is none.
func webAddress(address, below string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	address = strings.TrimSuffix(address, "/")
	if below = strings.Trim(below, "/"); below != "" && !strings.HasSuffix(u.Path, "/"+below) {
		address += "/" + below
	}
	return address + "/"
}

func isHugo(l *look, s *Site) bool {
	if !l.isFolder(within(s.values.str("contentdir"), "content")) && s.values.table("languages") == nil {
		return false
	}
	if strings.HasPrefix(s.File, l.base+"hugo.") || strings.HasPrefix(s.File, l.base+"config/") {
		return true
	}
	for _, key := range []string{"baseurl", "languagecode", "title", "theme", "contentdir", "permalinks", "module", "defaultcontentlanguage"} {
		if s.values.has(key) {
			return true
		}
	}
	return s.values == nil // the configuration cannot be read, which is to be said
}

func readHugo(l *look, s *Site) {
	if strings.HasPrefix(s.File, l.base+"config/") { // tables may have files of their own
		for _, name := range []string{"permalinks", "params", "languages", "author"} {
			file := l.first("config/_default/"+name+".toml", "config/_default/"+name+".yaml", "config/_default/"+name+".yml", "config/_default/"+name+".json")
			if file == "" || s.values.has(name) {
				continue
			}
			text := l.text(file)
			s.text += text
			if t, err := parse(file, text); err == nil {
				s.values[name] = t
			}
		}
		readHugoLanguages(l, s)
	}
	v := s.values
	s.Title = v.str("title")
	s.URL = webAddress(v.str("baseurl"), "")
	s.Language = or(v.str("locale"), or(v.str("languagecode"), v.str("defaultcontentlanguage")))
	s.Author = or(person(v.get("author")), person(v.get("params", "author")))
	s.Description = or(v.str("params", "description"), v.str("description"))
	s.Timezone = v.str("timezone")
	s.Drafts, s.Future = v.str("builddrafts") == "true", v.str("buildfuture") == "true"
	s.content = []string{within(v.str("contentdir"), "content")}
	for _, language := range v.table("languages").keys() {
		if folder := v.str("languages", language, "contentdir"); folder != "" {
			s.content = append(s.content, within(folder, "content"))
		}
	}
	main := v.table("languages", strings.ToLower(or(v.str("defaultcontentlanguage"), "en")))
	s.Title = or(s.Title, main.str("title"))
	s.Author = or(s.Author, or(person(main.get("params", "author")), person(main.get("author"))))
	s.Description = or(s.Description, main.str("params", "description"))
}

// readHugoLanguages reads the files of single languages: languages.en.toml. (https://gohugo.io/configuration/introduction/#configuration-directory)
func readHugoLanguages(l *look, s *Site) {
	for _, name := range l.files("config/_default") {
		language, ok := strings.CutPrefix(strings.ToLower(strings.TrimSuffix(name, path.Ext(name))), "languages.")
		if !ok {
			continue
		}
		text := l.text("config/_default/" + name)
		s.text += text
		t, err := parse(name, text)
		if err != nil {
			continue
		}
		if s.values.table("languages") == nil {
			s.values["languages"] = table{}
		}
		s.values.table("languages")[language] = t
	}
}

func readZola(_ *look, s *Site) {
	v := s.values
	s.Title, s.Description, s.Author = v.str("title"), v.str("description"), v.str("author")
	s.URL = webAddress(v.str("base_url"), "")
	s.Language = v.str("default_language")
	s.content = []string{"content"}
}

func readDocusaurus(l *look, s *Site) {
	v := s.values
	s.Title, s.Description = v.str("title"), v.str("tagline")
	s.URL = webAddress(v.str("url"), v.str("baseurl"))
	s.Language = v.str("i18n.defaultlocale")
	s.content = l.folders(within(plain(v.ending("blog.path")), "blog"))
	if len(s.content) == 0 {
		return
	}
	// docusaurus.io/docs/markdown-features/react#mdx-vs-commonmark
	s.mdx = v.str("markdown.format") != "md" && v.str("markdown.format") != "detect"
	for _, locale := range l.subfolders(docusaurusVersions) {
		if locale != docusaurusDefault(v) {
			s.content = append(s.content, l.folders(docusaurusVersions+"/"+locale+"/docusaurus-plugin-content-blog")...)
		}
	}
}

func readAstro(l *look, s *Site) {
	s.URL = webAddress(s.values.str("site"), s.values.str("base"))
	for _, name := range []string{"src/consts.ts", "src/consts.js", "src/config.ts", "src/site.config.ts"} {
		if constants := constants(l.text(name)); len(constants) > 0 {
			s.Title, s.Description = or(constants["SITE_TITLE"], constants["TITLE"]), or(constants["SITE_DESCRIPTION"], constants["DESCRIPTION"])
			break
		}
	}
	s.content = l.folders("src/content/blog", "src/content/posts", "src/content/post", "src/content/articles", "src/data/blog", "src/data/posts", "src/data/post")
	if len(s.content) == 0 {
		s.content = l.folders("src/content")
	}
	if len(s.content) == 0 {
		s.content = l.folders("src/pages/blog", "src/pages/posts")
	}
}

func readPelican(_ *look, s *Site) {
	v := s.values
	s.Title, s.Author, s.Language, s.Timezone = v.str("sitename"), v.str("author"), v.str("default_lang"), v.str("timezone")
	s.URL = webAddress(v.str("siteurl"), "")
	folder := within(v.str("path"), "content")
	s.root = path.Join(s.base, folder)
	for _, articles := range v.list("article_paths") {
		if articles = within(articles, "."); folder == "." {
			s.content = append(s.content, articles)
		} else {
			s.content = append(s.content, folder+"/"+articles)
		}
	}
	if len(s.content) == 0 {
		s.content = []string{folder}
	}
}

func readEleventy(l *look, s *Site) {
	input := "."
	for _, key := range []string{"dir.input", "input"} {
		if folder := s.values.str(key); folder != "" {
			input = within(folder, ".")
		}
	}
	prefix := ""
	if input != "." {
		prefix = input + "/"
	}
	s.values["input"] = input
	data := path.Join(input, or(s.values.str("dir.data"), "_data")) // which may lie beside the input
	for _, name := range []string{"metadata", "site", "meta"} {
		file := l.first(data+"/"+name+".json", data+"/"+name+".js", data+"/"+name+".mjs", data+"/"+name+".cjs")
		if file == "" {
			continue
		}
		text := l.text(file)
		s.text += text
		v, err := parse(file, text)
		if err != nil {
			continue
		}
		author := table{"name": or(v.str("author.name"), v.str("author", "name")), "email": or(v.str("author.email"), v.str("author", "email"))}
		s.Title, s.Description, s.Language = v.str("title"), v.str("description"), or(v.str("language"), v.str("lang"))
		s.URL, s.Author = webAddress(v.str("url"), ""), or(person(author), v.str("author"))
		break
	}
	s.content = l.folders(prefix+"blog", prefix+"posts", prefix+"post", prefix+"articles", prefix+"notes")
	if len(s.content) == 0 {
		s.content = []string{input}
	}
}

func readHexo(_ *look, s *Site) {
	v := s.values
	s.Title, s.Description, s.Author, s.Timezone = v.str("title"), v.str("description"), v.str("author"), v.str("timezone")
	s.URL = webAddress(v.str("url"), v.str("root"))
	if languages := v.list("language"); len(languages) > 0 {
		s.Language = languages[0]
	}
	s.Drafts, s.Future = v.str("render_drafts") == "true", v.str("future") == "true"
	s.content = []string{within(v.str("source_dir"), "source") + "/_posts"}
}

func readJekyll(l *look, s *Site) {
	v := s.values
	s.Title, s.Description, s.Timezone = or(v.str("title"), v.str("name")), v.str("description"), v.str("timezone")
	s.Author, s.Language = person(v.get("author")), or(v.str("lang"), v.str("locale"))
	// al-folio: "if left blank, full name will be used instead"
	if full := strings.Join(strings.Fields(v.str("first_name")+" "+v.str("middle_name")+" "+v.str("last_name")), " "); full != "" {
		s.Author = or(s.Author, full)
		if s.Title == "" || s.Title == "blank" {
			s.Title = full
		}
	}
	s.URL = webAddress(v.str("url"), v.str("baseurl"))
	s.Drafts, s.Future = v.str("show_drafts") == "true", v.str("future") == "true"
	if s.Drafts {
		s.names["_drafts"] = true
	}
	// Where a folder for collections is named, posts outside of it are none.
	collections := path.Join(within(v.str("source"), "."), within(v.str("collections_dir"), "."))
	posts := l.isFolder(path.Join(collections, "_posts"))
	for _, folder := range l.subfolders(collections) {
		posts = posts || l.isFolder(path.Join(collections, folder, "_posts"))
	}
	if posts {
		s.content = append(s.content, collections)
	}
	for _, name := range feedCollections(v) {
		if folder := path.Join(collections, "_"+name); l.isFolder(folder) {
			s.names["_"+name] = true
			s.content = append(s.content, folder)
		}
	}
}

// feedCollections are the collections besides the posts that are published: those of the feed where they are named, else
// those that are written.
func feedCollections(v table) []string {
	var names []string
	switch named := v.get("feed", "collections").(type) {
	case table:
		names = named.keys()
	case []any:
		names = v.list("feed", "collections")
	default:
		for _, name := range v.table("collections").keys() {
			if v.str("collections", name, "output") == "true" {
				names = append(names, name)
			}
		}
	}
	return slices.DeleteFunc(names, func(name string) bool { return name == "posts" || strings.ContainsAny(name, "/.") })
}

func readObsidian(l *look, s *Site) {
	s.content = []string{"."}
	s.rule.out = []string{"templates", "Templates", "_templates"}
	text := l.text(".obsidian/templates.json")
	if v, err := parse("templates.json", text); err == nil && v.str("folder") != "" {
		s.text = text
		s.rule.out = append(s.rule.out, strings.Trim(v.str("folder"), "/"))
	}
	// Pictures lie in no folder that is left out, whatever it is called.
	if v, err := parse("app.json", l.text(".obsidian/app.json")); err == nil {
		if name := path.Base(v.str("attachmentfolderpath")); strings.HasPrefix(name, "_") {
			s.names[name] = true
			s.text += name
		}
	}
}

// constants are the lines of a script that name a text: export const NAME = 'text';
func constants(text string) map[string]string {
	found := map[string]string{}
	for line := range strings.Lines(text) {
		name, value, ok := strings.Cut(strings.TrimPrefix(strings.TrimSpace(line), "export "), "=")
		name, constant := strings.CutPrefix(strings.TrimSpace(name), "const ")
		name, _, _ = strings.Cut(name, ":")
		if s, plain := quoted(strings.TrimRight(strings.TrimSpace(value), "; \t")); ok && constant && plain {
			found[strings.TrimSpace(name)] = s
		}
	}
	return found
}
