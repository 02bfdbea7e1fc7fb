package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"seedfeed/feed/build"
	"seedfeed/feed/catalogue"
	"seedfeed/feed/check"
	"seedfeed/feed/check/remote"
	"seedfeed/feed/convert"
	"seedfeed/feed/site"
)

// errFound ends the program with status 1, and says no more: what was found stands on standard output.
var errFound = errors.New("there are errors")

func (a *app) checkCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "check [FILE | URL]...",
		Short: "Report problems in the articles and their feeds, or in any feed",
		Long: `check reports what is wrong with the articles and with the feeds that a build
would make of them. It writes nothing, and may run beside a watch.

With files or URLs it holds those against the rules for RSS 2.0, Atom 1.0 and
JSON Feed, whoever made them; for a URL also how it is served, and its older
documents. An article in the folder of articles is checked as one.

It ends with status 1 where there is an error, and 0 where there are warnings
and hints alone.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := a.config.settings()
			if err != nil {
				return &usageError{err}
			}
			c := &checking{app: a, settings: s}
			unread := c.all(cmd.Context(), args)
			if unread != nil && len(c.findings) == 0 {
				return unread
			}
			if err := c.print(asJSON); unread == nil {
				return err
			}
			return unread
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print a JSON array for programs")
	return cmd
}

// A checking is one run of check.
type checking struct {
	*app
	settings  build.Settings
	findings  []check.Finding
	articles  int
	documents int
}

// all looks at everything that is asked for. The error says what of it could not be read.
func (c *checking) all(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return c.site(ctx, "")
	}
	var unread []error
	for _, arg := range args {
		if err := c.one(ctx, arg); err != nil {
			unread = append(unread, err)
		}
		if ctx.Err() != nil {
			break
		}
	}
	return errors.Join(unread...)
}

func (c *checking) one(ctx context.Context, arg string) error {
	if isWebAddress(arg) {
		return c.url(ctx, arg)
	}
	if c.settings.IsArticle(arg) && c.inSeeds(arg) {
		return c.site(ctx, arg)
	}
	if info, err := os.Stat(arg); err == nil && info.IsDir() {
		return fmt.Errorf("%s is a folder: name the feeds in it, or a folder of articles with --seeds", arg)
	}
	data, err := os.ReadFile(arg)
	if err != nil {
		return err
	}
	c.documents++
	c.findings = append(c.findings, check.Document(arg, data)...)
	return nil
}

// inSeeds reports whether file is one of the folder of articles. Its path may also be the one that list prints.
func (c *checking) inSeeds(file string) bool {
	if exists(file) {
		return within(realPath(c.settings.Seeds), realPath(file))
	}
	return filepath.IsLocal(file) && exists(filepath.Join(c.settings.Seeds, file))
}

func (c *checking) url(ctx context.Context, address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return &usageError{fmt.Errorf("%q is no URL", address)}
	}
	checker := remote.Checker{Client: &http.Client{Timeout: 30 * time.Second}, UserAgent: "seedfeed/" + version + " (check)"}
	result, err := checker.Check(ctx, u.String())
	c.documents += result.Documents
	c.findings = append(c.findings, result.Findings...)
	return err
}

// site checks the articles and the feeds that a build would make of them; or one article, where a file is given.
func (c *checking) site(ctx context.Context, file string) (err error) {
	only := ""
	if file != "" {
		if only, err = articlePath(c.settings.Seeds, file); err != nil {
			return err
		}
	}
	view, err := c.look(ctx, c.settings)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, view.Close()) }()
	if err := c.seeds(ctx, view, only); err != nil || only != "" {
		if err == nil && c.articles == 0 {
			err = notAnArticle(c.settings, file, only)
		}
		return err
	}
	return c.feeds(ctx, view)
}

// seeds checks the articles, or the only one that is asked for.
func (c *checking) seeds(ctx context.Context, view *build.View, only string) error {
	var articles check.Articles
	said := map[string]bool{}
	err := view.Inspect(ctx, func(in *build.Inspection) error {
		a := &check.Article{File: in.File, Data: in.Data, Read: in.Read, Skipped: in.Fault, Dated: in.PublishedFrom, Listed: in.State == catalogue.Listed, Published: in.Published, Strays: in.Strays}
		for _, broken := range in.Broken {
			a.Broken = append(a.Broken, check.BrokenLink(broken))
		}
		said[in.File] = true
		findings := articles.Look(a)
		if only == "" || only == in.Path {
			c.articles++
			c.findings = append(c.findings, findings...)
		}
		return nil
	})
	if err == nil {
		err = c.formats(ctx, view, only)
	}
	if err != nil || only != "" {
		return err
	}
	for _, problem := range view.Report.Problems {
		if f, ok := check.Skipped(problem); ok && !said[f.File] {
			c.findings = append(c.findings, f)
		}
	}
	return nil
}

// formats tells which files a program would read better, or at all.
func (c *checking) formats(ctx context.Context, view *build.View, only string) error {
	paths, err := view.Files(ctx, func(name string) bool { return convert.Suggested(name) != nil && c.settings.Convert.For(name) == nil })
	if err != nil {
		return err
	}
	var formats []check.Format
	for _, at := range paths {
		if only != "" && only != at {
			continue
		}
		ending := strings.ToLower(path.Ext(at))
		i := slices.IndexFunc(formats, func(f check.Format) bool { return f.Ending == ending })
		if i < 0 {
			i = len(formats)
			formats = append(formats, check.Format{Ending: ending, Command: convert.Suggested(at), Read: c.settings.IsArticle(at)})
		}
		formats[i].Files = append(formats[i].Files, path.Join(filepath.ToSlash(c.settings.Seeds), at))
	}
	c.findings = append(c.findings, check.Formats(formats)...)
	return nil
}

// feeds checks the documents that a build would make.
func (c *checking) feeds(ctx context.Context, view *build.View) error {
	var set check.Set
	err := view.Feeds(ctx, func(name string, document []byte) error {
		c.documents++
		file := path.Join(filepath.ToSlash(c.settings.Out), name)
		judge := check.Document
		if strings.HasPrefix(name, site.ArchiveRoot+"/") {
			judge = check.Archived
		}
		c.findings = append(c.findings, judge(file, document)...)
		set.Add(file, document)
		return nil
	})
	c.findings = append(c.findings, set.Findings()...)
	return err
}
