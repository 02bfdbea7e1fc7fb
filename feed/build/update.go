package build

import (
	"context"
	"errors"
	"slices"
	"time"

	"seedfeed/feed/article"
	"seedfeed/feed/catalogue"
	"seedfeed/feed/site"
)

// errTorn is a new file that has changed since it was looked at, while others are taken for gone: it may be one of those.
var errTorn = errors.New("a new file has changed since it was looked at")

// updateCatalogue enters what the scan has found, and notes which parts of the output have to be made again. When it
// returns without an error the catalogue is durable. After an errTorn it is as it was.
func (p *pass) updateCatalogue(ctx context.Context, w *work) error {
	if err := p.countListed(ctx); err != nil {
		return err
	}
	before := p.report.Articles
	if w.nothing() && len(p.left) == 0 {
		if err := p.reportSkipped(ctx, nil); err != nil {
			return err
		}
		return p.refuseSkipped()
	}
	was, err := p.archives(ctx, p.reader(), before)
	if err != nil {
		return err
	}
	defer func() {
		if p.update != nil {
			p.update.Rollback()
			p.update = nil
		}
		p.store.Rollback()
	}()
	last, err := p.reader().LastNumber(ctx)
	if err != nil {
		return err
	}
	if err := p.begin(ctx); err != nil {
		return err
	}
	skipped, err := p.enter(ctx, w)
	if err != nil {
		return err
	}
	p.stage("read")
	if p.torn && len(w.lost) > 0 && p.repeatable {
		return errTorn
	}
	if err := p.settle(ctx, w, before, was); err != nil {
		return err
	}
	if last == 0 && p.out != nil && !p.Rebuild {
		if err := p.refuseToForget(ctx); err != nil {
			return err
		}
	}
	if err := p.reportSkipped(ctx, skipped); err != nil {
		return err
	}
	if err := p.refuseSkipped(); err != nil {
		return err
	}
	return p.commitUpdate(ctx, w)
}

// commitUpdate makes durable what was entered.
func (p *pass) commitUpdate(ctx context.Context, w *work) error {
	if w.whole {
		if err := p.keepSettings(ctx); err != nil {
			return err
		}
	}
	// The content first: the catalogue must never know an article whose content is not there, but may well not know one
	// whose content is.
	if err := p.store.Commit(); err != nil {
		return err
	}
	if err := p.update.Commit(); err != nil {
		return err
	}
	for _, it := range w.lost {
		delete(p.vanished, it.key)
	}
	p.stage("catalogue")
	return nil
}

// countListed finds out how many articles are published, which takes longer with every article.
func (p *pass) countListed(ctx context.Context) (err error) {
	if p.listed < 0 {
		p.listed, err = p.catalogue.Listed(ctx)
	}
	p.report.Articles = p.listed
	return err
}

func (p *pass) begin(ctx context.Context) (err error) {
	options := catalogue.UpdateOptions{
		Now: p.now, URL: p.URL.String(), ArticlePath: site.ArticleFolder, Adopt: p.adopt, Future: p.Place != nil && p.Place.Future,
	}
	if p.env.GitDates != nil {
		options.GitDates = func() map[string]time.Time {
			// Without a history there are no dates; that is the ordinary case.
			dates, _ := p.env.GitDates(ctx, p.Seeds)
			return dates
		}
	}
	if p.update, err = p.catalogue.Begin(ctx, options); err != nil {
		return err
	}
	return p.store.Begin(ctx)
}

// enter reports to the catalogue each file that is not as it was. It returns the paths of those that were read and are skipped.
func (p *pass) enter(ctx context.Context, w *work) (map[string]bool, error) {
	for _, it := range w.lost {
		if err := p.update.Lose(ctx, it.key); err != nil {
			return nil, err
		}
	}
	for _, it := range w.touched {
		if err := p.update.Touch(ctx, it.key, it.stamp[:]); err != nil {
			return nil, err
		}
	}
	skipped := make(map[string]bool)
	err := p.readAll(ctx, w.read, func(r *reading) error {
		for _, fault := range r.faults {
			p.fault(fault)
		}
		for _, missing := range r.missing {
			p.report.Missing = append(p.report.Missing, p.located(missing))
		}
		if r.problem != nil {
			skipped[r.item.path] = true
			p.report.Skipped++
			p.fault(r.problem)
		}
		return p.enterOne(ctx, r)
	})
	for _, key := range p.left {
		if err == nil {
			err = p.update.Touch(ctx, key, unread)
		}
	}
	return skipped, err
}

func (p *pass) enterOne(ctx context.Context, r *reading) error {
	switch {
	case (r.later || r.gone) && p.Settle > 0: // that it has gone the next build sees for itself
		p.later(r.item)
		p.torn = p.torn || r.item.key == 0
		return nil
	case r.later:
		p.torn = p.torn || r.item.key == 0
		p.leave(r.item)
		p.fault(&article.Error{Path: r.item.path, Err: errors.New("is being written"), Fix: "the next build reads it"})
		return nil
	case r.failed:
		p.leave(r.item)
		return nil
	case r.gone && r.item.key == 0:
		p.torn = true
		return nil
	case r.gone:
		return p.update.Lose(ctx, r.item.key)
	}
	key, err := p.update.Put(ctx, r.item.key, r.record)
	if err != nil || r.problem != nil {
		return err
	}
	if r.item.key != 0 && slices.ContainsFunc(r.record.References, func(f catalogue.Reference) bool { return f.Name != "" }) {
		p.beside[key] = true
	}
	version := p.version(r.item.path, r.record.Article.Hash)
	p.recent.drop(version) // the files that the article names may have changed
	return p.store.Put(ctx, key, version, r.content)
}

// settle lets the catalogue find out which article is which, and plans what follows from that.
func (p *pass) settle(ctx context.Context, w *work, before int, was sections) error {
	changes, err := p.update.Settle(ctx)
	if err != nil {
		return err
	}
	if err := p.forgetContent(ctx, changes); err != nil {
		return err
	}
	p.count(changes)
	p.report.Articles = before + p.report.New - p.report.Removed
	if p.report.Articles == 0 && before > 0 && !p.AllowEmpty {
		return emptied(" of the %d that the last build found in %s", before, p.Seeds)
	}
	now, err := p.archives(ctx, p.reader(), p.report.Articles)
	if err != nil {
		return err
	}
	if w.all || (was.newest == 0) != (now.newest == 0) {
		return p.update.Require(ctx, everything)
	}
	return p.require(ctx, changes, was, now)
}

// forgetContent drops the content of articles that are gone, or known under another key now.
func (p *pass) forgetContent(ctx context.Context, changes []catalogue.Change) error {
	keys := p.update.Merged()
	used := map[int64]bool{} // a key that was given up may have been given away again
	for _, c := range changes {
		if c.After.State == catalogue.Gone {
			keys = append(keys, c.Key)
		} else {
			used[c.Key] = true
		}
	}
	return p.store.Delete(ctx, slices.DeleteFunc(keys, func(key int64) bool { return used[key] }))
}

// count fills the report.
func (p *pass) count(changes []catalogue.Change) {
	for _, c := range changes {
		switch was, is := c.Before.Listed(), c.After.Listed(); {
		case is && !was:
			p.report.New++
			if c.Before != nil && c.Before.Number > 0 {
				p.report.Restored++
			}
		case was && !is:
			p.report.Removed++
		case is && (c.Edited || differs(c.Before, c.After)):
			p.report.Changed++
		default:
			continue
		}
		p.report.Changes = append(p.report.Changes, c)
	}
}

// differs reports whether two states of a published article differ in what feeds show besides the content.
func differs(a, b *catalogue.Snapshot) bool {
	return a.ID != b.ID || a.Slug != b.Slug || a.Address != b.Address || a.Published != b.Published || a.Updated != b.Updated
}

// reader asks the catalogue within the update while there is one.
func (p *pass) reader() *catalogue.Reader {
	if p.update != nil {
		return p.update.Reader()
	}
	return p.catalogue.Reader()
}
