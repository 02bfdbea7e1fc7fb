package article

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestOrg(t *testing.T) {
	a := parse(t, "posts/a.org", `#+TITLE: The Title
#+DATE: <2021-04-15 Thu 10:30>
#+FILETAGS: :one:two:
#+AUTHOR: Ann
# a comment
#+OPTIONS: toc:t num:nil
#+hugo_draft: true
#+lastmod: [2021-05-01 Sat]

A /paragraph/ with [[file:b.org][a file]], [[https://example.org][a link]] and [[./c.png]].

* Heading :tag:
- one
- two

#+BEGIN_SRC go
a < b
#+END_SRC

#+INCLUDE: "/etc/passwd"

| a | b |
|---+---|
| c | d |
`)
	if got := a.Published.Format(time.RFC3339) + " " + a.Updated.Format("2006-01-02"); got != "2021-04-15T10:30:00+01:00 2021-05-01" {
		t.Errorf("dates: got %s", got)
	}
	if a.Title != "The Title" || !a.Draft || !strings.Contains(a.Origins["title"], "line 1") {
		t.Errorf("got title %q from %q, draft %v", a.Title, a.Origins["title"], a.Draft)
	}
	if diff := cmp.Diff([]string{"one", "two"}, a.Tags); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]Person{{Name: "Ann"}}, a.Authors); diff != "" {
		t.Error(diff)
	}
	content := resolve(t, a.Content)
	for _, want := range []string{
		"<p>A <em>paragraph</em> with ", `<a href="https://example.org/f/posts/b.org">a file</a>`, `<a href="https://example.org">a link</a>`,
		`<img src="https://example.org/f/posts/c.png"`, "<li>one</li>", `<pre><code class="language-go">a &lt; b`, "<td>c</td>", "\nHeading\n</h2>",
	} {
		if !strings.Contains(content, want) {
			t.Errorf("no %q", want)
		}
	}
	for _, bad := range []string{"root:", "INCLUDE", "#+", ":tag:", "outline", "#headline-1"} {
		if strings.Contains(content, bad) {
			t.Errorf("%q is shown", bad)
		}
	}
	if t.Failed() {
		t.Log(content)
	}
	if diff := cmp.Diff([]string{`20 #+INCLUDE: "/etc/passwd"`}, omissions(a)); diff != "" {
		t.Error(diff)
	}
}

func TestOrgDate(t *testing.T) {
	for in, want := range map[string]string{
		"<2021-04-15 Thu>": "2021-04-15", "[2021-04-15 Thu 10:30-11:00]": "2021-04-15 10:30", "2021-04-15": "2021-04-15",
		"<2021-04-15 jeu. 9:05 +1w>": "2021-04-15 9:05", "April 2021": "April 2021",
	} {
		if got := orgDate(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestOrgCost(t *testing.T) {
	if testing.Short() {
		t.Skip("measures time")
	}
	bound := 3 * time.Second
	if raceDetector {
		bound *= 5 // it makes such code slower by that
	}
	for _, unit := range []string{"*a ", "* a\n", "[[", "[[a][", "- a\n", " - a\n", "/a/ ", "{{{a}}}", "#+BEGIN_QUOTE\n", "| a ", "[fn:1] ", ":a:\n", "\\(a", "src_a{", "_{", "<2021-04-15 ", "a\n", "http://a "} {
		var d *document
		if took := quickest(bound, func() {
			d = testDocument("a.org")
			d.org(strings.Repeat(unit, maxOrg/len(unit)), 1)
		}); took > bound {
			t.Errorf("%q: took %v", unit, took)
		}
		checkClean(t, resolve(t, d.art.Content))
	}
}

func FuzzOrg(f *testing.F) {
	f.Add("* A\n/b/ [[c][d]] [fn:1]\n#+BEGIN_SRC e\nf\n#+END_SRC\n[fn:1] g\n#+BEGIN_EXPORT html\n<script>h</script>\n#+END_EXPORT\n")
	f.Fuzz(func(t *testing.T, body string) {
		d := testDocument("a.org")
		d.org(legal(body), 1)
		checkClean(t, resolve(t, d.art.Content))
	})
}
