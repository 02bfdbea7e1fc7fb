package build

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"seedfeed/feed/article"
	"seedfeed/feed/catalogue"
)

// An Article is one article as it would be published.
type Article struct {
	catalogue.Record
	URL     string
	Summary string
	Authors []article.Person
	Tags    []string
	Reason  string // why it is left out; "" when it is published
}

// Articles calls use for each article: those that are published, newest first, then those that are left out, by path.
func (v *View) Articles(ctx context.Context, use func(Article) error) error {
	p := v.pass
	// In pages, so that not all are in memory at once.
	const page = 500
	for offset := 0; ; offset += page {
		records, err := p.catalogue.NewestFrom(ctx, offset, page)
		if err != nil {
			return err
		}
		for _, record := range records {
			if err := v.use(ctx, record, use); err != nil {
				return err
			}
		}
		if len(records) < page {
			break
		}
	}
	records, err := p.catalogue.LeftOut(ctx)
	if err != nil {
		return err
	}
	for _, record := range records {
		if err := v.use(ctx, record, use); err != nil {
			return err
		}
	}
	return nil
}

func (v *View) use(ctx context.Context, record catalogue.Record, use func(Article) error) error {
	a, err := v.article(ctx, record)
	if err != nil {
		return err
	}
	return use(a)
}

func (v *View) article(ctx context.Context, record catalogue.Record) (Article, error) {
	p := v.pass
	a := Article{Record: record, Reason: reason(record)}
	if record.Slug != "" {
		a.URL = p.addressOf(record).String()
	}
	if record.State == catalogue.Skipped {
		return a, nil
	}
	content, err := p.content(ctx, record)
	if err != nil {
		return a, err
	}
	a.Summary, a.Authors = content.Summary, content.Authors
	for _, tag := range content.Tags {
		a.Tags = append(a.Tags, tag.Name)
	}
	return a, nil
}

func reason(record catalogue.Record) string {
	switch record.State {
	case catalogue.Listed:
		return ""
	case catalogue.Waiting:
		return "not yet due: published on " + record.Published.Format(time.RFC3339)
	case catalogue.Expired:
		return "expired on " + record.Expires.Format(time.RFC3339)
	case catalogue.Skipped:
		return decodeProblem(record.Path, record.Problem).Error()
	}
	return record.State.String()
}

// An Explanation says where everything that is published of one article comes from.
type Explanation struct {
	Article
	Read   *article.Article // what its file says; nil when it could not be read
	Path   string           // as seedfeed is called: the seeds folder's path and the article's
	IDFrom string

	Versions []catalogue.Record // the article in other languages, as its page leads to them
}

// ErrNoArticle is a file that is no article, or that is not there.
var ErrNoArticle = errors.New("no article")

// Explain explains the article at a path, which is relative to the seeds folder. The error is ErrNoArticle when
// there is none.
func (v *View) Explain(ctx context.Context, path string) (*Explanation, error) {
	p := v.pass
	record, ok, err := p.catalogue.AtPath(ctx, path)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, ErrNoArticle
	}
	e := &Explanation{Path: filepath.Join(p.Seeds, filepath.FromSlash(path))}
	if e.Article, err = v.article(ctx, record); err != nil {
		return nil, err
	}
	if record.State == catalogue.Skipped {
		return e, nil
	}
	data, _, err := p.folder.Read(path, article.MaxSize)
	if err != nil {
		return nil, err
	}
	if e.Read, err = p.parse(ctx, path, data); err != nil {
		return nil, err
	}
	if e.Versions, err = p.versions(ctx, record); err != nil {
		return nil, err
	}
	e.Versions = slices.DeleteFunc(e.Versions, func(r catalogue.Record) bool { return r.Key == record.Key })
	if e.Read.Published.IsZero() && record.Stated() && !strings.HasPrefix(record.PublishedFrom, "adopted") {
		e.PublishedFrom = "remembered by the catalogue, once " + record.PublishedFrom
	}
	source, err := p.catalogue.AdoptedFrom(ctx, record.Key)
	switch {
	case err != nil:
		return nil, err
	case e.Read.ID != "":
		e.IDFrom = e.Read.Origins["id"]
	case source != "" && record.ID != catalogue.DeriveID(p.URL.String(), path):
		e.IDFrom = "adopted from " + source
	case record.ID == catalogue.DeriveID(p.URL.String(), path):
		e.IDFrom = "derived from the site's URL and the path without its ending"
	default:
		e.IDFrom = "remembered by the catalogue"
	}
	return e, nil
}
