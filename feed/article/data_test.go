package article

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

// siteData reads data files, given by path.
func siteData(t *testing.T, seeds string, files map[string]string) *SiteData {
	t.Helper()
	var all []*DataFile
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if !IsData(name) && !IsDataBeside(name) {
			t.Errorf("%s is not taken for data", name)
		}
		f, err := ParseData(Source{Path: name, Data: []byte(files[name])})
		if err != nil {
			t.Fatal(err)
		}
		if f != nil && len(f.Warnings) > 0 {
			t.Errorf("got warning %v", f.Warnings[0])
		}
		all = append(all, f)
	}
	return NewSiteData(Place{Seeds: seeds}, all...)
}

func TestSiteData(t *testing.T) {
	cascade := map[string]string{
		"content/blog/_index.md":      "+++\ntitle = 'Blog'\n[cascade]\ndraft = true\nauthor = 'Ann'\n[cascade.params]\ndescription = 'D'\nimage = '/d.png'\n+++\n",
		"content/blog/open/_index.md": "---\ncascade:\n  draft: false\n  tags: [open]\n---\n",
		"hugo.toml":                   "baseURL = '/'\n[[cascade]]\nrights = 'CC'\nauthor = 'Site'\n[[cascade]]\nunlisted = true\n[cascade._target]\npath = '{/notes,/notes/**}'\n[[cascade]]\nrights = 'no'\n[cascade.target]\nkind = 'section'\n",
	}
	jekyll := map[string]string{
		"_config.yml": "defaults:\n- scope: {path: ''}\n  values: {author: Site, lang: de}\n- scope: {path: '', type: posts}\n  values: {author: Posts, image: {path: /p.png, alt: P}}\n" +
			"- scope: {path: _posts/old}\n  values: {published: false}\n- scope: {path: 'notes/*/x.md'}\n  values: {author: Glob}\n- scope: {path: '', type: recipes}\n  values: {author: Cook}\n- values: {description: All}\n- scope: {path: nothing}\n",
	}
	inFolders := map[string]string{
		"_config.yml": "source: ./src\ncollections_dir: all\ndefaults:\n- scope: {path: all/_posts/2021-}\n  values: {author: Beginning}\n- scope: {path: _posts/2022/}\n  values: {author: Folder}\n- scope: {type: recipes}\n  values: {author: Cook}\n",
	}
	eleventy := map[string]string{
		"src/posts/posts.json":            `{"layout": "post", "tags": ["posts", "news"], "author": "Folder", "lang": "en"}`,
		"src/posts/sub/sub.11tydata.json": `{"author": "Sub", "tags": "posts"}`,
		"src/posts/a.11tydata.json":       `{"author": "File"}`,
		"src/posts/a.json":                `{"author": "Plain", "rights": "R"}`,
		"src/posts/c/index.json":          `{"author": "Index"}`,
	}
	for _, tt := range []struct {
		name, seeds string
		files       map[string]string
		path, head  string
		want        map[string]string
	}{
		{"Hugo cascade", "content", cascade, "blog/a.md", "title: A", map[string]string{"draft": "true", "authors": "Ann", "summary": "D", "image": "/d.png", "rights": "CC"}},
		{"Hugo, own values first", "content", cascade, "blog/a.md", "draft: false\nauthor: Bob\nparams: {description: own}", map[string]string{"draft": "false", "authors": "Bob", "summary": "own", "image": "/d.png"}},
		{"Hugo, nearer section first", "content", cascade, "blog/open/a/index.md", "title: A", map[string]string{"draft": "false", "authors": "Ann", "tags": "open"}},
		{"Hugo, elsewhere", "content", cascade, "blogs/a.md", "title: A", map[string]string{"draft": "false", "authors": "Site", "tags": ""}},
		{"Hugo, target", "", cascade, "content/notes/x/a.md", "title: A", map[string]string{"unlisted": "true", "rights": "CC"}},
		{"Hugo, not its target", "", cascade, "content/note.md", "title: A", map[string]string{"unlisted": "false"}},
		{"draft section", "content", map[string]string{"content/a/_index.md": "+++\ndraft = true\n+++\n"}, "a/b/c.md", "title: A", map[string]string{"draft": "true"}},
		{"draft section, elsewhere", "content", map[string]string{"content/a/_index.md": "+++\ndraft = true\n+++\n"}, "ab/c.md", "title: A", map[string]string{"draft": "false"}},
		{"Hugo, aliases beside the page", "content", cascade, "blog/x/index.md", "aliases: [old, ../up/, /abs]", map[string]string{"aliases": "/blog/old /up/ /abs"}},
		{"Hugo, aliases beside its address", "content", cascade, "blog/x.md", "url: /y/z/\naliases: [old]", map[string]string{"aliases": "/y/old"}},
		{"Zola, aliases at the root", "content", map[string]string{"config.toml": "base_url = '/'"}, "blog/x.md", "aliases: [old]", map[string]string{"aliases": "/old"}},
		{"Jekyll, post", "", jekyll, "_posts/2021-01-02-a.md", "title: A", map[string]string{"authors": "Posts", "image": "/p.png P", "language": "de", "draft": "false", "summary": "All"}},
		{"Jekyll, picture from the root of the site", "", jekyll, "_posts/2021-01-02-a.md", "image: assets/a.png", map[string]string{"image": "/assets/a.png"}},
		{"Jekyll, picture beside the post", "", jekyll, "_posts/2021-01-02-a.md", "image: ./a.png", map[string]string{"image": markFile + "_posts/a.png" + markEnd}},
		{"Jekyll, one author of his own", "", jekyll, "_posts/2021-01-02-a.md", "authors: [Ann]", map[string]string{"authors": "Ann"}},
		{"Jekyll, folder", "", jekyll, "_posts/old/2021-01-02-a.md", "title: A", map[string]string{"draft": "true", "authors": "Posts"}},
		{"Jekyll, page", "_posts", jekyll, "../about.md", "title: A", map[string]string{"authors": "Site", "image": ""}},
		{"Jekyll, collection", "", jekyll, "_recipes/a.md", "title: A", map[string]string{"authors": "Cook"}},
		{"Jekyll, pattern", "", jekyll, "notes/n/x.md", "title: A", map[string]string{"authors": "Glob"}},
		{"Jekyll, folders as categories", "", jekyll, "news/world/_posts/2021-01-02-a.md", "tags: x", map[string]string{"tags": "x, news, world"}},
		{"Jekyll, a folder of the site and one for collections", "", inFolders, "src/all/_posts/2021-01-02-a.md", "title: A", map[string]string{"authors": "Beginning", "tags": ""}},
		{"Jekyll, scope that ends with a slash", "src", inFolders, "all/_posts/2022/2022-01-02-a.md", "title: A", map[string]string{"authors": "Folder"}},
		{"Jekyll, collection in a folder for them", "src", inFolders, "all/_recipes/a.md", "title: A", map[string]string{"authors": "Cook"}},
		{"Jekyll, categories in a folder for collections", "", inFolders, "src/all/news/_posts/2020-01-02-a.md", "title: A", map[string]string{"tags": "news", "authors": ""}},
		{"Eleventy, folder", "src", eleventy, "posts/b.md", "tags: own", map[string]string{"authors": "Folder", "tags": "own, news", "language": "en"}},
		{"Eleventy, parent folder", "src", eleventy, "posts/sub/b.md", "title: A", map[string]string{"authors": "Sub", "tags": "news"}},
		{"Eleventy, file", "src", eleventy, "posts/a.md", "title: A", map[string]string{"authors": "File", "rights": "R"}},
		{"Eleventy, index file", "src", eleventy, "posts/c/index.md", "title: A", map[string]string{"authors": "Index"}},
		{"Eleventy, own value", "src", eleventy, "posts/a.md", "author: Own\nlang: fr", map[string]string{"authors": "Own", "language": "fr"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a, err := Parse(Source{Path: tt.path, Data: []byte("---\n" + tt.head + "\n---\nText.")}, Settings{Data: siteData(t, tt.seeds, tt.files)})
			if err != nil || len(a.Warnings) > 0 {
				t.Fatalf("got %v, %v", err, a.Warnings)
			}
			for field, want := range tt.want {
				if got := strings.NewReplacer(markHost, "", markSite, "").Replace(fieldText(a, field)); got != want {
					t.Errorf("%s: got %q from %q, want %q", field, got, a.Origins[field], want)
				}
			}
		})
	}
}

func TestPeopleInData(t *testing.T) {
	files := map[string]string{
		"blog/authors.yml":              "jane:\n  name: Jane Doe\n  title: Editor\n  url: https://example.org/jane\n  email: jane@example.org\nbob: Bob\n",
		"_data/authors.yml":             "- short_name: kim\n  name: Kim\n",
		"_authors/ted.md":               "---\nshort_name: t\nname: Ted\n---\n",
		"content/authors/amy/_index.md": "---\ntitle: Amy\n---\n",
		"src/content/authors/lee.json":  `{"name": "Lee", "website": "https://example.org/lee"}`,
		"blog/tags.yml":                 "rust:\n  label: Rust!\nplain: {}\n",
		// One language version of the blog, which the others do not have.
		"i18n/fr/docusaurus-plugin-content-blog/authors.yml": "bob: Robert\nnew: Nouveau\n",
		"i18n/fr/docusaurus-plugin-content-blog/tags.yml":    "rust:\n  label: Rouille\n",
	}
	a, err := Parse(Source{Path: "a.md", Data: []byte("---\nauthors: [jane, bob, kim, ted, t, amy, lee, Nobody, {key: jane, url: https://example.org/j}, {name: N, key: none}]\ntags: [rust, plain]\n---\n")},
		Settings{Data: siteData(t, "", files)})
	if err != nil {
		t.Fatal(err)
	}
	jane := "Jane Doe jane@example.org https://example.org/"
	if got, want := fieldText(a, "authors"), jane+"jane; Bob; Kim; Ted; Ted; Amy; Lee https://example.org/lee; Nobody; "+jane+"j; N"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := fieldText(a, "tags"); got != "Rust!, plain" {
		t.Errorf("got tags %s, want their labels", got)
	}
	version, err := Parse(Source{Path: "i18n/fr/docusaurus-plugin-content-blog/a.md", Data: []byte("---\nauthors: [bob, new, kim]\ntags: [rust]\n---\n")},
		Settings{Data: siteData(t, "", files)})
	if err != nil || fieldText(version, "authors") != "Robert; Nouveau; Kim" || fieldText(version, "tags") != "Rouille" {
		t.Errorf("got %v, %s, %s, want those of the version, then those of the site", err, fieldText(version, "authors"), fieldText(version, "tags"))
	}
}

// TestGeneratorOfData takes a configuration that tells too little for that of the generator that is known otherwise.
func TestGeneratorOfData(t *testing.T) {
	f, err := ParseData(Source{Path: "_config.yml", Data: []byte("title: x\n")})
	if err != nil {
		t.Fatal(err)
	}
	for generator, want := range map[string]string{"": "source", "Jekyll": "source", "Hexo": ""} {
		a, err := Parse(Source{Path: "source/_posts/2021-01-02-a.md", Data: []byte("Text.")}, Settings{Data: NewSiteData(Place{Generator: generator}, f)})
		if err != nil || strings.Join(a.Tags, " ") != want {
			t.Errorf("%s: got %v, %q, want the tags %q", generator, err, a.Tags, want)
		}
	}
}

func TestDataOrigins(t *testing.T) {
	set := Settings{Data: siteData(t, "", map[string]string{"blog/_index.md": "---\ncascade:\n  description: D\n---\n"})}
	a, err := Parse(Source{Path: "blog/a.md", Data: []byte("Text.")}, set)
	if want := `blog/_index.md cascade "description", line 3`; err != nil || a.Origins["summary"] != want {
		t.Errorf("got %v, %q, want %s", err, a.Origins["summary"], want)
	}
}

func TestDataFaults(t *testing.T) {
	for name, text := range map[string]string{
		"_config.yml": "a: [", "blog/authors.yml": "a: b: c", "x/x.json": "{", "hugo.toml": "a =", "x/_index.md": "---\na: [\n---\n", "x/y.11tydata.json": "{} {}",
	} {
		f, err := ParseData(Source{Path: name, Data: []byte(text)})
		if err == nil || f != nil || !strings.HasPrefix(err.Error(), name+":") || err.(*Error).Fix == "" {
			t.Errorf("%s: got %v, %v, want an error with file, line and fix", name, f, err)
		}
	}
	f, err := ParseData(Source{Path: "x/_index.md", Data: []byte("---\ncascade:\n  date: soon\n  lang: de\n---\n")})
	if err != nil || len(f.Warnings) != 1 || !strings.HasPrefix(f.Warnings[0].Error(), "x/_index.md:3: date") {
		t.Fatalf("got %v, %v, want a warning about the date", f, err)
	}
	a, err := Parse(Source{Path: "x/a.md", Data: []byte("Text.")}, Settings{Data: NewSiteData(Place{}, f)})
	if err != nil || len(a.Warnings) > 0 || a.Language != "de" {
		t.Errorf("got %v, %v, want the rest of the data without a warning", a, err)
	}
	for name, text := range map[string]string{"x/_index.md": "# X", "config.toml": "title = 'x'", "x/authors.yml": "# none", "x/x.json": ""} {
		if f, err := ParseData(Source{Path: name, Data: []byte(text)}); name != "x/x.json" && (err != nil || f != nil) {
			t.Errorf("%s: got %v, %v, want nothing", name, f, err)
		}
	}
	for _, name := range []string{"index.md", "posts/data.json", "_config.json", "sub/_config.yml", "sub/config.toml", "tags.json", "writers/x.md"} {
		if IsData(name) {
			t.Errorf("%s is taken for data", name)
		}
	}
	for name, want := range map[string]bool{"posts/data.json": true, "posts/posts.json": false, "a.11tydata.json": false, "authors.json": false, "a.yml": false, "a.md": false} {
		if IsDataBeside(name) != want {
			t.Errorf("%s: got %v for data of the article beside it, want %v", name, !want, want)
		}
	}
}

func TestIsDataIsCheap(t *testing.T) {
	if n := testing.AllocsPerRun(10, func() { IsData("posts/2021/a-post.md") }); n > 0 {
		t.Errorf("got %v allocations for an article's path, want none", n)
	}
}

// Data is read once for each build that looks at everything.
func TestDataCost(t *testing.T) {
	if testing.Short() {
		t.Skip("measures time")
	}
	const bound = 4 * time.Second
	src := Source{Path: "x/x.json", Data: []byte(`{"a": [` + strings.Repeat(`{"b": 1}, `, 30_000) + `2]}`)}
	if took := quickest(bound, func() {
		if _, err := ParseData(src); err != nil {
			t.Fatal(err)
		}
	}); took > bound {
		t.Errorf("%d kB took %v", len(src.Data)/1000, took)
	}
}

func TestSiteDataHash(t *testing.T) {
	section := func(text string) [32]byte {
		return siteData(t, "", map[string]string{"x/_index.md": text}).Hash()
	}
	a, b := section("---\ncascade: {lang: de}\n---\n"), section("---\ncascade: {lang: fr}\n---\n")
	if a == b || a == ([32]byte{}) {
		t.Error("the hash does not tell other values")
	}
	if a != section("---\ncascade: {lang: de}\n---\nOther text.") {
		t.Error("the hash depends on more than what is said")
	}
	if (*SiteData)(nil).Hash() != section("---\ntitle: X\n---\n") {
		t.Error("data that say nothing have a hash")
	}
}

func TestMatch(t *testing.T) {
	for _, tt := range []struct {
		pattern, name string
		want          bool
	}{
		{"/a/**", "/a/b/c", true}, {"/a/**", "/a", false}, {"{/a,/a/**}", "/a", true}, {"/a*", "/ab", true}, {"/a*", "/a/b", false},
		{"**/c", "/a/b/c", true}, {"/a/*/c", "/a/b/c", true}, {"/a/*/c", "/a/b/b/c", false}, {"/a/**/c", "/a/b/b/c", true}, {"?", "a", true}, {"?", "/", false},
		{"**b*c/d", "a/bxc/bc/d", true}, {"*.md", "a.md", true}, {"", "", true}, {"", "a", false}, {"a", "", false}, {"{a", "{a", true}, {"a}", "a}", true}, {"a{b,{c,d}}", "ad", true},
	} {
		if got := match(tt.pattern, tt.name); got != tt.want {
			t.Errorf("%s, %s: got %v, want %v", tt.pattern, tt.name, got, tt.want)
		}
	}
}

// FuzzData reads any text as each kind of data and an article with it: neither panics, and data that was taken never
// makes an article fault that was none.
func FuzzData(f *testing.F) {
	f.Add("cascade:\n- _target: {path: '{/a,/b/**}'}\n  date: soon\nlanguages: [fr]\n", "---\ntags: a b\n---\nText.")
	f.Add("defaults:\n- scope: {path: 'x/*', type: posts}\n  values: {tags: [a]}\n", "Text.")
	f.Add("ann: {name: Ann}\nb: B\nc: {label: C}\n", "Author: ann\n\nText.")
	f.Add(`{"tags": "posts", "permalink": false}`, "Text.")
	f.Fuzz(func(t *testing.T, data, text string) {
		var files []*DataFile
		for _, name := range []string{"x/_index.md", "config.yaml", "_config.yml", "x/x.json", "authors.yml", "tags.yml", "_authors/ann.yml", "x/2021-01-02-a.json"} {
			src := Source{Path: name, Data: []byte(data)}
			if strings.HasSuffix(name, ".md") {
				src.Data = []byte("---\n" + data + "\n---\n")
			}
			file, err := ParseData(src)
			if err != nil && (file != nil || !strings.HasPrefix(err.Error(), name)) {
				t.Fatalf("got both %v and %v, or an error without a path", file, err)
			}
			files = append(files, file)
		}
		src := Source{Path: "x/fr/2021-01-02-a.md", Data: []byte(text)}
		_, plain := Parse(src, Settings{})
		a, err := Parse(src, Settings{Data: NewSiteData(Place{}, files...)})
		if (a == nil) == (err == nil) {
			t.Fatalf("got %v and %v", a, err)
		}
		if plain == nil && err != nil {
			t.Fatalf("data made an article a fault: %v", err)
		}
	})
}

func FuzzMatch(f *testing.F) {
	f.Add("{/a,/a/**}", "/a/b")
	f.Add("**b*c/?", "a/bc/d")
	f.Fuzz(func(t *testing.T, pattern, name string) {
		if len(pattern) > 200 || len(name) > 200 {
			return
		}
		match(pattern, name)
		if !strings.ContainsAny(pattern, "*?{}") && match(pattern, name) != (pattern == name) {
			t.Fatalf("%q matches %q", pattern, name)
		}
	})
}
