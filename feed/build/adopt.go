package build

import (
	"context"
	"net/url"
	"strings"

	"seedfeed/feed/adopt"
	"seedfeed/feed/article"
	"seedfeed/feed/catalogue"
)

// Adoptable returns the articles that an existing feed may know, in the order of Articles.
func (v *View) Adoptable(ctx context.Context) ([]adopt.Article, error) {
	var all []adopt.Article
	err := v.Articles(ctx, func(a Article) error {
		if a.State == catalogue.Skipped {
			return nil
		}
		one, err := v.adoptable(ctx, a)
		all = append(all, one)
		return err
	})
	return all, err
}

func (v *View) adoptable(ctx context.Context, listed Article) (adopt.Article, error) {
	p := v.pass
	a := adopt.Article{
		Path: listed.Path, ID: listed.ID, URL: listed.URL, Slug: listed.Slug, Title: listed.Title, Published: listed.Published, Updated: listed.Updated,
		Known: listed.ID != catalogue.DeriveID(p.URL.String(), listed.Path),
	}
	var err error
	if a.Source, err = p.catalogue.AdoptedFrom(ctx, listed.Key); err != nil {
		return a, err
	}
	if a.Former, err = p.formerAddresses(ctx, listed.Key); err != nil {
		return a, err
	}
	data, _, err := p.folder.Read(listed.Path, article.MaxSize)
	if err != nil {
		return a, err
	}
	read, err := p.parse(ctx, listed.Path, data)
	if err != nil {
		return a, err
	}
	a.Given, a.Dated = read.ID, !read.Published.IsZero()
	a.Links = p.whole(read.Permalink)
	for _, address := range read.Aliases {
		a.Former = append(a.Former, p.whole(address)...)
	}
	a.Text = article.FingerprintOf(string(read.Content))
	return a, nil
}

// formerAddresses returns where an article's page was before, as whole addresses.
func (p *pass) formerAddresses(ctx context.Context, key int64) ([]string, error) {
	slugs, err := p.catalogue.MovedSlugs(ctx, key)
	if err != nil {
		return nil, err
	}
	addresses, err := p.catalogue.Addresses(ctx, key)
	if err != nil {
		return nil, err
	}
	var all []string
	for _, slug := range slugs {
		all = append(all, p.site.ArticleURL(slug).String())
	}
	for _, address := range addresses {
		if !strings.Contains(address, "://") {
			address = p.URL.ResolveReference(&url.URL{Path: address}).String()
		}
		all = append(all, address)
	}
	return all, nil
}

// whole returns what an address in front matter may mean: generators count a path from the root of the host, or from that
// of the site.
func (p *pass) whole(address string) []string {
	if address == "" || strings.Contains(address, "://") {
		return []string{address}
	}
	all := []string{p.URL.ResolveReference(&url.URL{Path: "/" + strings.TrimPrefix(address, "/")}).String()}
	if p.URL.Path != "/" {
		all = append(all, p.URL.ResolveReference(&url.URL{Path: p.URL.Path + strings.TrimPrefix(address, "/")}).String())
	}
	return all
}

// Adopt lets articles take over what a feed of another generator says of them, by their paths. It reads the articles as
// Run does and makes the catalogue durable, but writes no output: the next Run does.
func Adopt(ctx context.Context, settings Settings, env Env, adoptions map[string]catalogue.Adoption) (*Report, error) {
	s := NewSession(settings, env)
	s.adopt = adoptions
	return s.run(ctx, Scope{All: true}, func(p *pass) error {
		work, err := p.scan(ctx, Scope{All: true})
		if err != nil {
			return err
		}
		return p.updateCatalogue(ctx, work)
	}, s.close)
}

// addAdopting adds the articles that take something over to those that are read although they are unchanged.
func (p *pass) addAdopting(ctx context.Context, forced map[int64]bool) error {
	for at := range p.adopt {
		record, ok, err := p.catalogue.AtPath(ctx, at)
		if err != nil {
			return err
		}
		if ok {
			forced[record.Key] = true
		}
	}
	return nil
}
