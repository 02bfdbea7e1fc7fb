package convert

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestSuggested makes HTML with each program that is installed, as an article of its format would be.
func TestSuggested(t *testing.T) {
	texts := map[string]string{".rst": "Peas\n====\n\n*ripe*\n", ".adoc": "= Peas\n\n_ripe_\n", ".textile": "h1. Peas\n\n_ripe_\n", ".t2t": "= Peas =\n\n//ripe//\n", ".mediawiki": "= Peas =\n\n''ripe''\n"}
	for _, s := range suggestions {
		if s.from == "" {
			t.Errorf("%v does not say who reads it", s.endings)
		}
		for _, ending := range s.endings {
			if got := Suggested("a/b" + strings.ToUpper(ending)); len(got) == 0 || got[0] != s.command[0] {
				t.Errorf("%s: got %q, want %q", ending, got, s.command)
			}
		}
		t.Run(s.endings[0], func(t *testing.T) {
			if _, err := exec.LookPath(s.command[0]); err != nil {
				if os.Getenv("CI") == "true" {
					t.Fatal(err)
				}
				t.Skip(err)
			}
			text := texts[s.endings[0]]
			if text == "" {
				text = "# Peas\n\n*ripe*\n"
			}
			html, err := Run(t.Context(), s.command, text)
			if err != nil || !strings.Contains(html, "Peas</h1>") || !strings.Contains(html, "<em>ripe</em>") {
				t.Errorf("got %q, %v, want the title as a heading and the emphasis", html, err)
			}
		})
	}
	if got := Suggested("a.md"); got != nil {
		t.Errorf("got %q for what seedfeed reads itself, want none", got)
	}
}
