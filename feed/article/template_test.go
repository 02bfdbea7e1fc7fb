package article

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTemplate(t *testing.T) {
	tests := []struct {
		name, in, want string
		leftOut        []string
	}{
		{"Hugo youtube", "a\n\n{{< youtube 0RKpf3rK57I >}}\n", "a\n\n[youtube.com/watch?v=0RKpf3rK57I](https://www.youtube.com/watch?v=0RKpf3rK57I)\n", nil},
		{"Hugo youtube by key", `{{< youtube id=abc title="A film" >}}`, "[A film](https://www.youtube.com/watch?v=abc)", nil},
		{"Zola youtube", `{{ youtube(id="abc", autoplay=true) }}`, "[youtube.com/watch?v=abc](https://www.youtube.com/watch?v=abc)", nil},
		{"Hexo youtube", "{% youtube abc %}", "[youtube.com/watch?v=abc](https://www.youtube.com/watch?v=abc)", nil},
		{"vimeo", "{{< vimeo 55073825 >}}", "[vimeo.com/55073825](https://vimeo.com/55073825)", nil},
		{"Hugo gist", "{{< gist ann 50a7482715 a.go >}}", "[gist.github.com/ann/50a7482715](https://gist.github.com/ann/50a7482715)", nil},
		{"Jekyll gist", "{% gist ann/50a7482715 %}", "[gist.github.com/ann/50a7482715](https://gist.github.com/ann/50a7482715)", nil},
		{"x", `{{< x user="Ann" id="453" >}}`, "[x.com/Ann/status/453](https://x.com/Ann/status/453)", nil},
		{"instagram", "{{< instagram CxO >}}", "[instagram.com/p/CxO](https://www.instagram.com/p/CxO/)", nil},

		{"figure", `{{< figure src="a b.png" alt="A *b*" >}}`, `![A \*b\*](a%20b.png)`, nil},
		{"figure with caption", "x\n\n{{< figure\n  src=\"a.png\" alt=\"A\"\n  caption=\"What it is\" link=\"/b\" >}}\n\ny",
			"x\n\n<figure><a href=\"/b\"><img src=\"a.png\" alt=\"A\"></a><figcaption>What it is</figcaption></figure>\n\n\n\ny", nil},
		{"figure within a line", `a {{< figure src="a.png" caption="C" >}} b`, "a ![](a.png) C b", nil},
		{"Jekyll figure", `{% include figure image_path="/a.png" alt="A" %}`, "![A](x-site:/a.png)", nil},
		{"Hexo img", `{% img left /a.png 350 150 "title" "alt" %}`, "![alt](/a.png)", nil},
		{"Hexo asset_img", "{% asset_img a.png A picture %}", "![picture](post/a.png)", nil},

		{"Hugo highlight", "{{< highlight go \"linenos=table\" >}}\nfunc {{< x >}}\n{{< /highlight >}}\nb", "```go\nfunc {{< x >}}\n```\nb", nil},
		{"Jekyll highlight", "{% highlight ruby %}\nputs '{{ x }}'\n{% endhighlight %}\n", "```ruby\nputs '{{ x }}'\n```\n", nil},
		{"highlight with fences", "{% highlight md %}\n```\na\n```\n{% endhighlight %}\n", "````md\n```\na\n```\n````\n", nil},
		{"highlight in a line", "a {% highlight ruby %}puts{% endhighlight %} b", "a `puts` b", nil},
		{"Hexo codeblock", "{% codeblock Title lang:js %}\na()\n{% endcodeblock %}", "```js\na()\n```", nil},
		{"Zola quote", "{% quote(author=\"Ann\") %}\nA\n\n- b\n{% end %}\n", "\n> A\n> \n> - b\n> — Ann\n", nil},
		{"Hexo blockquote", "{% blockquote Ann Lee https://example.org %}\nA\n{% endblockquote %}\n", "\n> A\n> — Ann Lee\n", nil},
		{"Hugo details", "{{< details summary=\"More\" >}}\na\n{{< /details >}}\n", "> **More**  \n> a\n\n", nil},
		{"PaperMod collapse", "{{< collapse summary=\"More\" >}}\na\n{{< /collapse >}}\n", "> **More**  \n> a\n\n", nil},
		{"Congo alert", "{{< alert \"twitter\" >}}\na *b*\n{{< /alert >}}\n", "\n> a *b*\n\n", nil},
		{"LoveIt admonition", "{{< admonition type=tip title=\"T\" open=false >}}\na\n{{< /admonition >}}\n", "> **T**  \n> a\n\n", nil},
		{"LoveIt admonition by place", "{{< admonition warning \"T\" false >}}\na\n{{< /admonition >}}\n", "> **T**  \n> a\n\n", nil},
		{"NexT note", "{% note info %}\na\n{% endnote %}\n", "> **Info**  \n> a\n\n", nil},
		{"Butterfly note", "{% note blue 'fas fa-bullhorn' modern %}\na\n{% endnote %}\n", "\n> a\n\n", nil},
		{"Congo lead and badge", "{{< lead >}}\na\n{{< /lead >}}\nb {{< badge >}}c{{< /badge >}} {{< icon \"d\" >}}{{< katex >}}", "\na\n\nb c ", nil},
		{"Congo button", "{{< button href=\"/a\" target=\"_self\" >}}\nGo *b*\n{{< /button >}}\nc {{< button href=\"/d\" >}}e{{< /button >}}", "\n[Go *b*](/a)\n\nc [e](/d)", nil},
		{"Congo figure", `{{< figure src="a.png" alt="A" href="/b" >}}`, "[![A](a.png)](/b)", nil},
		{"Blowfish film", `{{< youtubeLite id="abc" label="A film" >}}`, "[A film](https://www.youtube.com/watch?v=abc)", nil},
		{"Chirpy film", "{% include embed/youtube.html id='abc' %} {% include embed/bilibili.html id='BV1' %} {% include embed/twitch.html id='1' %}",
			"[youtube.com/watch?v=abc](https://www.youtube.com/watch?v=abc) [bilibili.com/video/BV1](https://www.bilibili.com/video/BV1) [twitch.tv/videos/1](https://www.twitch.tv/videos/1)", nil},
		{"Chirpy video", "{%\n  include embed/video.html\n  src='/a.mp4'\n  title='A film'\n%}", "[A film](x-site:/a.mp4)\n\n\n\n", nil},
		{"DEV embed", "{% embed https://example.org/a %}", "[example.org/a](https://example.org/a)", nil},
		{"al-folio figure and video", `{% include figure.liquid loading="eager" path="a/b.jpg" class="c" zoomable=true %} {% include video.liquid path="https://example.org/v" %}`,
			"![](x-site:/a/b.jpg) [example.org/v](https://example.org/v)", nil},
		{"al-folio figure in HTML", "<div class=\"row\">\n  <div>\n    {% include figure.liquid path=\"a/b.jpg\" alt=\"x & y\" %}\n  </div>\n</div>\n\n{% include figure.liquid path=\"c.jpg\" %}",
			"<div class=\"row\">\n  <div>\n    <img src=\"x-site:/a/b.jpg\" alt=\"x &amp; y\">\n  </div>\n</div>\n\n![](x-site:/c.jpg)", nil},
		{"link in an attribute in HTML", "<p><a href=\"{{< ref \"b.md\" >}}\">{{< youtube abc >}}</a></p>", "<p><a href=\"x-article:b.md\"><a href=\"https://www.youtube.com/watch?v=abc\">youtube.com/watch?v=abc</a></a></p>", nil},
		{"nested", "{% quote() %}\n{{ youtube(id=\"a\") }}\n{% end %}\n", "\n> [youtube.com/watch?v=a](https://www.youtube.com/watch?v=a)\n\n", nil},

		{"ref", `[a]({{< ref "b.md#c" >}}) {{< relref "d" >}}`, "[a](x-article:b.md#c) [d](x-article:d)", nil},
		{"post_url", "[a]({% post_url 2014-01-01-name %})", "[a](x-article:2014-01-01-name)", nil},
		{"link to an article", "[a]({% link _posts/2014-01-01-name.md %})", "[a](x-article:_posts%2F2014-01-01-name.md)", nil},
		{"link to a file", "[a]({% link /assets/a.pdf %})", "[a](x-site:/assets/a.pdf)", nil},
		{"post_link", `{% post_link hello-world "How to" %}`, "[How to](x-article:hello-world)", nil},

		{"site addresses", "[a]({{ site.baseurl }}/b) ![c]({{ site.url }}{{ site.baseurl }}/d.png)", "[a](x-site:/b) ![c](x-site:/d.png)", nil},
		{"site address within another", "<https://a.example{{ site.baseurl }}/b> [c](https://d.example/?u={{ site.url }}{{ site.baseurl }}/e) {{ '/f' | relative_url }} [g]({{ site.url }}/h)",
			"<https://a.example/b> [c](https://d.example/?u=/e) /f [g](/h)", nil},
		{"relative_url", `[a]({{ "/b c" | relative_url }}) [d]({{ "e" | absolute_url }})`, "[a](x-site:/b%20c) [d](x-site:/e)", nil},
		{"Eleventy url", `<a href="{{ '/a/' | url }}">b</a>`, `<a href="x-site:/a/">b</a>`, nil},
		{"prepend", `![a]({{ "/a.png" | prepend: site.baseurl }})`, "![a](x-site:/a.png)", nil},
		{"title", "a {{ page.title }} b", "a The Title b", nil},
		{"unknown in an address", "[a]({{ site.repository }}/issues)", "[a](%7B%7B%7D%7D/issues)", []string{"1 {{ site.repository }}"}},
		{"unknown in an address over lines", "[a]({{ site.repository\n}}/issues).\nb\n\nc", "[a](%7B%7B%7D%7D/issues).\nb\n\n\nc", []string{"1 {{ site.repository }}"}},
		{"unknown in text", "a\nb {{ site.data.x }} c", "a\nb  c", []string{"2 {{ site.data.x }}"}},
		{"unknown filter", `{{ "a b" | uri_escape }}`, "", []string{`1 {{ "a b" | uri_escape }}`}},

		{"unknown shortcode", "a {{< chart x=1 >}} b", "a  b", []string{"1 {{< chart x=1 >}}"}},
		{"text in an unknown shortcode stays", "{{% card tip %}}\nA *b*\n{{% /card %}}\n", "\nA *b*\n\n", []string{"1 {{% card tip %}}"}},
		{"text in an unknown tag stays", "{% card info %}\nA\n{% endcard %}\n", "\nA\n\n", []string{"1 {% card info %}"}},
		{"self-closing", "a {{< qr text=x />}} b", "a  b", []string{"1 {{< qr text=x />}}"}},
		{"loop", "a\n{% for p in site.posts %}\n{% for q in p %}{{ q }}{% endfor %}\n{% endfor %}\nb", "a\n\n\n\nb", []string{"2 {% for p in site.posts %} {% for q in p %}{{ q }}{% endfor %} {% endfor %}"}},
		{"loop without an end", "a {% for p in q %} b", "a  b", []string{"1 {% for p in q %}"}},
		{"include", "{% include toc.html %}", "", []string{"1 {% include toc.html %}"}},
		{"comment", "a{% comment %} b {{ c }} {% endcomment %}d{# e #}f{% # g %}h", "adfh", nil},
		{"trimmed", "{%- include a.html -%} b {{- page.date -}}", " b ", []string{"1 {%- include a.html -%}", "1 {{- page.date -}}"}},

		{"raw", "{% raw %}{{ a }} {% b %}{% endraw %} {{ site.x }}", "{{ a }} {% b %} ", []string{"1 {{ site.x }}"}},
		{"raw in code", "`{% raw %}{{ a }}{% endraw %}`", "`{{ a }}`", nil},
		{"raw around a fence", "{% raw %}\n```\n{{ a }}\n```\n{% endraw %}\n{% b %}", "\n```\n{{ a }}\n```\n\n", []string{"6 {% b %}"}},
		{"raw without an end", "`{% raw %}` a", "`{% raw %}` a", nil},
		{"escaped shortcodes", "{{</* figure src=\"a\" */>}} {{%/* b */%}} {{/* c() */}} {%/* d */%}", "{{< figure src=\"a\" >}} {{% b %}} {{ c() }} {% d %}", nil},
		{"escaped in code", "```\n{{</* figure src=\"a\" */>}}\n```\n", "```\n{{< figure src=\"a\" >}}\n```\n", nil},
		{"code", "`{{ a }}` ``{% b %}`` \n\n    {{< c >}}\n\n~~~\n{% include d %}\n~~~\n<pre>{{ e }}</pre>",
			"`{{ a }}` ``{% b %}`` \n\n    {{< c >}}\n\n~~~\n{% include d %}\n~~~\n<pre>{{ e }}</pre>", nil},
		{"indented in a list is no code", "- a\n\n    {{< b >}}\n", "- a\n\n    \n", []string{"3 {{< b >}}"}},

		{"a name in prose stays", "Vue shows {{ message }} there.", "Vue shows {{ message }} there.", nil},
		{"a name in a template goes", "{% include a %}{{ message }}", "", []string{"1 {% include a %}", "1 {{ message }}"}},
		{"no template", "{{ #include <cmath> }} {{r0, r1}} {{{x}}} {%} {% 5 %} {{ 1 }} {#id} { {", "{{ #include <cmath> }} {{r0, r1}} {{{x}}} {%} {% 5 %} {{ 1 }} {#id} { {", nil},
		{"no tag across paragraphs", "{% a\n\nb %}", "{% a\n\nb %}", nil},
		{"nothing new by what is gone", "{{% a %}{% b %}{% c %}", "{ ", []string{"1 {% a %}", "1 {% b %}", "1 {% c %}"}},
		{"backslash", `\{{ site.x }}`, `\{{ site.x }}`, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := testDocument("posts/post.md")
			d.art.Title = "The Title"
			got := d.expand(test.in, 1, false)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
			if strings.Count(got, "\n") != strings.Count(test.in, "\n") {
				t.Errorf("got %d lines, want %d", strings.Count(got, "\n"), strings.Count(test.in, "\n"))
			}
			if diff := cmp.Diff(test.leftOut, omissions(d.art)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestNoTemplates keeps what says of itself that its braces are text.
func TestNoTemplates(t *testing.T) {
	const body = "{% include a.html %} and {{ page.date }}"
	for head, want := range map[string]bool{
		"render_with_liquid: false": true, "render_with_liquid: true": false, "disableNunjucks: true": true, "templateEngineOverride: md": true,
		"templateEngineOverride: false": true, "templateEngineOverride: njk,md": false, "layout: post": false,
	} {
		a, err := Parse(Source{Path: "a.md", Data: []byte("---\n" + head + "\n---\n" + body)}, Settings{})
		if err != nil {
			t.Fatal(err)
		}
		if kept := string(a.Content) == "<p>"+body+"</p>"; kept != want || kept != (len(a.LeftOut) == 0) {
			t.Errorf("%s: got %q, %v", head, a.Content, a.LeftOut)
		}
	}
}

func omissions(a *Article) []string {
	var lines []string
	for _, o := range a.LeftOut {
		lines = append(lines, strconv.Itoa(o.Line)+" "+o.What)
	}
	return lines
}

// What is gone must be gone: a second look finds nothing more.
func FuzzTemplate(f *testing.F) {
	f.Add("a {{< b >}} c {% d %}{{ site.x }} {{ e(f=1) }}\n\n- {% quote() %}\n{% g %}\n{% end %}\n\n    {{< h >}}\n")
	f.Add("{% for a in b %}{% if c %}{% endif %}{% endfor %}{{% d %}}{{% /d %}}{{{% a %}% b %}")
	f.Add(`[a]({{ site.repository }}/b) {{< figure src="a" caption="{{ b }}" >}} {% highlight go %}{% endhighlight %}`)
	nested := regexp.MustCompile(`\{[{%#][^}]*\{|[{%#]\{|\}[}%#]*\}`) // tags in tags: what is left of them may be one
	f.Fuzz(func(t *testing.T, body string) {
		for _, html := range []bool{false, true} {
			d := testDocument("a.md")
			got := d.expand(body, 1, html)
			if strings.Count(got, "\n") != strings.Count(body, "\n") {
				t.Errorf("%d lines became %d", strings.Count(body, "\n"), strings.Count(got, "\n"))
			}
			if nested.MatchString(body) || containsAny(body, "raw", "verbatim", "/*", "`", "~~~", "<", "highlight", "code", "mermaid", "{{ title", "\\") {
				continue // there it may stay
			}
			again := testDocument("a.md")
			if twice := again.expand(got, 1, html); len(again.art.LeftOut) > 0 {
				t.Errorf("%q was left, which became %q: %v", got, twice, omissions(again.art))
			}
		}
	})
}

func containsAny(s string, parts ...string) bool {
	for _, part := range parts {
		if strings.Contains(strings.ToLower(s), part) {
			return true
		}
	}
	return false
}
