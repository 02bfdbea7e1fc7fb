package feed_test

import (
	"bytes"
	"html"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mmcdole/gofeed"

	"seedfeed/feed"
	"seedfeed/feed/internal/feedtest"
)

// seen is what a reader should make of an item, whatever the format.
type seen struct {
	ID, URL, Title, Summary, Content, Published, Updated string
	Authors, Tags                                        []string
	Enclosures                                           [][3]string // URL, type, length
}

// expected returns what a reader should see of i; an enclosure past the first is no enclosure in RSS.
func expected(i feed.Item, format string) seen {
	s := seen{i.ID, i.URL, i.Title, i.Summary, i.Content, utc(i.Published), utc(i.Updated), nil, i.Tags, nil}
	for _, a := range i.Authors {
		s.Authors = append(s.Authors, a.Name)
	}
	for n, e := range i.Enclosures {
		if n == 0 || format != "rss" {
			length := strconv.FormatInt(e.Length, 10)
			if length == "0" && format != "rss" {
				length = ""
			}
			s.Enclosures = append(s.Enclosures, [3]string{e.URL, e.Type, length})
		}
	}
	if s.Updated == "" && format == "atom" {
		s.Updated = s.Published
	}
	return s
}

func utc(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// TestGofeed compares each item of each format with what gofeed reads.
func TestGofeed(t *testing.T) {
	for _, f := range []*feed.Feed{rich(), archive(), complete()} {
		for _, format := range feed.Formats() {
			t.Run(f.Folder+format.FileName, func(t *testing.T) {
				parsed, err := gofeed.NewParser().Parse(bytes.NewReader(document(t, format, f)))
				if err != nil {
					t.Fatal(err)
				}
				got := []string{parsed.Title, parsed.Description, parsed.Link, parsed.FeedLink, utc(*updatedOf(parsed))}
				want := []string{f.Title, f.Description, f.Home, f.Folder + format.FileName, utc(newest(f))}
				if format.Name == "json" {
					got[4], want[4] = "", "" // JSON Feed has no time of its own
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("feed (-want +got):\n%s", diff)
				}
				for i, item := range parsed.Items {
					want := expected(f.Items[i], format.Name)
					if diff := cmp.Diff(want, gofeedItem(item, want, format.Name)); diff != "" {
						t.Errorf("item %d (-want +got):\n%s", i, diff)
					}
				}
			})
		}
	}
}

func updatedOf(f *gofeed.Feed) *time.Time {
	if f.UpdatedParsed != nil {
		return f.UpdatedParsed
	}
	return &time.Time{}
}

func newest(f *feed.Feed) time.Time {
	var newest time.Time
	for _, i := range f.Items {
		for _, t := range []time.Time{i.Published, i.Updated} {
			if t.After(newest) {
				newest = t
			}
		}
	}
	return newest
}

func gofeedItem(item *gofeed.Item, want seen, format string) seen {
	s := seen{ID: item.GUID, URL: item.Link, Title: item.Title, Summary: item.Description, Content: item.Content, Tags: item.Categories}
	if item.PublishedParsed != nil {
		s.Published = utc(*item.PublishedParsed)
	}
	if item.UpdatedParsed != nil {
		s.Updated = utc(*item.UpdatedParsed)
	}
	for _, a := range item.Authors {
		s.Authors = append(s.Authors, a.Name)
	}
	for _, e := range item.Enclosures {
		s.Enclosures = append(s.Enclosures, [3]string{e.URL, e.Type, e.Length})
	}
	if format == "rss" {
		s.Summary = html.UnescapeString(s.Summary)
		s.Updated = want.Updated                                              // atom:updated in RSS is not one of gofeed's fields; feedparser reads it
		if item.DublinCoreExt != nil && len(item.DublinCoreExt.Creator) > 0 { // Authors is the first alone
			s.Authors = item.DublinCoreExt.Creator
		}
	}
	if format == "json" && want.Content == "" && s.Content == want.Summary {
		s.Content = "" // content_text
	}
	return s
}

// TestFeedparser compares each item of RSS and Atom with what feedparser reads.
func TestFeedparser(t *testing.T) {
	feeds := []*feed.Feed{rich(), archive(), complete()}
	formats := feed.Formats()[:2]
	var paths []string
	for _, f := range feeds {
		for _, format := range formats {
			path := filepath.Join(t.TempDir(), format.FileName)
			if err := os.WriteFile(path, document(t, format, f), 0o600); err != nil {
				t.Fatal(err)
			}
			paths = append(paths, path)
		}
	}
	for n, parsed := range feedtest.Feedparser(t, paths...) {
		f, format := feeds[n/2], formats[n%2]
		t.Run(f.Folder+format.FileName, func(t *testing.T) {
			got := []string{parsed.Title, parsed.Subtitle, parsed.Link, parsed.Links["self "+format.MediaType], parsed.Language, parsed.Rights, parsed.Updated}
			want := []string{f.Title, f.Description, f.Home, f.Folder + format.FileName, f.Language, f.Rights, utc(newest(f))}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("feed (-want +got):\n%s", diff)
			}
			for i, entry := range parsed.Entries {
				want := expected(f.Items[i], format.Name)
				if format.Name == "rss" && want.Updated == want.Published {
					want.Updated = "" // said once
				}
				if diff := cmp.Diff(want, feedparserEntry(entry, format.Name)); diff != "" {
					t.Errorf("entry %d (-want +got):\n%s", i, diff)
				}
				if picture := f.Items[i].Image; picture != nil && (entry.Thumbnail != picture.URL || entry.Media[0] != picture.URL) {
					t.Errorf("entry %d: got picture %q, %q, want %q", i, entry.Thumbnail, entry.Media, picture.URL)
				}
				if got, want := entry.Rights, f.Items[i].Rights; got != want {
					t.Errorf("entry %d: got rights %q, want %q", i, got, want)
				}
			}
		})
	}
}

func feedparserEntry(e feedtest.ParsedEntry, format string) seen {
	s := seen{ID: e.ID, URL: e.Link, Title: e.Title, Summary: e.Summary, Published: e.Published, Updated: e.Updated, Authors: e.Authors, Tags: e.Tags}
	if format == "rss" {
		s.Summary = html.UnescapeString(s.Summary)
	}
	if len(e.Content) > 0 {
		s.Content = e.Content[0]
	}
	if len(s.Tags) == 0 {
		s.Tags = nil
	}
	for _, x := range e.Enclosures {
		s.Enclosures = append(s.Enclosures, [3]string{x.URL, x.Type, x.Length})
	}
	return s
}
