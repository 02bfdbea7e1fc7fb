package generator

import (
	"net/url"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// tree is a file system with the given files: a name, or a name and a text behind "|".
func tree(files ...string) fstest.MapFS {
	m := fstest.MapFS{}
	for _, file := range files {
		name, text, _ := strings.Cut(file, "|")
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return m
}

func TestRecognise(t *testing.T) {
	for _, c := range []struct {
		name  string
		files []string
		seeds string
		want  string // generator, configuration, folder of the articles, title, URL; "" for none
	}{
		{"plain articles", []string{"one.md", "posts/two.md"}, ".", ""},
		{"Zola's older configuration", []string{`config.toml|base_url = "https://a.example/b"` + "\ntitle = 'Z'", "content/a.md"}, ".", "Zola config.toml content Z https://a.example/b/"},
		{"Hugo's older configuration", []string{"config.yaml|baseURL: https://a.example\ntitle: H", "content/a.md"}, ".", "Hugo config.yaml content H https://a.example/"},
		{"Hugo with another folder", []string{"hugo.json|{\"contentDir\": \"text\", \"title\": \"H\"}", "text/a.md"}, ".", "Hugo hugo.json text H "},
		{"Hugo's folder of configurations", []string{"config/_default/hugo.toml|title = 'H'", "config/_default/params.toml|author = 'Ann'", "content/a.md"}, ".", "Hugo config/_default/hugo.toml content H "},
		{"Hugo's files of languages", []string{"config/_default/hugo.toml|defaultContentLanguage = 'fr'", "config/_default/languages.en.toml|title = 'E'", "config/_default/languages.fr.toml|title = 'F'", "content/a.md"}, ".",
			"Hugo config/_default/hugo.toml content F "},
		{"al-folio without a title", []string{"_config.yml|title: blank\nfirst_name: Al\nmiddle_name:\nlast_name: Folio", "_posts/2021-01-01-a.md"}, ".", "Jekyll _config.yml . Al Folio "},
		{"another program's configuration", []string{"config.toml|[server]\nport = 1", "content/a.md"}, ".", ""},
		{"a configuration without content", []string{"hugo.toml|title = 'H'", "text/a.md"}, ".", ""},
		{"Jekyll", []string{"_config.yml|title: J\nurl: https://a.example\nbaseurl: /b", "_posts/2021-01-01-a.md"}, ".", "Jekyll _config.yml . J https://a.example/b/"},
		{"Jekyll in a repository", []string{"docs/_config.yml|title: J", "docs/_posts/2021-01-01-a.md", "README.md"}, ".", "Jekyll docs/_config.yml . J "},
		{"Jekyll's posts alone", []string{"_config.yml|title: J", "_posts/2021-01-01-a.md"}, "_posts", "Jekyll _config.yml . J "},
		{"Jekyll with posts in categories only", []string{"_config.yml|title: J", "news/_posts/2021-01-01-a.md"}, ".", "Jekyll _config.yml . J "},
		{"a theme on GitHub", []string{"_config.yml|theme: minimal", "index.md"}, ".", ""},
		{"Jekyll with a source", []string{"_config.yml|title: J\nsource: source", "source/_posts/2021-01-01-a.md"}, ".", "Jekyll _config.yml . J "},
		{"Jekyll with a source and posts in categories only", []string{"_config.yml|title: J\nsource: src", "src/news/_posts/2021-01-01-a.md"}, ".", "Jekyll _config.yml . J "},
		{"Jekyll with a folder for collections", []string{"_config.yml|title: J\ncollections_dir: all", "all/_posts/2021-01-01-a.md"}, ".", "Jekyll _config.yml . J "},
		{"Jekyll without a post in its folder for collections", []string{"_config.yml|title: J\ncollections_dir: all", "_posts/2021-01-01-a.md"}, ".", ""},
		{"Hexo", []string{"_config.yml|title: X\nurl: https://a.example/b\nroot: /b/", "source/_posts/a.md"}, ".", "Hexo _config.yml source/_posts X https://a.example/b/"},
		{"the content of a site", []string{"hugo.toml|title = 'H'", "content/posts/a.md"}, "content", "Hugo hugo.toml content H "},
		{"a part of the content", []string{"hugo.toml|title = 'H'", "content/posts/a.md"}, "content/posts", "Hugo hugo.toml content H "},
		{"another folder of a site", []string{"hugo.toml|title = 'H'", "content/posts/a.md", "seeds/a.md"}, "seeds", ""},
		{"Docusaurus in a repository", []string{"website/docusaurus.config.ts|export default {title: 'D', url: 'https://a.example', baseUrl: '/'}", "website/blog/2021-01-01-a.md"}, ".", "Docusaurus website/docusaurus.config.ts website/blog D https://a.example/"},
		{"Docusaurus without a blog", []string{"docusaurus.config.js|module.exports = {title: 'D'}", "docs/a.md"}, ".", ""},
		{"Astro's pages", []string{"astro.config.mjs|export default defineConfig({site: 'https://a.example'})", "src/pages/posts/a.md"}, ".", "Astro astro.config.mjs src/pages/posts  https://a.example/"},
		{"AstroWind", []string{"astro.config.ts|export default defineConfig({})", "src/data/post/a.md"}, ".", "Astro astro.config.ts src/data/post  "},
		{"Eleventy by its older name", []string{".eleventy.js|module.exports = function (c) { return { dir: { input: 'src' } }; };", "src/posts/a.md"}, ".", "Eleventy .eleventy.js src/posts  "},
		{"Pelican", []string{"pelicanconf.py|SITENAME = 'P'\nSITEURL = ''\nPATH = 'text'", "text/a.md"}, ".", "Pelican pelicanconf.py text P "},
		{"Obsidian", []string{".obsidian/app.json|{}", "a.md"}, ".", "Obsidian  .  "},
		{"a folder that leads out", []string{"hugo.toml|contentDir = '../../etc'", "content/a.md"}, ".", "Hugo hugo.toml content  "},
	} {
		t.Run(c.name, func(t *testing.T) {
			site, err := Recognise(tree(c.files...), c.seeds)
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			if site != nil {
				got = strings.Join([]string{site.Generator, site.File, site.Folder(), site.Title, site.URL}, " ")
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestRecogniseFaults(t *testing.T) {
	for _, c := range []struct{ file, text, want string }{
		{"hugo.toml", "title = 'x'\nbaseURL =", "hugo.toml:2:9: "},
		{"_config.yml", "title: x\n\tbad: y", "_config.yml:2:"},
	} {
		site, err := Recognise(tree(c.file+"|"+c.text, "content/a.md", "_posts/2021-01-01-a.md"), ".")
		if site != nil || err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("got %v, %v, want an error that begins with %q", site, err, c.want)
		}
	}
	// Above the articles it may be another program's.
	if site, err := Recognise(tree("config.toml|=", "seeds/a.md", "content/b.md"), "seeds"); site != nil || err != nil {
		t.Errorf("got %v, %v, want nothing", site, err)
	}
}

// TestAddresses fills in the patterns that the samples of whole sites do not have.
func TestAddresses(t *testing.T) {
	at := time.Date(2021, 2, 3, 4, 5, 6, 0, time.UTC)
	for _, c := range []struct {
		name, config string // the configuration's file and text
		page         Page
		want         string
	}{
		{"Hugo, ugly", "hugo.toml|uglyURLs = true", Page{Path: "content/p/a.md"}, "/p/a.html"},
		{"Hugo, case kept", "hugo.toml|disablePathToLower = true", Page{Path: "content/P/A b.md"}, "/P/A-b/"},
		{"Hugo, sections", "hugo.toml|[permalinks]\np = '/:sections/:yearday/:monthname/:filename/'", Page{Path: "content/p/q/a.md"}, "/p/q/34/february/a/"},
		{"Hugo, pages", "hugo.toml|[permalinks.page]\np = '/:weekdayname/:slugorcontentbasename/'", Page{Path: "content/p/a.md", Slug: "s"}, "/wednesday/s/"},
		{"Hugo, unknown token", "hugo.toml|[permalinks]\np = '/:moon/:slug/'", Page{Path: "content/p/a.md"}, ""},
		{"Hugo, language in its folder", "hugo.toml|defaultContentLanguageInSubdir = true", Page{Path: "content/p/a.md"}, "/en/p/a/"},
		{"Hugo, a folder for each language", "hugo.toml|[languages.en]\ncontentDir = 'content/en'\n[languages.fr]\ncontentDir = 'content/fr'", Page{Path: "content/fr/p/a.md"}, "/fr/p/a/"},
		{"Hugo, the main language's folder", "hugo.toml|[languages.en]\ncontentDir = 'content/en'\n[languages.fr]\ncontentDir = 'content/fr'", Page{Path: "content/en/p/a.md"}, "/p/a/"},
		{"Hugo, one language's folder in another's", "hugo.toml|[languages.de]\ncontentDir = 'content/x'\n[languages.en]\ncontentDir = 'content'\n[languages.fr]\ncontentDir = 'content/fr'", Page{Path: "content/fr/p/a.md"}, "/fr/p/a/"},
		{"Hugo, another site", "hugo.toml|", Page{Path: "content/p/a.md", Permalink: "https://b.example/x"}, "https://b.example/x"},
		{"Jekyll, pretty", "_config.yml|permalink: pretty", Page{Path: "_posts/2021-02-03-a.md", Categories: []string{"X"}}, "/x/2021/02/03/a/"},
		{"Jekyll, ordinal", "_config.yml|permalink: ordinal", Page{Path: "_posts/2021-02-03-a.md"}, "/2021/034/a.html"},
		{"Jekyll, weekdate", "_config.yml|permalink: weekdate", Page{Path: "_posts/2021-02-03-a.md"}, "/2021/W05/Wed/a.html"},
		{"Jekyll, none", "_config.yml|permalink: none", Page{Path: "_posts/2021-02-03-a.md", Categories: []string{"X", "Y"}}, "/x/y/a.html"},
		{"Jekyll, folders as categories", "_config.yml|permalink: none\nsource: src\ncollections_dir: all", Page{Path: "src/all/news/_posts/2021-02-03-a.md"}, "/news/a.html"},
		{"Jekyll, own", "_config.yml|permalink: /:slugified_categories/:short_year/:i_month/:i_day/:slug", Page{Path: "_posts/2021-02-03-A.b.md", Categories: []string{"X Y"}}, "/x-y/21/2/3/a-b"},
		{"Jekyll, unknown token", "_config.yml|permalink: /:moon/:title", Page{Path: "_posts/2021-02-03-a.md"}, ""},
		{"Jekyll, a collection's", "_config.yml|collections:\n  r:\n    output: true\n    permalink: /x/:path/", Page{Path: "_r/d/a.md"}, "/x/d/a/"},
		{"Zola, names kept", "zola.toml|[slugify]\npaths = 'safe'", Page{Path: "content/p/2021-02-03T10-11_Übung.md"}, "/p/%C3%9Cbung/"},
		{"Hexo, by default", "_config.yml|title: x", Page{Path: "source/_posts/a.md"}, "/2021/02/03/a/"},
		{"Hexo, dated names", "_config.yml|new_post_name: :year-:month-:day-:title.md\npermalink: :name.html\npretty_urls: {trailing_html: false}", Page{Path: "source/_posts/2021-02-03-a.md"}, "/a"},
		{"Docusaurus, a slash at the end", "docusaurus.config.js|module.exports = {trailingSlash: true, presets: [['classic', {blog: {routeBasePath: '/'}}]]}", Page{Path: "blog/2021-02-03-a.md"}, "/2021/02/03/a/"},
		{"Docusaurus, a blog in two places", "docusaurus.config.js|module.exports = {themeConfig: {blog: {routeBasePath: 'x'}}, presets: [['classic', {blog: {routeBasePath: '/notes'}}]]}", Page{Path: "blog/2021-02-03-a.md"}, "/notes/2021/02/03/a"},
		{"Docusaurus, a language", "docusaurus.config.js|module.exports = {i18n: {defaultLocale: 'en'}}", Page{Path: "i18n/pt-BR/docusaurus-plugin-content-blog/2021-02-03-a/index.md"}, "/pt-BR/blog/2021/02/03/a"},
		{"Docusaurus, a language with an address of its own", "docusaurus.config.js|module.exports = {i18n: {localeConfigs: {fr: {baseUrl: '/x/'}}}}", Page{Path: "i18n/fr/docusaurus-plugin-content-blog/a.md"}, ""},
		{"Pelican, by default", "pelicanconf.py|PATH = 'content'", Page{Path: "content/x/a.md", Title: "It's Ä b"}, "/its-a-b.html"},
		{"Pelican, category", "pelicanconf.py|ARTICLE_URL = '{category}/{slug}'", Page{Path: "content/x/a.md", Title: "T"}, "/x/t"},
		{"Pelican, unknown token", "pelicanconf.py|ARTICLE_URL = '{moon}/{slug}'", Page{Path: "content/x/a.md", Title: "T"}, ""},
		{"Eleventy, a template", "eleventy.config.js|", Page{Path: "posts/a.md", Permalink: "/{{ page.fileSlug }}/"}, ""},
		{"Astro", "astro.config.mjs|", Page{Path: "src/content/blog/a.md"}, ""},
		{"Obsidian", ".obsidian/app.json|", Page{Path: "a.md", Permalink: "/x"}, "/x"},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := []string{c.config, "content/a.md", "_posts/2021-01-01-a.md", "_r/a.md", "blog/a.md", "posts/a.md", "src/content/blog/a.md", "src/all/_posts/2021-01-01-a.md", c.page.Path}
			site, err := Recognise(tree(files...), ".")
			if err != nil || site == nil {
				t.Fatalf("got %v, %v, want a site", site, err)
			}
			c.page.Published = at
			for range 20 { // the same each time
				if got := site.Address(c.page); got != c.want {
					t.Fatalf("got %q, want %q", got, c.want)
				}
			}
		})
	}
	t.Run("no site", func(t *testing.T) {
		var none *Site
		if got := none.Address(Page{Permalink: "/x/"}); got != "/x/" {
			t.Errorf("got %q", got)
		}
	})
	t.Run("no date", func(t *testing.T) {
		site, err := Recognise(tree("_config.yml|title: x", "_posts/2021-01-01-a.md"), ".")
		if err != nil {
			t.Fatal(err)
		}
		if got := site.Address(Page{Path: "_posts/a.md"}); got != "" {
			t.Errorf("got %q", got)
		}
	})
}

// TestIsPage tells what is an article only with a date.
func TestIsPage(t *testing.T) {
	for _, c := range []struct {
		files []string
		at    string
		want  bool
	}{
		{[]string{"hugo.toml|title = 'H'", "content/posts/a.md"}, "content/about.md", false},
		{[]string{"zola.toml|base_url = '/'", "content/a.md"}, "content/blog/a.md", true},
		{[]string{"_config.yml|collections: {tabs: {output: true}}", "_posts/2021-01-01-a.md", "_tabs/about.md"}, "_tabs/about.md", true},
		{[]string{"docs/_config.yml|collections: {tabs: {output: true}}", "docs/_posts/2021-01-01-a.md", "docs/_tabs/about.md"}, "docs/_tabs/about.md", true},
		{[]string{"_config.yml|collections: {tabs: {output: true}}", "_posts/2021-01-01-a.md", "_tabs/about.md"}, "_posts/2021-01-01-a.md", false},
		{[]string{"eleventy.config.js|", "a.md"}, "a.md", false},
	} {
		site, err := Recognise(tree(c.files...), ".")
		if err != nil || site == nil {
			t.Fatalf("%q: got %v, %v, want a site", c.files, site, err)
		}
		if got := site.IsPage(c.at); got != c.want {
			t.Errorf("%q: %s: got %v, want %v", c.files, c.at, got, c.want)
		}
	}
	if (*Site)(nil).IsPage("a.md") {
		t.Error("a folder of no site has pages")
	}
}

// TestMDX tells where .md is MDX.
func TestMDX(t *testing.T) {
	for config, want := range map[string]bool{"{title: 'D'}": true, "{markdown: {format: 'detect'}}": false, "{markdown: {format: 'md'}}": false} {
		site, err := Recognise(tree("docusaurus.config.js|module.exports = "+config, "blog/a.md"), ".")
		if err != nil || site.MDX() != want {
			t.Errorf("%s: got %v, %v, want %v", config, site.MDX(), err, want)
		}
	}
	if (*Site)(nil).MDX() {
		t.Error("no site reads MDX")
	}
}

// TestVault reads no article in a folder that begins with _, unless it is where the vault keeps its pictures.
func TestVault(t *testing.T) {
	for config, leftOut := range map[string]bool{"{}": true, `{"attachmentFolderPath": "files/_pictures"}`: false, `{"attachmentFolderPath": "_other"}`: true} {
		site, err := Recognise(tree(".obsidian/app.json|"+config, "a.md"), ".")
		if err != nil || !site.ByName() {
			t.Fatalf("got %v, %v, want a vault", site, err)
		}
		if got := site.LeavesOut("files/_pictures", true); got != leftOut {
			t.Errorf("%s: got %v, want %v", config, got, leftOut)
		}
	}
	if (*Site)(nil).ByName() || (*Site)(nil).DataBeside() {
		t.Error("no site has a generator's ways")
	}
}

func TestLiterals(t *testing.T) {
	js := scriptLiterals(`// title: 'comment'
/* url: 'comment' */
const x = require('y');
module.exports = {
  title: "It's", 'url': 'https://a.example', "quoted-key": 'k', on: true,
  escaped: 'a\'b', template: ` + "`plain`" + `, made: ` + "`a${b}`" + `,
  called: f('no'), nested: { list: [ 'a', ['b', { deep: 'd' }] ] }, title: 'second',
};`)
	for key, want := range map[string]string{
		"title": "It's", "url": "https://a.example", "on": "true", "template": "plain", "nested.list.deep": "d",
		"escaped": "", "made": "",
	} {
		if got := js.str(key); got != want {
			t.Errorf("%s: got %q, want %q", key, got, want)
		}
	}
	py := pythonLiterals("A = 'x' # note\nB = \"it's\"\nC = f'{x}'\nD = 'a' + 'b'\n# E = 'x'\nif True:\n    F = 'x'\nG = ['a', \"b\"]\nH = True\nlower = 'x'\n")
	for key, want := range map[string]string{"a": "x", "b": "it's", "c": "", "d": "", "e": "", "h": "true", "lower": ""} {
		if got := py.str(key); got != want {
			t.Errorf("%s: got %q, want %q", key, got, want)
		}
	}
	if got := strings.Join(py.list("g"), " "); got != "a b" {
		t.Errorf("got %q", got)
	}
}

// FuzzConfiguration reads any text as any generator's configuration. An address is none, or one that a URL can hold.
func FuzzConfiguration(f *testing.F) {
	names := []string{"hugo.toml", "hugo.yaml", "_config.yml", "docusaurus.config.js", "pelicanconf.py", "zola.toml", "eleventy.config.js", "hugo.json"}
	for i, text := range []string{"title = 'x'\n[permalinks]\np = '/:year/:slug'", "permalinks: {p: ':x'}", "permalink: :title", "module.exports = {blog: {path: 'x'}}", "ARTICLE_URL = '{slug}'", "", "{", "[1]"} {
		f.Add(byte(i), text, "p/a.md", "Title", "slug")
	}
	f.Fuzz(func(t *testing.T, which byte, text, at, title, slug string) {
		name := names[int(which)%len(names)]
		m := tree("content/a.md", "_posts/2021-01-01-a.md", "source/_posts/a.md", "blog/a.md")
		m[name] = &fstest.MapFile{Data: []byte(text)}
		site, err := Recognise(m, ".")
		if err != nil || site == nil {
			return
		}
		if site.URL != "" && !strings.HasSuffix(site.URL, "/") {
			t.Errorf("the site's address %q has no slash at its end", site.URL)
		}
		if at == "" {
			return
		}
		address := site.Address(Page{Path: at, Title: title, Slug: slug, Published: time.Unix(1e9, 0).UTC()})
		if address == "" {
			return
		}
		if _, err := url.Parse(address); err != nil || address[0] != '/' {
			t.Errorf("got %q for %q: %v", address, at, err)
		}
		site.LeavesOut(at, false)
	})
}
