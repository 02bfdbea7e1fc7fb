package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mmcdole/gofeed"

	"seedfeed/feed/build"
)

// An oldGenerator is another program that makes a site with a feed from the same articles.
type oldGenerator struct {
	name  string
	tool  func() error // says what is missing
	files map[string]string
	posts string                               // the folder of the articles
	file  func(date time.Time, n int) string   // of a file
	run   func(dir string) *exec.Cmd           // builds the site
	feed  string                               // where it is then
	ours  string                               // the feed of ours in the same format
	head  func(date time.Time, n int) string   // front matter
	moved func(before string) (renamed string) // another name for the same article
}

func generators() []oldGenerator {
	title := func(n int) string {
		switch {
		case n%6 == 5:
			return "Notes" // a column
		case n%4 == 3:
			return fmt.Sprintf("Größe & “Maß” — it's %d", n)
		}
		return fmt.Sprintf("Post number %d", n)
	}
	return []oldGenerator{
		{
			name: "hugo", tool: func() error { _, err := exec.LookPath("hugo"); return err },
			files: map[string]string{"config.toml": "baseURL = \"https://example.org/blog/\"\ntitle = \"Old\"\n[permalinks]\nposts = \"/:year/:month/:slug/\"\n"},
			posts: "content", feed: "public/index.xml", ours: "rss.xml",
			file: func(_ time.Time, n int) string { return fmt.Sprintf("posts/post-%d.md", n) },
			head: func(date time.Time, n int) string {
				return fmt.Sprintf("+++\ntitle = '''%s'''\ndate = %s\n+++\n", title(n), date.Format(time.RFC3339))
			},
			run:   func(dir string) *exec.Cmd { return exec.Command("hugo", "--source", dir) },
			moved: func(before string) string { return strings.Replace(before, "posts/post-", "articles/number-", 1) },
		},
		{
			name:  "jekyll",
			tool:  func() error { return exec.Command("ruby", "-e", `require "jekyll-feed"`).Run() },
			files: map[string]string{"_config.yml": "url: https://example.org\nbaseurl: /blog\ntitle: Old\nplugins: [jekyll-feed]\n"},
			posts: "_posts", feed: "_site/feed.xml", ours: "atom.xml",
			file: func(date time.Time, n int) string { return fmt.Sprintf("%s-post-%d.md", date.Format(time.DateOnly), n) },
			head: func(date time.Time, n int) string {
				return fmt.Sprintf("---\ntitle: %q\ndate: %s\n---\n", title(n), date.Format("2006-01-02 15:04:05 -0700"))
			},
			run: func(dir string) *exec.Cmd {
				return exec.Command("jekyll", "build", "--source", dir, "--destination", filepath.Join(dir, "_site"), "--disable-disk-cache")
			},
			moved: func(before string) string { return "2024/" + strings.Replace(before, "-post-", "-number-", 1) },
		},
	}
}

// TestAdoptGenerators takes over the feeds that other generators make of the same articles: each id and date stays as it
// is there, also when all files are renamed after it.
func TestAdoptGenerators(t *testing.T) {
	for _, g := range generators() {
		t.Run(g.name, func(t *testing.T) {
			if err := g.tool(); err != nil {
				if os.Getenv("CI") == "true" {
					t.Fatalf("%s is not installed, or has no feed: %v", g.name, err)
				}
				t.Skipf("%s is not installed, or has no feed: %v", g.name, err)
			}
			dir := t.TempDir()
			for name, text := range g.files {
				writeFile(t, filepath.Join(dir, name), text)
			}
			const posts = 10 // as many as jekyll-feed shows
			for n := range posts {
				date := time.Date(2024, 1, 1+13*n, 8, 30, 0, 0, time.FixedZone("", 3600))
				text := fmt.Sprintf("What there is to say of *number %d*, [at length](https://example.org/%d).\n\nAnd a paragraph more, with `code %d` in it.\n", n, n, n)
				writeFile(t, filepath.Join(dir, g.posts, g.file(date, n)), g.head(date, n)+text)
			}
			if output, err := g.run(dir).CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, output)
			}
			feed := filepath.Join(dir, g.feed)
			want := idsAndDates(t, feed)
			if len(want) != posts {
				t.Fatalf("%s has made %d items of %d", g.name, len(want), posts)
			}

			seeds, out := filepath.Join(dir, "seeds"), filepath.Join(dir, "out")
			if err := os.CopyFS(seeds, os.DirFS(filepath.Join(dir, g.posts))); err != nil {
				t.Fatal(err)
			}
			flags := []string{"--seeds", seeds, "--out", out, "--url", "https://example.org/blog/"}
			said := inProcess(t, append([]string{"adopt", feed, "--write"}, flags...)...)
			if !strings.Contains(said, fmt.Sprintf("%d matched, 0 ambiguous, 0 not matched; 0 articles are not in the feed", posts)) {
				t.Error(said)
			}
			nothing := "dry run: 0 new, 0 updated, 0 gone, 0 would reappear; nothing was written\n"
			if said := inProcess(t, append([]string{"build", "--dry-run"}, flags...)...); said != nothing {
				t.Error(said)
			}
			inProcess(t, append([]string{"build"}, flags...)...)
			if diff := cmp.Diff(want, idsAndDates(t, filepath.Join(out, g.ours))); diff != "" {
				t.Error(diff)
			}
			for n := range posts {
				date := time.Date(2024, 1, 1+13*n, 8, 30, 0, 0, time.FixedZone("", 3600))
				name := g.file(date, n)
				after := filepath.Join(seeds, g.moved(name))
				if err := os.MkdirAll(filepath.Dir(after), 0o777); err != nil {
					t.Fatal(err)
				}
				if err := os.Rename(filepath.Join(seeds, name), after); err != nil {
					t.Fatal(err)
				}
			}
			inProcess(t, append([]string{"build"}, flags...)...)
			if diff := cmp.Diff(want, idsAndDates(t, filepath.Join(out, g.ours))); diff != "" {
				t.Errorf("after all were renamed: %s", diff)
			}
		})
	}
}

// idsAndDates returns when each item of a feed was published, and updated in Atom, by its id.
func idsAndDates(t *testing.T, path string) map[string]string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	feed, err := gofeed.NewParser().Parse(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	items := map[string]string{}
	for _, item := range feed.Items {
		items[item.GUID] = item.PublishedParsed.UTC().Format(time.RFC3339)
		if feed.FeedType == "atom" {
			items[item.GUID] += " " + item.UpdatedParsed.UTC().Format(time.RFC3339)
		}
	}
	return items
}

// inProcess runs seedfeed, which must succeed, and returns its standard output.
func inProcess(t *testing.T, args ...string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if code := run(t.Context(), args, &stdout, &stderr); code != 0 {
		t.Fatalf("seedfeed %s: status %d: %s", strings.Join(args, " "), code, stderr.String())
	}
	return stdout.String()
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// TestAdoptFromServer follows a feed's archive over HTTP, and ends where the server does not answer as it should.
func TestAdoptFromServer(t *testing.T) {
	page := func(id, link string) string {
		return `<feed xmlns="http://www.w3.org/2005/Atom"><link rel="prev-archive" href="` + link + `"/><entry><id>tag:example.org,2020:` + id +
			`</id><title>` + id + `</title><link href="/` + id + `/"/><updated>2020-01-01T00:00:00Z</updated></entry></feed>`
	}
	mux := http.NewServeMux()
	mux.Handle("/old", http.RedirectHandler("/feed/atom.xml", http.StatusMovedPermanently))
	mux.HandleFunc("/feed/atom.xml", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, page("one", "2.xml")) })
	mux.HandleFunc("/feed/2.xml", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, page("two", "/feed/atom.xml")) })
	mux.HandleFunc("/cut.xml", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, page("one", "/missing.xml")) })
	mux.HandleFunc("/page.html", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<!DOCTYPE html><title>Old</title>") })
	stuck := make(chan struct{})
	mux.HandleFunc("/stuck.xml", func(http.ResponseWriter, *http.Request) { <-stuck })
	server := httptest.NewServer(mux)
	defer server.Close()
	defer close(stuck)

	dir := t.TempDir()
	seeds := filepath.Join(dir, "seeds")
	for _, name := range []string{"one", "two"} {
		writeFile(t, filepath.Join(seeds, name+".md"), "The text of article "+name+".\n")
	}
	flags := []string{"--seeds", seeds, "--out", filepath.Join(dir, "out"), "--log-format", "json"}
	said := inProcess(t, append([]string{"adopt", server.URL + "/old"}, flags...)...)
	for _, want := range []string{"one.md  tag:example.org,2020:one\n", "two.md  tag:example.org,2020:two\n", "2 items: 2 matched"} {
		if !strings.Contains(said, want) {
			t.Errorf("got %s, want %q", said, want)
		}
	}
	for path, want := range map[string]string{"/cut.xml": "/missing.xml: the server says 404", "/page.html": "/page.html: is no RSS", "/missing": "404"} {
		var stdout, stderr bytes.Buffer
		if code := run(t.Context(), append([]string{"adopt", server.URL + path}, flags...), &stdout, &stderr); code != 1 || !strings.Contains(stderr.String(), want) {
			t.Errorf("%s: status %d, %s", path, code, stderr.String())
		}
	}

	f := newFetcher(build.Settings{}, server.URL+"/stuck.xml")
	f.client.Timeout = 20 * time.Millisecond
	if _, _, err := f.fetch(context.Background(), server.URL+"/stuck.xml"); err == nil || !strings.Contains(err.Error(), "/stuck.xml") {
		t.Errorf("a server that does not answer: %v", err)
	}
}
