package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/spf13/pflag"
	"go.yaml.in/yaml/v4"
)

// A configFile is a configuration file as YAML, with the position of everything in it.
type configFile struct {
	path   string
	values map[string]*yaml.Node
	keys   []*yaml.Node
}

// readConfigFile reads the file at path; with "" the default one, which may be missing.
func readConfigFile(path string) (*configFile, error) {
	named := path != ""
	if !named {
		path = defaultFile
	}
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && !named {
		const misnamed = "seedfeed.yml"
		if _, err := os.Stat(misnamed); err == nil { // whose settings would be missed
			return nil, fmt.Errorf("configuration: %s is not read; call it %s, or name it with --config", misnamed, defaultFile)
		}
		return &configFile{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("configuration: %w", err)
	}
	f := &configFile{path: path, values: map[string]*yaml.Node{}}
	var document, more yaml.Node
	documents := yaml.NewDecoder(bytes.NewReader(data))
	if err := documents.Decode(&document); err != nil && err != io.EOF {
		return nil, f.yamlError(data, err)
	}
	if err := documents.Decode(&more); err != nil && err != io.EOF {
		return nil, f.yamlError(data, err)
	}
	if len(more.Content) > 0 && more.Content[0].Tag != "!!null" {
		return nil, f.errorAt(more.Content[0], "a second document begins here, which would not be read; take out the line --- before it")
	}
	if len(document.Content) == 0 {
		return f, nil
	}
	root := document.Content[0]
	if root.Kind != yaml.MappingNode {
		return nil, f.errorAt(root, "want lines such as \"title: My feed\"")
	}
	for i := 0; i+1 < len(root.Content); i += 2 {
		key := root.Content[i]
		if f.values[key.Value] != nil {
			return nil, f.errorAt(key, "key %q is there twice", key.Value)
		}
		f.keys = append(f.keys, key)
		f.values[key.Value] = root.Content[i+1]
	}
	return f, nil
}

func (f *configFile) errorAt(node *yaml.Node, format string, args ...any) error {
	return fmt.Errorf("%s: %s", f.place(node), fmt.Sprintf(format, args...))
}

func (f *configFile) place(node *yaml.Node) string {
	return fmt.Sprintf("%s:%d:%d", f.path, node.Line, node.Column)
}

func (f *configFile) yamlError(data []byte, err error) error {
	var load *yaml.LoadError
	switch {
	case !utf8.Valid(data) && !bytes.HasPrefix(data, []byte("\xff\xfe")) && !bytes.HasPrefix(data, []byte("\xfe\xff")):
		before, _, _ := strings.Cut(strings.ToValidUTF8(string(data), "\x00"), "\x00")
		return fmt.Errorf("%s:%d: is not UTF-8; save it as that", f.path, strings.Count(before, "\n")+1)
	case errors.As(err, &load) && load.Mark.Line > 0:
		return fmt.Errorf("%s:%d:%d: %s", f.path, load.Mark.Line, load.Mark.Column, load.Message)
	case load != nil:
		return fmt.Errorf("%s: %s", f.path, load.Message)
	}
	return fmt.Errorf("%s: %w", f.path, err)
}

// checkNames refuses keys that are no settings.
func (f *configFile) checkNames(flags *pflag.FlagSet) error {
	var errs []error
	for _, key := range f.keys {
		if key.Value == "config" || flags.Lookup(key.Value) == nil {
			message := fmt.Sprintf("unknown key %q", key.Value)
			if near := nearest(key.Value, flags); near != "" {
				message += fmt.Sprintf(": did you mean %q?", near)
			}
			errs = append(errs, f.errorAt(key, "%s", message))
		}
	}
	return errors.Join(errs...)
}

// says tells whether the file gives the setting a value.
func (f *configFile) says(name string) bool {
	node := f.values[name]
	return node != nil && node.Tag != "!!null"
}

// apply sets a flag to what the file says, if it says something.
func (f *configFile) apply(flag *pflag.Flag) error {
	if !f.says(flag.Name) {
		return nil
	}
	node := f.values[flag.Name]
	if programs, ok := flag.Value.(*converters); ok {
		return f.applyConverters(programs, node)
	}
	values := []string{node.Value}
	switch node.Kind {
	case yaml.ScalarNode:
	case yaml.SequenceNode:
		values = nil
		for _, item := range node.Content {
			if item.Kind != yaml.ScalarNode {
				return f.errorAt(item, "%s: want a plain value", flag.Name)
			}
			values = append(values, item.Value)
		}
	default:
		return f.errorAt(node, "%s: want a plain value", flag.Name)
	}
	if list, ok := flag.Value.(pflag.SliceValue); ok {
		if node.Kind == yaml.ScalarNode && flag.Value.Type() == "stringSlice" {
			values = strings.Split(node.Value, ",")
		}
		return list.Replace(values)
	}
	if len(values) != 1 || node.Kind != yaml.ScalarNode {
		return f.errorAt(node, "%s: want one value, not a list", flag.Name)
	}
	value := values[0]
	if paths[flag.Name] && value != "" && !filepath.IsAbs(value) {
		value = filepath.Join(filepath.Dir(f.path), value)
	}
	if err := flag.Value.Set(value); err != nil {
		return f.errorAt(node, "%s: %v", flag.Name, badValue(flag, node.Value))
	}
	return nil
}

// nearest returns the setting whose name is most like the given one, "" when none is alike: one letter is another one, or
// less than half of them.
func nearest(name string, flags *pflag.FlagSet) string {
	best, bestDistance := "", 3
	flags.VisitAll(func(f *pflag.Flag) {
		d := distance(strings.ToLower(name), f.Name)
		if d < bestDistance && (d <= 1 || 2*d < len(name)) && f.Name != "config" {
			best, bestDistance = f.Name, d
		}
	})
	return best
}

// distance is the number of letters to add, drop or change to make b of a.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
