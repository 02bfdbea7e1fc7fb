package main

import (
	"cmp"
	"errors"
	"fmt"
	"net/mail"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // systems without it should not read other dates
	"unicode"

	"golang.org/x/text/language"

	"seedfeed/feed"
	"seedfeed/feed/article"
	"seedfeed/feed/build"
	"seedfeed/feed/site"
)

// settings turns the configuration into what a build wants.
func (c *config) settings() (build.Settings, error) {
	if err := c.recognise(); err != nil {
		return build.Settings{}, err
	}
	s := build.Settings{
		Seeds: c.Seeds, Out: c.Out, State: c.State, Limit: c.Limit, Pages: c.Pages, Place: c.site, Around: c.around,
		Strict: c.Strict, AllowEmpty: c.AllowEmpty, Rebuild: c.RebuildState, Wait: c.Wait,
		Convert: c.Convert.commands,
		Article: article.Settings{DetectLanguage: c.DetectLanguage, Scraps: c.Scraps},
		Site: site.Settings{
			Title: c.Title, Description: c.Description, Rights: c.Rights, Generator: "seedfeed " + version,
			Headers: c.Headers,
		},
	}
	if s.State == "" {
		s.State = filepath.Join(c.Seeds, ".seedfeed")
	}
	var errs []error
	keep := func(setting string, err error) {
		if err != nil {
			errs = append(errs, c.at(setting, err))
		}
	}
	var err error
	s.URL, err = siteURL(c.URL)
	keep("url", err)
	s.Live = c.live(s.URL)
	s.Article.Location, err = time.LoadLocation(c.Timezone)
	if err != nil || c.Timezone == "Local" { // which would make another output on another machine
		keep("timezone", fmt.Errorf("timezone %q is not known; write one such as Europe/Paris or UTC", c.Timezone))
	}
	s.Site.Formats, err = formats(c.Formats)
	keep("formats", err)
	if c.Language != "" {
		tag, err := language.Parse(c.Language)
		if err != nil {
			keep("language", fmt.Errorf("language %q is no language tag; write one such as en or pt-BR", c.Language))
		}
		s.Article.Language, s.Site.Language = tag.String(), tag.String()
	}
	if c.Author != "" {
		s.Site.Authors = []feed.Person{person(c.Author)}
	}
	for _, a := range []struct {
		setting, said string
		to            *string
	}{{"icon", c.Icon, &s.Site.Icon}, {"logo", c.Logo, &s.Site.Logo}, {"hub", c.Hub, &s.Site.Hub}} {
		*a.to, err = webAddress(a.setting, a.said)
		keep(a.setting, err)
	}
	keep("", c.checkFolders(s))
	if s.Site.Title == "" {
		if seeds, err := filepath.Abs(c.Seeds); err == nil {
			s.Site.Title = filepath.Base(seeds)
		}
	}
	s.Site.Templates, err = c.templates()
	keep("templates", err)
	return s, errors.Join(errs...)
}

// webAddress returns the URL that a setting names, escaped as a header needs it; "" stays "".
func webAddress(setting, said string) (string, error) {
	u, err := url.Parse(said)
	if said != "" && (err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "") {
		return "", fmt.Errorf("%s %q is no absolute http or https URL", setting, said)
	}
	if err := asciiHost(u); err != nil {
		return "", fmt.Errorf("%s %q: %w", setting, said, err)
	}
	return u.String(), nil
}

// asciiHost writes a host in other letters than ASCII as readers ask for it.
func asciiHost(u *url.URL) error {
	if !strings.ContainsFunc(u.Host, func(r rune) bool { return r > unicode.MaxASCII }) {
		return nil
	}
	host, err := article.ASCIIHost(u.Host)
	if err == nil {
		u.Host = host
	}
	return err
}

func siteURL(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return nil, fmt.Errorf("url %q: %w; write one such as https://example.org/", address, cmp.Or(errors.Unwrap(err), err))
	case u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "":
		return nil, fmt.Errorf("url %q is not the address of a site; write one such as https://example.org/", address)
	case u.RawQuery != "" || u.Fragment != "" || u.User != nil:
		return nil, fmt.Errorf("url %q: a site's address has no user, ? or #", address)
	}
	if _, err := strconv.ParseUint(u.Port(), 10, 16); u.Port() != "" && err != nil {
		return nil, fmt.Errorf("url %q: no port has the number %s", address, u.Port())
	}
	// One spelling for one site: ids are derived from it (RFC 3986, 6.2.2 and 6.2.3).
	if err := asciiHost(u); err != nil {
		return nil, fmt.Errorf("url %q: %w; write one such as https://example.org/", address, err)
	}
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

func formatNames() []string {
	var names []string
	for _, format := range feed.Formats() {
		names = append(names, format.Name)
	}
	return names
}

// formats returns the chosen formats, in the order that all outputs have.
func formats(chosen []string) ([]feed.Format, error) {
	names := make([]string, len(chosen))
	for i, name := range chosen {
		names[i] = strings.ToLower(strings.TrimSpace(name))
		if !slices.Contains(formatNames(), names[i]) {
			return nil, unknownChoice("format", name, formatNames())
		}
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("formats is empty; choose from %s", strings.Join(formatNames(), ", "))
	}
	return slices.DeleteFunc(feed.Formats(), func(f feed.Format) bool { return !slices.Contains(names, f.Name) }), nil
}

func person(text string) feed.Person {
	if address, err := mail.ParseAddress(text); err == nil && strings.Contains(text, "<") {
		return feed.Person{Name: address.Name, Email: address.Address}
	}
	return feed.Person{Name: strings.TrimSpace(text)}
}
