package build

import (
	"cmp"
	"context"
	"path"
	"slices"
	"strings"
	"sync"

	"seedfeed/feed/article"
	"seedfeed/feed/catalogue"
)

// namedPrefix begins what stands for a name in the catalogue's references, in place of a path.
const namedPrefix = "article:"

// names are the paths of the known articles by article.NameKey. They are gathered when the first article names another:
// it takes a look at all files.
type names struct {
	once   sync.Once
	byName map[string][]string
	err    error
}

// find returns the paths of the articles that a name may mean, the likeliest first. from is the path of the article that
// names them.
func (n *names) find(ctx context.Context, c *catalogue.Reader, name, from string) ([]string, error) {
	n.once.Do(func() {
		n.byName = map[string][]string{}
		n.err = c.Files(ctx, func(_ int64, path string, _ []byte, state catalogue.State) error {
			if state == catalogue.Listed {
				key := article.NameKey(path)
				n.byName[key] = append(n.byName[key], path)
			}
			return nil
		})
	})
	if n.err != nil {
		return nil, n.err
	}
	found := slices.Clone(n.byName[article.NameKey(name)])
	wanted := strings.ToLower(strings.TrimSuffix(strings.TrimLeft(name, "./"), path.Ext(name)))
	// An article whose folders are named too comes first, the others as Obsidian has them.
	slices.SortStableFunc(found, func(a, b string) int {
		return cmp.Or(-compare(named(a, wanted), named(b, wanted)), nearer(a, b, from))
	})
	return found, nil
}

// nearer compares two paths as what a name in an article may mean: first what lies in or below the folder of the article,
// then the shorter path. That is how Obsidian looks for files: help.obsidian.md/links.
func nearer(a, b, from string) int {
	below := func(at string) bool { return path.Dir(from) == "." || strings.HasPrefix(at, path.Dir(from)+"/") }
	return cmp.Or(-compare(below(a), below(b)), cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
}

// named reports whether the path without its ending ends with what is wanted.
func named(at, wanted string) bool {
	at = strings.ToLower(strings.TrimSuffix(at, path.Ext(at)))
	at = "/" + strings.TrimSuffix(at, "/index")
	return strings.HasSuffix(at, "/"+strings.TrimSuffix(wanted, "/index"))
}

func compare(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// byName returns the absolute URL of the article's page that a name means, "" where none is published.
func (at *addresses) byName(name string) string {
	paths, err := at.names.find(at.ctx, at.catalogue.Reader(), name, at.record.Path)
	if at.err == nil {
		at.err = err
	}
	for _, path := range paths {
		if page := at.article(path); page != "" {
			return page
		}
	}
	return ""
}

// article returns the absolute URL of an article's page by its path, "" where it is not published.
func (at *addresses) article(path string) string {
	record, ok, err := at.catalogue.AtPath(at.ctx, path)
	if at.err == nil {
		at.err = err
	}
	if ok && record.State == catalogue.Listed {
		return at.addressOf(record).String()
	}
	return ""
}
