package article

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"
)

func TestTame(t *testing.T) {
	table := func(columns, rows int, row string) string {
		return strings.Repeat("|a", columns) + "|\n" + strings.Repeat("|-", columns) + "|\n" + strings.Repeat(row+"\n", rows)
	}
	tests := []struct {
		name, in string
		same     bool
	}{
		{"prose", "a | b - c\n\n> d\n", true},
		{"table", table(3, 2000, "|a|b|c|"), true},
		{"wide table with all its cells", table(100, 1000, strings.Repeat("|a", 100)+"|"), true},
		{"wide table of short rows", table(1000, 100, "|a|"), false},
		{"narrow table of many short rows", table(20, 5000, "|"), false},
		{"quote", strings.Repeat(">", maxMarkers) + " a", true},
		{"deep quote", "a\n\n" + strings.Repeat(">", maxMarkers+1) + " b", false},
		{"deep quote with spaces", strings.Repeat("> ", maxMarkers+1) + " b", false},
		{"deep list", strings.Repeat("- ", maxMarkers+1) + " b", false},
		{"open brackets", strings.Repeat("[", maxUnclosed), true},
		{"too many open brackets", strings.Repeat("[", maxUnclosed+1), false},
		{"open brackets in two paragraphs", strings.Repeat("[", maxUnclosed) + "\n\n" + strings.Repeat("[", maxUnclosed), true},
		{"many links", strings.Repeat("[a](b) ", 5*maxUnclosed), true},
		{"many links in a word", strings.Repeat("[a](b)", 5*maxUnclosed), true},
		{"too many open links", strings.Repeat("[a](", maxUnclosed+1), false},
		{"definitions", strings.Repeat("[a]: b\n", maxDefinitions), true},
		{"too many definitions", strings.Repeat("[a]: b\n", maxDefinitions+1), false},
		{"long rule", strings.Repeat("-", 500), true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := tame(test.in)
			if (got == test.in) != test.same {
				t.Errorf("same: got %t, want %t", got == test.in, test.same)
			}
			if strings.NewReplacer(`\`, "", "\n", "").Replace(got) != strings.ReplaceAll(test.in, "\n", "") {
				t.Error("more than backslashes and empty lines were added")
			}
			d := testDocument("a.md")
			d.markdown(test.in, 1)
			if len(d.art.Content) > 12*len(test.in)+20*maxEmptyCells {
				t.Errorf("%d bytes became %d", len(test.in), len(d.art.Content))
			}
		})
	}
}

func TestManyDefinitions(t *testing.T) {
	var body strings.Builder
	const n = 3 * maxDefinitions
	for i := range n {
		fmt.Fprintf(&body, "[%d]\n", i)
	}
	body.WriteByte('\n')
	for i := range n {
		fmt.Fprintf(&body, "[%d]: https://example.com/%d\n", i, i)
	}
	d := testDocument("a.md")
	d.markdown(body.String(), 1)
	if got := strings.Count(string(d.art.Content), "<a href="); got != n {
		t.Errorf("got %d links, want %d", got, n)
	}
	if strings.Contains(string(d.art.Content), "]:") {
		t.Error("a definition is left in the text")
	}
}

// quickest measures run again and again until it has taken no longer than bound, but five times at most, and returns the
// shortest time: a busy machine makes anything slow now and then.
func quickest(bound time.Duration, run func()) time.Duration {
	least := time.Duration(math.MaxInt64)
	for try := 0; try < 5 && least > bound; try++ {
		start := time.Now()
		run()
		least = min(least, time.Since(start))
	}
	return least
}

// Eight times the text may take eight times the time, not sixty-four times.
func TestMarkdownTimeIsLinear(t *testing.T) {
	if testing.Short() {
		t.Skip("measures time")
	}
	read := func(body string) func() {
		return func() { testDocument("a.mdx").markdown(body, 1) }
	}
	for _, unit := range []string{"[", "[a](", "![", ">", "`a", "*a ", "<!--", "<a ", "[a]: b\n", "{", "1. ", "<A ", "<A>\n", "{/* a", "{`${", "*a_b"} {
		t.Run(unit, func(t *testing.T) {
			short := max(quickest(0, read(strings.Repeat(unit, 4_000/len(unit)))), time.Millisecond)
			if long := quickest(40*short, read(strings.Repeat(unit, 32_000/len(unit)))); long > 40*short {
				t.Errorf("4 kB took %v, 32 kB took %v", short, long)
			}
		})
	}
}

func TestManyDelimiters(t *testing.T) {
	render := func(body string) string {
		d := testDocument("a.md")
		d.markdown(body, 1)
		return string(d.art.Content)
	}
	for _, unit := range []string{"*a* ", "_a_ ", "~~a~~ "} {
		got := render(strings.Repeat(unit, maxDelimiters) + "\n\n*b*")
		tags := strings.Count(got, "<em>a</em>") + strings.Count(got, "<del>a</del>")
		if tags != maxDelimiters/2 || !strings.Contains(got, " "+strings.TrimSpace(unit)) || !strings.HasSuffix(strings.TrimSpace(got), "<p><em>b</em></p>") {
			t.Errorf("%s: got %d of %d, and %.200s", unit, tags, maxDelimiters/2, got[max(0, len(got)-200):])
		}
	}
}

func TestManyLinkLines(t *testing.T) {
	const lines = 4000 // with one bracket each they pass maxLinkLines
	d := testDocument("a.md")
	d.markdown(strings.Repeat("[a](b)\n", lines)+"![a](b)\n\n[c](d) ![e](f)\n", 1)
	got := string(d.art.Content)
	if n := strings.Count(got, "<a href="); n != maxLinkLines/(lines+1)+1 {
		t.Errorf("got %d links, want %d", n, maxLinkLines/(lines+1)+1)
	}
	if !strings.Contains(got, "\n![a](b)</p>") || strings.Count(got, "<img ") != 1 {
		t.Errorf("got %s", got[len(got)-300:])
	}
}

func TestManyNotes(t *testing.T) {
	const n = maxNotes + 5
	var body strings.Builder
	for i := range n {
		fmt.Fprintf(&body, "[^%d] \n\n", i)
	}
	for i := range n {
		fmt.Fprintf(&body, "[^%d]: Note %d\n\n", i, i)
	}
	d := testDocument("a.md")
	d.markdown(body.String(), 1)
	got := string(d.art.Content)
	if marks, notes := strings.Count(got, `<sup id=`), strings.Count(got, "<li id="); marks != maxNotes || notes != maxNotes {
		t.Errorf("got %d marks, %d notes, want %d", marks, notes, maxNotes)
	}
	if !strings.Contains(got, fmt.Sprintf("Note %d", n-1)) {
		t.Error("the text of the last note is not there")
	}
}

func TestMarkdownTooDeep(t *testing.T) {
	d := testDocument("a.md")
	d.markdown(strings.Repeat("*a _b ", maxNesting)+strings.Repeat("c_ d* ", maxNesting), 1)
	if len(d.art.Warnings) != 1 || !strings.HasPrefix(string(d.art.Content), "<pre>*a _b ") {
		t.Errorf("got warnings %v and %.40q", d.art.Warnings, d.art.Content)
	}
}
