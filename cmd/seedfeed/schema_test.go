package main

import (
	"bytes"
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/invopop/jsonschema"
	santhosh "github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/spf13/pflag"
	"go.yaml.in/yaml/v4"
)

// TestSchema holds the schema for editors against the struct that the configuration is read into, and its flags.
func TestSchema(t *testing.T) {
	want := makeSchema(t)
	if *update {
		if err := os.WriteFile("schema.json", want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(string(settingsSchema), "\n")); diff != "" {
		t.Errorf("go generate ./cmd/seedfeed rewrites schema.json (-should be +is):\n%s", diff)
	}
}

func makeSchema(t *testing.T) []byte {
	t.Helper()
	var c config
	flags := c.flags()
	reflector := &jsonschema.Reflector{
		Anonymous: true, DoNotReference: true, ExpandedStruct: true,
		KeyNamer: func(field string) string { return settingName(flags, field) },
		Mapper: func(of reflect.Type) *jsonschema.Schema {
			if of == reflect.TypeFor[time.Duration]() {
				return &jsonschema.Schema{Type: "string", Pattern: "^([0-9]+(\\.[0-9]+)?(ns|us|µs|ms|s|m|h))+$"}
			}
			if of == reflect.TypeFor[converters]() {
				command := &jsonschema.Schema{Type: "array", Items: &jsonschema.Schema{Type: "string"}}
				return &jsonschema.Schema{Type: "object", AdditionalProperties: command}
			}
			return nil
		},
	}
	s := reflector.Reflect(&c)
	s.Title, s.Required = "seedfeed.yaml", nil
	s.Properties.Delete("config") // the file cannot name itself
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Name == "config" {
			return
		}
		property, ok := s.Properties.Get(f.Name)
		if !ok {
			t.Errorf("the struct has no field for the setting %s", f.Name)
			return
		}
		_, property.Description = pflag.UnquoteUsage(f)
		choices := map[string][]string{"pages": pageChoices(), "log-level": levels, "log-format": logFormats}[f.Name]
		if f.Name == "formats" {
			property.Items.Enum = anys(formatNames())
		}
		property.Enum = anys(choices)
	})
	for name := range s.Properties.KeysFromOldest() {
		if flags.Lookup(name) == nil {
			t.Errorf("the field %s is no setting", name)
		}
	}
	data, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return append(data, '\n')
}

// settingName is the setting that a field holds: AllowEmpty is allow-empty.
func settingName(flags *pflag.FlagSet, field string) string {
	if field == "File" {
		return "config"
	}
	name := strings.ToLower(field)
	flags.VisitAll(func(f *pflag.Flag) {
		if strings.ReplaceAll(f.Name, "-", "") == name {
			name = f.Name
		}
	})
	return name
}

func anys(list []string) []any {
	var all []any
	for _, s := range list {
		all = append(all, s)
	}
	return all
}

// TestSchemaAccepts checks configurations that are right and wrong with another implementation of JSON Schema.
func TestSchemaAccepts(t *testing.T) {
	document, err := santhosh.UnmarshalJSON(bytes.NewReader(settingsSchema))
	if err != nil {
		t.Fatal(err)
	}
	compiler := santhosh.NewCompiler()
	if err := compiler.AddResource("schema.json", document); err != nil {
		t.Fatal(err)
	}
	compiled, err := compiler.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	s := &start{values: map[string]string{"title": "A: b #c", "url": "https://example.org/", "seeds": ".", "out": "public"}}
	written := s.configuration()
	for text, ok := range map[string]bool{
		written:                        true,
		uncommented(written):           true,
		"title: x\nformats: [rss]\n":   true,
		"settle: 100ms\npages: auto\n": true,
		"tittle: x\n":                  false,
		"limit: many\n":                false,
		"pages: sometimes\n":           false,
		"formats: [gopher]\n":          false,
		"config: x\n":                  false,
		"convert:\n  .x: [y, -z]\n":    true,
		"convert:\n  .x: y\n":          false,
	} {
		var value any
		if err := yaml.Unmarshal([]byte(text), &value); err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		if err := compiled.Validate(value); (err == nil) != ok {
			t.Errorf("got %v, want valid %v, of\n%s", err, ok, text)
		}
	}
}

// uncommented is a configuration with all settings that stand in it as comments.
func uncommented(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, "#") && !strings.HasPrefix(line, "# ") {
			lines[i] = line[1:]
		}
	}
	return strings.Join(slices.DeleteFunc(lines, func(line string) bool { return line == `state: ""` || line == `templates: ""` }), "\n")
}
