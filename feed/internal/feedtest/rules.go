package feedtest

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// report takes what breaks a rule; the arguments are those of fmt.Sprintf.
type report func(rule, format string, args ...any)

// Check returns what in a document breaks the rules for feeds, each as "R6: ...", after the section and number
// of the rule. It looks at the document alone, without other programs.
func Check(document []byte) []string {
	var problems []string
	add := func(rule, format string, args ...any) {
		problems = append(problems, rule+": "+fmt.Sprintf(format, args...))
	}
	if kind(document) == "json" {
		checkJSON(document, add)
		return problems
	}
	checkText(document, add)
	root, err := parseXML(document)
	if err != nil {
		add("X5", "not well-formed: %v", err)
		return problems
	}
	checkTree(root, add)
	if root.name == "rss" {
		checkRSS(root, add)
		channel := root.first("", "channel")
		checkBanner(document, channel, channel.all("", "item"), add)
	} else {
		checkAtom(root, add)
		checkBanner(document, root, root.all(nsAtom, "entry"), add)
	}
	return problems
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

// checkText looks at an XML document as bytes.
func checkText(document []byte, add report) {
	if !bytes.HasPrefix(document, []byte(`<?xml version="1.0" encoding="UTF-8"?>`)) {
		add("X5", "no XML declaration of UTF-8 at the start")
	}
	if !utf8.Valid(document) {
		add("X4", "not UTF-8")
	}
	if bytes.Contains(document, []byte("<!DOCTYPE")) {
		add("X5", "a DOCTYPE")
	}
	if bytes.ContainsRune(document, '\r') {
		add("X6", "a carriage return")
	}
	if len(document) > 5_000_000 {
		add("L1", "%d bytes: validators read 5,000,000", len(document))
	}
}

// checkTree looks at what holds for the elements of both XML formats.
func checkTree(root *node, add report) {
	root.walk(func(n *node) {
		texts := []string{n.text}
		for _, a := range n.attrs {
			texts = append(texts, a.Value)
			if a.Name.Space == "http://www.w3.org/XML/1998/namespace" && a.Name.Local == "base" {
				add("X10", "%s has xml:base", n)
			}
			if a.Name.Local == "lang" && !languagePattern().MatchString(a.Value) {
				add("X8", "%s: xml:lang %q", n, a.Value)
			}
		}
		for _, s := range texts {
			if r, bad := badRune(s); bad {
				add("X1", "%s holds %U", n, r)
			}
		}
		if bytes.Contains([]byte(n.source), []byte("<![CDATA[")) && len(n.children) == 0 {
			add("X7", "%s is CDATA", n)
		}
		switch n.name {
		case "title", "name", "creator", "author", "category", "summary":
			if len(n.children) == 0 && unpaired(n.text) {
				add("X9", "%s: unpaired direction marks in %q", n, n.text)
			}
		}
		if n.space == "http://purl.org/syndication/thread/1.0" || n.space == "http://www.w3.org/2007/app" {
			add("F8", "%s of RFC 4685 or 5023", n)
		}
	})
}

// checkArchive looks at the links and marks of RFC 5005 in the head of a feed.
func checkArchive(head *node, items []*node, add report) {
	archive, complete := len(head.all(nsFH, "archive")) > 0, len(head.all(nsFH, "complete")) > 0
	count := 0
	for _, rel := range []string{"prev-archive", "next-archive", "current"} {
		links := head.rels(rel)
		count += len(links)
		if len(links) > 1 {
			add("F1", "%d links rel=%s", len(links), rel)
		}
		for _, l := range links {
			if !webURL(l.attr("href")) {
				add("F8", "rel=%s: %q is not absolute", rel, l.attr("href"))
			}
			for _, self := range head.rels("self") {
				if self.attr("href") == l.attr("href") {
					add("F2", "rel=%s points to the document itself", rel)
				}
			}
		}
		for _, item := range items {
			if len(item.rels(rel)) > 0 {
				add("F8", "rel=%s in an item", rel)
			}
		}
	}
	if !archive && len(head.rels("next-archive")) > 0 {
		add("F3", "next-archive in a subscription document")
	}
	if archive && len(head.rels("current")) == 0 {
		add("F4", "an archive document without rel=current")
	}
	if !archive && len(head.rels("current")) > 0 {
		add("F5", "rel=current without fh:archive")
	}
	if complete && (archive || count > 0) {
		add("F9", "a complete feed with paging")
	}
}
