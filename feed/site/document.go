package site

import (
	"errors"
	"fmt"

	"golang.org/x/sync/errgroup"

	"seedfeed/feed"
)

const (
	// feedLimit is where a feed becomes a burden to fetch: its oldest entries then go out as summaries.
	feedLimit = 1 << 20
	// archiveLimit keeps an archive document below what the W3C validator reads. Archives are fetched
	// once, so that whole texts matter more there.
	archiveLimit = 4_900_000
)

// feedOf returns what all feeds of this site have in common. The folder is relative to the output.
func (s *Site) feedOf(folder string, entries []Entry) feed.Feed {
	items := make([]feed.Item, len(entries))
	for i := range entries {
		items[i] = entries[i].Item
		if rtl(entries[i].Direction) != "" && items[i].Content != "" { // no feed format has another place for it
			items[i].Content = `<div dir="rtl">` + items[i].Content + "</div>"
		}
	}
	return feed.Feed{
		ID:          s.settings.FeedID,
		Title:       s.settings.Title,
		Description: s.settings.Description,
		Home:        s.base,
		Folder:      s.address(folder),
		Formats:     s.settings.Formats,
		StyleSheet:  root(folder) + feedStyleFile,
		Page:        s.address(folder),
		Language:    s.settings.Language,
		Rights:      s.settings.Rights,
		Authors:     s.settings.Authors,
		Icon:        s.settings.Icon,
		Logo:        s.settings.Logo,
		Hub:         s.settings.Hub,
		Generator:   s.settings.Generator,
		Items:       items,
	}
}

// documents writes f in each format into a folder of the output, and says how many of its items go out
// with their summary alone so that no document is longer than limit.
func (s *Site) documents(folder string, f *feed.Feed, limit int) (files []File, trimmed int, err error) {
	documents, trimmed, err := feed.Documents(f, s.settings.Formats, limit)
	if err != nil {
		return nil, 0, fmt.Errorf("feeds of %s: %w", f.Folder, err)
	}
	for i, format := range s.settings.Formats {
		files = append(files, File{Path: join(folder, format.FileName), Data: documents[i], memory: ofFeed})
	}
	return files, trimmed, nil
}

func join(folder, name string) string {
	if folder == "" {
		return name
	}
	return folder + "/" + name
}

// Front returns the main feeds and the front page. The entries are the newest ones, newest first, of
// total; archive is the number of the newest archive document, 0 where there is none; complete says
// that entries are all there is. tags are shown as they come, at most frontTags of them.
// trimmed is how many entries the feeds carry with their summary alone, because of the feeds' length.
func (s *Site) Front(entries []Entry, total, archive int, complete bool, tags []TagCount) (files []File, trimmed int, err error) {
	f := s.feedOf("", entries)
	if complete {
		f.Complete = true // RFC 5005, section 2, which allows no paging beside it
	} else if archive > 0 {
		f.Prev = s.address(ArchiveFolder(archive))
	}
	// Nothing but the article's own page may be made beside these, and people wait for them.
	var group errgroup.Group
	group.Go(func() (err error) {
		files, trimmed, err = s.documents("", &f, feedLimit)
		return err
	})
	front, err := s.frontPage(entries, total, archive, tags)
	if err := errors.Join(err, group.Wait()); err != nil {
		return nil, 0, err
	}
	return append(files, front...), trimmed, nil
}

func (s *Site) frontPage(entries []Entry, total, archive int, tags []TagCount) ([]File, error) {
	page := s.page("", s.settings.Title)
	page.Description = s.settings.Description
	page.Feeds = s.shared.Feeds
	page.Entries = page.entryViews(entries)
	page.Total = total
	page.Tags = page.tagLinks(tags[:min(len(tags), frontTags)])
	page.MoreTags = len(tags) > frontTags
	if archive > 0 {
		page.Older = page.Root + ArchiveRoot + "/"
	}
	return s.render("index.html", "", page)
}

// frontTags is how many tags the front page shows: about three lines on a phone.
const frontTags = 12

// Tag returns the feeds and the page of one tag. The entries are its newest ones, newest first, of
// total. Feeds longer than 1 MiB carry their oldest entries with the summary alone.
func (s *Site) Tag(tag, slug string, entries []Entry, total int) ([]File, error) {
	folder := TagFolder(slug)
	f := s.feedOf(folder, entries)
	f.ID = s.TagFeedID(slug)
	f.Title = s.tagFeedTitle(tag)
	f.Description = ""
	f.Home = f.Folder
	files, _, err := s.documents(folder, &f, feedLimit)
	if err != nil {
		return nil, err
	}
	page := s.page(folder, tag)
	page.Description = f.Title
	page.Feeds = s.feedLinks(folder, f.Title)
	page.Entries = page.entryViews(entries)
	page.Total = total
	html, err := s.render("tag.html", folder, page)
	return append(files, html...), err
}

func (s *Site) tagFeedTitle(tag string) string { return s.settings.Title + ": " + tag }

// Archive returns one archive document (RFC 5005, section 4): its feeds, and a page for people.
// Documents are numbered from 1, the oldest, to newest. The entries are newest first.
func (s *Site) Archive(number, newest int, entries []Entry) ([]File, error) {
	folder := ArchiveFolder(number)
	f := s.feedOf(folder, entries)
	f.Archive = true
	f.Current = s.base
	page := s.page(folder, "Archive, page "+fmt.Sprint(number))
	page.Number = number
	if number > 1 {
		f.Prev = s.address(ArchiveFolder(number - 1))
		page.Older = fmt.Sprintf("../%d/", number-1)
	}
	if number < newest {
		f.Next = s.address(ArchiveFolder(number + 1))
		page.Newer = fmt.Sprintf("../%d/", number+1)
	}
	files, _, err := s.documents(folder, &f, archiveLimit)
	if err != nil {
		return nil, err
	}
	page.Entries = page.entryViews(entries)
	html, err := s.render("archive.html", folder, page)
	return append(files, html...), err
}
