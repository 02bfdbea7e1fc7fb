package main

import "testing"

func TestExplainedLine(t *testing.T) {
	for _, test := range []struct {
		name, field, value, source string
		columns                    int
		want                       string
	}{
		{"no terminal", "title", "A title", "first heading, line 1", 0, "title      A title  (first heading, line 1)\n"},
		{"no source", "file", "a.md", "", 80, "file       a.md\n"},
		{"narrow", "title", "A title", "first heading, line 1", 40, "title      A title\n           (first heading, line 1)\n"},
		{"just wide enough", "title", "A title", "first heading, line 1", 43, "title      A title  (first heading, line 1)\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := explainedLine(test.field, test.value, test.source, test.columns); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
