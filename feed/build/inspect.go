package build

import (
	"context"
	"errors"
	"path"
	"path/filepath"

	"seedfeed/feed/article"
	"seedfeed/feed/catalogue"
	"seedfeed/feed/site"
)

// An Inspection is an article with what its author may want to mend.
type Inspection struct {
	Article
	File   string           // as seedfeed is called: the seeds folder's path and the article's
	Data   []byte           // what the file holds
	Read   *article.Article // what it says; nil where it is skipped
	Fault  *article.Error   // why it is skipped; nil where it is not
	Broken []BrokenLink
	Strays []string // addresses of files that are none of the folder's; of a site that has pages of its own they may be there
}

// A BrokenLink is a local file that an article refers to and that no reader can get.
type BrokenLink struct {
	Path   string // relative to the seeds folder
	Name   string // what the article names another one by, in place of a Path
	Reason string // why an article that is there is left out; "" where nothing is there
}

// Inspect calls use for each article, in the order of Articles. The Inspection is valid during the call.
func (v *View) Inspect(ctx context.Context, use func(*Inspection) error) error {
	p := v.pass
	return v.Articles(ctx, func(a Article) error {
		in := &Inspection{Article: a, File: path.Join(filepath.ToSlash(p.Seeds), a.Path)}
		if a.State == catalogue.Skipped {
			in.Fault = decodeProblem(a.Path, a.Problem)
			return use(in)
		}
		data, _, err := p.folder.Read(a.Path, article.MaxSize)
		if err == nil {
			in.Data = data
			in.Read, err = p.parse(ctx, a.Path, data)
		}
		if err != nil { // it has changed since the look began
			if !errors.As(err, &in.Fault) {
				in.Fault = &article.Error{Path: a.Path, Err: cause(err)}
			}
			return use(in)
		}
		if p.Place == nil {
			in.Strays = in.Read.Strays()
		}
		if in.Broken, err = p.broken(ctx, in.Read); err != nil {
			return err
		}
		return use(in)
	})
}

// Files returns the paths of the files in the folder whose name fits, in their order, without what is left out wherever
// articles are looked for. It walks the folder.
func (v *View) Files(ctx context.Context, fits func(name string) bool) ([]string, error) {
	options := v.pass.walkOptions()
	isArticle := options.IsArticle
	options.IsArticle = func(name string) bool { return isArticle(name) || fits(name) } // an article may stand for its whole folder
	listing, err := v.pass.folder.Walk(ctx, options)
	if err != nil {
		return nil, err
	}
	var paths []string
	for _, file := range listing.Articles {
		if fits(path.Base(file.Path)) {
			paths = append(paths, file.Path)
		}
	}
	return paths, nil
}

func (p *pass) broken(ctx context.Context, a *article.Article) ([]BrokenLink, error) {
	var broken []BrokenLink
	for _, r := range a.References {
		if r.Name != "" {
			paths, err := p.names.find(ctx, p.catalogue.Reader(), r.Name, a.Path)
			if err != nil {
				return nil, err
			}
			if len(paths) == 0 {
				broken = append(broken, BrokenLink{Name: r.Name})
			}
			continue
		}
		if !p.Article.IsArticle(r.Path) {
			if len(p.referenceStamp(r.Path)) == 0 {
				broken = append(broken, BrokenLink{Path: r.Path})
			}
			continue
		}
		record, ok, err := p.catalogue.AtPath(ctx, r.Path)
		if err != nil {
			return nil, err
		}
		if !ok || reason(record) != "" {
			broken = append(broken, BrokenLink{Path: r.Path, Reason: reason(record)})
		}
	}
	return broken, nil
}

// Feeds calls use for each feed document that a build would have in the output, with its path there.
func (v *View) Feeds(ctx context.Context, use func(path string, document []byte) error) (err error) {
	p := v.pass
	if p.sections, err = p.archives(ctx, p.reader(), p.report.Articles); err != nil {
		return err
	}
	parts := []string{partFront}
	for n := 1; n <= p.sections.newest; n++ {
		parts = append(parts, archivePart(n))
	}
	tags, err := p.catalogue.TagSlugs(ctx)
	if err != nil {
		return err
	}
	for _, slug := range tags {
		parts = append(parts, site.TagFolder(slug))
	}
	for i, part := range parts {
		if err := ctx.Err(); err != nil {
			return err
		}
		m, err := p.make(ctx, task{part: part})
		if err != nil {
			return err
		}
		for _, file := range m.files {
			if !isFeed(file.Path) {
				continue
			}
			if err := use(file.Path, file.Data); err != nil {
				return err
			}
		}
		p.progress("check", i, len(parts))
	}
	return nil
}
