package adopt

import (
	"context"
	"fmt"
	"net/url"
)

// A Fetch gets a document of a feed. It returns the address at which the document was found in the end, which may be
// another one than was asked for.
type Fetch func(ctx context.Context, address string) (data []byte, at *url.URL, err error)

// A Feed is what was read of a feed.
type Feed struct {
	Items     []Item // each id once, the newest first
	Documents int
	Rest      string // address of older documents that were not read; "" where all were
}

// longest is how many documents of a feed are read: at ten items each, more than anyone has written.
const longest = 5000

// Read reads the feed at an address and, one after the other, the documents with older items that it leads to (RFC 5005,
// next_url in JSON Feed), as long as follow allows it. A circle of documents ends where it closes.
func Read(ctx context.Context, address string, fetch Fetch, follow func(address string) bool) (*Feed, error) {
	var feed Feed
	read, at := map[string]bool{}, map[string]int{} // by address; by id
	for next := address; next != ""; {
		if feed.Documents == longest {
			return nil, fmt.Errorf("%s leads to more than %d documents with older items", address, longest)
		}
		data, found, err := fetch(ctx, next)
		var d *document
		if err == nil {
			if d, err = parse(data, found); err != nil {
				err = fmt.Errorf("%s: %w", next, err)
			}
		}
		if err != nil && feed.Documents > 0 {
			err = fmt.Errorf("older items: %w; to do without them, save %s and give the file", err, address)
		}
		if err != nil {
			return nil, err
		}
		feed.Documents++
		read[next] = true
		if found != nil {
			read[found.String()] = true
		}
		for _, item := range d.items {
			if item.ID == "" {
				continue // nobody could know it again
			}
			i, known := at[item.ID]
			switch {
			case !known:
				at[item.ID] = len(feed.Items)
				feed.Items = append(feed.Items, item)
			case item.Updated.After(feed.Items[i].Updated):
				feed.Items[i] = item // an archive may be older than its feed, or the other way round
			}
		}
		if next = d.older; read[next] {
			break
		}
		if next != "" && !follow(next) {
			feed.Rest = next
			break
		}
	}
	return &feed, nil
}
