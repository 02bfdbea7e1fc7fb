package build_test

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"seedfeed/feed/build"
	"seedfeed/feed/generator"
)

// A place is a session over a folder of articles.
type place struct {
	*testing.T
	dir      string
	settings build.Settings
	session  *build.Session
}

func newPlace(t *testing.T, files map[string]string) *place {
	t.Helper()
	p := &place{T: t, dir: t.TempDir()}
	for name, text := range files {
		write(t, p.dir, name, text)
	}
	p.settings = settings(t, p.dir)
	p.session = build.NewSession(p.settings, build.Env{Now: time.Now})
	t.Cleanup(func() { must(t, p.session.Close()) })
	return p
}

// recognise makes p a session of the site that lies in the seeds folder, at its live address if it has one.
func (p *place) recognise(live string) {
	p.Helper()
	site, err := generator.Recognise(os.DirFS(filepath.Join(p.dir, "seeds")), ".")
	if err != nil || site == nil {
		p.Fatalf("got %v, %v, want a site", site, err)
	}
	p.settings.Place = site
	if live != "" {
		p.settings.Live, err = url.Parse(live)
		must(p, err)
	}
	p.session = build.NewSession(p.settings, build.Env{Now: time.Now})
}

// build builds what has changed at some paths, or all where there are none.
func (p *place) build(paths ...string) *build.Report {
	p.Helper()
	report, err := p.session.Build(p.Context(), build.Scope{All: len(paths) == 0, Paths: paths})
	must(p, err)
	for _, problem := range report.Problems {
		p.Error(problem)
	}
	return report
}

func (p *place) feed() string {
	p.Helper()
	data, err := os.ReadFile(filepath.Join(p.dir, "public", "feed.json"))
	must(p, err)
	return string(data)
}

// TestDataFiles changes, adds and takes away files that say something of the articles in their folder, and tells the
// session no more than their paths.
func TestDataFiles(t *testing.T) {
	p := newPlace(t, map[string]string{
		"seeds/posts/one.md": "---\ndate: 2021-01-01\n---\n# One", "seeds/posts/two.md": "---\ndate: 2021-01-02\n---\n# Two",
		"seeds/other/three.md": "---\ndate: 2021-01-03\n---\n# Three", "seeds/posts/_index.md": "---\ncascade:\n  author: Ann\n---\n",
	})
	p.build()
	check := func(ann, bob int) {
		t.Helper()
		text := p.feed()
		if a, b := strings.Count(text, `"Ann"`), strings.Count(text, `"Bob"`); a < ann || ann == 0 && a > 0 || b < bob || bob == 0 && b > 0 {
			t.Errorf("got %d of Ann and %d of Bob, want %d and %d:\n%s", a, b, ann, bob, text)
		}
	}
	check(2, 0)
	write(t, p.dir, "seeds/posts/_index.md", "---\ncascade:\n  author: Bob\n---\n")
	if report := p.build("posts/_index.md"); report.Changed != 2 {
		t.Errorf("%d changed, want 2", report.Changed)
	}
	check(0, 2)
	must(t, os.Remove(filepath.Join(p.dir, "seeds/posts/_index.md")))
	p.build("posts/_index.md")
	check(0, 0)
	write(t, p.dir, "seeds/other/other.json", `{"author": "Ann"}`)
	if report := p.build("other"); report.Changed != 1 { // the folder was named, as after a checkout
		t.Errorf("%d changed, want 1", report.Changed)
	}
	check(1, 0)
	if report := p.build("other/three.md"); !report.Idle() {
		t.Errorf("a look at an article that has not changed does something: %+v", report)
	}
	if report := mustRun(t, p.settings); !report.Idle() {
		t.Errorf("an unchanged build does something: %+v", report)
	}
}

// TestIndexFiles makes an article of a folder, and no more of it, in builds that are told single paths.
func TestIndexFiles(t *testing.T) {
	p := newPlace(t, map[string]string{"seeds/trip/notes.txt": "My notes.", "seeds/trip/day.md": "# A day", "seeds/index.md": "# Home", "seeds/plain.txt": "Plain."})
	if report := p.build(); report.Articles != 4 {
		t.Errorf("%d articles, want 4", report.Articles)
	}
	write(t, p.dir, "seeds/trip/index.md", "# The trip")
	if report := p.build("trip/index.md"); report.New != 1 || report.Removed != 1 || report.Articles != 4 {
		t.Errorf("%+v, want 1 new, 1 removed", report)
	}
	appendTo(t, p.dir, "seeds/trip/notes.txt", "More.")
	if report := p.build("trip/notes.txt"); !report.Idle() {
		t.Errorf("a file that is no article does something: %+v", report)
	}
	must(t, os.Remove(filepath.Join(p.dir, "seeds/trip/index.md")))
	if report := p.build("trip/index.md"); report.Articles != 4 || report.New != 1 {
		t.Errorf("%+v, want the notes back", report)
	}
}

// TestBundles leaves out all that belongs to the article of a folder, as Hugo does.
func TestBundles(t *testing.T) {
	p := newPlace(t, map[string]string{
		"seeds/hugo.toml": "title = 'x'", "seeds/content/b/index.md": "# Bundle", "seeds/content/b/more.md": "# More",
		"seeds/content/b/deep/deeper.md": "# Deeper", "seeds/content/b/index.fr.md": "# Version", "seeds/content/one.md": "# One", "seeds/README.md": "# Read",
	})
	p.recognise("")
	report := p.build()
	var paths []string
	for _, c := range report.Changes {
		paths = append(paths, c.After.Path)
	}
	if want := []string{"content/b/index.fr.md", "content/b/index.md", "content/one.md"}; !slices.Equal(paths, want) {
		t.Errorf("got %q, want %q", paths, want)
	}
	for _, at := range []string{"content/b/more.md", "content/b/deep/deeper.md", "content/b/deep", "README.md"} {
		if _, err := os.Stat(filepath.Join(p.dir, "seeds", at)); err != nil {
			t.Fatal(err)
		}
		if report := p.build(at); !report.Idle() {
			t.Errorf("%s is taken for an article: %+v", at, report)
		}
	}
}

// TestDataAround reads what stands above the folder of articles, in the folder of their site.
func TestDataAround(t *testing.T) {
	p := newPlace(t, map[string]string{
		"site/hugo.toml": "title = 'x'\n[cascade]\nauthor = 'ann'\n", "site/data/authors.yml": "ann:\n  name: Ann Above\n", "site/content/one.md": "# One",
	})
	site, err := generator.Recognise(os.DirFS(filepath.Join(p.dir, "site")), "content")
	if err != nil || site == nil {
		t.Fatalf("got %v, %v, want a site of Hugo", site, err)
	}
	p.settings.Seeds, p.settings.Around, p.settings.Place = filepath.Join(p.dir, "site", "content"), filepath.Join(p.dir, "site"), site
	p.session = build.NewSession(p.settings, build.Env{Now: time.Now})
	p.build()
	if text := p.feed(); !strings.Contains(text, `"Ann Above"`) {
		t.Errorf("the author is missing:\n%s", text)
	}
	write(t, p.dir, "site/hugo.toml", "title =")
	report, err := p.session.Build(t.Context(), build.Scope{All: true})
	if err != nil || len(report.Problems) != 1 || !strings.Contains(report.Problems[0].Error(), "site/hugo.toml:1") {
		t.Errorf("got %v, %v, want the fault with its place", report.Problems, err)
	}
}

// TestDataInSubfolder reads what the site in a folder of a repository says of its articles, by that folder's paths, and
// nothing of what lies beside it.
func TestDataInSubfolder(t *testing.T) {
	jekyll := "defaults:\n- scope: {path: _posts}\n  values: {author: ann}\n"
	for name, files := range map[string]map[string]string{
		"Jekyll": {"docs/_config.yml": jekyll, "docs/_data/authors.yml": "ann: {name: Ann Above}\n", "docs/_posts/2021-01-02-one.md": "# One"},
		"Hugo": {
			"site/hugo.toml": "title = 'x'\n[[cascade]]\nauthor = 'ann'\n[cascade._target]\npath = '/posts/**'\n", "site/data/authors.yml": "ann: {name: Ann Above}\n",
			"site/content/posts/one.md": "# One",
			"_config.yml":               "theme: x\ndefaults:\n- values: {author: Other, tags: [other]}\n", "authors.yml": "ann: {name: Other}\n",
		},
		"Hugo, its section": {"website/hugo.toml": "title = 'x'\n", "website/content/_index.md": "---\ncascade: {author: Ann Above}\n---\n", "website/content/one.md": "# One"},
	} {
		t.Run(name, func(t *testing.T) {
			seeds := map[string]string{}
			for at, text := range files {
				seeds["seeds/"+at] = text
			}
			p := newPlace(t, seeds)
			p.recognise("")
			p.build()
			text := p.feed()
			if !strings.Contains(text, `"Ann Above"`) || strings.Contains(text, `"tags"`) || strings.Contains(text, "Other") {
				t.Errorf("want the author and no tag:\n%s", text)
			}
			config := p.settings.Place.File
			write(t, p.dir, "seeds/"+config, "title = ")
			if strings.HasSuffix(config, ".yml") {
				write(t, p.dir, "seeds/"+config, "title: [")
			}
			report, err := p.session.Build(t.Context(), build.Scope{Paths: []string{config}})
			if err != nil || len(report.Problems) != 1 || !strings.Contains(report.Problems[0].Error(), "seeds/"+config+":") {
				t.Errorf("got %v, %v, want the fault with its place", report.Problems, err)
			}
		})
	}
}

// TestDataBeside gives an article of Eleventy a data file of its own, before and after it is there. Of other sites, and
// without an article, such a file is any program's.
func TestDataBeside(t *testing.T) {
	p := newPlace(t, map[string]string{
		"seeds/.eleventy.js": "", "seeds/posts/one.md": "---\ndate: 2021-01-01\n---\n# One", "seeds/posts/two.json": `{"author": "Two"}`,
		"seeds/posts/data.json": "[", "seeds/package.json": "no data",
	})
	p.recognise("")
	check := func(want string, has bool) {
		t.Helper()
		if text := p.feed(); strings.Contains(text, want) != has {
			t.Errorf("got %v for %s in\n%s", !has, want, text)
		}
	}
	p.build()
	write(t, p.dir, "seeds/posts/one.json", `{"author": "Ann"}`)
	p.build("posts/one.json")
	check(`"Ann"`, true)
	check(`"Two"`, false)
	write(t, p.dir, "seeds/posts/two.md", "---\ndate: 2021-01-02\n---\n# Two by name")
	p.build("posts/two.md")
	check(`"name":"Two"`, true)
	must(t, os.Remove(filepath.Join(p.dir, "seeds/posts/one.json")))
	p.build("posts/one.json")
	check(`"Ann"`, false)

	p.settings.Place = nil
	p.session = build.NewSession(p.settings, build.Env{Now: time.Now})
	p.build()
	check(`"name":"Two"`, false)
}

// TestNamedFiles moves pictures about that articles name without saying where they lie, and tells the session no more
// than the paths that have changed. Each time the output is that of a build of everything.
func TestNamedFiles(t *testing.T) {
	p := newPlace(t, map[string]string{
		"seeds/one.md": "---\ndate: 2021-01-01\n---\n# One\n\n![[a.png]] ![[img/b.png]]", "seeds/notes/two.md": "---\ndate: 2021-01-02\n---\n# Two\n\n![[a.png]]",
		"seeds/notes/deep/three.md": "---\ndate: 2021-01-03\nimage: '[[b.png]]'\n---\n# Three\n\n![[../a.png]]",
	})
	p.build()
	r := rand.New(rand.NewPCG(4, 8))
	folders := []string{"", "att/", "notes/", "notes/img/", "notes/deep/", "img/"}
	for i := range 40 {
		var changed []string
		for range 1 + r.IntN(2) {
			at := folders[r.IntN(len(folders))] + []string{"a.png", "b.png", "c.png"}[r.IntN(3)]
			full := filepath.Join(p.dir, "seeds", filepath.FromSlash(at))
			switch r.IntN(5) {
			case 0:
				at = "att" // with all that it holds
				must(t, os.RemoveAll(filepath.Join(p.dir, "seeds", at)))
			case 1, 2:
				must(t, os.RemoveAll(full))
			default:
				write(t, p.dir, "seeds/"+at, "picture "+at)
			}
			changed = append(changed, at)
		}
		if r.IntN(4) == 0 {
			appendTo(t, p.dir, "seeds/notes/two.md", "\n\nMore, and ![[c.png]].")
			changed = append(changed, "notes/two.md")
		}
		p.build(changed...)
		sameTree(t, fmt.Sprintf("step %d, %q", i, changed), tree(t, p.settings.Out, false), fresh(t, p.settings))
		if t.Failed() {
			break
		}
	}
	if len(tree(t, filepath.Join(p.settings.Out, "articles"), false)) < 4 {
		t.Error("no picture is published")
	}
}

// TestCanonical leads to the page of the site, and not to the original elsewhere.
func TestCanonical(t *testing.T) {
	p := newPlace(t, map[string]string{
		"seeds/hugo.toml":            "title = 'x'",
		"seeds/content/elsewhere.md": "---\ndate: 2021-01-01\ncanonicalURL: https://other.example/a\n---\n# Elsewhere",
		"seeds/content/here.md":      "---\ndate: 2021-01-02\ncanonicalURL: https://garden.example/b/\n---\n# Here",
		"seeds/content/nowhere.md":   "---\ndate: 2021-01-03\nexternalUrl: https://other.example/c\n---\n# Nowhere else",
		"seeds/content/unnamed.md":   "---\ndate: 2021-01-04\ncanonical: /d/\n---\n# By path",
	})
	p.recognise("https://garden.example/")
	p.build()
	text := p.feed()
	for _, want := range []string{"https://garden.example/elsewhere/", "https://garden.example/b/", "https://other.example/c", "https://garden.example/d/"} {
		if !strings.Contains(text, `"url":"`+want+`"`) {
			t.Errorf("no article has the address %s:\n%s", want, text)
		}
	}
}

// TestSiteInFolder counts what templates make of paths from the folder of the host in which a site lies.
func TestSiteInFolder(t *testing.T) {
	p := newPlace(t, map[string]string{
		"seeds/_config.yml":               "url: https://garden.example\nbaseurl: /notes\n",
		"seeds/_posts/2021-01-02-peas.md": "---\nimage: assets/pea.png\n---\n# Peas\n\n[a]({{ '/a/' | relative_url }}) [b]({{ site.baseurl }}/b/) [c](/c/)",
	})
	p.recognise("https://garden.example/notes/")
	p.build()
	text := p.feed()
	for _, want := range []string{"garden.example/notes/a/", "garden.example/notes/b/", "garden.example/c/", `"image":"https://garden.example/notes/assets/pea.png"`} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
}

// TestPages leaves a page out that states no date, and takes it in when it does.
func TestPages(t *testing.T) {
	p := newPlace(t, map[string]string{"seeds/zola.toml": "base_url = '/'", "seeds/content/about.md": "# About", "seeds/content/posts/2021-01-01-one.md": "# One"})
	p.recognise("")
	if report := p.build(); report.Articles != 1 || strings.Contains(p.feed(), "About") {
		t.Errorf("got %+v and\n%s\nwant one article", report, p.feed())
	}
	write(t, p.dir, "seeds/content/about.md", "---\ndate: 2021-01-02\n---\n# About")
	if report := p.build("content/about.md"); report.Articles != 2 || report.New != 1 {
		t.Errorf("got %+v, want the page that has a date now", report)
	}
}
