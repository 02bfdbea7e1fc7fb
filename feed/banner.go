package feed

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// A banner is what a person sees who opens an RSS or Atom document in a browser: what this is, the address to copy, and
// a link to each item. It is one XHTML element at the head of the feed, and the style sheet hides all the rest: this
// way it needs no script, and links work, which those of RSS and Atom do not in any browser.
//
// Readers that know nothing of namespaces must not take it for anything: no element in it has the name of one of RSS
// or Atom, and its namespace has no prefix.
type banner struct {
	Namespace string `xml:"xmlns,attr"`
	Language  string `xml:"lang,attr,omitempty"`
	Direction string `xml:"dir,attr,omitempty"`
	Markup    []byte `xml:",innerxml"`
}

// phoneWidth keeps phones from laying the document out for a wide screen and showing it tiny. They heed it in XML wherever
// it stands.
const phoneWidth = "\n" + `<meta name="viewport" content="width=device-width, initial-scale=1"/>`

const nsXHTML = "http://www.w3.org/1999/xhtml"

// newBanner returns the banner for one format's document, nil where there is no style sheet for it.
func newBanner(p *prepared, fileName string) *banner {
	if p.StyleSheet == "" {
		return nil
	}
	address := p.Folder + fileName
	if p.neighbour.current != "" {
		address = p.neighbour.current + fileName // nobody should subscribe to an archive document
	}
	b := append(p.markup[:0], phoneWidth...)
	b = append(b, "\n<h1>"...)
	b = named.append(b, p.Title)
	b = append(b, "</h1>"...)
	b = element(b, "", "p", p.Description, named)
	b = appendExplanation(b, p, address)
	b = append(b, p.list()...)
	p.markup = append(b, '\n')
	return &banner{Namespace: nsXHTML, Language: p.Language, Direction: direction(p.Language), Markup: p.markup}
}

// appendExplanation appends the part in words of our own.
func appendExplanation(b []byte, p *prepared, address string) []byte {
	w := wordsFor(p.Language)
	b = append(b, "\n<div"...)
	if w.language != primary(p.Language) {
		b = attribute(b, "lang", w.language)
		b = attribute(b, "dir", "ltr")
	}
	b = append(b, ">\n<p><strong>"...)
	b = append(b, w.what...)
	b = append(b, "</strong> "...)
	b = append(b, w.how...)
	b = append(b, "</p>"...)
	b = append(b, "\n<p><code>"...)
	b = named.append(b, address)
	b = append(b, "</code></p>\n<p><a"...)
	b = attribute(b, "href", p.Page)
	b = append(b, '>')
	b = append(b, w.page...)
	return append(b, "</a></p>\n</div>"...)
}

// list returns the markup of the items, which is the same in RSS and Atom; nothing if there are none.
func (p *prepared) list() []byte {
	if len(p.titles) > 0 || len(p.items) == 0 {
		return p.titles
	}
	b := append(p.titles, "\n<ul>"...)
	for i := range p.items {
		item := &p.items[i]
		b = append(b, "\n<li"...)
		if item.language != "" && direction(item.language) != direction(p.Language) {
			b = attribute(b, "dir", cmp.Or(direction(item.language), "ltr"))
		}
		b = append(b, "><a"...)
		b = attribute(b, "href", item.url)
		b = attribute(b, "lang", item.language)
		b = append(b, '>')
		b = named.append(b, item.heading)
		b = append(b, "</a>"...)
		if writable(item.published) {
			b = append(b, " <small>"...)
			b = appendDay(b, item.published, p.Language)
			b = append(b, "</small>"...)
		}
		b = append(b, "</li>"...)
	}
	p.titles = append(b, "\n</ul>"...)
	return p.titles
}

// appendDay appends a date as readers of the language take it without doubt: English by the month's name, others as
// ISO 8601 does.
func appendDay(b []byte, t time.Time, language string) []byte {
	if language == "" || primary(language) == "en" {
		return t.AppendFormat(b, "2 January 2006")
	}
	return t.AppendFormat(b, time.DateOnly)
}

// insertInstruction inserts the processing instruction that names the style sheet at i.
func insertInstruction(b []byte, i int, styleSheet string) []byte {
	if styleSheet == "" {
		return b
	}
	instruction := attribute([]byte("\n<?xml-stylesheet type=\"text/css\""), "href", styleSheet)
	return slices.Insert(b, i, append(instruction, "?>\n"...)...)
}

// primary returns the first part of a language tag in lower case, which alone names the language.
func primary(tag string) string {
	first, _, _ := strings.Cut(tag, "-")
	return strings.ToLower(first)
}

// direction returns "rtl" for languages that are written from right to left, else "".
func direction(tag string) string {
	for i, part := range strings.Split(strings.ToLower(tag), "-") {
		if i > 0 && len(part) == 4 && isLetter(part[0]) { // a script, which says more than the language
			switch part {
			case "adlm", "arab", "hebr", "nkoo", "rohg", "syrc", "thaa":
				return "rtl"
			}
			return ""
		}
	}
	switch primary(tag) {
	case "ar", "arc", "ckb", "dv", "fa", "he", "iw", "ji", "nqo", "ps", "sd", "syr", "ug", "ur", "yi":
		return "rtl"
	}
	return ""
}
