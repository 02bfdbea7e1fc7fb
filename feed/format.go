package feed

import (
	"fmt"
	"io"
)

// A Format is one kind of feed document.
type Format struct {
	Name      string // as in --formats, such as "atom"
	FileName  string // such as "atom.xml"
	MediaType string // of links to it, such as "application/atom+xml"
	write     func(io.Writer, *Feed) error
}

// Formats returns all formats, in the order in which documents and links name them.
func Formats() []Format {
	return []Format{
		{"rss", "rss.xml", "application/rss+xml", writeRSS},
		{"atom", "atom.xml", "application/atom+xml", writeAtom},
		{"json", "feed.json", "application/feed+json", writeJSON},
	}
}

// Write writes f as one document, which ends with a line feed. f is not changed.
//
// A Feed without ID, Home or Folder is an error, as is an item without ID or with that of another item:
// nothing is written then. All other errors are the writer's.
func (format Format) Write(w io.Writer, f *Feed) error {
	if err := f.check(); err != nil {
		return fmt.Errorf("%s: %w", format.FileName, err)
	}
	return format.write(w, f)
}

// check looks for what no document can do without and nobody can make up.
func (f *Feed) check() error {
	if clean(f.ID) == "" {
		return fmt.Errorf("the feed has no id")
	}
	for _, u := range []struct{ what, url string }{{"home page", f.Home}, {"folder", f.Folder}} {
		if webURL(u.url) == "" {
			return fmt.Errorf("%s %q: not an absolute http or https URL", u.what, u.url)
		}
	}
	seen := make(map[string]bool, len(f.Items))
	for i := range f.Items {
		id := clean(f.Items[i].ID)
		if id == "" {
			return fmt.Errorf("item %q has no id", f.Items[i].Title)
		}
		if seen[id] {
			return fmt.Errorf("two items have the id %q", id)
		}
		seen[id] = true
	}
	return nil
}

// link is an atom:link of the feed itself, in RSS and in Atom.
type link struct{ rel, href, mediaType string }

// links returns self, the documents in other formats, and the neighbours of RFC 5005 for one format's document.
func (f *Feed) links(fileName string) []link {
	formats := f.Formats
	if formats == nil {
		formats = Formats()
	}
	folder := webURL(f.Folder)
	var self link
	var others []link
	for _, o := range Formats() {
		if o.FileName == fileName {
			self = link{"self", folder + o.FileName, o.MediaType}
		}
	}
	for _, o := range formats {
		if o.FileName != fileName {
			others = append(others, link{"alternate", folder + o.FileName, o.MediaType})
		}
	}
	links := append([]link{self}, others...)
	prev, next, current := f.neighbours()
	for _, n := range []struct{ rel, folder string }{{"prev-archive", prev}, {"next-archive", next}, {"current", current}} {
		if n.folder != "" {
			links = append(links, link{n.rel, n.folder + fileName, self.mediaType})
		}
	}
	return links
}

// neighbours returns the folders that the document may point to: none from a complete feed (RFC 5005, 2),
// and only an older one from the subscription document (4). None is the document itself.
func (f *Feed) neighbours() (prev, next, current string) {
	if f.Complete {
		return "", "", ""
	}
	if f.Prev != f.Folder {
		prev = webURL(f.Prev)
	}
	if f.Archive {
		if f.Next != f.Folder {
			next = webURL(f.Next)
		}
		current = webURL(f.Current)
	}
	return prev, next, current
}
