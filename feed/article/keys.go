package article

// A Key is a key of front matter that is read.
type Key struct {
	Name  string // as its generators spell it; in front matter neither case nor - and _ make a difference
	Field string // as in Fields
	From  string // the generators that have it, for people
}

// Keys are all keys that are read, in the order of Fields and the most telling first.
func Keys() []Key {
	var keys []Key
	for i := range fields {
		for _, k := range fields[i].keys {
			keys = append(keys, Key{Name: k.name, Field: fields[i].name, From: k.from})
		}
	}
	return keys
}

// A HeadKey is a key that stands in an article's front matter, outside of tables.
type HeadKey struct {
	Name  string
	Line  int
	Field string // the first that it may give a value to, as in Fields; "" for a key that is not read
}

// HeadKeys lists the keys in the front matter of a file in their order. It is empty for what Parse cannot read.
func HeadKeys(src Source) []HeadKey {
	decoded, _, err := decode(src.Data)
	if err != nil {
		return nil
	}
	head, err := splitFrontMatter(string(decoded), isHTML(src.Path))
	if err != nil {
		return nil
	}
	keys := make([]HeadKey, 0, len(head.fields))
	for _, e := range head.fields {
		k := HeadKey{Name: e.key, Line: e.value.line}
		if meanings := uses()[normalKey(e.key)]; len(meanings) > 0 {
			k.Field = fields[meanings[0].field].name
		}
		keys = append(keys, k)
	}
	return keys
}
