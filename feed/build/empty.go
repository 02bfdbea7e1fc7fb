package build

import (
	"context"
	"errors"
	"fmt"
)

// ErrEmpty is a build that finds no published article where the last one found some.
var ErrEmpty = errors.New("no published article is left")

// emptied is an ErrEmpty. Its message goes on with what the format says of the articles that there were.
func emptied(format string, args ...any) error {
	return fmt.Errorf("%w%s. The output stays as it is; run again with --allow-empty if this is meant", ErrEmpty, fmt.Sprintf(format, args...))
}

// refuseEmpty is an ErrEmpty where the folder has no article any more. Where the catalogue lies in it, as it does unless
// told otherwise, the catalogue is missing with the articles, and only the output tells of them. Unlike refuseToForget it
// asks before any article is read, and also where a new catalogue is meant.
func (p *pass) refuseEmpty(ctx context.Context, w *work) error {
	if w.known > 0 {
		return emptied(": %s holds no article, and the last build knew %d", p.Seeds, w.known)
	}
	if last, err := p.catalogue.LastNumber(ctx); err != nil || last > 0 || p.adopt != nil {
		return err
	}
	published, err := p.published()
	if err != nil || len(published.ids) == 0 {
		return err
	}
	return emptied(": %s holds no article, and the feed in %s has %d", p.Seeds, p.Out, len(published.ids))
}
