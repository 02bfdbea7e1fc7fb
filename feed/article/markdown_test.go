package article

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMarkdown(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"paragraph", "a *b* **c** `d`", "<p>a <em>b</em> <strong>c</strong> <code>d</code></p>"},
		{"no smart quotes", `"a" -- 'b'...`, "<p>&quot;a&quot; -- 'b'...</p>"},
		{"autolink", "see https://example.com/a?b&c and <me@example.com>",
			`<p>see <a href="https://example.com/a?b&amp;c">https://example.com/a?b&amp;c</a> and <a href="mailto:me@example.com">me@example.com</a></p>`},
		{"link", `[a](b.md "T & t")`, `<p><a href="https://example.org/f/posts/b.md" title="T &amp; t">a</a></p>`},
		{"link by reference", "[a]\n\n[a]: /x", `<p><a href="https://example.org/x">a</a></p>`},
		{"fragment", "[a](#b)", `<p><a href="https://example.org/a/x/#b">a</a></p>`},
		{"link to nowhere", "[a *b*](javascript:alert(1))", "<p>a <em>b</em></p>"},
		{"autolink to nowhere", "<javascript:alert(1)>", "<p>javascript:alert(1)</p>"},
		{"image", `![A "b" *c*](<i m.png> "T")`, `<p><img src="https://example.org/f/posts/i%20m.png" alt="A &#34;b&#34; c" title="T"/></p>`},
		{"image of nowhere", "a ![b](data:image/png;base64,AA) c", "<p>a  c</p>"},
		{"linked image", "[![a](b.png)](c)", `<p><a href="https://example.org/f/posts/c"><img src="https://example.org/f/posts/b.png" alt="a"/></a></p>`},
		{"escapes in a link", `[a](b\_c&amp;d.png)`, `<p><a href="https://example.org/f/posts/b_c&amp;d.png">a</a></p>`},
		{"table", "| a | b |\n|:-|-:|\n| c | d |", "<table>\n<thead>\n<tr>\n<th align=\"left\">a</th>\n<th align=\"right\">b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td align=\"left\">c</td>\n<td align=\"right\">d</td>\n</tr>\n</tbody>\n</table>"},
		{"strikethrough", "~~a~~", "<p><del>a</del></p>"},
		{"task list", "- [ ] a\n- [x] b", "<ul>\n<li>☐ a</li>\n<li>☑ b</li>\n</ul>"},
		{"definition list", "a\n: b", "<dl>\n<dt>a</dt>\n<dd>b</dd>\n</dl>"},
		{"code", "```go\na < b\n```", "<pre><code class=\"language-go\">a &lt; b\n</code></pre>"},
		{"footnotes", "a[^x] b[^x] c[^y]\n\n[^x]: X\n[^y]: Y",
			`<p>a<sup id="fnref:1"><a href="https://example.org/a/x/#fn:1">1</a></sup> b<sup id="fnref:1:1"><a href="https://example.org/a/x/#fn:1">1</a></sup> c<sup id="fnref:2"><a href="https://example.org/a/x/#fn:2">2</a></sup></p>` +
				"\n<hr/>\n<ol>\n<li id=\"fn:1\">\n<p>X\u00a0<a href=\"https://example.org/a/x/#fnref:1\">↩︎</a>\u00a0<a href=\"https://example.org/a/x/#fnref:1:1\">↩︎</a></p>\n</li>\n" +
				"<li id=\"fn:2\">\n<p>Y\u00a0<a href=\"https://example.org/a/x/#fnref:2\">↩︎</a></p>\n</li>\n</ol>"},
		{"anchors", "x\n\n## Größe & Gewicht\n\n## 漢字 かな\n\n## [a](b) `c`\n\n## !\n\n## c\n\n## c",
			"<p>x</p>\n<h2 id=\"größe--gewicht\">Größe &amp; Gewicht</h2>\n<h2 id=\"漢字-かな\">漢字 かな</h2>\n<h2 id=\"a-c\"><a href=\"https://example.org/f/posts/b\">a</a> <code>c</code></h2>\n<h2 id=\"section\">!</h2>\n<h2 id=\"c\">c</h2>\n<h2 id=\"c-1\">c</h2>"},
		{"comment", "a\n\n<!-- b -->\n\nc <!-- d --> e", "<p>a</p>\n<p>c  e</p>"},
		{"characters by number", "&#1;a&#3; [b](c \"&#2;d\") &#xFFFE;&#228;", `<p>a <a href="https://example.org/f/posts/c" title="d">b</a> ä</p>`},
		{"forged marks", "[a](&#3;b) ![c](&#1;d&#2;)", `<p><a href="https://example.org/f/posts/b">a</a> <img src="https://example.org/f/posts/d" alt="c"/></p>`},
		{"raw HTML", "a <b onclick=x>b</b> [c](d.png)[^1]\n\n<script>x</script>\n\n[^1]: e",
			`<p>a <b>b</b> <a href="https://example.org/f/posts/d.png">c</a><sup id="fnref:1"><a href="https://example.org/a/x/#fn:1">1</a></sup></p>` +
				"\n\n<hr/>\n<ol>\n<li id=\"fn:1\">\n<p>e\u00a0<a href=\"https://example.org/a/x/#fnref:1\">↩︎</a></p>\n</li>\n</ol>"},
		{"raw HTML around Markdown", "<div>\n\n**a**\n\n</div>\n\n<img src=b.png>", "<p><strong>a</strong></p>\n\n<img src=\"https://example.org/f/posts/b.png\" alt=\"\"/>"},
		{"unclosed raw HTML", "<b>a\n\nc", "<p><b>a</b></p><b>\n<p>c</p>\n</b>"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := testDocument("posts/a.md")
			d.art.Title = "Other"
			d.markdown(test.in, 1)
			if diff := cmp.Diff(test.want, resolve(t, d.art.Content)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMarkdownTitle(t *testing.T) {
	tests := []struct{ name, title, in, wantTitle, wantOrigin, wantContent string }{
		{"first block", "", "# A *b* `c`\n\nd", "A b c", "first heading, line 10", "<p>d</p>"},
		{"first block, lower level", "", "### A\n\nd", "A", "first heading, line 10", "<p>d</p>"},
		{"underlined", "", "\n\nA\nb\n===\n\nd", "A b", "first heading, line 12", "<p>d</p>"},
		{"after a picture", "", "![x](y.png)\n\n## A\n\nd", "A", "first heading, line 12", "<p><img src=\"https://example.org/f/y.png\" alt=\"x\"/></p>\n<p>d</p>"},
		{"later, level 1", "", "d\n\n## B\n\n# A\n\ne", "A", "first heading, line 14", "<p>d</p>\n<h2 id=\"b\">B</h2>\n<p>e</p>"},
		{"later, lower level: what it heads stays", "", "d\n\n## A\n\ne", "A", "first heading, line 12", "<p>d</p>\n<h2 id=\"a\">A</h2>\n<p>e</p>"},
		{"none", "", "a\n\nb", "", "", "<p>a</p>\n<p>b</p>"},
		{"empty heading", "", "#\n\na", "", "", "<h1 id=\"section\"></h1>\n<p>a</p>"},
		{"same as front matter's", "A  b, c!", "# A *B* c\n\nd", "A  b, c!", "", "<p>d</p>"},
		{"not the same", "Other", "# A\n\nd", "Other", "", "<h1 id=\"a\">A</h1>\n<p>d</p>"},
		{"in raw HTML", "", "<h1 align=\"center\">A</h1>\n\nd", "A", "first heading", "<p>d</p>"},
		{"with entities", "", "# A &amp; &lt;b&gt;&#1;\n\nd", "A & <b>", "first heading, line 10", "<p>d</p>"},
		{"with a picture", "", "# ![x](y.png) A\n\nd", "x A", "first heading, line 10", "<h1 id=\"x-a\"><img src=\"https://example.org/f/y.png\" alt=\"x\"/> A</h1>\n<p>d</p>"},
		{"in code", "", "```\n# A\n```", "", "", "<pre><code># A\n</code></pre>"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := testDocument("a.md")
			d.art.Title = test.title
			d.markdown(test.in, 10)
			if got := d.art.Title; got != test.wantTitle {
				t.Errorf("title: got %q, want %q", got, test.wantTitle)
			}
			if got := d.art.Origins["title"]; got != test.wantOrigin {
				t.Errorf("origin: got %q, want %q", got, test.wantOrigin)
			}
			if diff := cmp.Diff(test.wantContent, resolve(t, d.art.Content)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMarkdownReferences(t *testing.T) {
	for _, extra := range []string{"", "\n\n<b>raw</b>"} {
		d := testDocument("posts/a.md")
		d.markdown("![a](img/a.png) [b](../b.pdf) ![a](img/a.png) ![c](https://example.com/c.png) [d](/d.png) [e](../../e.png)"+extra, 1)
		if diff := cmp.Diff([]string{"posts/img/a.png", "b.pdf"}, paths(d.art.References)); diff != "" {
			t.Errorf("with %q: %s", extra, diff)
		}
	}
}

// The fast way, without cleaning, must give what the cleaner would let through unchanged.
func FuzzMarkdown(f *testing.F) {
	f.Add(typicalMarkdown())
	for _, attack := range attacks {
		f.Add(attack)
	}
	f.Add("[a](javascript:x) ![b](data:x) <vbscript:x> [^1]\n\n[^1]: [c](&#1;x&#2;)\n\n- [ ] d\n\n|a|\n|-|\n|b|")
	f.Fuzz(func(t *testing.T, body string) {
		d := testDocument("posts/a.md")
		d.markdown(legal(body), 1)
		content := resolve(t, d.art.Content)
		checkClean(t, content)
		tree, err := parseFragment(content)
		if err != nil {
			return // deeper than HTML may be
		}
		want := renderChildren(tree)
		if got := settled(want); got != want {
			t.Errorf("the policy changes what was not cleaned:\nfrom %q\nto   %q", want, got)
		}
	})
}

func TestMarkdownDoesNotBlowUp(t *testing.T) {
	tests := []struct{ name, unit string }{
		{"quotes", ">"}, {"quotes with spaces", "> "}, {"brackets", "["}, {"pictures", "!["}, {"backticks", "`a"}, {"stars", "*a "}, {"closed stars", "*a**"},
		{"lists", "- "}, {"numbers", "1. "}, {"notes", "[^1]"}, {"angles", "<"}, {"tags", "<a "}, {"entities", "&#x1;"}, {"links", "[a]("}, {"tildes", "~~a"},
		{"table rows", "|"}, {"addresses", "www."}, {"mails", "a@a."}, {"brackets in turn", "[]"}, {"underscores", "_a_"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := testDocument("a.md")
			body := strings.Repeat(test.unit, 20_000/len(test.unit))
			d.markdown(body, 1)
			if got := len(d.art.Content); got > 20*len(body) {
				t.Errorf("%d bytes became %d", len(body), got)
			}
			checkClean(t, resolve(t, d.art.Content))
		})
	}
}
