package remote

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// linked returns the addresses to which the Link fields of a header lead by a relation (RFC 8288, 3).
func linked(header http.Header, relation string) []string {
	const parameter = `\s*;\s*([^\s=;,]+)(?:\s*=\s*(?:"([^"]*)"|([^\s;,"]*)))?`
	links, parameters := regexp.MustCompile(`<([^>]*)>((?:`+parameter+`)*)`), regexp.MustCompile(parameter)
	var found []string
	for _, link := range links.FindAllStringSubmatch(strings.Join(header.Values("Link"), ","), -1) {
		for _, p := range parameters.FindAllStringSubmatch(link[2], -1) {
			if !strings.EqualFold(p[1], "rel") {
				continue
			}
			if slices.ContainsFunc(strings.Fields(p[2]+p[3]), func(r string) bool { return strings.EqualFold(r, relation) }) {
				found = append(found, link[1])
			}
			break // a second one does not count
		}
	}
	return found
}

// websub looks at what a subscriber reads first: at the header, if a hub stands there.
func websub(_ *visit, first *answer, report reporter) error {
	if len(linked(first.header, "hub")) == 0 {
		return nil
	}
	selves := linked(first.header, "self")
	if len(selves) != 1 {
		report("the Link header names a hub, and %d addresses of the feed", len(selves))
		return nil
	}
	if own := linksOf(first.body).Self; own != "" && resolve(first.address, selves[0]) != own {
		report("the Link header says that its address is %s, the feed says %s", selves[0], own)
	}
	return nil
}
