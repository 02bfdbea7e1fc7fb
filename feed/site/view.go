package site

import (
	"cmp"
	"fmt"
	"html"
	"html/template"
	"path"
	"strings"
	"time"

	"seedfeed/feed"
)

// A Page is what a template gets. Fields that a kind of page has no use for are empty.
type Page struct {
	Site        *Shared
	Root        string // relative path from this page to the front page, with a slash at its end
	Title       string // heading of the page
	Description string
	Language    string // BCP 47, "" where it is not known
	Direction   string // "rtl" or ""
	Canonical   string // absolute URL of this page, of the new page where it is of a moved article

	Entry   *EntryView  // the article; article.html and moved.html
	Entries []EntryView // newest first; index.html, tag.html, archive.html
	Total   int         // how many articles there are besides those in Entries; index.html and tag.html

	Feeds    []FeedLink // what this page offers for subscription; index.html and tag.html
	Tags     []Link     // index.html and tags.html
	MoreTags bool       // there are more than Tags shows

	Older, Newer string // relative URLs of archive pages, "" for none
	Number       int    // of this archive page
	Numbers      []int  // of all archive pages, newest first; archives.html
}

// Shared is what all pages know of their site.
type Shared struct {
	Title, Description, Language, Rights string
	Icon                                 string // absolute URL, "" for none
	Generator                            string
	Feeds                                []FeedLink // the main feeds

	// What every page says of the main feeds, written once because there may be very many pages.
	FeedLinks template.HTML // elements for the head
	FeedList  template.HTML // for people
}

// A FeedLink leads to one feed document.
type FeedLink struct {
	Name  string // of the format, such as "RSS"
	Title string // of the feed
	URL   string // absolute

	// Type is the whole attribute: type="application/rss+xml". As a string its plus sign would be
	// written as "&#43;", and programs that look for feeds with less than an HTML parser would miss it.
	Type template.HTMLAttr
}

// A Link is a name and a relative URL.
type Link struct{ Name, URL string }

// An EntryView is an article on a page.
type EntryView struct {
	Title, Summary, Rights string // plain text
	URL                    string // absolute
	Link                   string // relative to the page, or the URL of an article that has no page here
	Language, Direction    string // "" where they are those of the page
	Published              Date
	Updated                Date // empty where it is on the day of publication
	Authors                []feed.Person
	Tags                   []Link

	// The next ones are for the article's own page.
	Content    template.HTML
	Image      *feed.Image   // nil for none
	Lead       bool          // Content does not show Image by itself
	Enclosures []Media       // those that Content does not lead to by itself
	Versions   []VersionView // the article in different languages, itself included; none where it is the only one
}

// A VersionView is an article in one language. The one whose language is not known is for readers of all others, which is
// x-default in a link for search engines.
type VersionView struct {
	Language string // BCP 47; "" where it is not known
	Name     string // of the language, in that language; the article's title where it is not known
	URL      string // absolute
	Link     string // relative to the page, or the URL of an article that has no page here; "" on the article's own page
}

// A Date is a day for people, with its moment for programs. Both are "" where it is not known.
type Date struct{ Text, Machine string }

// A Media is a file to play or to load.
type Media struct {
	URL, Name string
	Kind      string // "audio", "video" or ""
	Type      string // media type
	Length    int64  // in bytes, 0 where it is not known
}

// page returns what pages of any kind have, for the page in the given folder of the output.
func (s *Site) page(folder, title string) *Page {
	return &Page{
		Site:      &s.shared,
		Root:      cmp.Or(root(folder), "./"),
		Title:     title,
		Language:  s.settings.Language,
		Canonical: s.address(folder),
	}
}

// root returns the relative path from a folder of the output to the output folder, with a slash at its end; "" if that
// is the folder.
func root(folder string) string {
	if folder == "" {
		return ""
	}
	return strings.Repeat("../", 1+strings.Count(folder, "/"))
}

// feedLinks returns the addresses of the feeds in a folder of the output.
func (s *Site) feedLinks(folder, title string) []FeedLink {
	links := make([]FeedLink, len(s.settings.Formats))
	for i, f := range s.settings.Formats {
		links[i] = FeedLink{
			Name:  f.Title,
			Title: title,
			URL:   s.address(folder) + f.FileName,
			Type:  template.HTMLAttr(`type="` + html.EscapeString(f.MediaType) + `"`),
		}
	}
	return links
}

// writeFeeds fills in FeedLinks and FeedList.
func (s *Shared) writeFeeds() {
	var links, list []string
	for _, f := range s.Feeds {
		title, address := html.EscapeString(f.Title+" ("+f.Name+")"), html.EscapeString(f.URL)
		links = append(links, fmt.Sprintf(`<link rel="alternate" %s title="%s" href="%s">`, f.Type, title, address))
		list = append(list, fmt.Sprintf(`<a href="%s" %s>%s</a>`, address, f.Type, html.EscapeString(f.Name)))
	}
	s.FeedLinks = template.HTML(strings.Join(links, "\n"))
	s.FeedList = template.HTML(strings.Join(list, " · "))
}

func (p *Page) tagLinks(tags []TagCount) []Link {
	links := make([]Link, len(tags))
	for i, t := range tags {
		links[i] = Link{t.Tag, p.Root + TagFolder(t.Slug) + "/"}
	}
	return links
}

func (p *Page) entryViews(entries []Entry) []EntryView {
	views := make([]EntryView, len(entries))
	for i := range entries {
		views[i] = p.entryView(&entries[i])
	}
	return views
}

func (p *Page) entryView(e *Entry) EntryView {
	v := EntryView{
		Title:     e.Title,
		Summary:   e.Summary,
		Rights:    e.Rights,
		URL:       e.URL,
		Link:      p.Root + ArticleFolder(e.Slug) + "/",
		Published: day(e.Published, p.Language),
		Authors:   e.Authors,
		Image:     e.Image,
	}
	if e.NoPage {
		v.Link = e.URL
	}
	if updated := day(e.Updated, p.Language); updated.Text != v.Published.Text {
		v.Updated = updated
	}
	if e.Language != p.Language {
		v.Language = e.Language
	}
	if d := rtl(e.Direction); d != p.Direction {
		v.Direction = e.Direction
	}
	for i, tag := range e.Tags {
		if i < len(e.TagSlugs) {
			v.Tags = append(v.Tags, Link{tag, p.Root + TagFolder(e.TagSlugs[i]) + "/"})
		}
	}
	return v
}

// addBody adds what only the article's own page shows.
func (v *EntryView) addBody(e *Entry) {
	v.Content = template.HTML(scrollable(e.Content))
	v.Lead = e.Image != nil && !leadsTo(e.Content, e.Image.URL)
	for _, enclosure := range e.Enclosures {
		if leadsTo(e.Content, enclosure.URL) {
			continue
		}
		m := Media{URL: enclosure.URL, Name: path.Base(enclosure.URL), Type: enclosure.Type, Length: enclosure.Length}
		switch kind, _, _ := strings.Cut(enclosure.Type, "/"); kind {
		case "audio", "video":
			m.Kind = kind
		}
		v.Enclosures = append(v.Enclosures, m)
	}
}

// addVersions adds what leads to the versions of the article, on its own page. Search engines want each to name all, itself
// included.
func (p *Page) addVersions(v *EntryView, e *Entry) {
	for _, version := range e.Versions {
		view := VersionView{Language: version.Language, Name: languageName(version.Language), URL: version.URL}
		if version.Language == "" {
			view.Name = version.Title
		}
		switch {
		case version.Slug == e.Slug:
		case version.NoPage:
			view.Link = version.URL
		default:
			view.Link = p.Root + ArticleFolder(version.Slug) + "/"
		}
		v.Versions = append(v.Versions, view)
	}
}

func leadsTo(content, url string) bool {
	return strings.Contains(content, url) || strings.Contains(content, html.EscapeString(url))
}

// scrollable lets wide tables and code be scrolled by themselves, with the keyboard too. It relies on
// content being serialised by a parser: a "<" in it that opens no tag is written as "&lt;".
func scrollable(content string) string {
	if strings.Contains(content, "<table") {
		content = strings.ReplaceAll(content, "<table", `<div class="scroll" role="group" aria-label="Table" tabindex="0"><table`)
		content = strings.ReplaceAll(content, "</table>", "</table></div>")
	}
	return strings.ReplaceAll(content, "<pre", `<pre tabindex="0"`)
}

// day writes the date of t as readers of the language take it without doubt: English by the month's
// name, others as ISO 8601 does.
func day(t time.Time, language string) Date {
	if t.IsZero() {
		return Date{}
	}
	layout := time.DateOnly
	if language == "" || language == "en" || strings.HasPrefix(language, "en-") {
		layout = "2 January 2006"
	}
	return Date{t.Format(layout), t.Format(time.RFC3339)}
}

func rtl(direction string) string {
	if direction == "rtl" {
		return direction
	}
	return ""
}
