package article

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"
)

// DefaultScraps are lines that web pages leave at the end of a text which was copied out of them, and the marks that news
// wires end one with. Case and the dots after them do not count.
var DefaultScraps = []string{
	"Share it", "Share this", "Share this article", "Share this post", "Share this story", "Share on Facebook", "Share on Twitter",
	"Read more", "Continue reading", "Related articles", "Advertisement", "Advertisements", "Sponsored", "Print this page", "Email this",
	"-30-", "###", "ENDS", "-ENDS-",
}

// A line of plain text, counted from 1 as in its file.
type textLine struct {
	text   string // without white space at its end, tabs as they are
	number int
}

func (l textLine) blank() bool  { return l.text == "" }
func (l textLine) indent() int  { return len(l.text) - len(strings.TrimLeft(l.text, " \t")) }
func (l textLine) bare() string { return strings.TrimSpace(l.text) }

// text reads a body of plain text.
func (d *document) text(body string, line int) {
	lines := textLines(body, line)
	lines = withoutScraps(lines, d.scraps())
	dedent(lines)
	blocks := textBlocks(lines)
	blocks = d.headline(blocks)
	w := textWriter{wrap: wrapWidth(blocks)}
	blocks = joinIndented(blocks)
	for i, block := range blocks {
		w.block(block, i == len(blocks)-1)
	}
	w.closeList()
	d.fragment(w.html.String())
}

func textLines(body string, number int) []textLine {
	lines := make([]textLine, 0, strings.Count(body, "\n")+1)
	for text := range strings.SplitSeq(body, "\n") {
		lines = append(lines, textLine{strings.TrimRightFunc(text, unicode.IsSpace), number})
		number++
	}
	return lines
}

func (d *document) scraps() []string {
	if d.settings.Scraps == nil {
		return DefaultScraps
	}
	return d.settings.Scraps
}

// withoutScraps drops the last lines as long as they are scraps.
func withoutScraps(lines []textLine, scraps []string) []textLine {
	for {
		for len(lines) > 0 && lines[len(lines)-1].blank() {
			lines = lines[:len(lines)-1]
		}
		if len(lines) == 0 || !isScrap(lines[len(lines)-1].text, scraps) {
			return lines
		}
		lines = lines[:len(lines)-1]
	}
}

func isScrap(line string, scraps []string) bool {
	const longest = 200
	if len(line) > longest {
		return false
	}
	line = withoutDots(line)
	for _, scrap := range scraps {
		if line != "" && strings.EqualFold(line, withoutDots(scrap)) {
			return true
		}
	}
	return false
}

func withoutDots(s string) string {
	return strings.TrimRight(collapse(s), ".…!:»>→ ")
}

// dedent removes the indentation that all lines share: a text that is indented as a whole has no meaning
// in that.
func dedent(lines []textLine) {
	least := -1
	for _, l := range lines {
		if !l.blank() && (least < 0 || l.indent() < least) {
			least = l.indent()
		}
	}
	if least <= 0 {
		return
	}
	for i := range lines {
		if !lines[i].blank() {
			lines[i].text = lines[i].text[least:]
		}
	}
}

// textBlocks are the runs of lines between blank lines. An underlined line, and one that is a rule, are
// blocks of their own.
func textBlocks(lines []textLine) [][]textLine {
	var blocks [][]textLine
	start := 0
	end := func(i int) {
		if i > start {
			blocks = append(blocks, lines[start:i])
		}
		start = i
	}
	for i, l := range lines {
		switch {
		case l.blank():
			end(i)
			start = i + 1
		case i == start && i+1 < len(lines) && underlineLevel(l, lines[i+1]) > 0 && (i+2 == len(lines) || !isRule(lines[i+2].text)):
			// the block ends after the underline
		case i == start+1 && underlineLevel(lines[start], l) > 0:
			end(i + 1)
		}
	}
	end(len(lines))
	return blocks
}

// underlineLevel is 1 or 2 if under is a line of = or - about as long as the line above it, else 0.
func underlineLevel(above, under textLine) int {
	mark := under.bare()
	if len(mark) < 3 || above.blank() || isRule(above.text) || above.indent() > 3 {
		return 0
	}
	level := 1
	switch mark[0] {
	case '=':
	case '-':
		level = 2
	default:
		return 0
	}
	title := width(above.bare())
	if strings.Trim(mark, mark[:1]) != "" || title > 2*headlineWidth || len(mark)*2 < title || !hasWords(above.text) {
		return 0
	}
	return level
}

// isRule reports whether a line is a break between parts: three or more of one mark and nothing else.
func isRule(line string) bool {
	s := strings.TrimSpace(line)
	if s == "" || !strings.Contains("-*_=~#", s[:1]) {
		return false
	}
	s = strings.ReplaceAll(s, " ", "")
	return len(s) >= 3 && strings.Trim(s, s[:1]) == ""
}

// headline takes the title out of the first block if it is one, or says again what the title is.
func (d *document) headline(blocks [][]textLine) [][]textLine {
	if len(blocks) == 0 {
		return blocks
	}
	first := blocks[0]
	if isRule(first[0].text) && len(first) == 3 && isRule(first[2].text) { // the line is ruled above and below
		first = first[1:]
	}
	text := collapse(first[0].text)
	underlined := len(first) == 2 && underlineLevel(first[0], first[1]) > 0
	alone := len(first) == 1 && len(blocks) > 1 && isHeadline(text) && !isListItem(text)
	switch {
	case sameText(text, d.art.Title) && (underlined || len(first) == 1):
	case d.art.Title != "" || !underlined && !alone:
		return blocks
	case underlined:
		d.art.Title = text
		d.origin("title", "first heading, line "+strconv.Itoa(first[0].number))
	default:
		d.art.Title = text
		d.origin("title", "first line, line "+strconv.Itoa(first[0].number))
	}
	return blocks[1:]
}

// wrapWidth is the width at which the text was wrapped by hand, 0 if it was not: the longest line of the
// paragraphs that have several.
func wrapWidth(blocks [][]textLine) int {
	// Longer lines are whole paragraphs, shorter ones are verse or a list of something.
	const narrowest, widest = 40, 130
	longest := 0
	for _, block := range blocks {
		if len(block) < 2 || isAligned(block) || isIndented(block) {
			continue
		}
		for _, l := range block {
			if len(l.text) > longest && !strings.Contains(l.text, "://") { // no wrap breaks an address
				longest = max(longest, width(l.text))
			}
		}
	}
	if longest < narrowest || longest > widest {
		return 0
	}
	return longest
}

// width is the number of columns that s takes.
func width(s string) int {
	if isASCII(s) {
		return len(s)
	}
	return displaywidth.String(s)
}

// isIndented reports whether all lines are set off from the margin, as code and quoted matter are.
func isIndented(block []textLine) bool {
	for _, l := range block {
		if l.blank() {
			continue
		}
		deep := l.indent() >= 4 || l.text[0] == '\t'
		if !deep && (len(block) == 1 || l.indent() < 2) {
			return false
		}
		if len(block) == 1 && len(l.text) > headlineWidth {
			return false // the first line of a paragraph
		}
	}
	return true
}

// joinIndented makes one block of indented ones that only blank lines separate, so that they keep their indentation
// towards each other.
func joinIndented(blocks [][]textLine) [][]textLine {
	joined := blocks[:0]
	before := false
	for _, block := range blocks {
		verbatim := isVerbatim(block)
		if verbatim && before {
			last := &joined[len(joined)-1]
			*last = (*last)[:block[len(block)-1].number-(*last)[0].number+1] // blocks are parts of one slice of all lines
		} else {
			joined = append(joined, block)
		}
		before = verbatim
	}
	return joined
}

// isVerbatim reports whether a block stays as it stands because it is indented.
func isVerbatim(block []textLine) bool {
	heading := len(block) == 2 && underlineLevel(block[0], block[1]) > 0
	return isIndented(block) && !heading && !isRule(block[0].text) && listItems(block) == nil
}

// isAligned reports whether the lines stand in columns, as in a table.
func isAligned(block []textLine) bool {
	columns := 0
	for _, l := range block {
		if hasColumns(l.bare()) {
			columns++
		}
	}
	return len(block) > 1 && columns*2 >= len(block)
}

func hasColumns(line string) bool {
	if line == "" {
		return false
	}
	if strings.Contains(line, "   ") || strings.Contains(line, "\t") || line[0] == '|' || strings.HasPrefix(line, "+-") || isDrawn(line) {
		return true
	}
	for i := 1; i < len(line); i++ {
		// Typists leave two spaces after a sentence.
		if line[i] == ' ' && line[i-1] != ' ' && strings.HasPrefix(line[i:], "  ") && !strings.ContainsRune(".!?:)\"'", rune(line[i-1])) {
			return true
		}
	}
	return false
}

// isDrawn reports whether a line begins with a character that frames are drawn with.
func isDrawn(line string) bool {
	r, _ := utf8.DecodeRuneInString(line)
	return r >= 0x2500 && r <= 0x257F
}

// itemLen is the length of the mark of a list item at the start of line, 0 if it is none. ordered tells
// numbers from bullets.
func itemLen(line string) (n int, ordered bool) {
	if r, size := utf8.DecodeRuneInString(line); strings.ContainsRune("-*+•·–", r) {
		if strings.HasPrefix(line[size:], " ") || strings.HasPrefix(line[size:], "\t") {
			return size + 1, false
		}
		return 0, false
	}
	n = digits(line)
	if n == 0 || n > 3 || n+1 >= len(line) || line[n] != '.' && line[n] != ')' || line[n+1] != ' ' {
		return 0, false
	}
	return n + 2, true
}

func isListItem(line string) bool {
	n, _ := itemLen(line)
	return n > 0
}
