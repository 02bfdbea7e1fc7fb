// Package feed writes a Feed as RSS 2.0, Atom 1.0 and JSON Feed 1.1 documents.
//
// It is the only home of gorilla/feeds. The same Feed gives the same bytes: it reads no clock and makes up
// no id. What goes into a document is valid whatever stands in the Feed: text loses the characters that
// XML 1.0 forbids or discourages (2.2) and its carriage returns, times go out in UTC and whole seconds, and
// an optional value that no valid document can hold, such as a URL that is not absolute http or https, a
// malformed language tag or a year past 9999, is left out. Only what every document needs makes an error:
// the feed's ID, Home and Folder, and an ID of its own for each item.
package feed

import "time"

// A Feed is the content of one feed document, in every format.
type Feed struct {
	// ID goes out as atom:id (RFC 4287, 4.2.6): an absolute IRI that never changes.
	ID string
	// Title is plain text. Home stands in for it where it is empty, as all three formats need one.
	Title string
	// Description is plain text, atom:subtitle in Atom. RSS needs one and takes the Title where it is empty.
	Description string
	// Home is the URL of the page for people: link in RSS, link rel=alternate, home_page_url.
	Home string
	// Folder is the URL of the folder that holds the documents, with a slash at its end. The document's own
	// URL, self (RFC 4287, 4.2.7.2) and feed_url, is Folder + Format.FileName.
	Folder string
	// Formats are those of which the folder holds a document: RSS and Atom name the others as alternates,
	// JSON Feed has no place for that. nil means all.
	Formats []Format
	// Updated is the oldest that the document's own time may be, for a feed that may be empty or lose its
	// newest item; else the time is that of the newest item. Where neither is known it is left out, but
	// Atom needs one (4.2.15) and has 1970-01-01 then.
	Updated time.Time

	// StyleSheet is the URL of a CSS file, absolute or relative to Folder. With it RSS and Atom begin with a banner for
	// people who open them in a browser: what a feed is in the feed's Language, its address, and links to Page and to
	// all items. "" leaves the banner out.
	StyleSheet string
	// Page is the URL of the page that shows the same items; "" where that is Home.
	Page string

	Language     string   // BCP 47; "" leaves it out
	Rights       string   // plain text
	Authors      []Person // of the items that name none; Atom needs one (4.1.1) and takes the Title as a name
	Icon         string   // URL of a square picture; "" for none
	Logo         string   // URL of a picture, twice as wide as high; "" for none
	Generator    string   // such as "seedfeed 1.2.3"
	GeneratorURL string

	// Prev, Next and Current are the folders of the neighbouring documents (RFC 5005, section 4); "" for none.
	Prev    string // the next older archive document; next_url in JSON Feed
	Next    string // the next newer archive document; goes out in archive documents only
	Current string // the subscription document; goes out in archive documents only
	// Hub is the URL of a WebSub hub, at which readers can subscribe to be told of changes: link rel=hub, hubs in JSON
	// Feed. "" for none. An archive document has none, since it is read once.
	Hub string
	// Archive marks an archive document, fh:archive (RFC 5005, section 4).
	Archive bool
	// Complete says that the document holds every entry that there is, fh:complete (RFC 5005, section 2). It
	// excludes Archive and the neighbours, which are left out then.
	Complete bool

	Items []Item // newest first; the documents keep the order
}

// An Item is one article in a feed: an RSS item, an Atom entry, a JSON Feed item.
type Item struct {
	// ID is unique in the feed and stable for ever: guid, atom:id and id. It goes out as it is; where it equals URL,
	// the RSS guid is a permalink. Atom needs an absolute IRI (RFC 4287, 4.2.6) and has a urn:uuid: made from an ID
	// that is none.
	ID string
	// URL is the article's page.
	URL string
	// Title is plain text. Where it is empty RSS and JSON Feed do without, unless RSS has no description
	// either, and Atom (4.2.14) has the URL for a title.
	Title string
	// Summary is plain text: description, atom:summary, summary. In RSS it is escaped twice, because readers
	// take the description for HTML.
	Summary string
	// Content is cleaned HTML with absolute URLs: content:encoded, atom:content, content_html. "" where only
	// the summary is given, which is content_text then.
	Content string
	// Published goes out as pubDate, atom:published (RFC 4287, 4.2.9) and date_published. Zero means unknown:
	// the element is left out.
	Published time.Time
	// Updated goes out as atom:updated (RFC 4287, 4.2.15) and date_modified; in RSS, as the foreign element
	// atom:updated, where it differs from Published. Zero means unknown: Atom has Published then.
	Updated time.Time
	// Authors go out as atom:author and authors. RSS has one author with an e-mail address, or else a
	// dc:creator for each.
	Authors  []Person
	Tags     []string // category and tags; each goes out once
	Language string   // BCP 47; "" or Feed.Language leaves it out
	Rights   string   // plain text; "" or Feed.Rights leaves it out, as that holds for the items too
	Image    *Image   // nil for none
	// Enclosures: RSS has room for one, the others are media:content there. Atom has a link rel=enclosure for
	// each, JSON Feed attachments.
	Enclosures []Enclosure
}

// A Person is an author. Only Name is needed; the Email or else the URL stands in for it.
type Person struct {
	Name  string
	Email string
	URL   string
}

// An Image is the picture of an item: media:content and media:thumbnail in RSS and Atom, image in JSON Feed.
// Width, Height (pixels) and Length (bytes) are 0 where they are not known.
type Image struct {
	URL           string
	Type          string // media type; "" where it is not known
	Width, Height int
	Length        int64
	// Alt goes out in JSON Feed only: readers take media:description for the item's own description.
	Alt string
}

// An Enclosure is a media file of an item. Length is in bytes, 0 where it is not known; an unknown Type goes
// out as application/octet-stream.
type Enclosure struct {
	URL    string
	Type   string
	Length int64
}
