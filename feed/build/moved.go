package build

import (
	"context"
	"path"
	"strings"

	"seedfeed/feed/catalogue"
	"seedfeed/feed/site"
)

// partMoved begins the names of the parts that lead on from an address outside of the folder of articles.
const partMoved = "moved"

func movedPart(address string) string { return partMoved + "/" + address }

// makeMoved makes the page that leads on from the address, if one can be there.
func (p *pass) makeMoved(ctx context.Context, address string) ([]site.File, error) {
	file, ok := pageFile(address)
	if !ok {
		return nil, nil
	}
	record, ok, err := p.catalogue.AtAddress(ctx, address)
	if err != nil || !ok || record.State != catalogue.Listed {
		return nil, err
	}
	entry, err := p.entry(ctx, record)
	if err != nil {
		return nil, err
	}
	return p.site.Forward(file, entry)
}

// pageFile returns the file that a server shows at an address below the site's URL. The bool is false for what must not
// be written: outside of the output folder, hidden, where documents of our own are, or no page.
func pageFile(address string) (string, bool) {
	file := strings.TrimPrefix(path.Clean("/"+address), "/")
	switch ending := path.Ext(file); {
	case strings.Contains(address, "://") || file == "":
		return "", false
	case strings.HasSuffix(address, "/") || ending == "":
		file += "/index.html"
	case ending != ".html" && ending != ".htm":
		return "", false
	}
	first, _, nested := strings.Cut(file, "/")
	if !nested && strings.EqualFold(first, "index.html") {
		return "", false
	}
	for _, ours := range []string{site.ArticlesRoot, site.TagsRoot, site.ArchiveRoot, partSitemap} {
		if strings.EqualFold(first, ours) {
			return "", false
		}
	}
	for part := range strings.SplitSeq(file, "/") {
		if part == "" || part[0] == '.' || len(part) > 200 || strings.ContainsFunc(part, func(r rune) bool { return r < ' ' || strings.ContainsRune(`\:*?"<>|`, r) }) {
			return "", false
		}
	}
	return file, true
}
