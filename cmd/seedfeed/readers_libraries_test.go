//go:build linux

package main

import (
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"testing"

	"github.com/mmcdole/gofeed"
)

// feedparser is Python's. The script around it keeps what it has read, and the tag to ask with.
func feedparser() feedReader {
	return feedReader{name: "python-feedparser", files: []string{"rss.xml", "atom.xml"}, agent: "python-feedparser", again: 304, subscribe: func(t *testing.T, dir string, addresses []string) func(t *testing.T) []held {
		const python = "/usr/bin/python3" // Debian's, which sees Debian's packages whatever else is installed
		if exec.CommandContext(t.Context(), python, "-c", "import feedparser").Run() != nil {
			tool(t, "python3-feedparser")
		}
		script := scriptOf(t, "pyfeedparser.py")
		return func(t *testing.T) []held {
			return decodeHeld(t, mustRun(t, command(t, dir, python, append([]string{script, "kept.json"}, addresses...)...)))
		}
	}}
}

// npmReader is a library of Node.js, by its name. The script around it keeps what it has read. rss-parser makes its requests
// by itself and knows no conditional ones; for the other two the script makes them.
func npmReader(library string) feedReader {
	r := feedReader{name: "npm " + library, files: []string{"rss.xml", "atom.xml"}, agent: "npm-" + library, again: 304}
	switch library {
	case "rss-parser":
		r.again = 200
	case "feedsmith":
		r.files = append(r.files, "feed.json")
	}
	r.subscribe = func(t *testing.T, dir string, addresses []string) func(t *testing.T) []held {
		if command(t, dir, "node", "-e", "require.resolve('"+library+"')").Run() != nil { // NODE_PATH says where to look
			tool(t, "npm install "+library)
		}
		script := scriptOf(t, "npm.js")
		return func(t *testing.T) []held {
			return decodeHeld(t, mustRun(t, command(t, dir, "node", append([]string{script, library, "kept.json"}, addresses...)...)))
		}
	}
	return r
}

func scriptOf(t *testing.T, name string) string {
	t.Helper()
	script, err := filepath.Abs(filepath.Join("testdata", "readers", name))
	if err == nil {
		_, err = os.Stat(script)
	}
	if err != nil {
		t.Fatal(err)
	}
	return script
}

// gofeedReader is gofeed, which leaves it to its user to ask for what is new.
func gofeedReader() feedReader {
	return feedReader{name: "gofeed", files: []string{"rss.xml", "atom.xml", "feed.json"}, agent: "gofeed-test", again: 304, subscribe: func(t *testing.T, _ string, addresses []string) func(t *testing.T) []held {
		tags, kept := map[string]string{}, map[string]held{}
		return func(t *testing.T) []held {
			for _, address := range addresses {
				r, body := ask(t, "GET", address, "User-Agent", "gofeed-test", "If-None-Match", tags[address])
				if r.StatusCode == http.StatusNotModified {
					continue
				}
				tags[address] = r.Header.Get("ETag")
				feed, err := gofeed.NewParser().ParseString(body)
				if err != nil {
					t.Fatal(err)
				}
				for _, item := range feed.Items {
					h := held{Feed: path.Base(address), Key: item.GUID, Title: item.Title, Link: item.Link, Content: item.Content}
					if item.PublishedParsed != nil {
						h.Published = rfc3339(*item.PublishedParsed)
					}
					kept[h.Feed+h.Key] = h
				}
			}
			return slices.Collect(maps.Values(kept))
		}
	}}
}
