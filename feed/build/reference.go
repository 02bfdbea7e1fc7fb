package build

import (
	"fmt"
	"image"
	_ "image/gif"  // formats whose size is read
	_ "image/jpeg" // likewise
	_ "image/png"  // likewise
	"path"
	"strconv"
	"strings"

	_ "golang.org/x/image/webp" // likewise

	"seedfeed/feed/article"
	"seedfeed/feed/catalogue"
)

// references finds the local files that an article names. Those that are there get a name beside the article's page.
func (p *pass) references(a *article.Article) (references []catalogue.Reference, missing []*article.Error) {
	if len(a.References) == 0 {
		return nil, nil
	}
	taken := map[string]bool{"index.html": true}
	references = make([]catalogue.Reference, 0, len(a.References)+len(a.Sought))
	for _, r := range a.References {
		if r.Name != "" {
			references = append(references, catalogue.Reference{Path: namedPrefix + article.NameKey(r.Name), Stamp: []byte{}})
			continue
		}
		reference := catalogue.Reference{Path: r.Path, Stamp: p.referenceStamp(r.Path)}
		switch {
		case p.Article.IsArticle(r.Path):
		case len(reference.Stamp) == 0:
			missing = append(missing, &article.Error{Path: a.Path, Err: fmt.Errorf("refers to %q, which is not there", r.Path), Fix: "add the file or correct the link"})
		default:
			reference.Name = free(taken, path.Base(r.Path))
			p.measure(&reference)
		}
		references = append(references, reference)
	}
	for _, name := range a.Sought {
		at := soughtKey(name, a.Path)
		references = append(references, catalogue.Reference{Path: at, Stamp: p.referenceStamp(at)})
	}
	return references, missing
}

// referenceStamp is empty for what is not copied: other articles, what is not there, and what is hidden. Of a name that is
// sought it is the path of what is found.
func (p *pass) referenceStamp(at string) []byte {
	if name, from, ok := soughtName(at); ok {
		return []byte(p.media.find(name, from))
	}
	if p.Article.IsArticle(at) || hidden(at) || strings.HasPrefix(at, namedPrefix) {
		return []byte{}
	}
	stamp, err := p.folder.Stat(at)
	if err != nil {
		return []byte{}
	}
	return stamp[:]
}

// hidden reports whether a part of the path begins with a dot, as the state folder's does.
func hidden(at string) bool { return strings.HasPrefix(at, ".") || strings.Contains(at, "/.") }

// free returns name, or the first of name-2, name-3 … that no other file of the page has, also where case does not count.
func free(taken map[string]bool, name string) string {
	ending := path.Ext(name)
	stem := strings.TrimSuffix(name, ending)
	for n := 2; taken[strings.ToLower(name)]; n++ {
		name = stem + "-" + strconv.Itoa(n) + ending
	}
	taken[strings.ToLower(name)] = true
	return name
}

// measure finds out what documents say of a file: its size, its media type, and the size of a picture.
func (p *pass) measure(r *catalogue.Reference) {
	r.Type = article.MediaType(r.Path)
	file, stamp, err := p.folder.Open(r.Path)
	if err != nil {
		return
	}
	defer file.Close()
	r.Size = stamp.Size()
	if strings.HasPrefix(r.Type, "image/") {
		if config, _, err := image.DecodeConfig(file); err == nil {
			r.Width, r.Height = config.Width, config.Height
		}
	}
}
