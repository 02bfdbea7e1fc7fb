package check

import "bytes"

// A jsonScan goes through a document of legal characters once.
type jsonScan struct {
	data  []byte
	at    int
	depth int
	items bool // the list of items is being read
	census
}

// soundJSON reads what has no blanks between its tokens, as seedfeed writes it, but for a line feed at the end.
func soundJSON(data []byte) bool {
	s := &jsonScan{data: bytes.TrimSuffix(data, []byte("\n"))}
	s.census = census{ids: make(map[string]struct{}, 128), needs: [2]int{hasTitle | hasLink, hasID}, needOne: hasText}
	return bytes.HasPrefix(data, []byte(`{"version":"`+jsonVersion+`"`)) && s.value(nil) && s.at == len(s.data) && s.feed&s.needs[0] == s.needs[0]
}

func (s *jsonScan) next() byte {
	if s.at < len(s.data) {
		return s.data[s.at]
	}
	return 0
}

// value reads one value, which stands under a key.
func (s *jsonScan) value(key []byte) bool {
	switch c := s.next(); {
	case c == '"':
		text, ok := s.text()
		return ok && s.part(key, text)
	case c == '{':
		return s.object()
	case c == '[':
		if s.depth != 1 || string(key) != "items" {
			return s.list(key)
		}
		s.feed |= hasLink // which stands for the list of items here
		s.items = true
		ok := s.list(key)
		s.items = false
		return ok
	case isDigit(c) && c != '0' || c == '0' && !isDigit(s.after(1)):
		for isDigit(s.next()) {
			s.at++
		}
		return true
	case c == 't':
		return s.word("true")
	}
	return s.next() == 'f' && s.word("false")
}

func (s *jsonScan) after(n int) byte {
	if s.at+n < len(s.data) {
		return s.data[s.at+n]
	}
	return 0
}

func (s *jsonScan) word(w string) bool {
	ok := bytes.HasPrefix(s.data[s.at:], []byte(w))
	s.at += len(w)
	return ok
}

func (s *jsonScan) object() bool {
	item := s.items && s.depth == 2
	s.inItem = s.inItem || item
	s.depth++
	s.at++
	if s.depth > 32 {
		return false
	}
	for s.next() != '}' {
		key, ok := s.text()
		if !ok || s.next() != ':' {
			return false
		}
		s.at++
		if !s.value(key) {
			return false
		}
		if s.next() == ',' {
			if s.at++; s.next() != '"' {
				return false
			}
		} else if s.next() != '}' {
			return false
		}
	}
	s.at++
	s.depth--
	return !item || s.endItem()
}

func (s *jsonScan) list(key []byte) bool {
	s.depth++
	s.at++
	if s.depth > 32 {
		return false
	}
	for s.next() != ']' {
		if !s.value(key) {
			return false
		}
		if s.next() == ',' {
			if s.at++; s.next() == ']' {
				return false
			}
		} else if s.next() != ']' {
			return false
		}
	}
	s.at++
	s.depth--
	return true
}

// text reads a string and returns what stands between its quotation marks.
func (s *jsonScan) text() ([]byte, bool) {
	if s.next() != '"' {
		return nil, false
	}
	from := s.at + 1
	s.at = from
	end := s.at - 1
	for {
		if end < s.at {
			n := bytes.IndexByte(s.data[s.at:], '"')
			if n < 0 {
				return nil, false
			}
			end = s.at + n
		}
		slash := bytes.IndexByte(s.data[s.at:end], '\\')
		if slash < 0 {
			s.at = end + 1
			return s.data[from:end], true
		}
		s.at += slash
		switch s.after(1) {
		case '"', '\\', '/', 'n', 't':
			s.at += 2
		case 'u':
			if r, ok := escape(s.data[s.at:]); !ok || illegal(r) || discouraged(r) {
				return nil, false
			}
			s.at += 6
		default:
			return nil, false
		}
	}
}

// part notes a string that stands under a key of the feed or of an item.
func (s *jsonScan) part(key, text []byte) bool {
	switch {
	case s.depth == 1 && string(key) == "title":
		if len(bytes.TrimSpace(text)) > 0 {
			s.feed |= hasTitle
		}
	case s.depth == 3 && s.inItem:
		switch string(key) {
		case "id":
			s.item |= hasID
			return s.fresh(text)
		case "content_html", "content_text":
			s.item |= hasText
		case "date_published", "date_modified":
			return soundTime(text)
		}
	}
	return true
}
