package article

import (
	"strings"
)

// commonMark writes as Markdown what others write in ways of their own:
//
//	:::note[Title] … :::             Docusaurus, docusaurus.io/docs/markdown-features/admonitions; Astro Starlight; VuePress
//	> [!NOTE], > [!tip]- Title       GitHub, docs.github.com/get-started/writing-on-github; Obsidian, help.obsidian.md/callouts
//	[[Page|text]], ![[a.png|300]]    Obsidian, help.obsidian.md/links and /embeds; Bear; wikis
//	%% comment %%                    Obsidian, help.obsidian.md/syntax#Comments
//	==marked==                       Obsidian, help.obsidian.md/syntax; Bear
//	text ^name                       Obsidian, help.obsidian.md/links#Link+to+a+block: the name of a block
//	{/* comment */}                  Docusaurus, which reads .md as MDX too: docusaurus.io/docs/markdown-features/react
//	{: .class #id}, {:toc}           Kramdown, kramdown.gettalong.org/syntax.html#inline-attribute-lists
//	$x_1$, $$ … $$                   all that show formulas: they stay as text, which emphasis must not mangle
//
// The number of lines stays the same.
func (d *document) commonMark(body string, line int) string {
	if !mayHoldNotation(body) && !d.settings.ByName {
		return body
	}
	n := &notation{document: d, in: body, line: line}
	return n.run()
}

func mayHoldNotation(s string) bool {
	return strings.Contains(s, "[[") || strings.Contains(s, "[!") || strings.Contains(s, ":::") || strings.Contains(s, "{:") ||
		strings.Contains(s, "{/*") || strings.Contains(s, "==") || strings.Contains(s, "%%") || strings.IndexByte(s, '$') >= 0
}

type notation struct {
	*document
	in   string
	pos  int
	line int
	out  strings.Builder
	code codeFinder

	boxes       []int           // the open admonitions, by how many colons they began with
	definitions map[string]bool // the labels of link definitions; nil until one is asked for
	endless     [4]bool         // whose end has been looked for in vain: a box, %%, {::comment}, {/*
	scriptEnd   int             // where the comment of a script ended that was looked at last
	contents    bool            // {:toc} was met
}

func (n *notation) run() string {
	n.out.Grow(len(n.in) + len(n.in)/8)
	for n.pos < len(n.in) {
		rest := n.in[n.pos:]
		if n.pos == 0 || n.in[n.pos-1] == '\n' {
			if n.lexer(rest) || n.box(rest) {
				continue
			}
			n.out.WriteString(strings.Repeat("> ", len(n.boxes)))
			if length := n.code.line(rest); length > 0 {
				if !n.query(rest, length) {
					n.lines(length)
				}
				continue
			}
			if n.callout(rest) || n.attributeLine(rest) || n.scriptComment(rest) {
				continue
			}
		}
		switch c := rest[0]; {
		case c == '\\' && len(rest) > 1 && rest[1] != '\n':
			n.copy(2)
		case c == '`' || c == '<':
			if length := n.code.span(rest); length > 0 {
				n.lines(length)
			} else {
				n.copy(1)
			}
		case c == '[' && n.wikiLink(rest), c == '!' && n.embed(rest), c == '%' && n.comment(rest),
			c == '{' && n.attributes(rest), c == '$' && n.formula(rest), c == '=' && n.highlight(rest), c == '^' && n.blockName(rest):
		case c == '\n':
			n.copy(1)
		default:
			length := strings.IndexAny(rest[1:], "\\`<[!%{$=^\n") + 1
			if length == 0 {
				length = len(rest)
			}
			n.copy(length)
		}
	}
	return n.out.String()
}

func (n *notation) copy(length int) {
	n.out.WriteString(n.in[n.pos : n.pos+length])
	n.pos += length
}

// lines copies lines of code, each of which belongs to the open boxes.
func (n *notation) lines(length int) {
	text := n.in[n.pos : n.pos+length]
	if len(n.boxes) > 0 {
		inner := strings.TrimSuffix(text, "\n")
		n.out.WriteString(strings.ReplaceAll(inner, "\n", "\n"+strings.Repeat("> ", len(n.boxes))))
		text = text[len(inner):]
	}
	n.out.WriteString(text)
	n.pos += length
}

// put writes s in the place of the next bytes, with as many line ends as they have.
func (n *notation) put(length int, s string) bool {
	n.out.WriteString(s)
	for range strings.Count(n.in[n.pos:n.pos+length], "\n") - strings.Count(s, "\n") {
		n.out.WriteByte('\n')
	}
	n.pos += length
	return true
}

// box takes the line with which an admonition begins or ends, and makes a quote of what is between.
func (n *notation) box(rest string) bool {
	line, _, ended := strings.Cut(rest, "\n")
	text := strings.TrimSpace(line)
	colons := len(text) - len(strings.TrimLeft(text, ":"))
	if colons < 3 {
		return false
	}
	length := len(line)
	if ended {
		length++
	}
	text = strings.TrimSpace(text[colons:])
	if text == "" {
		if len(n.boxes) == 0 {
			return false
		}
		n.boxes = n.boxes[:len(n.boxes)-1]
		n.out.WriteString(strings.TrimSuffix(strings.Repeat("> ", len(n.boxes)), " "))
		n.code = codeFinder{endless: n.code.endless}
		return n.put(length, "")
	}
	const most = 10
	name, title, ok := boxHead(text)
	if !ok || len(n.boxes) >= most || n.endless[0] {
		return false
	}
	if !hasBoxEnd(rest[len(line):]) {
		n.endless[0] = true
		return false
	}
	if title == "" {
		title = boxName(name)
	}
	n.boxes = append(n.boxes, colons)
	n.code = codeFinder{endless: n.code.endless}
	n.out.WriteString(strings.Repeat("> ", len(n.boxes)))
	return n.put(length, "**"+title+"**  ")
}

// hasBoxEnd reports whether a line of colons alone ends a box.
func hasBoxEnd(s string) bool {
	for {
		_, after, found := strings.Cut(s, ":::")
		if !found {
			return false
		}
		before := s[:len(s)-len(after)-len(":::")]
		line, _, _ := strings.Cut(after, "\n")
		if strings.Trim(line, ": \t") == "" && strings.TrimSpace(before[strings.LastIndexByte(before, '\n')+1:]) == "" {
			return true
		}
		s = after[len(line):]
	}
}

// boxHead takes what follows the colons apart: note[Title], note Title, note{title="Title"}.
func boxHead(text string) (name, title string, ok bool) {
	end := letters(text)
	for end < len(text) && (isNameByte(text[end], true) || text[end] == '_') {
		end++
	}
	name, rest := text[:end], strings.TrimSpace(text[end:])
	if name == "" {
		return "", "", strings.HasPrefix(text, "{") && strings.HasSuffix(text, "}") // pandoc: ::: {.class}
	}
	if after, is := strings.CutPrefix(rest, "["); is {
		title, rest, is = strings.Cut(after, "]")
		if !is {
			return "", "", false
		}
	} else if !strings.HasPrefix(rest, "{") {
		title, _, _ = strings.Cut(rest, "{")
		rest = ""
	}
	if title == "" && strings.HasPrefix(rest, "{") {
		title = parseArguments(strings.Trim(rest, "{}")).of("title")
	}
	return name, strings.TrimSpace(title), true
}

// boxName is the title of an admonition that has none: its kind.
func boxName(kind string) string {
	if kind == "" {
		return "…"
	}
	return strings.ToUpper(kind[:1]) + strings.ToLower(kind[1:])
}

// callout takes the mark at the start of a quote.
func (n *notation) callout(rest string) bool {
	line, _, _ := strings.Cut(rest, "\n")
	text := strings.TrimLeft(line, "> \t")
	quote := line[:len(line)-len(text)]
	after, is := strings.CutPrefix(text, "[!")
	if !is || strings.IndexByte(quote, '>') < 0 {
		return false
	}
	kind, title, is := strings.Cut(after, "]")
	if kind, _, _ = strings.Cut(kind, "|"); !is || letters(kind) == 0 {
		return false
	}
	title = strings.TrimSpace(strings.TrimLeft(title, "+-"))
	if title == "" {
		title = boxName(kind)
	}
	n.code.text = true
	return n.put(len(line), quote+"**"+title+"**  ")
}

// attributeLine leaves out a line that only says what the block before it should look like.
func (n *notation) attributeLine(rest string) bool {
	line, _, _ := strings.Cut(rest, "\n")
	text := strings.TrimLeft(line, " \t>")
	if !strings.HasPrefix(text, "{:") || !strings.HasSuffix(strings.TrimRight(text, " \t"), "}") || strings.IndexByte(text, '}') < len(strings.TrimRight(text, " \t"))-1 {
		return false
	}
	if strings.HasPrefix(text, "{:toc") && !n.contents { // a table of contents takes the place of the list before it
		n.contents = true
		s := n.out.String()
		before := strings.TrimSuffix(s, "\n")
		item := before[strings.LastIndexByte(before, '\n')+1:]
		if isItem(strings.TrimSpace(item)+" ") && len(item) < 40 {
			n.out.Reset()
			n.out.WriteString(before[:len(before)-len(item)] + "\n")
		}
	}
	return n.put(len(line), line[:len(line)-len(text)])
}

// attributes leaves out what says how a part of a line should look. Of a heading the id is kept.
func (n *notation) attributes(rest string) bool {
	end := strings.IndexByte(rest[:min(len(rest), 300)], '}')
	if !strings.HasPrefix(rest, "{:") || end < 0 || strings.Contains(rest[:end], "\n") {
		return false
	}
	list := rest[2:end]
	if strings.HasPrefix(list, ":") { // {::comment}, an extension
		return n.extension(rest, list[1:], end+1)
	}
	if strings.Trim(list, " ") == "" || strings.IndexByte(" .#", list[0]) < 0 && !strings.Contains(list, "=") {
		return false
	}
	before := n.in[:n.pos]
	before = before[strings.LastIndexByte(before, '\n')+1:]
	if strings.HasPrefix(before, "#") {
		for word := range strings.FieldsSeq(list) {
			if strings.HasPrefix(word, "#") {
				return n.put(end+1, "{"+word+"}")
			}
		}
	}
	return n.put(end+1, "")
}

// extension takes {::comment} … {:/comment} and {::nomarkdown} … {:/}.
func (n *notation) extension(rest, name string, length int) bool {
	name, _, _ = strings.Cut(name, " ")
	name = strings.TrimSuffix(name, "/")
	if name != "comment" || n.endless[2] {
		return n.put(length, "")
	}
	for at := length; ; at += len("{:/") {
		i := strings.Index(rest[at:], "{:/")
		if i < 0 {
			n.endless[2] = true
			return n.put(length, "")
		}
		at += i
		for _, closing := range [...]string{"{:/comment}", "{:/}"} {
			if strings.HasPrefix(rest[at:], closing) {
				return n.put(at+len(closing), "")
			}
		}
	}
}

// comment leaves out what stands between %% and %%.
func (n *notation) comment(rest string) bool {
	if !strings.HasPrefix(rest, "%%") || n.endless[1] || n.pos > 0 && strings.IndexByte(" \n\t", n.in[n.pos-1]) < 0 {
		return false
	}
	end := strings.Index(rest[2:], "%%")
	if end < 0 {
		n.endless[1] = true
		return false
	}
	return n.put(end+4, "")
}
