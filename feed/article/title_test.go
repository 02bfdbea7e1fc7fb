package article

import (
	"strings"
	"testing"
)

func TestTitleOrder(t *testing.T) {
	long := "This first sentence is so long that it can not be the title of anything, so it has to be cut somewhere before its end."
	for _, tt := range []struct{ name, file, in, title, origin, content string }{
		{"front matter", "a.md", "---\ntitle: A\n---\n# B\n\nC", "A", `front matter "title", line 2`, "<h1 id=\"b\">B</h1>\n<p>C</p>"},
		{"heading", "a.md", "# B\n\nC", "B", "first heading, line 1", "<p>C</p>"},
		{"no letters in front matter", "a.md", "---\ntitle: '***'\n---\n# B\n\nC", "B", "first heading, line 4", "<p>C</p>"},
		{"a number", "a.md", "---\ntitle: 1984\n---\nC", "1984", `front matter "title", line 2`, "<p>C</p>"},
		{"first line", "a.md", "\nA short line\n\nIt goes on.", "A short line", "first line, line 2", "<p>It goes on.</p>"},
		{"first sentence", "a.md", "It rains. It pours.\n\nMore.", "It rains.", "first sentence, line 1", "<p>It rains. It pours.</p>\n<p>More.</p>"},
		{"a date before it", "a.txt", "March 3, 2026\n\nIt rains. It pours.", "It rains.", "first sentence, line 1", "<p>March 3, 2026</p>\n<p>It rains. It pours.</p>"},
		{"a date and nothing else", "a.txt", "March 3, 2026", "March 3, 2026", "first sentence, line 1", "<p>March 3, 2026</p>"},
		{"only line", "a.md", "A short line", "A short line", "first sentence, line 1", "<p>A short line</p>"},
		{"cut", "a.txt", long, "This first sentence is so long that it can not be the title of anything, so it has to be…", "first sentence, line 1", "<p>" + long + "</p>"},
		{"file name", "dir/my-holiday_photo.md", "---\ndate: 2021-01-01\n---\n", "My holiday photo", "file name", ""},
		{"folder", "2021-02-03-my-trip/index.md", "---\ndraft: false\n---\n", "My trip", "file name", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := parse(t, tt.file, tt.in)
			if got.Title != tt.title || got.Origins["title"] != tt.origin {
				t.Errorf("got %q from %q, want %q from %q", got.Title, got.Origins["title"], tt.title, tt.origin)
			}
			if content := strings.TrimSpace(string(got.Content)); content != tt.content {
				t.Errorf("got %q, want %q", content, tt.content)
			}
		})
	}
}

func TestSummaryWithoutTheHeadline(t *testing.T) {
	got := parse(t, "a.md", "A short line\n\nIt goes on.")
	if got.Summary != "It goes on." {
		t.Errorf("got %q, want the paragraph after the title", got.Summary)
	}
}

func TestWithoutMarkup(t *testing.T) {
	for in, want := range map[string]string{
		"plain":                           "plain",
		"a <b>bold</b> title<br>here":     "a bold title here",
		"Vec<T> and <Foo>":                "Vec<T> and <Foo>",
		"AT&amp;T &#8211; x &copy":        "AT&T – x ©",
		"AT&T; x":                         "AT&T; x",
		"ABI for `wasm32` and **bold** !": "ABI for wasm32 and bold !",
		"2 * 3 ** 4 ` x":                  "2 * 3 ** 4 ` x",
		"2 ** 3 ** 4 and **bold**":        "2 ** 3 ** 4 and bold",
		"&#1;x&#65279;":                   "x",
		"a < b":                           "a < b",
		"`` and ****":                     "`` and ****",
		"<h2>x</h2>":                      "x",
	} {
		if got := withoutMarkup(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestBalanceBidi(t *testing.T) {
	for in, want := range map[string]string{
		"plain – text":            "plain – text",
		"\u202Babc\u202C d":       "\u202Babc\u202C d",
		"\u202Eabc":               "abc",
		"a\u202Cb\u202Ac":         "abc",
		"\u2068a\u2069 \u2067b c": "a b c",
	} {
		if got := balanceBidi(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestCutWords(t *testing.T) {
	family := "👨‍👩‍👧"
	for _, tt := range []struct {
		in   string
		n    int
		want string
	}{
		{"one two three", 20, "one two three"},
		{"one two three", 9, "one two…"},
		{"one two, three", 9, "one two…"},
		{"漢字漢字漢字", 3, "漢字漢…"},
		{strings.Repeat(family, 3), 2, family + family + "…"},
	} {
		if got := cutWords(tt.in, tt.n); got != tt.want {
			t.Errorf("%q to %d: got %q, want %q", tt.in, tt.n, got, tt.want)
		}
	}
}
