package feedtest

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// summary is what the rules between documents need of one.
type summary struct {
	self, prev, next, current string
	archive, xml              bool
	entries                   int
}

// summarize returns the summary of a document, and false if it is broken.
func summarize(data []byte) (summary, bool) {
	if kind(data) == "json" {
		var feed struct {
			FeedURL string            `json:"feed_url"`
			NextURL string            `json:"next_url"`
			Items   []json.RawMessage `json:"items"`
		}
		err := json.Unmarshal(data, &feed)
		return summary{self: feed.FeedURL, prev: feed.NextURL, entries: len(feed.Items)}, err == nil
	}
	root, err := parseXML(data)
	if err != nil {
		return summary{}, false
	}
	head, entries := root, root.all(nsAtom, "entry")
	if root.name == "rss" {
		head = root.first("", "channel")
		entries = head.all("", "item")
	}
	href := func(rel string) string {
		for _, l := range head.rels(rel) {
			return l.attr("href")
		}
		return ""
	}
	return summary{href("self"), href("prev-archive"), href("next-archive"), href("current"), len(head.all(nsFH, "archive")) > 0, true, len(entries)}, true
}

func entryCount(data []byte) int {
	s, _ := summarize(data)
	return s.entries
}

// checkChains follows the links between those documents that are there: from a subscription document back to the
// oldest archive document and forth again (RFC 5005, 4).
func checkChains(documents map[string][]byte) []string {
	var problems []string
	byURL := map[string]summary{}
	for _, path := range slices.Sorted(maps.Keys(documents)) {
		s, ok := summarize(documents[path])
		if !ok {
			continue
		}
		if _, twice := byURL[s.self]; twice {
			problems = append(problems, fmt.Sprintf("W2: %s: another document says that it is %s too", path, s.self))
		}
		byURL[s.self] = s
	}
	for _, url := range slices.Sorted(maps.Keys(byURL)) {
		s := byURL[url]
		add := func(rule, format string, args ...any) {
			problems = append(problems, rule+": "+url+": "+fmt.Sprintf(format, args...))
		}
		if next, there := byURL[s.next]; there && s.next != "" && next.prev != url {
			add("F3", "the prev-archive of its next-archive is %q", next.prev)
		}
		if prev, there := byURL[s.prev]; there && s.archive && prev.next != url {
			add("F2", "the next-archive of its prev-archive is %q", prev.next)
		}
		if prev, there := byURL[s.prev]; there && s.xml && !prev.archive {
			add("F5", "its prev-archive has no fh:archive")
		}
		if current, there := byURL[s.current]; there && current.archive {
			add("F4", "rel=current is an archive document")
		}
		seen := map[string]bool{}
		for at := url; at != ""; at = byURL[at].prev {
			if seen[at] {
				add("J9", "its older documents go in a circle")
				break
			}
			seen[at] = true
		}
	}
	return problems
}
