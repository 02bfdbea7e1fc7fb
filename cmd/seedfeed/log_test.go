package main

import "testing"

func TestPrintable(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"plain", "seeds/a b.md: it's \"quoted\"", "seeds/a b.md: it's \"quoted\""},
		{"other scripts", "文章/مقال.md", "文章/مقال.md"},
		{"joined emoji", "👩‍💻.md", "👩‍💻.md"},
		{"line feed", "a\nb", `a\nb`},
		{"escape sequence", "\x1b[31mred", `\x1b[31mred`},
		{"C1 control", "a\u009bb", `a\u009bb`},
		{"turned around", "\u202egnp.exe", `\u202egnp.exe`},
		{"line separator", "a\u2028b", `a\u2028b`},
		{"no UTF-8", "a\xe9b", `a\xe9b`},
		{"replacement character", "a\ufffdb", "a\ufffdb"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := printable(test.text); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if again := printable(printable(test.text)); again != test.want {
				t.Errorf("twice: got %q, want %q", again, test.want)
			}
		})
	}
}
