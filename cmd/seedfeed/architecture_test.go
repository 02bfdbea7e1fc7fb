package main

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// layers are the packages from the top to the bottom. A package may import those that stand below it, and no others.
var layers = []string{
	"seedfeed/cmd/seedfeed",
	"seedfeed/watcher",
	"seedfeed/feed/server/metrics",
	"seedfeed/feed/server",
	"seedfeed/feed/build",
	"seedfeed/feed/adopt",
	"seedfeed/feed/site",
	"seedfeed/feed/catalogue",
	"seedfeed/feed/rendered",
	"seedfeed/feed/publish",
	"seedfeed/feed/convert",
	"seedfeed/feed",
	"seedfeed/feed/check/remote",
	"seedfeed/feed/check",
	"seedfeed/feed/article",
	"seedfeed/feed/source",
	"seedfeed/feed/generator",
}

// alone are the packages that know nothing of ours.
var alone = []string{"seedfeed/feed", "seedfeed/feed/article", "seedfeed/feed/source", "seedfeed/feed/generator", "seedfeed/feed/publish", "seedfeed/feed/convert", "seedfeed/watcher"}

// homes says which packages may import a third-party library.
var homes = map[string][]string{
	"github.com/abadojack/whatlanggo":     {"seedfeed/feed/article"},
	"github.com/andybalholm/brotli":       {"seedfeed/feed/server"},
	"github.com/coreos/go-systemd/v22":    {"seedfeed/cmd/seedfeed"},
	"github.com/fsnotify/fsnotify":        {"seedfeed/watcher"},
	"github.com/gofrs/flock":              {"seedfeed/feed/catalogue"},
	"github.com/gorilla/feeds":            {"seedfeed/feed"},
	"github.com/gosimple/slug":            {"seedfeed/feed/site"},
	"github.com/invopop/jsonschema":       {}, // for what is generated
	"github.com/klauspost/compress":       {"seedfeed/feed/server"},
	"github.com/microcosm-cc/bluemonday":  {"seedfeed/feed/article"},
	"github.com/mmcdole/gofeed":           {"seedfeed/feed/adopt"},
	"github.com/niklasfasching/go-org":    {"seedfeed/feed/article"},
	"github.com/pelletier/go-toml/v2":     {"seedfeed/feed/article", "seedfeed/feed/generator"},
	"github.com/pressly/goose/v3":         {"seedfeed/feed/catalogue"},
	"github.com/prometheus/client_golang": {"seedfeed/feed/server/metrics"},
	"github.com/rs/zerolog":               {"seedfeed/cmd/seedfeed"},
	"github.com/schollz/progressbar/v3":   {"seedfeed/cmd/seedfeed"},
	"github.com/spf13/cobra":              {"seedfeed/cmd/seedfeed"},
	"github.com/spf13/pflag":              {"seedfeed/cmd/seedfeed"},
	"github.com/wlynxg/chardet":           {"seedfeed/feed/article"},
	"github.com/yuin/goldmark":            {"seedfeed/feed/article"},
	"go.yaml.in/yaml/v4":                  {"seedfeed/feed/article", "seedfeed/feed/generator", "seedfeed/cmd/seedfeed"},
	"golang.org/x/crypto":                 {"seedfeed/feed/server"},
	"golang.org/x/term":                   {"seedfeed/cmd/seedfeed"},
	"golang.org/x/time":                   {"seedfeed/feed/server"},
	"modernc.org/sqlite":                  {"seedfeed/feed/catalogue"},
}

// A goPackage is what go list says of a package.
type goPackage struct {
	ImportPath, Name, Dir string
	GoFiles, Imports      []string
}

func goPackages(t *testing.T) []goPackage {
	t.Helper()
	output, err := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Name,Dir,GoFiles,Imports", "seedfeed/...").Output()
	if err != nil {
		t.Skip("no go command: ", err)
	}
	var packages []goPackage
	for decoder := json.NewDecoder(bytes.NewReader(output)); ; {
		var p goPackage
		if err := decoder.Decode(&p); err == io.EOF {
			return packages
		} else if err != nil {
			t.Fatal(err)
		}
		packages = append(packages, p)
	}
}

func isOurs(path string) bool { return strings.HasPrefix(path, "seedfeed/") }

// isTestsOnly reports whether a package serves the tests of others, which no program may import.
func isTestsOnly(path string) bool { return strings.HasPrefix(path, "seedfeed/feed/internal/") }

func TestImportsPointDown(t *testing.T) {
	for _, p := range goPackages(t) {
		if isTestsOnly(p.ImportPath) {
			continue
		}
		at := slices.Index(layers, p.ImportPath)
		if at < 0 {
			t.Errorf("%s has no layer: give it one in this test", p.ImportPath)
		}
		for _, imported := range p.Imports {
			if !isOurs(imported) {
				continue
			}
			if slices.Index(layers, imported) <= at {
				t.Errorf("%s imports %s, which is not below it", p.ImportPath, imported)
			}
			if slices.Contains(alone, p.ImportPath) {
				t.Errorf("%s imports %s and shall know nothing of ours", p.ImportPath, imported)
			}
		}
	}
}

func TestLibrariesHaveOneHome(t *testing.T) {
	for _, p := range goPackages(t) {
		if isTestsOnly(p.ImportPath) {
			continue
		}
		for _, imported := range p.Imports {
			for library, packages := range homes {
				if (imported == library || strings.HasPrefix(imported, library+"/")) && !slices.Contains(packages, p.ImportPath) {
					t.Errorf("%s imports %s, whose home is %s", p.ImportPath, imported, strings.Join(packages, " and "))
				}
			}
		}
	}
}

func TestPackagesAreNamedByWhatTheyHold(t *testing.T) {
	for _, p := range goPackages(t) {
		for _, vague := range []string{"base", "common", "helper", "helpers", "lib", "misc", "shared", "tools", "util", "utils"} {
			if p.Name == vague {
				t.Errorf("%s is a name that says nothing", p.ImportPath)
			}
		}
	}
}

// The library has no clock, no log and no network: the same articles make the same documents, whenever and wherever.
func TestLibraryIsPure(t *testing.T) {
	pure := []string{"seedfeed/feed", "seedfeed/feed/article", "seedfeed/feed/catalogue", "seedfeed/feed/site"}
	for _, p := range goPackages(t) {
		if !slices.Contains(pure, p.ImportPath) {
			continue
		}
		for _, imported := range p.Imports {
			if imported == "net" || strings.HasPrefix(imported, "net/") && imported != "net/url" && imported != "net/mail" ||
				imported == "log" || strings.HasPrefix(imported, "log/") {
				t.Errorf("%s imports %s", p.ImportPath, imported)
			}
		}
		for _, name := range p.GoFiles {
			for _, use := range uses(t, filepath.Join(p.Dir, name), "time", "Now", "Since", "Until", "After", "Tick", "NewTimer", "Sleep") {
				t.Error(use)
			}
		}
	}
}

// Only the command itself knows the process that it runs in.
func TestProcessIsForTheCommand(t *testing.T) {
	for _, p := range goPackages(t) {
		if p.ImportPath == layers[0] || isTestsOnly(p.ImportPath) {
			continue
		}
		for _, name := range p.GoFiles {
			for _, use := range uses(t, filepath.Join(p.Dir, name), "os", "Exit", "Args", "Getenv", "LookupEnv", "Stdout", "Stderr") {
				t.Error(use)
			}
		}
	}
}

// uses returns where a file uses one of the names of a package of the standard library.
func uses(t *testing.T, path, pkg string, names ...string) (found []string) {
	t.Helper()
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(node ast.Node) bool {
		selector, ok := node.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if of, ok := selector.X.(*ast.Ident); ok && of.Name == pkg && slices.Contains(names, selector.Sel.Name) {
			found = append(found, files.Position(selector.Pos()).String()+" uses "+pkg+"."+selector.Sel.Name)
		}
		return true
	})
	return found
}
