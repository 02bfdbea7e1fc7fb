package article

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"github.com/clipperhouse/uax29/v2/sentences"
)

// longestSentence, in bytes, is where a sentence ends that has not ended before.
const longestSentence = 4096

// markMore stands in HTML on its way to Content, where the summary ends.
const markMore = "\x05"

// summaryLength is how many characters a summary may have that the author did not write as one.
const summaryLength = 300

// content takes the finished HTML, and the summary from it if there is none yet.
func (d *document) content(html string) {
	if i := strings.Index(html, markMore); i >= 0 {
		if d.art.Summary == "" {
			_ = d.set("summary", oneLine(plainText(withoutNoteMarks(html[:i]))), "text before the more mark")
		}
		html = strings.ReplaceAll(html, markMore, "")
	}
	d.art.Content = Marked(strings.TrimSpace(html))
	if d.art.Summary == "" {
		_ = d.set("summary", summarize(firstParagraph(html)), "first paragraph")
	}
}

// firstParagraph gives the text of the first paragraph that says something: one that holds only a picture, links, #tags or a
// date does not. Without any it is the first line that has letters.
func firstParagraph(html string) string {
	for rest := html; ; {
		_, after, found := strings.Cut(rest, "<p")
		if !found {
			break
		}
		rest = after
		if !strings.HasPrefix(after, ">") && !strings.HasPrefix(after, " ") {
			continue
		}
		var paragraph string
		paragraph, rest, _ = strings.Cut(after, "</p>")
		_, paragraph, _ = strings.Cut(paragraph, ">")
		text := plainText(withoutNoteMarks(paragraph))
		if strings.HasSuffix(text, noteBack) {
			break // the notes stand after all paragraphs
		}
		if isHashtags(text) || isDateAlone(text) || strings.HasPrefix(paragraph, "<time") && strings.HasSuffix(paragraph, "</time>") {
			continue
		}
		if letters(paragraph) > 0 || hasLetter(text) && hasLetter(outsideLinks(paragraph)) {
			return oneLine(text)
		}
	}
	for line := range strings.Lines(plainText(withoutNoteMarks(html))) {
		if hasLetter(line) {
			return strings.TrimSpace(line)
		}
	}
	return ""
}

// withoutNoteMarks removes raised links and such as isNoteNumber knows: in plain text they would be part of the word
// before them.
func withoutNoteMarks(html string) string {
	toPage := `href="` + markPage + "#"
	if strings.Contains(html, toPage) {
		html = withoutElements(html, "<a ", "</a>", func(before, attributes, text string) bool {
			return strings.Contains(attributes, toPage) && isNoteNumber(withoutLastTags(before), plainText(text))
		})
	}
	return withoutElements(html, "<sup", "</sup>", func(before, _, raised string) bool {
		around := strings.HasPrefix(before[strings.LastIndexByte(before, '<')+1:], "a ") && strings.HasSuffix(before, ">")
		return around || strings.HasPrefix(raised, "<a ") && strings.HasSuffix(raised, "</a>")
	})
}

// withoutElements removes the elements between opening and closing that drop is for. It gets what stands before an
// element, up to the last one that was looked at, the attributes and what the element holds.
func withoutElements(html, opening, closing string, drop func(before, attributes, inner string) bool) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(html, opening)
		element, after, closed := strings.Cut(rest, closing)
		if !found || !closed {
			break
		}
		b.WriteString(before)
		attributes, inner, _ := strings.Cut(element, ">")
		if !drop(before, attributes, inner) {
			b.WriteString(opening + element + closing)
		}
		html = after
	}
	if b.Len() == 0 {
		return html
	}
	b.WriteString(html)
	return b.String()
}

// withoutLastTags removes the tags at the end of HTML that leave a line as it is.
func withoutLastTags(html string) string {
	for strings.HasSuffix(html, ">") {
		i := strings.LastIndexByte(html, '<')
		name := strings.TrimPrefix(html[i+1:], "/")
		name = name[:letters(name)]
		if i < 0 || breaksLine(name) || name == "br" {
			break
		}
		html = html[:i]
	}
	return html
}

// isNoteNumber reports whether the text of a link to elsewhere on the page is the number of a note: one to three digits, or
// as much in brackets, right behind a word. With a space or bracket before it, it is what a sentence speaks of.
func isNoteNumber(before, text string) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	if before == "" || unicode.IsSpace(last) || strings.ContainsRune("[(>", last) {
		return false
	}
	inner := strings.Trim(text, "[]()")
	return inner != "" && len(inner) <= 3 && (digits(inner) == len(inner) || len(inner) < len(text))
}

// isHashtags reports whether a text is nothing but #tags, as Bear and others write them below the title.
func isHashtags(text string) bool {
	words := strings.Fields(text)
	for _, word := range words {
		if len(word) < 2 || word[0] != '#' {
			return false
		}
	}
	return len(words) > 0
}

// isDateAlone reports whether a text is a date, as news stories begin with one.
func isDateAlone(text string) bool {
	const longest = 60
	if len(text) > longest || !strings.ContainsAny(text, "0123456789") {
		return false
	}
	_, err := parseDate(oneLine(text), time.UTC)
	return err == nil
}

func outsideLinks(html string) string {
	var b strings.Builder
	for html != "" {
		before, after, found := strings.Cut(html, "<a ")
		b.WriteString(before)
		if !found {
			break
		}
		_, html, _ = strings.Cut(after, "</a>")
	}
	return plainText(b.String())
}

func hasLetter(s string) bool { return strings.IndexFunc(s, unicode.IsLetter) >= 0 }

func oneLine(s string) string { return strings.ReplaceAll(s, "\n", " ") }

// summarize cuts plain text after about 300 characters: where a sentence ends if the sentences until there
// are at least a third of that, else between two words, with an ellipsis.
func summarize(plain string) string {
	plain = strings.TrimSpace(plain)
	limit := graphemeOffset(plain, summaryLength)
	if limit == len(plain) {
		return plain
	}
	least := graphemeOffset(plain, summaryLength/3)
	end := 0
	for s := plain; end < limit; s = plain[end:] {
		n := len(firstOf(s))
		if n == 0 || end+n > limit {
			break
		}
		end += n
	}
	if end >= least {
		return strings.TrimSpace(plain[:end])
	}
	return cutWord(plain, limit)
}

// graphemeOffset is where the first n characters, as people count them, end.
func graphemeOffset(s string, n int) int {
	if len(s) <= n {
		return len(s)
	}
	if isASCII(s[:n+1]) {
		return n
	}
	if longest := 64 * n; len(s) > longest { // marks can be piled on one letter without end
		for !utf8.RuneStart(s[longest]) {
			longest--
		}
		s = s[:longest]
	}
	end := 0
	for g := graphemes.FromString(s); n > 0 && g.Next(); n-- {
		end += len(g.Value())
	}
	return end
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// cutWord cuts s between the words before limit. Where there are none, as in a script without spaces, it
// cuts at limit itself.
func cutWord(s string, limit int) string {
	cut := s[:limit]
	next, _ := utf8.DecodeRuneInString(s[limit:])
	if !unicode.IsSpace(next) {
		if i := strings.LastIndexFunc(cut, unicode.IsSpace); i > limit/2 {
			cut = cut[:i]
		}
	}
	return strings.TrimRightFunc(cut, func(r rune) bool {
		return unicode.IsSpace(r) || r == ',' || r == ';' || r == ':' || r == '-' || r == '–' || r == '—' || r == '('
	}) + "…"
}

// firstSentence gives the first sentence of plain text. It does not end after an abbreviation or initial.
func firstSentence(plain string) string {
	return strings.TrimSpace(firstOf(strings.TrimSpace(plain)))
}

// firstOf gives the first sentence of s with the white space after it.
func firstOf(s string) string {
	end := 0
	for it := sentences.FromString(s); it.Next(); {
		end += len(it.Value())
		if strings.HasSuffix(s[:end], "\n") || end > longestSentence || !continues(s[:end], s[end:]) {
			break
		}
	}
	return s[:beforeOpening(s, end)]
}

// beforeOpening is end, or where the brackets and quotes begin that stand before it and open the next sentence: without a
// space between them, as in Japanese, the rules take them for the end of this one.
func beforeOpening(s string, end int) int {
	sentence := s[:end]
	if end < len(s) {
		sentence = strings.TrimRightFunc(sentence, func(r rune) bool { return unicode.In(r, unicode.Ps, unicode.Pi) })
	}
	if sentence == "" {
		return end
	}
	return len(sentence)
}
