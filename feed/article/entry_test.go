package article

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestHTMLMarkedContent(t *testing.T) {
	const comment = "<p>A comment that says far more than the article itself, which it praises at length.</p>"
	tests := []struct{ name, in, want string }{
		{"comments", `<main><article><h1>T</h1><div class="post entry-content"><p>a</p></div></article><article>` + comment + `</article></main>`, "<p>a</p>"},
		{"what stands behind", `<main><p>k</p><div><div class="e-content"><p>a</p></div><p>Share</p></div><h2>Comments</h2>` + comment + `</main>`, "<p>k</p><p>a</p>"},
		{"no article element", `<body><div><div itemprop="description articleBody">a<br>b</div><div>Posted by me</div></div></body>`, "<p>a<br/>b</p>"},
		{"one mark in another", `<div class="e-content"><p>a</p><div class="entry-content"><p>b</p></div></div><p>c</p>`, "<p>a</p><p>b</p>"},
		{"an empty mark", `<div class="entry-content"></div><p>a</p>`, "<p>a</p>"},
		{"several articles", `<article><div class="entry-content"><p>short</p></div></article><article><div class="entry-content"><p>the longer one</p></div><p>x</p></article>`, "<p>the longer one</p><p>x</p>"},
		{"the date above", `<main><div><p><time datetime="2026-01-02">today</time></p><p>by</p><p>me</p></div><figure><img src="https://example.org/a.png"></figure><div class="entry-content"><p>a, <time datetime="2026-01-02">today</time></p></div></main>`,
			`<figure><img src="https://example.org/a.png" alt=""/></figure><p>a, <time datetime="2026-01-02">today</time></p>`},
		{"title again", `<article><header><h1>T</h1></header><section class="e-content"><hr><h3>T</h3><p>a</p><h3>T</h3></section></article>`, "<hr/><p>a</p><h3>T</h3>"},
		{"title later", `<article><h1>T</h1><section class="e-content"><p>a</p><h3>T</h3></section></article>`, "<p>a</p><h3>T</h3>"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := testDocument("a.html")
			d.html("<!DOCTYPE html><title>T</title>"+test.in, 1)
			if diff := cmp.Diff(test.want, resolve(t, d.art.Content)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What a page marks as its summary is not said twice.
func TestHTMLMarkedSummary(t *testing.T) {
	tests := []struct{ name, in, wantSummary, wantContent string }{
		{"the beginning of the text", `<p class="p-summary">One two…</p><div class="e-content"><p>One <b>two</b> three.</p></div>`, "One two…", "<p>One <b>two</b> three.</p>"},
		{"a text of its own", `<p class="p-summary">Zero.</p><div class="e-content"><p>One.</p></div>`, "Zero.", "<p>Zero.</p><p>One.</p>"},
		{"around the text", `<div class="p-summary"><div class="e-content"><p>One.</p></div></div>`, "One.", "<p>One.</p>"},
		{"in the text", `<div class="e-content"><p>One.</p><p class="p-summary">Two.</p></div>`, "One.", "<p>One.</p><p>Two.</p>"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := testDocument("a.html")
			d.html("<!DOCTYPE html><title>T</title>"+test.in, 1)
			if diff := cmp.Diff([]string{test.wantSummary, test.wantContent}, []string{d.art.Summary, resolve(t, d.art.Content)}); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestHTMLMarkedAuthor(t *testing.T) {
	tests := []struct{ name, in, want, origin string }{
		{"of HTML", `<a rel="author" href="x">Ann</a>`, "Ann", `<a rel="author">`},
		{"of microformats2", `<a class="p-author h-card" href="x">Ann</a>`, "Ann", `class="p-author"`},
		{"of hAtom", `<span class="author vcard"><a class="url fn n" href="x">Ann</a></span><b class="comment-author vcard"><i class="fn">Bob</i></b>`, "Ann", `class="author vcard"`},
		{"of a site", `</footer></article><header><a rel="author" href="/">Site</a></header><article><footer>`, "", ""},
		{"of a comment", `<b class="comment-author vcard"><i class="fn">Bob</i></b>`, "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := testDocument("a.html")
			d.html("<!DOCTYPE html><title>T</title><article><p>a</p><footer>"+test.in+"</footer></article>", 1)
			got := ""
			for _, p := range d.art.Authors {
				got += p.Name
			}
			if got != test.want || d.art.Origins["authors"] != test.origin {
				t.Errorf("got %q from %s, want %q from %s", got, d.art.Origins["authors"], test.want, test.origin)
			}
		})
	}
}

func TestHTMLMarkedTags(t *testing.T) {
	const links = `<article><p>a</p><footer><a rel="category tag" href="x">X y</a>, <a rel="tag" href="z">Z</a></footer></article><a rel="tag" href="w">Other</a>`
	for in, want := range map[string][]string{
		links: {"X y", "Z"},
		`<meta name="keywords" content="k">` + links: {"k"},
	} {
		d := testDocument("a.html")
		d.html(in, 1)
		if diff := cmp.Diff(want, d.art.Tags); diff != "" {
			t.Error(diff)
		}
	}
}
