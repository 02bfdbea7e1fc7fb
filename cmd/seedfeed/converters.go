package main

import (
	"fmt"
	"maps"
	"strings"

	"go.yaml.in/yaml/v4"

	"seedfeed/feed/convert"
)

// converters is the setting that names a program for each ending. It is a pflag.Value.
type converters struct{ commands convert.Commands }

func (c *converters) String() string { return "" }
func (c *converters) Type() string   { return "converter" }

// Set takes one ".adoc=program argument …", or several on lines of their own. No shell reads them: an argument with a
// space in it can only stand in the configuration file.
func (c *converters) Set(text string) error {
	for line := range strings.Lines(text) {
		ending, command, ok := strings.Cut(strings.TrimSpace(line), "=")
		if !ok {
			return fmt.Errorf("%q names no program; write .adoc=program", line)
		}
		if err := c.add(ending, strings.Fields(command)); err != nil {
			return err
		}
	}
	return nil
}

func (c *converters) add(ending string, command []string) error {
	ending = strings.ToLower(strings.TrimSpace(ending))
	switch {
	case len(ending) < 2 || ending[0] != '.' || strings.ContainsAny(ending[1:], "./\\ "):
		return fmt.Errorf("%q is no ending; write one such as .adoc", ending)
	case len(command) == 0 || command[0] == "":
		return fmt.Errorf("%s: no program is named", ending)
	}
	commands := maps.Clone(c.commands)
	if commands == nil {
		commands = convert.Commands{}
	}
	commands[ending] = command
	c.commands = commands
	return nil
}

// applyConverters reads a mapping of endings to lists of a program and its arguments.
func (f *configFile) applyConverters(c *converters, node *yaml.Node) error {
	if node.Kind != yaml.MappingNode {
		return f.errorAt(node, `convert: want lines such as ".adoc": [asciidoctor, -e, -o, -, -]`)
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		ending, value := node.Content[i], node.Content[i+1]
		if value.Kind != yaml.SequenceNode {
			return f.errorAt(value, "convert: want a list: the program and its arguments")
		}
		var command []string
		for _, argument := range value.Content {
			if argument.Kind != yaml.ScalarNode {
				return f.errorAt(argument, "convert: want a plain value")
			}
			command = append(command, argument.Value)
		}
		if err := c.add(ending.Value, command); err != nil {
			return f.errorAt(ending, "convert: %v", err)
		}
	}
	return nil
}
