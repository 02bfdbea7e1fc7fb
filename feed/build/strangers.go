package build

import (
	"context"
	"slices"

	"seedfeed/feed/article"
)

// A gist is what tells two articles apart at a glance.
type gist struct {
	title       string
	fingerprint article.Fingerprint
	parsed      bool
	own         float64 // how much of it is the article that its file was; 0 in a new file
}

// resembles reports whether the texts are one, edited.
func (g gist) resembles(other gist) bool { return g.fingerprint.Similarity(other.fingerprint) >= 0.5 }

// isUnlike reports whether the texts have so little in common that one title says nothing, as of a page of news that is
// written anew each week.
func (g gist) isUnlike(other gist) bool {
	return g.fingerprint.Telling() && other.fingerprint.Telling() && g.fingerprint.Similarity(other.fingerprint) < 0.25
}

func (p *pass) known(ctx context.Context, key int64) (gist, error) {
	fingerprint, title, err := p.catalogue.Fingerprint(ctx, key)
	return gist{title: title, fingerprint: fingerprint, parsed: true}, err
}

// glance reads a file. The gist is not parsed where the file is no valid article.
func (p *pass) glance(ctx context.Context, path string) (gist, error) {
	data, _, err := p.folder.Read(path, article.MaxSize)
	if err != nil {
		return gist{}, err
	}
	a, err := p.parse(ctx, path, data)
	if err != nil {
		return gist{}, nil
	}
	return gist{title: a.Title, fingerprint: a.Fingerprint, parsed: true}, nil
}

// mostEdits is how many edited files are looked at for strangers: where more have changed at once, nobody has renamed
// them one by one.
const mostEdits = 500

// A stranger is an edited file that has another title now than its article, or hardly anything of its text.
type stranger struct {
	key     int64
	was, is gist
}

// nearlyAll is the share of text that makes a file which has got another title the same article.
const nearlyAll = 0.9

// kept reports whether the file resembles its article. That may also be since all of a series are alike.
func (s stranger) kept() bool { return s.is.resembles(s.was) }

// hasBecome reports whether the article of s goes on in the file g, which then holds more of it than of its own. Where the
// file of s may hold it too, as in a series of articles that are all alike, g must have its title and more of its text.
func (s stranger) hasBecome(g gist) bool {
	similarity := g.fingerprint.Similarity(s.was.fingerprint)
	switch {
	case similarity <= g.own:
		return false
	case s.kept():
		return g.title == s.was.title && similarity >= 0.75 && similarity > s.is.own && s.is.own < nearlyAll
	}
	return similarity >= 0.5
}

// strangers finds the edited files that hold another article now, while another file holds theirs, or the one that they hold
// is elsewhere no more: one of the two has been renamed and edited at once, and has got the name of the other.
func (p *pass) strangers(ctx context.Context, w *work, e *edits) error {
	if len(e.files) > mostEdits || len(e.files)+len(w.read)+len(w.lost) < 2 {
		return nil
	}
	var all []stranger
	var now, gone []gist // what files hold, and what no file holds any more
	for _, it := range e.files {
		was, err := p.known(ctx, it.key)
		if err != nil {
			return err
		}
		is, _ := p.glance(ctx, it.path) // what cannot be read is left to the build
		is.own = is.fingerprint.Similarity(was.fingerprint)
		now = append(now, is)
		if is.parsed && (is.title != was.title || is.isUnlike(was)) && was.fingerprint.Telling() {
			all = append(all, stranger{it.key, was, is})
		}
	}
	if len(all) == 0 {
		return nil
	}
	for _, it := range w.read {
		if it.key == 0 && len(now) < 2*mostEdits {
			is, _ := p.glance(ctx, it.path)
			now = append(now, is)
		}
	}
	for _, it := range w.lost[:min(mostEdits, len(w.lost))] {
		was, err := p.known(ctx, it.key)
		if err != nil {
			return err
		}
		gone = append(gone, was)
	}
	for _, s := range all {
		if slices.ContainsFunc(now, s.hasBecome) {
			e.homeless[s.key] = true
		}
	}
	takeGone(all, gone, e.homeless)
	return nil
}

// holds reports whether the file holds the article was, rather than its own: of texts of one kind, such as weekly reports,
// any two have much in common.
func (s stranger) holds(was gist) bool {
	if s.kept() || !was.fingerprint.Telling() {
		return false
	}
	similarity := s.is.fingerprint.Similarity(was.fingerprint)
	return similarity >= 0.75 || similarity >= 0.5 && s.is.title == was.title
}

// takeGone finds the strangers that hold an article which has no other file. Each leaves its own without one.
func takeGone(all []stranger, gone []gist, homeless map[int64]bool) {
	for len(all) > 0 {
		rest := all[:0]
		before := len(gone)
		for _, s := range all {
			if homeless[s.key] || slices.ContainsFunc(gone, s.holds) {
				homeless[s.key] = true
				gone = append(gone, s.was)
			} else {
				rest = append(rest, s)
			}
		}
		if all = rest; len(gone) == before {
			return
		}
	}
}
