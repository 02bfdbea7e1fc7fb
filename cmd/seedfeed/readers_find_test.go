//go:build linux

package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestReadersFind has readers find the feeds from no more than the site's address, or from its list of feeds.
func TestReadersFind(t *testing.T) {
	t.Parallel()
	const address = "https://example.org/"
	dir := t.TempDir()
	writeFiles(t, dir, map[string]string{"seeds/one.md": "---\ntags: [Peas & beans, 订阅]\n---\n# One\n", "seeds/two.md": "# Two\n"})
	if status, _, stderr := result(t, seedfeed(t, dir, "build", "--url", address)); status != 0 {
		t.Fatal(stderr)
	}
	main, tag := []string{"rss.xml", "atom.xml"}, []string{"tags/peas-and-beans/rss.xml", "tags/peas-and-beans/atom.xml"}
	for page, want := range map[string][]string{
		"": main, "articles/one/": main, "articles/two/": main, "tags/": main, "tags/peas-and-beans/": slices.Concat(tag, main),
	} {
		t.Run("sfeed_web/"+page, func(t *testing.T) {
			file, err := os.Open(filepath.Join(dir, "public", page, "index.html"))
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			cmd := command(t, dir, "sfeed_web", address+page)
			cmd.Stdin = file
			var got []string
			for line := range strings.Lines(string(mustRun(t, cmd))) {
				found, _, _ := strings.Cut(strings.TrimSpace(line), "\t")
				got = append(got, strings.TrimPrefix(found, address))
			}
			if !slices.Equal(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}

	opml := filepath.Join(dir, "public", "feeds.opml")
	for name, subscribed := range map[string]func(t *testing.T, home string) string{
		"newsboat": func(t *testing.T, home string) string {
			mustRun(t, command(t, home, "newsboat", "-u", "urls", "-c", "cache.db", "-i", opml))
			urls, err := os.ReadFile(filepath.Join(home, "urls"))
			if err != nil {
				t.Fatal(err)
			}
			return string(urls)
		},
		"sfeed": func(t *testing.T, home string) string {
			file, err := os.Open(opml)
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			cmd := command(t, home, "sfeed_opml_import")
			cmd.Stdin = file
			return string(mustRun(t, cmd))
		},
		"rss2email": func(t *testing.T, home string) string {
			options := []string{"-c", "config", "-d", "data"}
			mustRun(t, command(t, home, "r2e", append(options, "new", "ada@example.org")...))
			mustRun(t, command(t, home, "r2e", append(options, "opmlimport", opml)...))
			return string(mustRun(t, command(t, home, "r2e", append(options, "list")...)))
		},
		"feed2exec": func(t *testing.T, home string) string {
			options := []string{"--config", "config", "--database", "database"}
			mustRun(t, command(t, home, "feed2exec", append(options, "import", opml)...))
			return string(mustRun(t, command(t, home, "feed2exec", append(options, "ls")...)))
		},
	} {
		t.Run("opml/"+name, func(t *testing.T) {
			t.Parallel()
			got := subscribed(t, t.TempDir())
			for _, want := range []string{"rss.xml", "tags/peas-and-beans/rss.xml", "tags/ding-yue/rss.xml"} {
				if !strings.Contains(got, address+want) {
					t.Errorf("%s is not there, of\n%s", want, got)
				}
			}
			if n := strings.Count(got, "rss.xml"); n != 3 {
				t.Errorf("got %d feeds, want 3:\n%s", n, got)
			}
		})
	}
}
