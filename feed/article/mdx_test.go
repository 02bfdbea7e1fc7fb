package article

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestProse(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"imports", "import A from './a'\nimport { B } from \"b\"\n\n# T\n", "\n\n\n# T\n"},
		{"imports after a blank line", "\nimport A from './a'\n\ntext\n\nimport B from 'b'\n\nmore", "\n\n\ntext\n\n\n\nmore"},
		{"export over lines", "export const meta = {\n  a: 1,\n\n  b: 2,\n}\n\ntext", "\n\n\n\n\n\ntext"},
		{"a sentence about imports", "import duties are high\nexport is easy", "import duties are high\nexport is easy"},
		{"component", "a <Chart data={[1, 2]} title=\"x > y\" /> b", "a  b"},
		{"component around text", "<Note type=\"tip\">\n\nThe **text** stays.\n\n</Note>\n", "\n\nThe **text** stays.\n\n\n"},
		{"component with a dot", "<UI.Box>a</UI.Box>", "a"},
		{"fragment", "<>a</>", "a"},
		{"expression", "a {1 + {b: \"}\"}.b} c {/* } */} d", "a  c  d"},
		{"expression over lines", "a {b(\n  c\n)} d", "a \n\nd"},
		{"escaped", `a \{b} \<C>`, `a \{b} \<C>`},
		{"no end", "a {b c", "a {b c"},
		{"code span", "`<A b={c} />` and ``{`}`` {x}", "`<A b={c} />` and ``{`}`` "},
		{"fence", "```jsx\nimport A from 'a'\n<A b={c} />\n```\n{x}", "```jsx\nimport A from 'a'\n<A b={c} />\n```\n"},
		{"fence of tildes", "~~~\n{a}\n```\n{b}\n~~~\n{c}", "~~~\n{a}\n```\n{b}\n~~~\n"},
		{"element", `<div className={x} style={{a: 1}} id="y">a</div>`, `<div id="y">a</div>`},
		{"not a tag", "1 < 2 and <https://example.com>", "1 < 2 and <https://example.com>"},
		{"indented", "<A>\n    a\n\n    ```\n      b\n    ```\n</A>\n\n    c", "\na\n\n```\n  b\n```\n\n\nc"},
		{"indented lists", "<A>\n    - a\n      - b\n\n        c\n    d\n</A>", "\n- a\n  - b\n\n    c\nd\n"},
		{"text in an expression", "a{' '}b {\"c *d*\"}", "a b c \\*d\\*"},
		{"tabs", "<Tabs>\n<TabItem value=\"a\" label=\"A\">\n\nb\n\n</TabItem>\n</Tabs>", "\n**A**  \n\nb\n\n\n"},
		{"picture", `<Image src="/a.png" alt="A" />`, "![A](/a.png)"},
		{"video", `<YouTube id="abc" />`, "[youtube.com/watch?v=abc](https://www.youtube.com/watch?v=abc)"},
		{"end of the summary", "a\n\n{/*  Truncate */}\n\nb {/* more\n*/}", "a\n\n<!-- more -->\n\nb <!-- more -->\n"},
		{"apostrophe in expression", "{/* it's */}a", "a"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := testDocument("a.mdx").prose(test.in, 1)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
			if strings.Count(got, "\n") != strings.Count(test.in, "\n") {
				t.Errorf("got %d lines, want %d", strings.Count(got, "\n"), strings.Count(test.in, "\n"))
			}
		})
	}
}

func TestMDX(t *testing.T) {
	d := testDocument("a.MDX")
	d.markdown("import X from 'x'\n\n# Title\n\n<Tabs>\n    <Tab>\n    Indented is *no* code.\n    </Tab>\n</Tabs>\n", 5)
	if got, want := string(d.art.Content), "<p>Indented is <em>no</em> code.</p>"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := d.art.Origins["title"], "first heading, line 7"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestMarkdownAsMDX reads .md as MDX where the site's generator does.
func TestMarkdownAsMDX(t *testing.T) {
	const text = "import X from 'x'\n\nText {x}.\n"
	for _, tt := range []struct {
		path string
		mdx  bool
		want string
	}{
		{"a.md", true, "<p>Text .</p>"},
		{"a.md", false, "<p>import X from 'x'</p>\n<p>Text {x}.</p>"},
		{"a.markdown", true, "<p>import X from 'x'</p>\n<p>Text {x}.</p>"},
	} {
		a, err := Parse(Source{Path: tt.path, Data: []byte("---\ntitle: A\n---\n" + text)}, Settings{MDX: tt.mdx})
		if err != nil || string(a.Content) != tt.want {
			t.Errorf("%s, %v: got %v, %q, want %q", tt.path, tt.mdx, err, a.Content, tt.want)
		}
	}
}

func FuzzProse(f *testing.F) {
	f.Add("import A from 'a'\n\n<A b={`c`}>d {e} `f`</A>\n\n```\n{g}\n```")
	f.Fuzz(func(t *testing.T, s string) {
		if got := testDocument("a.mdx").prose(s, 1); strings.Count(got, "\n") != strings.Count(s, "\n") {
			t.Errorf("%d lines became %d", strings.Count(s, "\n"), strings.Count(got, "\n"))
		}
	})
}

func TestMDXLeftOut(t *testing.T) {
	d := testDocument("a.mdx")
	d.prose("import A from 'a'\n\n<Note>\n{/* x */}\n<Chart data={[1]} />\n\n{a + b}\n</Note>\n<Image src={a} />", 3)
	if diff := cmp.Diff([]string{"7 <Chart data={[1]} />", "9 {a + b}", "11 <Image src={a} />"}, omissions(d.art)); diff != "" {
		t.Error(diff)
	}
}
