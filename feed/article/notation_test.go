package article

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestNotation(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"admonition", ":::note\n\nA *b*\n\n:::\n\nc", "> **Note**  \n> \n> A *b*\n> \n\n\nc"},
		{"admonition with a title", ":::tip[The *title*]\na\n:::\n", "> **The *title***  \n> a\n\n"},
		{"admonition with words behind it", "::: warning Look out\na\n:::\n", "> **Look out**  \n> a\n\n"},
		{"admonition with attributes", ":::note{title=\"T\" #id}\na\n:::\n", "> **T**  \n> a\n\n"},
		{"admonition in a list", "1. a\n\n    :::tip\n\n    b\n\n    :::\n", "1. a\n\n> **Tip**  \n> \n>     b\n> \n\n"},
		{"language of code", "a\n\n    :::python\n    b()\n\nc\n\n    :::sh\n    d\n", "a\n\n\n    b()\n\nc\n\n\n    d\n"},
		{"colons in text end no admonition", ":::tip\na ::: b\n:::c\n", ":::tip\na ::: b\n:::c\n"},
		{"nested admonitions", "::::info\na\n:::tip\nb\n:::\nc\n::::\nd", "> **Info**  \n> a\n> > **Tip**  \n> > b\n>\n> c\n\nd"},
		{"code in an admonition", ":::note\n```\n::: a\n[[b]]\n```\n:::\n", "> **Note**  \n> ```\n> ::: a\n> [[b]]\n> ```\n\n"},
		{"admonition without an end", ":::note\na", ":::note\na"},
		{"GitHub alert", "> [!NOTE]\n> a", "> **Note**  \n> a"},
		{"Obsidian callout", "> [!tip]- Read *this*\n> a", "> **Read *this***  \n> a"},
		{"no callout", "[!NOTE] a", "[!NOTE] a"},

		{"wiki link", "a [[Some Page]] b", "a [Some Page](x-article:Some%20Page) b"},
		{"wiki link with text", "[[Page|the text]]", "[the text](x-article:Page)"},
		{"wiki link to a heading", "[[Page#Some Heading]] [[#Other]]", "[Page: Some Heading](x-article:Page#some-heading) [Other](#other)"},
		{"wiki link in a table", `|[[Page\|text]]|`, "|[text](x-article:Page)|"},
		{"embedded picture", "![[a b.png|300]] ![[c.png|words]]", "![](x-file:a%20b.png) ![words](x-file:c.png)"},
		{"embedded sound", "![[a.mp3]]", "[a.mp3](x-file:a.mp3)"},
		{"embedded page", "![[Page]]", "[Page](x-article:Page)"},
		{"no wiki link", "[[a]](b) [[c]][d] [[^1]] `[[e]]` [[]] [[f\ng]] [[h]]\n\n[h]: /i", "[[a]](b) [[c]][d] [[^1]] `[[e]]` [[]] [[f\ng]] [[h]]\n\n[h]: /i"},

		{"marked", "==a *b*== (==c==) 这是==重点==内容", "<mark>a *b*</mark> (<mark>c</mark>) 这是<mark>重点</mark>内容"},
		{"nothing marked", "a == b and c == d, a==b==c, == e ==, ====, ===f===, ==g\nh==, `==i==`\n==", "a == b and c == d, a==b==c, == e ==, ====, ===f===, ==g\nh==, `==i==`\n=="},
		{"name of a block elsewhere", "a ^b1\nc", "a ^b1\nc"},
		{"wiki link to a block", "[[Page#^b1]] [[#^b1]]", "[Page](x-article:Page) "},
		{"Obsidian comment", "a %%b%% c\n%%\nd\n%%\ne", "a  c\n\n\n\ne"},
		{"script comment", "{/* a */}\n{/* b\nc */} \nd", "\n\n \nd"},
		{"script comment in a line, or without an end", "a {/* b */} c\n{/* d */} e\n`{/*`\n{/*", "a {/* b */} c\n{/* d */} e\n`{/*`\n{/*"},
		{"per cent", "100%% of 50%% and %% alone", "100%% of 50%% and %% alone"},
		{"attributes after a block", "a\n{: .b #c}\n\nd", "a\n\n\nd"},
		{"attributes in a line", "a *b*{: .c} d", "a *b* d"},
		{"id of a heading", "## A {: #b .c}", "## A {#b}"},
		{"table of contents", "a\n\n* TOC\n{:toc}\n\nb", "a\n\n\n\n\nb"},
		{"Kramdown comment", "a {::comment}b\nc{:/comment} d", "a \n d"},
		{"Kramdown comments of both kinds", "a {::comment}b{:/b}{:/} c {::comment}d{:/comment} e", "a  c  e"},
		{"no attributes", "a {:b} {: } {:", "a {:b} {: } {:"},

		{"formula", "so $a_1 * b_2 = c_{1}$ is", `so $a\_1 \* b\_2 \= c\_\{1\}$ is`},
		{"block of formula", "$$\na_1 \\\\\n- b\n$$", "$$\na\\_1 \\\\\\\\\n\\- b\n$$"},
		{"money", "from $5 to $10 *a* $b", "from $5 to $10 *a* $b"},
		{"shell", "`$a_b$` and $HOME and $PATH_x", "`$a_b$` and $HOME and $PATH_x"},
		{"code", "```\n[[a]] $b_c$\n```\n    [[d]]", "```\n[[a]] $b_c$\n```\n    [[d]]"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := testDocument("a.md").commonMark(test.in, 1)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestNotationInVault leaves out what only Obsidian could make something of.
func TestNotationInVault(t *testing.T) {
	d := testDocument("a.md")
	d.settings.ByName = true
	got := d.commonMark("a b ^c-1\n\n^d2\n\n```dataview\nLIST\n```\ne^f^ ^g h\n\n```go\ni\n```\n", 5)
	if want := "a b \n\n\n\n\n\n\ne^f^ ^g h\n\n```go\ni\n```\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := omissions(d.art); len(got) != 1 || got[0] != "9 ```dataview LIST ```" {
		t.Errorf("got %q, want the block", got)
	}
}

func TestNotationInMarkdown(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"admonition", "a\n\n:::note\nb\n\n- c\n:::\n\nd", "<p>a</p>\n<blockquote>\n<p><strong>Note</strong><br>\nb</p>\n<ul>\n<li>c</li>\n</ul>\n</blockquote>\n<p>d</p>"},
		{"wiki link", "See [[Page|it]] & [[missing]].", `<p>See <a href="https://example.org/n/page/">it</a> &amp; missing.</p>`},
		{"wiki link and raw HTML", "<b>See</b> [[Page|it]] & [[missing|*no*]].", `<p><b>See</b> <a href="https://example.org/n/page/">it</a> &amp; *no*.</p>`},
		{"formula", "x $a_1 * b_2 * c$ <y", "<p>x $a_1 * b_2 * c$ &lt;y</p>"},
		{"heading ids", "a\n\n## B {#c .d}\n\n## E\n\n> ## F {#g onclick=x style=\"y\"}", "<p>a</p>\n<h2 id=\"c\">B</h2>\n<h2 id=\"e\">E</h2>\n<blockquote>\n<h2>F</h2>\n</blockquote>"},
		{"half an address", "[a]({{ site.repository }}/b) ![c]({{ page.d }}.png)", "<p>a </p>"},
		{"code keeps its templates", "{% raw %}\n```\n{{ a }}\n```\n{% endraw %}", "<pre><code>{{ a }}\n</code></pre>"},
		{"figure", "{{< figure src=\"i.png\" caption=\"C\" >}}\n\n*b*", "<figure><img src=\"https://example.org/f/i.png\" alt=\"\"/><figcaption>C</figcaption></figure>\n<p><em>b</em></p>"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := testDocument("a.md")
			d.art.Title = "Other"
			d.markdown(test.in, 1)
			if diff := cmp.Diff(test.want, resolve(t, d.art.Content)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestHTMLTemplate(t *testing.T) {
	d := testDocument("a.html")
	d.art.Title = "Other"
	d.html("<p>a <a href=\"{{ '/b/' | url }}\">c</a> {% include d.html %}<img src=\"{{ site.baseurl }}/e.png\"> <a href=\"{{ page.x }}\">f</a> {% post_url 2014-01-01-name %}</p>\n<pre>{{ g }}</pre>", 1)
	want := `<p>a <a href="https://example.org/b/">c</a> <img src="https://example.org/e.png" alt=""/> f <a href="https://example.org/n/name/">2014-01-01-name</a></p>` + "\n<pre>{{ g }}</pre>"
	if diff := cmp.Diff(want, resolve(t, d.art.Content)); diff != "" {
		t.Error(diff)
	}
}

func FuzzNotation(f *testing.F) {
	f.Add(":::note[A]\n> [!NOTE]\n[[a|b]] ![[c.png]] %%d%% *e*{: .f} $g_1$ $$\nh\n$$\n:::\n")
	f.Fuzz(func(t *testing.T, body string) {
		if got := testDocument("a.md").commonMark(body, 1); strings.Count(got, "\n") != strings.Count(body, "\n") {
			t.Errorf("%d lines became %d", strings.Count(body, "\n"), strings.Count(got, "\n"))
		}
	})
}

// Eight times the text may take eight times the time, not sixty-four times.
func TestTemplateTimeIsLinear(t *testing.T) {
	if testing.Short() {
		t.Skip("measures time")
	}
	read := func(body string) func() {
		return func() {
			d := testDocument("a.md")
			d.commonMark(d.expand(body, 1, false), 1)
			d.expand(body, 1, true)
		}
	}
	for _, unit := range []string{
		"{{", "{%", "{{<", "{% a ", "{{ a }}", "{% a %}", "{% for a %}", "{% quote() %}", "{{< highlight >}}", "{% raw %}", "<pre>", "`{{", "[[", "[[a]]", "![[a]]",
		"==a", "==a== ", "{/*\n", "{/* a */} b\n", "    :::a\n    b\n\n", "<div>{% include figure path=a/b %}\n",
		":::a\n", "%% ", "{: ", "{:toc}\n", "* TOC\n{:toc}\n", "{::comment}", "{::comment}{:/} ", "$a_", "$$ ", "> [!a]\n", "{{ a | b", "[a](", "[a]: {{ b }}\n",
	} {
		t.Run(unit, func(t *testing.T) {
			// What takes the square of its length takes a second and more.
			short := max(quickest(0, read(strings.Repeat(unit, 12_000/len(unit)))), 10*time.Millisecond)
			if long := quickest(40*short, read(strings.Repeat(unit, 96_000/len(unit)))); long > 40*short {
				t.Errorf("12 kB took %v, 96 kB took %v", short, long)
			}
		})
	}
}

// A table of options is one paragraph, with a span of code in each line.
func TestManySpans(t *testing.T) {
	if testing.Short() {
		t.Skip("measures time")
	}
	const bound = 4 * time.Second
	if took := quickest(bound, func() {
		testDocument("a.md").markdown("$x$ {{ y }}\n"+strings.Repeat("some `a` words\n", 20_000), 1)
	}); took > bound {
		t.Errorf("took %v", took)
	}
}

// A long article of all the notations takes no longer than one of plain Markdown may.
func TestLongArticle(t *testing.T) {
	if testing.Short() {
		t.Skip("measures time")
	}
	part := "A {{< youtube abc >}} and [[Page|text]], $a_1$ and {{ site.x }} `{{ b }}`.\n\n:::note\nAn *admonition*.\n:::\n\n{% highlight go %}\na()\n{% endhighlight %}\n\n"
	const bound = 10 * time.Second
	var d *document
	if took := quickest(bound, func() {
		d = testDocument("a.md")
		d.markdown(strings.Repeat(part, 850_000/len(part)), 1)
	}); took > bound {
		t.Errorf("took %v", took)
	}
	if got, want := strings.Count(string(d.art.Content), "<blockquote>"), 850_000/len(part); got != want {
		t.Errorf("got %d admonitions, want %d", got, want)
	}
	if len(d.art.LeftOut) != maxOmissions {
		t.Errorf("got %d omissions, want %d", len(d.art.LeftOut), maxOmissions)
	}
}
