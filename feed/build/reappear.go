package build

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

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

// refuseToForget is a ForgottenError where that is one.
func (p *pass) refuseToForget(ctx context.Context) error {
	published, err := p.publishedIDs()
	if err != nil || len(published) == 0 {
		return err
	}
	again, err := p.renamed(ctx, published)
	if err != nil || len(again) == 0 {
		return err
	}
	return &ForgottenError{State: p.State, Out: p.Out, Articles: again}
}

// Reappearing compares what would be published with the main feed that is published now.
func (v *View) Reappearing(ctx context.Context) ([]Reappearance, error) {
	published, err := v.pass.publishedIDs()
	if err != nil || len(published) == 0 {
		return nil, err
	}
	again, err := v.pass.renamed(ctx, published)
	if err != nil {
		return nil, err
	}
	for _, c := range v.Report.Changes {
		if c.Before.Listed() && c.After.Listed() && c.Before.ID != c.After.ID {
			url := v.pass.addressOf(catalogue.Record{Slug: c.After.Slug, Address: c.After.Address}).String()
			if _, ok := published[url]; !ok {
				again = append(again, Reappearance{URL: url, Was: c.Before.ID, Is: c.After.ID})
			}
		}
	}
	return again, nil
}

// renamed returns the newest articles whose page is known to subscribers under another id, where theirs is not known at all.
func (p *pass) renamed(ctx context.Context, published map[string]string) (again []Reappearance, err error) {
	known := make(map[string]bool, len(published))
	for _, id := range published {
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
		if was, ok := published[url]; ok && url != p.URL.String() && was != record.ID {
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

// publishedIDs returns the ids in the main feed that is in the output folder, by the URL of their pages. JSON Feed is
// the format that says both without doubt; an output without it gives nothing.
func (p *pass) publishedIDs() (map[string]string, error) {
	data, err := os.ReadFile(filepath.Join(p.Out, "feed.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var document struct {
		Items []struct{ ID, URL string }
	}
	if err := json.Unmarshal(data, &document); err != nil {
		return nil, nil // somebody else's file
	}
	ids := make(map[string]string, len(document.Items))
	for _, item := range document.Items {
		ids[item.URL] = item.ID
	}
	return ids, nil
}
