package article

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxFrontMatter is the most that is looked at for the end of front matter.
const maxFrontMatter = 64 << 10

// frontMatter is a text taken apart.
type frontMatter struct {
	fields []entry
	body   string
	line   int // of the body's first line in the file
}

var (
	errTooLong = fmt.Errorf("front matter is longer than %d KiB", maxFrontMatter>>10)
	errNoEnd   = errors.New("front matter has no end")
)

// splitFrontMatter separates the metadata at the start of text from the rest. Without any, the body is
// the whole text.
func splitFrontMatter(text string, html bool) (frontMatter, *Error) {
	rest := strings.TrimLeft(text, "\n")
	line := 1 + len(text) - len(rest)
	whole := frontMatter{body: text, line: 1}

	if html && strings.HasPrefix(rest, "<!--") {
		return fromComment(rest, line, whole)
	}
	first, after, _ := strings.Cut(rest, "\n")
	if f, ok := fenceOf(strings.TrimRight(first, " \t")); ok {
		return fenced(after, line+1, whole, f)
	}
	switch {
	case strings.HasPrefix(rest, "{"):
		return fromJSON(rest, line, whole)
	case strings.HasPrefix(rest, `"`):
		return fromHexoJSON(rest, line, whole)
	case html:
		return whole, nil
	}
	return fromHeadLines(rest, line, whole)
}

// A fence is how front matter of one language is set off.
type fence struct {
	ends   []string
	close  string // what to write at the end
	looks  func(block string) bool
	parse  func(block string, line int) ([]entry, *Error)
	always bool // looks decides only where the end is missing
}

var (
	yamlFence = fence{ends: []string{"---", "..."}, close: "---", looks: looksLikeYAML, parse: parseYAML}
	tomlFence = fence{ends: []string{"+++"}, close: "+++", looks: looksLikeTOML, parse: parseTOML, always: true}
)

// fenceOf is the fence that the first line opens. Eleventy lets the language stand behind it. JavaScript, which it also
// runs there, says nothing to us.
func fenceOf(line string) (fence, bool) {
	switch line {
	case "---":
		return yamlFence, true
	case "+++":
		return tomlFence, true
	}
	f := fence{ends: []string{"---"}, close: "---", looks: func(string) bool { return true }}
	name, ok := strings.CutPrefix(line, "---")
	if !ok {
		return f, false
	}
	switch strings.ToLower(strings.TrimLeft(name, " ")) {
	case "yaml", "yml":
		f.parse = parseYAML
	case "toml":
		f.parse = parseTOML
	case "json":
		f.parse = func(block string, line int) ([]entry, *Error) {
			v, err := jsonValue(block, line)
			return v.table, err
		}
	case "js", "javascript":
		f.parse = func(string, int) ([]entry, *Error) { return nil, nil }
	}
	return f, f.parse != nil
}

// fenced reads front matter between two lines of their own. rest begins after the first of them.
func fenced(rest string, line int, whole frontMatter, f fence) (frontMatter, *Error) {
	block, body, found := cutAtLine(rest, f.ends)
	if !found {
		if !f.looks(rest) {
			return whole, nil
		}
		fault := &Error{Line: line - 1, Err: errNoEnd, Fix: "write a line of " + f.close + " after it"}
		if len(rest) > maxFrontMatter {
			fault.Err = errTooLong
		}
		return whole, fault
	}
	if !f.always && !f.looks(block) {
		return whole, nil
	}
	fields, err := f.parse(block, line)
	return frontMatter{fields, body, line + strings.Count(block, "\n") + 1}, err
}

// cutAtLine cuts s around the first line that is one of ends.
func cutAtLine(s string, ends []string) (before, after string, found bool) {
	for at := 0; at < len(s) && at <= maxFrontMatter; {
		next := len(s)
		if i := strings.IndexByte(s[at:], '\n'); i >= 0 {
			next = at + i + 1
		}
		line := strings.TrimRight(s[at:next], " \t\n")
		for _, end := range ends {
			if line == end {
				return s[:at], s[next:], true
			}
		}
		at = next
	}
	return "", "", false
}

// looksLikeYAML tells front matter from a text that begins with a thematic break. The first line decides,
// or any line with a key that we know.
func looksLikeYAML(block string) bool {
	block = block[:min(len(block), maxFrontMatter)]
	first := true
	for line := range strings.SplitSeq(block, "\n") {
		trimmed := strings.TrimSpace(line)
		if trimmed == "" && first {
			first = false // prose stands apart from a thematic break
			continue
		}
		if trimmed == "" || trimmed[0] == '#' {
			continue
		}
		if first && (trimmed[0] == '{' || trimmed[0] == '"' || trimmed[0] == '\'') {
			return true
		}
		if key, ok := keyOf(strings.TrimLeft(line, "\t"), ':'); ok && (isField(key) || first && !strings.Contains(key, " ")) {
			return true
		}
		first = false
	}
	return strings.TrimSpace(block) == ""
}

func looksLikeTOML(block string) bool {
	first, _, _ := strings.Cut(strings.TrimLeft(block, "\n"), "\n")
	_, ok := keyOf(first, '=')
	return ok || strings.HasPrefix(first, "[")
}

// keyOf is what stands before the separator of a line, if that may be a key: a few words of letters,
// digits, hyphens and underscores at the line's start.
func keyOf(line string, separator byte) (key string, ok bool) {
	const longest = 40
	i := strings.IndexByte(line[:min(len(line), longest)], separator)
	if i <= 0 || separator == ':' && i+1 < len(line) && line[i+1] != ' ' && line[i+1] != '\t' {
		return "", false
	}
	key = strings.TrimRight(line[:i], " ")
	if letters(key) == 0 {
		return "", false
	}
	for i := 0; i < len(key); i++ {
		if c := key[i]; c != '-' && c != '_' && c != ' ' && letters(key[i:i+1]) == 0 && digits(key[i:i+1]) == 0 {
			return "", false
		}
	}
	return key, true
}

// fromComment reads front matter from a comment at the start of an HTML file.
func fromComment(rest string, line int, whole frontMatter) (frontMatter, *Error) {
	inner, body, ok := strings.Cut(rest[len("<!--"):], "-->")
	if !ok || len(inner) > maxFrontMatter {
		return whole, nil
	}
	block := strings.TrimLeft(inner, " \t\n")
	start := line + strings.Count(inner[:len(inner)-len(block)], "\n")
	head := frontMatter{body: body, line: line + strings.Count(inner, "\n")}
	if first, after, _ := strings.Cut(block, "\n"); strings.TrimRight(first, " \t") == "---" {
		block, _, _ = cutAtLine(strings.TrimRight(after, " \t\n")+"\n", yamlFence.ends)
		fields, err := parseYAML(block, start+1)
		head.fields = fields
		return head, err
	}
	head.fields = headLines(strings.TrimRight(block, " \t\n"), start)
	if head.fields == nil {
		return whole, nil
	}
	return head, nil
}

// fromHexoJSON reads "key": value lines that ;;; ends.
func fromHexoJSON(rest string, line int, whole frontMatter) (frontMatter, *Error) {
	if !jsonStart().MatchString("{" + rest[:min(len(rest), 200)]) {
		return whole, nil
	}
	block, body, found := cutAtLine(rest, []string{";;;"})
	if !found {
		return whole, nil
	}
	v, err := jsonValue("{"+block+"}", line)
	return frontMatter{v.table, body, line + strings.Count(block, "\n") + 1}, err
}

// fromHeadLines reads lines of "Key: value" that a blank line ends, or YAML that only has its second fence, as Hexo
// writes it. A single line above a fence is rather a heading.
func fromHeadLines(rest string, line int, whole frontMatter) (frontMatter, *Error) {
	first, ok := keyOf(rest, ':')
	if !ok {
		return whole, nil
	}
	block, body, found := cutAtLine(rest, []string{"", "---"})
	if isField(first) && found && strings.HasSuffix(rest[:len(rest)-len(body)], "---\n") && strings.Count(block, "\n") > 1 {
		if fields, err := parseYAML(block, line); err == nil {
			return frontMatter{fields, body, line + strings.Count(block, "\n") + 1}, nil
		}
	}
	block, body, found = cutAtLine(rest, []string{""})
	if !found {
		block, body = rest, ""
	}
	fields := headLines(strings.TrimSuffix(block, "\n"), line)
	if fields == nil || len(fields) == 1 && !standsForAll(fields[0]) {
		return whole, nil
	}
	return frontMatter{fields, body, line + strings.Count(block, "\n") + 1}, nil
}

// headLines are the entries of block, nil unless all its lines have the form, and the first key is known or another tells that
// this is a head.
func headLines(block string, number int) []entry {
	if len(block) > maxFrontMatter {
		return nil
	}
	var entries []entry
	for line := range strings.SplitSeq(block, "\n") {
		if key, ok := keyOf(line, ':'); ok {
			_, text, _ := strings.Cut(line, ":")
			entries = append(entries, entry{key, value{text: strings.TrimSpace(text), line: number}})
		} else if len(entries) > 0 && (strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t")) {
			v := &entries[len(entries)-1].value
			v.text = strings.TrimSpace(v.text + " " + strings.TrimSpace(line))
		} else {
			return nil
		}
		number++
	}
	if len(entries) == 0 || !isField(entries[0].key) && !slices.ContainsFunc(entries, entry.tells) {
		return nil
	}
	return entries
}

// tells reports whether a line of this form is a head's, whatever stands above it: no text that is meant to be read says that
// it is a draft.
func (e entry) tells() bool {
	switch normalKey(e.key) {
	case "title", "headline", "draft":
		return true
	case "published", "publish":
		yes, ok := boolean(e.value.text)
		return ok && !yes
	case "status": // in minutes it may be pending
		return strings.EqualFold(e.value.text, "draft") || strings.EqualFold(e.value.text, "unpublished")
	}
	return false
}

// standsForAll reports whether a single line of this form is a head. "Summary: ..." alone may as well be
// how a text begins, and would be missing from it.
func standsForAll(e entry) bool {
	const longest = 300
	if len(e.value.text) > longest {
		return false
	}
	switch u := uses()[normalKey(e.key)][0]; fields[u.field].name {
	case "title", "authors", "tags", "draft", "id", "slug":
		return true
	case "published", "updated":
		_, decided := boolean(e.value.text)
		return decided || strings.ContainsAny(e.value.text, "0123456789") // a date, even if it is a wrong one
	case "language":
		return !strings.Contains(e.value.text, " ")
	}
	return false
}

// position turns an offset in block into line and column, of which the first line has the given number.
func position(block string, offset, firstLine int) (line, column int) {
	before := block[:max(0, min(offset, len(block)))]
	start := strings.LastIndexByte(before, '\n') + 1
	return firstLine + strings.Count(before, "\n"), utf8.RuneCountInString(before[start:]) + 1
}
