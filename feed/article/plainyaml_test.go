package article

import (
	"strings"
	"testing"
)

func TestScanYAML(t *testing.T) {
	for in, want := range map[string]string{
		"":                                     "",
		"a: b c\n# x\n\nb-c_D9:  'd: e' \n":    "a@1=b c b-c_D9@4=d: e",
		"a: [x, 'y z', \"w\"]\nb: []\nc:":      "a@1=[x,y z,w] b@2=[] c@3=null",
		"a:\n- x\n- y\nb:\n  - z\n\n  - w\nc:": "a@1=[x,y] b@4=[z,w] c@8=null",
		"a: 2021-01-02 10:20:30\nb: http://x":  "a@1=2021-01-02 10:20:30 b@2=http://x",
		"a: Grüße 漢字":                          "a@1=Grüße 漢字",
	} {
		got, ok := scanYAML(in, 1)
		if !ok || show(got) != want {
			t.Errorf("%q: got %q, %v, want %q", in, show(got), ok, want)
		}
	}
}

func TestScanYAMLLeavesTheRest(t *testing.T) {
	for _, in := range []string{
		"a: b: c", "a: b # c", "a: b:", "a: &x b", "a: *x", "a: |\n  b", "a: >\n b", "a: b\n  c", "a: \"b\\n\"", "a: 'b''c'", "a: {b: c}", "a: [b, [c]]", "a: [b",
		"a: [b,]", "a: [b: c]", "a: 'b' c", "a:\n  b: c", "a: 1\na: 2", "\ta: b", "a: b\tc", "a:\n- b\n  - c", "a:\n- b: c", "a:\n-", "a: x\n- y", "- a", "a b: c",
		"a:b", "\"a\": b", "? a", "---", "a: !!str b", "a: @b", "a: `b", "a: %b", "a: b\u0085c", "a: b\u2028c", "a: '\nb'",
	} {
		if got, ok := scanYAML(in, 1); ok {
			t.Errorf("%q: got %q, want it left to the full parser", in, show(got))
		}
	}
}

// The full parser is the judge of the short one.
func FuzzScanYAML(f *testing.F) {
	for _, s := range []string{
		"a: b\nc: [d, 'e']\nf:\n- g\n- \"h\"\ni: ~\n", "# c\na:\n\n  - b\n\nc: 1", "title: Don't [stop] {now}\n", "a: b\n c: d", "a: [x, y z]\n- b", "a: =\nb: <<\nc: .inf\nd: 0x1F",
		"a:  \n# x\n- b\n", "a: null\n- b", "y: n\nno: on", "a: b \nb:c", "a: -1\nb: 1,2", "a: [1,2]\nb: [ ]", "a: x?\nb: ?x\nc: x,", "a:\n- b\nc:\n - d\n- e",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, block string) {
		block = normaliseString(strings.ToValidUTF8(block, "?")) // as decode leaves it
		short, ok := scanYAML(block, 1)
		if !ok {
			return
		}
		full, err := parseFullYAML(block, 1)
		if err != nil {
			t.Fatalf("%q: got %q, want error %v", block, show(short), err)
		}
		if show(short) != show(full) {
			t.Fatalf("%q: got %q, want %q", block, show(short), show(full))
		}
	})
}

func BenchmarkFrontMatter(b *testing.B) {
	const block = "title: A typical article\ndate: 2024-05-06\nauthor: Ann\ntags: [one, two]\ndescription: What it is about.\nlayout: post\n"
	b.Run("plain", func(b *testing.B) {
		for b.Loop() {
			scanYAML(block, 1)
		}
	})
	b.Run("full", func(b *testing.B) {
		for b.Loop() {
			parseFullYAML(block, 1)
		}
	})
}
