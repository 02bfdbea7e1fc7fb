package build

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"seedfeed/feed/catalogue"
	"seedfeed/feed/site"
)

// A made is a part as it should be in the output folder.
type made struct {
	part   string
	files  []site.File
	copies []copied
}

// A copied is a file of the seeds folder that goes beside a page.
type copied struct {
	path string // in the output folder
	from string // in the seeds folder
}

// A task is a part that is to be made.
type task struct {
	part    string
	article *catalogue.Record // whose page it is; nil where that is not known yet
}

// make makes one part. A part that should not be there, such as the page of an article that is gone, is made of no files.
func (p *pass) make(ctx context.Context, t task) (made, error) {
	part := t.part
	m := made{part: part}
	folder, name, _ := strings.Cut(part, "/")
	n, _ := strconv.Atoi(name)
	var err error
	switch {
	case part == partFront:
		m.files, err = p.makeFront(ctx)
	case part == partStyle:
		m.files, err = p.site.Assets()
	case part == partTags, part == partFeeds:
		m.files, err = p.makeTagLists(ctx, part)
	case part == partArchive:
		m.files, err = p.site.ArchiveIndex(p.sections.newest)
	case part == partSitemap:
		m.files, err = p.site.Sitemap(p.sections.sitemap)
	case folder == site.ArticlesRoot:
		err = p.makeArticle(ctx, &m, name, t.article)
	case folder == partMoved:
		m.files, err = p.makeMoved(ctx, name)
	case folder == site.TagsRoot:
		m.files, err = p.makeTag(ctx, name)
	case folder == site.ArchiveRoot && n > 0:
		m.files, err = p.makeArchive(ctx, n)
	case folder == partSitemap && n > 0:
		m.files, err = p.makeSitemap(ctx, n)
	}
	if err != nil {
		return m, fmt.Errorf("make %s: %w", part, err)
	}
	return m, nil
}

func (p *pass) makeFront(ctx context.Context) ([]site.File, error) {
	records, err := p.catalogue.Newest(ctx, p.Limit)
	if err != nil {
		return nil, err
	}
	entries, err := p.entries(ctx, records)
	if err != nil {
		return nil, err
	}
	tags, err := p.tagCounts(ctx, mostTags)
	if err != nil {
		return nil, err
	}
	files, trimmed, err := p.site.Front(entries, p.report.Articles, p.sections.newest, p.sections.newest == 0, tags)
	if trimmed > 0 {
		p.note("the main feed would be larger than 1 MiB: its %d oldest articles are in it with their summary alone", trimmed)
	}
	return files, err
}

// mostTags is how many tags the lists of tags are made from: more than they show, so that they can say that there are more.
const mostTags = 501

func (p *pass) tagCounts(ctx context.Context, limit int) ([]site.TagCount, error) {
	counts, err := p.catalogue.Tags(ctx, limit)
	tags := make([]site.TagCount, len(counts))
	for i, c := range counts {
		tags[i] = site.TagCount{Tag: c.Name, Slug: c.Slug, Count: c.Articles}
	}
	return tags, err
}

func (p *pass) makeTagLists(ctx context.Context, part string) ([]site.File, error) {
	tags, err := p.tagCounts(ctx, mostTags)
	if err != nil {
		return nil, err
	}
	if part == partFeeds {
		return p.site.OPML(tags)
	}
	return p.site.TagIndex(tags)
}

func (p *pass) makeTag(ctx context.Context, slug string) ([]site.File, error) {
	tag, ok, err := p.catalogue.Tag(ctx, slug)
	if err != nil || !ok {
		return nil, err
	}
	records, err := p.catalogue.Tagged(ctx, slug, p.Limit)
	if err != nil {
		return nil, err
	}
	entries, err := p.entries(ctx, records)
	if err != nil {
		return nil, err
	}
	return p.site.Tag(tag.Name, slug, entries, tag.Articles)
}

func (p *pass) makeArchive(ctx context.Context, n int) ([]site.File, error) {
	if n > p.sections.newest {
		return nil, nil
	}
	records, err := p.catalogue.Numbered(ctx, int64(n-1)*archiveSize+1, int64(n)*archiveSize)
	if err != nil {
		return nil, err
	}
	entries, err := p.entries(ctx, records)
	if err != nil {
		return nil, err
	}
	return p.site.Archive(n, p.sections.newest, entries)
}

func (p *pass) makeSitemap(ctx context.Context, n int) ([]site.File, error) {
	if n > p.sections.sitemap {
		return nil, nil
	}
	listed, err := p.catalogue.Pages(ctx, int64(n-1)*sitemapSize+1, int64(n)*sitemapSize)
	if err != nil {
		return nil, err
	}
	pages := make([]site.SitemapEntry, 0, len(listed)+1)
	if n == 1 {
		pages = append(pages, site.SitemapEntry{URL: p.URL.String()})
	}
	for _, page := range listed {
		record := catalogue.Record{Slug: page.Slug, Address: page.Address}
		pages = append(pages, site.SitemapEntry{URL: p.addressOf(record).String(), Updated: page.Updated})
	}
	return p.site.SitemapPart(n, pages)
}

// makeArticle makes the page of the article with the slug, or the page that leads on from a former slug.
func (p *pass) makeArticle(ctx context.Context, m *made, slug string, known *catalogue.Record) error {
	if known == nil {
		record, ok, err := p.catalogue.WithSlug(ctx, slug)
		if err != nil {
			return err
		}
		if !ok {
			return p.makeMovedArticle(ctx, m, slug)
		}
		known = &record
	}
	record := *known
	if record.State != catalogue.Listed || !p.hasPage(record) {
		return nil
	}
	content, err := p.content(ctx, record)
	if err != nil {
		return err
	}
	for _, file := range content.Files {
		if file.Name != "" {
			m.copies = append(m.copies, copied{path: m.part + "/" + file.Name, from: file.Path})
		}
	}
	entry, err := p.show(ctx, record, content)
	if err != nil {
		return err
	}
	if entry.Versions, err = p.showVersions(ctx, record); err != nil {
		return err
	}
	archive := 0
	if p.sections.newest > 0 {
		archive = sectionOf(int(record.Number), archiveSize)
	}
	m.files, err = p.site.Article(entry, archive)
	return err
}

func (p *pass) makeMovedArticle(ctx context.Context, m *made, slug string) error {
	record, ok, err := p.catalogue.MovedFrom(ctx, slug)
	if err != nil || !ok || record.State != catalogue.Listed {
		return err
	}
	entry, err := p.entry(ctx, record)
	if err == nil {
		m.files, err = p.site.Moved(slug, entry)
	}
	return err
}
