package build

import (
	"context"
	"strconv"
	"strings"

	"seedfeed/feed/article"
	"seedfeed/feed/catalogue"
	"seedfeed/feed/site"
)

// The output is made in parts: files that show the same articles and are made together. A part is named by its folder,
// or by one of these names.
const (
	partFront   = "front"   // main feeds and index.html
	partStyle   = "style"   // what pages need besides themselves
	partTags    = "tags"    // the page that lists the tags
	partArchive = "archive" // the page that lists the archive documents
	partSitemap = "sitemap" // the index of the sitemap
	partFeeds   = "feeds"   // the list of all feeds

	everything = "*" // stands for all parts in the list of those that are pending
)

const (
	archiveSize = 100 // articles in an archive document
	sitemapSize = 200 // articles in a part of the sitemap
)

// sections says how many archive documents and parts of the sitemap there are.
type sections struct {
	newest  int // archive document; 0: all articles are in the main feed
	sitemap int
}

// archives finds out how many numbered parts the output has, where that many articles are listed. Archive documents exist
// only when there are articles that the main feed does not hold.
func (p *pass) archives(ctx context.Context, reader *catalogue.Reader, listed int) (sections, error) {
	last, err := reader.LastListed(ctx)
	if err != nil {
		return sections{}, err
	}
	s := sections{sitemap: max(1, sectionOf(last, sitemapSize))}
	if listed > p.Limit {
		s.newest = sectionOf(last, archiveSize)
	}
	return s, nil
}

// sectionOf returns the section, counted from 1, that holds the article with the number; 0 for the number 0.
func sectionOf(number, size int) int { return (number + size - 1) / size }

func archivePart(n int) string { return site.ArchiveFolder(n) }
func sitemapPart(n int) string { return partSitemap + "/" + strconv.Itoa(n) }

// all returns every part of the output, those that are there and should not be included. An archive document follows the
// pages of its articles, whose content is then still at hand.
func (p *pass) all(ctx context.Context) ([]string, error) {
	parts := []string{partStyle}
	archived := 0
	if err := p.catalogue.Slugs(ctx, func(slug string, number int64) error {
		for n := sectionOf(int(number), archiveSize); archived < n-1 && archived < p.sections.newest; {
			archived++
			parts = append(parts, archivePart(archived))
		}
		parts = append(parts, site.ArticleFolder(slug))
		return nil
	}); err != nil {
		return nil, err
	}
	for archived < p.sections.newest {
		archived++
		parts = append(parts, archivePart(archived))
	}
	moved, err := p.catalogue.AllMovedSlugs(ctx)
	if err != nil {
		return nil, err
	}
	for _, slug := range moved {
		parts = append(parts, site.ArticleFolder(slug))
	}
	addresses, err := p.catalogue.AllAddresses(ctx)
	if err != nil {
		return nil, err
	}
	for _, address := range addresses {
		parts = append(parts, movedPart(address))
	}
	tags, err := p.catalogue.TagSlugs(ctx)
	if err != nil {
		return nil, err
	}
	parts = append(parts, partFront)
	for _, slug := range tags {
		parts = append(parts, site.TagFolder(slug))
	}
	for n := 1; n <= p.sections.sitemap; n++ {
		parts = append(parts, sitemapPart(n))
	}
	parts = append(parts, partTags, partArchive, partSitemap, partFeeds)
	return p.addStale(ctx, parts)
}

func (p *pass) addStale(ctx context.Context, parts []string) ([]string, error) {
	wanted := make(map[string]bool, len(parts))
	for _, part := range parts {
		wanted[part] = true
	}
	known, err := p.catalogue.OutputParts(ctx)
	for _, part := range known {
		if !wanted[part] {
			parts = append(parts, part)
		}
	}
	return parts, err
}

// require notes the parts that show what has changed.
func (p *pass) require(ctx context.Context, changes []catalogue.Change, was, now sections) error {
	pl := &plan{pass: p, parts: map[string]bool{}}
	for _, c := range changes {
		if err := pl.change(ctx, c); err != nil {
			return err
		}
	}
	if was.newest != now.newest {
		// The document that was the newest has a newer neighbour now, or the other way round.
		pl.add(partArchive, partFront)
		for n := min(was.newest, now.newest); n <= max(was.newest, now.newest); n++ {
			pl.add(archivePart(n))
		}
	}
	if was.sitemap != now.sitemap {
		pl.add(partSitemap)
		for n := min(was.sitemap, now.sitemap); n <= max(was.sitemap, now.sitemap); n++ {
			pl.add(sitemapPart(n))
		}
	}
	for part := range pl.parts {
		if err := p.update.Require(ctx, part); err != nil {
			return err
		}
	}
	return nil
}

// A plan collects the parts that have to be made again.
type plan struct {
	*pass
	parts map[string]bool
}

func (pl *plan) add(parts ...string) {
	for _, part := range parts {
		pl.parts[part] = true
	}
}

func (pl *plan) change(ctx context.Context, c catalogue.Change) error {
	before, after := c.Before, c.After
	if !before.Listed() && !after.Listed() {
		return nil
	}
	if before.Listed() && after.Listed() && !c.Edited && !differs(before, after) && before.Path == after.Path && before.Translation == after.Translation {
		if pl.beside[c.Key] { // a copy may be of another file now, of the same size
			pl.add(site.ArticleFolder(after.Slug))
		}
		return nil
	}
	if err := pl.pages(ctx, c); err != nil {
		return err
	}
	// Which articles a list holds, and where, has changed; otherwise it matters only to the lists that show the article.
	moved := before.Listed() != after.Listed() || before.Published != after.Published
	for _, s := range []*catalogue.Snapshot{before, after} {
		if !s.Listed() {
			continue
		}
		if err := pl.lists(ctx, s, moved); err != nil {
			return err
		}
		if err := pl.otherVersions(ctx, s); err != nil {
			return err
		}
	}
	if err := pl.tagChanges(before, after); err != nil {
		return err
	}
	if before.Listed() && after.Listed() && before.Slug == after.Slug && before.Path == after.Path && before.Address == after.Address {
		return nil
	}
	return pl.referrers(ctx, before, after)
}

// pages adds the article's page and the pages that lead on to it.
func (pl *plan) pages(ctx context.Context, c catalogue.Change) error {
	if c.Before != nil && c.Before.Slug != "" {
		pl.add(site.ArticleFolder(c.Before.Slug))
	}
	pl.add(site.ArticleFolder(c.After.Slug))
	slugs, err := pl.update.MovedSlugs(ctx, c.Key)
	for _, slug := range slugs {
		pl.add(site.ArticleFolder(slug))
	}
	if err != nil {
		return err
	}
	addresses, err := pl.update.Addresses(ctx, c.Key)
	for _, address := range addresses {
		pl.add(movedPart(address))
	}
	return err
}

// lists adds the lists that show an article. With every, also those that it is too old for: their totals change.
func (pl *plan) lists(ctx context.Context, s *catalogue.Snapshot, every bool) error {
	shown, err := pl.isShown(ctx, "", s.Published)
	if err != nil {
		return err
	}
	if every || shown {
		pl.add(partFront)
	}
	if s.Number > 0 {
		pl.add(archivePart(sectionOf(int(s.Number), archiveSize)), sitemapPart(sectionOf(int(s.Number), sitemapSize)))
	}
	for _, tag := range s.Tags {
		shown, err := pl.isShown(ctx, tag.Slug, s.Published)
		if err != nil {
			return err
		}
		if every || shown {
			pl.add(site.TagFolder(tag.Slug))
		}
	}
	return nil
}

// isShown reports whether an article of that date is new enough for the list of a tag, or for the main one.
func (pl *plan) isShown(ctx context.Context, tag string, published int64) (bool, error) {
	cutoff, full, err := pl.update.Cutoff(ctx, tag, pl.Limit)
	return !full || published >= cutoff, err
}

// tagChanges adds what depends on which tags an article has.
func (pl *plan) tagChanges(before, after *catalogue.Snapshot) error {
	old, now := tagNames(before), tagNames(after)
	if old == now {
		return nil
	}
	pl.add(partTags, partFeeds, partFront)
	for _, s := range []*catalogue.Snapshot{before, after} {
		if s.Listed() {
			for _, tag := range s.Tags {
				pl.add(site.TagFolder(tag.Slug))
			}
		}
	}
	return nil
}

func tagNames(s *catalogue.Snapshot) string {
	if !s.Listed() {
		return ""
	}
	var b strings.Builder
	for _, tag := range s.Tags {
		b.WriteString(tag.Slug + "\x00" + tag.Name + "\x00")
	}
	return b.String()
}

// referrers adds what shows the articles that link to one whose address is another now.
func (pl *plan) referrers(ctx context.Context, before, after *catalogue.Snapshot) error {
	paths := map[string]bool{after.Path: true, namedPrefix + article.NameKey(after.Path): true}
	if before != nil {
		paths[before.Path], paths[namedPrefix+article.NameKey(before.Path)] = true, true
	}
	for path := range paths {
		keys, err := pl.update.Referrers(ctx, path)
		if err != nil {
			return err
		}
		for _, key := range keys {
			record, ok, err := pl.update.Record(ctx, key)
			if err != nil {
				return err
			}
			if !ok || record.State != catalogue.Listed {
				continue
			}
			tags, err := pl.update.TagsOf(ctx, key)
			if err != nil {
				return err
			}
			pl.add(site.ArticleFolder(record.Slug))
			s := &catalogue.Snapshot{Published: record.Published.Unix(), Number: record.Number, State: record.State, Tags: tags}
			if err := pl.lists(ctx, s, false); err != nil {
				return err
			}
		}
	}
	return nil
}
