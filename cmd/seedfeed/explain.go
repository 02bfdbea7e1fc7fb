package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/clipperhouse/displaywidth"
	"github.com/spf13/cobra"

	"seedfeed/feed/article"
	"seedfeed/feed/build"
)

func (a *app) explainCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "explain FILE",
		Short: "Show each field of one article, its value and where it came from",
		Args:  exactly("FILE"),
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			var extensions []cobra.Completion
			for _, ending := range article.Endings() {
				extensions = append(extensions, strings.TrimPrefix(ending, "."))
			}
			return extensions, cobra.ShellCompDirectiveFilterFileExt
		},
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
	view, err := a.look(ctx, s)
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
	link := filepath.Join(realPath(filepath.Dir(file)), filepath.Base(file)) // which may lead out of the folder
	for _, here := range []string{realPath(file), link} {
		if within(folder, here) {
			rel, err := filepath.Rel(folder, here)
			return filepath.ToSlash(rel), err
		}
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
	case !s.IsArticle(name):
		return fmt.Errorf("%s is no article: its name does not end with %s", at, either(append(article.Endings(), s.Convert.Endings()...)))
	}
	if s.Place != nil && s.Place.LeavesOut(path, false) {
		return fmt.Errorf("%s is left out: in a site of %s its articles lie elsewhere, and it is none of them", at, s.Place.Generator)
	}
	return fmt.Errorf("%s is left out: a part of its path begins with \".\", \"_\" or \"#\", or ends with \"~\", \".tmp\" or \".swp\", "+
		"or it lies in the output or state folder, or beside an index file that is the article of its folder, or it is no regular file, or a link that leads out of the folder", at)
}

func (a *app) printExplanation(e *build.Explanation) error {
	out := bufio.NewWriter(a.stdout) // which keeps its first error for Flush
	columns := width(a.stdout)
	row := func(field, value, source string) {
		if value != "" {
			out.WriteString(explainedLine(field, printable(oneLine(value)), source, columns))
		}
	}
	row("file", e.Path, "")
	row("left out", e.Reason, origin(e, e.Reason))
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
		for _, version := range e.Versions {
			row("version", strings.TrimSpace(version.Language+" "+version.Path), cmp.Or(origin(e, "translation"), "path"))
		}
		row("direction", e.Read.Direction, "the script of the text")
		row("summary", e.Summary, cmp.Or(origin(e, "summary"), "first paragraph"))
		row("rights", e.Read.Rights, origin(e, "rights"))
		row("image", local(e.Read.Image.URL), origin(e, "image"))
		for _, enclosure := range e.Read.Enclosures {
			row("enclosure", local(enclosure.URL), origin(e, "enclosures"))
		}
		for _, reference := range e.Read.References {
			row("refers to", cmp.Or(reference.Path, reference.Name), "content")
		}
		for _, omission := range e.Read.LeftOut {
			row("not shown", omission.What, fmt.Sprintf("line %d", omission.Line))
		}
		for _, warning := range e.Read.Warnings {
			warning.Path = e.Path
			row("warning", warning.Error(), "")
		}
	}
	return out.Flush()
}

// explainedLine puts the source behind the value, or below it where the terminal is too narrow. It cuts long values: this
// is for a look, list --json has them whole.
func explainedLine(field, value, source string, columns int) string {
	const indent = 11
	if columns == 0 {
		columns = 160
	}
	const most = 2 // lines
	value = cut(value, max(most*(columns-indent), 80))
	line := fmt.Sprintf("%-*s%s", indent, field, value)
	switch {
	case source == "":
		return line + "\n"
	case displaywidth.String(line)+displaywidth.String(source)+4 > columns:
		return fmt.Sprintf("%s\n%*s(%s)\n", line, indent, "", source)
	}
	return line + "  (" + source + ")\n"
}

func origin(e *build.Explanation, field string) string {
	if e.Read == nil {
		return ""
	}
	return e.Read.Origins[field]
}

func slugSource(e *build.Explanation) string {
	if e.Address != "" && strings.HasSuffix(e.URL, e.Address) {
		if from := origin(e, "permalink"); from != "" {
			return from
		}
		return "the site's own address of it"
	}
	if from := origin(e, "slug"); from != "" {
		return from
	}
	if e.Slug == "" {
		return ""
	}
	return "the file's name"
}

// local shows an address whose site is not yet filled in.
func local(m article.Marked) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' {
			return -1
		}
		return r
	}, string(m))
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
