//go:build unix

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// An instruction is one of a Containerfile, such as COPY.
type instruction struct{ name, args string }

func containerfile(t *testing.T) (found []instruction) {
	t.Helper()
	text := strings.ReplaceAll(deployed(t, "Containerfile"), "\\\n", " ")
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		name, args, _ := strings.Cut(line, " ")
		if !slices.Contains([]string{"FROM", "WORKDIR", "COPY", "RUN", "USER", "ENV", "EXPOSE", "VOLUME", "ENTRYPOINT", "CMD"}, name) || args == "" {
			t.Errorf("Containerfile: %q is no instruction that this test knows", line)
		}
		found = append(found, instruction{name, args})
	}
	return found
}

// jsonWords returns the words of the last instruction of that name, which is written as JSON.
func jsonWords(t *testing.T, instructions []instruction, name string) (words []string) {
	t.Helper()
	for _, in := range instructions {
		if in.name == name {
			if err := json.Unmarshal([]byte(in.args), &words); err != nil {
				t.Errorf("Containerfile: %s %s: %v", name, in.args, err)
			}
		}
	}
	if len(words) == 0 {
		t.Errorf("Containerfile: no %s", name)
	}
	return words
}

// environment returns what the ENV instructions set.
func environment(instructions []instruction) map[string]string {
	set := map[string]string{}
	for _, in := range instructions {
		if in.name == "ENV" {
			for _, assignment := range strings.Fields(in.args) {
				name, value, _ := strings.Cut(assignment, "=")
				set[name] = value
			}
		}
	}
	return set
}

// acceptVariables reports which environment variables the program would not take.
func acceptVariables(variables map[string]string) error {
	var c config
	flags := c.flags()
	var errs []error
	for name, value := range variables {
		setting, ours := strings.CutPrefix(name, "SEEDFEED_")
		flag := flags.Lookup(strings.ReplaceAll(strings.ToLower(setting), "_", "-"))
		switch {
		case !ours || flag == nil:
			errs = append(errs, fmt.Errorf("%s is no setting", name))
		case value != "": // an empty one leaves the setting as it is
			if err := flag.Value.Set(value); err != nil {
				errs = append(errs, fmt.Errorf("%s: %w", name, err))
			}
		}
	}
	return errors.Join(append(errs, c.check())...)
}

// authorities are those whom programs of Debian believe, as are its images that download.
const authorities = "/etc/ssl/certs/ca-certificates.crt"

func TestDeployContainerfile(t *testing.T) {
	_, root := readREADME(t)
	instructions := containerfile(t)
	stage, stages, built := "", map[string]string{}, map[string]bool{}
	var copied []string
	user := "root"
	for _, in := range instructions {
		words := strings.Fields(in.args)
		switch {
		case in.name == "FROM":
			stage = words[0]
			if len(words) == 3 && strings.EqualFold(words[1], "AS") {
				stage = words[2]
			}
			stages[stage], user = "", "root"
		case in.name == "RUN":
			stages[stage] += in.args + "\n"
		case in.name == "USER":
			user, _, _ = strings.Cut(in.args, ":")
		case in.name == "COPY" && strings.HasPrefix(words[0], "--from="):
			from := strings.TrimPrefix(words[0], "--from=")
			source, target := words[len(words)-2], words[len(words)-1]
			if run, there := stages[from]; !there || !strings.Contains(run, source) && source != authorities {
				t.Errorf("COPY %s: no stage %s makes %s", in.args, from, source)
			}
			built[target] = true
		case in.name == "COPY":
			for _, source := range words[:len(words)-1] {
				if _, err := os.Stat(filepath.Join(root, source)); err != nil {
					t.Errorf("COPY %s: %v", in.args, err)
				}
				copied = append(copied, source)
			}
		}
	}

	for _, p := range goPackages(t) {
		if folder := strings.Split(p.ImportPath, "/")[1]; !slices.Contains(copied, folder) {
			t.Errorf("the folder %s of package %s is not copied", folder, p.ImportPath)
		}
	}
	build := regexp.MustCompile(`go build .*-o (\S+) (\./\S+)`).FindStringSubmatch(stages["build"])
	if build == nil {
		t.Fatalf("got %q, want it to build the program", stages["build"])
	}
	if _, err := os.Stat(filepath.Join(root, build[2], "main.go")); err != nil {
		t.Error(err)
	}
	if program := jsonWords(t, instructions, "ENTRYPOINT")[0]; !built[program] {
		t.Errorf("ENTRYPOINT %s is copied by no instruction", program)
	}
	if user == "root" || user == "0" {
		t.Error("runs as root")
	}
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	if !built[path.Dir(authorities)+"/"] {
		t.Errorf("without %s no https is believed", authorities)
	}
	image := regexp.MustCompile(`/golang:(\d+\.\d+) AS build`).FindStringSubmatch(instructions[0].args)
	if image == nil || !strings.Contains(string(mod), "\ngo "+image[1]+".") {
		t.Errorf("got FROM %s, want the Go version of go.mod", instructions[0].args)
	}

	set := environment(instructions)
	if err := acceptVariables(set); err != nil {
		t.Error(err)
	}
	for _, name := range []string{"SEEDFEED_OUT", "SEEDFEED_STATE"} {
		if !slices.ContainsFunc(instructions, func(in instruction) bool {
			return in.name == "VOLUME" && slices.Contains(strings.Fields(in.args), set[name])
		}) {
			t.Errorf("%s %q is no volume, and would be lost with the container", name, set[name])
		}
		if !strings.Contains(stages["build"], "/folders"+set[name]) {
			t.Errorf("no folder is made for %s %s", name, set[name])
		}
	}
}

func TestDeployCompose(t *testing.T) {
	var file struct {
		Services map[string]struct {
			Build       struct{ Context, Dockerfile string }
			Environment map[string]string
			Volumes     []string
			Ports       []string
			ReadOnly    bool `yaml:"read_only"`
		}
		Volumes map[string]any
	}
	if err := yaml.Unmarshal([]byte(deployed(t, "compose.yaml")), &file); err != nil {
		t.Fatal(err)
	}
	service := file.Services["seedfeed"]
	context := filepath.Join("deploy", service.Build.Context)
	if _, err := os.Stat(filepath.Join(context, service.Build.Dockerfile)); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(context, "go.mod")); err != nil {
		t.Error(err)
	}
	if err := acceptVariables(service.Environment); err != nil {
		t.Error(err)
	}
	set := environment(containerfile(t))
	_, port, _ := strings.Cut(set["SEEDFEED_ADDR"], ":")
	if !slices.Contains(containerfile(t), instruction{"EXPOSE", port}) {
		t.Errorf("port %s is not exposed", port)
	}
	for _, mapping := range service.Ports {
		if !strings.HasPrefix(mapping, "127.0.0.1:") || !strings.HasSuffix(mapping, ":"+port) {
			t.Errorf("got %s, want port %s for this machine alone", mapping, port)
		}
	}
	if len(service.Ports) == 0 {
		t.Error("nobody reaches what is served")
	}
	mounted := map[string]string{} // what, by where
	for _, volume := range service.Volumes {
		what, where, _ := strings.Cut(volume, ":")
		mounted[where] = what
		if strings.HasPrefix(what, ".") {
			if info, err := os.Stat(filepath.Join("deploy", what)); err != nil || !info.IsDir() {
				t.Errorf("%s is no folder: %v", what, err)
			}
		} else if _, there := file.Volumes[what]; !there {
			t.Errorf("the volume %s is not among the volumes", what)
		}
	}
	for _, where := range []string{set["SEEDFEED_SEEDS"] + ":ro", set["SEEDFEED_OUT"], set["SEEDFEED_STATE"]} {
		if mounted[where] == "" {
			t.Errorf("nothing is mounted at %s; got %v", where, mounted)
		}
	}
	if !service.ReadOnly {
		t.Error("the file system of the container can be written to")
	}
}
