package build

import (
	"net/url"
	"path"
	"slices"
	"strings"

	"seedfeed/feed/article"
	"seedfeed/feed/catalogue"
	"seedfeed/feed/generator"
	"seedfeed/feed/source"
)

// Which articles get a page of ours.
const (
	PagesAuto   = "auto"   // those that have no address on the site that they are of
	PagesAlways = "always" // all
	PagesNever  = "never"  // none
)

// address is where the article is on the site that it is of, as the catalogue keeps it.
func (p *pass) address(a *article.Article) string {
	page := generator.Page{
		Path: a.Path, Title: a.Title, Slug: a.Slug, Pattern: a.Pattern, Categories: a.Categories, Published: a.Published,
	}
	if !a.Saved && !(a.Canonical && p.isElsewhere(a.Permalink)) {
		page.Permalink = a.Permalink
	}
	return p.Place.Address(page)
}

// isElsewhere tells whether an address is on another host than the site that the articles are of.
func (p *pass) isElsewhere(address string) bool {
	u, err := url.Parse(address)
	return err != nil || p.Live != nil && u.Host != "" && !strings.EqualFold(u.Host, p.Live.Host)
}

// addressOf is where an article is read: on the site that it is of, else at its page.
func (p *pass) addressOf(record catalogue.Record) *url.URL {
	if live := p.liveAddress(record.Address); live != nil {
		return live
	}
	if p.Pages == PagesNever {
		return p.URL
	}
	return p.site.ArticleURL(record.Slug)
}

// siteAddress is that of the site that the articles are of, else of the output.
func (p *pass) siteAddress() *url.URL {
	if p.Live != nil {
		return p.Live
	}
	return p.URL
}

// liveAddress is nil where there is none.
func (p *pass) liveAddress(address string) *url.URL {
	if p.Live == nil || address == "" {
		return nil
	}
	if address[0] == '/' {
		address = p.Live.String() + address[1:]
	}
	live, err := url.Parse(address)
	if err != nil || live.Host == "" {
		return nil
	}
	return live
}

// hasPage tells whether there is a page of ours for an article.
func (p *pass) hasPage(record catalogue.Record) bool {
	switch p.Pages {
	case PagesAlways:
		return true
	case PagesNever:
		return false
	}
	return p.liveAddress(record.Address) == nil
}

// walkOptions say what of the folder are articles.
func (p *pass) walkOptions() source.WalkOptions {
	options := source.WalkOptions{
		IsArticle: p.Article.IsArticle, Skip: []string{p.Out, p.State}, Index: indexFiles(),
		IsAsset: func(name string) bool { return strings.EqualFold(path.Ext(name), ".txt") },
		IsData:  p.isData,
	}
	if p.Place == nil || p.Place.ByName() {
		options.IsMedia = article.IsMedia
	}
	if p.Place != nil {
		options.LeavesOut, options.Bundles = p.Place.LeavesOut, p.Place.Bundles()
		if options.Bundles {
			options.Index = append(options.Index, "index.html")
		}
	}
	return options
}

func indexFiles() []string { return []string{"index.md", "index.markdown", "index.mdx"} }

// besideIndex adds to paths the folders of the index files among them: with one, other files there are no articles.
func besideIndex(paths []string) []string {
	var folders []string
	for _, at := range paths {
		if slices.Contains(indexFiles(), path.Base(at)) || path.Base(at) == "index.html" {
			folders = append(folders, path.Dir(at))
		}
	}
	return append(slices.Clip(paths), folders...)
}
