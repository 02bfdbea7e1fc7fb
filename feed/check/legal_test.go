package check

import (
	"strings"
	"testing"
)

// TestLegalText puts each kind of text at each place of a block, and at its end.
func TestLegalText(t *testing.T) {
	for _, test := range []struct {
		text      string
		xml, json bool
	}{
		{"a", true, true}, {"\x7F", true, true}, {"é", true, true}, {"“a”", true, true}, {"𝄞", true, true}, {"\uFFFD", true, true},
		{"\n", true, false}, {"\t", false, false}, {"\x00", false, false}, {"\x1F", false, false}, {"\r", false, false},
		{"&lt;", true, true}, {"&amp;lt;&gt;", true, true}, {"&#x26;", true, true}, {"&", false, true}, {"&lt", false, true}, {"&nbsp;", false, true}, {"&#1;", false, true},
		{"\x80", false, false}, {"\xC3", false, false}, {"\xE2\x80", false, false}, {"\uFFFE", false, false}, {"\xED\xA0\x80", false, false}, {"é\xFF", false, false},
	} {
		for before := range 2*block + 9 {
			for _, after := range []int{0, 1, 7, 8, block, 2 * block} {
				text := []byte(strings.Repeat("x", before) + test.text + strings.Repeat("y", after))
				if got := legalText(text, true); got != test.xml {
					t.Fatalf("XML, %q after %d and before %d bytes: got %v", test.text, before, after, got)
				}
				if got := legalText(text, false); got != test.json {
					t.Fatalf("JSON, %q after %d and before %d bytes: got %v", test.text, before, after, got)
				}
			}
		}
	}
}

// FuzzLegalText compares with a look at one character after the other.
func FuzzLegalText(f *testing.F) {
	for _, s := range []string{"", "a&lt;“b”\n", strings.Repeat("é&amp;“”𝄞\n", 20), strings.Repeat("a", block-1) + "“" + strings.Repeat("&gt;", block), strings.Repeat("é", block) + "\xFF"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, xml := range []bool{true, false} {
			want := true
			for rest := text; len(rest) > 0 && want; {
				n := legalLength(rest, xml)
				want, rest = n > 0, rest[n:]
			}
			if got := legalText(text, xml); got != want {
				t.Errorf("XML %v: got %v\n%q", xml, got, text)
			}
		}
	})
}
