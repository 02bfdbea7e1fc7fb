package build_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"seedfeed/feed/article"
	"seedfeed/feed/build"
	"seedfeed/feed/catalogue"
)

// A chronicle is a folder of articles whose true identity is known, from one build to the next.
type chronicle struct {
	t        *testing.T
	settings build.Settings
	before   map[string]account // by the name of the article
}

// A page is a file with the name of the article that it truly is.
type page struct{ name, path, text string }

var nothing = map[string]catalogue.Adoption{}

func newChronicle(t *testing.T) *chronicle {
	c := &chronicle{t: t, settings: settings(t, t.TempDir())}
	must(t, os.Mkdir(c.settings.Seeds, 0o755))
	return c
}

// build replaces all files, as a checkout does, and builds. It returns how many articles have another id than before,
// share one, or have moved in time.
func (c *chronicle) build(pages []page) (changed, shared, moved int) {
	c.t.Helper()
	must(c.t, os.RemoveAll(c.settings.Seeds))
	names := map[string]string{}
	for _, p := range pages {
		write(c.t, c.settings.Seeds, p.path, p.text)
		names[p.path] = p.name
	}
	_, err := build.Adopt(c.t.Context(), c.settings, build.Env{Now: time.Now}, nothing) // a build without output
	must(c.t, err)
	now := map[string]account{}
	owner := map[string]string{}
	for path, a := range c.list() {
		name := names[path]
		now[name] = a
		if other, ok := owner[a.ID]; ok {
			shared++
			c.t.Logf("%s and %s share the id %s", path, other, a.ID)
		}
		owner[a.ID] = path
		was, known := c.before[name]
		switch {
		case known && was.ID != a.ID:
			changed++
			c.t.Logf("%s, %s, has a new id", path, name)
		case known && was.Published != a.Published:
			moved++
			c.t.Logf("%s, %s, moved from %s to %s", path, name, was.Published, a.Published)
		}
		if !known {
			for other, was := range c.before {
				if was.ID == a.ID {
					changed++
					c.t.Logf("%s, %s, has got the id of %s", path, name, other)
				}
			}
		}
	}
	if len(now) != len(pages) {
		c.t.Errorf("%d of %d articles are published", len(now), len(pages))
	}
	c.before = now
	return changed, shared, moved
}

func (c *chronicle) list() map[string]account {
	view, err := build.Look(c.t.Context(), c.settings, build.Env{Now: time.Now})
	must(c.t, err)
	defer view.Close()
	all := map[string]account{}
	must(c.t, view.Articles(c.t.Context(), func(a build.Article) error {
		if a.Reason == "" {
			all[a.Path] = account{ID: a.ID, Published: a.Published.Format(time.RFC3339)}
		}
		return nil
	}))
	return all
}

// keeps holds that all articles are what they were after each step.
func (c *chronicle) keeps(steps ...[]page) {
	c.t.Helper()
	for i, pages := range steps {
		if changed, shared, moved := c.build(pages); changed+shared+moved > 0 {
			c.t.Errorf("step %d: %d ids changed, %d shared, %d dates moved", i, changed, shared, moved)
		}
	}
}

// subjects are what the generated articles are about: enough words for texts that are alike and not the same.
var subjects = strings.Fields("kettles rivers maps violins bread harbours bees ladders glaciers letters orchards clocks bridges wool lanterns tides")

// essay is an article's text of its own, in the voice that one author has in all.
func essay(n int) string {
	a, b, c := subjects[n%len(subjects)], subjects[n/len(subjects)%len(subjects)], subjects[(n*7+3)%len(subjects)]
	return fmt.Sprintf(`Last spring I set out to learn what %[1]s have to do with %[2]s. Nobody whom I asked could say, and the books that I found speak of %[3]s instead.

So I began to keep notes. On day %[4]d the %[1]s were where I had left them, and the %[2]s were not; that seemed to be all, until a neighbour who collects %[3]s came by and said that his grandfather had known it the other way round.

- %[1]s first, then %[2]s
- never %[3]s on a Sunday
- page %[4]d of the notebook has a drawing

That is where it stands. Write to me if you know more about %[2]s than this.
`, a, b, c, n)
}

// TestHistoryOfAMove moves 560 articles to another place and gives each another front matter in another notation, in one
// build.
func TestHistoryOfAMove(t *testing.T) {
	if testing.Short() {
		t.Skip("builds 560 articles three times")
	}
	before, after := make([]page, 0, 560), make([]page, 0, 560)
	for n := range 560 {
		date := time.Date(2014, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, 3*n).Format(time.DateOnly)
		title, slug := fmt.Sprintf("Of %s, part %d", subjects[n%len(subjects)], n), fmt.Sprintf("of-%s-part-%d", subjects[n%len(subjects)], n)
		if n%5 == 0 { // a column that always has one title
			title, slug = "Notes of the week", "notes-of-the-week"
		}
		name := fmt.Sprint(n)
		before = append(before, page{name, "posts/" + date + "-" + slug + ".md", "---\nlayout: post\ntitle: \"" + title + "\"\nauthor: Ann\n---\n" + essay(n)})
		after = append(after, page{name, fmt.Sprintf("content/blog/%s-%d/index.md", slug, n), "+++\npath = \"" + strings.ReplaceAll(date, "-", "/") + "/" + slug + "\"\ntitle = \"" + title + "\"\ndate = " + date + "\nauthors = [\"Ann\"]\n+++\n" + essay(n)})
	}
	newChronicle(t).keeps(before, after, before)
}

// TestHistoryOfReleases moves release notes that differ in numbers alone three times.
func TestHistoryOfReleases(t *testing.T) {
	if testing.Short() {
		t.Skip("builds 1,600 articles four times")
	}
	for _, test := range []struct {
		name  string
		notes int
		text  func(n int, notation string) string
	}{
		{"number in the title and text", 300, func(n int, notation string) string {
			return fmt.Sprintf(notation, fmt.Sprintf("Release 2.%d.%d", n/50, n%50)) + fmt.Sprintf("We are pleased to announce release 2.%d.%d, which fixes %d bugs. Thanks to all who sent reports. Upgrade as usual.\n", n/50, n%50, 1+n*7%13)
		}},
		{"number in the title", 300, func(n int, notation string) string {
			return fmt.Sprintf(notation, fmt.Sprintf("Release 2.%d.%d", n/50, n%50)) + "This release fixes bugs. Thanks to all who sent reports. Upgrade as usual.\n"
		}},
		{"number in the file's name", 1000, func(n int, notation string) string {
			return fmt.Sprintf(notation, "Release") + "This release fixes bugs. Thanks to all who sent reports. Upgrade as usual.\n"
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var steps [4][]page
			for n := range test.notes {
				name := fmt.Sprintf("2.%d.%d", n/50, n%50)
				for i, path := range []string{"news/release-%s.md", "releases/%s.md", "archive/v%s/index.md", "content/release-notes/version-%s.md"} {
					notation := []string{"---\ntitle: %s\n---\n", "+++\ntitle = \"%s\"\n+++\n", "---\nlayout: news\ntitle: \"%s\"\n---\n", "---\ntitle: '%s'\ntags: [release]\n---\n"}[i]
					steps[i] = append(steps[i], page{name, fmt.Sprintf(path, name), test.text(n, notation)})
				}
			}
			newChronicle(t).keeps(steps[:]...)
		})
	}
}

// TestHistoryOfRivals renames and edits an article while others like it come, in the same build.
func TestHistoryOfRivals(t *testing.T) {
	tests := []struct {
		name          string
		before, after []page
	}{
		{
			"a new one that is like it",
			[]page{{"a", "a.md", "# On kettles\n\n" + essay(1)}},
			[]page{{"a", "kettles.md", "# On kettles\n\n" + essay(1) + "\nOne more line.\n"}, {"b", "maps.md", "# On maps\n\n" + essay(1) + "\nBut with maps it is otherwise, as I found out when I went to the harbour and asked for one.\n"}},
		},
		{
			"a new one at the path that it had",
			[]page{{"a", "a.md", "# On kettles\n\n" + essay(1)}},
			[]page{{"a", "b.md", "# On kettles\n\n" + essay(1) + "\nOne more line.\n"}, {"b", "a.md", "# On maps\n\n" + essay(2)}},
		},
		{
			"the next of a series",
			[]page{{"1", "weekly/1.md", "# Week 1\n\n" + essay(3)}, {"2", "weekly/2.md", "# Week 2\n\n" + essay(3)}},
			[]page{{"1", "2020/week-1.md", "# Week 1\n\n" + essay(3) + "\nCorrected.\n"}, {"2", "2020/week-2.md", "# Week 2\n\n" + essay(3) + "\nCorrected too.\n"}, {"3", "2020/week-3.md", "# Week 3\n\n" + essay(3)}},
		},
		{
			"two that trade their names while they are edited",
			[]page{{"a", "a.md", "# On kettles\n\n" + essay(1)}, {"b", "b.md", "# On maps\n\n" + essay(40)}},
			[]page{{"b", "a.md", "# On maps\n\n" + essay(40) + "\nMore.\n"}, {"a", "b.md", "# On kettles\n\n" + essay(1) + "\nMore.\n"}},
		},
		{
			"a short one",
			[]page{{"a", "note.md", "---\ndate: 2020-01-01\n---\nThe kettle is back.\n"}, {"b", "other.md", "---\ndate: 2020-01-02\n---\nThe map is lost.\n"}},
			[]page{{"a", "2020/note.md", "---\ndate: 2020-01-01\n---\nThe kettle is back, and it sings.\n"}, {"b", "2020/other.md", "---\ndate: 2020-01-02\n---\nThe map is lost, and found.\n"}},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) { newChronicle(t).keeps(test.before, test.after) })
	}
}

// TestHistoryOfRealArticles moves the articles of the folders in SEEDFEED_ARTICLES as TestHistoryOfAMove does.
func TestHistoryOfRealArticles(t *testing.T) {
	collections := filepath.SplitList(os.Getenv("SEEDFEED_ARTICLES"))
	if len(collections) == 0 {
		t.Skip("SEEDFEED_ARTICLES names no articles")
	}
	for _, collection := range collections {
		entries, err := os.ReadDir(collection)
		must(t, err)
		for _, entry := range entries {
			if !entry.IsDir() {
				continue
			}
			t.Run(entry.Name(), func(t *testing.T) {
				before, after := moves(t, filepath.Join(collection, entry.Name()))
				if len(before) == 0 {
					t.Skip("no article has front matter and a date")
				}
				newChronicle(t).keeps(before, after, before)
			})
		}
	}
}

// moves writes each article of a folder anew in two ways: with its date in the file's name and YAML, and in a folder of its
// own with all in TOML.
func moves(t *testing.T, folder string) (before, after []page) {
	must(t, filepath.WalkDir(folder, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(name) != ".md" {
			return err
		}
		data, err := os.ReadFile(name)
		must(t, err)
		path, err := filepath.Rel(folder, name)
		must(t, err)
		a, err := article.Parse(article.Source{Path: filepath.ToSlash(path), Data: data}, article.Settings{})
		if err != nil || a.Published.IsZero() || a.Draft || a.Unlisted {
			return nil
		}
		_, body, ok := strings.Cut(strings.TrimPrefix(string(data), string(data)[:3]), "\n"+string(data)[:3])
		if !ok {
			return nil
		}
		date, stem := a.Published.Format(time.DateOnly), article.Stem(a.Path)
		before = append(before, page{path, filepath.ToSlash(filepath.Dir(path)) + "/posts/" + date + "-" + stem + ".md", fmt.Sprintf("---\ntitle: %q\n---\n%s", a.Title, body)})
		after = append(after, page{path, fmt.Sprintf("blog/%s/%s-%s/index.md", filepath.ToSlash(filepath.Dir(path)), date[:4], stem), fmt.Sprintf("+++\ntitle = %q\ndate = %s\n+++\n%s", a.Title, date, body)})
		return nil
	}))
	t.Logf("%d articles", len(before))
	return before, after
}
