package build

import (
	"context"
	"fmt"
	"path"
	"path/filepath"
	"slices"

	"seedfeed/feed"
)

// An UnfitError is a feed document that would not be valid. The build ends with it, and the last good output stays.
type UnfitError struct {
	Document string // its path in the output folder
	Article  string // the file of the article that it is about; "" where that is not known
	Fault    error
}

func (e *UnfitError) Error() string {
	message := fmt.Sprintf("%s would not be valid, and the last good output stays: %v", e.Document, e.Fault)
	if e.Article != "" {
		message += "; look at " + e.Article + ", or leave it out with draft: true"
	}
	return message
}

func (e *UnfitError) Unwrap() error { return e.Fault }

// fit asks whether a feed may be published.
func (p *pass) fit(ctx context.Context, name string, data []byte) error {
	if p.env.Unfit == nil {
		return nil
	}
	id, fault := p.env.Unfit(name, data)
	if fault == nil {
		return nil
	}
	unfit := &UnfitError{Document: name, Fault: fault}
	if record, ok, err := p.catalogue.WithID(ctx, id); err == nil && ok && record.Path != "" {
		unfit.Article = path.Join(filepath.ToSlash(p.Seeds), record.Path)
	}
	return unfit
}

// isFeed reports whether a file of the output that is not a copy is a feed document. Only those are looked at: subscribers
// lose them for good.
func isFeed(name string) bool {
	return slices.ContainsFunc(feed.Formats(), func(f feed.Format) bool { return f.FileName == path.Base(name) })
}
