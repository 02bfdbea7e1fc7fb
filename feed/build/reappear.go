package build

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"seedfeed/feed/catalogue"
)

// A Reappearance is an article that subscribers have seen and would see as new.
type Reappearance struct{ URL, Was, Is string }

// A ForgottenError is an output whose catalogue is not there, so that subscribers would see articles as new. The build ends
// with it, and the last good output stays.
type ForgottenError struct {
	State, Out string // the folders
	Articles   []Reappearance
}

func (e *ForgottenError) Error() string {
	return fmt.Sprintf("there is no catalogue in %s, and without it %d of the articles in %s would come with other ids, as new ones, first of all %s. "+
		"The output stays as it is. Put a backup of catalogue.db and catalogue.sum there; or run 'seedfeed adopt %s --write', which takes over the ids that subscribers know; "+
		"or run again with --rebuild-state to let the articles come as new ones",
		e.State, len(e.Articles), filepath.Join(e.Out, "feed.json"), e.Articles[0].URL, filepath.Join(e.Out, "feed.json"))
}

// refuseToForget is an error where the catalogue is lost and the articles, or the ids of some, would be gone.
func (p *pass) refuseToForget(ctx context.Context) error {
	published, err := p.published()
	if err != nil || len(published.ids) == 0 {
		return err
	}
	if p.report.Articles == 0 && !p.AllowEmpty {
		return emptied(": there is no catalogue in %s, and the feed in %s has %d", p.State, p.Out, len(published.ids))
	}
	again, err := p.renamed(ctx, published)
	if err != nil || len(again) == 0 {
		return err
	}
	return &ForgottenError{State: p.State, Out: p.Out, Articles: again}
}

// Reappearing compares what would be published with the main feed that is published now.
func (v *View) Reappearing(ctx context.Context) ([]Reappearance, error) {
	published, err := v.pass.published()
	if err != nil || len(published.ids) == 0 {
		return nil, err
	}
	again, err := v.pass.renamed(ctx, published)
	if err != nil {
		return nil, err
	}
	for _, c := range v.Report.Changes {
		if c.Before.Listed() && c.After.Listed() && c.Before.ID != c.After.ID {
			url := v.pass.addressOf(catalogue.Record{Slug: c.After.Slug, Address: c.After.Address}).String()
			if _, ok := published.ids[url]; !ok {
				again = append(again, Reappearance{URL: url, Was: c.Before.ID, Is: c.After.ID})
			}
		}
	}
	return again, nil
}

// renamed returns the newest articles whose page is known to subscribers under another id, where theirs is not known at all.
// The site may have moved: what counts is where its pages lie in it.
func (p *pass) renamed(ctx context.Context, published published) (again []Reappearance, err error) {
	known := make(map[string]bool, len(published.ids))
	for _, id := range published.ids {
		known[id] = true
	}
	// An id that was taken over is known from the feed that it came from.
	isKnown := func(record catalogue.Record) (bool, error) {
		source, err := p.reader().AdoptedFrom(ctx, record.Key)
		return known[record.ID] || source != "", err
	}
	records, err := p.reader().Newest(ctx, p.Limit)
	if err != nil {
		return nil, err
	}
	for _, record := range records {
		url := p.addressOf(record).String()
		before := url
		if inside, ok := strings.CutPrefix(url, p.URL.String()); ok && published.url != "" {
			before = published.url + inside
		}
		if was, ok := published.ids[before]; ok && url != p.URL.String() && was != record.ID {
			known, err := isKnown(record)
			if err != nil {
				return nil, err
			}
			if !known {
				again = append(again, Reappearance{URL: url, Was: was, Is: record.ID})
			}
		}
	}
	return again, nil
}

// FormerURL returns the address of the site in the main feed that is published now; "" where that is the same, or not known.
func (v *View) FormerURL() (string, error) {
	published, err := v.pass.published()
	if err != nil || published.url == v.pass.URL.String() {
		return "", err
	}
	return published.url, nil
}

// published is what subscribers know of the site.
type published struct {
	url string            // of the site; "" where it is not known
	ids map[string]string // of the items, by the URL of their pages
}

// published reads the main feed that is in the output folder. JSON Feed is the format that says all without doubt; an output
// without it gives nothing.
func (p *pass) published() (published, error) {
	const name = "feed.json"
	data, err := os.ReadFile(filepath.Join(p.Out, name))
	if errors.Is(err, fs.ErrNotExist) {
		return published{}, nil
	}
	if err != nil {
		return published{}, err
	}
	var document struct {
		FeedURL string `json:"feed_url"`
		Items   []struct{ ID, URL string }
	}
	if err := json.Unmarshal(data, &document); err != nil {
		return published{}, nil // somebody else's file
	}
	known := published{ids: make(map[string]string, len(document.Items))}
	if url, ok := strings.CutSuffix(document.FeedURL, "/"+name); ok {
		known.url = url + "/"
	}
	for _, item := range document.Items {
		known.ids[item.URL] = item.ID
	}
	return known, nil
}
