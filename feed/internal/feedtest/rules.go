package feedtest

import (
	"bytes"
	"regexp"

	"seedfeed/feed/check"
)

// Check returns what in a document breaks the rules for feeds, and the habits of our own that no other feed needs to
// have. It looks at the document alone, without other programs.
func Check(document []byte) []string {
	var problems []string
	// As an archive document, because they may be of any length.
	for _, finding := range check.Archived("", document) {
		problems = append(problems, finding.ID+": "+finding.Message)
	}
	for name, broken := range habits(document) {
		if broken {
			problems = append(problems, "habit: "+name)
		}
	}
	if kind(document) == "json" {
		return problems
	}
	for _, fault := range bannerFaults(document) {
		problems = append(problems, "banner: "+fault)
	}
	return problems
}

// habits are what our documents do not have, although it is allowed.
func habits(document []byte) map[string]bool {
	if kind(document) == "json" {
		// Without escaped backslashes, so that a text about escapes is not taken for one.
		escapes := bytes.ReplaceAll(document, []byte(`\\`), nil)
		return map[string]bool{"escapes that make the document longer for nothing": regexp.MustCompile(`\\u00(3c|3e|26)`).Match(escapes)}
	}
	has := func(s string) bool { return bytes.Contains(document, []byte(s)) }
	return map[string]bool{
		"CDATA":                 has("<![CDATA["),
		"xml:base":              regexp.MustCompile(`<[^>]* xml:base=`).Match(document),
		"a carriage return":     has("\r"),
		"type xhtml":            has(` type="xhtml"`),
		"RFC 4685 and RFC 5023": has("http://purl.org/syndication/thread/1.0") || has("http://www.w3.org/2007/app"),
	}
}

// kind returns the name of a document's format: "rss", "atom" or "json".
func kind(document []byte) string {
	head := bytes.TrimLeft(document[:min(len(document), 400)], "\ufeff \t\r\n")
	switch {
	case bytes.HasPrefix(head, []byte("{")):
		return "json"
	case bytes.Contains(head, []byte("<rss")):
		return "rss"
	}
	return "atom"
}

// entryCount returns how many items a document has.
func entryCount(document []byte) int {
	links, _ := check.LinksOf(document)
	return links.Items
}
