package article

import (
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
)

const (
	maxLevels = 40   // of lists and tables in each other
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
	v, err := yamlValue(block, line)
	if err == nil && v.kind != table && v.kind != null {
		err = &Error{Line: v.line, Column: 1, Err: errNotTable, Fix: "write `key: value` on each line"}
	}
	return v.table, err
}

// yamlValue reads a document of any kind. One that has only comments is null.
func yamlValue(block string, line int) (value, *Error) {
	var document yaml.Node
	if err := yaml.Load([]byte(block), &document); err != nil {
		if saysNothing(block) { // to the parser a fault
			return value{kind: null}, nil
		}
		return value{}, yamlError(err, block, line)
	}
	if len(document.Content) == 0 || document.Content[0].Kind == yaml.ScalarNode && document.Content[0].Tag == "!!null" {
		return value{kind: null}, nil
	}
	y := yamlReader{line: line}
	return y.value(document.Content[0], 0)
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
			if isTabbed(block, one.Mark.Line) {
				fault.Err, fault.Fix = errors.New("front matter: a tab at the start of a line"), "indent with spaces"
			}
		}
	}
	return fault
}

// isTabbed reports whether a line of the block, counted from 1, is indented with a tab.
func isTabbed(block string, line int) bool {
	for text := range strings.SplitSeq(block, "\n") {
		if line--; line == 0 {
			return strings.HasPrefix(strings.TrimLeft(text, " "), "\t")
		}
	}
	return false
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
