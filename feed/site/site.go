// Package site makes every document of the output: feeds, pages, sitemaps, the subscription list.
//
// It knows how the output folder is laid out and what a page looks like. It keeps no list of articles:
// the caller hands over what one document shows and gets that document's files back. The same input
// gives the same bytes; there is no clock, and no file is read but the templates.
//
// A document changes only if something that it shows changes. Nothing here grows with the number of
// articles and changes with each of them.
package site

import (
	"bytes"
	"fmt"
	"io/fs"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"seedfeed/feed"
)

// Settings is what all documents of one output share.
type Settings struct {
	URL         *url.URL // where the output is reached; its path ends with a slash
	FeedID      string   // id of the main feed, an absolute IRI that outlives moves to another host
	Title       string   // plain text, like the next three
	Description string
	Language    string // BCP 47, "" where it is not known
	Rights      string
	Authors     []feed.Person
	Icon, Logo  string        // absolute URLs, "" for none
	Hub         string        // URL of a WebSub hub for all feeds, "" for none
	Formats     []feed.Format // nil for all
	Generator   string        // such as "seedfeed 1.2.3"
	Headers     bool          // write a _headers file, for hosts of static sites that read one

	// Templates holds files that replace the built-in template (or style.css, feed.css) of the same name.
	// Further .html files in it can be used from those by name: {{template "more.html" .}}. nil for none.
	Templates fs.FS
}

// A Site makes documents. It is safe for concurrent use.
type Site struct {
	settings Settings
	base     string // the URL, for absolute addresses
	shared   Shared
	pages    pages
	assets   []File
}

// An Entry is an article as documents show it. Every URL in it is absolute.
type Entry struct {
	feed.Item
	Slug      string   // of the page's folder
	NoPage    bool     // the article is read elsewhere, at its URL
	Direction string   // "rtl", or "ltr" or "" for left to right
	TagSlugs  []string // parallel to Tags

	// Versions are the article in different languages, itself included; for its own page. nil where it is the only one.
	Versions []Version
}

// A Version is an article in one language.
type Version struct {
	Language string // BCP 47; "" where it is not known
	Title    string
	URL      string // absolute
	Slug     string // as in Entry
	NoPage   bool   // as in Entry
}

// A File is one file of the output.
type File struct {
	Path string // separated by slashes, relative to the output folder
	Data []byte

	memory memory
}

// A memory says where a file's Data lies.
type memory int

const (
	kept   memory = iota // somebody looks at it longer than at the file
	ofFeed               // feed.Documents made it
	ofRoom
)

// Free gives the memory of files back, for those that are made later: nobody may look at their Data any more.
func Free(files []File) {
	for _, file := range files {
		switch file.memory {
		case ofFeed:
			feed.Free(file.Data)
		case ofRoom:
			room.Put(&file.Data)
		}
	}
}

// New prepares the documents. An error in one of the Templates names its file and line.
func New(settings Settings) (*Site, error) {
	if settings.URL == nil || !settings.URL.IsAbs() || !strings.HasSuffix(settings.URL.Path, "/") {
		return nil, fmt.Errorf("site address %q: want an absolute URL with a slash at its end", settings.URL)
	}
	if settings.Formats == nil {
		settings.Formats = feed.Formats()
	}
	s := &Site{settings: settings, base: settings.URL.String()}
	s.shared = Shared{
		Title:       settings.Title,
		Description: settings.Description,
		Language:    settings.Language,
		Rights:      settings.Rights,
		Icon:        settings.Icon,
		Generator:   settings.Generator,
		Feeds:       s.feedLinks("", settings.Title),
	}
	s.shared.writeFeeds()
	var err error
	for _, name := range []string{styleFile, feedStyleFile} {
		data, err := styleSheet(name, settings.Templates)
		if err != nil {
			return nil, err
		}
		s.assets = append(s.assets, File{Path: name, Data: data})
	}
	if s.pages, err = newPages(settings.Templates); err != nil {
		return nil, err
	}
	return s, nil
}

// Folders of the output, without a slash at either end. Each article, tag and archive document has one of
// its own in its root.
const (
	ArticlesRoot = "articles"
	TagsRoot     = "tags"
	ArchiveRoot  = "archive"
	sitemapRoot  = "sitemap"
)

const indexFile = "index.html"

// maker is named near the beginning of every document, so that one can be told from somebody else's: as its generator,
// or in a comment.
const maker = "seedfeed"

const (
	xmlMark = "<!-- " + maker + " -->\n"
	cssMark = "/* " + maker + " */\n"
)

// markWithin is how many bytes of a document are enough for Made.
const markWithin = 4 << 10

// Made reports whether a document that begins like this, with 4 KiB or all of it, is one of a Site. The maker's name alone
// does not do: anybody may write it.
func Made(head []byte) bool {
	for _, mark := range []string{
		`<meta name="generator" content="` + maker,
		xmlMark, cssMark, headersMark,
		"<generator>" + maker,                     // RSS
		">" + maker + "</generator>",              // Atom
		`"_` + maker + `":{"generator":"` + maker, // JSON Feed
	} {
		if bytes.Contains(head, []byte(mark)) {
			return true
		}
	}
	return false
}

// ArticleFolder returns where an article's page and the files that it refers to lie, relative to the
// output folder, without a slash at its end.
func ArticleFolder(slug string) string { return ArticlesRoot + "/" + slug }

// TagFolder is ArticleFolder for the documents of a tag.
func TagFolder(slug string) string { return TagsRoot + "/" + slug }

// ArchiveFolder is ArticleFolder for one archive document.
func ArchiveFolder(number int) string { return ArchiveRoot + "/" + strconv.Itoa(number) }

// IsSubscription reports whether a file of the output is a feed that people subscribe to: archive documents are read once.
func IsSubscription(file string) bool {
	isFeed := slices.ContainsFunc(feed.Formats(), func(f feed.Format) bool { return f.FileName == path.Base(file) })
	return isFeed && !strings.HasPrefix(file, ArchiveRoot+"/")
}

// ArticlePath returns the path of an article's page, relative to the output folder.
func ArticlePath(slug string) string { return ArticleFolder(slug) + "/" + indexFile }

// ArticleURL returns the address of an article's page.
func (s *Site) ArticleURL(slug string) *url.URL {
	return s.settings.URL.ResolveReference(&url.URL{Path: ArticleFolder(slug) + "/"})
}

// address returns the address of a folder of the output. None of ours has a name that needs escaping.
func (s *Site) address(folder string) string {
	if folder == "" {
		return s.base
	}
	return s.base + folder + "/"
}

// TagFeedID returns the id of a tag's feed: always the same for one FeedID and slug.
func (s *Site) TagFeedID(slug string) string {
	return "urn:uuid:" + uuid.NewSHA1(uuid.NameSpaceURL, []byte(s.settings.FeedID+"tags/"+slug)).String()
}
