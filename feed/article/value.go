package article

import "strings"

// A value is one value of front matter, whichever language it is written in.
type value struct {
	kind  kind
	text  string // of a scalar: as it is written, without quotes
	list  []value
	table []entry
	line  int  // in the file
	plain bool // text is for people already and has no markup
}

type kind uint8

const (
	scalar kind = iota
	null
	list
	table
)

// An entry is a key with its value.
type entry struct {
	key   string
	value value
}

// empty reports whether v says nothing, as if its key were absent.
func (v value) empty() bool {
	switch v.kind {
	case scalar:
		return strings.TrimSpace(v.text) == ""
	case list:
		return len(v.list) == 0
	case table:
		return len(v.table) == 0
	}
	return true
}

// string is the text of a scalar, or of the only item of a list, "" for anything else. Escapes in front
// matter can name characters that the text itself may not hold; they are removed like those.
func (v value) string() string {
	if v.kind == list && len(v.list) == 1 {
		v = v.list[0]
	}
	if v.kind != scalar {
		return ""
	}
	return normaliseString(v.text)
}

// items are the items of a list, or a scalar's parts between the first of separators that it has, or the
// only value.
func (v value) items(separators string) []value {
	switch v.kind {
	case null:
		return nil
	case list:
		return v.list
	case scalar:
		for _, separator := range separators {
			if !strings.ContainsRune(v.text, separator) {
				continue
			}
			var items []value
			for part := range strings.SplitSeq(v.text, string(separator)) {
				items = append(items, value{text: strings.TrimSpace(part), line: v.line, plain: v.plain})
			}
			return items
		}
	}
	return []value{v}
}

// get is the text of the first of keys that a table has.
func (v value) get(keys ...string) string {
	for _, key := range keys {
		for _, e := range v.table {
			if normalKey(e.key) == key {
				if s := strings.TrimSpace(e.value.string()); s != "" {
					return s
				}
			}
		}
	}
	return ""
}

// find is the value under key in a table. Case, - and _ make no difference.
func (v value) find(key string) value {
	for _, e := range v.table {
		if normalKey(e.key) == normalKey(key) {
			return e.value
		}
	}
	return value{kind: null}
}
