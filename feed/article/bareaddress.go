package article

import "strings"

// mayHoldBareAddress reports whether Markdown may have an address that is not marked as a link. To look for them is
// half of what parsing costs, since one may follow each space, and most articles have none. Where there is any doubt
// the answer is yes.
func mayHoldBareAddress(body string) bool {
	if hasTrailingSpaces(body) {
		return true
	}
	for paragraph := range strings.SplitSeq(body, "\n\n") { // no link and no span of code goes further
		if !isDefinitions(paragraph) && holdsBareAddress(paragraph) {
			return true
		}
	}
	return false
}

// hasTrailingSpaces reports whether a line ends in more than one space: the parser that looks at each of them keeps
// some that the other drops.
func hasTrailingSpaces(body string) bool {
	for line := range strings.Lines(body) {
		if n := len(line); n > 2 && isBlank(line[n-2]) && isBlank(line[n-3]) {
			return true
		}
	}
	return false
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' }

// isDefinitions reports whether each line of a paragraph is a definition, [label]: address, of the simplest form.
func isDefinitions(paragraph string) bool {
	const longest = 500 // bytes of a label, half of what CommonMark allows
	paragraph = strings.Trim(paragraph, "\n")
	for line := range strings.SplitSeq(paragraph, "\n") {
		label, address, found := strings.Cut(line, "]: ")
		if !found || len(label) < len("[a") || len(label) > longest || label[0] != '[' || label[1] == '^' || label[1] == ' ' ||
			!isPlainLabel(label[1:]) || address == "" || addressLen(address) < len(address) {
			return false
		}
	}
	return true
}

// holdsBareAddress looks for an address outside the brackets of links.
func holdsBareAddress(paragraph string) bool {
	for {
		i := strings.IndexByte(paragraph, '[')
		if i < 0 {
			return holdsAddress(paragraph)
		}
		if holdsAddress(paragraph[:i]) {
			return true
		}
		n := bracketsLen(paragraph[i:])
		if n == 0 || i > 0 && paragraph[i-1] == '\\' {
			// A bracket with another meaning may give those after it another meaning too.
			return holdsAddress(paragraph[i:])
		}
		paragraph = paragraph[i+n:]
	}
}

// holdsAddress reports whether s has what all addresses have that a parser could find.
func holdsAddress(s string) bool {
	if strings.Contains(s, "://") {
		return true
	}
	for rest := s; ; {
		i := strings.IndexByte(rest, '@')
		if i < 0 {
			break
		}
		if i > 0 && strings.IndexByte(" \t\n([", rest[i-1]) < 0 { // a name stands before it
			return true
		}
		rest = rest[i+1:]
	}
	for rest := s; ; { // there are fewer dots than w
		i := strings.IndexByte(rest, '.')
		if i < 0 {
			return false
		}
		if strings.HasSuffix(rest[:i], "www") {
			return true
		}
		rest = rest[i+1:]
	}
}

// bracketsLen is the length of [text], [text](address) or [text][label] at the start of s, in none of which an address
// is bare. It is 0 where what stands there could be anything else: a note or check box before a bracket, a link that a
// span of code, a tag or a cell of a table cuts in two.
func bracketsLen(s string) int {
	text, end := label(s)
	if end == 0 || end == len(s) {
		return end
	}
	switch s[end] {
	case '(':
		end++
		end += addressLen(s[end:])
		if len(text) < 2 || text[0] == '^' || end == len(s) || s[end] != ')' {
			return 0
		}
		end++
	case '[':
		_, n := label(s[end:])
		if end += n; n == 0 || end < len(s) && (s[end] == '(' || s[end] == '[') {
			return 0
		}
	}
	return end
}

// label gives the text between the brackets at the start of s, and where they end, 0 if there are no plain ones.
func label(s string) (text string, end int) {
	end = strings.IndexByte(s, ']')
	if end < 0 || !isPlainLabel(s[1:end]) {
		return "", 0
	}
	return s[1:end], end + 1
}

func isPlainLabel(s string) bool { return !strings.ContainsAny(s, "[]\\`<>|\n") }

// addressBytes are the printable ones of ASCII without those that brackets or quotes may give another meaning.
var addressBytes = [256]bool{
	'!': true, '#': true, '$': true, '%': true, '&': true, '*': true, '+': true, ',': true, '-': true, '.': true, '/': true,
	'0': true, '1': true, '2': true, '3': true, '4': true, '5': true, '6': true, '7': true, '8': true, '9': true,
	':': true, ';': true, '=': true, '?': true, '@': true, '^': true, '_': true, '{': true, '}': true, '~': true,
	'A': true, 'B': true, 'C': true, 'D': true, 'E': true, 'F': true, 'G': true, 'H': true, 'I': true, 'J': true, 'K': true, 'L': true, 'M': true,
	'N': true, 'O': true, 'P': true, 'Q': true, 'R': true, 'S': true, 'T': true, 'U': true, 'V': true, 'W': true, 'X': true, 'Y': true, 'Z': true,
	'a': true, 'b': true, 'c': true, 'd': true, 'e': true, 'f': true, 'g': true, 'h': true, 'i': true, 'j': true, 'k': true, 'l': true, 'm': true,
	'n': true, 'o': true, 'p': true, 'q': true, 'r': true, 's': true, 't': true, 'u': true, 'v': true, 'w': true, 'x': true, 'y': true, 'z': true,
}

// addressLen is how much of the start of s is an address that needs no brackets around it.
func addressLen(s string) int {
	for i := range len(s) {
		if !addressBytes[s[i]] {
			return i
		}
	}
	return len(s)
}
