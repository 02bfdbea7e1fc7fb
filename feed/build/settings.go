package build

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"

	"seedfeed/feed/article"
	"seedfeed/feed/catalogue"
	"seedfeed/feed/convert"
	"seedfeed/feed/generator"
	"seedfeed/feed/site"
)

// Names of what the catalogue keeps of earlier settings.
const (
	settingArticles = "article settings" // what influences how an article is read
	settingSite     = "site settings"    // what influences all documents
	settingFeed     = "feed id"
)

// readerVersion must change with every change of how articles are read that shows in their content, or in what the catalogue
// keeps of them.
const readerVersion = "6"

// articleSettings is a hash of what influences how an article is read.
func articleSettings(s article.Settings, place *generator.Site, programs convert.Commands) string {
	data := s.Data.Hash()
	return hashOf(readerVersion, s.Zone().String(), s.Language, s.DetectLanguage, s.Scraps, s.Scraps == nil, place.Fingerprint(), hex.EncodeToString(data[:]), programs)
}

// siteSettings is a hash of what influences all documents.
func (p *pass) siteSettings() (string, error) {
	s := p.Site
	formats := make([]string, 0, len(s.Formats))
	for _, format := range s.Formats {
		formats = append(formats, format.Name)
	}
	var templates []string
	if s.Templates != nil {
		err := fs.WalkDir(s.Templates, ".", func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			data, err := fs.ReadFile(s.Templates, path)
			templates = append(templates, path, string(data))
			return err
		})
		if err != nil {
			return "", fmt.Errorf("templates: %w", err)
		}
	}
	live := ""
	if p.Live != nil {
		live = p.Live.String()
	}
	return hashOf(p.URL.String(), live, p.Pages, s.Title, s.Description, s.Language, s.Rights, s.Authors, s.Icon, s.Logo, s.Generator, formats, templates, p.Limit, s.Headers, s.Hub, p.Article.Zone().String()), nil
}

func hashOf(values ...any) string {
	// These are strings, numbers and lists of them, which can be encoded.
	data, _ := json.Marshal(values)
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:16])
}

// siteChanged prepares the site anew and reports whether all documents have to be made again.
func (p *pass) siteChanged(ctx context.Context) (bool, error) {
	p.site = nil
	if err := p.prepareSite(ctx); err != nil {
		return false, err
	}
	now, err := p.siteSettings()
	if err != nil {
		return false, err
	}
	before, err := p.catalogue.Setting(ctx, settingSite)
	return now != before, err
}

func (p *pass) prepareSite(ctx context.Context) error {
	if p.site != nil {
		return nil
	}
	feedID, err := p.catalogue.Setting(ctx, settingFeed)
	if err != nil {
		return err
	}
	if feedID == "" {
		feedID = catalogue.DeriveID(p.URL.String(), "")
	}
	p.Site.FeedID, p.Site.URL = feedID, p.URL
	p.site, err = site.New(p.Site)
	return err
}

func (p *pass) keepSettings(ctx context.Context) error {
	siteSettings, err := p.siteSettings()
	if err != nil {
		return err
	}
	if err := p.update.Set(ctx, settingArticles, p.articles); err != nil {
		return err
	}
	if err := p.update.Set(ctx, settingSite, siteSettings); err != nil {
		return err
	}
	return p.update.Set(ctx, settingFeed, p.Site.FeedID)
}
