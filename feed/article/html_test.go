package article

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestHTMLArticle(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"a fragment", "<p>a", "<p>a</p>"},
		{"article in a page", `<!DOCTYPE html><html><head><title>T</title><style>x</style></head><body><header>Site</header><nav>Menu</nav><main><article><p>a</p></article></main><footer>F</footer></body></html>`, "<p>a</p>"},
		{"the longest article", `<body><article>short</article><article><p>the longer one</p></article></body>`, "<p>the longer one</p>"},
		{"main with a teaser in it", `<body><main><p>A long text that is what the page is about, with much to say.</p><article>teaser</article></main></body>`, "<p>A long text that is what the page is about, with much to say.</p><p>teaser</p>"},
		{"role of main", `<body><div>x</div><div role="main"><p>a</p></div></body>`, "<p>a</p>"},
		{"body without what is the site's", `<body><header><img src="logo.png" alt="">Site</header><nav>n</nav><p>a and so on</p><aside>s</aside><form><p>mail</p></form><footer>f</footer><div role="contentinfo">c</div><script>x</script></body>`, "<p>a and so on</p>"},
		{"the article's own header", `<article><header><p>By me</p></header><p>a</p></article>`, "<p>By me</p><p>a</p>"},
		{"the article's own header with its date", `<article><header><div><h2>x</h2><p>By me, <time datetime="2026-01-02">today</time></p></div><p>k</p></header><p>a</p></article>`, "<h2>x</h2><p>k</p><p>a</p>"},
		{"Pandoc's header", `<body><header id="title-block-header"><h1 class="title">Other</h1><p class="author">Me</p><p class="date">2026-01-02</p><div class="abstract"><div class="abstract-title">Abstract</div><p>k</p></div></header><p>a and so on</p></body>`, `<div id="title-block-header"><h2>Abstract</h2><p>k</p></div><p>a and so on</p>`},
		{"Asciidoctor's header and footer", `<body><div id="header"><h1>Other</h1><div class="details"><span id="author">Me</span> <span id="revdate">2026-01-02</span></div><div id="toc" class="toc2">Contents</div></div><p>a and so on</p><div id="footer">Last updated</div></body>`, `<div id="header"></div><p>a and so on</p>`},
		{"an article's part called footer", `<body><div><div id="footer"><p>a</p></div></div></body>`, `<div id="footer"><p>a</p></div>`},
		{"DocBook's navigation", `<body><div class="navheader"><a href="x">Prev</a></div><div class="toc"><p>Table of Contents</p></div><p>a and so on</p><div class="navfooter"><a href="x">Prev</a></div></body>`, "<p>a and so on</p>"},
		{"navigation by its role", `<body><div role="doc-toc"><h2>Contents</h2></div><p class="toc">a and so on</p></body>`, "<p>a and so on</p>"},
		{"who is quoted", `<blockquote><p>a</p><footer>B</footer></blockquote>`, "<blockquote><p>a</p><p>B</p></blockquote>"},
		{"a form around all", `<body><form action="x"><p>a long text</p><input name="q"></form></body>`, "<p>a long text</p>"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := testDocument("a.html")
			d.art.Title = "Other"
			d.html(test.in, 1)
			if diff := cmp.Diff(test.want, resolve(t, d.art.Content)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestHTMLTitle(t *testing.T) {
	tests := []struct{ name, title, in, wantTitle, wantOrigin, wantContent string }{
		{"heading", "", "<title>Site</title><article><h1>A <b>b</b></h1><p>c</p></article>", "A b", "<h1>", "<p>c</p>"},
		{"heading in the article's header", "", "<article><header><p>k</p><h1>A</h1></header><p>c</p></article>", "A", "<h1>", "<p>k</p><p>c</p>"},
		{"heading above the article, confirmed", "", "<title>A | Site</title><body><h1>A</h1><article><p>c</p></article>", "A", "<h1>", "<p>c</p>"},
		{"heading above the article, confirmed by Open Graph", "", `<title>A | Site</title><meta property="og:title" content="A"><body><h1>A</h1><article><p>c</p></article>`, "A", "<h1>", "<p>c</p>"},
		{"a heading with the site's name", "", "<title>A b | Site</title><div><h1>Site</h1></div><h2><a href='x'>A b</a></h2><p>c</p><h2>d</h2>", "A b", "<h1>", "<p>c</p><h2>d</h2>"},
		{"a heading with the site's name before the title", "", "<title>Site - A - b</title><h1>Site</h1><h2>A - b</h2><p>c</p>", "A - b", "<h1>", "<p>c</p>"},
		{"a heading with the site's name before the title and a colon", "", "<title>Site: A: b</title><h1>Site</h1><h2>Monday</h2><h3>A: b</h3><p>c</p>", "A: b", "<h1>", "<h2>Monday</h2><p>c</p>"},
		{"a heading with the site's name, and none with the title", "", "<title>A | Site</title><h1>Site</h1><h2>d</h2><p>c</p>", "Site", "<h1>", "<h2>d</h2><p>c</p>"},
		{"Open Graph", "", `<title>A - Site</title><meta property="og:title" content="A"><p>c</p>`, "A", `<meta property="og:title">`, "<p>c</p>"},
		{"title", "", "<title> A\n b </title><p>c</p>", "A b", "<title>", "<p>c</p>"},
		{"title with the site's name", "", `<title>A - b - Site</title><meta property="og:site_name" content="Site"><p>c</p>`, "A - b", "<title>", "<p>c</p>"},
		{"title with the site's name behind a wide bar", "", `<title>題名｜サイト</title><meta property="og:site_name" content="サイト"><p>c</p>`, "題名", "<title>", "<p>c</p>"},
		{"title that begins with the site's name", "", `<title>Site: x | A</title><meta property="og:site_name" content="Site x"><p>c</p>`, "A", "<title>", "<p>c</p>"},
		{"first heading", "", "<h2>A</h2><p>c</p><h2>d</h2>", "A", "first heading", `<p>c</p><h2>d</h2>`},
		{"first heading, later", "", "<p>c</p><h2>A</h2>", "A", "first heading", `<p>c</p><h2>A</h2>`},
		{"same as title", "", "<title>A b!</title><p>c</p><h2>a B</h2>", "A b!", "<title>", "<p>c</p>"},
		{"in Word's style", "", "<title>D</title><div><p class=MsoTitle>A</p><p>c</p><h1>d</h1></div>", "A", "<h1>", "<p>c</p><h1>d</h1>"},
		{"in Google Docs' style", "", "<p class='c0 title'><span>A</span></p><p class='subtitle'>c</p><h2>d</h2>", "A", "<h1>", "<p>c</p><h2>d</h2>"},
		{"in a style, later", "", "<p>c</p><p class='title'>d</p><h2>A</h2>", "A", "first heading", "<p>c</p><p>d</p><h2>A</h2>"},
		{"with a subtitle", "", "<title>A</title><div><h1 class='title'>A\n<br><span class='subtitle'>b</span></h1><p>c</p></div>", "A", "<h1>", "<p>b</p><p>c</p>"},
		{"with the numbers of notes", "", "<h1>A<a href='#n'><sup>1</sup></a> b<sup><a href='#n'>[2]</a></sup> <a href='#c'>3</a></h1><p>c</p>", "A b 3", "<h1>", "<p>c</p>"},
		{"front matter's", "F", "<title>A</title><h1>A</h1><p>c</p>", "F", "", "<h1>A</h1><p>c</p>"},
		{"anchor in the heading", "", `<article><h1>A <a href="#a" class="headerlink">¶</a></h1><p>c</p></article>`, "A", "<h1>", "<p>c</p>"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := testDocument("a.html")
			if test.title != "" {
				d.art.Title, d.art.Origins["title"] = test.title, "front matter"
				test.wantOrigin = "front matter"
			}
			d.html(test.in, 1)
			if d.art.Title != test.wantTitle || d.art.Origins["title"] != test.wantOrigin {
				t.Errorf("got %q from %s, want %q from %s", d.art.Title, d.art.Origins["title"], test.wantTitle, test.wantOrigin)
			}
			if diff := cmp.Diff(test.wantContent, resolve(t, d.art.Content)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestHTMLMetadata(t *testing.T) {
	d := testDocument("posts/a.html")
	d.html(`<!DOCTYPE html><html lang="pt-BR"><head>
		<title>T</title><meta name="Author" content="Ann"><meta name="author" content="Bob">
		<meta name="description" content="What it is &amp; is not."><meta property="og:description" content="Other">
		<meta name="keywords" content="a, b,c"><link rel="canonical" href="https://example.com/2026/t/">
		<meta property="article:published_time" content="2026-03-04T05:06:07+02:00">
		<meta property="article:modified_time" content="2026-03-05"><meta name="dcterms.rights" content="CC0">
		<meta property="og:image" content="img/a.png"><meta property="og:image:alt" content="A pic">
		</head><body><p>Text.</p></body></html>`, 1)
	want := &Article{
		Path: "posts/a.html", Title: "T", Summary: "What it is & is not.", Permalink: "https://example.com/2026/t/", Saved: true,
		Authors: []Person{{Name: "Ann"}, {Name: "Bob"}}, Tags: []string{"a", "b", "c"}, Language: "pt-BR", Rights: "CC0",
		Image:      Image{URL: markFile + "posts/img/a.png" + markEnd, Alt: "A pic"},
		References: []Reference{{Path: "posts/img/a.png"}},
		Published:  time.Date(2026, 3, 4, 3, 6, 7, 0, time.UTC), Updated: time.Date(2026, 3, 5, 0, 0, 0, 0, time.UTC),
		Content: "<p>Text.</p>",
		Origins: map[string]string{
			"title": "<title>", "summary": `<meta name="description">`, "permalink": `<link rel="canonical">`, "authors": `<meta name="Author">`,
			"tags": `<meta name="keywords">`, "language": "<html lang>", "rights": `<meta name="dcterms.rights">`, "image": `<meta property="og:image">`,
			"published": `<meta property="article:published_time">`, "updated": `<meta property="article:modified_time">`,
		},
	}
	same := cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })
	if diff := cmp.Diff(want, d.art, same); diff != "" {
		t.Error(diff)
	}
}

func TestHTMLLanguage(t *testing.T) {
	for in, want := range map[string]string{
		`<html lang="de"><body lang="fr"><p>a</p>`:      "de",
		`<html xml:lang="de"><body><p>a</p>`:            "de",
		`<html><body lang=EN-GB dir="ltr"><p>a</p>`:     "en-GB", // as word processors write it
		`<html><body><p lang="fr">a</p><div lang="de">`: "",
	} {
		d := testDocument("a.html")
		d.html(in, 1)
		if d.art.Language != want {
			t.Errorf("%s: got %q, want %q", in, d.art.Language, want)
		}
	}
}

func TestHTMLBase(t *testing.T) {
	const body = `<p><a href="b.html?x#y">b</a> <a href="/c">c</a> <a href="../d e">d</a> <a href="//f.example/">f</a> <a href="#g">g</a> <a href="mailto:h@example.org">h</a> <img src="i.png" srcset="j.png 2x"></p>`
	read := func(base string) string {
		d := testDocument("a.html")
		d.html("<!DOCTYPE html><html><head><title>T</title>"+base+"</head><body>"+body+"</body></html>", 1)
		return resolve(t, d.art.Content)
	}
	tests := []struct{ base, want string }{
		{`<base target="_blank"><base href="https://old.example/blog/2020/">`, `<p><a href="https://old.example/blog/2020/b.html?x#y">b</a> <a href="https://old.example/c">c</a> ` +
			`<a href="https://old.example/blog/d%20e">d</a> <a href="https://f.example/">f</a> <a href="https://example.org/a/x/#g">g</a> <a href="mailto:h@example.org">h</a> ` +
			`<img src="https://old.example/blog/2020/i.png" srcset="https://old.example/blog/2020/j.png 2x" alt=""/></p>`},
		{`<base href="//old.example/x"><base href="https://other.example/">`, `<p><a href="https://old.example/b.html?x#y">b</a> <a href="https://old.example/c">c</a> ` +
			`<a href="https://old.example/d%20e">d</a> <a href="https://f.example/">f</a> <a href="https://example.org/a/x/#g">g</a> <a href="mailto:h@example.org">h</a> ` +
			`<img src="https://old.example/i.png" srcset="https://old.example/j.png 2x" alt=""/></p>`},
		{`<base href="javascript:alert(1)//">`, read("")},
		{`<base href="javascript://old.example/">`, read("")},
		{`<base href="../">`, read("")},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, read(tt.base)); diff != "" {
			t.Errorf("%s: %s", tt.base, diff)
		}
	}
}

func TestHTMLLinkedData(t *testing.T) {
	d := testDocument("a.html")
	d.html(`<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"WebSite","name":"S"},
		{"@type":["NewsArticle"],"headline":"H\u0001 & h","datePublished":"2026-01-02T03:04:05Z","dateModified":"2026-01-03",
		"author":[{"@type":"Person","name":"Ann"},"Bob"],"description":"D","image":{"url":"https://example.com/i.png"},"keywords":["x","y"],"inLanguage":"de"}]}</script>
		<script type="application/ld+json">{broken</script><p>c</p>`, 1)
	a := d.art
	got := []string{a.Title, a.Summary, a.Language, string(a.Image.URL), a.Published.UTC().Format(time.RFC3339), a.Updated.Format(time.DateOnly), a.Origins["title"], a.Origins["authors"]}
	want := []string{"H & h", "D", "de", "https://example.com/i.png", "2026-01-02T03:04:05Z", "2026-01-03", "JSON-LD headline", "JSON-LD author"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]Person{{Name: "Ann"}, {Name: "Bob"}}, a.Authors); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"x", "y"}, a.Tags); diff != "" {
		t.Error(diff)
	}
}

// A picture's name is not its address.
func TestHTMLLinkedPicture(t *testing.T) {
	d := testDocument("a.html")
	d.html(`<script type="application/ld+json">{"@type":"Article","image":[{"@type":"ImageObject","name":"A cat","contentUrl":"https://example.com/i.png"}]}</script><p>c</p>`, 1)
	if got := string(d.art.Image.URL); got != "https://example.com/i.png" {
		t.Errorf("got %q", got)
	}
}

func TestHTMLTime(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"marked", `<p>On <time datetime="2025-01-01">then</time></p><time pubdate datetime="2026-01-02">x</time>`, "2026-01-02"},
		{"in the header", `<article><header><p><time datetime="2026-01-02">x</time></p></header><p>c</p></article>`, "2026-01-02"},
		{"in the text", `<p>On <time datetime="2025-01-01">then</time></p>`, ""},
		{"of a change", `<time class="dt-updated" datetime="2025-01-01">x</time><p>c</p>`, ""},
		{"head wins", `<meta name="date" content="2026-01-02"><time pubdate datetime="2025-01-01">x</time>`, "2026-01-02"},
		{"of hAtom", `<p>k</p><abbr class="published" itemprop="datePublished" title="2026-01-02T09:05:00-08:00">9:05 AM</abbr>`, "2026-01-02"},
		{"of Asciidoctor", `<div id="header"><div class="details"><span id="revdate">2026-01-02</span></div></div><p>c</p>`, "2026-01-02"},
		{"of Asciidoctor, none", `<div id="header"><div class="details"><span id="revdate">Spring 2026</span></div></div><p>c</p>`, ""},
		{"of LibreOffice", `<meta name="created" content="2026-01-02T20:11:05.301000000"><p>c</p>`, "2026-01-02"},
		{"of OpenOffice", `<META NAME="CREATED" CONTENT="20260102;18341500"><p>c</p>`, "2026-01-02"},
		{"nonsense, then a date", `<meta name="date" content="soon"><time datetime="2026-01-02">x</time>`, "2026-01-02"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := testDocument("a.html")
			d.html(test.in, 1)
			got := ""
			if !d.art.Published.IsZero() {
				got = d.art.Published.Format(time.DateOnly)
			}
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if test.name == "nonsense, then a date" && len(d.art.Warnings) != 1 {
				t.Errorf("got warnings %v, want one", d.art.Warnings)
			}
		})
	}
}

func TestHTMLUpdated(t *testing.T) {
	for _, in := range []string{
		`<meta property="article:modified_time" content="2026-01-02">`, `<meta name="changed" content="2026-01-02T20:11:05.301000000">`,
		`<meta name="CHANGED" content="20260102;18341500">`, `<meta name="updated" content="2026-01-02 07:08:09 +0000">`, // of LibreOffice, OpenOffice, Evernote
	} {
		d := testDocument("a.html")
		d.html(in+"<p>c</p>", 1)
		if got := d.art.Updated.Format(time.DateOnly); got != "2026-01-02" || len(d.art.Warnings) > 0 {
			t.Errorf("%s: got %s, warnings %v", in, got, d.art.Warnings)
		}
	}
}
