package feedtest

import (
	"net/url"
	"path"
	"strings"
)

func checkAtom(root *node, add report) {
	if root.name != "feed" || root.space != nsAtom {
		add("A1", "the root is %s", root)
		return
	}
	entries := root.all(nsAtom, "entry")
	checkOnce("A2", root, add)
	seenEntry := false
	for _, c := range root.children {
		if c.name == "entry" {
			seenEntry = true
		} else if seenEntry {
			add("A2", "%s after an entry", c)
		}
	}
	self := root.rels("self")
	if len(self) != 1 || !webURL(self[0].attr("href")) {
		add("A5", "%d self links, or not absolute", len(self))
	}
	checkAlternates(root, add)
	checkAtomElements(root, add)
	ids := map[string]map[string]bool{}
	for _, e := range entries {
		checkEntry(root, e, add)
		id, updated := e.first(nsAtom, "id").text, e.first(nsAtom, "updated").text
		if ids[id][updated] {
			add("A7", "two entries with id %q and updated %s", id, updated)
		} else if ids[id] != nil {
			add("A6", "two entries with id %q", id)
		} else {
			ids[id] = map[string]bool{}
		}
		ids[id][updated] = true
	}
	checkArchive(root, entries, add)
}

func checkOnce(rule string, n *node, add report) {
	for _, name := range []string{"id", "title", "updated"} {
		if list := n.all(nsAtom, name); len(list) != 1 {
			add(rule, "%s has %d %s", n, len(list), name)
		} else if blank(list[0].text) {
			add(rule, "%s has an empty %s", n, name)
		}
	}
}

func checkAlternates(n *node, add report) {
	seen := map[[2]string]bool{}
	for _, l := range n.rels("alternate") {
		key := [2]string{l.attr("type"), l.attr("hreflang")}
		if seen[key] {
			add("A5", "%s has two alternates of type %q, hreflang %q", n, key[0], key[1])
		}
		seen[key] = true
	}
}

func checkEntry(root, e *node, add report) {
	checkOnce("A3", e, add)
	content := e.all(nsAtom, "content")
	if len(content) == 0 && len(e.rels("alternate")) == 0 {
		add("A3", "an entry without content and alternate link")
	}
	if len(e.all(nsAtom, "author"))+len(root.all(nsAtom, "author"))+len(e.first(nsAtom, "source").all(nsAtom, "author")) == 0 {
		add("A4", "an entry without author, as the feed is")
	}
	checkAlternates(e, add)
	for _, c := range content {
		if c.attr("type") == "html" {
			if u := relativeURL(c.text); u != "" {
				add("R7", "%q in the content", u)
			}
		}
		if c.attr("src") != "" && (!blank(c.text) || len(e.all(nsAtom, "summary")) == 0) {
			add("A11", "content with src has text, or no summary")
		}
	}
}

// checkAtomElements looks at each element by itself.
func checkAtomElements(root *node, add report) {
	root.walk(func(n *node) {
		if n.space != nsAtom {
			return
		}
		switch n.name {
		case "id":
			checkAtomID(n.text, add)
		case "updated", "published":
			if _, ok := atomTime(n.text); !ok {
				add("A8", "%s %q", n, n.text)
			}
		case "title", "subtitle", "summary", "rights", "content":
			if t := n.attr("type"); t != "" && t != "text" && t != "html" || len(n.children) > 0 {
				add("A10", "%s of type %q with %d elements", n, t, len(n.children))
			}
		case "author", "contributor":
			checkAtomPerson(n, add)
		case "category":
			if scheme := n.attr("scheme"); blank(n.attr("term")) || scheme != "" && !absolute(scheme) {
				add("A13", "category %q of scheme %q", n.attr("term"), scheme)
			}
		case "link":
			checkAtomLink(n, add)
		case "icon", "logo":
			if !webURL(n.text) {
				add("R7", "%s %q", n, n.text)
			}
		}
	})
}

func checkAtomLink(n *node, add report) {
	if !webURL(n.attr("href")) {
		add("R7", "link %q", n.attr("href"))
	}
	if lang := n.attr("hreflang"); lang != "" && !languagePattern().MatchString(lang) {
		add("X8", "hreflang %q", lang)
	}
	if length := n.attr("length"); n.attr("rel") == "enclosure" && (!mediaPattern().MatchString(n.attr("type")) || length != "" && !wholeNumber(length)) {
		add("A14", "enclosure of type %q, length %q", n.attr("type"), length)
	}
}

func checkAtomPerson(n *node, add report) {
	if len(n.all(nsAtom, "name")) != 1 || blank(n.first(nsAtom, "name").text) {
		add("A12", "%s without a name", n)
	}
	for _, e := range n.all(nsAtom, "email") {
		if !emailPattern().MatchString(e.text) {
			add("A12", "email %q", e.text)
		}
	}
	for _, u := range n.all(nsAtom, "uri") {
		if !absolute(u.text) {
			add("A12", "uri %q", u.text)
		}
	}
}

// checkAtomID looks at an IRI as RFC 4287, 4.2.6.1 and RFC 4151 want it.
func checkAtomID(id string, add report) {
	u, err := url.Parse(id)
	if err != nil || !absolute(id) || strings.ContainsAny(id, " \t\n<>\"{}|\\^`") {
		add("A6", "id %q is no absolute IRI", id)
		return
	}
	scheme, _, _ := strings.Cut(id, ":")
	if scheme != strings.ToLower(scheme) || u.Host != strings.ToLower(u.Host) || u.Port() == "80" && scheme == "http" || u.Port() == "443" && scheme == "https" {
		add("A6", "id %q has upper case or a default port", id)
	}
	if u.Host != "" && u.Path != "" && path.Clean(u.Path) != strings.TrimSuffix(u.Path, "/") && u.Path != "/" {
		add("A6", "id %q has a path with dots", id)
	}
	if authority, _, ok := strings.Cut(strings.TrimPrefix(id, "tag:"), ","); strings.HasPrefix(id, "tag:") && (!ok || strings.Contains(authority, ":")) {
		add("T1", "id %q", id)
	}
	if strings.HasPrefix(id, "urn:uuid:") && id != strings.ToLower(id) {
		add("T5", "id %q", id)
	}
}

func absolute(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.IsAbs()
}
