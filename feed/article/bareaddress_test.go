package article

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/yuin/goldmark/ast"
	gmtext "github.com/yuin/goldmark/text"
)

func TestMayHoldBareAddress(t *testing.T) {
	for _, tt := range []struct {
		body string
		want bool
	}{
		{"", false},
		{"Text with [a link](https://example.org/a_b?c=d#e) and ![a picture](img/a.png).", false},
		{"[https://example.org](https://example.org)", false},
		{"`a[i]` is code", false},
		{"[A link][1], [another], a note[^1] and @ann.\n\n[1]: https://example.org\n[another]: https://example.org/2\n\n[^1]: A note.", false},
		{"See https://example.org/.", true},
		{"See www.example.org.", true},
		{"Write to ann@example.org.", true},
		{"[^1]: https://example.org", true},
		{"Text\n[1]: https://example.org", true},
		{"[1]: https://example.org\nText", true},
		{"[1]: https://example.org A title", true},
		{" [1]: https://example.org", true},
		{"[a][b](https://example.org)", true},
		{"<b title=\"[\">a](https://example.org)", true},
		{`\[a link](https://example.org)`, true},
		{"[^1](https://example.org)", true},
		{"- [x](https://example.org)", true},
		{"[a link](https://example.org", true},
		{"[a `link](https://example.org) code`", true},
		{"[a [link](https://example.org)", true},
		{"[a|b](https://example.org)", true},
		{"text  \nmore", true},
		{"text \nmore", false},
	} {
		if got := mayHoldBareAddress(tt.body); got != tt.want {
			t.Errorf("%q: got %v, want %v", tt.body, got, tt.want)
		}
	}
}

// pieces are what Markdown is put together from to find a text in which a bare address is overlooked.
var pieces = [...]string{
	"a", "word", " ", " ", " ", "  ", "    ", "\n", "\n", "\n\n", "\t", "\\", "  \n", "\\\n", "é", "&amp;", "&#64;", "&am", "p;", ".", ",", "!", "?", ":",
	"*", "**", "_", "__", "~", "~~", "`", "``", "\n```\n", "\n~~~\n", "[", "]", "(", ")", "](", "![", "[^1]", "\n[^1]: ", "^[", "[x] ", "\n- [ ] ", "\n- [x](",
	"<", ">", "</", "<b>", "</b>", "<!--", "-->", "<a href=\"", "\">", "\n<div>\n", "\n</div>\n", "\"", "'", "|", "\n|", "|\n", "\n--|--\n", "\n|---|---|\n",
	"\n- ", "\n1. ", "\n> ", "\n# ", "\n## ", " ##\n", "\n---\n", "\n===\n", "\n: ", "\n[a]: ", "[a]", "[a][a]", "{", "}",
	"[a link](https://example.org/1)", "[a link](https://example.org/1)", "[two *words*](http://a.example/x_y*z)", "![alt](https://a.example/b.png)",
	"[a](/b/c)", "[ab](c.md)", "[https://a.example](https://a.example)", "[mail](mailto:a@b.example)", "[a_b](ftp://c.example/)",
	"[^1](https://a.example)", "[a|b](https://a.example)", "[a `b](https://a.example)", "[ab](https://a.example`)", "[ab\\](https://a.example)",
	"[x](https://a.example)", "[a <b](https://a.example)", "[ab](https://a.example|b)", "[a [b](https://a.example)", "[ab](https://a.example b)",
	"<a href=\"[", "[\">a](https://a.example)", "[ab >c](https://a.example)", "<!-- [", "[-->a](https://a.example)", "[\">www.a.example ]",
	"\n\n[ab]: https://a.example/b\n\n", "\n\n[a]: https://a.example/b\n", "\n[ab]: https://a.example/b\n\n", "[ab]", "[ab][a]", "[ab][]", "[a][ab]", "\n\n[x]: u",
	"\n\n[ ]: https://a.example\n\n", "\n\n[^1]: https://a.example\n\n", "[a][ab](https://a.example)", "[www.a.example]", "[ https://a.example ]", " @a.example", "(@b.example",
	"https://example.org", "https://", "http:", "www.", "www.example.org", "@", "a@b.example", "://", "<https://a.example>",
}

func fromPieces(picks []byte) string {
	var b strings.Builder
	for _, p := range picks {
		b.WriteString(pieces[int(p)%len(pieces)])
	}
	return b.String()
}

// parsedAlike fails if looking for bare addresses changes a text that is said to have none.
func parsedAlike(t *testing.T, body string) {
	t.Helper()
	body = string(normalise([]byte(strings.ToValidUTF8(body, "")))) // as decode gives it
	if mayHoldBareAddress(body) {
		return
	}
	dialect, source := markdownDialect(), []byte(body)
	shown := func(root ast.Node) string {
		var b strings.Builder
		for n := root.FirstChild(); n != nil; n = n.NextSibling() {
			b.WriteString(nodeText(n, source) + "\n")
		}
		var out output
		if err := dialect.raw.Render(&out, source, root); err != nil {
			t.Fatalf("%q: %v", body, err)
		}
		return b.String() + out.String()
	}
	got, want := shown(dialect.marking.Parse(gmtext.NewReader(source))), shown(dialect.finding.Parse(gmtext.NewReader(source)))
	if got != want {
		t.Errorf("%q: got\n%s\nwithout looking for bare addresses, want\n%s", body, got, want)
	}
}

func TestNoBareAddressIsOverlooked(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	picks := make([]byte, 24)
	for range 20_000 {
		for i := range picks {
			picks[i] = byte(random.Uint32())
		}
		parsedAlike(t, fromPieces(picks[:1+random.IntN(len(picks))]))
	}
}

func FuzzMayHoldBareAddress(f *testing.F) {
	f.Add("Text with [a link](https://example.org/a) and `code`.", []byte{80, 2, 81, 7, 80})
	f.Add("| a [b](https://c.example) | d |\n|---|---|\n| [e](f) | g |", []byte{0, 1})
	f.Fuzz(func(t *testing.T, body string, picks []byte) {
		parsedAlike(t, body)
		parsedAlike(t, fromPieces(picks))
	})
}
