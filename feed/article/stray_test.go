package article

import (
	"slices"
	"testing"
)

func TestStrays(t *testing.T) {
	for text, want := range map[string][]string{
		"![a](../a.png) and [b](../../b.md#x), once more ![a](../a.png)":                                               {"../../b.md", "../a.png"},
		"![a](../a%20b.png?v=1&amp;w=2) <img src=\".hidden/c.jpg\" alt=\"\">":                                          {"../a%20b.png", ".hidden/c.jpg"},
		"---\nimage: ../cover.jpg\n---\nText.":                                                                         {"../cover.jpg"},
		"![a](a.png) ![b](/b.png) [c](../) [d](../about/) [e](#f.png) [g](https://example.org/g.png) [h](sub/../h.md)": nil,
	} {
		a, err := Parse(Source{Path: "n.md", Data: []byte(text)}, Settings{})
		if err != nil {
			t.Fatal(err)
		}
		if got := a.Strays(); !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}
