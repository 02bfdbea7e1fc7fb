package article

import (
	"crypto/sha256"
	"encoding/hex"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
)

// Fingerprints are stored: if this fails, the algorithm was changed and no old one compares any more.
func TestFingerprintStaysTheSame(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"", strings.Repeat("00", 64)},
		{"--- ... !!!", strings.Repeat("00", 64)},
		{"The quick brown fox jumps over the lazy dog. Größe 10!", "2980f020b98282e4e539ae9b77fd405f09c1cde489f86aac86174f79a960bb2284844de61648dfa9a80b716d3acf0331cc92aad373353c9705f9ce5a97bc601e"},
		{"这是一个中文文本，需要正确识别编码。", "ceb19713607583924cf4651a2968f2c9bb2b0611cf7298d461362a9854731dd565a92e0bfae378ce41300a92d3f39c55740d1ca57bd34435b1d0d7123cee0550"},
	} {
		f := fingerprint(tt.text)
		if got := hex.EncodeToString(f[:]); got != tt.want {
			t.Errorf("%q: got %s, want %s", tt.text, got, tt.want)
		}
	}
}

func TestFingerprintIgnoresFormAndCase(t *testing.T) {
	a := fingerprint("One TWO three, four\nfive – Six seven.")
	b := fingerprint("  one two **three** four five six Seven")
	if a != b {
		t.Errorf("got similarity %v of the same words, want equal fingerprints", a.Similarity(b))
	}
	for _, short := range []string{"a", "a b", "世"} {
		f := fingerprint(short)
		if f == (Fingerprint{}) || f.Similarity(f) != 1 {
			t.Errorf("%q: got similarity %v to itself, want 1", short, f.Similarity(f))
		}
	}
	if got := (Fingerprint{}).Similarity(Fingerprint{}); got != 0 {
		t.Errorf("got similarity %v of texts without words, want 0", got)
	}
}

// The estimate is compared with the true share of shingles that two texts have in common.
func TestSimilarityEstimates(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, words := range []int{30, 300, 3000} {
		for _, changed := range []float64{0, 0.02, 0.1, 0.3, 1} {
			sum, sumTrue := 0.0, 0.0
			const rounds = 40
			for range rounds {
				a := make([]string, words)
				for i := range a {
					a[i] = "w" + strconv.Itoa(random.IntN(5000))
				}
				b := append([]string(nil), a...)
				for i := range b {
					if random.Float64() < changed {
						b[i] = "v" + strconv.Itoa(random.IntN(5000))
					}
				}
				sum += fingerprint(strings.Join(a, " ")).Similarity(fingerprint(strings.Join(b, " ")))
				sumTrue += jaccard(a, b)
			}
			if got, want := sum/rounds, sumTrue/rounds; got < want-0.06 || got > want+0.06 {
				t.Errorf("%d words, %v changed: got %.3f on average, want %.3f", words, changed, got, want)
			}
		}
	}
}

func jaccard(a, b []string) float64 {
	shingles := func(words []string) map[[3]string]bool {
		m := make(map[[3]string]bool)
		for i := range len(words) - 2 {
			m[[3]string(words[i:i+3])] = true
		}
		return m
	}
	x, y := shingles(a), shingles(b)
	both := 0
	for s := range x {
		if y[s] {
			both++
		}
	}
	return float64(both) / float64(len(x)+len(y)-both)
}

func TestBodyHash(t *testing.T) {
	want := bodyHash("a b c")
	for _, same := range []string{"a\nb\n\nc", "  a b\tc\n"} {
		if bodyHash(same) != want {
			t.Errorf("%q: got another hash than without the white space", same)
		}
	}
	for _, other := range []string{"ab c", "a b C", ""} {
		if bodyHash(other) == want {
			t.Errorf("%q: got the hash of another text", other)
		}
	}
	long := strings.Repeat("word ", 5000)
	if bodyHash(long) != bodyHash(strings.ReplaceAll(long, " ", "\n")) {
		t.Error("got another hash of a long text with other white space")
	}
}

func FuzzBodyHash(f *testing.F) {
	for _, s := range []string{"", " ", "a", " a  b\n", "a\t\n \tb c\n\nd", "ä\u00a0 b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, body string) {
		words := strings.FieldsFunc(body, func(r rune) bool { return r == ' ' || r == '\n' || r == '\t' })
		if got, want := bodyHash(body), sha256.Sum256([]byte(strings.Join(words, " "))); got != want {
			t.Errorf("%q: got %x, want %x", body, got, want)
		}
	})
}

func BenchmarkBodyHash(b *testing.B) {
	text := strings.Repeat("The quick brown fox jumps over the lazy dog and runs away from it. ", 67)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		bodyHash(text)
	}
}

func BenchmarkFingerprint(b *testing.B) {
	text := strings.Repeat("The quick brown fox jumps over the lazy dog and runs away from it. ", 67)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		fingerprint(text)
	}
}

func TestTelling(t *testing.T) {
	words := strings.Fields("one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen")
	for n, want := range map[int]bool{0: false, 2: false, 7: false, 12: false, 60: true, 500: true} {
		var text strings.Builder
		for i := range n {
			text.WriteString(words[i%len(words)] + strconv.Itoa(i/len(words)) + " ")
		}
		if got := fingerprint(text.String()).Telling(); got != want {
			t.Errorf("%d words: got %v, want %v", n, got, want)
		}
	}
}
