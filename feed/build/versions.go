package build

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"seedfeed/feed/article"
	"seedfeed/feed/catalogue"
	"seedfeed/feed/site"
)

// versions returns the articles that are the text of a published one in different languages, itself included, in the order
// of the languages; none where it is the only one. Of several in one language none is a version: nobody has said which of
// them its readers are to be led to.
func (p *pass) versions(ctx context.Context, record catalogue.Record) ([]catalogue.Record, error) {
	said, err := p.catalogue.Translation(ctx, record.Key)
	if err != nil {
		return nil, err
	}
	all, err := p.catalogue.Versions(ctx, translation(said, record.Path))
	if err != nil || len(all) > catalogue.MostVersions {
		return nil, err
	}
	slices.SortFunc(all, func(a, b catalogue.Record) int { return strings.Compare(languageOf(a), languageOf(b)) })
	var versions []catalogue.Record
	for i, r := range all {
		first := i == 0 || languageOf(all[i-1]) != languageOf(r)
		last := i == len(all)-1 || languageOf(all[i+1]) != languageOf(r)
		if first && last {
			versions = append(versions, r)
		}
	}
	itself := func(r catalogue.Record) bool { return r.Key == record.Key }
	if len(versions) < 2 || !slices.ContainsFunc(versions, itself) {
		return nil, nil
	}
	return versions, nil
}

// languageOf is an article's language in a form that can be compared.
func languageOf(record catalogue.Record) string { return strings.ToLower(record.Language) }

// translation is which text an article is a version of: what it says, or else what its path stands for.
func translation(said, path string) string { return cmp.Or(said, article.VersionKey(path)) }

// showVersions returns what the page of an article shows of its versions.
func (p *pass) showVersions(ctx context.Context, record catalogue.Record) ([]site.Version, error) {
	if !p.versioned {
		return nil, nil
	}
	records, err := p.versions(ctx, record)
	if err != nil {
		return nil, err
	}
	versions := make([]site.Version, 0, len(records))
	for _, r := range records {
		versions = append(versions, site.Version{Language: r.Language, Title: r.Title, URL: p.addressOf(r).String(), Slug: r.Slug, NoPage: !p.hasPage(r)})
	}
	return versions, nil
}

// otherVersions adds the pages of the versions of the text that a published article is, or was, one of.
func (pl *plan) otherVersions(ctx context.Context, s *catalogue.Snapshot) error {
	text := translation(s.Translation, s.Path)
	records, err := pl.update.Versions(ctx, text)
	if err == nil && len(records) == 0 && s.Translation != "" {
		// It was the only one that said so. What its page led to, and was led from, said nothing.
		records, err = pl.update.Originals(ctx, text)
	}
	for _, record := range records {
		pl.add(site.ArticleFolder(record.Slug))
	}
	return err
}
