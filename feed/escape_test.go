package feed

import (
	"math/bits"
	"strings"
	"testing"
)

func escapings() map[string]*escaping {
	return map[string]*escaping{"named": named, "hexadecimal": hexadecimal, "full": full, "quoted": quoted}
}

func TestEscaping(t *testing.T) {
	const in = "a & b < c > d \"e\" 'f' &amp; \\\t\n"
	for name, want := range map[string]string{
		"named":       "a &amp; b &lt; c &gt; d \"e\" 'f' &amp;amp; \\\t\n",
		"hexadecimal": "a &#x26; b &#x3C; c &#x3E; d \"e\" 'f' &#x26;amp; \\\t\n",
		"full":        "a &amp; b &lt; c &gt; d &#34;e&#34; &#39;f&#39; &amp;amp; \\&#x9;&#xA;",
		"quoted":      "a & b < c > d \\\"e\\\" 'f' &amp; \\\\\\t\\n",
	} {
		t.Run(name, func(t *testing.T) {
			e := escapings()[name]
			if got := e.apply(in); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
			if got := string(e.append([]byte("x"), in)); got != "x"+want {
				t.Errorf("append: got %q, want %q", got, "x"+want)
			}
		})
	}
}

// TestProbes shows that no byte is missed because of the eight at a time.
func TestProbes(t *testing.T) {
	for name, e := range escapings() {
		for c := range 256 {
			for at := range 8 {
				v := uint64(0x6161616161616161) &^ (0xFF << (8 * at))
				v |= uint64(c) << (8 * at)
				found := e.probes[0].find(v) | e.probes[1].find(v) | e.probes[2].find(v)
				if e.with[c] != "" && bits.TrailingZeros64(found)/8 != at {
					t.Errorf("%s: %q at %d is not found", name, string([]byte{byte(c)}), at)
				}
			}
		}
	}
}

// FuzzEscaping compares with a strings.Replacer.
func FuzzEscaping(f *testing.F) {
	for _, s := range []string{"", "&<>\"'\\\t\n", "1234567&", "12345678<12345678>", "%'()#$;:=?]^\x00\x08\x0b\x80\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for name, e := range escapings() {
			var pairs []string
			for c, with := range e.with {
				if with != "" {
					pairs = append(pairs, string([]byte{byte(c)}), with)
				}
			}
			if got, want := e.apply(s), strings.NewReplacer(pairs...).Replace(s); got != want {
				t.Errorf("%s: got %q, want %q", name, got, want)
			}
		}
	})
}
