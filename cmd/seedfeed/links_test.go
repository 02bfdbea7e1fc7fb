//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// TestOutputLinks follows everything in a whole output that leads into it: links, pictures, style sheets, the addresses of
// feeds and what stands in the articles of the feeds.
func TestOutputLinks(t *testing.T) {
	const home = "https://example.org/blog/"
	dir := buildSeeds(t, home, "--limit", "3")
	o := readOutput(t, home, dir)
	for _, problem := range o.problems() {
		t.Error(problem)
	}
	for _, want := range []string{"index.html", "rss.xml", "atom.xml", "feed.json", "feed.css", "style.css", "feeds.opml",
		"archive/1/atom.xml", "tags/feeds/rss.xml", "articles/from-folder-to-feed/flow.png", "articles/a-chime-for-new-articles/chime.wav", "sitemap/1.xml"} {
		if o.followed[want] == 0 {
			t.Errorf("nothing leads to %s", want)
		}
	}
	for _, gone := range []string{"feed.css", "style.css", "articles/from-folder-to-feed/flow.png", "articles/why-ids-stay/index.html",
		"tags/feeds/atom.xml", "archive/1/feed.json", "sitemap/1.xml", "feeds.opml"} {
		t.Run("without "+gone, func(t *testing.T) {
			file := o.files[gone]
			delete(o.files, gone)
			if !slices.ContainsFunc(o.problems(), func(p string) bool { return strings.Contains(p, gone) }) {
				t.Error("no problem found")
			}
			o.files[gone] = file
		})
	}
}

// buildSeeds builds the sample articles for the address home, and returns the output folder.
func buildSeeds(t *testing.T, home string, args ...string) string {
	t.Helper()
	dir := t.TempDir()
	_, root := readREADME(t)
	copySeeds(t, root, dir)
	return buildFor(t, home, dir, args...)
}

// buildFor builds the seeds in dir.
func buildFor(t *testing.T, home, dir string, args ...string) string {
	t.Helper()
	args = append([]string{"build", "--url", home, "--language", "en", "--title", "Seeds & Shoots"}, args...)
	if status, _, stderr := result(t, seedfeed(t, dir, args...)); status != 0 {
		t.Fatalf("status %d: %s", status, stderr)
	}
	return filepath.Join(dir, "public")
}

// A walkedOutput is an output folder whose links are followed.
type walkedOutput struct {
	home     string // its address
	files    map[string][]byte
	followed map[string]int // how many links lead to a file
	found    []string
}

func readOutput(t *testing.T, home, dir string) *walkedOutput {
	t.Helper()
	o := &walkedOutput{home: home, files: map[string][]byte{}}
	out := os.DirFS(dir)
	err := fs.WalkDir(out, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		o.files[name], err = fs.ReadFile(out, name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// problems follows all links.
func (o *walkedOutput) problems() []string {
	o.followed, o.found = map[string]int{}, nil
	for name, data := range o.files {
		switch path.Ext(name) {
		case ".html":
			o.html(name, string(data))
		case ".xml", ".opml":
			o.xml(name, data)
		case ".json":
			o.json(name, data)
		case ".css":
			for _, part := range strings.Split(string(data), "url(")[1:] {
				address, _, _ := strings.Cut(part, ")")
				o.follow(name, strings.Trim(address, `"'`))
			}
		}
	}
	return o.found
}

func (o *walkedOutput) html(name, text string) {
	tokens := html.NewTokenizer(strings.NewReader(text))
	for tokens.Next() != html.ErrorToken {
		token := tokens.Token()
		for _, a := range token.Attr {
			switch a.Key {
			case "href", "src", "poster", "data", "cite", "action":
				o.follow(name, a.Val)
			case "srcset":
				for _, candidate := range strings.Split(a.Val, ",") {
					o.follow(name, strings.Fields(candidate)[0])
				}
			case "content":
				if _, target, found := strings.Cut(a.Val, "url="); found { // of a page that leads on
					o.follow(name, target)
				} else if strings.HasPrefix(a.Val, o.home) {
					o.follow(name, a.Val)
				}
			}
		}
	}
}

func (o *walkedOutput) xml(name string, data []byte) {
	decoder := xml.NewDecoder(bytes.NewReader(data))
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			o.found = append(o.found, name+": "+err.Error())
			return
		}
		switch token := token.(type) {
		case xml.ProcInst:
			if token.Target == "xml-stylesheet" {
				_, address, _ := strings.Cut(string(token.Inst), `href="`)
				o.follow(name, strings.TrimSuffix(address, `"`))
			}
		case xml.StartElement:
			for _, a := range token.Attr {
				switch a.Name.Local {
				case "href", "url", "src", "htmlUrl", "xmlUrl":
					o.follow(name, a.Value)
				}
			}
		case xml.CharData:
			o.text(name, string(token))
		}
	}
}

func (o *walkedOutput) json(name string, data []byte) {
	var value any
	if err := json.Unmarshal(data, &value); err != nil {
		o.found = append(o.found, name+": "+err.Error())
	}
	var walk func(any)
	walk = func(value any) {
		switch value := value.(type) {
		case string:
			o.text(name, value)
		case []any:
			for _, v := range value {
				walk(v)
			}
		case map[string]any:
			for _, v := range value {
				walk(v)
			}
		}
	}
	walk(value)
}

// text follows an address that stands alone, and those in HTML.
func (o *walkedOutput) text(name, text string) {
	if strings.HasPrefix(text, o.home) && !strings.ContainsAny(text, " \n<") {
		o.follow(name, text)
	} else if strings.Contains(text, "<") {
		o.html(name, text)
	}
}

// follow notes a link that leads into the output, to nothing.
func (o *walkedOutput) follow(from, link string) {
	base, err := url.Parse(o.home + from)
	if err != nil {
		o.found = append(o.found, err.Error())
		return
	}
	u, err := base.Parse(link)
	if err != nil {
		o.found = append(o.found, from+": "+err.Error())
		return
	}
	fragment := u.Fragment
	u.Fragment = ""
	target, inside := strings.CutPrefix(u.String(), o.home)
	if !inside {
		return
	}
	if target, err = url.PathUnescape(target); err != nil {
		o.found = append(o.found, from+": "+err.Error())
	}
	if target == "" || strings.HasSuffix(target, "/") {
		target += "index.html"
	}
	o.followed[target]++
	data, found := o.files[target]
	if !found {
		o.found = append(o.found, from+": "+link+" leads to "+target+", which is not there")
	} else if fragment != "" && !bytes.Contains(data, []byte(` id="`+fragment+`"`)) {
		o.found = append(o.found, from+": "+link+": nothing in "+target+" has that id")
	}
}
