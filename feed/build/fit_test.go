package build_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"seedfeed/feed/build"
	"seedfeed/feed/check"
)

// unfit looks at a document as the command does.
func unfit(path string, document []byte) (id string, fault error) {
	for _, f := range check.Unfit(path, document) {
		return f.Item, errors.New(f.String())
	}
	return "", nil
}

// TestUnfit publishes a feed, and then has one that is not valid.
func TestUnfit(t *testing.T) {
	for name, head := range map[string]string{"stated id": "---\nid: tag:example.org,2026:a\n---\n", "derived id": ""} {
		t.Run(name, func(t *testing.T) { testUnfit(t, head) })
	}
}

func testUnfit(t *testing.T, head string) {
	s := settings(t, t.TempDir())
	write(t, s.Seeds, "a.md", head+"# A\n\nText.\n")
	var mu sync.Mutex // documents are looked at side by side
	looked := map[string]bool{}
	var poison []byte
	env := build.Env{Now: time.Now, Unfit: func(path string, document []byte) (string, error) {
		mu.Lock()
		looked[path] = true
		mu.Unlock()
		if path == "atom.xml" && bytes.Contains(document, []byte("poison")) {
			document = bytes.Replace(document, []byte("poison"), poison, 1)
		}
		return unfit(path, document)
	}}
	_, err := build.Run(t.Context(), s, env)
	must(t, err)
	for _, path := range []string{"rss.xml", "atom.xml", "feed.json"} {
		if !looked[path] {
			t.Errorf("%s was published without a look at it", path)
		}
	}
	if looked["index.html"] || looked["articles/a/index.html"] {
		t.Error("pages were looked at as if they were feeds")
	}
	before := feedsOf(t, s)

	poison = []byte("\x01")
	write(t, s.Seeds, "a.md", head+"# A\n\nText with poison.\n")
	_, err = build.Run(t.Context(), s, env)
	var unfit *build.UnfitError
	if !errors.As(err, &unfit) || unfit.Document != "atom.xml" || unfit.Article != filepath.ToSlash(filepath.Join(s.Seeds, "a.md")) {
		t.Fatalf("got %v, want an UnfitError that names atom.xml and a.md", err)
	}
	if after := feedsOf(t, s); after != before {
		t.Errorf("the feeds have changed:\n%s\nwere\n%s", after, before)
	}

	poison = []byte("honey")
	_, err = build.Run(t.Context(), s, env)
	must(t, err)
	if after := feedsOf(t, s); after == before {
		t.Error("what was mended is not published")
	}
}

// feedsOf returns all feeds of the output.
func feedsOf(t *testing.T, s build.Settings) string {
	t.Helper()
	var all bytes.Buffer
	for _, path := range []string{"rss.xml", "atom.xml", "feed.json"} {
		data, err := os.ReadFile(filepath.Join(s.Out, path))
		must(t, err)
		all.Write(data)
	}
	return all.String()
}
