package article

import (
	"html"
	"path"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

const (
	sentenceTitle = 90  // characters of a title that was cut out of the text
	headlineWidth = 100 // columns of a line that may be a headline
	longestTitle  = 300 // characters of any title
)

// titleFromContent gives the article a title where neither its metadata nor a heading did. line is the
// number of the line with which the text begins.
func (d *document) titleFromContent(line int) {
	defer func() { d.art.Title = cutWords(balanceBidi(d.art.Title), longestTitle) }()
	if d.art.Title != "" {
		return
	}
	if d.art.Title = d.cutHeadline(); d.art.Title != "" {
		d.origin("title", "first line, line "+strconv.Itoa(line))
		return
	}
	sentence := collapse(firstSentence(firstOfLong(firstParagraph(string(d.art.Content)))))
	if hasWords(sentence) {
		d.art.Title = cutWords(sentence, sentenceTitle)
		d.origin("title", "first sentence, line "+strconv.Itoa(line))
		return
	}
	d.art.Title = stemWords(d.path, d.settings.Stem(d.path))
	d.origin("title", "file name")
}

// firstOfLong bounds the time that looking for sentences takes in a text without any.
func firstOfLong(s string) string {
	const enough = 8 << 10
	if len(s) <= enough {
		return s
	}
	return strings.ToValidUTF8(s[:enough], "")
}

// cutHeadline takes a first paragraph that is a headline out of the content and returns its text.
func (d *document) cutHeadline() string {
	inner, rest, ok := strings.Cut(strings.TrimPrefix(string(d.art.Content), "<p>"), "</p>")
	if !ok || !strings.HasPrefix(string(d.art.Content), "<p>") || strings.TrimSpace(rest) == "" {
		return ""
	}
	for _, element := range [...]string{"<a ", "<br", "<img", "<picture", "<audio", "<video"} {
		if strings.Contains(inner, element) {
			return ""
		}
	}
	text := plainText(inner)
	if !isHeadline(text) {
		return ""
	}
	d.art.Content = Marked(strings.TrimLeft(rest, "\n"))
	if d.art.Origins["summary"] == "first paragraph" {
		if d.art.Summary = summarize(firstParagraph(rest)); d.art.Summary == "" {
			delete(d.art.Origins, "summary")
		}
	}
	return collapse(text)
}

// isHeadline reports whether a line that stands alone at the start is rather a headline than a paragraph.
func isHeadline(line string) bool {
	if !hasLetter(line) || strings.Contains(line, "\n") || len(line) > 4*headlineWidth || width(line) > headlineWidth {
		return false
	}
	if strings.Contains(line, "://") || len(strings.Fields(line)) > 20 {
		return false
	}
	bare := strings.TrimRight(line, `"'”’»)]* `)
	last, _ := utf8.DecodeLastRuneInString(bare)
	if strings.ContainsRune(".!…:;,。！：；，、．।؟۔", last) && !endsInInitials(bare) {
		return false
	}
	_, err := parseDate(line, time.UTC)
	return err != nil // a date alone is no headline
}

// endsInInitials reports whether the full stop at the end of s is part of an abbreviation: "in the U.S."
func endsInInitials(s string) bool {
	return len(s) >= 4 && s[len(s)-1] == '.' && s[len(s)-3] == '.' && letters(s[len(s)-2:]) == 1
}

// stemWords makes a title of the stem of a file's name.
func stemWords(name, stem string) string {
	if !hasWords(stem) {
		stem = path.Base(name)
	}
	words := collapse(normaliseString(strings.ToValidUTF8(strings.NewReplacer("-", " ", "_", " ").Replace(stem), "\uFFFD")))
	if words == "" {
		return "Untitled"
	}
	r, n := utf8.DecodeRuneInString(words)
	return string(unicode.ToUpper(r)) + words[n:]
}

// hasWords reports whether s has anything to read: titles such as 1984 have no letter.
func hasWords(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }) >= 0
}

// collapse makes each run of white space one space and removes it at both ends.
func collapse(s string) string {
	space := true
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c < ' ' || c == ' ' && space || c >= utf8.RuneSelf && spaceAt(s, i) {
			return strings.Join(strings.Fields(s), " ")
		}
		space = c == ' '
	}
	return strings.TrimSuffix(s, " ")
}

// spaceAt reports whether one of the spaces outside ASCII begins at s[i]. Within a character none does.
func spaceAt(s string, i int) bool {
	r, _ := utf8.DecodeRuneInString(s[i:])
	return unicode.IsSpace(r)
}

// cutWords cuts s between words so that it has at most n characters and an ellipsis.
func cutWords(s string, n int) string {
	limit := graphemeOffset(s, n)
	if limit == len(s) {
		return s
	}
	return cutWord(s, limit)
}

// withoutMarkup is the plain text of a line of metadata, in which people write HTML and Markdown. Only
// elements that exist are taken for HTML: Vec<T> stays.
func withoutMarkup(s string) string {
	if !strings.ContainsAny(s, "<&`*") {
		return s
	}
	s = withoutTags(s)
	if strings.Contains(s, ";") {
		s = normaliseString(html.UnescapeString(s))
	}
	s = withoutPairs(withoutPairs(s, "**"), "`")
	return collapse(s)
}

func withoutTags(s string) string {
	var b strings.Builder
	for {
		i := strings.IndexByte(s, '<')
		if i < 0 {
			break
		}
		b.WriteString(s[:i])
		s = s[i:]
		end := strings.IndexByte(s, '>')
		name := strings.TrimPrefix(s[1:], "/")
		name = name[:letters(name)]
		if name == "h" || name == "H" { // h1 to h6 have a digit
			name = strings.Trim(s[:min(len(s), 4)], "</>")
		}
		if end < 0 || !isInline(strings.ToLower(name)) {
			b.WriteByte('<')
			s = s[1:]
			continue
		}
		if strings.EqualFold(name, "br") || strings.EqualFold(name, "p") {
			b.WriteByte(' ')
		}
		s = s[end+1:]
	}
	b.WriteString(s)
	return b.String()
}

func isInline(element string) bool {
	switch element {
	case "a", "abbr", "b", "big", "br", "cite", "code", "del", "div", "em", "font", "h1", "h2", "h3", "i", "img", "ins", "kbd",
		"mark", "p", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "tt", "u", "var", "wbr":
		return true
	}
	return false
}

// withoutPairs removes a mark where it opens and closes.
func withoutPairs(s, mark string) string {
	for from := 0; ; {
		start := strings.Index(s[from:], mark)
		if start < 0 {
			return s
		}
		start += from
		length := strings.Index(s[start+len(mark):], mark)
		if length < 0 {
			return s
		}
		inner := s[start+len(mark) : start+len(mark)+length]
		bare := strings.TrimSpace(inner)
		if bare == "" || mark == "**" && bare != inner { // a power, or two notes: CommonMark 0.31, 6.2
			from = start + len(mark)
			continue
		}
		s = s[:start] + inner + s[start+len(mark)+length+len(mark):]
		from = start + length
	}
}

// balanceBidi removes the controls that change the direction of text if they do not end in s: they would
// turn round whatever a feed reader shows after it.
func balanceBidi(s string) string {
	if !strings.Contains(s, "\u202A"[:2]) && !strings.Contains(s, "\u2066"[:2]) {
		return s
	}
	embedded, isolated := 0, 0
	balanced := true
	for _, r := range s {
		switch {
		case r == 0x202A || r == 0x202B || r == 0x202D || r == 0x202E:
			embedded++
		case r == 0x202C:
			embedded--
		case r >= 0x2066 && r <= 0x2068:
			isolated++
		case r == 0x2069:
			isolated--
		}
		balanced = balanced && embedded >= 0 && isolated >= 0
	}
	if balanced && embedded == 0 && isolated == 0 {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 {
			return -1
		}
		return r
	}, s)
}
