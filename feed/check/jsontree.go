package check

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// A value is one of a JSON document.
type value struct {
	kind    kind
	text    string // of a string; of a number as it is written
	members []member
	list    []*value
	at, end int // offsets
}

type kind uint8

const (
	absent kind = iota
	null
	boolean
	number
	text
	list
	object
)

func (k kind) String() string {
	return [...]string{"nothing", "null", "true or false", "a number", "a string", "a list", "an object"}[k]
}

type member struct {
	key   string
	at    int
	value *value
}

// deepest is how deep values may be nested. No feed needs a tenth of it, and each level takes memory.
const deepest = 1000

// parseJSON reads the values of the document.
func (d *document) parseJSON() {
	r := &jsonReader{document: d, decoder: json.NewDecoder(bytes.NewReader(d.data))}
	r.decoder.UseNumber()
	if bytes.HasPrefix(d.data, []byte(bom)) {
		d.broken, d.fault = true, fault{0, "a byte order mark stands before it"}
		return
	}
	v, err := r.value(0)
	if err == nil {
		if _, more := r.decoder.Token(); more != io.EOF {
			err = errors.New("something follows the end of the object")
		}
	}
	if err != nil {
		at := r.offset()
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			at = max(0, int(syntax.Offset)-1)
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			at, err = len(d.data), errors.New("it ends too early")
		}
		d.broken, d.fault = true, fault{at, err.Error()}
		return
	}
	d.json = v
}

type jsonReader struct {
	*document
	decoder *json.Decoder
}

// offset is that of the next token.
func (r *jsonReader) offset() int {
	at := int(r.decoder.InputOffset())
	for at < len(r.data) && bytes.IndexByte([]byte(" \t\r\n,:"), r.data[at]) >= 0 {
		at++
	}
	return at
}

func (r *jsonReader) value(depth int) (*value, error) {
	v := &value{at: r.offset()}
	token, err := r.decoder.Token()
	if err != nil {
		return nil, err
	}
	switch t := token.(type) {
	case nil:
		v.kind = null
	case bool:
		v.kind = boolean
	case json.Number:
		v.kind, v.text = number, t.String()
	case string:
		v.kind, v.text = text, t
	case json.Delim:
		if depth == deepest {
			return nil, fmt.Errorf("values are nested more than %d deep", deepest)
		}
		v.kind = list
		if t == '{' {
			v.kind = object
		}
		if err := r.inside(v, depth+1); err != nil {
			return nil, err
		}
	}
	v.end = int(r.decoder.InputOffset())
	return v, nil
}

// inside reads what an object or list holds, and its end.
func (r *jsonReader) inside(v *value, depth int) error {
	seen := map[string]bool{}
	for r.decoder.More() {
		m := member{at: r.offset()}
		if v.kind == object {
			token, err := r.decoder.Token()
			if err != nil {
				return err
			}
			m.key, _ = token.(string)
			if seen[m.key] {
				r.keys = append(r.keys, fault{m.at, fmt.Sprintf("the key %q stands twice in one object", m.key)})
			}
			seen[m.key] = true
		}
		var err error
		if m.value, err = r.value(depth); err != nil {
			return err
		}
		if v.kind == object {
			v.members = append(v.members, m)
		} else {
			v.list = append(v.list, m.value)
		}
	}
	_, err := r.decoder.Token()
	return err
}

// get returns the value of a key. Where there is none its kind is absent, and its place that of v.
func (v *value) get(key string) *value {
	for _, m := range v.members {
		if m.key == key {
			return m.value
		}
	}
	return &value{at: v.at}
}

// jsonItems returns the items of a JSON Feed.
func (d *document) jsonItems() []*value {
	if d.json == nil {
		return nil
	}
	return d.json.get("items").list
}

// walk calls visit for all values, with the key or the list's key that each stands under.
func (v *value) walk(key string, visit func(key string, v *value)) {
	visit(key, v)
	for _, m := range v.members {
		m.value.walk(m.key, visit)
	}
	for _, e := range v.list {
		e.walk(key, visit)
	}
}
