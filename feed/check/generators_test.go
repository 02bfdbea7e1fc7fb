package check_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"seedfeed/feed/check"
	"seedfeed/feed/internal/feedtest"
)

// TestGenerators builds small sites with other generators, and compares what is found in their feeds with what is wrong
// with them, as a person has found who looked at the feeds.
func TestGenerators(t *testing.T) {
	const post = "Text with [a link](/about/) & ![a picture](pic.png).\n"
	for _, c := range []struct {
		program string
		args    []string
		files   map[string]string
		feed    string
		want    []string // rule and the beginning of the message
	}{
		{
			program: "hugo",
			files: map[string]string{
				"config.toml":                   "baseURL = 'https://example.org/'\nlanguageCode = 'en-us'\ntitle = 'Salt & Pepper'\n[author]\nname = 'Ada'\nemail = 'ada@example.org'\n",
				"layouts/_default/list.html":    "",
				"layouts/_default/single.html":  "",
				"content/posts/first.md":        "---\ntitle: Peas\ndate: 2026-05-03T08:30:15+02:00\n---\n" + post,
				"content/posts/undated.md":      "---\ntitle: Undated\n---\nText.\n",
				"content/posts/second/index.md": "---\ntitle: Beans\ndate: 2026-05-04\n---\nText.\n",
			},
			feed: "public/index.xml",
			want: []string{
				"rss-reference: <title> has &amp;",                                   // a recommendation of the profile that Hugo does not follow
				`no-date: <pubDate> "Mon, 01 Jan 0001 00:00:00 +0000" stands for no`, // of undated.md
			},
		},
		{
			program: "hugo", // with an author as a name, and the whole text, by a template as its manual shows it
			files: map[string]string{
				"config.toml": "baseURL = 'https://example.org/'\ntitle = 'Peas'\n",
				"layouts/index.rss.xml": `<rss version="2.0"><channel><title>{{ .Site.Title }}</title><link>{{ .Permalink }}</link><description>x</description>
{{ range .Site.RegularPages }}<item><title>{{ .Title }}</title><link>{{ .Permalink }}</link><author>Ada</author><guid>{{ .Permalink }}</guid>
<pubDate>{{ .Date.Format "2006-01-02" }}</pubDate><description>{{ .Content | html }}</description></item>{{ end }}</channel></rss>`,
				"content/posts/first.md": "---\ntitle: Peas\ndate: 2026-05-03\n---\n" + post,
			},
			feed: "public/index.xml",
			want: []string{"xml-declaration: has no", "rss-self: the channel does not", `rss-author: <author> "Ada"`, `rss-date: <pubDate> "2026-05-03"`, `content-url: "pic.png" in` /* Hugo has made /about/ absolute, and not this */},
		},
		{
			program: "jekyll", args: []string{"build"},
			files: map[string]string{
				"_config.yml":                "title: Salt & Pepper\nurl: https://example.org\ndescription: What goes on the table\nauthor: Ada\nplugins: [jekyll-feed]\n",
				"_posts/2026-05-03-first.md": "---\ntitle: Peas & beans\ntags: [a, b]\n---\n" + post,
			},
			feed: "_site/feed.xml",
			want: []string{`xml-base: "/about/" in the content is relative to an xml:base (and 1 more)`},
		},
		{
			program: "jekyll", args: []string{"build"}, // that nobody has written
			files: map[string]string{
				"_config.yml":                "title: Peas\nurl: https://example.org\ndescription: What goes on the table\nplugins: [jekyll-feed]\n",
				"_posts/2026-05-03-first.md": "---\ntitle: Peas\n---\nText.\n",
			},
			feed: "_site/feed.xml",
			want: []string{"atom-person: <author> has no name"},
		},
	} {
		t.Run(c.program, func(t *testing.T) {
			program := feedtest.Tool(t, c.program)
			dir := t.TempDir()
			for name, text := range c.files {
				path := filepath.Join(dir, name)
				if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			cmd := exec.CommandContext(t.Context(), program, c.args...)
			cmd.Dir = dir
			if out, err := cmd.CombinedOutput(); err != nil {
				if strings.Contains(string(out), "jekyll-feed") && os.Getenv("CI") != "true" {
					t.Skip("ruby-jekyll-feed is not installed")
				}
				t.Fatalf("%v\n%s", err, out)
			}
			data, err := os.ReadFile(filepath.Join(dir, c.feed))
			if err != nil {
				t.Fatal(err)
			}
			findings := check.Document(c.feed, data)
			var got []string
			for _, f := range findings {
				got = append(got, fmt.Sprintf("%s: %s", f.ID, f.Message))
			}
			matches := func(want string) bool {
				return slices.ContainsFunc(got, func(g string) bool { return strings.HasPrefix(g, want) })
			}
			for _, want := range c.want {
				if !matches(want) {
					t.Errorf("found no %q", want)
				}
			}
			if t.Failed() || len(got) != len(c.want) {
				t.Errorf("got\n%s\nwant\n%s\nin\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"), data)
			}
		})
	}
}
