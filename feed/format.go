package feed

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
)

// A Format is one kind of feed document.
type Format struct {
	Name      string // as in --formats, such as "atom"
	Title     string // as people write it, such as "Atom"
	FileName  string // such as "atom.xml"
	MediaType string // of links to it, such as "application/atom+xml"

	// head appends what stands before the first item, item appends one; between stands between two of them, and
	// tail behind the last. What head and item append is valid until the feed is freed.
	head          func([]byte, *prepared) ([]byte, error)
	item          func([]byte, *prepared, *preparedItem) []byte
	between, tail string
}

// ServedAs is the media type as which a server should send documents. By that of XML formats which links name, browsers
// would show the source or nothing.
func (format Format) ServedAs() string {
	if strings.HasSuffix(format.MediaType, "+xml") {
		return "text/xml; charset=utf-8"
	}
	return format.MediaType
}

// Formats returns all formats, in the order in which documents and links name them.
func Formats() []Format {
	return []Format{
		{"rss", "RSS", "rss.xml", "application/rss+xml", appendRSSHead, appendRSSItem, "", rssTail},
		{"atom", "Atom", "atom.xml", "application/atom+xml", appendAtomHead, appendAtomEntry, "", atomTail},
		{"json", "JSON Feed", "feed.json", "application/feed+json", appendJSONHead, appendJSONItem, ",", jsonTail},
	}
}

// Write writes f as one document, which ends with a line feed. f is not changed.
//
// A Feed without ID, Home or Folder is an error, as is an item without ID or with that of another item:
// nothing is written then. All other errors are the writer's.
func (format Format) Write(w io.Writer, f *Feed) error {
	p, err := prepare(f)
	if err != nil {
		return fmt.Errorf("%s: %w", format.FileName, err)
	}
	defer p.free()
	document, err := format.document(p)
	if err != nil {
		return err
	}
	_, err = w.Write(document)
	return err
}

// Documents returns what Write writes, for each of the formats, and makes it fit: where any format's document would be
// longer than limit bytes, it empties the Content of the oldest items of f, which then go out with their summary alone, and
// cut is how many. The newest item is never cut: its document may stay too long. What the formats have in common is done
// once: it takes a fraction of the time of a Write of each. Free may take the documents when they are no longer needed.
func Documents(f *Feed, formats []Format, limit int) (documents [][]byte, cut int, err error) {
	p, err := prepare(f)
	if err != nil {
		return nil, 0, err
	}
	defer p.free()
	if documents, err = p.documents(formats); err != nil {
		return nil, 0, err
	}
	// Nearly all feeds are far from the limit: their documents are there sooner than anything that foretells it.
	fits := len(formats) == len(Formats()) || f.atMost() <= limit
	for _, document := range documents {
		fits = fits && len(document) <= limit
	}
	if fits {
		return documents, 0, nil
	}
	if cut, err = p.fit(f, limit); cut > 0 && err == nil {
		Free(documents...)
		documents, err = p.documents(formats)
	}
	return documents, cut, err
}

// Free gives the memory of Documents' documents back, for later ones: nobody may look at them any more. Without it
// each of them takes new memory, which costs more time than it takes to write them.
func Free(documents ...[]byte) {
	for _, document := range documents {
		room.Put(&document)
	}
}

// room is where documents are written.
var room = sync.Pool{New: func() any { return new([]byte) }}

// documents returns one document for each format, which stay valid.
func (p *prepared) documents(formats []Format) ([][]byte, error) {
	documents := make([][]byte, 0, len(formats))
	size := p.about()
	for _, format := range formats {
		p.document = slices.Grow(p.document[:0], size)
		document, err := format.document(p)
		if err != nil {
			return nil, err
		}
		documents = append(documents, document)
		p.document = *room.Get().(*[]byte)
		size = len(document) + len(document)/16
	}
	return documents, nil
}

// about returns about how long a document is, so that it need not be moved while it grows.
func (p *prepared) about() int {
	size := 4096
	for i := range p.items {
		item := &p.items[i]
		size += 1024 + 2*len(item.summary) + len(item.content) + len(item.content)/8
	}
	return size
}

// document returns the whole document, which is valid until the next one is made of p.
func (format Format) document(p *prepared) ([]byte, error) {
	b, err := format.head(p.document[:0], p)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", format.FileName, err)
	}
	for i := range p.items {
		if i > 0 {
			b = append(b, format.between...)
		}
		b = format.item(b, p, &p.items[i])
	}
	p.document = append(b, format.tail...)
	return p.document, nil
}

// link is an atom:link of the feed itself, in RSS and in Atom.
type link struct{ rel, href, mediaType string }

// links returns self, the documents in other formats, the hub, and the neighbours of RFC 5005 for one format's document.
func (p *prepared) links(fileName string) []link {
	var self link
	var others []link
	for _, o := range Formats() {
		if o.FileName == fileName {
			self = link{"self", p.Folder + o.FileName, o.MediaType}
		}
	}
	for _, o := range p.Formats {
		if o.FileName != fileName {
			others = append(others, link{"alternate", p.Folder + o.FileName, o.MediaType})
		}
	}
	links := append([]link{self}, others...)
	if p.Hub != "" {
		links = append(links, link{"hub", p.Hub, ""}) // what a hub answers has no one type
	}
	n := p.neighbour
	for _, l := range []link{{"prev-archive", n.prev, self.mediaType}, {"next-archive", n.next, self.mediaType}, {"current", n.current, self.mediaType}} {
		if l.href != "" {
			l.href += fileName
			links = append(links, l)
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
