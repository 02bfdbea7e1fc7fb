package article

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
	"go.yaml.in/yaml/v4"
)

const (
	maxLevels  = 40   // of lists and tables in each other
	maxValues = 5000 // with those that aliases repeat, so that a few lines do not grow to millions
)

var (
	errTooDeep  = errors.New("front matter is nested too deeply")
	errTooMany  = fmt.Errorf("front matter has more than %d values, counting what its aliases repeat", maxValues)
	errNotTable = errors.New("front matter is not made of keys and values")
)

// parseYAML reads block, of which the first line has the given number in the file.
func parseYAML(block string, line int) ([]entry, *Error) {
	// Values that stay do not hold on to the whole text of their file.
	block = strings.Clone(block)
	if entries, ok := scanYAML(block, line); ok {
		return entries, nil
	}
	return parseFullYAML(block, line)
}

func parseFullYAML(block string, line int) ([]entry, *Error) {
	var document yaml.Node
	if err := yaml.Load([]byte(block), &document); err != nil {
		if saysNothing(block) { // to the parser a fault
			return nil, nil
		}
		return nil, yamlError(err, block, line)
	}
	if len(document.Content) == 0 || document.Content[0].Kind == yaml.ScalarNode && document.Content[0].Tag == "!!null" {
		return nil, nil // comments only
	}
	root := document.Content[0]
	y := yamlReader{line: line}
	v, err := y.value(root, 0)
	if err == nil && v.kind != table {
		err = &Error{Line: line + root.Line - 1, Column: root.Column, Err: errNotTable, Fix: "write `key: value` on each line"}
	}
	return v.table, err
}

// saysNothing reports whether block has only comments.
func saysNothing(block string) bool {
	for line := range strings.SplitSeq(block, "\n") {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			return false
		}
	}
	return true
}

func yamlError(err error, block string, line int) *Error {
	fault := &Error{Line: line, Err: fmt.Errorf("front matter: %w", err), Fix: "correct the YAML; text with a colon, # or quotes needs quotes around it"}
	var many *yaml.LoadErrors
	if errors.As(err, &many) && len(many.Errors) > 0 {
		err = many.Errors[0]
	}
	var one *yaml.LoadError
	if errors.As(err, &one) {
		message := one.Message
		if one.ContextMsg != "" {
			message = one.ContextMsg + ": " + message
		}
		fault.Err = errors.New("front matter: " + message)
		if one.Mark.Line > 0 {
			fault.Line, fault.Column = line+one.Mark.Line-1, one.Mark.Column
		}
	}
	return fault
}

// A yamlReader turns nodes into values. Dates stay text: YAML knows only some forms of them.
type yamlReader struct {
	line   int
	values int
}

func (y *yamlReader) value(n *yaml.Node, depth int) (value, *Error) {
	v := value{line: y.line + n.Line - 1}
	if y.values++; y.values > maxValues || depth > maxLevels {
		cause := errTooDeep
		if y.values > maxValues {
			cause = errTooMany
		}
		return v, &Error{Line: v.line, Column: n.Column, Err: cause, Fix: "write it out plainly"}
	}
	switch n.Kind {
	case yaml.AliasNode:
		target, err := y.value(n.Alias, depth+1)
		target.line = v.line
		return target, err
	case yaml.ScalarNode:
		v.text = n.Value
		if n.Tag == "!!null" {
			v.kind = null
		}
	case yaml.SequenceNode:
		v.kind = list
		for _, item := range n.Content {
			i, err := y.value(item, depth+1)
			if err != nil {
				return v, err
			}
			v.list = append(v.list, i)
		}
	case yaml.MappingNode:
		v.kind = table
		seen := make(map[string]bool, len(n.Content)/2)
		for i := 0; i+1 < len(n.Content); i += 2 {
			key := n.Content[i]
			if key.Kind == yaml.ScalarNode && seen[key.Value] {
				return v, &Error{Line: y.line + key.Line - 1, Column: key.Column, Err: fmt.Errorf("front matter has %q twice", key.Value), Fix: "delete one of them"}
			}
			seen[key.Value] = true
			item, err := y.value(n.Content[i+1], depth+1)
			if err != nil {
				return v, err
			}
			item.line = y.line + key.Line - 1
			v.table = append(v.table, entry{key.Value, item})
		}
	}
	return v, nil
}

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

// fromJSON reads an object at the start of rest.
func fromJSON(rest string, line int, whole frontMatter) (frontMatter, *Error) {
	limited := rest[:min(len(rest), maxFrontMatter)]
	if !jsonStart().MatchString(limited) {
		return whole, nil
	}
	j := jsonReader{text: limited, line: line, decoder: json.NewDecoder(strings.NewReader(limited))}
	j.decoder.UseNumber()
	v, err := j.value(0)
	if err != nil {
		return whole, j.fault(err, len(rest) > len(limited))
	}
	end := int(j.decoder.InputOffset())
	tail, body, _ := strings.Cut(rest[end:], "\n")
	if strings.TrimSpace(tail) != "" {
		return whole, nil
	}
	return frontMatter{v.table, body, line + strings.Count(rest[:end], "\n") + 1}, nil
}

type jsonReader struct {
	text    string
	line    int
	decoder *json.Decoder
}

func (j *jsonReader) fault(err error, cut bool) *Error {
	offset := j.decoder.InputOffset()
	// Offsets in errors of a Decoder are not counted from the start of the text, those of Unmarshal are.
	if whole := json.Unmarshal([]byte(j.text), new(any)); whole != nil && !errors.Is(err, errTooDeep) && !errors.Is(err, io.EOF) {
		err = whole
	}
	fault := &Error{Err: fmt.Errorf("front matter: %w", err), Fix: "correct the JSON"}
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax) && int(syntax.Offset) < len(j.text):
		offset = syntax.Offset - 1
	case errors.As(err, &syntax), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		offset = int64(len(strings.TrimRight(j.text, " \t\n")))
		fault.Err, fault.Fix = errNoEnd, "write } after it"
		if cut {
			fault.Err = errTooLong
		}
	}
	fault.Line, fault.Column = position(j.text, int(offset), j.line)
	return fault
}

func (j *jsonReader) value(depth int) (value, error) {
	if depth > maxLevels {
		return value{}, errTooDeep
	}
	token, err := j.decoder.Token()
	if err != nil {
		return value{}, err
	}
	line, _ := position(j.text, int(j.decoder.InputOffset()), j.line)
	v := value{line: line}
	switch token := token.(type) {
	case nil:
		v.kind = null
	case json.Delim:
		return j.items(v, token, depth)
	default:
		v.text = fmt.Sprint(token)
	}
	return v, nil
}

func (j *jsonReader) items(v value, open json.Delim, depth int) (value, error) {
	v.kind = list
	if open == '{' {
		v.kind = table
	}
	for j.decoder.More() {
		var key string
		if v.kind == table {
			token, err := j.decoder.Token()
			if err != nil {
				return v, err
			}
			key, _ = token.(string)
		}
		item, err := j.value(depth + 1)
		if err != nil {
			return v, err
		}
		if v.kind == table {
			v.table = append(v.table, entry{key, item})
		} else {
			v.list = append(v.list, item)
		}
	}
	_, err := j.decoder.Token()
	return v, err
}
