package article

import (
	"strings"
	"unicode/utf8"
)

// scanYAML reads what nearly all front matter consists of: `key: value` with a plain or simply quoted
// value, `[a, b]`, and lists of `- item`. It costs a fraction of the full parser. It reports false for
// everything else, and where the full parser might see an error or another meaning.
func scanYAML(block string, line int) ([]entry, bool) {
	entries := make([]entry, 0, 12)
	indent := -1 // of the items of the open list, where one is open
	open := false
	for number := line; block != ""; number++ {
		var text string
		text, block, _ = strings.Cut(block, "\n")
		bare := strings.Trim(text, " ")
		switch {
		case bare == "" || text[0] == '#':
			continue
		case !simpleCharacters(bare):
			return nil, false
		case strings.HasPrefix(bare, "- ") && open:
			depth := strings.IndexByte(text, '-')
			if indent < 0 {
				indent = depth
			}
			item, ok := scanScalar(strings.TrimLeft(bare[1:], " "), false)
			if !ok || item.kind == null || depth != indent {
				return nil, false
			}
			item.line = number
			last := &entries[len(entries)-1].value
			last.kind = list
			last.list = append(last.list, item)
			continue
		}
		e, ok := scanEntry(text, number)
		if !ok || hasKey(entries, e.key) {
			return nil, false
		}
		open, indent = e.value.kind == null && strings.HasSuffix(bare, ":"), -1
		entries = append(entries, e)
	}
	return entries, true
}

func hasKey(entries []entry, key string) bool {
	for i := range entries {
		if entries[i].key == key {
			return true
		}
	}
	return false
}

func scanEntry(text string, number int) (e entry, ok bool) {
	const longest = 100
	i := strings.IndexByte(text, ':')
	if i <= 0 || i > longest || letters(text) == 0 {
		return e, false
	}
	for _, c := range []byte(text[:i]) {
		if (c|0x20 < 'a' || c|0x20 > 'z') && (c < '0' || c > '9') && c != '_' && c != '-' {
			return e, false
		}
	}
	e.key = text[:i]
	rest := text[i+1:]
	if rest != "" && rest[0] != ' ' {
		return e, false
	}
	rest = strings.Trim(rest, " ")
	if strings.HasPrefix(rest, "[") {
		e.value, ok = scanList(rest, number)
	} else {
		e.value, ok = scanScalar(rest, false)
	}
	e.value.line = number
	return e, ok
}

// scanList reads [a, b].
func scanList(s string, number int) (v value, ok bool) {
	v.kind = list
	if len(s) < 2 || s[len(s)-1] != ']' {
		return v, false
	}
	s = strings.Trim(s[1:len(s)-1], " ")
	if s == "" {
		return v, true
	}
	for part := range strings.SplitSeq(s, ",") {
		item, ok := scanScalar(strings.Trim(part, " "), true)
		if !ok || item.kind == null {
			return v, false
		}
		item.line = number
		v.list = append(v.list, item)
	}
	return v, true
}

// scanScalar reads a value without escapes, comment or any further structure.
func scanScalar(s string, inList bool) (v value, ok bool) {
	switch s {
	case "", "~", "null", "Null", "NULL":
		v.kind = null
		return v, true
	}
	if quote := s[0]; quote == '"' || quote == '\'' {
		if len(s) < 2 || s[len(s)-1] != quote {
			return v, false
		}
		v.text = s[1 : len(s)-1]
		return v, strings.IndexByte(v.text, quote) < 0 && strings.IndexByte(v.text, '\\') < 0
	}
	if strings.IndexByte("-?:,[]{}#&*!|>%@`=", s[0]) >= 0 || s[len(s)-1] == ':' || strings.Contains(s, ": ") || strings.Contains(s, " #") {
		return v, false
	}
	v.text = s
	return v, !inList || !strings.ContainsAny(s, "[]{}:#?\"'&*!|>%@`")
}

// simpleCharacters reports whether s has no tab, no control character and no line end of the kinds that
// only YAML knows.
func simpleCharacters(s string) bool {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c < ' ' || c == 0x7F:
			return false
		case c == 0xC2 || c == 0xE2 || c >= 0xEE:
			switch r, _ := utf8.DecodeRuneInString(s[i:]); {
			case r < 0xA0, r == 0x2028, r == 0x2029, r >= 0xE000:
				return false
			}
		}
	}
	return true
}
