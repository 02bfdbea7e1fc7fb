package main

import (
	"os"
	"strings"
	"testing"
)

// TestWatchSite changes the configuration of a site, and a file that says something of the articles below it, while the
// site is watched.
func TestWatchSite(t *testing.T) {
	s := newScene(t)
	s.flags = []string{"--out", s.out, "--state", s.state}
	writeFiles(t, s.dir, map[string]string{
		"seeds/hugo.toml":            "baseURL = 'https://site.example/'\ntitle = 'Before'\n",
		"seeds/content/posts/one.md": "---\ndate: 2021-01-01\n---\n# One\n",
	})
	s.spawn(t)
	shows := func(what, text string) {
		t.Helper()
		s.await(t, what, func() bool {
			data, err := os.ReadFile(s.path(s.out + "/feed.json"))
			return err == nil && strings.Contains(string(data), text)
		})
	}
	shows("the first build", `"https://site.example/posts/one/"`)
	writeFiles(t, s.dir, map[string]string{"seeds/content/posts/_index.md": "---\ncascade:\n  author: Ann\n---\n"})
	shows("an author for the whole folder", `"Ann"`)
	writeFiles(t, s.dir, map[string]string{"seeds/hugo.toml": "baseURL = 'https://site.example/'\ntitle = \n"})
	s.await(t, "the fault", func() bool { return s.logged("hugo.toml:2:") > 0 })
	writeFiles(t, s.dir, map[string]string{"seeds/hugo.toml": "baseURL = 'https://site.example/'\ntitle = 'After'\n[permalinks]\nposts = '/:year/:slugorfilename/'\n"})
	shows("the new address", `"https://site.example/2021/one/"`)
	shows("the new title", `"After"`)
}
