package check_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"seedfeed/feed/article"
	"seedfeed/feed/check"
)

// TestArticles shows what each rule for articles finds, and that nothing is said of an article that keeps them.
func TestArticles(t *testing.T) {
	const head = "---\ntitle: Peas\ndate: 2026-05-03\n---\n"
	cases := []struct {
		rule, text string
		edit       func(a *check.Article)
		want       string // part of what is said
	}{
		{rule: "", text: head + "Text with ![a picture](a.png) and <img src=\"line.png\" alt=\"\">.\n"},
		{rule: "", text: "---\ndate: 2026-05-03\n---\n# 2 ** 3 ** 4\n\nText.\n"},
		{rule: "", text: "Date: 2026-05-03\n\n# A heading\n\nText.\n"},
		{rule: "article-skipped", edit: func(a *check.Article) {
			a.Skipped = &article.Error{Line: 3, Err: errors.New("front matter has no end"), Fix: "write one"}
		}, want: `a.md:3: error: is left out: front matter has no end (article-skipped); write one`},
		{rule: "article-fault", text: "---\ntitle: Peas\ndate: 2026-05-03\nupdated: soon\n---\nText.\n", want: "a.md:4: warning: updated"},
		{rule: "article-title", text: "Date: 2026-05-03\nTags: a\n\nThis is the first of two sentences that tell something. Here is the second.\n", want: "a.md:4: warning: has no title"},
		{rule: "article-title", text: "---\ndate: 2026-05-03\n---\n![](x.png)\n", want: "is made from its name"},
		{rule: "article-markup", text: "---\ntitle: '[Peas](x) and beans'\ndate: 2026-05-03\n---\nText.\n", want: "a.md:2: warning: the title"},
		{rule: "article-date", text: "# Peas\n\nText.\n", want: "has no date: 2026-05-04 stands in for it, the modification time"},
		{rule: "article-date", text: "# Peas\n\nText.\n", edit: func(a *check.Article) {
			a.Dated = "adopted from old.xml"
		}, want: "stands in for it, remembered as adopted from old.xml (article-date); write a date: only the catalogue knows this one"},
		{rule: "article-key", text: "---\ntitle: Peas\ndate: 2026-05-03\nauthr: Ada\n---\nText.\n", want: `a.md:4: warning: the key "authr" is not known (article-key); did you mean "author"?`},
		{rule: "article-link", text: head + "See [more](more.md).\n", edit: func(a *check.Article) {
			a.Broken = []check.BrokenLink{{Path: "more.md"}}
		}, want: `a.md:5: error: refers to "more.md", which is not there`},
		{rule: "article-link", text: head + "See [more](more.md).\n", edit: func(a *check.Article) {
			a.Broken = []check.BrokenLink{{Path: "more.md", Reason: "draft"}}
		}, want: `which is left out: draft (article-link); publish it`},
		{rule: "article-stray", text: head + "![A picture](../a.png)\n", edit: func(a *check.Article) {
			a.Strays = a.Read.Strays()
		}, want: `a.md:5: warning: refers to "../a.png", which leads out of the folder of articles or is hidden: it is not published (article-stray); move the file`},
		{rule: "article-name", text: head + "See [[Beans]].\n", edit: func(a *check.Article) {
			a.Broken = []check.BrokenLink{{Name: "Beans"}}
		}, want: `a.md:5: warning: no article that is published has the name "Beans"`},
		{rule: "article-template", text: head + "Today {{< weather \"Bonn\" >}}.\n", want: `a.md:5: warning: does not show {{< weather`},
		{rule: "article-alt", text: head + "\n![](a.png)\n", want: `a.md:6: warning: the picture "a.png" has no text`},
		{rule: "article-size", text: head + strings.Repeat("Text.\n\n", 40_000), want: "KiB long"},
	}
	broken := map[string]bool{"article-twice": true, "article-format": true} // TestTwice, TestFormats
	for _, c := range cases {
		broken[c.rule] = true
		t.Run(c.rule+"/"+c.want, func(t *testing.T) {
			a := read(t, "a.md", c.text)
			if c.edit != nil {
				c.edit(a)
			}
			var articles check.Articles
			findings := articles.Look(a)
			if c.rule == "" {
				if len(findings) > 0 {
					t.Errorf("got %v, want nothing", findings)
				}
				return
			}
			if !slices.ContainsFunc(findings, func(f check.Finding) bool { return f.ID == c.rule && strings.Contains(f.String(), c.want) }) {
				t.Errorf("got %v, want %s with %q", findings, c.rule, c.want)
			}
		})
	}
	for _, rule := range check.ArticleRules() {
		if !broken[rule.ID] {
			t.Errorf("no broken article for rule %s", rule.ID)
		}
	}
}

// read makes the article that a build would have of a text, without a date on 4 May 2026. Without a text it is one that
// cannot be read.
func read(t *testing.T, path, text string) *check.Article {
	t.Helper()
	a := &check.Article{File: path, Data: []byte(text), Listed: text != "", Dated: "modification time"}
	if text == "" {
		return a
	}
	var err error
	if a.Read, err = article.Parse(article.Source{Path: path, Data: a.Data}, article.Settings{}); err != nil {
		t.Fatal(err)
	}
	if a.Published = a.Read.Published; a.Published.IsZero() {
		a.Published = time.Date(2026, 5, 4, 0, 0, 0, 0, time.UTC)
	}
	return a
}

func TestTwice(t *testing.T) {
	const date = "date: 2026-05-03\n---\n"
	var articles check.Articles
	draft := read(t, "draft.md", "---\ntitle: A\n"+date+"The same.\n")
	draft.Listed = false
	for _, c := range []struct {
		article *check.Article
		want    string
	}{
		{draft, ""},
		{read(t, "a.md", "---\ntitle: A\n"+date+"The same.\n"), ""},
		{read(t, "b.md", "---\ntitle: B\n"+date+"The same.\n"), "b.md: warning: has the same text as a.md"},
		{read(t, "c.md", "---\ntitle: A\n"+date+"Something else.\n"), "c.md:2: warning: has the title and day of a.md"},
		{read(t, "d.md", "---\ntitle: A\ndate: 2026-05-04\n---\nAnother day.\n"), ""},
	} {
		findings := articles.Look(c.article)
		if c.want == "" && len(findings) > 0 || c.want != "" && (len(findings) != 1 || !strings.HasPrefix(findings[0].String(), c.want)) {
			t.Errorf("%s: got %v, want %q", c.article.File, findings, c.want)
		}
	}
}

func TestFormats(t *testing.T) {
	findings := check.Formats([]check.Format{
		{Ending: ".rst", Command: []string{"pandoc", "-f", "rst"}, Read: true, Files: []string{"a.rst"}},
		{Ending: ".adoc", Command: []string{"asciidoctor", "-o", "-", "-"}, Files: []string{"b.adoc", "c.adoc", "d.adoc"}},
	})
	var got []string
	for _, f := range findings {
		got = append(got, f.String())
	}
	want := []string{
		"a.rst: hint: is read as prose: tables and what only its own programs know stay as they are typed (article-format); " +
			"write .rst: [pandoc, -f, rst] under convert: in seedfeed.yaml, with pandoc installed",
		"b.adoc: hint: is not read; 2 more end in .adoc (article-format); " +
			`write .adoc: [asciidoctor, -o, "-", "-"] under convert: in seedfeed.yaml, with asciidoctor installed`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
