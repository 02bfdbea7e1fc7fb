package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"seedfeed/feed/adopt"
	"seedfeed/feed/build"
	"seedfeed/feed/catalogue"
)

func (a *app) adoptCommand() *cobra.Command {
	var write bool
	cmd := &cobra.Command{
		Use:   "adopt FEED",
		Short: "Take over the ids and dates of an existing feed, before a move",
		Long: `adopt reads the RSS, Atom or JSON Feed document FEED, a file, a URL, or - for
standard input, and the documents with older items that it leads to. It finds
out which article each item is, and takes over the item's id and dates, and its
address as one that the article had. It writes nothing but the catalogue, and
that with --write only.`,
		Args: exactly("FEED"),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := a.config.settings()
			if err != nil {
				return &usageError{err}
			}
			return a.adopt(cmd.Context(), s, args[0], write)
		},
	}
	cmd.Flags().BoolVar(&write, "write", false, "carry it out; without it, only show it")
	return cmd
}

func (a *app) adopt(ctx context.Context, s build.Settings, address string, write bool) error {
	f := newFetcher(s, address)
	feed, err := adopt.Read(ctx, address, f.fetch, f.follows)
	if err != nil {
		return err
	}
	if len(feed.Items) == 0 {
		return fmt.Errorf("%s has no item that could be known again", address)
	}
	decisions, plan, err := a.decide(ctx, s, f.source(address), feed)
	if err != nil {
		return err
	}
	adoptions := map[string]catalogue.Adoption{}
	for _, d := range decisions {
		if d.Take {
			adoptions[d.Article.Path] = d.Adoption
		}
	}
	if err := a.printDecisions(decisions); err != nil {
		return err
	}
	if feed.Rest != "" {
		a.log.Warn().Msgf("older items at %s were not read: give the feed's URL", feed.Rest)
	}
	outcome := "nothing was written; --write takes them over"
	switch {
	case len(adoptions) == 0:
		outcome = "nothing is left to take over"
	case write:
		if err := a.writeAdoptions(ctx, s, adoptions); err != nil {
			return err
		}
		outcome = fmt.Sprintf("taken over for %d articles", len(adoptions))
	}
	if len(adoptions) > 0 {
		a.warnOfOlder(s, plan)
	}
	_, err = fmt.Fprintf(a.stdout, "%d items: %d matched, %d ambiguous, %d not matched; %d articles are not in the feed and keep their ids; %s\n",
		len(decisions), plan.matched, plan.ambiguous, len(decisions)-plan.matched-plan.ambiguous, plan.without, outcome)
	return err
}

// A plan counts what will be.
type plan struct {
	matched, ambiguous int
	without            int // articles that the feed does not have
	shown              int // of those that are published, and new enough for the main feed
	items              int
}

func (a *app) decide(ctx context.Context, s build.Settings, source string, feed *adopt.Feed) (decisions []build.Decision, p plan, err error) {
	view, err := a.look(ctx, s)
	if err != nil {
		return nil, p, err
	}
	defer func() { err = errors.Join(err, view.Close()) }()
	articles, err := view.Adoptable(ctx)
	if err != nil {
		return nil, p, err
	}
	if decisions, err = view.Decide(ctx, source, feed.Items, articles); err != nil {
		return nil, p, err
	}
	p.items = len(feed.Items)
	matched := map[string]bool{}
	for _, d := range decisions {
		switch {
		case d.Article != nil:
			p.matched++
			matched[d.Article.Path] = true
		case d.Way == adopt.Ambiguous:
			p.ambiguous++
		}
	}
	for i, article := range articles {
		if matched[article.Path] {
			continue
		}
		p.without++
		if i < min(s.Limit, view.Report.Articles) {
			p.shown++
		}
	}
	return decisions, p, nil
}

// writeAdoptions carries it out. What a build would report of the articles it reports too.
func (a *app) writeAdoptions(ctx context.Context, s build.Settings, adoptions map[string]catalogue.Adoption) error {
	s.Strict = false // a build that follows may well fail
	env, finish := a.env()
	report, err := build.Adopt(ctx, s, env, adoptions)
	finish()
	a.report(report)
	return err
}

// warnOfOlder says what a subscriber would see of articles that have left the old feed long ago.
func (a *app) warnOfOlder(s build.Settings, p plan) {
	if p.matched > 0 && p.shown > 0 && p.items < s.Limit {
		a.log.Warn().Msgf("%d articles that are not in the old feed would be in the main feed, and readers see them as new; "+
			"set limit to %d to leave out those that are older", p.shown, p.items)
	}
}

func (a *app) printDecisions(decisions []build.Decision) error {
	out := bufio.NewWriter(a.stdout) // which keeps its first error for Flush
	fmt.Fprintf(out, "%-12s%-12s%s\n", "matched by", "published", "file and id")
	for _, d := range decisions {
		day := "-"
		if !d.Item.Published.IsZero() {
			day = d.Item.Published.UTC().Format(time.DateOnly)
		}
		file := fmt.Sprintf("%q", oneLine(d.Item.Title))
		if d.Article != nil {
			file = d.Article.Path
		}
		fmt.Fprintf(out, "%-12s%-12s%s  %s\n", d.Way, day, printable(file), printable(d.Item.ID))
		var paths []string
		for _, candidate := range d.Candidates {
			paths = append(paths, printable(candidate.Path))
		}
		switch {
		case len(paths) > 0:
			fmt.Fprintf(out, "%24s%s\n", "", "could be "+strings.Join(paths, " or "))
		case d.Note != "":
			fmt.Fprintf(out, "%24s%s\n", "", printable(d.Note))
		}
	}
	return out.Flush()
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}
