// Package article turns the bytes of one file into one Article.
//
// It knows the file formats and their metadata and nothing else: it opens no file, reads no clock and
// keeps no state, so the same bytes and Settings give the same Article.
package article

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"
)

// A Source is one article file as it was read.
type Source struct {
	Path string // slash-separated and relative to the seeds folder
	Data []byte
	// Convert turns the body, which is the text without front matter, into HTML. It is cleaned like all HTML. nil, and
	// what is not among Settings.Converted, leaves it to Parse to read the body.
	Convert func(body string) (html string, err error)
	// Find returns the path of the local file that the article means by a name, "" for none. nil finds none. It is asked
	// for the names in Article.Sought.
	Find func(name string) (path string)
}

// Settings are what the configuration says about all articles. The zero value is usable.
type Settings struct {
	Location       *time.Location // of dates that name no zone, and of the days that people are shown; nil means UTC
	Language       string         // BCP 47 tag of articles that name none; "" leaves it unknown
	DetectLanguage bool           // guess the language of articles that name none, before Language is used
	Data           *SiteData      // what files beside the articles say of them; nil says nothing
	Scraps         []string       // last lines that a web page left behind; nil means DefaultScraps
	Converted      []string       // endings, such as ".adoc", of further files that Source.Convert can read
	MDX            bool           // .md is read as MDX, as in Docusaurus
	ByName         bool           // relative paths in links are names, as in Obsidian
	Content        string         // the folder from which Pelican's links to files are counted, from the seeds folder; "" is that
}

// Zone is the Location, never nil.
func (s Settings) Zone() *time.Location { return cmp.Or(s.Location, time.UTC) }

// IsArticle reports whether Parse reads a file of this name. Only its ending counts.
func (s Settings) IsArticle(name string) bool { return IsArticle(name) || s.isConverted(name) }

// Stem is Stem for the path of an article.
func (s Settings) Stem(name string) string {
	if s.isConverted(name) {
		name = strings.TrimSuffix(name, path.Ext(name))
	}
	return Stem(name)
}

func (s Settings) isConverted(name string) bool {
	if len(s.Converted) == 0 {
		return false
	}
	ending := path.Ext(name)
	return slices.ContainsFunc(s.Converted, func(e string) bool { return strings.EqualFold(e, ending) })
}

// An Article is what one file says. Zero values mean that the file does not say it, except for Title,
// which always has a value.
type Article struct {
	Path string

	ID        string // explicit: front matter id, guid or uuid
	Slug      string // explicit: front matter slug
	Permalink string // explicit: the address that another generator gave it
	Pattern   string // explicit: how another generator makes the address, such as /:year/:title/
	Saved     bool   // Permalink is what a saved page says of where it was saved: not where the article is read
	Canonical bool   // Permalink is where the original is, which may be on another site
	Aliases   []string

	Title   string // plain text
	Summary string // plain text

	Published time.Time // front matter, else the file's name or folders
	Updated   time.Time // front matter
	Expires   time.Time // front matter
	Draft     bool
	Unlisted  bool

	Authors []Person
	Tags    []string
	// Categories are those of the Tags that stood under that key.
	Categories []string
	Language   string // BCP 47
	// Translation is the same for all language versions of an article. It is "" where neither the path nor the
	// front matter tells that there may be others: what VersionKey makes of the path then stands for it.
	Translation string
	Direction   string // "ltr" or "rtl", of the text's script
	Rights      string
	Image       Image
	Enclosures  []Enclosure

	Content    Marked      // cleaned HTML without the title
	References []Reference // local files that Content, Image and Enclosures name, each once, in order
	// Sought are the names by which some of them are called, each once, in order: where such a file lies is not said, so
	// that another one may be meant when the folder has changed.
	Sought []string

	// Origins say where each field came from, for people: Origins["title"] is "first sentence, line 1".
	// The keys are the names in Fields; a field that has no value has no origin.
	Origins map[string]string
	// Warnings are faults that did not stop the article from being read.
	Warnings []*Error
	// LeftOut is what Content lacks of the text because only the program for which it was written could show it.
	LeftOut []Omission

	Hash        [32]byte // SHA-256 of the decoded text with LF line ends: the same file on every checkout
	BodyHash    [32]byte // the same without front matter and white space, so that a new head does not change it
	Fingerprint Fingerprint
}

// A Person is an author. Only Name is always there.
type Person struct {
	Name  string `json:"name"`
	Email string `json:"email,omitempty"`
	URL   string `json:"url,omitempty"`
}

// An Image is the picture that stands for an article. The zero value means none.
type Image struct {
	URL Marked `json:"url"`
	Alt string `json:"alt,omitempty"`
}

// An Enclosure is a media file that goes with an article.
type Enclosure struct {
	URL    Marked `json:"url"`
	Type   string `json:"type,omitempty"`   // media type; "" where neither the front matter nor the file's ending tells
	Length int64  `json:"length,omitempty"` // bytes; 0 where the front matter does not tell
}

// A Reference is a local file that an article names by a relative path, or another article that it names.
type Reference struct {
	Path string // slash-separated and relative to the seeds folder, never outside it
	Name string // as the article gives it, in place of a Path: [[Name]], {% post_url name %}; see NameKey
}

// An Error is a fault in an article file.
type Error struct {
	Path   string // as in Source
	Line   int    // from 1; 0 where there is none
	Column int    // from 1; 0 where there is none
	Err    error
	Fix    string // what the author can do about it
}

func (e *Error) Error() string {
	where := e.Path
	if e.Line > 0 {
		where += fmt.Sprintf(":%d", e.Line)
		if e.Column > 0 {
			where += fmt.Sprintf(":%d", e.Column)
		}
	}
	message := where + ": " + e.Err.Error()
	if e.Fix != "" {
		message += "; " + e.Fix
	}
	return message
}

func (e *Error) Unwrap() error { return e.Err }
