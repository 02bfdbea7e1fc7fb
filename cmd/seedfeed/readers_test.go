//go:build linux

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
)

// A feedReader is a program or library by which people follow feeds, with subscriptions to one site.
type feedReader struct {
	name  string
	files []string // the feeds that it can read
	agent string   // by which it is known among the requests

	// subscribe prepares a reader whose files lie in dir, for feeds at the addresses. The visit that it returns has the
	// reader look for news, and returns all that it holds then.
	subscribe func(t *testing.T, dir string, addresses []string) (visit func(t *testing.T) []held)

	again         int  // status of what is fetched anew without need
	learnsLate    bool // it remembers how to ask for what is new from its second visit on
	mails         bool // it holds messages, one for each thing that it has to tell
	datedByUpdate bool // it shows when an article was last updated
	blindToEdit   bool // it never tells of an article again
	byAddress     bool // an article whose address has changed is a new one to it, whatever its id
}

// A held is an article as a reader shows it.
type held struct {
	Feed      string `json:"feed"` // file name
	Key       string `json:"key"`  // by which the reader tells its articles apart
	Title     string `json:"title"`
	Link      string `json:"link"`
	Content   string `json:"content"`   // HTML
	Published string `json:"published"` // RFC 3339
	Updated   string `json:"-"`
	Unread    bool   `json:"unread"`
}

func readers() []feedReader {
	return []feedReader{newsboat("rss.xml"), newsboat("atom.xml"), sfeed(), rss2email(), feed2exec(), feedparser(), gofeedReader(), npmReader("rss-parser"), npmReader("feedparser"), npmReader("feedsmith")}
}

// TestReaders subscribes to a served site with each reader, and changes the site in between its visits.
func TestReaders(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some twenty seconds")
	}
	t.Parallel()
	site := serveToReaders(t)
	type subscription struct {
		feedReader
		visit func(t *testing.T) []held
		last  []held
	}
	var all []*subscription
	for _, r := range readers() {
		t.Run(r.name, func(t *testing.T) { // which is skipped without the program
			dir := filepath.Join(site.dir, "readers", r.name)
			if err := os.MkdirAll(dir, 0o755); err != nil {
				t.Fatal(err)
			}
			var addresses []string
			for _, file := range r.files {
				addresses = append(addresses, site.address+file)
			}
			all = append(all, &subscription{feedReader: r, visit: r.subscribe(t, dir, addresses)})
		})
	}
	visits := func(when string, check func(t *testing.T, s *subscription, now []held)) {
		t.Run(when, func(t *testing.T) {
			for _, s := range all {
				t.Run(s.name, func(t *testing.T) {
					t.Parallel()
					site.forget(s.agent, s.files)
					now := s.visit(t)
					check(t, s, now)
					s.last = now
				})
			}
		})
	}

	articles := site.articles(t)
	visits("first visit", func(t *testing.T, s *subscription, now []held) {
		if len(now) != len(articles)*len(s.files) {
			t.Errorf("got %d articles, want %d in each of %v", len(now), len(articles), s.files)
		}
		for _, file := range s.files {
			for _, want := range articles {
				s.mustHold(t, now, file, want)
			}
		}
		site.mustShowNothingOfBlocks(t, now)
	})
	visits("second visit", func(t *testing.T, s *subscription, now []held) {
		if added, changed := newsOf(s.last, now); len(added)+len(changed) > 0 {
			t.Errorf("got %v as new and %v as changed, where nothing is", titles(added), titles(changed))
		}
		if s.learnsLate {
			site.forget(s.agent, s.files)
			s.visit(t)
		}
		if got, want := site.asked(s.agent, s.files), slices.Repeat([]int{s.again}, len(s.files)); !slices.Equal(got, want) {
			t.Errorf("got the answers %v, want %v", got, want)
		}
	})

	// Some readers look at titles alone for changes, some at the content alone.
	site.replace(t, "from-folder-to-feed.md", "From a folder to a feed", "From a folder to many feeds", "One command reads", "A single command reads")
	site.await(t, "From a folder to many feeds")
	visits("after an edit", func(t *testing.T, s *subscription, now []held) {
		added, changed := newsOf(s.last, now)
		want := len(s.files)
		if s.blindToEdit {
			want = 0
		}
		news := slices.Concat(added, changed)
		if len(news) != want {
			t.Errorf("got %v as new and %v as changed, want the one article in each of %v", titles(added), titles(changed), s.files)
		}
		for _, h := range news {
			if h.Title != "From a folder to many feeds" {
				t.Errorf("got %q", h.Title)
			}
		}
	})

	writeFiles(t, site.dir, map[string]string{"seeds/new.md": "---\ndate: 2026-03-03\n---\n# News of today\n\nSomething has happened.\n"})
	site.await(t, "News of today")
	visits("after a new article", func(t *testing.T, s *subscription, now []held) {
		added, changed := newsOf(s.last, now)
		if len(added) != len(s.files) || len(changed) > 0 {
			t.Errorf("got %v as new and %v as changed, want the new article in each of %v", titles(added), titles(changed), s.files)
		}
		for _, h := range added {
			if h.Title != "News of today" {
				t.Errorf("got %q", h.Title)
			}
		}
	})

	site.rename(t, "why-ids-stay.md", "2026/why-ids-stay.md")
	site.rename(t, "weishenme-dingyue.md", "subscribe.md")
	site.await(t, "articles/subscribe/")
	visits("after files were moved and renamed", func(t *testing.T, s *subscription, now []held) {
		added, changed := newsOf(s.last, now)
		for _, h := range added {
			if !s.byAddress || h.Title != "为什么要订阅？" {
				t.Errorf("%q is new again", h.Title)
			}
		}
		for _, h := range changed {
			if h.Unread {
				t.Errorf("%q is unread again", h.Title)
			}
		}
		site.mustShowNothingOfBlocks(t, now)
	})
}

// mustHold reports what a reader has not, or has otherwise, of an article.
func (r *feedReader) mustHold(t *testing.T, now []held, file string, want held) {
	t.Helper()
	i := slices.IndexFunc(now, func(h held) bool { return h.Feed == file && h.Title == want.Title })
	if i < 0 {
		t.Errorf("%s: %q is not there, of %v", file, want.Title, titles(now))
		return
	}
	got := now[i]
	if got.Link != want.Link {
		t.Errorf("%s: %q: got link %q, want %q", file, want.Title, got.Link, want.Link)
	}
	date := want.Published
	if r.datedByUpdate {
		date = want.Updated
	}
	if got.Published != date {
		t.Errorf("%s: %q: got date %q, want %q", file, want.Title, got.Published, date)
	}
	text, all := letters(got.Content), letters(want.Content)
	if text != all && !(r.mails && strings.Contains(text, all)) { // a mail says also where it comes from
		t.Errorf("%s: %q: got content\n%s\nwant\n%s", file, want.Title, text, all)
	}
}

// newsOf returns what now holds under a key that before has not, and what it holds otherwise.
func newsOf(before, now []held) (added, changed []held) {
	known := map[string]held{}
	for _, h := range before {
		known[h.Feed+" "+h.Key] = h
	}
	for _, h := range now {
		old, there := known[h.Feed+" "+h.Key]
		switch {
		case !there:
			added = append(added, h)
		case old.Title != h.Title || old.Link != h.Link || letters(old.Content) != letters(h.Content) || h.Unread:
			changed = append(changed, h)
		}
	}
	return added, changed
}

func titles(all []held) (some []string) {
	for _, h := range all {
		some = append(some, h.Feed+": "+h.Title)
	}
	return some
}

// letters returns the text of HTML without any spaces: readers break lines as they like.
func letters(markup string) string {
	var b strings.Builder
	for z := html.NewTokenizer(strings.NewReader(markup)); ; {
		switch z.Next() {
		case html.ErrorToken:
			return strings.Join(strings.Fields(b.String()), "")
		case html.TextToken:
			b.Write(z.Text())
		}
	}
}

// rfc3339 writes a time as held has it; "" where there is none.
func rfc3339(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format(time.RFC3339)
}

// decodeHeld reads what the scripts in testdata/readers print.
func decodeHeld(t *testing.T, data []byte) (all []held) {
	t.Helper()
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatalf("%v in %q", err, data)
	}
	return all
}
