package article

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestRSTHead(t *testing.T) {
	type head struct {
		Title, Published, Content string
		Tags, Authors             []string
	}
	tests := []struct {
		name, in string
		want     head
	}{
		{"fields behind a title", "########\nA *title*\n########\n\n:date: 2020-03-04 05:06\n:tags: one,\n   two\n:author: Ann\n\nText.\n",
			head{"A title", "2020-03-04", "<p>Text.</p>", []string{"one", "two"}, []string{"Ann"}}},
		{"fields behind an underlined title", "A title\n=======\n:date: 2020-03-04\n\nText.\n", head{Title: "A title", Published: "2020-03-04", Content: "<p>Text.</p>"}},
		{"mail", "PEP: 8\nTitle: A title\nAuthor: Ann <a@example.org>,\n        Bob <b@example.org>\nCreated: 04-Mar-2020\n\nText.\n",
			head{"A title", "2020-03-04", "<p>Text.</p>", nil, []string{"Ann", "Bob"}}},
		{"Nikola", ".. title: A title\n.. slug: a-title\n.. date: 2020-03-04 05:06:07 UTC\n.. tags: one, two\n\nText.\n",
			head{"A title", "2020-03-04", "<p>Text.</p>", []string{"one", "two"}, nil}},
		{"title only", "=======\nA title\n=======\n\nText.\n", head{Title: "A title", Content: "<p>Text.</p>"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			a := parse(t, "a.rst", test.in)
			got := head{Title: a.Title, Content: string(a.Content), Tags: a.Tags}
			if !a.Published.IsZero() {
				got.Published = a.Published.Format("2006-01-02")
			}
			for _, author := range a.Authors {
				got.Authors = append(got.Authors, author.Name)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRST(t *testing.T) {
	tests := []struct {
		name, in, want string
		leftOut        []string
	}{
		{"inline", "*a* **b** ``c *d*`` `e`  x*y*z \\*f\\* 2 * 3 a_b", "<p><em>a</em> <strong>b</strong> <code>c *d*</code> <em>e</em>  x*y*z *f* 2 * 3 a_b</p>", nil},
		{"links", "`a <https://example.org/a>`_ b_ `c d`_ https://example.org/e. :doc:`/x/f`\n\n.. _b: https://example.org/b\n.. _c d: https://example.org/c",
			`<p><a href="https://example.org/a">a</a> <a href="https://example.org/b">b</a> <a href="https://example.org/c">c d</a> <a href="https://example.org/e">https://example.org/e</a>. <a href="https://example.org/n/f/">/x/f</a></p>`, nil},
		{"headings", "a\n\nB\n=\n\nC & D\n-----\n\nE\n===\n", `<p>a</p>` + "\n<p>B =</p>\n" + `<h2 id="c--d">C &amp; D</h2>` + "\n" + `<h3 id="e">E</h3>`, nil},
		{"literal block", "So::\n\n  a < b\n    c\n\nd", "<p>So:</p>\n<pre><code>a &lt; b\n  c\n</code></pre>\n<p>d</p>", nil},
		{"code", ".. code-block:: go\n   :linenos:\n\n   a < b\n\nc", "<pre><code class=\"language-go\">a &lt; b\n</code></pre>\n<p>c</p>", nil},
		{"list", "- a\n  b\n\n  - c\n- d\n\n3. e\n4. f\n", "<ul>\n<li>\n<p>a b</p>\n<ul>\n<li>\n<p>c</p>\n</li>\n</ul>\n</li>\n<li>\n<p>d</p>\n</li>\n</ul>\n<ol start=\"3\">\n<li>\n<p>e</p>\n</li>\n<li>\n<p>f</p>\n</li>\n</ol>", nil},
		{"terms", "a : int\n   b\n\nc\n   d\n", "<dl>\n<dt>a</dt>\n<dd>\n<p>b</p>\n</dd>\n<dt>c</dt>\n<dd>\n<p>d</p>\n</dd>\n</dl>", nil},
		{"quote", "a\n\n   b\n\nc", "<p>a</p>\n<blockquote>\n<p>b</p>\n</blockquote>\n<p>c</p>", nil},
		{"note", ".. note:: a\n   b\n\n   c\n", "<blockquote>\n<p><strong>Note</strong></p>\n<p>a b</p>\n<p>c</p>\n</blockquote>", nil},
		{"picture", ".. image:: i.png\n   :alt: A\n\n.. figure:: f.png\n\n   The *caption*\n", "<p><img src=\"https://example.org/f/i.png\" alt=\"A\"/></p>\n<figure><img src=\"https://example.org/f/f.png\" alt=\"\"/><figcaption>The <em>caption</em></figcaption></figure>", nil},
		{"note below", "a [1]_\n\n.. [1] b\n", "<p>a <a href=\"https://example.org/a/x/#fn:1\">[1]</a></p>\n<p id=\"fn:1\">[1] b</p>", nil},
		{"comment and unknown", "a\n\n.. b\n   c\n\n.. plot:: d\n   :e: f\n\n   g\n\nh", "<p>a</p>\n<p>h</p>", []string{"6 .. plot:: d"}},
		{"verse", "| a\n| b", "<p>a<br/>\nb</p>", nil},
		{"table", "=== ===\na   b\n=== ===\nc   d\n=== ===\n\ne", "<pre><code>=== ===\na   b\n=== ===\nc   d\n=== ===\n</code></pre>\n<p>e</p>", nil},
		{"rule", "a\n\n----\n\nb", "<p>a</p>\n<hr/>\n<p>b</p>", nil},
		{"raw", ".. raw:: html\n\n   <b onclick=x>a</b><script>b</script>\n", "<b>a</b>", nil},
		{"include", ".. include:: /etc/passwd\n", "", []string{"1 .. include:: /etc/passwd"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := testDocument("a.rst")
			d.art.Title = "Other"
			d.rst(test.in, 1)
			if diff := cmp.Diff(test.want, resolve(t, d.art.Content)); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(test.leftOut, omissions(d.art)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRSTCost(t *testing.T) {
	if testing.Short() {
		t.Skip("measures time")
	}
	for _, unit := range []string{"*a ", "`a ", ":a:`", "a_ ", "- a\n", "a\n b\n", "a\n\n", "=\n", "::\n\n a\n", ".. a\n", "| a\n", ":a: b\n", "__", "_", "http://a ", "[a ", "a\n==\n", "\\", "..\n  ", "=== =\n"} {
		const bound = 4 * time.Second
		if took := quickest(bound, func() {
			testDocument("a.rst").rst("a "+strings.Repeat(unit, 200_000/len(unit)), 1)
		}); took > bound {
			t.Errorf("%q: took %v", unit, took)
		}
	}
}

func FuzzRST(f *testing.F) {
	f.Add("A\n=\n\n:b: c\n\n*d* `e <f>`_ [1]_\n\n- g\n\n  - h::\n\n     i\n\n.. note:: j\n.. image:: k\n.. [1] l\n")
	f.Fuzz(func(t *testing.T, body string) {
		if a, err := Parse(Source{Path: "a.rst", Data: []byte(body)}, Settings{}); err == nil {
			checkClean(t, resolve(t, a.Content))
		}
	})
}
