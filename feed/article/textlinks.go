package article

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// linked writes text with its addresses as links.
func (w *textWriter) linked(s string) {
	done := 0 // s is written until here
	for i := 0; i < len(s); {
		start, end, href := 0, 0, ""
		switch s[i] {
		case ':':
			start, end = webLink(s, done, i)
			href = s[start:end]
		case '.':
			if start, end = wwwLink(s, done, i); end > 0 {
				href = "https://" + s[start:end]
			}
		case '@':
			if start, end = mailLink(s, done, i); end > 0 {
				href = "mailto:" + s[start:end]
			}
		}
		if end == 0 {
			i++
			continue
		}
		w.escaped(s[done:start])
		w.html.WriteString(`<a href="`)
		w.escaped(href)
		w.html.WriteString(`">`)
		w.escaped(s[start:end])
		w.html.WriteString("</a>")
		done, i = end, end
	}
	w.escaped(s[done:])
}

func (w *textWriter) escaped(s string) {
	w.html.WriteString(escapeAttr(s))
}

// webLink finds the URL whose colon is at i and that begins at from or later. end is 0 if there is none.
func webLink(s string, from, i int) (start, end int) {
	if !strings.HasPrefix(s[i:], "://") {
		return 0, 0
	}
	for _, scheme := range [...]string{"https", "http", "ftp"} {
		start = i - len(scheme)
		if start >= from && strings.EqualFold(s[start:i], scheme) && !endsInWord(s[from:start]) {
			end = linkEnd(s, i+len("://"))
			if end > i+len("://") {
				return start, end
			}
		}
	}
	return 0, 0
}

// wwwLink finds an address without scheme, of which the first dot is at i.
func wwwLink(s string, from, i int) (start, end int) {
	start = i - len("www")
	if start < from || !strings.EqualFold(s[start:i], "www") || endsInWord(s[from:start]) {
		return 0, 0
	}
	end = linkEnd(s, i+1)
	host, _, _ := strings.Cut(s[i+1:max(end, i+1)], "/")
	if dot := strings.IndexByte(host, '.'); dot <= 0 || dot == len(host)-1 {
		return 0, 0
	}
	return start, end
}

// mailLink finds the mail address of which the @ is at i.
func mailLink(s string, from, i int) (start, end int) {
	start = i
	for start > from && isMailByte(s[start-1]) {
		start--
	}
	for start < i && s[start] == '.' {
		start++
	}
	end = i + 1
	for end < len(s) && (isMailByte(s[end]) && s[end] != '+' && s[end] != '_') {
		end++
	}
	host := strings.TrimRight(s[i+1:end], ".-")
	end = i + 1 + len(host)
	dot := strings.LastIndexByte(host, '.')
	if start == i || dot <= 0 || letters(host[dot+1:]) < 2 || endsInWord(s[from:start]) {
		return 0, 0
	}
	return start, end
}

func isMailByte(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || strings.IndexByte(".-_+", c) >= 0
}

func endsInWord(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return s != "" && (unicode.IsLetter(r) || unicode.IsDigit(r)) && !spaceless(r)
}

// linkEnd is where the URL that reaches at least to i ends. Punctuation after it belongs to the sentence,
// and so does a bracket that was not opened in the URL.
func linkEnd(s string, i int) int {
	const longest = 4 << 10
	end := i
	s = s[:min(len(s), i+longest)]
	for end < len(s) {
		r, n := utf8.DecodeRuneInString(s[end:])
		if r <= ' ' || unicode.IsSpace(r) || strings.ContainsRune("<>\"`{}|\\^", r) || r >= 0x3000 && r <= 0x303F || r >= 0xFF00 && r <= 0xFFEF || unicode.In(r, unicode.Pi, unicode.Pf) {
			break
		}
		end += n
	}
	for end > i {
		switch last := s[end-1]; last {
		case '.', ',', ';', ':', '!', '?', '\'', '*', '_':
			end--
			continue
		case ')', ']':
			open := map[byte]string{')': "(", ']': "["}[last]
			if strings.Count(s[i:end], open) < strings.Count(s[i:end], string(rune(last))) {
				end--
				continue
			}
		}
		if strings.HasSuffix(s[i:end], "…") {
			end -= len("…")
			continue
		}
		break
	}
	return end
}
