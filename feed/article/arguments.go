package article

import "strings"

// arguments are what stands behind the name of a shortcode or tag: `"a" b key="c"`, with spaces or commas between them.
type arguments struct {
	raw   string
	list  []string // those without a key
	pairs [][2]string
}

func parseArguments(s string) arguments {
	a := arguments{raw: strings.TrimSpace(s)}
	key, keyed := "", false
	for s = strings.TrimLeft(a.raw, " \t\n,"); s != ""; s = strings.TrimLeft(s, " \t\n,") {
		text, rest, quoted := cutArgument(s)
		s = rest
		if value := strings.TrimLeft(rest, " \t"); !quoted && !keyed && strings.HasPrefix(value, "=") && text != "" {
			key, keyed, s = strings.ToLower(text), true, value[1:]
			continue
		}
		switch {
		case keyed:
			a.pairs = append(a.pairs, [2]string{key, text})
			keyed = false
		case text != "" || quoted:
			a.list = append(a.list, text)
		}
	}
	return a
}

// cutArgument cuts a quoted text or a bare word off the front of s.
func cutArgument(s string) (text, rest string, quoted bool) {
	if q := s[0]; q == '"' || q == '\'' || q == '`' {
		for i := 1; i < len(s); i++ {
			if s[i] == '\\' && q != '`' {
				i++
			} else if s[i] == q {
				return strings.NewReplacer(`\`+string(q), string(q), `\\`, `\`).Replace(s[1:i]), s[i+1:], true
			}
		}
	}
	end := strings.IndexAny(s, " \t\n,=")
	switch {
	case end < 0:
		return s, "", false
	case end == 0: // "=" without a key
		return "", s[1:], false
	case s[end] == '=' && strings.ContainsAny(s[:end], "/:?"): // within a URL
		end = len(s)
		if i := strings.IndexAny(s, " \t\n,"); i >= 0 {
			end = i
		}
	}
	return s[:end], s[end:], false
}

// of is the value of the first of the keys that is there, "" if none is.
func (a arguments) of(keys ...string) string {
	for _, key := range keys {
		for _, pair := range a.pairs {
			if pair[0] == key {
				return pair[1]
			}
		}
	}
	return ""
}

// at is the i-th argument without a key, "" if there is none.
func (a arguments) at(i int) string {
	if i < len(a.list) {
		return a.list[i]
	}
	return ""
}

// first is the value of one of the keys, else the first argument without one.
func (a arguments) first(keys ...string) string {
	if value := a.of(keys...); value != "" {
		return value
	}
	return a.at(0)
}
