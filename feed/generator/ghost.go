package generator

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// A File is one article that an export holds, as a file of its own.
type File struct {
	Name string
	Data []byte
}

// An Export is what a blog in a database was exported to: one file with all articles.
type Export struct {
	Site  Site // of which only what a configuration says is there
	Files []File
}

// ghostExport is the part of a Ghost export that is read: https://ghost.org/docs/migration/custom/ describes it.
type ghostExport struct {
	DB []struct {
		Data struct {
			Posts []ghostPost
			Users []struct {
				ID                ghostID
				Name, Email, Slug string
			}
			Tags []struct {
				ID               ghostID
				Name, Visibility string
			}
			PostsTags    []ghostLink `json:"posts_tags"`
			PostsAuthors []ghostLink `json:"posts_authors"`
			Settings     []struct {
				Key   string
				Value any
			}
		}
	}
}

type ghostPost struct {
	ID           ghostID
	Title, Slug  string
	HTML         string
	Type, Status string
	Visibility   string
	Image        string    `json:"feature_image"`
	Excerpt      string    `json:"custom_excerpt"`
	Canonical    string    `json:"canonical_url"`
	Published    ghostTime `json:"published_at"`
	Updated      ghostTime `json:"updated_at"`
}

// A ghostLink joins a post with a tag or an author.
type ghostLink struct {
	Post   ghostID `json:"post_id"`
	Tag    ghostID `json:"tag_id"`
	Author ghostID `json:"author_id"`
	Order  int     `json:"sort_order"`
}

// A ghostID is a text, or in older exports a number.
type ghostID string

func (id *ghostID) UnmarshalJSON(data []byte) error {
	*id = ghostID(strings.Trim(string(data), `"`))
	return nil
}

// A ghostTime is a text of RFC 3339, or in older exports a number of milliseconds.
type ghostTime struct{ time.Time }

func (t *ghostTime) UnmarshalJSON(data []byte) error {
	var milliseconds int64
	if json.Unmarshal(data, &milliseconds) == nil {
		if milliseconds != 0 {
			t.Time = time.UnixMilli(milliseconds).UTC()
		}
		return nil
	}
	t.Time, _ = time.Parse(time.RFC3339, strings.Trim(string(data), `"`)) // a date that is none is no date
	return nil
}

// maxExport bounds what is read of an export.
const maxExport = 512 << 20

// GhostExport reads the Ghost export in a folder, a file such as my-blog.ghost.2024-01-31.json. The Export is nil where
// there is none.
func GhostExport(folder fs.FS) (*Export, error) {
	names, err := fs.Glob(folder, "*.ghost.*.json")
	if err != nil || len(names) == 0 {
		return nil, err
	}
	name := names[len(names)-1] // the newest: their names have the date
	info, err := fs.Stat(folder, name)
	if err != nil {
		return nil, err
	}
	if info.Size() > maxExport {
		return nil, fmt.Errorf("%s: larger than %d MiB; export fewer posts at a time", name, maxExport>>20)
	}
	data, err := fs.ReadFile(folder, name)
	if err != nil {
		return nil, err
	}
	var export ghostExport
	if err := json.Unmarshal(data, &export); err != nil {
		return nil, fmt.Errorf("%s: %w; export it from Ghost again", name, err)
	}
	e := &Export{Site: Site{Generator: "Ghost", File: name}}
	for i := range export.DB {
		if err := e.add(&export, i); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return e, nil
}

func (e *Export) add(export *ghostExport, i int) error {
	data := &export.DB[i].Data
	for _, setting := range data.Settings {
		switch value := plain(setting.Value); setting.Key {
		case "title":
			e.Site.Title = value
		case "description":
			e.Site.Description = value
		case "timezone", "activeTimezone":
			e.Site.Timezone = value
		case "lang", "locale", "default_locale":
			e.Site.Language = value
		}
	}
	tagNames, userNames := map[ghostID]string{}, map[ghostID]string{}
	for _, tag := range data.Tags {
		if tag.Visibility != "internal" && !strings.HasPrefix(tag.Name, "#") {
			tagNames[tag.ID] = tag.Name
		}
	}
	for _, user := range data.Users {
		userNames[user.ID] = user.Name
	}
	tags := joinedTo(data.PostsTags, func(l ghostLink) string { return tagNames[l.Tag] })
	authors := joinedTo(data.PostsAuthors, func(l ghostLink) string { return userNames[l.Author] })
	for _, post := range data.Posts {
		if post.Type == "page" || post.Slug == "" || strings.ContainsAny(post.Slug, `/\`) {
			continue
		}
		text, err := post.article(tags[post.ID], authors[post.ID])
		if err != nil {
			return err
		}
		e.Files = append(e.Files, File{Name: path.Base(post.Slug) + ".html", Data: text})
	}
	return nil
}

// joinedTo are the names that are joined to each post, in their order there.
func joinedTo(links []ghostLink, name func(ghostLink) string) map[ghostID][]string {
	slices.SortStableFunc(links, func(a, b ghostLink) int { return a.Order - b.Order })
	names := map[ghostID][]string{}
	for _, link := range links {
		if s := name(link); s != "" {
			names[link.Post] = append(names[link.Post], s)
		}
	}
	return names
}

// article is the post as a file with front matter. Its id is the one that Ghost's own feed has.
func (p *ghostPost) article(tags, authors []string) ([]byte, error) {
	local := func(s string) string { return strings.ReplaceAll(s, "__GHOST_URL__", "") }
	head := struct {
		Title     string   `yaml:"title"`
		ID        string   `yaml:"id"`
		Slug      string   `yaml:"slug"`
		Permalink string   `yaml:"permalink"`
		Date      string   `yaml:"date,omitempty"`
		Updated   string   `yaml:"updated,omitempty"`
		Authors   []string `yaml:"authors,omitempty"`
		Tags      []string `yaml:"tags,omitempty"`
		Summary   string   `yaml:"summary,omitempty"`
		Image     string   `yaml:"image,omitempty"`
		Draft     bool     `yaml:"draft,omitempty"`
		Unlisted  bool     `yaml:"unlisted,omitempty"`
	}{
		Title: p.Title, ID: string(p.ID), Slug: p.Slug, Permalink: "/" + p.Slug + "/", Authors: authors, Tags: tags,
		Summary: p.Excerpt, Image: local(p.Image), Draft: p.Status == "draft",
		Unlisted: p.Visibility != "" && p.Visibility != "public", // what members paid for is not for everyone
	}
	if p.Canonical != "" {
		head.Permalink = p.Canonical
	}
	if !p.Published.IsZero() {
		head.Date = p.Published.Format(time.RFC3339)
	}
	if !p.Updated.IsZero() && p.Updated.After(p.Published.Time) {
		head.Updated = p.Updated.Format(time.RFC3339)
	}
	front, err := yaml.Marshal(head)
	if err != nil {
		return nil, err
	}
	return []byte("---\n" + string(front) + "---\n" + local(p.HTML) + "\n"), nil
}
