package build

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"seedfeed/feed/article"
	"seedfeed/feed/generator"
	"seedfeed/feed/source"
)

// isData tells whether a file of the folder may say something of articles that are other files. It is asked for each
// file of a walk, so it looks at the ending first.
func (p *pass) isData(at string) bool { return IsData(p.Place, at) }

// IsData tells whether a file, at a path that is relative to the folder of articles, may say something of articles that
// are other files. place is as in Settings.
func IsData(place *generator.Site, at string) bool {
	switch name := path.Base(at); {
	case name[0] == '_', strings.Contains(at, "authors"):
	default:
		switch path.Ext(name) {
		case ".yml", ".yaml", ".json", ".toml":
		default:
			return false
		}
	}
	inSite, ok := place.InSite(at)
	return ok && (article.IsData(inSite) || place.DataBeside() && article.IsDataBeside(inSite))
}

// touchesData tells whether something of what is looked at may change what is known of other articles.
func (p *pass) touchesData(listing *source.Listing, paths []string) bool {
	if listing != nil && len(listing.Data) > 0 {
		return true
	}
	return slices.ContainsFunc(paths, func(at string) bool {
		return at == "." && len(p.data) > 0 || p.isData(at) || p.Place.DataBeside() && slices.Contains(p.data, besideArticle(at)) ||
			slices.ContainsFunc(p.data, func(known string) bool { return strings.HasPrefix(known, at+"/") })
	})
}

// besideArticle is where the data file lies that is an article's own.
func besideArticle(at string) string { return strings.TrimSuffix(at, path.Ext(at)) + ".json" }

// hasArticle tells whether an article lies beside a data file and has its name.
func hasArticle(listing *source.Listing, data string) bool {
	stem := strings.TrimSuffix(data, path.Ext(data))
	i, _ := slices.BinarySearchFunc(listing.Articles, stem+".", func(f source.File, at string) int { return strings.Compare(f.Path, at) })
	for ; i < len(listing.Articles) && strings.HasPrefix(listing.Articles[i].Path, stem+"."); i++ {
		if besideArticle(listing.Articles[i].Path) == data {
			return true
		}
	}
	return false
}

// readData reads the files that say something of other articles: those that the walk has found, and those that lie where
// it does not come by. If they say something else than last time, all articles are read again. One that cannot be read
// is reported, and says nothing.
func (p *pass) readData(listing *source.Listing) {
	p.data = listing.Data
	var files []*article.DataFile
	read := map[string]bool{}
	add := func(at string, data []byte, err error) {
		if errors.Is(err, fs.ErrNotExist) || read[at] {
			return
		}
		read[at] = true
		file, fault := (*article.DataFile)(nil), err
		if err == nil {
			file, fault = article.ParseData(article.Source{Path: at, Data: data})
		}
		if fault != nil {
			p.dataFault(at, fault)
			return
		}
		if file != nil {
			for _, warning := range file.Warnings {
				p.dataFault(at, warning)
			}
			files = append(files, file)
		}
	}
	for _, at := range p.data {
		inSite, _ := p.Place.InSite(at) // isData has told that it lies there
		if article.IsDataBeside(inSite) && !hasArticle(listing, at) {
			continue // any other file of a program
		}
		data, _, err := p.folder.Read(at, article.MaxSize)
		add(inSite, data, err)
	}
	root := p.siteRoot()
	for _, at := range elsewhere(root) {
		if p.Around == "" {
			data, _, err := p.folder.Read(path.Join(p.Place.Root(), at), article.MaxSize)
			add(at, data, err)
		} else if info, err := os.Stat(filepath.Join(root, at)); err == nil && info.Mode().IsRegular() && info.Size() <= article.MaxSize {
			data, err := os.ReadFile(filepath.Join(root, at))
			add(at, data, err)
		}
	}
	where := article.Place{Seeds: p.Place.Seeds(), Root: p.Place.Root()}
	if p.Place != nil {
		where.Generator = p.Place.Generator
	}
	p.useData(article.NewSiteData(where, files...))
}

// siteRoot is the folder of the site, to which the paths of data files are relative.
func (p *pass) siteRoot() string {
	if p.Around != "" {
		return p.Around
	}
	return filepath.Join(p.Seeds, filepath.FromSlash(p.Place.Root()))
}

func (p *pass) useData(data *article.SiteData) {
	p.Article.Data = data
	p.articles = articleSettings(p.Article, p.Place, p.Convert)
}

// elsewhere lists the data files in the root of a site and in folders of it where no articles are. It lists no folder
// that may be large.
func elsewhere(root string) []string {
	var paths []string
	isFile := func(at string) bool {
		info, err := os.Lstat(filepath.Join(root, filepath.FromSlash(at)))
		return err == nil && info.Mode().IsRegular()
	}
	for _, stem := range []string{"hugo", "config", "zola", "_config", "authors", "_data/authors", "data/authors"} {
		for _, ending := range []string{".toml", ".yaml", ".yml", ".json"} {
			if at := stem + ending; article.IsData(at) && isFile(at) {
				paths = append(paths, at)
			}
		}
	}
	for _, folder := range []string{"config/_default", "_authors", "data/authors"} {
		entries, err := os.ReadDir(filepath.Join(root, filepath.FromSlash(folder)))
		if err != nil {
			continue
		}
		for _, entry := range entries {
			if at := path.Join(folder, entry.Name()); entry.Type().IsRegular() && article.IsData(at) {
				paths = append(paths, at)
			}
		}
	}
	return paths
}

// dataFault reports a fault of a data file, whose path is relative to the root of the site.
func (p *pass) dataFault(at string, err error) {
	named := &article.Error{}
	if !errors.As(err, &named) {
		named = &article.Error{Err: cause(err)}
	}
	fault := *named
	fault.Path = path.Join(filepath.ToSlash(p.siteRoot()), at)
	p.problem(&fault)
}
