package check

import (
	"fmt"
	"slices"
)

// setRules is the table of the rules between the documents of one feed.
func setRules() []Rule {
	return []Rule{
		{"set-self", Error, "WebSub, 4", "give each document an address of its own"},
		{"set-prev", Error, rfc5005 + "4", "let each archive document lead back to the older one and forth again"},
		{"set-next", Warning, rfc5005 + "4", "let the newer archive document lead back to this one"},
		{"set-mark", Warning, rfc5005 + "4", "write fh:archive in the archive document"},
		{"set-current", Warning, rfc5005 + "4", "link to the subscription document"},
		{"set-loop", Error, rfc5005 + "4; " + jsonText + "top-level", "let each document lead to an older one"},
	}
}

// Links are the addresses in a document by which it belongs to others.
type Links struct {
	Self, Prev, Next, Current string // Prev is next_url in JSON Feed; "" where there is none
	Archive                   bool   // it says that it is an archive document
	XML                       bool
	Items                     int
}

// LinksOf returns the links of a document, and false if it is broken or no feed.
func LinksOf(data []byte) (Links, bool) {
	d := parse(data)
	if d.format == unknown || d.broken {
		return Links{}, false
	}
	if d.format == jsonFeed {
		return Links{Self: d.json.get("feed_url").text, Prev: d.json.get("next_url").text, Items: len(d.jsonItems())}, true
	}
	href := func(rel string) string {
		for _, l := range d.head.rels(rel) {
			return l.attr("href")
		}
		return ""
	}
	return Links{href("self"), href("prev-archive"), href("next-archive"), href("current"), len(d.marked("archive")) > 0, true, len(d.items)}, true
}

// A Set gathers documents that may belong together.
type Set struct {
	names []string
	links map[string]Links // by name
}

// Add adds a document, unless it is broken.
func (s *Set) Add(name string, data []byte) {
	links, ok := LinksOf(data)
	if !ok {
		return
	}
	if s.links == nil {
		s.links = map[string]Links{}
	}
	s.names = append(s.names, name)
	s.links[name] = links
}

// Findings follows the links between the documents that are there: from a subscription document back to the oldest archive
// document, and forth again (RFC 5005, 4).
func (s *Set) Findings() []Finding {
	slices.Sort(s.names)
	var findings []Finding
	rules := setRules()
	reporterOf := func(name string) setReporter {
		return func(id, format string, args ...any) {
			findings = append(findings, Finding{Rule: ruleOf(rules, id), File: name, Message: fmt.Sprintf(format, args...)})
		}
	}
	byURL := map[string]Links{}
	for _, name := range s.names {
		l := s.links[name]
		if _, twice := byURL[l.Self]; twice && l.Self != "" {
			reporterOf(name)("set-self", "another document says that it is %s too", l.Self)
		}
		byURL[l.Self] = l
	}
	for _, name := range s.names {
		around(s.links[name], byURL, reporterOf(name))
	}
	return findings
}

type setReporter func(id, format string, args ...any)

// around looks at the neighbours of one document.
func around(l Links, byURL map[string]Links, report setReporter) {
	if next, there := byURL[l.Next]; there && l.Next != "" && next.Prev != l.Self {
		report("set-next", "the prev-archive of its next-archive is %q", next.Prev)
	}
	if prev, there := byURL[l.Prev]; there && l.Prev != "" {
		if l.Archive && prev.Next != l.Self {
			report("set-prev", "the next-archive of its prev-archive is %q", prev.Next)
		}
		if l.XML && !prev.Archive {
			report("set-mark", "its prev-archive does not say that it is an archive document")
		}
	}
	if current, there := byURL[l.Current]; there && l.Current != "" && current.Archive {
		report("set-current", "its rel=current is an archive document")
	}
	seen := map[string]bool{}
	for at := l.Self; at != ""; at = byURL[at].Prev {
		if seen[at] {
			report("set-loop", "its older documents go in a circle")
			return
		}
		seen[at] = true
	}
}
