package article

import (
	"strings"
	"testing"
)

func TestPublication(t *testing.T) {
	for _, tt := range []struct{ path, head, want string }{
		{"a.md", "draft: false", ""},
		{"a.md", "DRAFT: true", "draft"},
		{"a.md", "status: published", ""},
		{"a.md", "status: private", "draft"},
		{"a.md", "status: skip", "draft"},
		{"a.md", "publish: true", ""},
		{"a.md", "published: true\ndraft: true", "draft"},
		{"eip-1559.md", "eip: 1559\nstatus: Draft", ""},
		{"pep-0008.md", "PEP: 8\nstatus: Draft", ""},
		{"bip-0011-x.md", "BIP: 11\nstatus: Draft", ""},
		{"pep-0081.md", "PEP: 8\nstatus: Draft", "draft"},
		{"a.md", "status: Draft\ndiscussions-to: https://example.org/", ""},
		{"0001-a.md", "status: draft\ndeciders: Ann", ""},
		{"10-intro.md", "weight: 10\nstatus: Draft", "draft"},
		{"eip-1.md", "eip: 1\nstatus: Final\ndraft: true", "draft"},
		{"a.md", "title: x\n_build: {render: never}", "unlisted"},
		{"a.md", "build: {list: false}", "unlisted"},
		{"a.md", "build: {list: local}", "unlisted"},
		{"a.md", "build: {list: always, render: link, publishResources: false}", ""},
		{"a.md", "feed: true", ""},
		{"a.md", "feed: {excerpt_only: true}", ""},
		{"a.md", "permalink: true", ""},
		{"a.md", "permalink: '/x/{{ title }}/'", ""},
		{"a.md", "visibility: public", ""},
		{"a.md", "visibility: paid", "unlisted"},
		{"a.md", "sitemap: false\nunknown: {hidden: true}", ""},
		{"a.md", "redirect_to:\n- /x/", "unlisted"},
		{"a.md", "headless: false\nunlisted: no", ""},
		{"nothing.md", "template: latest.html", "unlisted"},
	} {
		text := "Text."
		if tt.path == "nothing.md" {
			text = ""
		}
		a := parse(t, tt.path, "---\n"+tt.head+"\n---\n"+text)
		var got []string
		if a.Draft {
			got = append(got, "draft")
		}
		if a.Unlisted {
			got = append(got, "unlisted")
		}
		if strings.Join(got, " ") != tt.want || len(a.Warnings) > 0 {
			t.Errorf("%s, %s: got %q, %v, want %q", tt.path, tt.head, got, a.Warnings, tt.want)
		}
	}
}

func TestRedirects(t *testing.T) {
	long := "<p>" + strings.Repeat("A whole article. ", 40) + "</p>"
	for _, tt := range []struct {
		in   string
		want bool
	}{
		{`<!doctype html><title>x</title><meta http-equiv="refresh" content="0; url=/x/">`, true},
		{`<meta http-equiv=refresh content="5;URL = 'https://example.org/'"><body>This page has <a href="/x/">moved</a>.`, true},
		{`<meta http-equiv="refresh" content="300"><p>News, again every five minutes.`, false},
		{`<meta http-equiv="refresh" content="0; url=/x/">` + long, false},
		{`<p>Text.`, false},
	} {
		a := parse(t, "a.html", tt.in)
		if a.Unlisted != tt.want || tt.want && a.Origins["unlisted"] != `<meta http-equiv="refresh">` {
			t.Errorf("%s: got %v from %q, want %v", shorten(tt.in), a.Unlisted, a.Origins["unlisted"], tt.want)
		}
	}
}

func TestTagForms(t *testing.T) {
	for _, tt := range []struct{ path, head, want string }{
		{"a.md", "tags: a, b c,d", "a|b c|d"},
		{"a.md", "tags: a, b; c", "a, b|c"},
		{"a.md", "tags: a b", "a b"},
		{"_posts/2021-01-02-a.md", "tags: a b", "a|b"},
		{"2021-01-02-a.md", "layout: post\ncategories: a  b", "a|b"},
		{"2021-01-02-a.md", "tags: a b", "a b"},
		{"_posts/2021-01-02-a.md", "tags: a b, c", "a b|c"},
		{"_posts/2021-01-02-a.md", "category: a b", "a b"},
		{"_posts/2021-01-02-a.md", "tags: [a b, c]", "a b|c"},
		{"source/_posts/a.md", "layout: post\ntags: a b", "a b"},
		{"a.md", "tags:\n- a\n- {label: B, permalink: /b}\n- [c, d]", "a|B|c|d"},
		{"a.md", "tags: [a, A, '#a', '']", "a"},
	} {
		if got := strings.Join(parse(t, tt.path, "---\n"+tt.head+"\n---\nText.").Tags, "|"); got != tt.want {
			t.Errorf("%s, %s: got %s, want %s", tt.path, tt.head, got, tt.want)
		}
	}
}
