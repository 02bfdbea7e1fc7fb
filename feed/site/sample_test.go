package site

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"seedfeed/feed"
)

const sampleURL = "https://example.org/blog/"

func settings(t testing.TB) Settings {
	t.Helper()
	u, err := url.Parse(sampleURL)
	if err != nil {
		t.Fatal(err)
	}
	return Settings{
		URL:         u,
		FeedID:      "urn:uuid:5bd4bd10-29a6-5a52-9c3d-0a9d6c0d6a61",
		Title:       "Notes & Sketches",
		Description: "On feeds, gardens and other things that grow by themselves.",
		Language:    "en",
		Rights:      "© 2026 Ada Example, CC BY 4.0",
		Authors:     []feed.Person{{Name: "Ada Example", Email: "ada@example.org", URL: "https://example.org/ada/"}},
		Icon:        "https://example.org/icon.png",
		Generator:   "seedfeed 1.2.3",
	}
}

func newSite(t testing.TB, settings Settings) *Site {
	t.Helper()
	s, err := New(settings)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// entry returns an article as the rest of the program would hand it over.
func entry(slug, title, content string, day int, tags ...string) Entry {
	published := time.Date(2026, 3, day, 9, 30, 0, 0, time.UTC)
	e := Entry{Slug: slug, Item: feed.Item{
		ID:        "urn:uuid:" + slug,
		URL:       sampleURL + ArticleFolder(slug) + "/",
		Title:     title,
		Summary:   "Summary of " + title + ".",
		Content:   content,
		Published: published,
		Updated:   published,
		Tags:      tags,
	}}
	for _, tag := range tags {
		e.TagSlugs = append(e.TagSlugs, TagSlug(tag))
	}
	return e
}

// sampleEntries has one article of each kind that pages must cope with, newest first.
func sampleEntries(t testing.TB) []Entry {
	t.Helper()
	sink, err := os.ReadFile(filepath.Join("testdata", "sink.html"))
	if err != nil {
		t.Fatal(err)
	}
	everything := entry("everything", "Everything that an article can hold", string(sink), 24, "Go", "C++")
	everything.Authors = []feed.Person{{Name: "Ada Example", URL: "https://example.org/ada/"}, {Name: "Bo Example"}}
	everything.Updated = everything.Published.AddDate(0, 1, 0)
	everything.Summary = "A table, code, a picture, lists and a footnote, all on one page & in one look."
	everything.Image = &feed.Image{URL: everything.URL + "flow.png", Type: "image/png", Width: 1600, Height: 900, Alt: "Boxes"}

	arabic := entry("ma-hi-al-khulasa", "ما هي خلاصة الأخبار؟",
		"<p>خلاصة الأخبار هي ملف صغير على الموقع يذكر أحدث مقالاته. يقرأ برنامج القراءة هذا الملف من وقت إلى آخر، فيصل كل مقال جديد إلى القارئ مرة واحدة، من دون حساب ولا بريد إلكتروني.</p><p>اسم الملف عادةً <code>rss.xml</code> أو <code>atom.xml</code>، ويكفي نسخ عنوانه إلى البرنامج.</p><ul><li>لا إعلانات.</li><li>لا تتبّع.</li></ul>", 23, "خلاصات", "Go")
	arabic.Language, arabic.Direction = "ar", "rtl"
	arabic.Summary = "خلاصة الأخبار هي ملف صغير على الموقع يذكر أحدث مقالاته."

	chinese := entry("shen-me-shi-ding-yue-yuan", "什么是订阅源？",
		"<p>订阅源是网站上的一个小文件，列出最新的文章。阅读器会定期查看这个文件，每篇新文章都会送到读者手中，而且只送一次。读者不需要注册账号，也不需要留下电子邮件地址。</p><p>常见的格式有 RSS、Atom 和 JSON Feed；把地址复制到<em>阅读器</em>里就可以了。</p>", 22, "订阅")
	chinese.Language = "zh"
	chinese.Summary = "订阅源是网站上的一个小文件，列出最新的文章。"

	long := entry("long", "A title that goes on for much longer than anybody would wish, with an Unbelievablylongwordthatnobodycanbreak-atareasonableplace, until at last it ends", "<p>Short text.</p>", 21)

	song := entry("song", "A song <without> words", "<p>Listen.</p>", 20, "C#")
	song.Enclosures = []feed.Enclosure{
		{URL: song.URL + "tone.ogg", Type: "audio/ogg", Length: 21_345},
		{URL: song.URL + "score.pdf", Type: "application/pdf"},
	}
	song.Image = &feed.Image{URL: "https://example.org/cover.jpg", Alt: "A cover"}
	song.Rights = "CC0"

	version := func(language string, e Entry) Version {
		return Version{Language: language, Title: e.Title, URL: e.URL, Slug: e.Slug}
	}
	everything.Versions = []Version{
		version("ar", arabic), version("en", everything),
		{Language: "fr", Title: "Tout", URL: "https://example.org/fr/tout/", Slug: "tout", NoPage: true}, version("", long), version("zh-Hans", chinese),
	}
	arabic.Versions, chinese.Versions, long.Versions = everything.Versions, everything.Versions, everything.Versions
	return []Entry{everything, arabic, chinese, long, song}
}

// sampleSite returns every document of a little site by its path.
func sampleSite(t testing.TB) map[string]string {
	t.Helper()
	s, entries := newSite(t, settings(t)), sampleEntries(t)
	site := map[string]string{}
	add := func(files []File, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if _, twice := site[f.Path]; twice {
				t.Errorf("%s is written twice", f.Path)
			}
			site[f.Path] = string(f.Data)
		}
	}
	var tags []TagCount
	var pages []SitemapEntry
	byTag := map[string][]Entry{}
	for _, e := range entries {
		add(s.Article(e, 2))
		pages = append(pages, SitemapEntry{e.URL, e.Updated})
		for i, tag := range e.Tags {
			if len(byTag[tag]) == 0 {
				tags = append(tags, TagCount{Tag: tag, Slug: e.TagSlugs[i]})
			}
			byTag[tag] = append(byTag[tag], e)
		}
	}
	for i := range tags {
		tags[i].Count = len(byTag[tags[i].Tag])
		add(s.Tag(tags[i].Tag, tags[i].Slug, byTag[tags[i].Tag], tags[i].Count))
	}
	front, trimmed, err := s.Front(entries, 7, 2, false, tags)
	if trimmed != 0 {
		t.Errorf("a small feed was trimmed by %d", trimmed)
	}
	add(front, err)
	add(s.Archive(1, 2, entries[2:]))
	add(s.Archive(2, 2, entries[:2]))
	add(s.Moved("old-song", entries[4]))
	add(s.TagIndex(tags))
	add(s.ArchiveIndex(2))
	add(s.SitemapPart(1, pages))
	add(s.Sitemap(1))
	add(s.OPML(tags))
	add(s.Assets())
	return site
}

// manyTags returns n tags, the first the most used.
func manyTags(n int) []TagCount {
	tags := make([]TagCount, n)
	for i := range tags {
		name := fmt.Sprintf("Tag %d", i)
		tags[i] = TagCount{name, strings.ReplaceAll(strings.ToLower(name), " ", "-"), n - i}
	}
	return tags
}
