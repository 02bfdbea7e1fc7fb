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
	if text == "" {
		text = strings.TrimPrefix(target, "#")
		if name != "" && heading != "" {
			text = name + ": " + heading
		}
		text = strings.TrimSuffix(text, ".md")
	}
	return n.put(length, "["+markdownText(text)+"]("+markdownURL(wikiAddress(name, heading))+")")
}

// wikiAddress is the address of a heading of an article, or of this one where name is "".
func wikiAddress(name, heading string) string {
	tail := ""
	if heading != "" {
		if heading[0] == '^' { // a block, which has no address here
			heading = ""
		} else {
			tail = "#" + anchorID(heading)
		}
	}
	if name == "" {
		return tail
	}
	if isMedia(name) {
		return name + tail
	}
	return articleScheme + ":" + url.PathEscape(name) + tail
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
		return n.put(length, "!["+markdownText(text)+"]("+markdownURL(name)+")")
	case isMedia(name):
		if text == "" {
			text = path.Base(name)
		}
		return n.put(length, "["+markdownText(text)+"]("+markdownURL(name)+")")
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
	case ".mp3", ".m4a", ".ogg", ".oga", ".opus", ".flac", ".wav", ".mp4", ".m4v", ".webm", ".mov", ".pdf", ".zip":
		return true
	}
	return isPicture(name)
}
