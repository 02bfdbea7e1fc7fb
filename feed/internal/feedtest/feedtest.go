// Package feedtest says whether feed documents are valid, for the tests of all packages that make some.
//
// Each document is judged by the rules of the specifications and of good practice (package check), by the schemas of
// Atom and JSON Feed, and by parsers that share no code with the one under test: gofeed, feedparser, libxml2.
// Where jing, xmllint or feedparser is not installed, that part is a skipped subtest, or a failed one where
// the environment says CI=true.
package feedtest

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/mmcdole/gofeed"

	"seedfeed/feed/check"
)

// RSS fails t unless data is a valid RSS 2.0 document.
func RSS(t *testing.T, data []byte) {
	t.Helper()
	single(t, data, "rss", "rss.xml")
}

// Atom fails t unless data is a valid Atom 1.0 document.
func Atom(t *testing.T, data []byte) {
	t.Helper()
	single(t, data, "atom", "atom.xml")
}

// JSON fails t unless data is a valid JSON Feed 1.1 document.
func JSON(t *testing.T, data []byte) {
	t.Helper()
	single(t, data, "json", "feed.json")
}

func single(t *testing.T, data []byte, want, name string) {
	t.Helper()
	if got := kind(data); got != want {
		t.Errorf("a document of format %s, want %s", got, want)
		return
	}
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	Files(t, path)
}

// Files fails t unless each file holds a valid document of one of the formats, and the archives among them
// hang together. It starts each other program once for all files, as they take half a second to start.
func Files(t *testing.T, paths ...string) {
	t.Helper()
	var xml, atom []string
	documents := map[string][]byte{}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		documents[path] = data
		for _, problem := range inProcess(data) {
			t.Errorf("%s: %s", path, problem)
		}
		switch kind(data) {
		case "rss":
			xml = append(xml, path)
		case "atom":
			xml, atom = append(xml, path), append(atom, path)
		}
	}
	var set check.Set
	for path, data := range documents {
		set.Add(path, data)
	}
	for _, finding := range set.Findings() {
		t.Error(finding)
	}
	if len(atom) > 0 {
		t.Run("jing", func(t *testing.T) { silent(t, jing(t, atom...)) })
	}
	if len(xml) > 0 {
		t.Run("xmllint", func(t *testing.T) { silent(t, xmllint(t, xml...)) })
		t.Run("feedparser", func(t *testing.T) {
			for i, p := range Feedparser(t, xml...) {
				if p.Bozo || p.Version != map[string]string{"rss": "rss20", "atom": "atom10"}[kind(documents[xml[i]])] {
					t.Errorf("%s: feedparser: %s, read as %q", xml[i], p.Error, p.Version)
				}
				if got, want := len(p.Entries), entryCount(documents[xml[i]]); got != want {
					t.Errorf("%s: feedparser: got %d entries, want %d", xml[i], got, want)
				}
			}
		})
	}
}

func silent(t *testing.T, messages string) {
	t.Helper()
	if messages != "" {
		t.Error(messages)
	}
}

// inProcess returns the problems that need no other program to be found.
func inProcess(data []byte) []string {
	problems := Check(data)
	if kind(data) == "json" {
		if err := validateJSON(data); err != nil {
			problems = append(problems, fmt.Sprintf("schema: %v", err))
		}
	}
	feed, err := gofeed.NewParser().Parse(bytes.NewReader(data))
	if err != nil {
		return append(problems, fmt.Sprintf("gofeed: %v", err))
	}
	if got, want := len(feed.Items), entryCount(data); got != want {
		problems = append(problems, fmt.Sprintf("gofeed: got %d items, want %d", got, want))
	}
	for _, item := range feed.Items {
		if item.GUID == "" {
			problems = append(problems, fmt.Sprintf("gofeed: item %q has no id", item.Title))
		}
	}
	return problems
}
