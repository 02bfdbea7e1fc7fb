package article

import (
	"errors"
	"path"
	"strconv"
	"strings"
)

// setDraft reads all that keeps an article from being published.
func setDraft(d *document, key string, v value) (bool, *Error) {
	yes, ok := boolean(v.text)
	switch key {
	case "published", "publish": // a date under these keys was taken already
		yes = ok && !yes
	case "status":
		yes = isDraftStatus(v.text) && !d.isProposal()
	default:
		if !ok { // what may not be meant for the public stays at home
			d.art.Draft = true
			return true, &Error{Err: errors.New("neither true nor false, taken as true"), Fix: "write true or false"}
		}
	}
	d.art.Draft = d.art.Draft || yes
	return yes, nil
}

// isDraftStatus knows the words of Pelican, Ghost and WordPress.
func isDraftStatus(s string) bool {
	switch strings.ToLower(s) {
	case "draft", "private", "pending", "skip", "trash", "unpublished":
		return true
	}
	return false
}

// isProposal reports whether the front matter is that of a proposal or a decision record. Their status says how far the
// matter is decided: a published draft is usual.
func (d *document) isProposal() bool {
	stem := strings.ToLower(strings.TrimSuffix(path.Base(d.path), path.Ext(d.path)))
	for _, e := range d.said {
		switch key := normalKey(e.key); key {
		case "discussionsto", "posthistory", "supersedes", "supersededby", "replaces", "replacedby", "resolution", // PEP, EIP, BIP
			"rfcpr", "rfcstartdate", // Rust
			"deciders", "decisionmakers", "consulted": // decision records
			return true
		default:
			// eip: 1559 in eip-1559.md, PEP: 8 in pep-0008.md
			n, err := strconv.Atoi(e.value.string())
			if number, ok := strings.CutPrefix(stem, key); ok && err == nil && n >= 0 {
				number = strings.TrimLeft(strings.TrimLeft(number, "-_ "), "0")
				if rest, ok := strings.CutPrefix(number, strconv.Itoa(n)); ok && digits(rest) == 0 {
					return true
				}
			}
		}
	}
	return false
}

// setUnlisted reads all that keeps an article out of lists, whatever else it is.
func setUnlisted(d *document, key string, v value) (bool, *Error) {
	yes, ok := boolean(v.text)
	switch key {
	case "feed", "permalink": // Eleventy writes no page for permalink: false
		yes = ok && !yes
	case "status":
		yes = strings.EqualFold(v.text, "hidden")
	case "build":
		yes = hides(v.get("list")) || hides(v.get("render"))
	case "visibility":
		yes = !ok && !strings.EqualFold(v.text, "public")
	case "layout":
		yes = strings.EqualFold(v.text, "search") || strings.EqualFold(v.text, "archives")
	case "excalidrawplugin", "kanbanplugin":
		yes = !v.empty()
	case "password":
		yes = !v.empty() && (yes || !ok)
	case "redirectto":
		yes = address(v.string()) != ""
	}
	d.art.Unlisted = d.art.Unlisted || yes
	return yes, nil
}

// hides reports whether a value of Hugo's [build] keeps a page out of lists or from being made.
func hides(s string) bool {
	yes, ok := boolean(s)
	return strings.EqualFold(s, "never") || strings.EqualFold(s, "local") || ok && !yes
}

// leadsAway marks an HTML page that only sends its visitors elsewhere, as generators make them for old addresses.
func (d *document) leadsAway(m *metadata, text int) {
	const apology = 300 // "This page has moved, click here if your browser does not…"
	f := m.first("refresh")
	_, target, ok := strings.Cut(strings.ToLower(f.value), "url")
	if ok && strings.HasPrefix(strings.TrimLeft(target, " "), "=") && text <= apology {
		d.art.Unlisted = true
		d.origin("unlisted", f.origin)
	}
}
