package article

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestSummary(t *testing.T) {
	tests := []struct{ name, path, in, want, origin string }{
		{"first paragraph", "a.md", "# T\n\na *b*\nc & d\n\ne", "a b c & d", "first paragraph"},
		{"not a picture", "a.md", "![x](y.png)\n\n[![z](z.png)](z)\n\na", "a", "first paragraph"},
		{"not a list of links", "a.md", "[a](b) | [c](d)\n\ne", "e", "first paragraph"},
		{"not a list", "a.md", "- a\n- b\n\nc", "c", "first paragraph"},
		{"not tags", "a.md", "#home/list #x\n\nis #no tag", "is #no tag", "first paragraph"},
		{"only tags", "a.md", "#home/list #x", "#home/list #x", "first paragraph"},
		{"only a list", "a.md", "- 1\n- a b\n", "a b", "first paragraph"},
		{"nothing", "a.md", "![x](y.png)", "", ""},
		{"more", "a.md", "a\n\n- b\n\n<!-- more -->\n\nc", "a b", "text before the more mark"},
		{"more in one word", "a.md", "a\n\nb\n<!--more-->\n\nc", "a b", "text before the more mark"},
		{"truncate, with raw HTML", "a.md", "a\n\n<p>b</p>\n\n<!-- truncate -->\n\nc", "a b", "text before the more mark"},
		{"truncate in MDX", "a.mdx", "a\n\nb\n\n{/* truncate */}\n\nc", "a b", "text before the more mark"},
		{"truncate in MDX, as HTML", "a.mdx", "a\n\nb\n\n<!-- truncate -->\n\nc", "a b", "text before the more mark"},
		{"truncate in Markdown that is MDX", "a.md", "a\n\nb\n{/*truncate*/}\n\nc", "a b", "text before the more mark"},
		{"teaser of Nikola", "a.md", "a\n\nb\n\n<!-- TEASER_END -->\n\nc", "a b", "text before the more mark"},
		{"summary of Pelican", "a.md", "a\n\nb\n\n<!-- PELICAN_END_SUMMARY -->\n\nc", "a b", "text before the more mark"},
		{"more at once", "a.md", "<!--more-->\n\na", "a", "first paragraph"},
		{"not the number of a note", "a.md", "a[^1]. b^2^\n\n[^1]: n", "a. b^2^", "first paragraph"},
		{"not the number of a note, before more", "a.md", "a[^1]\n\n<!--more-->\n\nc\n\n[^1]: n", "a", "text before the more mark"},
		{"not the number of a note, only a list", "a.md", "- a[^1]\n\n[^1]: n", "a", "first paragraph"},
		{"not the number of a note in HTML", "a.html", "<p>a<a href='#n'><sup>1</sup></a>, m<sup>2</sup>, b<sup><a href='#n'>[2]</a></sup></p>", "a, m2, b", "first paragraph"},
		{"not when it was written", "a.html", "<p><time datetime='2026-01-02'>today</time></p><p>a <time>now</time></p>", "a now", "first paragraph"},
		{"not the number of a note in LibreOffice's HTML", "a.html", "<p>a<sup><a href='#n'><sup>1</sup></a></sup> b</p>", "a b", "first paragraph"},
		{"not the number of a note that is not raised", "a.html", "<p>a.<a href='#m' id='n'>1</a> b<a href='#m'><span>[2]</span></a>, <b>c</b><a href='#m'>[a]</a></p>", "a. b, c", "first paragraph"},
		{"what is no note's number", "a.html", "<p>See <a href='#n'>3</a> and [<a href='#n'>4</a>], a<a href='https://example.org/#n'>5</a></p>", "See 3 and [4], a5", "first paragraph"},
		{"HTML", "a.html", "<ul><li>x</li></ul><p>a<br>b</p><p>c</p>", "a b", "first paragraph"},
		{"more in HTML", "a.html", "<div><p>a</p><p>b</p><!--More--><p>c</p></div>", "a b", "text before the more mark"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := testDocument(test.path)
			d.art.Title, d.art.Origins["title"] = "T", "front matter"
			if strings.HasSuffix(test.path, ".html") {
				d.html(test.in, 1)
			} else {
				d.markdown(test.in, 1)
			}
			if d.art.Summary != test.want || d.art.Origins["summary"] != test.origin {
				t.Errorf("got %q from %q, want %q from %q", d.art.Summary, d.art.Origins["summary"], test.want, test.origin)
			}
			if i := strings.IndexAny(string(d.art.Content), markMore+"{"); i >= 0 {
				t.Errorf("a mark is left in %q", d.art.Content)
			}
		})
	}
	d := testDocument("a.md")
	d.art.Summary = "mine"
	d.markdown("a\n\n<!--more-->\n\nb", 1)
	if d.art.Summary != "mine" {
		t.Errorf("got %q, want the author's own", d.art.Summary)
	}
}

func TestSummarize(t *testing.T) {
	sentence := "This sentence has exactly fifty characters in all. "
	word := "words "
	tests := []struct{ name, in, want string }{
		{"short", " a b ", "a b"},
		{"as long as it may be", strings.Repeat("x", 300), strings.Repeat("x", 300)},
		{"at a sentence", strings.Repeat(sentence, 10), strings.TrimSpace(strings.Repeat(sentence, 5))},
		{"at a word", strings.Repeat(word, 60), strings.TrimSpace(strings.Repeat(word, 50)) + "…"},
		{"not in a word", strings.Repeat(word, 49) + "extraordinary " + word, strings.TrimSpace(strings.Repeat(word, 49)) + "…"},
		{"not after one short sentence", "Yes. " + strings.Repeat(word, 60), "Yes. " + strings.TrimSpace(strings.Repeat(word, 49)) + "…"},
		{"without spaces", strings.Repeat("漢", 400), strings.Repeat("漢", 300) + "…"},
		{"sentences without spaces", strings.Repeat("漢", 199) + "。" + strings.Repeat("字", 200), strings.Repeat("漢", 199) + "。"},
		{"families stay together", strings.Repeat("👩‍👩‍👧", 400), strings.Repeat("👩‍👩‍👧", 300) + "…"},
		{"accents stay on", strings.Repeat("e\u0301", 400), strings.Repeat("e\u0301", 300) + "…"},
		{"no comma before the dots", strings.Repeat("word, ", 60), strings.Repeat("word, ", 49) + "word…"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := summarize(test.in); got != test.want {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
		})
	}
}

func FuzzSummarize(f *testing.F) {
	f.Add(strings.Repeat("a\u0301\u0302", 200) + strings.Repeat("漢。", 300))
	f.Add("Mr. A. B. C. said: \"No.\" (Really?) 3.14")
	f.Fuzz(func(t *testing.T, s string) {
		s = strings.ToValidUTF8(strings.Repeat(s, 3), "")
		for _, got := range []string{summarize(s), firstSentence(s)} {
			if !utf8.ValidString(got) {
				t.Errorf("%q is cut in a character", got)
			}
			if !strings.HasPrefix(strings.TrimSpace(s), strings.TrimSuffix(got, "…")) {
				t.Errorf("%q is not the beginning of %q", got, s)
			}
		}
	})
}

func TestPlainText(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"text", "a  b\n c", "a b c"},
		{"inline", "<p>a<b>b</b> <i>c</i></p>", "ab c"},
		{"blocks", "<h2>a</h2>\n<p>b</p><p>c</p>", "a\nb\nc"},
		{"line break", "<p>a<br/>b</p>", "a b"},
		{"cells", "<tr><td>a</td><td>b</td></tr><tr><td>c</td></tr>", "a b\nc"},
		{"entities", "a &amp; &lt;b&gt; &quot;&#34;&#39; &auml;&nbsp;&#1;x", "a & <b> \"\"' ä\u00a0x"},
		{"script", "a<script>if (a</b) x</script>b<STYLE>c</STYLE>d", "abd"},
		{"comment", "a<!-- <p> -->b", "ab"},
		{"lone brackets", "a < b <3 c", "a < b <3 c"},
		{"bracket in attribute", `<a title="x > y">a</a>`, "a"},
		{"marks in addresses", "<a href=\"\x01x\x02\">a</a>", "a"},
		{"cut short", "<p>a</p><a href=", "a"},
		{"wide space", "a\u3000b\u2003c", "a b c"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := plainText(test.in); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
