package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/clipperhouse/displaywidth"
	"github.com/spf13/cobra"

	"seedfeed/feed/article"
	"seedfeed/feed/build"
)

func (a *app) listCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the articles, newest first; last those that are left out",
		Args:  exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := a.config.settings()
			if err != nil {
				return &usageError{err}
			}
			return a.list(cmd.Context(), s, asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print a JSON array for programs")
	return cmd
}

func (a *app) list(ctx context.Context, s build.Settings, asJSON bool) (err error) {
	view, err := a.look(ctx, s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, view.Close()) }()
	said := map[string]bool{} // by path: what is wrong with a file stands in the list itself
	each := func(use func(build.Article) error) error {
		return view.Articles(ctx, func(listed build.Article) error {
			if listed.Reason != "" {
				said[path.Join(filepath.ToSlash(s.Seeds), listed.Path)] = true
			}
			return use(listed)
		})
	}
	out := bufio.NewWriter(a.stdout)
	if asJSON {
		err = listJSON(out, each)
	} else {
		err = listTable(out, each, s.Article.Zone(), width(a.stdout))
	}
	if err = errors.Join(err, out.Flush()); err != nil {
		return err
	}
	for _, problem := range view.Report.Problems {
		var fault *article.Error
		if !errors.As(problem, &fault) || !said[fault.Path] {
			a.warn(problem)
		}
	}
	return nil
}

// articles calls use for one article after the other.
type articles func(use func(build.Article) error) error

// look finds out what a build would do, for commands that only show it: what a build must not do is no matter to them.
func (a *app) look(ctx context.Context, s build.Settings) (*build.View, error) {
	s.Strict, s.AllowEmpty = false, true
	env, finish := a.env()
	defer finish()
	return build.Look(ctx, s, env)
}

// A listed is one element of list --json; its fields are fixed by the contract with those that read it.
type listed struct {
	Path      string           `json:"path"`
	ID        string           `json:"id"`
	URL       string           `json:"url"`
	Title     string           `json:"title"`
	Published string           `json:"published"`
	Updated   string           `json:"updated"`
	Authors   []article.Person `json:"authors"`
	Tags      []string         `json:"tags"`
	Language  string           `json:"language"`
	Summary   string           `json:"summary"`
	Skipped   string           `json:"skipped,omitempty"`
}

// listJSON writes the array element by element: it may be long.
func listJSON(w *bufio.Writer, each articles) error {
	w.WriteString("[") // a bufio.Writer keeps its first error for Flush
	separator := "\n"
	var element bytes.Buffer
	encoder := json.NewEncoder(&element)
	encoder.SetEscapeHTML(false)
	err := each(func(a build.Article) error {
		element.Reset()
		err := encoder.Encode(listed{
			Path: a.Path, ID: a.ID, URL: a.URL, Title: a.Title, Published: moment(a.Published), Updated: moment(a.Updated),
			Authors: list(a.Authors), Tags: list(a.Tags), Language: a.Language, Summary: a.Summary, Skipped: a.Reason,
		})
		w.WriteString(separator)
		w.Write(bytes.TrimSuffix(element.Bytes(), []byte("\n")))
		separator = ",\n"
		return err
	})
	w.WriteString("\n]\n")
	return err
}

// list makes an empty list of none, which JSON tells apart.
func list[T any](values []T) []T {
	if values == nil {
		return []T{}
	}
	return values
}

func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

// A tableRow is one published article in the table.
type tableRow struct{ day, title, file string }

// listTable writes for people: a table of what is published, as wide as the terminal at most, then what is left out and
// why.
func listTable(w *bufio.Writer, each articles, zone *time.Location, columns int) error {
	rows := []tableRow{{"published", "title", "file"}}
	var leftOut []string
	err := each(func(a build.Article) error {
		if a.Reason == "" {
			rows = append(rows, tableRow{a.Published.In(zone).Format(time.DateOnly), printable(oneLine(a.Title)), printable(a.Path)})
			return nil
		}
		// The reason of a faulty file begins with the file's name and line by itself.
		if !strings.HasPrefix(a.Reason, a.Path+":") {
			a.Reason = a.Path + ": " + a.Reason
		}
		leftOut = append(leftOut, printable(a.Reason))
		return nil
	})
	if err != nil {
		return err
	}
	writeRows(w, rows, columns)
	if len(leftOut) > 0 {
		fmt.Fprintf(w, "\nleft out\n%s\n", strings.Join(leftOut, "\n"))
	}
	return nil
}

// writeRows aligns the columns. Where all together are wider than the terminal, titles and file names are cut.
func writeRows(w *bufio.Writer, rows []tableRow, columns int) {
	const gap, day, least = 2, len(time.DateOnly), 10
	title, file := 0, 0
	for _, row := range rows {
		title, file = max(title, displaywidth.String(row.title)), max(file, displaywidth.String(row.file))
	}
	if room := columns - day - 2*gap; columns > 0 && title+file > room {
		file = max(least, min(file, room*2/5))
		title = max(least, min(title, room-file))
		file = max(file, room-title)
	}
	for _, row := range rows {
		name := cut(row.title, title)
		fmt.Fprintf(w, "%-*s%s%*s%s\n", day+gap, row.day, name, title-displaywidth.String(name)+gap, "", cut(row.file, file))
	}
}

func cut(s string, columns int) string { return displaywidth.TruncateString(s, columns, "…") }
