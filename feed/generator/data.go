package generator

import (
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"go.yaml.in/yaml/v4"
)

// A table is a configuration. Its keys are in small letters.
type table map[string]any

// parse reads a configuration by the ending of its name. Of programs it takes the literals.
func parse(name, text string) (table, error) {
	values := map[string]any{}
	var err error
	switch path.Ext(name) {
	case ".toml":
		if err = toml.Unmarshal([]byte(text), &values); err != nil {
			var at *toml.DecodeError
			if errors.As(err, &at) {
				row, column := at.Position()
				return nil, fmt.Errorf("%s:%d:%d: %s; correct the TOML", name, row, column, strings.TrimPrefix(at.Error(), "toml: "))
			}
		}
	case ".yml", ".yaml":
		var document any
		if err = yaml.Unmarshal([]byte(text), &document); err != nil {
			var at *yaml.LoadError
			if errors.As(err, &at) {
				return nil, fmt.Errorf("%s:%d:%d: %s; correct the YAML", name, at.Mark.Line, at.Mark.Column, at.Message)
			}
		}
		values, _ = document.(map[string]any)
	case ".json":
		err = json.Unmarshal([]byte(text), &values)
	case ".py":
		return pythonLiterals(text), nil
	default:
		return scriptLiterals(text), nil
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w; correct it", name, err)
	}
	return lower(values), nil
}

// lower writes the keys of all tables in small letters, as Hugo does; no generator tells two keys apart by case alone.
func lower(values map[string]any) table {
	t := make(table, len(values))
	for key, value := range values {
		if inner, ok := value.(map[string]any); ok {
			value = lower(inner)
		}
		t[strings.ToLower(key)] = value
	}
	return t
}

// get is the value under keys that lie in each other.
func (t table) get(keys ...string) any {
	for i, key := range keys {
		value := t[key]
		if i == len(keys)-1 {
			return value
		}
		inner, ok := value.(table)
		if !ok {
			return nil
		}
		t = inner
	}
	return nil
}

func (t table) has(key string) bool { return t[key] != nil }

// str is the text, number or truth value under the keys, "" for anything else.
func (t table) str(keys ...string) string { return plain(t.get(keys...)) }

func plain(v any) string {
	switch v := v.(type) {
	case string:
		return strings.TrimSpace(v)
	case int:
		return strconv.Itoa(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}

// list is a list of texts, or the one text, under the keys.
func (t table) list(keys ...string) []string {
	items, ok := t.get(keys...).([]any)
	if !ok {
		if s := t.str(keys...); s != "" {
			return []string{s}
		}
	}
	var list []string
	for _, item := range items {
		if s := plain(item); s != "" {
			list = append(list, s)
		}
	}
	return list
}

func (t table) table(keys ...string) table {
	inner, _ := t.get(keys...).(table)
	return inner
}

// keys are those of t in order.
func (t table) keys() []string {
	keys := make([]string, 0, len(t))
	for key := range t {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// ending is the value under the first of the keys that ends so.
func (t table) ending(end string) any {
	for _, key := range t.keys() {
		if strings.HasSuffix(key, end) {
			return t[key]
		}
	}
	return nil
}

// person writes an author who may be a text, a table, or a list of such.
func person(v any) string {
	switch v := v.(type) {
	case []any:
		if len(v) > 0 {
			return person(v[0])
		}
	case map[string]any:
		return person(lower(v))
	case table:
		name, mail := v.str("name"), v.str("email")
		if name != "" && mail != "" {
			return name + " <" + mail + ">"
		}
		return name
	}
	return plain(v)
}
