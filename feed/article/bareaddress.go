package article

import "strings"

// mayHoldBareAddress reports whether Markdown may have an address that is not marked as a link. Looking for them is a
// quarter of what parsing costs, since any space may be followed by one. Most articles mark all their links in the one
// way that simpleLinkLen knows; where there is any doubt the parser has to look.
func mayHoldBareAddress(body string) bool {
	if hasTrailingSpaces(body) {
		return true
	}
	for {
		i := strings.IndexByte(body, '[')
		if i < 0 {
			return holdsAddress(body)
		}
		n := simpleLinkLen(body[i:])
		if n == 0 || i > 0 && body[i-1] == '\\' {
			// A bracket with another meaning may give the ones after it another meaning too.
			return holdsAddress(body)
		}
		if holdsAddress(body[:i]) {
			return true
		}
		body = body[i+n:]
	}
}

// hasTrailingSpaces reports whether a line ends in more than one space: the parser that looks at each of them keeps
// some that the other drops.
func hasTrailingSpaces(body string) bool {
	for line := range strings.Lines(body) {
		if n := len(line); n > 2 && isSpace(line[n-2]) && isSpace(line[n-3]) {
			return true
		}
	}
	return false
}

// holdsAddress reports whether s has what all addresses have that a parser could find.
func holdsAddress(s string) bool {
	if strings.IndexByte(s, '@') >= 0 || strings.Contains(s, "://") {
		return true
	}
	for i := strings.IndexByte(s, '.'); i >= 0; i = strings.IndexByte(s, '.') { // there are more w than dots
		if strings.HasSuffix(s[:i], "www") {
			return true
		}
		s = s[i+1:]
	}
	return false
}

// simpleLinkLen is the length of the link [text](address) at the start of s, 0 where what stands there could be
// anything else: a note, a check box, a link that a span of code or a cell of a table ends.
func simpleLinkLen(s string) int {
	end := strings.IndexByte(s, ']')
	if end < len("[ab") || end+1 >= len(s) || s[end+1] != '(' || s[1] == '^' || strings.ContainsAny(s[1:end], "[\\`<|\n") {
		return 0
	}
	for i := end + 2; i < len(s); i++ {
		switch c := s[i]; {
		case c == ')':
			return i + 1
		case c <= ' ' || c >= 0x7F || strings.IndexByte("(<>[]\\`|\"'", c) >= 0:
			return 0
		}
	}
	return 0
}
