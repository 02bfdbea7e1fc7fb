package feed

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// A prepared feed has every value as it goes out, whatever the format: what is the same in all of them is worked
// out once. It lives from prepare to free.
type prepared struct {
	Feed      // without Items
	items     []preparedItem
	contents  []byte // what the items' escaped lie in
	escaped   bool   // they are made
	document  []byte // what a document is written into
	titles    []byte // the items in the banner; only after list
	markup    []byte // of the banner
	neighbour struct{ prev, next, current string }
}

// A preparedItem is an Item as it goes out: no value is there that no document can hold.
type preparedItem struct {
	id       string
	url      string
	title    string // one line
	heading  string // the title, or what stands in for it where a format needs one
	summary  string
	content  string
	escaped  []byte // content as XML text; only after escapeContents
	language string // where it is another than the feed's
	rights   string // where they are others than the feed's

	pageLanguage       string // of the page at url
	published, updated time.Time
	authors            []Person
	tags               []string
	picture            *Image
	files              []Enclosure
}

// memory keeps what prepared feeds have allocated: a document is large, and a new one for each would be most of
// the garbage of a build.
var memory = sync.Pool{New: func() any { return new(prepared) }}

// prepare works out what all formats need of f. A value that no document can do without and nobody can make up
// is an error.
func prepare(f *Feed) (*prepared, error) {
	p := memory.Get().(*prepared)
	p.Feed = *f
	p.Items = nil
	p.Home, p.Folder = webURL(f.Home), webURL(f.Folder)
	if err := p.check(f); err != nil {
		p.free()
		return nil, err
	}
	p.Title = line(f.Title)
	if p.Title == "" {
		p.Title = p.Home
	}
	p.Description, p.Rights, p.Generator = paragraph(f.Description), paragraph(f.Rights), line(f.Generator)
	p.Language, p.GeneratorURL = languageTag(f.Language), webURL(f.GeneratorURL)
	p.Icon, p.Logo = webURL(f.Icon), webURL(f.Logo)
	if p.Hub = webURL(f.Hub); f.Archive {
		p.Hub = ""
	}
	p.Authors = people(f.Authors)
	p.StyleSheet = line(f.StyleSheet)
	if p.Page = webURL(f.Page); p.Page == "" {
		p.Page = p.Home
	}
	if p.Formats == nil {
		p.Formats = Formats()
	}
	p.neighbour.prev, p.neighbour.next, p.neighbour.current = f.neighbours()
	if err := p.prepareItems(f.Items); err != nil {
		p.free()
		return nil, err
	}
	return p, nil
}

func (p *prepared) prepareItems(items []Item) error {
	p.items = slices.Grow(p.items[:0], len(items))
	seen := make(map[string]bool, len(items))
	for i := range items {
		item := p.prepareItem(&items[i])
		if item.id == "" {
			return fmt.Errorf("item %q has no id", items[i].Title)
		}
		if seen[item.id] {
			return fmt.Errorf("two items have the id %q", item.id)
		}
		seen[item.id] = true
		// The document's own time is that of its newest item, never the present.
		for _, t := range []time.Time{item.published, item.updated} {
			if t.After(p.Updated) && writable(t) {
				p.Updated = t
			}
		}
		p.items = append(p.items, item)
	}
	return nil
}

func (p *prepared) check(f *Feed) error {
	if p.ID = clean(f.ID); p.ID == "" {
		return errors.New("the feed has no id")
	}
	if p.Home == "" {
		return fmt.Errorf("home page %q: not an absolute http or https URL", f.Home)
	}
	if p.Folder == "" {
		return fmt.Errorf("folder %q: not an absolute http or https URL", f.Folder)
	}
	return nil
}

func (p *prepared) prepareItem(i *Item) preparedItem {
	item := preparedItem{
		id:           clean(i.ID),
		url:          webURL(i.URL),
		title:        line(i.Title),
		summary:      paragraph(i.Summary),
		content:      clean(i.Content),
		rights:       paragraph(i.Rights),
		pageLanguage: languageTag(i.Language),
		published:    i.Published,
		updated:      i.Updated,
		authors:      people(i.Authors),
		tags:         tags(i.Tags),
		picture:      i.picture(),
		files:        i.files(),
	}
	for _, s := range []string{item.title, item.url, item.id} {
		if item.heading == "" {
			item.heading = s
		}
	}
	if item.rights == p.Rights {
		item.rights = ""
	}
	if item.pageLanguage == "" {
		item.pageLanguage = p.Language
	} else if !strings.EqualFold(item.pageLanguage, p.Language) {
		item.language = item.pageLanguage
	}
	return item
}

// free gives the memory back; p and what was written into it are no more valid.
func (p *prepared) free() {
	clear(p.items)
	*p = prepared{items: p.items[:0], contents: p.contents[:0], document: p.document[:0], titles: p.titles[:0], markup: p.markup[:0]}
	memory.Put(p)
}

// escapeContents fills in the items' escaped, which RSS and Atom share.
func (p *prepared) escapeContents() {
	if p.escaped {
		return
	}
	p.escaped = true
	p.contents = slices.Grow(p.contents, p.about())
	for i := range p.items {
		start := len(p.contents)
		p.contents = named.append(p.contents, p.items[i].content)
		p.items[i].escaped = p.contents[start:len(p.contents):len(p.contents)]
	}
}

// cut leaves out the content of an item.
func (i *preparedItem) cut() { i.content, i.escaped = "", nil }

// plain returns the text that stands in for a content, never empty.
func (i *preparedItem) plain() string {
	if i.summary != "" {
		return i.summary
	}
	return i.heading
}
