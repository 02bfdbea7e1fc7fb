package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"seedfeed/feed/build"
	"seedfeed/feed/catalogue"
	"seedfeed/feed/check"
	"seedfeed/feed/source"
)

func (a *app) buildCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "build",
		Short: "Read the articles, write what has changed, end; for cron and CI",
		Args:  exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := a.config.settings()
			if err != nil {
				return &usageError{err}
			}
			if a.config.DryRun {
				return a.dryRun(cmd.Context(), s)
			}
			return a.build(cmd.Context(), s)
		},
	}
}

// build builds once, reports the problems, and says in one line what was done.
func (a *app) build(ctx context.Context, s build.Settings) error {
	began := time.Now()
	env, finish := a.env()
	report, err := build.Run(ctx, s, env)
	finish()
	a.report(report)
	if err != nil {
		return err
	}
	// For cron: who asks for warnings only hears nothing of a build that had nothing to do.
	if report.Idle() && a.log.GetLevel() > zerolog.InfoLevel {
		return nil
	}
	// The words do not change with the numbers, so that a script can read them.
	_, err = fmt.Fprintf(a.stdout, "%d articles: %d new, %d changed, %d removed, %d skipped; %d files written to %s in %v\n",
		report.Articles, report.New, report.Changed, report.Removed, report.Skipped, report.Written, s.Out, rounded(time.Since(began)))
	return err
}

func rounded(d time.Duration) time.Duration {
	if d >= 10*time.Second {
		return d.Round(100 * time.Millisecond)
	}
	return max(d.Round(time.Millisecond), time.Millisecond)
}

// saySite says that the folder is read as another generator's, and by which file.
func (a *app) saySite() {
	if site := a.config.site; site != nil {
		a.log.Info().Str("file", site.File).Msg("read as a site of " + site.Generator)
	}
}

func (a *app) report(report *build.Report) {
	a.saySite()
	for _, problem := range report.Problems {
		a.warn(problem)
	}
	for _, missing := range report.Missing {
		a.log.Debug().Str("path", missing.Path).Msg(missing.Error())
	}
	for _, note := range report.Notes {
		a.log.Info().Msg(note)
	}
	for _, stage := range report.Stages {
		a.log.Debug().Str("stage", stage.Name).Dur("took", stage.Took).Msg("stage done")
	}
}

// env is what a build needs from outside. The caller calls finish when the build has ended.
func (a *app) env() (env build.Env, finish func()) {
	show, finish := a.progress()
	return build.Env{Now: time.Now, GitDates: source.GitDates, Unfit: unfit, Progress: show}, finish
}

// unfit says why a feed document must not be published, and of which item that is.
func unfit(path string, document []byte) (id string, fault error) {
	for _, f := range check.Unfit(path, document) {
		return f.Item, errors.New(f.String())
	}
	return "", nil
}

// dryRun says what subscribers would see of a build.
func (a *app) dryRun(ctx context.Context, s build.Settings) (err error) {
	view, err := a.look(ctx, s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, view.Close()) }()
	a.report(view.Report)
	reappearing, err := view.Reappearing(ctx)
	if err != nil {
		return err
	}
	former, err := view.FormerURL()
	if err != nil {
		return err
	}
	if former != "" {
		change := "every link changes, and no id"
		if len(reappearing) > 0 {
			change = "every link changes"
		}
		fmt.Fprintf(a.stdout, "%-15s %s becomes %s: %s\n", "address", former, s.URL, change)
	}
	for _, c := range view.Report.Changes {
		a.dryRunLine(c)
	}
	for _, r := range reappearing {
		fmt.Fprintf(a.stdout, "would reappear  %s  known to subscribers as %s, would come as %s\n", r.URL, r.Was, r.Is)
	}
	r := view.Report
	_, err = fmt.Fprintf(a.stdout, "dry run: %d new, %d updated, %d gone, %d would reappear; nothing was written\n",
		r.New-r.Restored, r.Changed+r.Restored, r.Removed, len(reappearing))
	switch {
	case err != nil:
		return err
	case s.Strict && r.Skipped > 0:
		return build.ErrSkipped
	case !s.AllowEmpty && r.Articles == 0 && r.Removed > 0:
		return fmt.Errorf("%w: a build would fail; give it --allow-empty if this is meant", build.ErrEmpty)
	}
	return nil
}

func (a *app) dryRunLine(c catalogue.Change) {
	word, path := "updated", c.After.Path
	switch {
	case !c.Before.Listed() && (c.Before == nil || c.Before.Number == 0): // else subscribers have it already
		word = "new"
	case !c.After.Listed():
		word, path = "gone", c.Before.Path
	}
	fmt.Fprintf(a.stdout, "%-15s %s\n", word, printable(path))
}
