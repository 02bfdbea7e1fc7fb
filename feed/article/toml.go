package article

import (
	"errors"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// parseTOML reads block, of which the first line has the given number in the file.
func parseTOML(block string, line int) ([]entry, *Error) {
	// The full decoder finds faults that the parser of expressions lets pass, the latter knows the lines.
	var all map[string]any
	if err := toml.Unmarshal([]byte(block), &all); err != nil {
		fault := &Error{Line: line, Err: errors.New("front matter: " + strings.TrimPrefix(err.Error(), "toml: ")), Fix: "correct the TOML; text needs quotes around it"}
		var position *toml.DecodeError
		if errors.As(err, &position) {
			row, column := position.Position()
			fault.Line, fault.Column = line+row-1, column
		}
		return nil, fault
	}
	var p unstable.Parser
	p.Reset([]byte(block))
	t := tomlReader{block: block, line: line, parser: &p, root: &value{kind: table}}
	t.current = t.root
	for p.NextExpression() {
		t.expression(p.Expression())
	}
	return t.root.table, nil
}

// A tomlReader turns expressions into values.
type tomlReader struct {
	block   string
	line    int
	parser  *unstable.Parser
	root    *value
	current *value // the table that the last header opened
}

func (t *tomlReader) expression(n *unstable.Node) {
	switch n.Kind {
	case unstable.Table:
		t.current = t.within(t.root, n.Key(), false)
	case unstable.ArrayTable:
		t.current = t.within(t.root, n.Key(), true)
	case unstable.KeyValue:
		t.keyValue(t.current, n)
	}
}

func (t *tomlReader) keyValue(in *value, n *unstable.Node) {
	slot := t.within(in, n.Key(), false)
	line := slot.line
	*slot = t.value(n.Value())
	slot.line = line
}

// within finds or makes the value under a dotted key. An item of an array of tables is made anew.
func (t *tomlReader) within(v *value, key unstable.Iterator, item bool) *value {
	for key.Next() {
		name := key.Node()
		v.kind = table
		v = t.under(v, string(name.Data), int(name.Raw.Offset))
		if v.kind == list && len(v.list) > 0 && !(item && key.IsLast()) {
			v = &v.list[len(v.list)-1]
		}
	}
	if item {
		v.kind = list
		v.list = append(v.list, value{kind: table, line: v.line})
		return &v.list[len(v.list)-1]
	}
	return v
}

func (t *tomlReader) under(v *value, key string, offset int) *value {
	for i := range v.table {
		if v.table[i].key == key {
			return &v.table[i].value
		}
	}
	line, _ := position(t.block, offset, t.line)
	v.table = append(v.table, entry{key, value{kind: table, line: line}})
	return &v.table[len(v.table)-1].value
}

func (t *tomlReader) value(n *unstable.Node) value {
	switch n.Kind {
	case unstable.Array:
		v := value{kind: list}
		for items := n.Children(); items.Next(); {
			if items.Node().Kind != unstable.Comment {
				v.list = append(v.list, t.value(items.Node()))
			}
		}
		return v
	case unstable.InlineTable:
		v := value{kind: table}
		for items := n.Children(); items.Next(); {
			if items.Node().Kind == unstable.KeyValue {
				t.keyValue(&v, items.Node())
			}
		}
		return v
	}
	return value{text: string(n.Data)}
}
