package article

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// fieldText is the value of a field in a line, for comparing.
func fieldText(a *Article, field string) string {
	moment := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.Format("2006-01-02 15:04 -07")
	}
	switch field {
	case "id":
		return a.ID
	case "slug":
		return a.Slug
	case "permalink":
		return a.Permalink
	case "aliases":
		return strings.Join(a.Aliases, " ")
	case "title":
		return a.Title
	case "summary":
		return a.Summary
	case "published":
		return moment(a.Published)
	case "updated":
		return moment(a.Updated)
	case "expires":
		return moment(a.Expires)
	case "draft":
		return fmt.Sprint(a.Draft)
	case "unlisted":
		return fmt.Sprint(a.Unlisted)
	case "authors":
		var people []string
		for _, p := range a.Authors {
			people = append(people, collapse(p.Name+" "+p.Email+" "+p.URL))
		}
		return strings.Join(people, "; ")
	case "tags":
		return strings.Join(a.Tags, ", ")
	case "language":
		return a.Language
	case "translation":
		return a.Translation
	case "rights":
		return a.Rights
	case "image":
		return strings.TrimSpace(string(a.Image.URL) + " " + a.Image.Alt)
	case "enclosures":
		var all []string
		for _, e := range a.Enclosures {
			all = append(all, fmt.Sprintf("%s %s %d", e.URL, e.Type, e.Length))
		}
		return strings.Join(all, "; ")
	}
	return "no such field"
}

// TestKeys has a row for every key of every field.
func TestKeys(t *testing.T) {
	tested := map[string]bool{}
	for _, tt := range []struct{ field, head, want string }{
		{"id", "id: x", "x"},
		{"id", "guid: x", "x"},
		{"id", "uuid: x", "x"},
		{"slug", "slug: x", "x"},
		{"permalink", "permalink: /x/", "/x/"},
		{"permalink", "url: x.html", "/x.html"},
		{"permalink", "path: 2014/12/12/x", "/2014/12/12/x/"},
		{"permalink", "externalUrl: https://example.org/x", "https://example.org/x"},
		{"permalink", "external_link: https://example.org/x", "https://example.org/x"},
		{"permalink", "canonical_url: https://example.org/x", "https://example.org/x"},
		{"permalink", "canonical: https://example.org/x", "https://example.org/x"},
		{"aliases", "aliases: [/a/, b]", "/a/ /b"},
		{"aliases", "alias: /a/", "/a/"},
		{"aliases", "redirect_from:\n- /a/\n- /b/", "/a/ /b/"},
		{"title", "title: x", "x"},
		{"title", "linkTitle: x", "x"},
		{"title", "headline: x", "x"},
		{"authors", "byline: Ann", "Ann"},
		{"summary", "summary: x", "x"},
		{"summary", "summary: 'About [[a/b|the b]] and [[c]].'", "About the b and c."},
		{"summary", "description: x", "x"},
		{"summary", "excerpt: x", "x"},
		{"summary", "custom_excerpt: x", "x"},
		{"summary", "meta_description: x", "x"},
		{"summary", "abstract: x", "x"},
		{"published", "publishDate: 2021-01-02", "2021-01-02 00:00 +01"},
		{"published", "date: 2021-01-02 10:20", "2021-01-02 10:20 +01"},
		{"published", "date: {created: 2021-01-02, updated: 2021-02-03}", "2021-01-02 00:00 +01"},
		{"published", "pubDate: Jan 02 2021", "2021-01-02 00:00 +01"},
		{"published", "pubDatetime: 2021-01-02T10:20:00Z", "2021-01-02 10:20 +00"},
		{"published", "published: 2021-01-02", "2021-01-02 00:00 +01"},
		{"published", "datePublished: 2021-01-02", "2021-01-02 00:00 +01"},
		{"published", "published_at: 2021-01-02T10:20:00.000Z", "2021-01-02 10:20 +00"},
		{"published", "published_on: 2021-01-02", "2021-01-02 00:00 +01"},
		{"published", "publish: 2021-01-02", "2021-01-02 00:00 +01"},
		{"published", "created_at: 2021-01-02", "2021-01-02 00:00 +01"},
		{"published", "created: 2021-01-02", "2021-01-02 00:00 +01"},
		{"published", "date created: Saturday, January 2nd 2021, 10:20:30 am", "2021-01-02 10:20 +01"},
		{"updated", "updated: 2021-01-02", "2021-01-02 00:00 +01"},
		{"updated", "lastmod: 2021-01-02", "2021-01-02 00:00 +01"},
		{"updated", "modified: 2021-01-02", "2021-01-02 00:00 +01"},
		{"updated", "last_modified: 2021-01-02", "2021-01-02 00:00 +01"},
		{"updated", "last_modified_at: 2021-01-02T10:20:00-05:00", "2021-01-02 10:20 -05"},
		{"updated", "lastUpdated: 2021-01-02", "2021-01-02 00:00 +01"},
		{"updated", "last_update: {date: 1/13/2021, author: ann}", "2021-01-13 00:00 +01"},
		{"updated", "updatedDate: 2021-01-02", "2021-01-02 00:00 +01"},
		{"updated", "updateDate: 2021-01-02", "2021-01-02 00:00 +01"},
		{"updated", "date_updated: 2021-01-02T10:20:00.000Z", "2021-01-02 10:20 +00"},
		{"updated", "modify_date: 2021-01-02", "2021-01-02 00:00 +01"},
		{"updated", "date: {created: 2021-01-02, updated: 2021-02-03}", "2021-02-03 00:00 +01"},
		{"updated", "date: 2021-01-02", ""},
		{"updated", "modDatetime: 2021-01-02", "2021-01-02 00:00 +01"},
		{"updated", "updated_at: 2021-01-02", "2021-01-02 00:00 +01"},
		{"updated", "dateModified: 2021-01-02", "2021-01-02 00:00 +01"},
		{"expires", "expiryDate: 2021-01-02", "2021-01-02 00:00 +01"},
		{"expires", "unpublishDate: 2021-01-02", "2021-01-02 00:00 +01"},
		{"expires", "expires: 2021-01-02", "2021-01-02 00:00 +01"},
		{"expires", "expireDate: 2021-01-02", "2021-01-02 00:00 +01"},
		{"draft", "draft: true", "true"},
		{"draft", "published: false", "true"},
		{"draft", "publish: false", "true"},
		{"draft", "status: draft", "true"},
		{"unlisted", "unlisted: true", "true"},
		{"unlisted", "hidden: true", "true"},
		{"unlisted", "headless: true", "true"},
		{"unlisted", "feed: false", "true"},
		{"unlisted", "status: hidden", "true"},
		{"unlisted", "build: {list: never}", "true"},
		{"unlisted", "permalink: false", "true"},
		{"unlisted", "eleventyExcludeFromCollections: true", "true"},
		{"unlisted", "visibility: members", "true"},
		{"unlisted", "redirect_to: https://example.org/", "true"},
		{"unlisted", "hiddenFromFeed: true", "true"},
		{"unlisted", "hide: true", "true"},
		{"unlisted", "layout: archives", "true"},
		{"unlisted", "layout: Search", "true"},
		{"unlisted", "layout: post\ntitle: x", "false"},
		{"unlisted", "excalidraw-plugin: parsed", "true"},
		{"unlisted", "\nkanban-plugin: basic\n", "true"},
		{"unlisted", "hide: [navigation, toc]\ntitle: x", "false"},
		{"unlisted", "password: 12345", "true"},
		{"unlisted", "password: 1", "true"},
		{"unlisted", "password:\ntitle: x", "false"},
		{"authors", "authors: [Ann, Bob]", "Ann; Bob"},
		{"authors", "author: Ann", "Ann"},
		{"authors", "creator: Ann", "Ann"},
		{"authors", "by: Ann", "Ann"},
		{"authors", "author: '[[Ann Lee]]'", "Ann Lee"},
		{"authors", "authors: ['[[people/Ann|Ann Lee]]', Bob]", "Ann Lee; Bob"},
		{"authors", "author: Ann\nauthor_url: https://example.org/ann", "Ann https://example.org/ann"},
		{"authors", "author_url: https://example.org/ann", ""},
		{"authors", "author: Ann\nauthorLink: https://example.org/ann", "Ann https://example.org/ann"},
		{"tags", "tags: [a, b c]", "a, b c"},
		{"tags", "tag: a", "a"},
		{"tags", "tags: ['[[a]]', \"[[b|c]]\"]", "a, c"},
		{"tags", "keywords: a, b", "a, b"},
		{"tags", "categories: [[a, b], [a, c], d]", "a, b, c, d"},
		{"tags", "category: a b", "a b"},
		{"tags", "topics: [a]", "a"},
		{"tags", "topic: a", "a"},
		{"tags", "series: [a]", "a"},
		{"language", "lang: de", "de"},
		{"language", "language: zh-CN", "zh-CN"},
		{"language", "locale: pt_BR.UTF-8", "pt-BR"},
		{"translation", "translationKey: x", "x"},
		{"translation", "page_id: x", "x"},
		{"rights", "rights: x", "x"},
		{"rights", "copyright: x", "x"},
		{"rights", "license: x", "x"},
		{"image", "image: /x.png", "/x.png"},
		{"image", "image: {filename: /x.png}", "/x.png"},
		{"image", "image: x.png\nmedia_subpath: /a/b/", "/a/b/x.png"},
		{"image", "img_path: a\nimage: {path: ./x.png}", "/a/x.png"},
		{"image", "image: /x.png\nmedia_subpath: https://example.org", "/x.png"},
		{"image", "featured_image: /x.png", "/x.png"},
		{"image", "feature_image: /x.png", "/x.png"},
		{"image", "cover_image: /x.png", "/x.png"},
		{"image", "cover: {image: /x.png, alt: y}", "/x.png y"},
		{"image", "heroImage: {src: /x.png, alt: y}", "/x.png y"},
		{"image", "hero: /x.png", "/x.png"},
		{"image", "banner: /x.png", "/x.png"},
		{"image", "thumbnail: /x.png", "/x.png"},
		{"image", "images: [/x.png, /y.png]", "/x.png"},
		{"image", "og_image: /x.png", "/x.png"},
		{"image", "cover-img: /x.png", "/x.png"},
		{"image", "feature-img: /x.png", "/x.png"},
		{"image", "featuredImagePreview: /x.png", "/x.png"},
		{"image", "index_img: /x.png", "/x.png"},
		{"image", "banner_img: /x.png", "/x.png"},
		{"image", "thumbnail-img: /x.png", "/x.png"},
		{"image", "share-img: /x.png", "/x.png"},
		{"image", "feature: '*feature*'\nimg: /x.png", "/x.png"},
		{"image", "feature: Something new", ""},
		{"image", "feature_image: /x.png\nfeature_image_alt: y", "/x.png y"},
		{"image", "feature: /x.png\nfeatureAlt: y", "/x.png y"},
		{"image", "cover: /x.png\ncoverAlt: y", "/x.png y"},
		{"image", "thumbnail: /x.png\nthumbnailAlt: y", "/x.png y"},
		{"image", "image: {src: /x.png, alt: y}\nimage_alt: z", "/x.png y"},
		{"image", "header: {teaser: /x.png}", "/x.png"},
		{"image", "header: {image: /x.png, image_description: y}", "/x.png y"},
		{"image", "resources:\n- {src: /y.png}\n- {src: '/*.png', name: cover}\n- {src: /x.png, name: cover, title: y}", "/x.png y"},
		{"enclosures", "enclosures: [{url: /x.mp3, length: 5}]", "/x.mp3 audio/mpeg 5"},
		{"enclosures", "enclosure: /x.mp3", "/x.mp3 audio/mpeg 0"},
		{"enclosures", "enclosure: /x.avif", "/x.avif image/avif 0"},
		{"enclosures", "attachments: [{url: /x.pdf, mime_type: a/b, size_in_bytes: 5}]", "/x.pdf a/b 5"},
		{"enclosures", "attachment: /x.pdf", "/x.pdf application/pdf 0"},
		{"enclosures", "audio: [/x.mp3, /y.ogg]", "/x.mp3 audio/mpeg 0; /y.ogg audio/ogg 0"},
		{"enclosures", "podcast: {file: /x.mp3}", "/x.mp3 audio/mpeg 0"},
		{"enclosures", "video: /x.mp4", "/x.mp4 video/mp4 0"},
		{"enclosures", "videos: [/x.mp4]", "/x.mp4 video/mp4 0"},
	} {
		a := parse(t, "x.md", "---\n"+tt.head+"\n---\n")
		got := strings.NewReplacer(markHost, "", markEnd, "").Replace(fieldText(a, tt.field))
		if got != tt.want || len(a.Warnings) > 0 {
			t.Errorf("%s: got %s %q, %v, want %q", tt.head, tt.field, got, a.Warnings, tt.want)
		}
		for line := range strings.SplitSeq(tt.head, "\n") {
			key, _, _ := strings.Cut(line, ":")
			tested[tt.field+" "+key] = true
		}
	}
	for _, f := range fields {
		for _, k := range f.keys {
			if !tested[f.name+" "+k.name] {
				t.Errorf("no row for %s under %s (%s)", f.name, k.name, k.from)
			}
			if k.from == "" {
				t.Errorf("%s does not say who has it", k.name)
			}
		}
	}
}

func TestKeysInTables(t *testing.T) {
	a := parse(t, "x.md", "+++\n[taxonomies]\ntags = ['a']\ncategories = ['b']\n[extra]\nauthor = 'Ann'\nunlisted = true\n+++\n")
	if got := fieldText(a, "tags") + " " + fieldText(a, "authors"); got != "a, b Ann" || !a.Unlisted {
		t.Errorf("got %s, %v, want a, b Ann, true", got, a.Unlisted)
	}
	a = parse(t, "x.md", "---\nparams: {author: Bob, description: no}\ndescription: yes indeed\n---\n")
	if got := a.Summary + " " + fieldText(a, "authors"); got != "yes indeed Bob" {
		t.Errorf("got %s, want what stands outside first", got)
	}
}
