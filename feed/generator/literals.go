package generator

import "strings"

// pythonLiterals are the lines NAME = 'text', NAME = "text", NAME = True or False of a Python file.
func pythonLiterals(text string) table {
	t := table{}
	for line := range strings.Lines(text) {
		name, value, ok := strings.Cut(line, "=")
		name, value = strings.TrimRight(name, " \t"), strings.TrimSpace(value)
		if !ok || name == "" || strings.ToUpper(name) != name || strings.ContainsAny(name, " \t#.([") {
			continue
		}
		if comment := strings.LastIndex(value, " #"); comment > 0 && strings.Count(value[comment:], "'")+strings.Count(value[comment:], `"`) == 0 {
			value = strings.TrimSpace(value[:comment])
		}
		switch {
		case value == "True" || value == "False":
			t[strings.ToLower(name)] = value == "True"
		case strings.HasPrefix(value, "["):
			if list := pythonList(value); list != nil {
				t[strings.ToLower(name)] = list
			}
		default:
			if s, ok := quoted(value); ok {
				t[strings.ToLower(name)] = s
			}
		}
	}
	return t
}

// pythonList is a list of texts on one line, nil where it is something else.
func pythonList(value string) []any {
	inner, ok := strings.CutSuffix(value[1:], "]")
	if !ok {
		return nil
	}
	list := []any{}
	for item := range strings.SplitSeq(inner, ",") {
		if item = strings.TrimSpace(item); item == "" {
			continue
		}
		s, ok := quoted(item)
		if !ok {
			return nil
		}
		list = append(list, s)
	}
	return list
}

// quoted is the text of one literal that is all of s. Escapes say that it is not trivially plain.
func quoted(s string) (string, bool) {
	if len(s) < 2 || s[0] != '\'' && s[0] != '"' || s[len(s)-1] != s[0] {
		return "", false
	}
	inner := s[1 : len(s)-1]
	if strings.ContainsRune(inner, rune(s[0])) || strings.Contains(inner, `\`) {
		return "", false
	}
	return inner, true
}

// scriptLiterals are the properties of the object literals in a JavaScript file, with strings and truth values:
// {blog: {path: "x"}} gives blog.path. What is around objects does not count, and the first of two wins.
// Constants give their name.
func scriptLiterals(text string) table {
	s := &script{text: text, values: table{}, prefixes: []string{""}}
	for s.at < len(s.text) {
		s.next()
	}
	return s.values
}

// A script is read token by token.
type script struct {
	text     string
	at       int
	values   table
	prefixes []string // of the objects and lists that are open
	word     string   // the last identifier or string
	key      string   // what a value would belong to
}

func (s *script) next() {
	c := s.text[s.at]
	rest := s.text[s.at:]
	switch {
	case strings.HasPrefix(rest, "//"):
		s.skipPast("\n")
	case strings.HasPrefix(rest, "/*"):
		s.skipPast("*/")
	case c == '"' || c == '\'' || c == '`':
		s.literal(c)
	case c == ':' || c == '=':
		s.key, s.word = s.word, ""
		s.at++
	case c == '{' || c == '[':
		prefix := s.prefixes[len(s.prefixes)-1]
		if s.key != "" && len(s.prefixes) > 1 {
			prefix += s.key + "."
		}
		s.prefixes, s.key, s.word = append(s.prefixes, prefix), "", ""
		s.at++
	case c == '}' || c == ']':
		if len(s.prefixes) > 1 {
			s.prefixes = s.prefixes[:len(s.prefixes)-1]
		}
		s.key, s.word = "", ""
		s.at++
	case c == ',' || c == ';':
		s.key, s.word = "", ""
		s.at++
	case isWord(c):
		end := s.at
		for end < len(s.text) && isWord(s.text[end]) {
			end++
		}
		s.word = s.text[s.at:end]
		s.at = end
		if s.word == "true" || s.word == "false" {
			s.keep(s.word)
		}
	default:
		s.at++
	}
}

func (s *script) skipPast(end string) {
	if i := strings.Index(s.text[s.at:], end); i >= 0 {
		s.at += i + len(end)
		return
	}
	s.at = len(s.text)
}

// literal takes a string. One with escapes or substitutions is no plain data.
func (s *script) literal(quote byte) {
	end, plain := s.at+1, true
	for end < len(s.text) && s.text[end] != quote {
		switch {
		case s.text[end] == '\\':
			plain = false
			end++
		case s.text[end] == '\n' && quote != '`': // it was no string, such as an apostrophe in a regular expression
			s.at++
			return
		case quote == '`' && strings.HasPrefix(s.text[end:], "${"):
			plain = false
		}
		end++
	}
	if end >= len(s.text) {
		s.at = len(s.text)
		return
	}
	value := s.text[s.at+1 : end]
	s.at = end + 1
	if !plain {
		s.key, s.word = "", ""
		return
	}
	if s.key == "" {
		s.word = value
		return
	}
	s.keep(value)
}

func (s *script) keep(value string) {
	if s.key == "" {
		return
	}
	name := strings.ToLower(s.prefixes[len(s.prefixes)-1] + s.key)
	if s.values[name] == nil {
		s.values[name] = value
	}
	s.key, s.word = "", ""
}

func isWord(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_' || c == '$' || c >= 0x80
}
