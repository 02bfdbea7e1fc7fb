package site

import (
	"cmp"
	"path"
	"slices"
	"strings"
)

// Article returns an article's page. archive is the number of the archive document that the article
// stands in for ever, or 0 for no link to it.
func (s *Site) Article(e Entry, archive int) ([]File, error) {
	folder := ArticleFolder(e.Slug)
	page := s.page(folder, e.Title)
	page.Language = cmp.Or(e.Language, s.settings.Language)
	page.Direction = rtl(e.Direction)
	page.Canonical = e.URL
	page.Description = e.Summary
	view := page.entryView(&e)
	view.addBody(&e)
	page.addVersions(&view, &e)
	page.Entry = &view
	if archive > 0 {
		page.Older = page.Root + ArchiveFolder(archive) + "/"
	}
	return s.render("article.html", folder, page)
}

// Moved returns what stands at the former address of an article: a page that leads to e.
func (s *Site) Moved(slug string, e Entry) ([]File, error) { return s.Forward(ArticlePath(slug), e) }

// Forward is Moved for an address outside of the folder of articles; file is its path in the output.
func (s *Site) Forward(file string, e Entry) ([]File, error) {
	folder := path.Dir(file)
	if folder == "." {
		folder = ""
	}
	page := s.page(folder, e.Title)
	page.Canonical = e.URL
	view := page.entryView(&e)
	page.Entry = &view
	files, err := s.render("moved.html", folder, page)
	for i := range files {
		files[i].Path = file
	}
	return files, err
}

// A TagCount is a tag with the number of its articles.
type TagCount struct {
	Tag, Slug string
	Count     int
}

// tagIndexLimit keeps the list of all tags readable, and cheap to write where every article brings new ones.
const tagIndexLimit = 500

// TagIndex returns the page that lists the most used tags, by name. It shows no counts: they would
// change it with every article. Every page leads to it, also where there are no tags.
func (s *Site) TagIndex(tags []TagCount) ([]File, error) {
	page := s.page(TagsRoot, "Tags")
	page.MoreTags = len(tags) > tagIndexLimit
	page.Tags = page.tagLinks(mostUsed(tags, tagIndexLimit))
	return s.render("tags.html", TagsRoot, page)
}

// mostUsed returns the n most used tags in the order of their names.
func mostUsed(tags []TagCount, n int) []TagCount {
	tags = slices.Clone(tags)
	if len(tags) > n {
		slices.SortFunc(tags, func(a, b TagCount) int {
			return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Slug, b.Slug))
		})
		tags = tags[:n]
	}
	slices.SortFunc(tags, func(a, b TagCount) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Tag), strings.ToLower(b.Tag)), cmp.Compare(a.Slug, b.Slug))
	})
	return tags
}

// ArchiveIndex returns the page that leads to all archive pages. Every page leads to it, also where
// newest is 0 because there is no archive.
func (s *Site) ArchiveIndex(newest int) ([]File, error) {
	page := s.page(ArchiveRoot, "Archive")
	for number := newest; number > 0; number-- {
		page.Numbers = append(page.Numbers, number)
	}
	return s.render("archives.html", ArchiveRoot, page)
}

// Assets returns the files that pages and feeds, and whoever hosts them, need besides themselves.
func (s *Site) Assets() ([]File, error) {
	if s.settings.Headers {
		return append(slices.Clone(s.assets), s.headers()), nil
	}
	return s.assets, nil
}
