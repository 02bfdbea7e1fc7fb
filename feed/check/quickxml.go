package check

import "bytes"

// An xmlScan goes through the elements of a document of legal characters and references.
type xmlScan struct {
	data  []byte
	at    int
	open  [][]byte // names of the elements that are open
	inner int      // where the text of the innermost one began
	leaf  bool     // no element stood in it so far
	rss   bool
	census
}

func soundXML(data []byte) bool {
	s := &xmlScan{data: data, open: make([][]byte, 0, 16), census: census{ids: make(map[string]struct{}, 128)}}
	declaration := []byte(`<?xml version="1.0" encoding="UTF-8"?>`)
	if !bytes.HasPrefix(data, declaration) || bytes.Contains(data, []byte("]]>")) {
		return false
	}
	s.at = len(declaration)
	closed := false
	for {
		next := bytes.IndexByte(data[s.at:], '<')
		if next < 0 {
			return closed && s.feed&s.needs[0] == s.needs[0] && len(bytes.TrimSpace(data[s.at:])) == 0
		}
		text := data[s.at : s.at+next]
		if len(s.open) == 0 && len(bytes.TrimSpace(text)) > 0 {
			return false
		}
		s.at += next + 1
		if s.at == len(data) {
			return false
		}
		ok := false
		switch data[s.at] {
		case '/':
			ok = s.endTag(s.at - 1)
			closed = len(s.open) == 0
		case '?':
			ok = s.skip("?>")
		case '!':
			ok = bytes.HasPrefix(data[s.at:], []byte("!--")) && s.skip("-->")
		default:
			ok = !closed && s.startTag()
		}
		if !ok {
			return false
		}
	}
}

// skip goes on behind the next end.
func (s *xmlScan) skip(end string) bool {
	n := bytes.Index(s.data[s.at:], []byte(end))
	s.at += n + len(end)
	return n >= 0
}

// referenceLength returns how long the reference is that text begins with, 0 if it is none.
func referenceLength(text []byte) int {
	switch {
	case isAngle(text):
		return 4
	case len(text) > 4 && string(text[:5]) == "&amp;":
		return 5
	case len(text) > 5 && (string(text[:6]) == "&quot;" || string(text[:6]) == "&apos;"):
		return 6
	}
	if r, ok := reference(text); !ok || illegal(r) {
		return 0
	}
	return bytes.IndexByte(text, ';') + 1
}

func nameEnd(c byte) bool { return c == ' ' || c == '>' || c == '/' || c == '=' || c == '\n' }

// startTag reads a start tag from its name on.
func (s *xmlScan) startTag() bool {
	from := s.at
	for s.at < len(s.data) && !nameEnd(s.data[s.at]) {
		s.at++
	}
	name := s.data[from:s.at]
	if len(name) == 0 || !isLetter(name[0]) {
		return false
	}
	alternate := false
	for {
		for s.at < len(s.data) && (s.data[s.at] == ' ' || s.data[s.at] == '\n') {
			s.at++
		}
		if s.at >= len(s.data) {
			return false
		}
		switch s.data[s.at] {
		case '>':
			s.at++
			s.begin(name)
			if alternate {
				s.see(hasLink)
			}
			return len(s.open) < 64
		case '/':
			if s.at++; s.at >= len(s.data) || s.data[s.at] != '>' {
				return false
			}
			s.at++
			s.begin(name)
			if alternate {
				s.see(hasLink)
			}
			return s.end(s.at)
		}
		key, value, ok := s.attribute()
		if !ok {
			return false
		}
		alternate = alternate || string(key) == "rel" && string(value) == "alternate"
	}
}

func (s *xmlScan) attribute() (key, value []byte, ok bool) {
	from := s.at
	for s.at < len(s.data) && !nameEnd(s.data[s.at]) {
		s.at++
	}
	key = s.data[from:s.at]
	if s.at+2 >= len(s.data) || len(key) == 0 || s.data[s.at] != '=' || s.data[s.at+1] != '"' {
		return nil, nil, false
	}
	s.at += 2
	n := bytes.IndexByte(s.data[s.at:], '"')
	if n < 0 {
		return nil, nil, false
	}
	value = s.data[s.at : s.at+n]
	s.at += n + 1
	return key, value, bytes.IndexByte(value, '<') < 0
}

// endTag reads an end tag that begins at an offset.
func (s *xmlScan) endTag(at int) bool {
	n := bytes.IndexByte(s.data[s.at:], '>')
	if n < 0 || len(s.open) == 0 || !bytes.Equal(bytes.TrimRight(s.data[s.at+1:s.at+n], " \n"), s.open[len(s.open)-1]) {
		return false
	}
	s.at += n + 1
	return s.end(at)
}

// begin notes that an element has begun.
func (s *xmlScan) begin(name []byte) {
	s.open = append(s.open, name)
	s.inner, s.leaf = s.at, true
	if len(s.open) == 1 {
		s.rss = string(name) == "rss"
		if s.rss {
			s.needs, s.needOne = [2]int{hasTitle | hasText | hasLink, hasID}, hasTitle|hasText
		} else {
			s.needs, s.needOne = [2]int{hasID | hasTitle | hasDate, hasID | hasTitle | hasDate}, hasText|hasLink
		}
		return
	}
	if s.rss && len(s.open) == 3 && string(name) == "item" || !s.rss && len(s.open) == 2 && string(name) == "entry" {
		s.inItem = true
	}
}

// end notes that the innermost element ends, at an offset.
func (s *xmlScan) end(at int) bool {
	depth := len(s.open)
	name := s.open[depth-1]
	s.open = s.open[:depth-1]
	text := s.data[s.inner:max(s.inner, at)]
	leaf := s.leaf
	s.leaf = false
	level := depth // 1 for the elements of the feed or of an item
	if s.rss {
		level--
	}
	if s.inItem {
		level--
	}
	switch {
	case level == 1 && s.inItem:
		return s.endItem()
	case level != 2:
		return true
	}
	return s.part(name, text, leaf)
}

// part notes an element of the feed or of an item.
func (s *xmlScan) part(name, text []byte, leaf bool) bool {
	full := leaf && len(bytes.TrimSpace(text)) > 0
	switch string(name) {
	case "id", "guid":
		return full && s.once(hasID) && (!s.inItem || s.fresh(text))
	case "title":
		return full && s.once(hasTitle)
	case "content", "content:encoded":
		s.see(hasText)
	case "description":
		return full && (s.inItem && s.see(hasText) || s.once(hasText))
	case "link":
		return !s.rss || full && s.once(hasLink)
	case "pubDate", "lastBuildDate":
		return soundRSSTime(text)
	case "updated":
		return s.once(hasDate) && soundTime(text)
	case "published", "atom:updated":
		return soundTime(text)
	}
	return true
}
