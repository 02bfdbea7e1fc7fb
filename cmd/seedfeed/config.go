package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net/mail"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/pflag"
	"golang.org/x/text/language"

	"seedfeed/feed"
	"seedfeed/feed/article"
	"seedfeed/feed/build"
	"seedfeed/feed/site"
)

// A config is what flags, environment and configuration file say. Its flags are the one table of all settings.
type config struct {
	File string

	Seeds, Out, State string
	URL, Title        string
	Description       string
	Language          string
	DetectLanguage    bool
	Author, Rights    string
	Icon, Logo        string
	Timezone          string
	Templates         string
	Scraps            []string
	Limit             int
	Formats           []string

	Strict, AllowEmpty, DryRun bool
	Wait                       time.Duration
	RebuildState               bool
	LogLevel, LogFormat        string
}

const defaultFile = "seedfeed.yaml"

// buildOnly are the settings that only the build command has a flag for. All commands share one file, so that the names
// may stand in it for all of them.
var buildOnly = map[string]bool{"strict": true, "allow-empty": true, "dry-run": true}

// paths are the settings that name files. In a configuration file they are relative to it.
var paths = map[string]bool{"seeds": true, "out": true, "state": true, "templates": true}

func (c *config) flags() *pflag.FlagSet {
	f := pflag.NewFlagSet("settings", pflag.ContinueOnError)
	f.StringVar(&c.File, "config", "", "the configuration `FILE` (default "+defaultFile+" if there is one here)")
	f.StringVar(&c.Seeds, "seeds", "seeds", "the folder `DIR` of articles, read with its subfolders")
	f.StringVar(&c.Out, "out", "public", "the folder `DIR` where the output goes; made if it is missing")
	f.StringVar(&c.State, "state", "", "the folder `DIR` of the catalogue of ids and dates (default .seedfeed in the seeds folder)")
	f.StringVar(&c.URL, "url", "http://localhost:8080/", "where the output will be reached")
	f.StringVar(&c.Title, "title", "", "the feed's title `TEXT` (default the seeds folder's name)")
	f.StringVar(&c.Description, "description", "", "what the feed is about, as a `TEXT` of one sentence")
	f.StringVar(&c.Language, "language", "", "the language `TAG` of articles that name none, such as en or pt-BR")
	f.BoolVar(&c.DetectLanguage, "detect-language", false, "guess the language of articles that name none")
	f.StringVar(&c.Author, "author", "", "the author of articles that name none: `NAME` or \"Name <mail@example.org>\"")
	f.StringVar(&c.Rights, "rights", "", "the copyright or licence `TEXT` of the feed")
	f.StringVar(&c.Icon, "icon", "", "the `URL` of a square picture for the feed")
	f.StringVar(&c.Logo, "logo", "", "the `URL` of a picture for the feed, twice as wide as high")
	f.StringVar(&c.Timezone, "timezone", "UTC", "the time `ZONE` of dates that name none, such as Europe/Paris")
	f.StringVar(&c.Templates, "templates", "", "a folder `DIR` with templates that replace the built-in ones (default templates beside the configuration)")
	f.StringArrayVar(&c.Scraps, "scraps", nil, "a last `LINE` of .txt articles that a web page left and that is dropped; repeatable, replaces the built-in list")
	f.IntVar(&c.Limit, "limit", 50, "the newest `N` articles stand in the main feed")
	f.StringSliceVar(&c.Formats, "formats", []string{"rss", "atom", "json"}, "which feeds to write, as a comma-separated `LIST`")
	f.BoolVar(&c.Strict, "strict", false, "any skipped article makes the whole build fail")
	f.BoolVar(&c.AllowEmpty, "allow-empty", false, "publish no article even where the last build found some")
	f.BoolVar(&c.DryRun, "dry-run", false, "write nothing and say what subscribers would see")
	f.DurationVar(&c.Wait, "wait", 10*time.Second, "how long to wait for another seedfeed that writes the same state")
	f.BoolVar(&c.RebuildState, "rebuild-state", false, "start a new catalogue where the old one is damaged")
	f.StringVar(&c.LogLevel, "log-level", "info", "the least `LEVEL` that is logged: debug, info, warn or error")
	f.StringVar(&c.LogFormat, "log-format", "auto", "auto, console or json: `FORMAT` of the log; auto is console on a terminal")
	f.SortFlags = false
	return f
}

// load fills in what no flag has said, from the environment and then from the configuration file, and checks all.
func (c *config) load(flags *pflag.FlagSet, getenv func(string) (string, bool)) error {
	if value, ok := getenv("SEEDFEED_CONFIG"); ok && !flags.Changed("config") {
		c.File = value
	}
	file, err := readConfigFile(c.File)
	if err != nil {
		return err
	}
	if err := file.checkNames(flags); err != nil {
		return err
	}
	var errs []error
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Changed || f.Name == "config" {
			return
		}
		name := "SEEDFEED_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
		if value, ok := getenv(name); ok {
			if err := flags.Set(f.Name, value); err != nil {
				errs = append(errs, fmt.Errorf("environment variable %s: %q: %w", name, value, plain(err)))
			}
			return
		}
		if err := file.apply(f); err != nil {
			errs = append(errs, err)
		}
	})
	if c.File == "" {
		c.File = file.path
	}
	return errors.Join(append(errs, c.check())...)
}

// plain takes the flag package's own words off an error.
func plain(err error) error {
	for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(err) {
		err = inner
	}
	return err
}

func (c *config) check() error {
	if c.Limit < 1 {
		return fmt.Errorf("limit %d: a feed holds at least 1 article", c.Limit)
	}
	if _, err := levelOf(c.LogLevel); err != nil {
		return err
	}
	switch c.LogFormat {
	case "auto", "console", "json":
	default:
		return fmt.Errorf("log format %q: choose auto, console or json", c.LogFormat)
	}
	return nil
}

// settings turns the configuration into what a build wants.
func (c *config) settings() (build.Settings, error) {
	s := build.Settings{
		Seeds: c.Seeds, Out: c.Out, State: c.State, Limit: c.Limit,
		Strict: c.Strict, AllowEmpty: c.AllowEmpty, Rebuild: c.RebuildState, Wait: c.Wait,
		Article: article.Settings{DetectLanguage: c.DetectLanguage, Scraps: c.Scraps},
		Site: site.Settings{
			Title: c.Title, Description: c.Description, Rights: c.Rights, Icon: c.Icon, Logo: c.Logo, Generator: "seedfeed " + version,
		},
	}
	if s.State == "" {
		s.State = filepath.Join(c.Seeds, ".seedfeed")
	}
	var errs []error
	keep := func(err error) {
		if err != nil {
			errs = append(errs, err)
		}
	}
	var err error
	s.URL, err = siteURL(c.URL)
	keep(err)
	s.Article.Location, err = time.LoadLocation(c.Timezone)
	if err != nil {
		keep(fmt.Errorf("timezone %q is not known; write one such as Europe/Paris or UTC", c.Timezone))
	}
	s.Site.Formats, err = formats(c.Formats)
	keep(err)
	if c.Language != "" {
		tag, err := language.Parse(c.Language)
		if err != nil {
			keep(fmt.Errorf("language %q is no language tag; write one such as en or pt-BR", c.Language))
		}
		s.Article.Language, s.Site.Language = tag.String(), tag.String()
	}
	if c.Author != "" {
		s.Site.Authors = []feed.Person{person(c.Author)}
	}
	for name, address := range map[string]string{"icon": c.Icon, "logo": c.Logo} {
		if u, err := url.Parse(address); address != "" && (err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "") {
			keep(fmt.Errorf("%s %q is no absolute http or https URL", name, address))
		}
	}
	keep(c.checkFolders(s))
	if s.Site.Title == "" {
		if seeds, err := filepath.Abs(c.Seeds); err == nil {
			s.Site.Title = filepath.Base(seeds)
		}
	}
	s.Site.Templates, err = c.templates()
	keep(err)
	return s, errors.Join(errs...)
}

func siteURL(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return nil, fmt.Errorf("url %q: %w", address, plain(err))
	case u.Scheme != "http" && u.Scheme != "https" || u.Host == "":
		return nil, fmt.Errorf("url %q is not the address of a site; write one such as https://example.org/", address)
	case u.RawQuery != "" || u.Fragment != "" || u.User != nil:
		return nil, fmt.Errorf("url %q: a site's address has no user, ? or #", address)
	}
	// One spelling for one site: ids are derived from it (RFC 3986, 6.2.2 and 6.2.3).
	u.Host = strings.ToLower(u.Host)
	if port := u.Port(); port == "80" && u.Scheme == "http" || port == "443" && u.Scheme == "https" {
		u.Host = strings.TrimSuffix(u.Host, ":"+port)
	}
	if !strings.HasSuffix(u.Path, "/") {
		u.Path += "/"
		if u.RawPath != "" {
			u.RawPath += "/"
		}
	}
	return u, nil
}

func formats(names []string) ([]feed.Format, error) {
	var chosen []feed.Format
	for _, format := range feed.Formats() {
		for _, name := range names {
			if strings.EqualFold(strings.TrimSpace(name), format.Name) {
				chosen = append(chosen, format)
				break
			}
		}
	}
	for _, name := range names {
		known := false
		for _, format := range feed.Formats() {
			known = known || strings.EqualFold(strings.TrimSpace(name), format.Name)
		}
		if !known {
			return nil, fmt.Errorf("format %q is not known; choose from rss, atom and json", name)
		}
	}
	if len(chosen) == 0 {
		return nil, errors.New("no format is chosen; choose from rss, atom and json")
	}
	return chosen, nil
}

func person(text string) feed.Person {
	if address, err := mail.ParseAddress(text); err == nil && strings.Contains(text, "<") {
		return feed.Person{Name: address.Name, Email: address.Address}
	}
	return feed.Person{Name: strings.TrimSpace(text)}
}

// checkFolders refuses folders that lie in each other in ways that cannot be meant.
func (c *config) checkFolders(s build.Settings) error {
	seeds, out, state := realPath(s.Seeds), realPath(s.Out), realPath(s.State)
	switch {
	case seeds == out:
		return fmt.Errorf("the folder of articles and the output folder are the same, %s; choose another --out", s.Out)
	case within(out, seeds):
		return fmt.Errorf("the folder of articles %s lies in the output folder %s, where nothing is read; choose another --out", s.Seeds, s.Out)
	case state == out, within(out, state):
		return fmt.Errorf("the state folder %s lies in the output folder %s and would be published; choose another --state", s.State, s.Out)
	case within(state, out), within(state, seeds), state == seeds:
		return fmt.Errorf("the state folder %s holds the articles or the output; choose another --state", s.State)
	}
	return nil
}

// realPath resolves links in the part of the path that exists.
func realPath(path string) string {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return path
	}
	rest := ""
	for at := absolute; ; at = filepath.Dir(at) {
		if real, err := filepath.EvalSymlinks(at); err == nil {
			return filepath.Join(real, rest)
		}
		if at == filepath.Dir(at) {
			return absolute
		}
		rest = filepath.Join(filepath.Base(at), rest)
	}
}

func within(folder, path string) bool {
	rel, err := filepath.Rel(folder, path)
	return err == nil && rel != "." && filepath.IsLocal(rel)
}

// templates returns the folder of templates: the one that is named, or the one beside the configuration if there is one.
func (c *config) templates() (fs.FS, error) {
	folder := c.Templates
	if folder == "" {
		if c.File == "" { // a folder of that name is not ours then: other generators have one too
			return nil, nil
		}
		folder = filepath.Join(filepath.Dir(c.File), "templates")
		if info, err := os.Stat(folder); err != nil || !info.IsDir() {
			return nil, nil
		}
	}
	if info, err := os.Stat(folder); err != nil {
		return nil, fmt.Errorf("templates: %w", err)
	} else if !info.IsDir() {
		return nil, fmt.Errorf("templates: %s is not a folder", folder)
	}
	return os.DirFS(folder), nil
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
