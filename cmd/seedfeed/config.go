package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"seedfeed/feed/build"
	"seedfeed/feed/generator"
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
	Hub               string
	Timezone          string
	Templates         string
	Scraps            []string
	Convert           converters
	Limit             int
	Formats           []string
	Pages             string
	Headers           bool

	Strict, AllowEmpty, DryRun bool
	Wait, Settle, Poll         time.Duration
	RebuildState               bool

	Addr, AdminAddr string
	TLSCert, TLSKey string
	ACME            []string
	ACMEDirectory   string
	TrustedProxy    []string
	ProxyHeader     string
	Open, Live      bool

	LogLevel, LogFormat string

	given  map[string]bool   // the settings that flags, environment or file say something of
	places map[string]string // where the environment or the file says it
	site   *generator.Site   // whose configuration says the rest; nil where there is none
	around string            // the folder of that site, where the articles lie below it
}

const (
	defaultFile = "seedfeed.yaml"
	defaultURL  = "http://localhost:8080/"
	defaultAddr = "localhost:8080"
)

// commandsOf are the settings that only some commands have a flag for. All commands share one file, so that the names may
// stand in it for all of them.
var commandsOf = map[string][]string{
	"strict": {"build", "watch", "serve"}, "allow-empty": {"build", "watch", "serve"}, "dry-run": {"build"},
	"settle": {"watch", "serve"}, "poll": {"watch", "serve"},
	"addr": {"serve"}, "admin-addr": {"serve"}, "tls-cert": {"serve"}, "tls-key": {"serve"}, "acme": {"serve"},
	"acme-directory": {"serve"}, "trusted-proxy": {"serve"}, "proxy-header": {"serve"}, "open": {"serve"}, "live": {"serve"},
}

// paths are the settings that name files. In a configuration file they are relative to it.
var paths = map[string]bool{"seeds": true, "out": true, "state": true, "templates": true, "tls-cert": true, "tls-key": true}

func (c *config) flags() *pflag.FlagSet {
	f := pflag.NewFlagSet("settings", pflag.ContinueOnError)
	f.StringVar(&c.File, "config", "", "configuration `FILE` (default "+defaultFile+" if there is one here)")
	f.StringVar(&c.Seeds, "seeds", "seeds", "`DIR` of the articles, read with its subfolders")
	f.StringVar(&c.Out, "out", "public", "`DIR` where the output goes; made if it is missing")
	f.StringVar(&c.State, "state", "", "`DIR` of the catalogue of ids and dates (default .seedfeed in the folder of articles)")
	f.StringVar(&c.URL, "url", defaultURL, "absolute `URL` where the output will be reached")
	f.StringVar(&c.Title, "title", "", "`TEXT` of the feed's title (default the name of the folder of articles)")
	f.StringVar(&c.Description, "description", "", "one sentence of `TEXT` on what the feed is about")
	f.StringVar(&c.Language, "language", "", "language `TAG` of articles that name none, such as en or pt-BR")
	f.BoolVar(&c.DetectLanguage, "detect-language", false, "guess the language of articles that name none")
	f.StringVar(&c.Author, "author", "", "`NAME`, or \"Name <mail@example.org>\", of the author of articles that name none")
	f.StringVar(&c.Rights, "rights", "", "`TEXT` of the feed's copyright or licence")
	f.StringVar(&c.Icon, "icon", "", "`URL` of a square picture for the feed")
	f.StringVar(&c.Logo, "logo", "", "`URL` of a picture for the feed that is twice as wide as high")
	f.StringVar(&c.Hub, "hub", "", "`URL` of a WebSub hub that the feeds name; watch and serve tell it of changes")
	f.StringVar(&c.Timezone, "timezone", "UTC", "time `ZONE` of dates that name none, such as Europe/Paris")
	f.StringVar(&c.Templates, "templates", "", "`DIR` of templates in place of the built-in ones (default templates beside the configuration)")
	f.StringArrayVar(&c.Scraps, "scraps", nil, "last `LINE` of .txt articles to drop, in place of the built-in list; repeatable")
	f.Var(&c.Convert, "convert", "let a program read files of an ending, as in `.adoc=PROGRAM`, with its arguments after it; repeatable")
	f.IntVar(&c.Limit, "limit", 50, "the newest `N` articles stand in the main feed")
	f.StringSliceVar(&c.Formats, "formats", formatNames(), "`LIST` of the feeds to write, separated by commas")
	f.StringVar(&c.Pages, "pages", build.PagesAuto, "`WHICH` articles get a page: "+either(pageChoices())+"; auto leaves out those with an address on a site of their own")
	f.BoolVar(&c.Headers, "headers", false, "write a _headers file, for Netlify, Cloudflare Pages and hosts like them")
	f.BoolVar(&c.Strict, "strict", false, "fail the whole build if any article is skipped")
	f.BoolVar(&c.AllowEmpty, "allow-empty", false, "publish an empty output even where the last build found articles")
	f.BoolVar(&c.DryRun, "dry-run", false, "write nothing and say what subscribers would see")
	f.DurationVar(&c.Wait, "wait", 10*time.Second, "wait at most `DUR` for another seedfeed that writes the same state")
	f.BoolVar(&c.RebuildState, "rebuild-state", false, "start a new catalogue where the old one is damaged or lost")
	f.DurationVar(&c.Settle, "settle", 100*time.Millisecond, "rebuild when nothing has changed for `DUR`")
	f.DurationVar(&c.Poll, "poll", 0, "look at the folder every `DUR`, for file systems without events; 0s is off")
	f.StringVar(&c.Addr, "addr", defaultAddr, "serve at `ADDR`: host:port, where port 0 is a free one, or unix:/path")
	f.StringVar(&c.AdminAddr, "admin-addr", "", "serve health and metrics at `ADDR`, which only you should reach")
	f.StringVar(&c.TLSCert, "tls-cert", "", "serve https with the certificate in `FILE`, read anew when it is replaced")
	f.StringVar(&c.TLSKey, "tls-key", "", "`FILE` of the certificate's key")
	f.StringSliceVar(&c.ACME, "acme", nil, "serve https at port 443 with a certificate that is got by itself for `DOMAIN`")
	f.StringVar(&c.ACMEDirectory, "acme-directory", "", "`URL` of the authority that gives certificates (default Let's Encrypt)")
	f.StringSliceVar(&c.TrustedProxy, "trusted-proxy", nil, "`LIST` of addresses and networks of proxies that are believed who a client is; unix for a socket")
	f.StringVar(&c.ProxyHeader, "proxy-header", "X-Forwarded-For", "`NAME` of the header in which a trusted proxy says who the client is")
	f.BoolVar(&c.Open, "open", false, "open the front page in a browser")
	f.BoolVar(&c.Live, "live", false, "have open pages load again after each change, while you write")
	f.StringVar(&c.LogLevel, "log-level", "info", "least `LEVEL` that is logged: "+either(levels))
	f.StringVar(&c.LogFormat, "log-format", "auto", "`FORMAT` of the log: "+either(logFormats)+"; auto is console on a terminal")
	f.Lookup("formats").DefValue = strings.Join(formatNames(), ",") // as it is written, not as Go prints it
	return f
}

const variablePrefix = "SEEDFEED_"

// variable is the environment variable of a setting.
func variable(setting string) string {
	return variablePrefix + strings.ToUpper(strings.ReplaceAll(setting, "-", "_"))
}

// warnOfVariables warns of environment variables that are nearly a setting's: nothing else tells that they count for nothing.
func (a *app) warnOfVariables(flags *pflag.FlagSet) {
	for _, entry := range a.environ() {
		name, value, _ := strings.Cut(entry, "=")
		rest, ours := strings.CutPrefix(name, variablePrefix)
		setting := strings.ReplaceAll(strings.ToLower(rest), "_", "-")
		if !ours || value == "" || flags.Lookup(setting) != nil {
			continue
		}
		if near := nearest(setting, flags); near != "" && near[0] == setting[0] { // others call theirs SEEDFEED_TOKEN
			a.log.Warn().Msgf("environment variable %s is no setting: did you mean %s?", name, variable(near))
		}
	}
}

// load fills in what no flag has said, from the environment and then from the configuration file, and checks all.
func (c *config) load(flags *pflag.FlagSet, getenv func(string) (string, bool)) error {
	if value, ok := getenv("SEEDFEED_CONFIG"); ok && value != "" && !flags.Changed("config") {
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
	c.given, c.places = map[string]bool{}, map[string]string{}
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Changed || f.Name == "config" {
			c.given[f.Name] = f.Changed
			return
		}
		name := variable(f.Name)
		// An empty variable is how containers and CI leave one unset.
		if value, ok := getenv(name); ok && value != "" {
			c.given[f.Name], c.places[f.Name] = true, "environment variable "+name
			if err := f.Value.Set(value); err != nil {
				errs = append(errs, c.at(f.Name, badValue(f, value)))
			}
			return
		}
		if file.says(f.Name) {
			c.given[f.Name], c.places[f.Name] = true, file.place(file.values[f.Name])
		}
		if err := file.apply(f); err != nil {
			errs = append(errs, err)
		}
	})
	if c.File == "" {
		c.File = file.path
	}
	if len(errs) > 0 {
		return errors.Join(errs...) // what could not be set has no value to check
	}
	return c.check()
}

// at says of an error where the setting that is wrong stands, unless that is the command line.
func (c *config) at(setting string, err error) error {
	if place := c.places[setting]; place != "" && err != nil {
		return fmt.Errorf("%s: %w", place, err)
	}
	return err
}

// badValue says what a flag wants in place of a value that it cannot take.
func badValue(f *pflag.Flag, value string) error {
	want := map[string]string{"int": "a whole number", "bool": "true or false", "duration": "a duration such as 10s or 2m", "converter": "an ending and a program such as .adoc=asciidoctor"}[f.Value.Type()]
	return fmt.Errorf("%q is not %s", value, cmp.Or(want, "a value for this"))
}

func (c *config) check() error {
	var errs []error
	refuse := func(setting string, err error) { errs = append(errs, c.at(setting, err)) }
	if c.Limit < 1 {
		refuse("limit", fmt.Errorf("limit %d: a feed holds at least 1 article", c.Limit))
	}
	if c.Wait < 0 {
		refuse("wait", fmt.Errorf("wait %v: write 0s not to wait", c.Wait))
	}
	if c.Settle < 0 || c.Settle > 10*time.Second {
		refuse("settle", fmt.Errorf("settle %v: write a time from 0s to 10s", c.Settle))
	}
	if c.Poll < 0 {
		refuse("poll", fmt.Errorf("poll %v: write 0s not to poll", c.Poll))
	}
	if (c.TLSCert == "") != (c.TLSKey == "") {
		refuse("tls-cert", errors.New("tls-cert and tls-key belong together; name both files"))
	}
	if c.TLSCert != "" && len(c.ACME) > 0 {
		refuse("acme", errors.New("tls-cert and acme are two ways to get a certificate; choose one"))
	}
	if c.Seeds == "" {
		refuse("seeds", errors.New("seeds is empty; name the folder of articles, or . for this one"))
	}
	if c.Out == "" {
		refuse("out", errors.New("out is empty; name the folder where the output goes"))
	}
	if !slices.Contains(pageChoices(), c.Pages) {
		refuse("pages", unknownChoice("pages", c.Pages, pageChoices()))
	}
	if !slices.Contains(levels, c.LogLevel) {
		refuse("log-level", unknownChoice("log level", c.LogLevel, levels))
	}
	if !slices.Contains(logFormats, c.LogFormat) {
		refuse("log-format", unknownChoice("log format", c.LogFormat, logFormats))
	}
	return errors.Join(errs...)
}

func pageChoices() []string { return []string{build.PagesAuto, build.PagesAlways, build.PagesNever} }

// either lists the choices that there are.
func either(choices []string) string {
	last := len(choices) - 1
	return strings.Join(choices[:last], ", ") + " or " + choices[last]
}

func unknownChoice(what, value string, choices []string) error {
	return fmt.Errorf("%s %q is not known; choose %s", what, value, either(choices))
}
