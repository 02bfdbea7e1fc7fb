package article

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func cleanedHTML(t testing.TB, raw string) string {
	t.Helper()
	d := testDocument("a.md")
	d.cleaned(raw)
	return resolve(t, d.art.Content)
}

func TestCleaned(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"plain", "<p>a <b>b</b></p>", "<p>a <b>b</b></p>"},
		{"unbalanced", "<p>a <b>b<p>c</i>", "<p>a <b>b</b></p><p><b>c</b></p>"},
		{"headings with id", `<h2 id="x" class="y">a</h2>`, `<h2 id="x">a</h2>`},
		{"script", "a<script>b</script>c", "ac"},
		{"style", "a<style>b{}</style>c", "ac"},
		{"event handler", `<p onclick="x()">a</p>`, "<p>a</p>"},
		{"style attribute", `<p style="color:red">a</p>`, "<p>a</p>"},
		{"comment", "a<!-- b -->c", "ac"},
		{"link", `<a href="b.md" title="t" hreflang="de" rel="Me" target="_blank" ping="/p">x</a>`, `<a href="https://example.org/f/b.md" hreflang="de" rel="me" title="t">x</a>`},
		{"link to nowhere", `<a href="javascript:alert(1)">x</a>`, "x"},
		{"anchor", `<a name="here"></a>x`, `<a id="here"></a>x`},
		{"anchor for programs only", `<h2>x<a href="#x" aria-hidden="true">#</a></h2>`, "<h2>x</h2>"},
		{"mark of a heading", `<h2>x<a class="headerlink" href="#x">¶</a></h2><dl><dt>y<a href="#y">#</a></dt></dl>`, "<h2>x</h2><dl><dt>y</dt></dl>"},
		{"no mark of a heading", `<h2><a href="#x">C#</a> <a id="x" href="#x">#</a></h2><p><a href="#x">¶</a></p>`,
			`<h2><a href="https://example.org/a/x/#x">C#</a> <a href="https://example.org/a/x/#x" id="x">#</a></h2><p><a href="https://example.org/a/x/#x">¶</a></p>`},
		{"image", `<img src="a.png" alt="A" width="10" height="20" loading="lazy" onerror="x" srcset="a.png 1x, b.png 2x" sizes="100vw">`,
			`<img src="https://example.org/f/a.png" alt="A" width="10" height="20" loading="lazy" srcset="https://example.org/f/a.png 1x, https://example.org/f/b.png 2x" sizes="100vw"/>`},
		{"image without alt", `<img src="/a.png">`, `<img src="https://example.org/a.png" alt=""/>`},
		{"image loaded late", `<img src="data:image/gif;base64,R0" data-src="a.png">`, `<img src="https://example.org/f/a.png" alt=""/>`},
		{"image loaded late, and for readers without scripts", `<img src="data:image/gif;base64,R0" data-src="a.png"> <noscript><img src="a.png" alt="A"></noscript>`, `<img src="https://example.org/f/a.png" alt=""/>`},
		{"image for readers without scripts, and loaded late", `<noscript><img src="a.png" alt="A"></noscript><a href="b"><img data-lazy-src="a.png"></a>`, `<a href="https://example.org/f/b"><img src="https://example.org/f/a.png" alt=""/></a>`},
		{"image for readers without scripts", `<img src="b.png"><noscript><img src="a.png" alt="A"></noscript>`, `<img src="https://example.org/f/b.png" alt=""/><img src="https://example.org/f/a.png" alt="A"/>`},
		{"image with srcset only", `<img srcset="a.png 1x">`, `<img srcset="https://example.org/f/a.png 1x" src="https://example.org/f/a.png" alt=""/>`},
		{"image of data", `a<img src="data:image/png;base64,AAAA">b`, "ab"},
		{"tracking image", `a<img src="https://example.com/t.gif" width="1" height="1">b`, "ab"},
		{"picture", `<picture><source srcset="a.webp" type="image/webp"><img src="a.png" alt="A"></picture>`,
			`<picture><source srcset="https://example.org/f/a.webp" type="image/webp"/><img src="https://example.org/f/a.png" alt="A"/></picture>`},
		{"audio", `<audio autoplay src="a.mp3"></audio>`, `<audio src="https://example.org/f/a.mp3" controls=""></audio>`},
		{"video", `<video controls poster="p.jpg"><source src="v.mp4" type="video/mp4"><track kind="captions" src="v.vtt" srclang="en" label="English">x</video>`,
			`<video controls="" poster="https://example.org/f/p.jpg"><source src="https://example.org/f/v.mp4" type="video/mp4"/><track kind="captions" src="https://example.org/f/v.vtt" srclang="en" label="English"/>x</video>`},
		{"frame", `<iframe src="https://example.com/map?x=1"></iframe>`, `<p><a href="https://example.com/map?x=1">example.com/map</a></p>`},
		{"frame with title", `<iframe title="A map" src="//example.com/map"></iframe>`, `<p><a href="https://example.com/map">A map</a></p>`},
		{"frame in a paragraph", `<p>a <iframe src="https://example.com/map"></iframe></p>`, `<p>a <a href="https://example.com/map">example.com/map</a></p>`},
		{"frame of YouTube", `<iframe src="https://www.youtube-nocookie.com/embed/abc?rel=0" title="Film"></iframe>`, `<p><a href="https://www.youtube.com/watch?v=abc">Film</a></p>`},
		{"frame of Vimeo", `<iframe src="https://player.vimeo.com/video/1"></iframe>`, `<p><a href="https://vimeo.com/1">player.vimeo.com/video/1</a></p>`},
		{"frame of a program", `a<iframe src="javascript:alert(1)"></iframe>b`, "ab"},
		{"frame for tracking", `a<iframe src="https://example.com/" width="0" height="0"></iframe>b`, "ab"},
		{"object", `<object data="a.pdf"></object>`, `<p><a href="https://example.org/f/a.pdf">a.pdf</a></p>`},
		{"object with text", `<object data="a.pdf"><p>See <a href="a.pdf">here</a></p></object>`, `<p>See <a href="https://example.org/f/a.pdf">here</a></p>`},
		{"embed", `<embed src="a.pdf">`, `<p><a href="https://example.org/f/a.pdf">a.pdf</a></p>`},
		{"form", `<form action="/x"><p>a</p><input type="text" value="v"><button>b</button><select><option>c</select><textarea>d</textarea></form>`, "<p>a</p>"},
		{"boxes", `<ul><li><input type="checkbox" checked> a<li><input type="checkbox">b</ul>`, "<ul><li>☑ a</li><li>☐ b</li></ul>"},
		{"boxes that are drawn", `<ul><li><div class="checkbox checkbox-on"></div> <span>a</span><li><div class="checkbox checkbox-off"></div> b</ul>`, "<ul><li>☑ a</li><li>☐ b</li></ul>"},
		{"svg", `a<svg><title>x</title><script>alert(1)</script><text>y</text></svg>b`, "ab"},
		{"formula", `<math><semantics><mi>x</mi><annotation encoding="application/x-tex">x^2</annotation></semantics></math>`, "<code>x^2</code>"},
		{"formula that is drawn, too", `<span class="katex"><span class="katex-mathml"><math alttext="x^2"></math></span><span class="katex-html" aria-hidden="true"><span>x</span>2</span></span>, ` +
			`<span class="MathJax"><nobr aria-hidden="true"><span>y</span>2</nobr><span class="MJX_Assistive_MathML"><math alttext="y^2"></math></span></span>`, "<code>x^2</code>, <code>y^2</code>"},
		{"code", `<pre><code class="language-go hljs">a &lt; b</code></pre>`, `<pre><code class="language-go">a &lt; b</code></pre>`},
		{"pre begins with a blank line", "<pre>\n\na</pre>", "<pre>\n\na</pre>"},
		{"table", `<table border="1"><tr><th align="left" scope="col">a<td style="text-align: right; color: red" colspan="2" bgcolor="x">b</table>`,
			`<table><tbody><tr><th align="left" scope="col">a</th><td align="right" colspan="2">b</td></tr></tbody></table>`},
		{"list", `<ol start="3" type="a" reversed><li value="5">a</ol>`, `<ol start="3" type="a" reversed=""><li value="5">a</li></ol>`},
		{"quote", `<blockquote cite="/src"><p>a</p></blockquote>`, `<blockquote cite="https://example.org/src"><p>a</p></blockquote>`},
		{"details", `<details open><summary>a</summary><p>b</p></details>`, `<details open=""><summary>a</summary><p>b</p></details>`},
		{"ruby", `<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>`, `<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>`},
		{"small things", `<abbr title="A">a</abbr><sub>b</sub><sup>c</sup><mark>d</mark><del>e</del><ins>f</ins><kbd>g</kbd><q cite="#x">h</q>`,
			`<abbr title="A">a</abbr><sub>b</sub><sup>c</sup><mark>d</mark><del>e</del><ins>f</ins><kbd>g</kbd><q cite="https://example.org/a/x/#x">h</q>`},
		{"time", `<time datetime="2026-01-02">then</time>`, `<time datetime="2026-01-02">then</time>`},
		{"languages", `<p dir="RTL" lang="ar">a <span lang="en" class="x">b</span> <span>c</span></p>`, `<p dir="rtl" lang="ar">a <span lang="en">b</span> c</p>`},
		{"blocks without a meaning", `<div><section><p>a</p></section></div><div>b <b>c</b></div><center>d</center>`, "<p>a</p><p>b <b>c</b></p><p>d</p>"},
		{"old elements", `<tt>a</tt><strike>b</strike><acronym title="C">c</acronym><font color="red">d</font>`, `<code>a</code><s>b</s><abbr title="C">c</abbr>d`},
		{"hidden", `a<p hidden>b</p><div style="DISPLAY : none">c</div>d`, "ad"},
		{"noscript", `<noscript><img src="a.png" alt="A"></noscript>`, `<img src="https://example.org/f/a.png" alt="A"/>`},
		{"characters by number", "<p title=\"&#1;a&#x3;\">&#1;b&#13;c&#xFFFE;</p>", `<p title="a">bc</p>`},
		{"forged marks", `<a href="&#3;#x">a</a> &#1;etc/passwd&#2; <img src="&#1;secret&#2;">`,
			`<a href="https://example.org/a/x/#x">a</a> etc/passwd <img src="https://example.org/f/secret" alt=""/>`},
		{"address with ampersands", `<a href="a&b.png?c&d">x</a>`, `<a href="https://example.org/f/a&amp;b.png?c&amp;d">x</a>`},
		{"file with quotes", `<img src='a"b&#39;c.png' alt="A">`, `<img src="https://example.org/f/a%22b%27c.png" alt="A"/>`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := cleanedHTML(t, test.in); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

// attacks are pieces of HTML that got scripts past other sanitisers.
var attacks = []string{
	`<script>alert(1)</script>`,
	`<SCRIPT SRC=http://example.com/xss.js></SCRIPT>`,
	`<scr<script>ipt>alert(1)</scr</script>ipt>`,
	`<<script>alert(1);//<</script>`,
	`<script/x>alert(1)</script>`,
	`<script`,
	`<img src=x onerror=alert(1)>`,
	`<img src="x"onerror="alert(1)">`,
	`<img/src="x"/onerror=alert(1)>`,
	"<img src=`javascript:alert(1)`>",
	`<img """><script>alert(1)</script>">`,
	`<img src="jav&#x09;ascript:alert(1);">`,
	`<img src=&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;alert(1)>`,
	`<a href="javascript:alert(1)">x</a>`,
	`<a href="  javascript:alert(1)">x</a>`,
	"<a href=\"java\x00script:alert(1)\">x</a>",
	"<a href=\"\x01javascript:alert(1)\">x</a>",
	`<a href="JaVa&NewLine;ScRiPt&colon;alert(1)">x</a>`,
	`<a href="vbscript:msgbox(1)">x</a>`,
	`<a href="data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==">x</a>`,
	`<a href="#" onmouseover="alert(1)" style="position:fixed;inset:0">x</a>`,
	`<svg onload=alert(1)>`,
	`<svg><script>alert(1)</script></svg>`,
	`<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>`,
	`<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">`,
	`<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">`,
	`<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>`,
	`<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>`,
	`<template><script>alert(1)</script></template>`,
	`<title><img title="</title><img src=x onerror=alert(1)>"></title>`,
	`<xmp><img title="</xmp><img src=x onerror=alert(1)>"></xmp>`,
	`<textarea><img title="</textarea><script>alert(1)</script>"></textarea>`,
	`<iframe srcdoc="<script>alert(1)</script>"></iframe>`,
	`<iframe src="javascript:alert(1)"></iframe>`,
	`<object data="javascript:alert(1)"></object>`,
	`<embed src="data:image/svg+xml;base64,PHN2Zy8+">`,
	`<video poster="javascript:alert(1)"><source src="javascript:alert(1)"></video>`,
	`<img srcset="javascript:alert(1) 1x, data:text/html,x 2x">`,
	`<body onload=alert(1)><p>x</p>`,
	`<meta http-equiv="refresh" content="0;url=javascript:alert(1)">`,
	`<base href="javascript:alert(1)//"><a href="x">x</a>`,
	`<link rel="stylesheet" href="javascript:alert(1)">`,
	`<style>@import 'javascript:alert(1)';</style>`,
	`<p style="background:url(javascript:alert(1))">x</p>`,
	`<table background="javascript:alert(1)"><tr><td>x</table>`,
	`<details open ontoggle=alert(1)><summary>x</summary></details>`,
	`<input autofocus onfocus=alert(1)><select onfocus=alert(1)></select>`,
	`<marquee onstart=alert(1)>x</marquee>`,
	`<a href="https://example.com/" rel="x" target="_blank" formaction="javascript:alert(1)">x</a>`,
	`<blockquote cite="javascript:alert(1)">x</blockquote>`,
	`<!--[if gte IE 4]><script>alert(1)</script><![endif]-->`,
	`<![CDATA[<script>alert(1)</script>]]>`,
	`<?xml-stylesheet href="javascript:alert(1)"?>`,
	`<p id="x"><a id="y" href="?">` + "\x03" + `</a></p>`,
	`<ruby><rt><p><button><p>x</p></button></p></rt></ruby>`,
	`<table><a href="x"><tr><td><a href="y">z</table>`,
	`<a><b><p><a><b><p></table></a>`,
}

func TestCleanedAttacks(t *testing.T) {
	for _, attack := range attacks {
		t.Run(attack, func(t *testing.T) {
			checkClean(t, cleanedHTML(t, attack))
			d := testDocument("a.md")
			d.markdown("Text before.\n\n"+attack+"\n\nand `code` after "+attack, 1)
			checkClean(t, resolve(t, d.art.Content))
			d = testDocument("a.html")
			d.html("<!DOCTYPE html><html><body><article>"+attack+"</article></body></html>", 1)
			checkClean(t, resolve(t, d.art.Content))
		})
	}
}

// checkClean looks at cleaned HTML with the eyes of a browser: what it parses to, not what it looks like.
func checkClean(t *testing.T, clean string) {
	t.Helper()
	body, err := parseFragment(clean)
	if err != nil {
		t.Fatalf("%s: %v", clean, err)
	}
	for n := range body.Descendants() {
		switch n.Type {
		case html.TextNode:
		case html.ElementNode:
			checkElement(t, n)
		default:
			t.Errorf("a node that is neither text nor element in %q", clean)
		}
	}
	if got := legal(clean); got != clean {
		t.Errorf("characters that XML forbids: got %q", clean)
	}
}

func checkElement(t *testing.T, n *html.Node) {
	t.Helper()
	const never = " script style iframe frame frameset object embed applet form input button select textarea option svg math link meta base template noscript title "
	if strings.Contains(never, " "+n.Data+" ") || n.Namespace != "" {
		t.Errorf("element %q", n.Data)
	}
	for _, a := range n.Attr {
		switch {
		case strings.HasPrefix(a.Key, "on"), a.Key == "style", a.Key == "srcdoc", a.Key == "formaction", a.Namespace != "":
			t.Errorf("attribute %s=%q", a.Key, a.Val)
		case a.Key == "href", a.Key == "src", a.Key == "poster", a.Key == "cite":
			if _, ok := schemes[schemeOf(a.Val)]; !ok {
				t.Errorf("address %s=%q", a.Key, a.Val)
			}
		case a.Key == "srcset":
			for candidate := range strings.SplitSeq(a.Val, ", ") {
				if _, ok := schemes[schemeOf(candidate)]; !ok {
					t.Errorf("address %s=%q", a.Key, a.Val)
				}
			}
		}
	}
}

func TestCleanedTooDeep(t *testing.T) {
	d := testDocument("a.md")
	d.cleaned("<p>first</p>" + strings.Repeat("<div>", 2000) + "last & least")
	if got, want := string(d.art.Content), "<p>first</p>\n<p>last &amp; least</p>"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if len(d.art.Warnings) != 1 {
		t.Errorf("got warnings %v, want one", d.art.Warnings)
	}
	d = testDocument("a.md")
	d.cleaned(strings.Repeat("<blockquote>", 200) + "deep")
	if got := strings.Count(string(d.art.Content), "<blockquote>"); got != 200 {
		t.Errorf("got %d levels, want 200", got)
	}
}

func FuzzCleaned(f *testing.F) {
	for _, attack := range attacks {
		f.Add(attack)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		clean := cleanedHTML(t, raw)
		checkClean(t, clean)
		body, err := parseFragment(clean)
		if err != nil {
			t.Fatal(err)
		}
		if got := renderChildren(body); strings.TrimSpace(got) != clean {
			t.Errorf("reads differently the second time:\nfirst  %q\nsecond %q", clean, got)
		}
		if again := strings.TrimSpace(settled(clean)); again != clean {
			t.Errorf("cleaning is not done at once:\nfirst  %q\nsecond %q", clean, again)
		}
	})
}
