package article

import "testing"

func TestEscapeAttr(t *testing.T) {
	tests := []struct{ plain, escaped string }{
		{"", ""},
		{"plain", "plain"},
		{`&<>"'`, "&amp;&lt;&gt;&#34;&#39;"},
		{"&amp;", "&amp;amp;"},
		{"a&b=c", "a&amp;b=c"},
		{"ä\x01b\x02", "ä\x01b\x02"},
	}
	for _, test := range tests {
		if got := escapeAttr(test.plain); got != test.escaped {
			t.Errorf("escapeAttr(%q): got %q, want %q", test.plain, got, test.escaped)
		}
		if got := unescapeAttr(test.escaped); got != test.plain {
			t.Errorf("unescapeAttr(%q): got %q, want %q", test.escaped, got, test.plain)
		}
	}
	if got, want := unescapeAttr("&quot;&nbsp;& &"), `"&nbsp;& &`; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func FuzzEscapeAttr(f *testing.F) {
	f.Add(`a & "b" &amp; 'c' <d>`)
	f.Fuzz(func(t *testing.T, s string) {
		if got := unescapeAttr(escapeAttr(s)); got != s {
			t.Errorf("got %q, want %q", got, s)
		}
	})
}

func TestLegal(t *testing.T) {
	tests := []struct{ in, want string }{
		{"tab\tand\nline", "tab\tand\nline"},
		{"a\x00b\x01c\x0bd\re\x7ff", "abcdef"},
		{"\u0080x\u0085\uFFFEy\uFFFFz\uFDD0\U0001FFFE", "x\u0085yz"},
		{"bad \xff byte", "bad \uFFFD byte"},
		{"ไทย 漢字 👩‍👩‍👧", "ไทย 漢字 👩‍👩‍👧"},
	}
	for _, test := range tests {
		if got := legal(test.in); got != test.want {
			t.Errorf("legal(%q): got %q, want %q", test.in, got, test.want)
		}
	}
}
