package build

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"

	"seedfeed/feed/adopt"
	"seedfeed/feed/catalogue"
	"seedfeed/feed/site"
)

// A Decision says what becomes of one item of a feed.
type Decision struct {
	adopt.Match
	Adoption catalogue.Adoption
	Take     bool   // there is something to take over
	Note     string // what of the item is not taken over, and why; "" for nothing
}

// Decide finds out which article each item of the feed source is, and what that takes over.
func (v *View) Decide(ctx context.Context, source string, items []adopt.Item, articles []adopt.Article) ([]Decision, error) {
	var decisions []Decision
	leaving := map[string]bool{} // ids that their article gives up
	for _, match := range adopt.Find(items, articles) {
		d := Decision{Match: match}
		if d.Article != nil {
			v.decide(&d, source)
			if d.Adoption.ID != "" && d.Adoption.ID != d.Article.ID {
				leaving[d.Article.ID] = true
			}
		}
		decisions = append(decisions, d)
	}
	for i := range decisions {
		d := &decisions[i]
		if !d.Take || d.Adoption.ID == "" || d.Adoption.ID == d.Article.ID || leaving[d.Adoption.ID] {
			continue
		}
		owner, ok, err := v.pass.catalogue.WithID(ctx, d.Adoption.ID)
		if err != nil {
			return nil, err
		}
		if ok {
			d.Adoption.ID = ""
			d.Note = "keeps its id: the feed's is that of " + describe(owner)
		}
	}
	return decisions, nil
}

func describe(r catalogue.Record) string {
	if r.State == catalogue.Gone {
		return fmt.Sprintf("the deleted article %q", r.Title)
	}
	return r.Path
}

func (v *View) decide(d *Decision, source string) {
	a := d.Article
	d.Adoption = v.adoption(source, d.Item, a)
	switch {
	case a.Source != "" && a.Source != source && a.ID != d.Item.ID:
		d.Note = "keeps the id that it has from " + a.Source + ", " + a.ID
		return
	case a.Source != "" && a.Source != source:
		return // what the first feed said of it holds
	case a.Given != "" && a.Given != d.Item.ID:
		d.Note = "keeps the id that its file states, " + a.Given
	}
	now := v.pass.now
	if d.Item.Published.After(now) || d.Item.Updated.After(now) {
		d.Note = "its date in the feed lies ahead and is not taken over"
	}
	d.Take = a.Source == "" || !d.isTaken()
}

// isTaken reports whether the article has all that it takes over already.
func (d *Decision) isTaken() bool {
	a, adoption := d.Article, d.Adoption
	return (adoption.ID == "" || adoption.ID == a.ID) && isTakenDate(adoption.Published, a.Published) && isTakenDate(adoption.Updated, a.Updated)
}

func isTakenDate(adopted, has time.Time) bool {
	return adopted.IsZero() || adopted.Truncate(time.Second).Equal(has)
}

// adoption is what an article takes over from an item. A date that lies ahead is left out: the article would vanish until
// it comes.
func (v *View) adoption(source string, item *adopt.Item, a *adopt.Article) catalogue.Adoption {
	adoption := catalogue.Adoption{Source: source}
	if a.Given == "" {
		adoption.ID = item.ID
	}
	if !item.Published.After(v.pass.now) {
		adoption.Published = item.Published
	}
	if !item.Updated.After(v.pass.now) {
		adoption.Updated = item.Updated
	}
	if !adoption.Updated.IsZero() && adoption.Updated.Before(adoption.Published) {
		adoption.Updated = adoption.Published
	}
	if item.URL == "" || item.URL == a.URL {
		return adoption
	}
	below, ok := belowSite(v.pass.URL, item.URL)
	folder, slug, _ := strings.Cut(strings.TrimSuffix(strings.TrimSuffix(below, "index.html"), "/"), "/")
	switch {
	case !ok:
		adoption.Addresses = []string{item.URL}
	case below == "":
	case folder == site.ArticlesRoot && slug == site.Slug(slug, ""):
		adoption.Slugs = []string{slug}
	default:
		adoption.Addresses = []string{below}
	}
	return adoption
}

// belowSite returns the path of an address below the site's URL. The bool is false where it lies elsewhere.
func belowSite(base *url.URL, address string) (string, bool) {
	u, err := url.Parse(address)
	if err != nil || !strings.EqualFold(u.Host, base.Host) || u.RawQuery != "" {
		return "", false
	}
	return strings.CutPrefix(u.Path, base.Path)
}
