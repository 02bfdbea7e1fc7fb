package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

// TestGenerators builds the sites of TestSites with the generators that they are of, and compares the articles in their
// feeds with ours: address, title, date, tags, author. Those of language versions other than the main one, which
// have feeds of their own, are compared by TestSites alone.
func TestGenerators(t *testing.T) {
	for _, g := range []struct {
		name, tool string
		build      []string // SITE and OUT stand for the folders
		feed       string   // in OUT
		differ     []string // how our feed is another one, with the reason
	}{
		{
			name: "hugo", tool: "hugo", build: []string{"--source", "SITE", "--destination", "OUT", "--quiet"}, feed: "index.json",
			differ: []string{
				// The version in another language stands in that language's feed; ours has all.
				"ours alone: https://garden.example/notes/fr/posts/river/",
			},
		},
		{
			name: "jekyll", tool: "jekyll", build: []string{"build", "--quiet", "--source", "SITE", "--destination", "OUT"}, feed: "feed.json",
			differ: []string{
				// Jekyll makes a title of the file's name; we take the first sentence before a name.
				"https://workshop.example/log/2021/04/16/no-title.html: title: theirs No Title, ours A post whose title is in its name.",
				// A collection that is published is no post to Jekyll, but what a reader of the site finds there.
				"ours alone: https://workshop.example/log/recipes/finish/oil.html",
				"ours alone: https://workshop.example/log/recipes/glue.html",
			},
		},
		{
			// The tag that groups the posts is none for readers.
			name: "eleventy", tool: "eleventy", build: []string{"--quiet", "--output=OUT"}, feed: "feed.json",
		},
	} {
		t.Run(g.name, func(t *testing.T) {
			t.Parallel()
			program, err := exec.LookPath(g.tool)
			if err != nil {
				if os.Getenv("CI") == "true" {
					t.Fatalf("%s is not installed", g.tool)
				}
				t.Skipf("%s is not installed", g.tool)
			}
			archive, err := txtar.ParseFile("testdata/sites/" + g.name + ".txtar")
			if err != nil {
				t.Fatal(err)
			}
			site := extract(t, archive)
			got := compareItems(theirItems(t, program, site, g.build, g.feed), ourItems(t, site))
			if diff := cmp.Diff(g.differ, got); diff != "" {
				t.Errorf("the two feeds differ otherwise than explained (-explained +found):\n%s", diff)
			}
		})
	}
}

// An item is what is compared of an article.
type comparedItem struct {
	URL, Title, Date, Author string
	Tags                     []string
}

// theirItems runs a generator, whose site has a template for a feed of the form of a comparedItem.
func theirItems(t *testing.T, program, site string, args []string, feed string) []comparedItem {
	t.Helper()
	out := t.TempDir()
	place := strings.NewReplacer("SITE", site, "OUT", out)
	var command []string
	for _, arg := range args {
		command = append(command, place.Replace(arg))
	}
	cmd := exec.CommandContext(t.Context(), program, command...)
	cmd.Dir = site
	if output, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", program, err, output)
	}
	data, err := os.ReadFile(filepath.Join(out, feed))
	if err != nil {
		t.Fatal(err)
	}
	var document struct{ Items []comparedItem }
	if err := json.Unmarshal(data, &document); err != nil {
		t.Fatalf("%v in %s", err, data)
	}
	return document.Items
}

func ourItems(t *testing.T, site string) []comparedItem {
	t.Helper()
	out := filepath.Join(t.TempDir(), "public")
	var stdout, stderr bytes.Buffer
	args := []string{"build", "--seeds", site, "--out", out, "--state", filepath.Join(t.TempDir(), "state"), "--limit", "100", "--log-format", "json"}
	if status := run(t.Context(), args, &stdout, &stderr); status != 0 {
		t.Fatalf("status %d: %s", status, stderr.String())
	}
	data, err := os.ReadFile(filepath.Join(out, "feed.json"))
	if err != nil {
		t.Fatal(err)
	}
	type person struct{ Name string }
	var document struct {
		Authors []person
		Items   []struct {
			URL, Title string
			Date       string `json:"date_published"`
			Tags       []string
			Authors    []person
		}
	}
	if err := json.Unmarshal(data, &document); err != nil {
		t.Fatal(err)
	}
	var items []comparedItem
	for _, item := range document.Items {
		author := append(item.Authors, document.Authors...)[0].Name // an item without authors has those of its feed
		items = append(items, comparedItem{item.URL, item.Title, item.Date, author, item.Tags})
	}
	return items
}

// compareItems says how the second list differs from the first one, by address.
func compareItems(theirs, ours []comparedItem) (differ []string) {
	known := map[string]comparedItem{}
	for _, item := range theirs {
		known[item.URL] = item
	}
	for _, item := range ours {
		other, ok := known[item.URL]
		if !ok {
			differ = append(differ, "ours alone: "+item.URL)
			continue
		}
		delete(known, item.URL)
		note := func(field, a, b string) {
			if a != b {
				differ = append(differ, fmt.Sprintf("%s: %s: theirs %s, ours %s", item.URL, field, a, b))
			}
		}
		note("title", other.Title, item.Title)
		note("date", moments(other.Date), moments(item.Date))
		note("author", other.Author, item.Author)
		other.Tags = slices.DeleteFunc(other.Tags, func(tag string) bool { return tag == "posts" })
		slices.Sort(other.Tags)
		slices.Sort(item.Tags)
		note("tags", strings.Join(other.Tags, " "), strings.Join(item.Tags, " "))
	}
	for url := range known {
		differ = append(differ, "theirs alone: "+url)
	}
	slices.Sort(differ)
	return differ
}

// moments writes a time in UTC.
func moments(date string) string {
	at, err := time.Parse(time.RFC3339, date)
	if err != nil {
		return date
	}
	return at.UTC().Format(time.RFC3339)
}
