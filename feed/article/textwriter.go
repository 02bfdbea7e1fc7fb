package article

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A textWriter writes blocks of plain text as HTML.
type textWriter struct {
	html strings.Builder
	wrap int    // the width at which lines were wrapped; 0 means that none were
	list string // the open list: ul, ol or none
}

func (w *textWriter) block(block []textLine, last bool) {
	if items := listItems(block); items != nil && (len(items) > 1 || w.list != "") {
		w.items(items)
		return
	}
	w.closeList()
	level := 0
	if len(block) == 2 {
		level = underlineLevel(block[0], block[1])
	}
	switch {
	case level > 0:
		tag := "h" + strconv.Itoa(level+1) // h1 is the article's title
		w.element(tag, []string{block[0].bare()})
	case len(block) == 1 && isRule(block[0].text):
		if !last {
			w.html.WriteString("<hr>\n")
		}
	case isQuoted(block):
		w.quote(block)
	case isIndented(block), isAligned(block):
		w.verbatim(block)
	default:
		w.paragraphs(block)
	}
}

// verbatim keeps lines as they are, but for the indentation that they share.
func (w *textWriter) verbatim(block []textLine) {
	least := len(block[0].text)
	for _, l := range block {
		if !l.blank() {
			least = min(least, l.indent())
		}
	}
	w.html.WriteString("<pre>")
	for i, l := range block {
		if i > 0 {
			w.html.WriteByte('\n')
		}
		if !l.blank() {
			w.linked(l.text[least:])
		}
	}
	w.html.WriteString("</pre>\n")
}

func isQuoted(block []textLine) bool {
	for _, l := range block {
		if !strings.HasPrefix(l.text, ">") {
			return false
		}
	}
	return true
}

// quote writes lines that begin with > as mail has them.
func (w *textWriter) quote(block []textLine) {
	inner := make([]textLine, len(block))
	for i, l := range block {
		inner[i] = textLine{strings.TrimPrefix(strings.TrimLeft(l.text, ">"), " "), l.number}
	}
	w.html.WriteString("<blockquote>\n")
	for _, block := range textBlocks(inner) {
		w.paragraphs(block)
	}
	w.html.WriteString("</blockquote>\n")
}

// A listItem is an item with the lines that continue it.
type listItem struct {
	ordered bool
	number  string
	lines   []string
}

// listItems are the items of a block, nil if it is no list. Lines that continue an item are indented.
func listItems(block []textLine) []listItem {
	if isRule(block[0].text) {
		return nil
	}
	var items []listItem
	for _, l := range block {
		bare := strings.TrimLeft(l.text, " \t")
		n, ordered := itemLen(bare)
		switch {
		case n > 0 && (len(items) == 0 || items[0].ordered == ordered):
			item := listItem{ordered: ordered, lines: []string{strings.TrimSpace(bare[n:])}}
			if ordered {
				item.number = bare[:digits(bare)]
			}
			items = append(items, item)
		case n == 0 && len(items) > 0 && l.indent() > 0:
			last := &items[len(items)-1]
			last.lines = append(last.lines, bare)
		default:
			return nil
		}
	}
	return items
}

func (w *textWriter) items(items []listItem) {
	tag := "ul"
	if items[0].ordered {
		tag = "ol"
	}
	if w.list != tag {
		w.closeList()
		w.list = tag
		w.html.WriteString("<" + tag)
		if number := strings.TrimLeft(items[0].number, "0"); tag == "ol" && number != "1" && number != "" {
			w.html.WriteString(` start="` + number + `"`)
		}
		w.html.WriteString(">\n")
	}
	for _, item := range items {
		w.element("li", []string{joinLines(item.lines)})
	}
}

func (w *textWriter) closeList() {
	if w.list != "" {
		w.html.WriteString("</" + w.list + ">\n")
		w.list = ""
	}
}

// paragraphs writes a block as one paragraph, or as several where each line is one.
func (w *textWriter) paragraphs(block []textLine) {
	for len(block) > 0 {
		n := paragraphLen(block)
		lines := make([]string, n)
		columns := 0
		for i, l := range block[:n] {
			lines[i] = l.bare()
			columns += width(lines[i])
		}
		block = block[n:]
		switch average := columns / n; {
		case n == 1 || w.wrapped(lines):
			w.element("p", []string{joinLines(lines)})
		case average > 130: // no one wraps so late: each line is a paragraph
			for _, line := range lines {
				w.element("p", []string{line})
			}
		case average > 60: // a sentence on each line
			w.element("p", []string{joinLines(lines)})
		default: // verse, an address, a signature
			w.element("p", lines)
		}
	}
}

// paragraphLen is the number of lines of block that make its first paragraph. An indented line begins the
// next one, as in books, where the first of all may be without.
func paragraphLen(block []textLine) int {
	for i := 1; i < len(block); i++ {
		if block[i].indent() == 0 {
			continue
		}
		if block[0].indent() > 0 && (i > 1 || block[i].indent() == block[0].indent()) ||
			block[0].indent() == 0 && endsSentence(block[i-1].text) && (i+1 == len(block) || block[i+1].indent() == 0) {
			return i
		}
	}
	return len(block)
}

func endsSentence(line string) bool {
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRight(line, `"'”’»)`))
	return strings.ContainsRune(".!?…", last)
}

// wrapped reports whether lines were broken only because the next word had no room.
func (w *textWriter) wrapped(lines []string) bool {
	if w.wrap == 0 {
		return false
	}
	full := 0
	for i, line := range lines[:len(lines)-1] {
		next := lines[i+1]
		if space := strings.IndexByte(next, ' '); space >= 0 {
			next = next[:space]
		} else if r, n := utf8.DecodeRuneInString(next); spaceless(r) {
			next = next[:n]
		}
		// An editor's width and the longest line differ by a few columns.
		const slack = 4
		if width(line)+1+width(next)+slack > w.wrap {
			full++
		}
	}
	return full*10 >= (len(lines)-1)*6
}

// joinLines joins the lines of a paragraph. Words are not put together again, but no space comes after a
// hyphen or between letters of scripts that have none.
func joinLines(lines []string) string {
	if len(lines) == 1 {
		return lines[0]
	}
	var b strings.Builder
	b.WriteString(lines[0])
	for i, line := range lines[1:] {
		if !joinsClosely(lines[i], line) {
			b.WriteByte(' ')
		}
		b.WriteString(line)
	}
	return b.String()
}

func joinsClosely(before, after string) bool {
	last, n := utf8.DecodeLastRuneInString(before)
	first, _ := utf8.DecodeRuneInString(after)
	if last == '-' {
		letter, _ := utf8.DecodeLastRuneInString(before[:len(before)-n])
		return unicode.IsLetter(letter) && unicode.IsLower(first)
	}
	return closely(last) && closely(first)
}

func closely(r rune) bool {
	return spaceless(r) || r >= 0x3000 && r <= 0x303F || r >= 0xFF00 && r <= 0xFFEF
}

// element writes lines, with breaks between them.
func (w *textWriter) element(tag string, lines []string) {
	w.html.WriteString("<" + tag + ">")
	for i, line := range lines {
		if i > 0 {
			w.html.WriteString("<br>\n")
		}
		w.linked(line)
	}
	w.html.WriteString("</" + tag + ">\n")
}
