package article

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"text/tabwriter"

	"github.com/pelletier/go-toml/v2"
)

// TestRealFrontMatter compares what Parse makes of other people's articles with a plain reading of their TOML front
// matter. SEEDFEED_ARTICLES names folders of them.
func TestRealFrontMatter(t *testing.T) {
	var counts struct{ files, sections, pages, articles, titles, dates, authors, aliases, summaries int }
	for _, folder := range filepath.SplitList(os.Getenv("SEEDFEED_ARTICLES")) {
		tree := os.DirFS(folder)
		err := fs.WalkDir(tree, ".", func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || path.Ext(name) != ".md" {
				return err
			}
			data, err := fs.ReadFile(tree, name)
			if err != nil || !strings.HasPrefix(string(data), "+++\n") {
				return err
			}
			counts.files++
			if strings.HasPrefix(path.Base(name), "_") {
				counts.sections++
				return nil
			}
			want := plainReading(t, name, string(data))
			a, err := Parse(Source{Path: name, Data: data}, Settings{})
			if err != nil {
				t.Error(err)
				return nil
			}
			if want.Title == "" && a.Unlisted {
				counts.pages++
				return nil
			}
			counts.articles++
			for _, w := range a.Warnings {
				t.Error(w)
			}
			check := func(count *int, what, got, want string) {
				if got != want {
					t.Errorf("%s: got %s %q, want %q", name, what, got, want)
				}
				if want != "" {
					*count++
				}
			}
			check(&counts.titles, "title", plainLetters(a.Title), plainLetters(want.Title))
			check(&counts.dates, "date", a.Published.Format("2006/01/02"), want.date())
			check(&counts.authors, "authors", fieldText(a, "authors"), strings.Join(want.Authors, "; "))
			check(&counts.aliases, "aliases", strings.Join(a.Aliases, " "), rooted(want.Aliases))
			if want.Description != "" {
				check(&counts.summaries, "summary", plainLetters(a.Summary), plainLetters(want.Description))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if counts.articles == 0 {
		t.Skip("SEEDFEED_ARTICLES names no folder with TOML front matter")
	}
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "files\t%d\nsections\t%d\nneither title nor text\t%d\narticles\t%d\ntitle\t%d\ndate\t%d\nauthors\t%d\naliases\t%d\ndescription\t%d\n",
		counts.files, counts.sections, counts.pages, counts.articles, counts.titles, counts.dates, counts.authors, counts.aliases, counts.summaries)
	w.Flush()
	t.Log("compared and equal unless told above:\n" + b.String())
}

type tomlHead struct {
	Title, Path, Description string
	Date                     toml.LocalDate
	Authors, Aliases         []string
}

// date is the day that the front matter gives, in a key or in the address.
func (h tomlHead) date() string {
	if h.Date != (toml.LocalDate{}) {
		return strings.ReplaceAll(h.Date.String(), "-", "/")
	}
	parts := strings.Split(strings.TrimPrefix(h.Path, "inside-rust/"), "/")
	return strings.Join(parts[:min(3, len(parts))], "/")
}

func plainReading(t *testing.T, name, text string) tomlHead {
	t.Helper()
	head, _, _ := strings.Cut(strings.TrimPrefix(text, "+++\n"), "\n+++\n")
	var h tomlHead
	if err := toml.Unmarshal([]byte(head), &h); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return h
}

// plainLetters leaves out what is markup in a title, which people see without it.
func plainLetters(s string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("`", "", "*", "").Replace(s)), " ")
}

func rooted(paths []string) string {
	var all []string
	for _, p := range paths {
		all = append(all, "/"+strings.TrimPrefix(p, "/"))
	}
	return strings.Join(all, " ")
}
