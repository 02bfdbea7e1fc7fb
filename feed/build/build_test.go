package build_test

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"seedfeed/feed/build"
)

// folder begins a test in a folder of its own with some articles.
func folder(t *testing.T, articles int) build.Settings {
	t.Helper()
	dir := t.TempDir()
	for i := range articles {
		write(t, filepath.Join(dir, "seeds"), fmt.Sprintf("%02d/post-%03d.md", i/50, i), smallPost(i))
	}
	must(t, os.MkdirAll(filepath.Join(dir, "seeds"), 0o755))
	return settings(t, dir)
}

func smallPost(i int) string {
	day := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, i)
	return fmt.Sprintf("---\ntitle: Post number %d\ndate: %s\ntags: [t%d, all]\n---\nThe text of the post with the number %d, long enough to be told from others.\n",
		i, day.Format(time.DateOnly), i%7, i)
}

// tree returns the content, or with times the modification time too, of every file below dir.
func tree(t *testing.T, dir string, times bool) map[string]string {
	t.Helper()
	files := map[string]string{}
	must(t, filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		files[rel] = fmt.Sprintf("%x", sha256.Sum256(data))
		if times {
			info, err := entry.Info()
			if err != nil {
				return err
			}
			files[rel] += info.ModTime().String()
		}
		return nil
	}))
	return files
}

func sameTree(t *testing.T, what string, got, want map[string]string) {
	t.Helper()
	for path, hash := range want {
		switch now, ok := got[path]; {
		case !ok:
			t.Errorf("%s: %s is missing", what, path)
		case now != hash:
			t.Errorf("%s: %s differs", what, path)
		}
	}
	for path := range got {
		if _, ok := want[path]; !ok {
			t.Errorf("%s: %s should not be there", what, path)
		}
	}
}

// fresh builds a copy of the articles and the catalogue into an empty folder, all documents anew.
func fresh(t *testing.T, s build.Settings) map[string]string {
	t.Helper()
	s.State = copyOf(t, s.State)
	s.Out = filepath.Join(t.TempDir(), "public")
	must(t, os.RemoveAll(filepath.Join(s.State, "rendered.pack")))
	mustRun(t, s)
	return tree(t, s.Out, false)
}

func copyOf(t *testing.T, dir string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), filepath.Base(dir))
	must(t, os.CopyFS(to, os.DirFS(dir)))
	return to
}

// ids returns the id of each published article by its path.
func ids(t *testing.T, s build.Settings) map[string]string {
	t.Helper()
	view, err := build.Look(t.Context(), s, build.Env{Now: time.Now})
	must(t, err)
	defer view.Close()
	all := map[string]string{}
	must(t, view.Articles(t.Context(), func(a build.Article) error {
		if a.Reason == "" {
			all[a.Path] = a.ID
		}
		return nil
	}))
	return all
}

func TestUnchangedBuildWritesNothing(t *testing.T) {
	s := folder(t, 130)
	if r := mustRun(t, s); r.New != 130 || r.Written == 0 {
		t.Fatalf("first build: %d new, %d written", r.New, r.Written)
	}
	out, state := tree(t, s.Out, true), tree(t, s.State, true)
	if r := mustRun(t, s); !r.Idle() || r.Articles != 130 {
		t.Errorf("second build: %+v", r)
	}
	sameTree(t, "output", tree(t, s.Out, true), out)
	sameTree(t, "state", tree(t, s.State, true), state)
}

func TestTouchedFilesChangeNothing(t *testing.T) {
	n := 10_000
	if testing.Short() {
		n = 400
	}
	s := folder(t, n)
	mustRun(t, s)
	out := tree(t, s.Out, true)
	later := time.Now().Add(time.Hour)
	for i := range n {
		must(t, os.Chtimes(filepath.Join(s.Seeds, fmt.Sprintf("%02d/post-%03d.md", i/50, i)), later, later))
	}
	if r := mustRun(t, s); !r.Idle() {
		t.Errorf("build after touching all: %d changed, %d written", r.Changed, r.Written)
	}
	sameTree(t, "output", tree(t, s.Out, true), out)
}

func french(title string) string {
	return "---\ntitle: " + title + "\ndate: 2020-06-01\n---\nCe texte est écrit en français, et personne ne devrait s'en étonner, car le nom du fichier le dit.\n"
}

const german = "---\ntitle: Der Vierzigste\ndate: 2020-06-02\n---\nDieser Text ist auf Deutsch geschrieben, und niemand sollte sich darüber wundern, denn der Name der Datei sagt es.\n"

// TestStepByStep holds every incremental build against a fresh one of the same articles and catalogue.
func TestStepByStep(t *testing.T) {
	s := folder(t, 120)
	seeds := s.Seeds
	post := func(i int) string { return fmt.Sprintf("%02d/post-%03d.md", i/50, i) }
	rename := func(from, to string) {
		must(t, os.MkdirAll(filepath.Dir(filepath.Join(seeds, to)), 0o755))
		must(t, os.Rename(filepath.Join(seeds, from), filepath.Join(seeds, to)))
	}
	steps := []struct {
		name string
		do   func()
	}{
		{"first", func() {}},
		{"edit the newest", func() { appendTo(t, seeds, post(119), "\nMore.\n") }},
		{"edit an old one", func() { appendTo(t, seeds, post(3), "\nMore.\n") }},
		{"new", func() { write(t, seeds, "new.md", smallPost(500)) }},
		{"new with an old date", func() {
			write(t, seeds, "old.md", "---\ntitle: Old\ndate: 1999-01-01\ntags: [ancient]\n---\nAn old text.\n")
		}},
		{"a tag's last article goes", func() { must(t, os.Remove(filepath.Join(seeds, "old.md"))) }},
		{"rename", func() { rename(post(7), "elsewhere/renamed.md") }},
		{"rename back", func() { rename("elsewhere/renamed.md", post(7)) }},
		{"swap two", func() {
			rename(post(10), "swap.md")
			rename(post(11), post(10))
			rename("swap.md", post(11))
		}},
		{"link to another", func() {
			write(t, seeds, "links.md", "---\ntitle: Links\ndate: 2021-01-01\n---\nSee [the post](00/post-020.md).\n")
		}},
		{"the other moves", func() { rename(post(20), "00/moved.md"); rename("00/moved.md", post(20)+"x.md") }},
		{"picture", func() {
			write(t, seeds, "picture.md", "---\ntitle: Picture\ndate: 2021-02-01\n---\n![A dot](dot.png)\n")
			write(t, seeds, "dot.png", "not really a picture")
		}},
		{"picture changes", func() { write(t, seeds, "dot.png", "another") }},
		{"picture goes", func() { must(t, os.Remove(filepath.Join(seeds, "dot.png"))) }},
		{"draft", func() { write(t, seeds, post(30), strings.Replace(smallPost(30), "---\n", "---\ndraft: true\n", 1)) }},
		{"published again", func() { write(t, seeds, post(30), smallPost(30)) }},
		{"broken", func() { write(t, seeds, post(31), "---\ntitle: [\n---\nText.\n") }},
		{"mended", func() { write(t, seeds, post(31), smallPost(31)) }},
		{"a language version", func() { write(t, seeds, "00/post-040.fr.md", french("Le quarantième")) }},
		{"another one", func() { write(t, seeds, "de/00/post-040.md", german) }},
		{"one in the same language", func() { write(t, seeds, "fr/00/post-040.md", french("Encore")) }},
		{"which gets another language", func() {
			write(t, seeds, "fr/00/post-040.md", strings.Replace(french("Encore"), "---\n", "---\nlang: fr-CA\n", 1))
		}},
		{"another title", func() { write(t, seeds, post(40), strings.Replace(smallPost(40), "Post number", "Number", 1)) }},
		{"another slug", func() {
			write(t, seeds, "00/post-040.fr.md", strings.Replace(french("Le quarantième"), "---\n", "---\nslug: quarante\n", 1))
		}},
		{"rename a version", func() { rename("de/00/post-040.md", "00/post-040.de.md") }},
		{"rename it to that of another text", func() { rename("00/post-040.de.md", "00/post-041.de.md") }},
		{"a version becomes a draft", func() {
			write(t, seeds, "00/post-040.fr.md", strings.Replace(french("Le quarantième"), "---\n", "---\ndraft: true\n", 1))
		}},
		{"a version is published again", func() { write(t, seeds, "00/post-040.fr.md", french("Le quarantième")) }},
		{"the original moves", func() { rename(post(40), "original.md") }},
		{"the original comes back", func() { rename("original.md", post(40)) }},
		{"another key", func() {
			write(t, seeds, "fr/00/post-040.md", strings.Replace(french("Encore"), "---\n", "---\nlang: fr-CA\ntranslationKey: 00/post-041\n", 1))
		}},
		{"versions go", func() { must(t, os.Remove(filepath.Join(seeds, "00/post-040.fr.md"))) }},
		{"half go", func() {
			for i := range 60 {
				must(t, os.RemoveAll(filepath.Join(seeds, post(i))))
			}
		}},
		{"fewer than the main feed holds", func() {
			for i := 60; i < 100; i++ {
				must(t, os.Remove(filepath.Join(seeds, post(i))))
			}
		}},
		{"all come back", func() {
			for i := range 100 {
				write(t, seeds, post(i), smallPost(i))
			}
		}},
	}
	first := map[string]string{}
	for _, step := range steps {
		step.do()
		mustRun(t, s)
		sameTree(t, step.name, tree(t, s.Out, false), fresh(t, s))
		all := ids(t, s)
		seen := map[string]string{}
		for path, id := range all {
			if other := seen[id]; other != "" {
				t.Errorf("%s: %s and %s share an id", step.name, path, other)
			}
			seen[id] = path
		}
		if len(first) == 0 {
			first = all
		}
		if t.Failed() {
			return
		}
	}
	last := ids(t, s)
	for i := range 100 {
		if i != 20 && last[post(i)] != first[post(i)] {
			t.Errorf("%s has another id at the end", post(i))
		}
	}
}

func TestDamagedOutputComesBack(t *testing.T) {
	s := folder(t, 60)
	mustRun(t, s)
	want := tree(t, s.Out, false)
	for name, damage := range map[string]func() error{
		"feed gone":     func() error { return os.Remove(filepath.Join(s.Out, "rss.xml")) },
		"page gone":     func() error { return os.RemoveAll(filepath.Join(s.Out, "articles", "post-005")) },
		"all gone":      func() error { return os.RemoveAll(s.Out) },
		"feed cut":      func() error { return os.Truncate(filepath.Join(s.Out, "atom.xml"), 10) },
		"tags emptied":  func() error { return os.RemoveAll(filepath.Join(s.Out, "tags")) },
		"page replaced": func() error { return os.WriteFile(filepath.Join(s.Out, "tags", "index.html"), []byte("mine"), 0o644) },
	} {
		must(t, damage())
		mustRun(t, s)
		sameTree(t, name, tree(t, s.Out, false), want)
	}
}

func TestForeignFilesStay(t *testing.T) {
	s := folder(t, 3)
	write(t, s.Out, "index.html", "<h1>My own page</h1>")
	write(t, s.Out, "articles/post-001/notes.txt", "mine")
	r := mustRun(t, s)
	if len(r.Problems) != 1 || !strings.Contains(r.Problems[0].Error(), "index.html") {
		t.Errorf("problems: %v", r.Problems)
	}
	must(t, os.RemoveAll(filepath.Join(s.Seeds, "00")))
	s.AllowEmpty = true
	mustRun(t, s)
	got := tree(t, s.Out, false)
	for _, path := range []string{"index.html", "articles/post-001/notes.txt"} {
		if _, ok := got[path]; !ok {
			t.Errorf("%s is gone", path)
		}
	}
	if _, ok := got["articles/post-001/index.html"]; ok {
		t.Error("the page of an article that is gone is still there")
	}
}

// A file is somebody's own although it names seedfeed, in whatever it would write there.
func TestOwnFilesThatNameSeedfeed(t *testing.T) {
	s := folder(t, 3)
	own := map[string]string{
		"index.html":             "<h1>My own page</h1><p>Its feeds are made with seedfeed.</p>",
		"rss.xml":                "<rss><channel><title>seedfeed</title></channel></rss>",
		"feed.json":              `{"title": "seedfeed"}`,
		"style.css":              "body { /* for seedfeed */ }",
		"sitemap.xml":            "<urlset><url><loc>https://example.org/seedfeed</loc></url></urlset>",
		"tags/all/index.html":    "<title>seedfeed</title>",
		"articles/pic/photo.png": "my picture",
	}
	for path, text := range own {
		write(t, s.Out, path, text)
	}
	write(t, s.Seeds, "photo.png", "the picture of an article")
	write(t, s.Seeds, "pic.md", "![A photo](photo.png)\n")
	r := mustRun(t, s)
	if len(r.Problems) != len(own) {
		t.Errorf("problems: got %v, want one for each of %d files", r.Problems, len(own))
	}
	for path, text := range own {
		if got, err := os.ReadFile(filepath.Join(s.Out, path)); err != nil || string(got) != text {
			t.Errorf("%s: got %.40q, %v, want %q", path, got, err, text)
		}
	}
}

// Without the catalogue, the output of an earlier build is known by itself: what has changed is written anew.
func TestOutputWithoutCatalogue(t *testing.T) {
	s := folder(t, 120)
	write(t, s.Seeds, "photo.png", "a picture")
	write(t, s.Seeds, "pic.md", "---\ntitle: "+strings.Repeat("A long title. ", 1000)+"\ndate: 2019-01-01\n---\n![A photo](photo.png)\n")
	mustRun(t, s)
	before := tree(t, s.Out, true)
	must(t, os.RemoveAll(s.State))
	if r := mustRun(t, s); len(r.Problems) > 0 || r.Written > 0 {
		t.Errorf("nothing has changed: got problems %v, %d files written", r.Problems, r.Written)
	}
	sameTree(t, "nothing has changed", tree(t, s.Out, true), before)
	must(t, os.RemoveAll(s.State))
	s.Site.Title = "Another title, which stands in every document"
	if r := mustRun(t, s); len(r.Problems) > 0 {
		t.Errorf("problems: %v", r.Problems)
	}
	got := tree(t, s.Out, false)
	sameTree(t, "another title", got, fresh(t, s))
}

// Eight times the references may take eight times the time, not sixty-four times.
func TestManyReferences(t *testing.T) {
	if testing.Short() {
		t.Skip("measures time")
	}
	took := func(n int) time.Duration {
		s := folder(t, 0)
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "![](%d.png) ", i)
		}
		write(t, s.Seeds, "many.md", b.String())
		start := time.Now()
		mustRun(t, s)
		return time.Since(start)
	}
	if few, many := took(8_000), took(64_000); many > 40*few {
		t.Errorf("8,000 references took %v, 64,000 took %v", few, many)
	}
}

func TestIDsWithoutCatalogue(t *testing.T) {
	s := folder(t, 30)
	write(t, s.Seeds, "same.md", "---\ntitle: A\ndate: 2020-01-01\n---\nText one.\n")
	write(t, s.Seeds, "same.txt", "title: B\ndate: 2020-01-02\n\nText two.\n")
	mustRun(t, s)
	before := ids(t, s)
	must(t, os.RemoveAll(s.State))
	mustRun(t, s)
	for path, id := range ids(t, s) {
		if before[path] != id {
			t.Errorf("%s: got id %s, want %s", path, id, before[path])
		}
	}
}

func TestEmptyFolderKeepsOutput(t *testing.T) {
	s := folder(t, 3)
	mustRun(t, s)
	want := tree(t, s.Out, true)
	must(t, os.RemoveAll(filepath.Join(s.Seeds, "00")))
	if _, err := build.Run(t.Context(), s, build.Env{Now: time.Now}); err == nil {
		t.Error("no error for a folder that lost all its articles")
	}
	sameTree(t, "output", tree(t, s.Out, true), want)
}

// TestScheduled lets the clock reach an article's date, and then its end.
func TestScheduled(t *testing.T) {
	s := folder(t, 1)
	now := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	write(t, s.Seeds, "later.md", "---\ntitle: Later\ndate: 2030-02-01\nexpires: 2030-03-01\n---\nText.\n")
	titles := func() string {
		_, err := build.Run(t.Context(), s, build.Env{Now: func() time.Time { return now }})
		must(t, err)
		data, err := os.ReadFile(filepath.Join(s.Out, "feed.json"))
		must(t, err)
		var document struct{ Items []struct{ Title string } }
		must(t, json.Unmarshal(data, &document))
		var all []string
		for _, item := range document.Items {
			all = append(all, item.Title)
		}
		return strings.Join(all, ", ")
	}
	if got := titles(); got != "Post number 0" {
		t.Errorf("before its date: %s", got)
	}
	now = now.AddDate(0, 1, 0)
	if got := titles(); got != "Later, Post number 0" {
		t.Errorf("on its date: %s", got)
	}
	now = now.AddDate(0, 0, -2)
	if got := titles(); got != "Later, Post number 0" {
		t.Errorf("after the clock has jumped back: %s", got)
	}
	now = now.AddDate(0, 2, 0)
	if got := titles(); got != "Post number 0" {
		t.Errorf("after its end: %s", got)
	}
}

// TestTradeWhileOneIsWritten has two files trade places, one of which is still being written when a build looks.
func TestTradeWhileOneIsWritten(t *testing.T) {
	for _, young := range []string{"b.md", "c.md"} {
		t.Run(young, func(t *testing.T) {
			s := folder(t, 0)
			s.Settle = time.Second
			write(t, s.Seeds, "a.md", "---\ntitle: Apples\ndate: 2020-01-01\n---\n"+strings.Repeat("Apples keep well in a cool cellar. ", 20))
			write(t, s.Seeds, "b.md", "---\ntitle: Bread\ndate: 2020-01-02\n---\n"+strings.Repeat("Bread wants time more than work. ", 20))
			start := time.Now()
			now := start.Add(2 * time.Second)
			session := build.NewSession(s, build.Env{Now: func() time.Time { return now }})
			run := func() *build.Report {
				report, err := session.Build(t.Context(), build.Scope{All: true})
				must(t, err)
				return report
			}
			run()
			before := ids(t, s)
			at := func(name string) string { return filepath.Join(s.Seeds, name) }
			must(t, errors.Join(os.Rename(at("a.md"), at("aside")), os.Rename(at("b.md"), at("a.md")), os.Rename(at("aside"), at(young))))
			appendTo(t, s.Seeds, young, "\n\nSo do pears.\n")
			must(t, os.Chtimes(at(young), time.Time{}, start.Add(4*time.Second)))
			now = start.Add(4500 * time.Millisecond)
			if report := run(); report.Changed+report.New+report.Removed != 0 || !slices.Contains(report.Later, "a.md") {
				t.Errorf("got %+v, want that a.md has to wait", report)
			}
			now = start.Add(7 * time.Second)
			run()
			must(t, session.Close())
			after := ids(t, s)
			if after["a.md"] != before["b.md"] || after[young] != before["a.md"] {
				t.Errorf("got %v, want the ids of %v the other way round", after, before)
			}
		})
	}
}

// TestPictureVanishes removes a picture after its article was read and before it is copied.
func TestPictureVanishes(t *testing.T) {
	s := folder(t, 100)
	write(t, s.Seeds, "00/a.md", "---\ntitle: A\ndate: 2020-01-01\n---\n![A picture](picture.png)\n")
	write(t, s.Seeds, "00/picture.png", "not really a picture")
	vanish := func(step string, _, _ int) {
		if step == "read" {
			os.Remove(filepath.Join(s.Seeds, "00/picture.png"))
		}
	}
	report, err := build.Run(t.Context(), s, build.Env{Now: time.Now, Progress: vanish})
	must(t, err)
	if report.Articles != 101 || !slices.Contains(report.Later, "00/picture.png") {
		t.Errorf("got %d articles, later %q, want all 101, and the picture later", report.Articles, report.Later)
	}
	if _, err := os.Stat(filepath.Join(s.Out, "articles/a/picture.png")); err == nil {
		t.Error("the picture was there all the time: this test shows nothing")
	}
	mustRun(t, s)
	got := tree(t, s.Out, false)
	must(t, os.RemoveAll(s.Out))
	mustRun(t, s)
	sameTree(t, "output", got, tree(t, s.Out, false))
}

// TestStrictUnchanged has a strict build fail for an article that was skipped before, and is not read again.
func TestStrictUnchanged(t *testing.T) {
	s := folder(t, 1)
	write(t, s.Seeds, "broken.md", "---\ntitle: [\n---\n")
	later := func() time.Time { return time.Now().Add(time.Hour) } // when a file is no longer read twice
	for range 2 {
		report, err := build.Run(t.Context(), s, build.Env{Now: later})
		must(t, err)
		if report.Skipped != 1 {
			t.Fatalf("got %d skipped articles, want 1", report.Skipped)
		}
	}
	s.Strict = true
	if _, err := build.Run(t.Context(), s, build.Env{Now: later}); !errors.Is(err, build.ErrSkipped) {
		t.Errorf("got %v, want %v", err, build.ErrSkipped)
	}
}
