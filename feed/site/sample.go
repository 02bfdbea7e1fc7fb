package site

import (
	"html/template"

	"seedfeed/feed"
)

// samplePage has something in every field, so that trying a template on it reaches all that it says.
func samplePage() *Page {
	link := Link{"tag", "../tags/tag/"}
	feeds := []FeedLink{{"RSS", "title", "https://example.org/rss.xml", `type="application/rss+xml"`}}
	entry := EntryView{
		Title: "title", Summary: "summary", Rights: "rights",
		URL: "https://example.org/articles/title/", Link: "../articles/title/",
		Language: "ar", Direction: "rtl",
		Published: Date{"1 January 2026", "2026-01-01T00:00:00Z"},
		Updated:   Date{"2 January 2026", "2026-01-02T00:00:00Z"},
		Authors:   []feed.Person{{Name: "author", Email: "author@example.org", URL: "https://example.org/author/"}},
		Tags:      []Link{link},
		Content:   template.HTML("<p>content</p>"),
		Image:     &feed.Image{URL: "https://example.org/a.png", Type: "image/png", Width: 1, Height: 1, Alt: "alt"},
		Lead:      true,
		Enclosures: []Media{
			{URL: "https://example.org/a.mp3", Name: "a.mp3", Kind: "audio", Type: "audio/mpeg", Length: 1},
			{URL: "https://example.org/a.mp4", Name: "a.mp4", Kind: "video", Type: "video/mp4", Length: 1},
			{URL: "https://example.org/a.pdf", Name: "a.pdf", Type: "application/pdf", Length: 1},
		},
		Versions: []VersionView{
			{Language: "ar", Name: "العربية", URL: "https://example.org/articles/title/"},
			{Language: "fr", Name: "français", URL: "https://example.org/articles/titre/", Link: "../articles/titre/"},
		},
	}
	return &Page{
		Site: &Shared{
			Title: "site", Description: "description", Language: "en", Rights: "rights",
			Icon: "https://example.org/icon.png", Generator: "seedfeed", Feeds: feeds, FeedLinks: "<link>", FeedList: "<a>RSS</a>",
		},
		Root: "../", Title: "title", Description: "description", Language: "en", Direction: "rtl",
		Canonical: "https://example.org/", Entry: &entry, Entries: []EntryView{entry}, Total: 2,
		Feeds: feeds, Tags: []Link{link}, MoreTags: true,
		Older: "../1/", Newer: "../3/", Number: 2, Numbers: []int{2, 1},
	}
}
