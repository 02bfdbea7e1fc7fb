package main

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"
)

// A reader reads the feeds again and again, as all subscribers together do, and notes what none of them may see: a feed
// that is missing, cut or ill-formed, an article that is there twice, half, or not at all although it should be.
type reader struct {
	dir  string
	quit chan struct{}
	done sync.WaitGroup

	mu       sync.Mutex
	begun    bool      // all feeds have been there
	files    [3]string // what tells one version of the file from another
	data     [3][]byte
	shown    [3]map[string]published // by title
	replaced int                     // how often there was another rss.xml
	wanted   map[string]bool         // titles that must be in each feed
	faults   []string
}

var feedNames = [3]string{"rss.xml", "atom.xml", "feed.json"}

// A published is an article in a feed. Times are as they are written there, those of rss.xml are left out.
type published struct{ ID, Link, Title, Content, Published, Updated string }

// startReader begins to read. Before all feeds have been there once, one may be missing.
func startReader(t *testing.T, dir string) *reader {
	t.Helper()
	r := &reader{dir: dir, quit: make(chan struct{}), wanted: map[string]bool{}}
	r.read()
	r.done.Go(func() {
		for pace := time.NewTicker(time.Millisecond); ; {
			select {
			case <-r.quit:
				pace.Stop()
				return
			case <-pace.C:
				r.read()
			}
		}
	})
	return r
}

// stop ends the reading.
func (r *reader) stop() {
	close(r.quit)
	r.done.Wait()
}

func (r *reader) read() {
	r.mu.Lock()
	defer r.mu.Unlock()
	there := 0
	for i, name := range feedNames {
		file, data, err := readNew(filepath.Join(r.dir, name), r.files[i])
		switch {
		case errors.Is(err, os.ErrNotExist) && !r.begun:
			continue
		case err != nil:
			r.fault("%v", err)
			continue
		}
		there++
		if file == r.files[i] {
			continue
		}
		if r.files[i] = file; r.data[i] != nil && bytes.Equal(data, r.data[i]) {
			continue
		}
		if i == 0 && r.data[i] != nil {
			r.replaced++
		}
		r.data[i] = data
		items, err := parseFeed(name, data)
		if err != nil {
			r.fault("%s: %v\n%s", name, err, data[max(0, len(data)-200):])
			continue
		}
		r.take(i, items)
	}
	r.begun = r.begun || there == len(feedNames)
}

// readNew reads a file unless it is as it was.
func readNew(path, was string) (file string, data []byte, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", nil, err
	}
	stat := info.Sys().(*syscall.Stat_t)
	if file = fmt.Sprint(stat.Ino, stat.Size, stat.Mtim, stat.Ctim); file != was {
		data, err = io.ReadAll(f)
	}
	return file, data, err
}

// take looks for faults in what a feed shows now.
func (r *reader) take(feed int, items []published) {
	name, ids := feedNames[feed], map[string]bool{}
	r.shown[feed] = map[string]published{}
	for _, it := range items {
		if _, ok := r.shown[feed][it.Title]; ok || ids[it.ID] || ids[it.Link] {
			r.fault("%s: %q is there twice", name, it.Title)
		}
		r.shown[feed][it.Title] = it
		ids[it.ID], ids[it.Link] = true, true
		if numberIn(it.Content) == "" {
			r.fault("%s: %q is not whole: %q", name, it.Title, it.Content)
		}
	}
	for title := range r.wanted {
		if _, ok := r.shown[feed][title]; !ok {
			r.fault("%s: %q has left it", name, title)
		}
	}
}

var numbered = regexp.MustCompile(`(?s)^\s*<p>Begins (\d+)\.</p>.*<p>Ends (\d+)\.</p>\s*$`)

// numberIn gives the number of the text that articleText has made; empty where that is not whole.
func numberIn(content string) string {
	found := numbered.FindStringSubmatch(content)
	if found == nil || found[1] != found[2] {
		return ""
	}
	return found[1]
}

func (r *reader) fault(format string, args ...any) {
	const most = 20
	if text := fmt.Sprintf(format, args...); len(r.faults) < most && !slices.Contains(r.faults, text) {
		r.faults = append(r.faults, text)
	}
}

// want says which articles no feed may be without from now on; not takes that back.
func (r *reader) want(titles ...string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, title := range titles {
		r.wanted[title] = true
	}
}

func (r *reader) unwant(titles ...string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, title := range titles {
		delete(r.wanted, title)
	}
}

// takeFaults gives what was noted since it was called last.
func (r *reader) takeFaults() (faults []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	faults, r.faults = r.faults, nil
	return faults
}

// versions is how often rss.xml has been replaced by another one.
func (r *reader) versions() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.replaced
}

// all reports whether something holds of what each of the feeds shows.
func (r *reader) all(holds func(map[string]published) bool) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := range r.shown {
		if r.shown[i] == nil || !holds(r.shown[i]) {
			return false
		}
	}
	return true
}

// article is what feed.json shows of the article with the title.
func (r *reader) article(title string) published {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.shown[2][title]
}

// articles are all that feed.json shows.
func (r *reader) articles() map[string]published {
	r.mu.Lock()
	defer r.mu.Unlock()
	return maps.Clone(r.shown[2])
}

func parseFeed(name string, data []byte) ([]published, error) {
	if err := checkDocument(name, data); err != nil {
		return nil, err
	}
	switch name {
	case "rss.xml":
		return parseRSS(data)
	case "atom.xml":
		return parseAtom(data)
	}
	return parseJSONFeed(data)
}

func parseRSS(data []byte) (items []published, err error) {
	var feed struct {
		XMLName xml.Name `xml:"rss"`
		Items   []struct {
			GUID    string `xml:"guid"`
			Link    string `xml:"link"`
			Title   string `xml:"title"`
			Content string `xml:"encoded"`
		} `xml:"channel>item"`
	}
	err = xml.Unmarshal(data, &feed)
	for _, it := range feed.Items {
		items = append(items, published{ID: it.GUID, Link: it.Link, Title: it.Title, Content: it.Content})
	}
	return items, err
}

func parseAtom(data []byte) (items []published, err error) {
	var feed struct {
		XMLName xml.Name `xml:"feed"`
		Entries []struct {
			ID   string `xml:"id"`
			Link struct {
				Href string `xml:"href,attr"`
			} `xml:"link"`
			Title     string `xml:"title"`
			Content   string `xml:"content"`
			Published string `xml:"published"`
			Updated   string `xml:"updated"`
		} `xml:"entry"`
	}
	err = xml.Unmarshal(data, &feed)
	for _, e := range feed.Entries {
		items = append(items, published{e.ID, e.Link.Href, e.Title, e.Content, e.Published, e.Updated})
	}
	return items, err
}

func parseJSONFeed(data []byte) (items []published, err error) {
	var feed struct {
		Items []struct {
			ID        string
			URL       string
			Title     string
			Content   string `json:"content_html"`
			Published string `json:"date_published"`
			Updated   string `json:"date_modified"`
		}
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	if err := decoder.Decode(&feed); err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, errors.New("something follows the feed")
	}
	for _, it := range feed.Items {
		items = append(items, published{it.ID, it.URL, it.Title, it.Content, it.Published, it.Updated})
	}
	return items, nil
}
