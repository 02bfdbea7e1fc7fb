package build

import (
	"context"
	"errors"
	"io/fs"
	"net/url"
	"path"
	"strings"

	"seedfeed/feed"
	"seedfeed/feed/article"
	"seedfeed/feed/catalogue"
	"seedfeed/feed/rendered"
	"seedfeed/feed/site"
)

func (p *pass) entries(ctx context.Context, records []catalogue.Record) ([]site.Entry, error) {
	entries := make([]site.Entry, 0, len(records))
	for _, record := range records {
		entry, err := p.entry(ctx, record)
		if err != nil {
			return nil, err
		}
		entries = append(entries, entry)
	}
	return entries, nil
}

// entry gathers what documents show of an article.
func (p *pass) entry(ctx context.Context, record catalogue.Record) (site.Entry, error) {
	content, err := p.content(ctx, record)
	if err != nil {
		return site.Entry{}, err
	}
	return p.show(ctx, record, content)
}

func (p *pass) show(ctx context.Context, record catalogue.Record, content rendered.Content) (site.Entry, error) {
	page := p.addressOf(record)
	at := &addresses{pass: p, ctx: ctx, record: record, page: page, files: byPath(content.Files), copied: p.hasPage(record)}
	zone := p.Article.Zone() // of the days that people are shown
	e := site.Entry{
		Slug: record.Slug, Direction: content.Direction, NoPage: !p.hasPage(record),
		Item: feed.Item{
			ID: record.ID, URL: page.String(), Title: record.Title, Summary: content.Summary,
			Content:   content.HTML.Resolve(at.all()),
			Published: record.Published.In(zone), Updated: record.Updated.In(zone), Language: record.Language, Rights: content.Rights,
		},
	}
	for _, tag := range content.Tags {
		e.Tags = append(e.Tags, tag.Name)
		e.TagSlugs = append(e.TagSlugs, tag.Slug)
	}
	for _, a := range content.Authors {
		e.Authors = append(e.Authors, feed.Person(a))
	}
	if content.Image.URL != "" {
		e.Image = at.image(content.Image)
	}
	for _, enclosure := range content.Enclosures {
		e.Enclosures = append(e.Enclosures, at.enclosure(enclosure))
	}
	return e, at.err
}

// content gets an article's content from the cache, or else from its file.
func (p *pass) content(ctx context.Context, record catalogue.Record) (rendered.Content, error) {
	version := p.version(record.Path, record.Hash)
	if content, ok := p.recent.get(version); ok {
		return content, nil
	}
	content, err := p.findContent(ctx, record, version)
	if err == nil {
		p.recent.put(version, content)
	}
	return content, err
}

func (p *pass) findContent(ctx context.Context, record catalogue.Record, version []byte) (rendered.Content, error) {
	if content, ok := p.store.Get(record.Key, version); ok {
		return content, nil
	}
	if p.cache != nil {
		if content, ok := p.cache.Get(record.Key, version); ok {
			return content, nil
		}
	}
	var a *article.Article
	data, _, err := p.folder.Read(record.Path, article.MaxSize)
	if err == nil { // a file that has changed since the scan is shown as it is now; the next build finds out
		a, err = p.parse(ctx, record.Path, data)
	}
	if err != nil {
		// What was published stays as it was until the file can be read: so where the settings have changed as well.
		if last, ok := p.lastContent(record.Key); ok && ctx.Err() == nil {
			return last, nil
		}
		if errors.Is(err, fs.ErrNotExist) {
			err = &awayError{record.Path, err}
		}
		return rendered.Content{}, err
	}
	references, _ := p.references(a)
	content := contentOf(a, tags(a.Tags), references)
	if a.Hash == record.Hash {
		p.store.Heal(record.Key, version, content)
	}
	return content, nil
}

// An awayError is a published article whose file is not there and whose content is not kept.
type awayError struct {
	path string
	err  error
}

func (e *awayError) Error() string { return e.err.Error() }
func (e *awayError) Unwrap() error { return e.err }

func (p *pass) lastContent(key int64) (rendered.Content, bool) {
	content, ok := p.store.Last(key)
	if !ok && p.cache != nil {
		content, ok = p.cache.Last(key)
	}
	return content, ok
}

// addresses finds the addresses of the local files that one article names.
type addresses struct {
	*pass
	ctx    context.Context // of the one call of show that it lives for
	record catalogue.Record
	page   *url.URL
	files  map[string]rendered.File // by their Path
	copied bool                     // the files lie beside a page of ours
	err    error                    // the first; there is no other way out of Marked.Resolve
}

func byPath(files []rendered.File) map[string]rendered.File {
	m := make(map[string]rendered.File, len(files))
	for _, file := range files {
		m[file.Path] = file
	}
	return m
}

// lookUp returns the file beside the page that a local path stands for; its Name is "" where there is none.
func (at *addresses) lookUp(path string) rendered.File { return at.files[path] }

func (at *addresses) all() article.Addresses {
	return article.Addresses{Page: at.page, Site: at.siteAddress(), File: at.of, Article: at.byName}
}

// of returns the absolute URL of a local file: an article's page, a file beside the page, or what the relative path that
// the author wrote means from the page.
func (at *addresses) of(file string) string {
	if beside := at.lookUp(file); beside.Name != "" && at.copied {
		return at.site.ArticleURL(at.record.Slug).ResolveReference(&url.URL{Path: "./" + beside.Name}).String()
	}
	if at.Article.IsArticle(file) {
		if page := at.article(file); page != "" {
			return page
		}
	}
	return at.page.ResolveReference(&url.URL{Path: "./" + relative(path.Dir(at.record.Path), file)}).String()
}

// relative returns the path that leads from the folder to the file; both are relative to the seeds folder.
func relative(folder, file string) string {
	if folder == "." {
		return file
	}
	from, to := strings.Split(folder, "/"), strings.Split(file, "/")
	for len(from) > 0 && len(to) > 1 && from[0] == to[0] {
		from, to = from[1:], to[1:]
	}
	return strings.Repeat("../", len(from)) + strings.Join(to, "/")
}

func (at *addresses) image(i article.Image) *feed.Image {
	r := at.named(i.URL)
	image := &feed.Image{URL: i.URL.ResolveURL(at.all()), Type: r.Type, Width: r.Width, Height: r.Height, Length: r.Size, Alt: i.Alt}
	if image.Type == "" {
		image.Type = typeOfURL(image.URL)
	}
	return image
}

func (at *addresses) enclosure(e article.Enclosure) feed.Enclosure {
	r := at.named(e.URL)
	enclosure := feed.Enclosure{URL: e.URL.ResolveURL(at.all()), Type: e.Type, Length: e.Length}
	if r.Size > 0 {
		enclosure.Length = r.Size // the file knows better than the front matter
	}
	if enclosure.Type == "" {
		enclosure.Type = r.Type
	}
	if enclosure.Type == "" {
		enclosure.Type = typeOfURL(enclosure.URL)
	}
	return enclosure
}

// named returns the local file that a URL names, if it does.
func (at *addresses) named(link article.Marked) (named rendered.File) {
	link.ResolveURL(article.Addresses{Page: at.page, File: func(file string) string {
		named = at.lookUp(file)
		return ""
	}})
	return named
}

func typeOfURL(address string) string {
	parsed, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return article.MediaType(parsed.Path)
}
