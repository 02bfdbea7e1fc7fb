package article

import (
	"strings"
	"testing"
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
		{"long rule", strings.Repeat("-", 500), true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := tame(test.in)
			if (got == test.in) != test.same {
				t.Errorf("same: got %t, want %t", got == test.in, test.same)
			}
			if strings.ReplaceAll(got, `\`, "") != test.in {
				t.Error("more than a backslash was added")
			}
			d := testDocument("a.md")
			d.markdown(test.in, 1)
			if len(d.art.Content) > 12*len(test.in)+20*maxEmptyCells {
				t.Errorf("%d bytes became %d", len(test.in), len(d.art.Content))
			}
		})
	}
}

func TestMarkdownTooDeep(t *testing.T) {
	d := testDocument("a.md")
	d.markdown(strings.Repeat("*a _b ", maxNesting)+strings.Repeat("c_ d* ", maxNesting), 1)
	if len(d.art.Warnings) != 1 || !strings.HasPrefix(string(d.art.Content), "<pre>*a _b ") {
		t.Errorf("got warnings %v and %.40q", d.art.Warnings, d.art.Content)
	}
}
