// Package check says what in articles and feed documents breaks the rules that they must or should keep.
//
// It knows RSS 2.0, Atom 1.0 and JSON Feed 1.1, whoever made them, and looks at what it is given alone: it opens no file and
// asks no server. Rules and ArticleRules are the tables of what it looks for. An error is what a specification forbids; a
// warning is what one advises against, or what readers are known to stumble over; a hint is what a setting would make better.
package check

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Severity says how bad it is to break a rule.
type Severity uint8

const (
	Hint    Severity = iota // nothing is wrong, and something could be better
	Warning                 // readers cope, not all of them well
	Error                   // a specification forbids it
)

func (s Severity) String() string {
	switch s {
	case Error:
		return "error"
	case Warning:
		return "warning"
	}
	return "hint"
}

// MarshalText makes it a word in JSON.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// A Rule is something that feeds, or what is around them, must or should be.
type Rule struct {
	ID       string // such as "rss-date"
	Severity Severity
	Source   string // the text that asks for it, with the section; "" where it is seedfeed's own
	Fix      string // what to do where it is broken
}

// A Finding is a place where a rule is broken.
type Finding struct {
	Rule
	File    string // or URL
	Line    int    // from 1; 0 where there is none
	Column  int    // in characters from 1; 0 where there is none
	Message string // what is wrong, without where, and without the way out
	Item    string // the id of the item or entry that it is in; "" for none
}

// String is the finding in one line, as compilers write theirs.
func (f Finding) String() string {
	var b strings.Builder
	b.WriteString(f.File)
	if f.Line > 0 {
		fmt.Fprintf(&b, ":%d", f.Line)
		if f.Column > 0 {
			fmt.Fprintf(&b, ":%d", f.Column)
		}
	}
	fmt.Fprintf(&b, ": %v: %s (%s", f.Severity, f.Message, f.ID)
	if f.Source != "" {
		b.WriteString(", " + f.Source)
	}
	b.WriteString(")")
	if f.Fix != "" {
		b.WriteString("; " + f.Fix)
	}
	return b.String()
}

// Sort brings findings into the order of files and places.
func Sort(findings []Finding) {
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(strings.Compare(a.File, b.File), a.Line-b.Line, a.Column-b.Column)
	})
}

// Document returns what in a document breaks the rules, in the order of the places. name is for File: it is not opened.
func Document(name string, data []byte) []Finding { return judge(name, parse(data)) }

// Archived is Document for one that is known to be an archive document, which readers fetch once: JSON Feed has no mark
// for that.
func Archived(name string, data []byte) []Finding {
	d := parse(data)
	d.archived = true
	return judge(name, d)
}

// A place is a finding with its offset.
type place struct {
	at int
	Finding
}

func judge(name string, d *document) []Finding {
	var places []place
	for _, r := range documentRules() {
		if r.formats&d.format == 0 || r.tree && d.broken {
			continue
		}
		r.find(d, func(at int, format string, args ...any) {
			places = append(places, place{min(at, len(d.data)), Finding{Rule: r.Rule, File: name, Message: fmt.Sprintf(format, args...)}})
		})
	}
	slices.SortStableFunc(places, func(a, b place) int { return a.at - b.at })
	return d.locate(places)
}

// locate finds the lines, columns and items of the places, which are in their order, in one walk through the document: a
// broken one may have as many as characters.
func (d *document) locate(places []place) []Finding {
	var findings []Finding
	spans := d.spans()
	at, line, column := 0, 1, 1
	for _, p := range places {
		f := p.Finding
		if p.at >= 0 {
			passed := d.data[at:p.at]
			if feeds := bytes.Count(passed, []byte("\n")); feeds > 0 {
				line, column = line+feeds, 1
				passed = passed[bytes.LastIndexByte(passed, '\n')+1:]
			}
			column += utf8.RuneCount(passed)
			at, f.Line, f.Column = p.at, line, column
			for len(spans) > 0 && spans[0].end <= at {
				spans = spans[1:]
			}
			if len(spans) > 0 && spans[0].start <= at {
				f.Item = spans[0].id
			}
		}
		findings = append(findings, f)
	}
	return findings
}

// A span is where an item lies.
type span struct {
	start, end int
	id         string
}

func (d *document) spans() []span {
	var spans []span
	for _, item := range d.items {
		spans = append(spans, span{item.start, item.end, item.id()})
	}
	for _, item := range d.jsonItems() {
		spans = append(spans, span{item.at, item.end, item.get("id").text})
	}
	return spans
}

// ruleOf returns the one of the rules that has the id, which is among them.
func ruleOf(rules []Rule, id string) Rule {
	return rules[slices.IndexFunc(rules, func(r Rule) bool { return r.ID == id })]
}

// Rules returns all rules for documents.
func Rules() []Rule {
	var rules []Rule
	for _, r := range documentRules() {
		rules = append(rules, r.Rule)
	}
	return append(rules, setRules()...)
}
