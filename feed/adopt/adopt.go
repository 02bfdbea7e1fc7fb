// Package adopt finds out which article each item of an existing feed is.
//
// It reads feeds of all common formats, also those that come in several documents, and compares their items with the
// articles. It opens nothing itself and changes nothing.
package adopt

import (
	"time"

	"seedfeed/feed/article"
)

// An Item is one article as an existing feed shows it.
type Item struct {
	ID        string // as it stands there; the address where the feed has none
	URL       string // absolute; "" where there is none
	Title     string // plain text
	Published time.Time
	Updated   time.Time // zero, like Published: the feed does not say it
	Text      article.Fingerprint
}

// An Article is what a folder has.
type Article struct {
	Path      string
	ID        string // that it has now
	Given     string // that its file states; "" for none
	Known     bool   // subscribers may know the ID: it stands in the catalogue
	Source    string // the feed that was adopted for it before; "" for none
	URL       string // of its page
	Slug      string
	Links     []string // what the address may be that its file states
	Former    []string // addresses that it had before
	Title     string
	Published time.Time
	Updated   time.Time
	Dated     bool // its file states when it was published
	Text      article.Fingerprint
}

// A Way says by what an item was matched.
type Way string

// The ways, the surest first.
const (
	ByID        Way = "id"
	ByLink      Way = "link"
	ByAlias     Way = "alias"
	ByName      Way = "name"       // the last part of the address is the article's slug or file name
	ByTitleDate Way = "title+date" // both are the same
	ByTitle     Way = "title"      // where one of them has no date
	ByText      Way = "text"
	Ambiguous   Way = "ambiguous"
	NotMatched  Way = "not matched"
)

// A Match says which article an item is.
type Match struct {
	Item       *Item
	Way        Way
	Article    *Article   // nil where Way is Ambiguous or NotMatched
	Candidates []*Article // where Way is Ambiguous
}
