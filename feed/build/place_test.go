package build_test

import (
	"errors"
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

// build builds what has changed at some paths, or all where there are none.
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

// unlike is the text of an article that does not resemble that of any other title.
func unlike(title string) string {
	r := rand.New(rand.NewPCG(1, uint64(title[0])))
	words := "# " + title + "\n\n"
	for range 60 {
		words += fmt.Sprintf("w%x ", r.IntN(1<<20))
	}
	return words + "\n"
}

// TestTradeWithChange has two files trade places while something else changes that has them read anew.
func TestTradeWithChange(t *testing.T) {
	tests := map[string]struct {
		write  string
		change func(*place)
		named  []string
	}{
		"picture":   {"picture.png", nil, []string{"p/a.md", "p/b.md", "p/picture.png"}},
		"data file": {"p.json", nil, []string{"p/a.md", "p/b.md", "p/p.json"}},
		"settings": {"", func(p *place) {
			p.settings.Article.Language = "eo"
			p.session.Configure(p.settings)
		}, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			p := newPlace(t, map[string]string{
				"seeds/p/a.md": unlike("One") + "![A picture](picture.png)\n", "seeds/p/b.md": unlike("Two"), "seeds/p/picture.png": "a picture",
				"seeds/p/p.json": `{"author": "Ann"}`,
			})
			p.build()
			before := ids(t, p.settings)
			at := func(name string) string { return filepath.Join(p.dir, "seeds/p", name) }
			must(t, errors.Join(os.Rename(at("a.md"), at(".aside")), os.Rename(at("b.md"), at("a.md")), os.Rename(at(".aside"), at("b.md"))))
			if test.write != "" {
				must(t, os.WriteFile(at(test.write), []byte(`{"author": "Bob"}`), 0o644))
			} else {
				test.change(p)
			}
			p.build(test.named...)
			if after := ids(t, p.settings); after["p/a.md"] != before["p/b.md"] || after["p/b.md"] != before["p/a.md"] {
				t.Errorf("got the ids %v, they were %v", after, before)
			}
		})
	}
}

// TestMoveSeenInHalf tells the session first of the new place of an article that has moved, as one who polls may, and of a
// copy of another.
func TestMoveSeenInHalf(t *testing.T) {
	p := newPlace(t, map[string]string{"seeds/f/a.md": unlike("One"), "seeds/g/b.md": unlike("Two")})
	p.build()
	before := ids(t, p.settings)
	must(t, os.Rename(filepath.Join(p.dir, "seeds/f/a.md"), filepath.Join(p.dir, "seeds/g/a.md")))
	write(t, p.dir, "seeds/g/copy.md", unlike("Two"))
	if report := p.build("g/a.md", "g/copy.md"); report.New != 1 || report.Removed != 0 {
		t.Errorf("got %d new, %d removed, want the copy to be new and nothing else", report.New, report.Removed)
	}
	p.build("f/a.md")
	if after := ids(t, p.settings); after["g/a.md"] != before["f/a.md"] || after["g/b.md"] != before["g/b.md"] || after["g/copy.md"] == before["g/b.md"] {
		t.Errorf("got the ids %v, they were %v", after, before)
	}
}

// TestCopyOfMoving tells the session first of the copy of an article whose folder has just got another name.
func TestCopyOfMoving(t *testing.T) {
	p := newPlace(t, map[string]string{"seeds/f/a.md": unlike("One")})
	p.settings.Settle = 40 * time.Millisecond
	p.session = build.NewSession(p.settings, build.Env{Now: time.Now})
	rest := func() { time.Sleep(2 * p.settings.Settle) }
	rest()
	p.build()
	before := ids(t, p.settings)
	write(t, p.dir, "seeds/copy.md", unlike("One"))
	must(t, os.Rename(filepath.Join(p.dir, "seeds/f"), filepath.Join(p.dir, "seeds/g")))
	rest()
	later := p.build("copy.md").Later
	rest()
	p.build(append(later, "f", "g")...)
	if after := ids(t, p.settings); len(after) != 2 || after["g/a.md"] != before["f/a.md"] {
		t.Errorf("got the ids %v, they were %v", after, before)
	}
}

// TestRenamedOver moves an article to the place of another, and edits it there.
func TestRenamedOver(t *testing.T) {
	p := newPlace(t, map[string]string{"seeds/a.md": unlike("One"), "seeds/b.md": unlike("Two")})
	p.build()
	before := ids(t, p.settings)
	must(t, os.Rename(filepath.Join(p.dir, "seeds/a.md"), filepath.Join(p.dir, "seeds/b.md")))
	appendTo(t, p.dir, "seeds/b.md", "And one more line.\n")
	p.build()
	if after := ids(t, p.settings); len(after) != 1 || after["b.md"] != before["a.md"] {
		t.Errorf("got the ids %v, they were %v", after, before)
	}
	write(t, p.dir, "seeds/b.md", unlike("Two")) // it is put back
	p.build()
	if after := ids(t, p.settings); len(after) != 1 || after["b.md"] != before["b.md"] {
		t.Errorf("put back: got the ids %v, they were %v", after, before)
	}
}

// TestUndone writes an article anew and takes that back, long after a copy of it was deleted.
func TestUndone(t *testing.T) {
	dir := t.TempDir()
	s := settings(t, dir)
	now := time.Now()
	build := func(after time.Duration) {
		now = now.Add(after)
		_, err := build.Run(t.Context(), s, build.Env{Now: func() time.Time { return now }})
		must(t, err)
	}
	write(t, dir, "seeds/a.md", unlike("One"))
	build(0)
	before := ids(t, s)
	write(t, dir, "seeds/copy.md", unlike("One"))
	build(time.Minute)
	must(t, os.Remove(filepath.Join(dir, "seeds/copy.md")))
	build(time.Minute)
	write(t, dir, "seeds/a.md", unlike("Two"))
	build(time.Hour)
	write(t, dir, "seeds/a.md", unlike("One"))
	build(time.Minute)
	if after := ids(t, s); after["a.md"] != before["a.md"] {
		t.Errorf("got the ids %v, they were %v", after, before)
	}
}

// TestAwayWhileAllAreRead changes what all articles are read with while one of them is away for a moment.
func TestAwayWhileAllAreRead(t *testing.T) {
	p := newPlace(t, map[string]string{"seeds/p/a.md": unlike("One"), "seeds/p/b.md": unlike("Two"), "seeds/p/p.json": `{"author": "Ann"}`})
	p.settings.Settle = 40 * time.Millisecond
	p.session = build.NewSession(p.settings, build.Env{Now: time.Now})
	time.Sleep(2 * p.settings.Settle)
	p.build()
	at := filepath.Join(p.dir, "seeds/p/a.md")
	must(t, os.Rename(at, at+"~"))
	write(t, p.dir, "seeds/p/p.json", `{"author": "Bob"}`)
	time.Sleep(2 * p.settings.Settle)
	if report := p.build("p/a.md", "p/p.json"); report.Articles != 2 || !slices.Equal(report.Later, []string{"p/a.md"}) {
		t.Errorf("got %d articles, later %q, want two, and p/a.md later", report.Articles, report.Later)
	}
	must(t, os.Rename(at+"~", at))
	time.Sleep(2 * p.settings.Settle)
	p.build("p/a.md")
	if text := p.feed(); strings.Contains(text, `"Ann"`) || strings.Count(text, `"Bob"`) < 2 {
		t.Errorf("want both articles to be Bob's:\n%s", text)
	}
}

// TestGoneWhileAnotherIsYoung has a file take the place of another while a third is being written.
func TestGoneWhileAnotherIsYoung(t *testing.T) {
	p := newPlace(t, map[string]string{"seeds/a.md": unlike("One"), "seeds/b.md": unlike("Two"), "seeds/c.md": unlike("Third")})
	p.settings.Settle = 40 * time.Millisecond
	p.session = build.NewSession(p.settings, build.Env{Now: time.Now})
	rest := func() { time.Sleep(2 * p.settings.Settle) }
	rest()
	p.build()
	before := ids(t, p.settings)
	must(t, os.Rename(filepath.Join(p.dir, "seeds/b.md"), filepath.Join(p.dir, "seeds/a.md")))
	write(t, p.dir, "seeds/d.md", unlike("Four"))
	rest()
	appendTo(t, p.dir, "seeds/c.md", "More.\n")
	report := p.build("a.md", "b.md", "c.md", "d.md")
	if !slices.Contains(report.Later, "c.md") {
		t.Fatalf("got later %q, want c.md: this test shows nothing", report.Later)
	}
	rest()
	p.build(report.Later...)
	if after := ids(t, p.settings); after["a.md"] != before["b.md"] {
		t.Errorf("got the ids %v, they were %v", after, before)
	}
}

// TestPictureTouched gives a picture another time, as a checkout does, then another content of the same size, then of another.
func TestPictureTouched(t *testing.T) {
	p := newPlace(t, map[string]string{"seeds/a.md": "# A\n\n![A picture](picture.png)\n", "seeds/picture.png": "a picture"})
	p.build()
	at := time.Now().Add(-time.Hour)
	must(t, os.Chtimes(filepath.Join(p.dir, "seeds/picture.png"), at, at))
	if report := p.build("picture.png"); report.Changed+report.Written > 0 {
		t.Errorf("touched: got %d changed, %d written, want none", report.Changed, report.Written)
	}
	for content, changed := range map[string]int{"b picture": 0, "a large picture": 1} {
		write(t, p.dir, "seeds/picture.png", content)
		if report := p.build("picture.png"); report.Changed != changed || report.Written == 0 {
			t.Errorf("%s: got %d changed, %d written, want %d changed", content, report.Changed, report.Written, changed)
		}
		data, err := os.ReadFile(filepath.Join(p.dir, "public/articles/a/picture.png"))
		if err != nil || string(data) != content {
			t.Errorf("got %q, %v, want %q", data, err, content)
		}
		write(t, p.dir, "seeds/picture.png", "a picture")
		p.build("picture.png")
	}
}

// TestPictureOfYoungArticle changes the picture of an article that is written anew, with its text, while a build looks.
func TestPictureOfYoungArticle(t *testing.T) {
	const article = "# A\n\n![A picture](picture.png)\n"
	p := newPlace(t, map[string]string{"seeds/a.md": article, "seeds/picture.png": "a picture"})
	p.settings.Settle = 40 * time.Millisecond
	p.session = build.NewSession(p.settings, build.Env{Now: time.Now})
	rest := func() { time.Sleep(2 * p.settings.Settle) }
	rest()
	p.build()
	write(t, p.dir, "seeds/picture.png", "another picture")
	rest()
	write(t, p.dir, "seeds/a.md", article)
	if report := p.build("a.md", "picture.png"); !slices.Equal(report.Later, []string{"a.md"}) {
		t.Fatalf("got later %q, want a.md: this test shows nothing", report.Later)
	}
	rest()
	p.build("a.md")
	data, err := os.ReadFile(filepath.Join(p.dir, "public/articles/a/picture.png"))
	if err != nil || string(data) != "another picture" {
		t.Errorf("got %q, %v, want the new picture", data, err)
	}
}

// TestTradeInSteps has two files trade places, of which one is edited and the other renamed, and tells the session of the
// new name later.
func TestTradeInSteps(t *testing.T) {
	p := newPlace(t, map[string]string{"seeds/a.md": unlike("One"), "seeds/b.md": unlike("Two")})
	p.settings.Settle = 40 * time.Millisecond
	p.session = build.NewSession(p.settings, build.Env{Now: time.Now})
	rest := func() { time.Sleep(2 * p.settings.Settle) }
	rest()
	p.build()
	before := ids(t, p.settings)

	write(t, p.dir, "seeds/a.md", unlike("Two")+"Edited.\n")
	must(t, os.Remove(filepath.Join(p.dir, "seeds/b.md")))
	write(t, p.dir, "seeds/c.md", unlike("One"))
	rest()
	report := p.build("a.md", "b.md")
	if later := slices.Sorted(slices.Values(report.Later)); len(report.Changes) > 0 || !slices.Equal(slices.Compact(later), []string{"a.md", "b.md"}) {
		t.Errorf("got changes %v, later %v, want none until it is known where b.md went", report.Changes, later)
	}
	rest()
	if report := p.build("a.md", "b.md", "c.md"); report.New+report.Removed > 0 {
		t.Errorf("got %d new, %d gone, want none", report.New, report.Removed)
	}
	if after := ids(t, p.settings); after["c.md"] != before["a.md"] || after["a.md"] != before["b.md"] {
		t.Errorf("got the ids %v, they were %v", after, before)
	}
}
