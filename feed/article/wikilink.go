package article

import (
	"net/url"
	"path"
	"strings"
)

// wikiLink takes [[Page]], [[Page|text]] and [[Page#Heading]].
func (n *notation) wikiLink(rest string) bool {
	target, text, length := n.inBrackets(rest)
	if length == 0 {
		return false
	}
	name, heading, _ := strings.Cut(target, "#")
	if name == "" && text == "" && strings.HasPrefix(heading, "^") {
		return n.put(length, "")
	}
	if text == "" {
		text = strings.TrimPrefix(target, "#")
		switch {
		case name != "" && strings.HasPrefix(heading, "^"): // a block, whose name is for programs
			text = name
		case name != "" && heading != "":
			text = name + ": " + heading
		}
		text = strings.TrimSuffix(text, ".md")
	}
	return n.put(length, "["+markdownText(text)+"]("+markdownURL(wikiAddress(name, heading))+")")
}

// wikiAddress is the address of a heading of an article, or of this one where name is "", or of a place in a file.
func wikiAddress(name, heading string) string {
	tail := ""
	switch {
	case heading == "", heading[0] == '^': // a block, which has no address here
	case isMedia(name):
		tail = "#" + heading
	default:
		tail = "#" + anchorID(heading)
	}
	switch {
	case name == "":
		return tail
	case isMedia(name):
		return fileAddress(name) + tail
	}
	return articleScheme + ":" + url.PathEscape(name) + tail
}

// fileAddress is the address of a file that is named as in [[picture.png]].
func fileAddress(name string) string { return fileScheme + ":" + url.PathEscape(name) }

// wikiValue is the address for [[picture.png]] in front matter, which YAML takes for a list in a list where it has no
// quotes. It is "" for all else.
func wikiValue(v value) string {
	for v.kind == list && len(v.list) == 1 {
		if v = v.list[0]; v.kind == scalar && !strings.HasPrefix(v.text, "[[") {
			v.text = "[[" + v.text + "]]"
		}
	}
	target, _, is := wikiText(v.string())
	if name, _, _ := strings.Cut(target, "#"); is && isMedia(name) {
		return fileAddress(name)
	}
	return ""
}

// withoutWiki gives a text of front matter with the words that its wiki links show.
func withoutWiki(s string) string {
	var b strings.Builder
	for {
		before, rest, opened := strings.Cut(s, "[[")
		inner, after, closed := strings.Cut(rest, "]]")
		if !opened || !closed || strings.ContainsAny(inner, "[]\n") {
			b.WriteString(s)
			return b.String()
		}
		target, text, _ := strings.Cut(inner, "|")
		if text == "" {
			text = path.Base(target)
		}
		b.WriteString(before + strings.TrimSpace(text))
		s = after
	}
}

// wikiText takes a text apart that is [[target|text]], or an embed of one, as a whole.
func wikiText(s string) (target, text string, is bool) {
	inner, opened := strings.CutPrefix(strings.TrimPrefix(strings.TrimSpace(s), "!"), "[[")
	inner, closed := strings.CutSuffix(inner, "]]")
	if !opened || !closed || strings.ContainsAny(inner, "[]\n") {
		return "", "", false
	}
	target, text, _ = strings.Cut(inner, "|")
	return strings.TrimSpace(target), strings.TrimSpace(text), true
}

// embed takes ![[picture.png|300]] and ![[Page]].
func (n *notation) embed(rest string) bool {
	if !strings.HasPrefix(rest, "![[") {
		return false
	}
	target, text, length := n.inBrackets(rest[1:])
	if length == 0 {
		return false
	}
	length++
	name, heading, _ := strings.Cut(target, "#")
	switch {
	case isPicture(name):
		if digits(text) > 0 && strings.Trim(text, "0123456789x") == "" { // the width
			text = ""
		}
		return n.put(length, "!["+markdownText(text)+"]("+markdownURL(fileAddress(name))+")")
	case isMedia(name):
		if text == "" {
			text = path.Base(name)
		}
		return n.put(length, "["+markdownText(text)+"]("+markdownURL(fileAddress(name))+")")
	}
	if text == "" {
		text = target
	}
	if len(n.art.LeftOut) < maxOmissions {
		n.leaveOut(n.line+strings.Count(n.in[:n.pos], "\n"), rest[:length])
	}
	return n.put(length, "["+markdownText(text)+"]("+markdownURL(wikiAddress(name, heading))+")")
}

// inBrackets cuts [[target|text]] off the front of s. What Markdown itself means by two brackets is none.
func (n *notation) inBrackets(s string) (target, text string, length int) {
	const longest = 300
	inner, is := strings.CutPrefix(s[:min(len(s), longest)], "[[")
	if !is {
		return "", "", 0
	}
	end := strings.IndexAny(inner, "[]\n`<")
	if end < 1 || !strings.HasPrefix(inner[end:], "]]") {
		return "", "", 0
	}
	length = end + 4
	if length < len(s) && (s[length] == '(' || s[length] == '[') {
		return "", "", 0
	}
	inner = strings.ReplaceAll(inner[:end], `\|`, "|") // as it is written in tables
	target, text, _ = strings.Cut(inner, "|")
	target = strings.TrimSpace(target)
	if target == "" || target[0] == '^' || n.isDefined(target) {
		return "", "", 0
	}
	return target, strings.TrimSpace(text), length
}

// isDefined reports whether a link definition has the label.
func (n *notation) isDefined(label string) bool {
	if n.definitions == nil {
		n.definitions = map[string]bool{}
		for rest := n.in; ; {
			i := strings.Index(rest, "]:")
			if i < 0 {
				break
			}
			if start := strings.LastIndexByte(rest[max(0, i-300):i], '['); start >= 0 {
				n.definitions[strings.ToLower(rest[max(0, i-300)+start+1:i])] = true
			}
			rest = rest[i+2:]
		}
	}
	return n.definitions[strings.ToLower(label)]
}

func isPicture(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".bmp":
		return true
	}
	return false
}

// isMedia reports whether a name is that of a file which is no article.
func isMedia(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".mp3", ".m4a", ".ogg", ".oga", ".opus", ".flac", ".wav", ".3gp", ".mp4", ".m4v", ".webm", ".mov", ".mkv", ".ogv", ".pdf", ".zip":
		return true
	}
	return isPicture(name)
}

// IsMedia reports whether a file of this name is a picture, a sound or the like, which an article may name without saying
// where it lies.
func IsMedia(name string) bool { return isMedia(name) }
