package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"

	"seedfeed/feed/article"
	"seedfeed/feed/build"
)

func (a *app) listCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the articles, newest first; those that are left out last, with the reason",
		Args:  cobra.NoArgs,
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
	env, finish := a.env()
	view, err := build.Look(ctx, s, env)
	finish()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, view.Close()) }()
	// The reasons stand in the list itself.
	for _, note := range view.Report.Notes {
		a.log.Info().Msg(note)
	}
	out := bufio.NewWriter(a.stdout)
	if asJSON {
		err = listJSON(ctx, out, view)
	} else {
		err = listTable(ctx, out, view, width(a.stdout))
	}
	return errors.Join(err, out.Flush())
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
func listJSON(ctx context.Context, w *bufio.Writer, view *build.View) error {
	w.WriteString("[") // a bufio.Writer keeps its first error for Flush
	separator := "\n"
	err := view.Articles(ctx, func(article build.Article) error {
		w.WriteString(separator)
		separator = ",\n"
		encoder := json.NewEncoder(trimmer{w})
		encoder.SetEscapeHTML(false)
		return encoder.Encode(listed{
			Path: article.Path, ID: article.ID, URL: article.URL, Title: article.Title,
			Published: moment(article.Published), Updated: moment(article.Updated),
			Authors: list(article.Authors), Tags: list(article.Tags),
			Language: article.Language, Summary: article.Summary, Skipped: article.Reason,
		})
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

// trimmer drops the line end that an encoder adds.
type trimmer struct{ w io.Writer }

func (t trimmer) Write(p []byte) (int, error) {
	n := len(p)
	if n > 0 && p[n-1] == '\n' {
		p = p[:n-1]
	}
	if _, err := t.w.Write(p); err != nil {
		return 0, err
	}
	return n, nil
}

func listTable(ctx context.Context, w io.Writer, view *build.View, columns int) error {
	t := table.NewWriter()
	t.SetOutputMirror(w)
	t.SetStyle(table.StyleLight)
	t.Style().Options = table.OptionsNoBordersAndSeparators
	t.Style().Format.Header = text.FormatDefault
	t.Style().Box.PaddingLeft, t.Style().Box.PaddingRight = "", "  "
	t.AppendHeader(table.Row{"published", "title", "file", "left out"})
	var out bool
	err := view.Articles(ctx, func(article build.Article) error {
		day := "-"
		if !article.Published.IsZero() {
			day = article.Published.Format(time.DateOnly)
		}
		out = out || article.Reason != ""
		t.AppendRow(table.Row{day, article.Title, article.Path, article.Reason})
		return nil
	})
	if err != nil {
		return err
	}
	const dayWidth = 12
	var configs []table.ColumnConfig
	if columns > 0 {
		share := max(columns-dayWidth, 30) // for the other columns
		title, file, reason := share*6/10, share*4/10, 0
		if out {
			title, file, reason = share*4/10, share*3/10, share*3/10
		}
		configs = []table.ColumnConfig{
			{Number: 2, WidthMax: title - 2, WidthMaxEnforcer: text.Trim},
			{Number: 3, WidthMax: file - 2, WidthMaxEnforcer: text.Trim},
			{Number: 4, WidthMax: max(reason-2, 10), WidthMaxEnforcer: text.WrapSoft},
		}
	}
	if !out {
		configs = append(configs, table.ColumnConfig{Name: "left out", Hidden: true})
		if len(configs) > 1 {
			configs[2].Hidden = true
			configs = configs[:3]
		}
	}
	t.SetColumnConfigs(configs)
	t.SuppressTrailingSpaces()
	t.Render()
	return nil
}
