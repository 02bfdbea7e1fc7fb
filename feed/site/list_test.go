package site

import (
	"encoding/xml"
	"strings"
	"testing"
	"time"

	"seedfeed/feed"
)

func TestSitemapPart(t *testing.T) {
	s := newSite(t, settings(t))
	moment := time.Date(2026, 3, 1, 1, 0, 0, 0, time.FixedZone("", 2*3600))
	files, err := s.SitemapPart(3, []SitemapEntry{{"https://example.org/?a=1&b=<2>", moment}, {"https://example.org/b", time.Time{}}})
	if err != nil {
		t.Fatal(err)
	}
	if files[0].Path != "sitemap/3.xml" {
		t.Errorf("path: got %s", files[0].Path)
	}
	var got struct {
		XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
		URLs    []struct {
			Loc     string `xml:"loc"`
			Lastmod string `xml:"lastmod"`
		} `xml:"url"`
	}
	if err := xml.Unmarshal(files[0].Data, &got); err != nil {
		t.Fatal(err)
	}
	if len(got.URLs) != 2 || got.URLs[0].Loc != "https://example.org/?a=1&b=<2>" || got.URLs[0].Lastmod != "2026-02-28T23:00:00Z" || got.URLs[1].Lastmod != "" {
		t.Errorf("got %+v", got.URLs)
	}
}

func TestSitemapPartLimit(t *testing.T) {
	s := newSite(t, settings(t))
	if _, err := s.SitemapPart(1, make([]SitemapEntry, SitemapPartSize)); err != nil {
		t.Error(err)
	}
	if _, err := s.SitemapPart(1, make([]SitemapEntry, SitemapPartSize+1)); err == nil {
		t.Error("a part that is too long: no error")
	}
}

func TestSitemap(t *testing.T) {
	s := newSite(t, settings(t))
	files, err := s.Sitemap(3)
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 sitemapindex"`
		Loc     []string `xml:"sitemap>loc"`
	}
	if err := xml.Unmarshal(files[0].Data, &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Loc) != 3 || got.Loc[2] != sampleURL+"sitemap/3.xml" {
		t.Errorf("got %q", got.Loc)
	}
}

func TestOPML(t *testing.T) {
	parse := func(t *testing.T, set Settings, tags []TagCount) opml {
		t.Helper()
		files, err := newSite(t, set).OPML(tags)
		if err != nil {
			t.Fatal(err)
		}
		var got opml
		if err := xml.Unmarshal(files[0].Data, &got); err != nil {
			t.Fatal(err)
		}
		if got.Version != "2.0" || got.Title != set.Title || len(got.Outlines) == 0 {
			t.Fatalf("got %+v", got)
		}
		return got
	}
	t.Run("tags", func(t *testing.T) {
		got := parse(t, settings(t), []TagCount{{"Go", "go", 1}, {"C#", "c-sharp", 5}})
		main, group := got.Outlines[0], got.Outlines[1]
		if main.Type != "rss" || main.XMLURL != sampleURL+"rss.xml" || main.HTMLURL != sampleURL {
			t.Errorf("main feed: got %+v", main)
		}
		if len(group.Outlines) != 2 || group.Outlines[0].XMLURL != sampleURL+"tags/c-sharp/rss.xml" || group.Outlines[0].Text != "Notes & Sketches: C#" {
			t.Errorf("tags: got %+v", group)
		}
	})
	t.Run("no tags", func(t *testing.T) {
		if got := parse(t, settings(t), nil); len(got.Outlines) != 1 {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("json alone", func(t *testing.T) {
		set := settings(t)
		set.Formats = feed.Formats()[2:]
		if got := parse(t, set, nil); !strings.HasSuffix(got.Outlines[0].XMLURL, "/feed.json") {
			t.Errorf("got %+v", got)
		}
	})
}
