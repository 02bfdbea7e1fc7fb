package catalogue

import (
	"slices"
	"strings"
	"time"

	"seedfeed/feed/article"
)

// State says whether an article is published, and if not, why.
type State int

const (
	Listed   State = iota // published
	Waiting               // its date lies ahead
	Expired               // its time is over
	Draft                 // its author says so
	Unlisted              // its author says so
	Skipped               // its file has a fault, or claims another article's id
	Gone                  // its file is gone
)

func (s State) String() string {
	return [...]string{"published", "not yet due", "expired", "draft", "unlisted", "skipped", "gone"}[s]
}

// A Record is what the catalogue knows about an article. Times are UTC, in whole seconds.
type Record struct {
	Key           int64 // stays the same until the article is matched with another file
	ID            string
	Slug          string
	Number        int64 // place in the order of first publication, from 1; 0: never published
	State         State
	Problem       string // why it is Skipped
	Path          string // slash-separated and relative to the seeds folder; "" when Gone
	Title         string
	Language      string
	Published     time.Time
	PublishedFrom string
	Updated       time.Time
	UpdatedFrom   string
	Expires       time.Time
	Hash          [32]byte
	Address       string // on the site that the article is of: absolute, or a path from there; "" where it is not known
}

// A Tag is a tag of an article, with the slug that its pages have.
type Tag struct{ Slug, Name string }

// A Reference is a local file that an article names.
type Reference struct {
	Path          string // slash-separated and relative to the seeds folder
	Name          string // beside the article's page; "" for another article, or a file that is not there
	Stamp         []byte // as the caller's; empty where the file is not there
	Size          int64  // bytes
	Type          string // media type
	Width, Height int    // pixels of a picture; 0 where they are not known
}

// A Reading is what a build has found in one file.
type Reading struct {
	Path       string
	Stamp      []byte // empty: the file is to be read again next time
	ModTime    time.Time
	Problem    string           // why the article is left out; then Article is nil
	Article    *article.Article // nil with Problem
	Slug       string           // the slug that it would have if no other article had it
	Address    string           // as in Record
	Tags       []Tag
	References []Reference
	Shown      [32]byte // hash of all that a subscriber can see
}

// A Change is what a build does to one article.
type Change struct {
	Key    int64
	Before *Snapshot // nil: not known before
	After  *Snapshot
	Edited bool // what a subscriber can see has changed
}

// A Snapshot is what the output depends on, besides an article's content.
type Snapshot struct {
	ID, Slug, Path     string
	Address            string
	Published, Updated int64 // Unix seconds
	Number             int64
	State              State
	Tags               []Tag
	Translation        string // which text a published article says that it is a version of; "" where it says nothing
}

// Listed reports whether s is published; nil is not.
func (s *Snapshot) Listed() bool { return s != nil && s.State == Listed }

// packTags keeps the tags of an article, each once, in little room.
func packTags(tags []Tag) string {
	var b strings.Builder
	for i, tag := range tags {
		if slices.ContainsFunc(tags[:i], func(t Tag) bool { return t.Slug == tag.Slug }) {
			continue
		}
		b.WriteString(tag.Slug)
		b.WriteByte(0)
		b.WriteString(tag.Name)
		b.WriteByte(1)
	}
	return b.String()
}

func unpackTags(packed string) []Tag {
	var tags []Tag
	for one := range strings.SplitSeq(packed, "\x01") {
		if slug, name, ok := strings.Cut(one, "\x00"); ok {
			tags = append(tags, Tag{Slug: slug, Name: name})
		}
	}
	return tags
}
