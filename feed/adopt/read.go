package adopt

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"
	"github.com/mmcdole/gofeed/atom"
	"github.com/mmcdole/gofeed/json"
	"github.com/mmcdole/gofeed/rss"
	"golang.org/x/net/html/charset"

	"seedfeed/feed/article"
)

// A document is one document of a feed.
type document struct {
	items []Item
	older string // address of the document with older items, absolute; "" for none
}

// parse reads an RSS, Atom or JSON Feed document. base is its own address.
func parse(data []byte, base *url.URL) (*document, error) {
	var d document
	var err error
	data = bytes.TrimPrefix(data, []byte("\ufeff")) // which JSON must not have, and some programs write
	switch gofeed.DetectFeedType(bytes.NewReader(data)) {
	case gofeed.FeedTypeRSS:
		err = d.rss(data)
	case gofeed.FeedTypeAtom:
		err = d.atom(data)
	case gofeed.FeedTypeJSON:
		err = d.json(data)
	default:
		return nil, errors.New("is no RSS, Atom or JSON Feed document")
	}
	if err != nil {
		return nil, err
	}
	d.older = resolve(base, d.older)
	for i := range d.items {
		item := &d.items[i]
		item.URL = resolve(base, item.URL)
		item.ID = cmp.Or(item.ID, item.URL)
		item.Title = article.PlainText(item.Title)
	}
	return &d, nil
}

func resolve(base *url.URL, address string) string {
	if address = strings.TrimSpace(address); address == "" || base == nil {
		return address
	}
	u, err := base.Parse(address)
	if err != nil {
		return address
	}
	return u.String()
}

func (d *document) rss(data []byte) error {
	feed, err := new(rss.Parser).Parse(bytes.NewReader(data))
	if err != nil {
		return fmt.Errorf("read as RSS: %w", err)
	}
	links := map[string]string{}
	for _, namespace := range []string{"atom", "atom10"} {
		for _, link := range feed.Extensions[namespace]["link"] {
			links[link.Attrs["rel"]] = link.Attrs["href"]
		}
	}
	d.older = older(links)
	for _, i := range feed.Items {
		item := Item{URL: i.Link, Title: i.Title, Published: moment(i.PubDateParsed), Text: text(i.Content, i.Description)}
		if i.GUID != nil {
			item.ID = i.GUID.Value
			if item.URL == "" && i.GUID.IsPermalink != "false" {
				item.URL = item.ID
			}
		}
		for _, updated := range append(i.Extensions["atom"]["updated"], i.Extensions["dcterms"]["modified"]...) {
			if at, err := time.Parse(time.RFC3339, strings.TrimSpace(updated.Value)); err == nil {
				item.Updated = at.UTC()
			}
		}
		if item.Published.IsZero() && i.DublinCoreExt != nil {
			for _, date := range i.DublinCoreExt.Date {
				if at, err := time.Parse(time.RFC3339, strings.TrimSpace(date)); err == nil {
					item.Published = at.UTC()
				}
			}
		}
		d.items = append(d.items, item)
	}
	return nil
}

func (d *document) atom(data []byte) error {
	feed, err := new(atom.Parser).Parse(bytes.NewReader(data))
	if err != nil {
		return fmt.Errorf("read as Atom: %w", err)
	}
	links := map[string]string{}
	for _, link := range feed.Links {
		links[link.Rel] = link.Href
	}
	d.older = older(links)
	ids := atomIDs(data)
	for n, e := range feed.Entries {
		item := Item{ID: e.ID, Title: e.Title, Published: moment(e.PublishedParsed), Updated: moment(e.UpdatedParsed)}
		if len(ids) == len(feed.Entries) {
			item.ID = ids[n]
		}
		for _, link := range e.Links {
			if link.Rel == "alternate" && (item.URL == "" || strings.Contains(link.Type, "html")) {
				item.URL = link.Href
			}
		}
		content := ""
		if e.Content != nil {
			content = e.Content.Value
		}
		item.Text = text(content, e.Summary)
		if item.Published.IsZero() { // what RFC 4287 leaves to updated where it is the only date
			item.Published = item.Updated
		}
		d.items = append(d.items, item)
	}
	return nil
}

// atomIDs returns the ids of the entries as they stand there: gofeed takes them for addresses, and completes them by
// xml:base.
func atomIDs(data []byte) (ids []string) {
	decoder := xml.NewDecoder(bytes.NewReader(data))
	decoder.Strict, decoder.CharsetReader, decoder.Entity = false, charset.NewReaderLabel, xml.HTMLEntity
	var within []string
	for {
		token, err := decoder.Token()
		if err != nil {
			return ids
		}
		switch token := token.(type) {
		case xml.StartElement:
			within = append(within, token.Name.Local)
			switch strings.Join(within, "/") {
			case "feed/entry":
				ids = append(ids, "")
			case "feed/entry/id":
				ids[len(ids)-1] = "" // the last one counts, as for gofeed
			}
		case xml.CharData:
			if strings.Join(within, "/") == "feed/entry/id" {
				ids[len(ids)-1] += string(token)
			}
		case xml.EndElement:
			if strings.Join(within, "/") == "feed/entry/id" {
				ids[len(ids)-1] = strings.TrimSpace(ids[len(ids)-1])
			}
			within = within[:max(0, len(within)-1)]
		}
	}
}

func (d *document) json(data []byte) error {
	feed, err := new(json.Parser).Parse(bytes.NewReader(data))
	if err != nil {
		return fmt.Errorf("read as JSON Feed: %w", err)
	}
	if !strings.Contains(feed.Version, "jsonfeed.org") {
		return errors.New("is JSON, and no JSON Feed")
	}
	d.older = feed.NextURL
	for _, i := range feed.Items {
		item := Item{ID: i.ID, URL: i.URL, Title: i.Title, Text: text(i.ContentHTML, i.ContentText)}
		item.Published, _ = time.Parse(time.RFC3339, i.DatePublished)
		item.Updated, _ = time.Parse(time.RFC3339, i.DateModified)
		d.items = append(d.items, item)
	}
	return nil
}

// older returns the link to the document with older items: of an archived feed (RFC 5005, section 4), else of a paged one.
func older(links map[string]string) string { return cmp.Or(links["prev-archive"], links["next"]) }

// text sketches the content, or else the summary of an item.
func text(content, summary string) article.Fingerprint {
	if strings.TrimSpace(content) == "" {
		content = summary
	}
	return article.FingerprintOf(content)
}

func moment(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}
