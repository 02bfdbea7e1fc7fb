package build

import (
	"context"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/unicode/norm"

	"seedfeed/feed/source"
)

// media are the files of the folder that an article may name without saying where they lie. They do not change. The nil
// media are none.
type media struct {
	paths  []string // sorted
	byName func() map[string][]string
}

func newMedia(paths []string) *media {
	return &media{paths: paths, byName: sync.OnceValue(func() map[string][]string {
		m := make(map[string][]string, len(paths))
		for _, at := range paths {
			key := fileKey(path.Base(at))
			m[key] = append(m[key], at)
		}
		return m
	})}
}

// fileKey is the same for all ways to write a name.
func fileKey(name string) string { return strings.ToLower(norm.NFC.String(name)) }

// find returns the path of the file that a name in the article at from means, "" for none: the one with that path, else
// one whose path ends so, as Obsidian looks for it.
func (m *media) find(name, from string) string {
	if m == nil || len(m.paths) == 0 {
		return ""
	}
	wanted := fileKey(strings.ReplaceAll(name, `\`, "/"))
	exact := strings.HasPrefix(wanted, "/")
	if strings.HasPrefix(wanted, "./") || strings.HasPrefix(wanted, "../") {
		wanted, exact = path.Join(fileKey(path.Dir(from)), wanted), true
	}
	wanted = strings.TrimPrefix(path.Clean(wanted), "/")
	best := ""
	for _, at := range m.byName()[path.Base(wanted)] {
		switch key := fileKey(at); {
		case key == wanted:
			return at
		case !exact && strings.HasSuffix(key, "/"+wanted) && (best == "" || nearer(at, best, from) < 0):
			best = at
		}
	}
	return best
}

// below are those of the media that lie at the path or below it.
func (m *media) below(at string) []string {
	if m == nil {
		return nil
	}
	if at == "." {
		return m.paths
	}
	first, _ := slices.BinarySearch(m.paths, at+"/")
	last, _ := slices.BinarySearch(m.paths, at+"0") // the character that follows the slash
	found := m.paths[first:last]
	if _, is := slices.BinarySearch(m.paths, at); is {
		found = append([]string{at}, found...)
	}
	return found
}

// without are the strings of the sorted list a that the sorted list b does not have.
func without(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(s string) bool {
		_, has := slices.BinarySearch(b, s)
		return has
	})
}

// touchesMedia notes what was found of the media at the paths, and tells whether another file may be meant by a name that
// an article of the catalogue has.
func (p *pass) touchesMedia(ctx context.Context, listing *source.Listing, paths []string) bool {
	if p.media == nil {
		return true
	}
	var known []string
	for _, at := range paths {
		known = append(known, p.media.below(path.Clean(at))...)
	}
	slices.Sort(known)
	gone, added := without(known, listing.Media), without(listing.Media, known)
	if len(gone)+len(added) == 0 {
		return false
	}
	all := append(without(p.media.paths, gone), added...)
	slices.Sort(all)
	p.media = newMedia(all)
	sought := false
	for _, at := range append(gone, added...) {
		err := p.catalogue.ReferencesBelow(ctx, soughtPrefix+fileKey(path.Base(at)), func(int64, string, []byte) error {
			sought = true
			return nil
		})
		sought = sought || err != nil
	}
	return sought
}

// soughtPrefix begins what stands in the catalogue's references for a name that an article gives to a file: then come the
// file's own name, the article's path and the whole name, so that all who seek a file are found by it.
const soughtPrefix = "file:"

func soughtKey(name, from string) string {
	base := path.Base(strings.ReplaceAll(name, `\`, "/"))
	return soughtPrefix + fileKey(base) + "/" + url.PathEscape(from) + "/" + url.PathEscape(name)
}

// soughtName is the name that a key stands for, and the path of the article that has it.
func soughtName(key string) (name, from string, ok bool) {
	parts := strings.Split(strings.TrimPrefix(key, soughtPrefix), "/")
	if !strings.HasPrefix(key, soughtPrefix) || len(parts) != 3 {
		return "", "", false
	}
	from, err := url.PathUnescape(parts[1])
	if err != nil {
		return "", "", false
	}
	name, err = url.PathUnescape(parts[2])
	return name, from, err == nil
}

// isYoungReference reports whether what a reference leads to was changed so recently that its author may not have
// finished. now is its stamp.
func (p *pass) isYoungReference(at string, now []byte) bool {
	if len(now) == 0 {
		return false
	}
	if _, _, sought := soughtName(at); sought {
		stamp, err := p.folder.Stat(string(now))
		return err == nil && p.isYoung(stamp)
	}
	return p.isYoung(source.Stamp(now))
}
