package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"seedfeed/feed/article"
	"seedfeed/feed/build"
)

func (a *app) explainCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "explain FILE",
		Short: "Show each field of one article, its value and where it came from",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := a.config.settings()
			if err != nil {
				return &usageError{err}
			}
			return a.explain(cmd.Context(), s, args[0])
		},
	}
}

func (a *app) explain(ctx context.Context, s build.Settings, file string) (err error) {
	path, err := articlePath(s.Seeds, file)
	if err != nil {
		return err
	}
	env, finish := a.env()
	view, err := build.Look(ctx, s, env)
	finish()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, view.Close()) }()
	e, err := view.Explain(ctx, path)
	if errors.Is(err, build.ErrNoArticle) {
		return notAnArticle(s, file, path)
	}
	if err != nil {
		return err
	}
	return a.printExplanation(e)
}

// articlePath returns the path of a file relative to the seeds folder. The file may be given as seen from here, or as
// seen from the seeds folder.
func articlePath(seeds, file string) (string, error) {
	folder := realPath(seeds)
	here := realPath(file)
	if within(folder, here) {
		rel, err := filepath.Rel(folder, here)
		return filepath.ToSlash(rel), err
	}
	if !filepath.IsAbs(file) && filepath.IsLocal(file) {
		return filepath.ToSlash(filepath.Clean(file)), nil
	}
	return "", fmt.Errorf("%s does not lie in the folder of articles, %s", file, seeds)
}

func notAnArticle(s build.Settings, file, path string) error {
	at := filepath.Join(s.Seeds, filepath.FromSlash(path))
	name := filepath.Base(path)
	switch {
	case !exists(at) && !exists(file):
		return fmt.Errorf("%s: no such file in %s", file, s.Seeds)
	case !article.IsArticle(name):
		return fmt.Errorf("%s is no article: its name does not end with .txt, .md, .markdown, .mdx, .html or .htm", at)
	}
	return fmt.Errorf("%s is left out: a part of its path begins with \".\", \"_\" or \"#\", or ends with \"~\", \".tmp\" or \".swp\", "+
		"or it lies in the output or state folder, or it is no regular file", at)
}

func (a *app) printExplanation(e *build.Explanation) error {
	w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	row := func(field, value, source string) {
		if value != "" {
			fmt.Fprintf(w, "%s\t%s\t%s\n", field, clip(oneLine(value)), source)
		}
	}
	row("file", e.Path, "")
	if e.Reason != "" {
		row("left out", e.Reason, "")
	}
	row("id", e.ID, e.IDFrom)
	row("url", e.URL, slugSource(e))
	row("title", e.Title, origin(e, "title"))
	row("published", moment(e.Published), e.PublishedFrom)
	row("updated", moment(e.Updated), e.UpdatedFrom)
	row("expires", moment(e.Expires), origin(e, "expires"))
	var authors []string
	for _, author := range e.Authors {
		authors = append(authors, author.Name)
	}
	row("authors", strings.Join(authors, ", "), origin(e, "authors"))
	if e.Read != nil {
		row("tags", strings.Join(e.Read.Tags, ", "), origin(e, "tags"))
		row("language", e.Language, origin(e, "language"))
		row("direction", e.Read.Direction, "the script of the text")
		row("summary", e.Summary, cmp.Or(origin(e, "summary"), "first paragraph"))
		row("rights", e.Read.Rights, origin(e, "rights"))
		row("image", open(e.Read.Image.URL), origin(e, "image"))
		for _, enclosure := range e.Read.Enclosures {
			row("enclosure", open(enclosure.URL), origin(e, "enclosures"))
		}
		for _, reference := range e.Read.References {
			row("refers to", reference.Path, "content")
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if e.Read != nil {
		for _, warning := range e.Read.Warnings {
			named := *warning
			named.Path = e.Path
			a.warn(&named)
		}
	}
	return nil
}

func origin(e *build.Explanation, field string) string {
	if e.Read == nil {
		return ""
	}
	return e.Read.Origins[field]
}

func slugSource(e *build.Explanation) string {
	if from := origin(e, "slug"); from != "" {
		return from
	}
	if e.Slug == "" {
		return ""
	}
	return "the file's name"
}

// open shows an address whose site is not yet filled in.
func open(m article.Marked) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' {
			return -1
		}
		return r
	}, string(m))
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// clip cuts a long value; explain is for a look, list --json has it whole.
func clip(s string) string {
	const most = 100
	runes := []rune(s)
	if len(runes) <= most {
		return s
	}
	return string(runes[:most-1]) + "…"
}
