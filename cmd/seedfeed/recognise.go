package main

import (
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/text/language"

	"seedfeed/feed/generator"
)

// recognise finds out whether the articles are those of a generator's site, and takes from its configuration what
// nothing else says.
func (c *config) recognise() error {
	site, root, err := recognise(c.Seeds)
	if err != nil || site == nil {
		return err
	}
	c.site, c.around = site, root
	for name, value := range proposals(site) {
		if !c.given[name] {
			*c.proposed(name) = value
		}
	}
	return nil
}

// proposals are the settings that the configuration of a site gives.
func proposals(site *generator.Site) map[string]string {
	values := map[string]string{
		"title": site.Title, "description": site.Description, "author": site.Author,
		"url": properURL(site.URL), "language": properLanguage(site.Language), "timezone": properZone(site.Timezone),
	}
	maps.DeleteFunc(values, func(_, value string) bool { return value == "" })
	return values
}

// proposed is the setting that a site's configuration can give.
func (c *config) proposed(name string) *string {
	return map[string]*string{
		"title": &c.Title, "description": &c.Description, "author": &c.Author, "url": &c.URL, "language": &c.Language, "timezone": &c.Timezone,
	}[name]
}

// recognise looks at the folder and, as the configuration of a site lies above its articles, at a few folders above it.
// around is the one that is the site's, "" where that is the folder itself.
func recognise(folder string) (site *generator.Site, around string, err error) {
	at, err := filepath.Abs(folder)
	if err != nil {
		return nil, "", nil
	}
	roots, back := generator.Above(filepath.ToSlash(at))
	for i, root := range roots {
		if site, err := generator.Recognise(os.DirFS(filepath.FromSlash(root)), back[i]); site != nil || err != nil {
			if i > 0 {
				around = filepath.FromSlash(root)
			}
			return site, around, err
		}
	}
	return nil, "", nil
}

// live is the address from which the articles' own addresses are counted: the site's, unless the setting says that the
// site is somewhere else. The output may lie in a folder of the same host.
func (c *config) live(output *url.URL) *url.URL {
	if output == nil {
		return nil
	}
	if c.site != nil && c.site.URL != "" {
		site, err := siteURL(c.site.URL)
		if err == nil && (!c.given["url"] || site.Host == output.Host) {
			return site
		}
	}
	if !c.given["url"] || c.URL == defaultURL {
		return nil
	}
	return output
}

func properURL(address string) string {
	if _, err := siteURL(address); err != nil {
		return ""
	}
	return address
}

func properLanguage(tag string) string {
	if tag, err := language.Parse(strings.ReplaceAll(tag, "_", "-")); err == nil && tag != language.Und {
		return tag.String()
	}
	return ""
}

func properZone(name string) string {
	if _, err := time.LoadLocation(name); err != nil || name == "Local" {
		return ""
	}
	return name
}
