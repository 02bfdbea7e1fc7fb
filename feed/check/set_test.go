package check_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"seedfeed/feed/check"
)

type set struct {
	name string
	docs []string
	want string // the rule that is broken; "" for none
}

// sets are documents that belong together, and in all but the first something is wrong with how they do.
func sets() []set {
	const head = `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:fh="http://purl.org/syndication/history/1.0"><link rel="self" href="%s"/>`
	link := func(rel, to string) string { return `<link rel="` + rel + `" href="` + to + `"/>` }
	doc := func(self string, rest ...string) string {
		return fmt.Sprintf(head, self) + strings.Join(rest, "") + "</feed>"
	}
	const archive = "<fh:archive/>"
	main := doc("main", link("prev-archive", "2"))
	two := doc("2", archive, link("prev-archive", "1"), link("current", "main"))
	one := doc("1", archive, link("next-archive", "2"), link("current", "main"))
	return []set{
		{"right", []string{main, two, one}, ""},
		{"one document twice", []string{main, main}, "set-self"},
		{"no way forth", []string{main, two, doc("1", archive, link("current", "main"))}, "set-prev"},
		{"no way back", []string{main, doc("2", archive, link("current", "main")), one}, "set-next"},
		{"back to a subscription document", []string{main, doc("2")}, "set-mark"},
		{"an archive as the current one", []string{doc("2", archive, link("current", "1")), doc("1", archive, link("current", "main"))}, "set-current"},
		{"a circle", []string{main, doc("2", archive, link("prev-archive", "main"))}, "set-loop"},
		{"a circle in JSON", []string{
			`{"version":"https://jsonfeed.org/version/1.1","feed_url":"a","next_url":"b"}`,
			`{"version":"https://jsonfeed.org/version/1.1","feed_url":"b","next_url":"a"}`}, "set-loop"},
	}
}

func TestSets(t *testing.T) {
	for _, s := range sets() {
		t.Run(s.name, func(t *testing.T) {
			var set check.Set
			for i, d := range s.docs {
				set.Add(fmt.Sprint(i), []byte(d))
			}
			findings := set.Findings()
			if s.want == "" && len(findings) > 0 || s.want != "" && !slices.ContainsFunc(findings, func(f check.Finding) bool { return f.ID == s.want }) {
				t.Errorf("got %v, want %q", findings, s.want)
			}
		})
	}
}
