package main

import (
	"bufio"
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/pflag"

	"seedfeed/feed/article"
)

var update = flag.Bool("update", false, "rewrite README.md with what the program prints")

// readREADME returns the text of README.md and the absolute path of the folder that it is in.
func readREADME(t *testing.T) (text, root string) {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(data), "\r\n", "\n"), root
}

// compareREADME fails the test, or rewrites README.md, where got is not want.
func compareREADME(t *testing.T, root, got, want string) {
	t.Helper()
	switch {
	case got == want:
	case *update:
		if err := os.WriteFile(filepath.Join(root, "README.md"), []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("README.md is out of date; go test ./cmd/seedfeed -update rewrites it (-is +should be):\n%s",
			cmp.Diff(strings.Split(got, "\n"), strings.Split(want, "\n")))
	}
}

// blocks returns the blocks of code in text whose first line names the given language.
func blocks(text, language string) []string {
	var found []string
	for _, m := range regexp.MustCompile("(?ms)^```"+language+"\n(.*?)^```$").FindAllStringSubmatch(text, -1) {
		found = append(found, m[1])
	}
	return found
}

// TestREADMESessions runs the commands of all console blocks one after the other, in a copy of the sample articles.
func TestREADMESessions(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("there is no shell to run the commands with")
	}
	text, root := readREADME(t)
	dir := t.TempDir()
	copySeeds(t, root, dir)
	t.Chdir(dir)
	t.Setenv("SEEDFEED_LOG_FORMAT", "console") // as on a terminal
	want, ran := text, 0
	for _, block := range blocks(text, "console") {
		var now strings.Builder
		var running *background
		for _, step := range regexp.MustCompile(`(?m)^\$ .*\n([^$].*\n|\n)*`).FindAllString(block, -1) {
			command, shown, _ := strings.Cut(strings.TrimPrefix(step, "$ "), "\n")
			var printed string
			if rest, ok := strings.CutSuffix(command, " &"); ok {
				running = inBackground(t, strings.Fields(strings.TrimPrefix(rest, "seedfeed ")))
			} else {
				printed = output(t, root, command)
			}
			if running != nil {
				printed += running.nextLine(t)
			}
			if steady(printed) == steady(shown) {
				printed = shown
			}
			now.WriteString("$ " + command + "\n" + printed)
			ran++
		}
		if running != nil {
			running.end(t)
		}
		want = strings.Replace(want, "```console\n"+block, "```console\n"+now.String(), 1)
	}
	if ran < 10 {
		t.Errorf("README.md shows %d commands, want 10 or more", ran)
	}
	compareREADME(t, root, text, want)
}

// A background is a command of README.md that goes on while the others of its block run.
type background struct {
	lines  chan string
	cancel context.CancelFunc
	status chan int
}

func inBackground(t *testing.T, args []string) *background {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	b := &background{lines: make(chan string, 100), cancel: cancel, status: make(chan int, 1)}
	reader, writer := io.Pipe()
	go func() {
		b.status <- run(ctx, args, writer, writer)
		writer.Close()
	}()
	go func() {
		for lines := bufio.NewScanner(reader); lines.Scan(); {
			b.lines <- strings.TrimRight(lines.Text(), " \t") + "\n"
		}
	}()
	return b
}

func (b *background) nextLine(t *testing.T) string {
	t.Helper()
	select {
	case line := <-b.lines:
		return line
	case <-time.After(20 * time.Second):
		t.Fatal("the command in the background says nothing")
		return ""
	}
}

func (b *background) end(t *testing.T) {
	t.Helper()
	b.cancel()
	if status := <-b.status; status != 0 {
		t.Errorf("the command in the background ended with status %d, want 0", status)
	}
}

// copySeeds copies the sample articles into dir. Their modification time is the same each time, because it is the date
// of those that state none.
func copySeeds(t *testing.T, root, dir string) {
	t.Helper()
	written := time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)
	from := os.DirFS(root)
	err := fs.WalkDir(from, "seeds", func(path string, d fs.DirEntry, err error) error {
		to := filepath.Join(dir, filepath.FromSlash(path))
		switch {
		case err != nil:
			return err
		case d.IsDir() && strings.HasPrefix(d.Name(), "."): // the state of builds in the repository itself
			return fs.SkipDir
		case d.IsDir():
			return os.MkdirAll(to, 0o755)
		}
		data, err := fs.ReadFile(from, path)
		if err != nil {
			return err
		}
		if err := os.WriteFile(to, data, 0o644); err != nil {
			return err
		}
		return os.Chtimes(to, written, written)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// output returns what a command of README.md prints.
func output(t *testing.T, root, command string) string {
	t.Helper()
	for _, name := range []string{"go run ./cmd/seedfeed ", "seedfeed "} {
		if args, ok := strings.CutPrefix(command, name); ok {
			var printed bytes.Buffer
			if status := run(t.Context(), strings.Fields(args), &printed, &printed); status != 0 {
				t.Errorf("%s: got status %d, want 0", command, status)
			}
			return regexp.MustCompile(`(?m)[ \t]+$`).ReplaceAllString(printed.String(), "")
		}
	}
	if command == "go test ./..." {
		return testOutput(t, root)
	}
	printed, err := exec.CommandContext(t.Context(), "sh", "-c", command).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", command, err, printed)
	}
	return string(printed)
}

// testOutput returns what "go test ./..." prints where all tests pass. Only it can tell how long they take, so README.md
// gets its own output by hand when there is a new package.
func testOutput(t *testing.T, root string) string {
	t.Helper()
	var printed strings.Builder
	for _, folder := range []string{"cmd", "feed", "watcher"} {
		err := filepath.WalkDir(filepath.Join(root, folder), func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.IsDir() {
				return err
			}
			if d.Name() == "testdata" {
				return fs.SkipDir
			}
			name, err := filepath.Rel(root, path)
			if err != nil {
				return err
			}
			name = "seedfeed/" + filepath.ToSlash(name)
			sources, _ := filepath.Glob(filepath.Join(path, "*.go"))
			tests, _ := filepath.Glob(filepath.Join(path, "*_test.go"))
			switch {
			case len(tests) > 0:
				fmt.Fprintf(&printed, "ok  \t%s\tTIME\n", name)
			case len(sources) > 0:
				fmt.Fprintf(&printed, "?   \t%s\t[no test files]\n", name)
			}
			return nil
		})
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	return printed.String()
}

// steady leaves out of what a command prints what differs from run to run.
func steady(printed string) string {
	for _, r := range []struct{ pattern, replacement string }{
		{`(?m) (in|after) \d+(\.\d+)?m?s$`, " $1 TIME"},
		{`(?m)^\d\d:\d\d:\d\d ([A-Z]{3}) `, "TIME $1 "},
		{`http://localhost:\d+/`, "http://localhost:PORT/"},
		{`first seen \d{4}-\d\d-\d\d`, "first seen DATE"},
		{`(?m)^(ok  \t\S+\t)\d+\.\d+s$`, "${1}TIME"},
	} {
		printed = regexp.MustCompile(r.pattern).ReplaceAllString(printed, r.replacement)
	}
	return printed
}

// TestREADMETests holds README.md and .ci/run to one command that runs the tests.
func TestREADMETests(t *testing.T) {
	text, root := readREADME(t)
	script, err := os.ReadFile(filepath.Join(root, ".ci", "run"))
	if err != nil {
		t.Fatal(err)
	}
	const command = "go test ./..."
	if !strings.Contains(text, "\n$ "+command+"\n") {
		t.Errorf("README.md does not show %q", command)
	}
	if !regexp.MustCompile(`(?m)^step .* ` + regexp.QuoteMeta(command) + `$`).Match(script) {
		t.Errorf(".ci/run has no step that runs %q", command)
	}
}

// TestREADMESettings compares the table of settings with the flags.
func TestREADMESettings(t *testing.T) {
	text, root := readREADME(t)
	var c config
	var table strings.Builder
	flags := c.flags()
	flags.SortFlags = false
	flags.VisitAll(func(f *pflag.Flag) {
		value, usage := pflag.UnquoteUsage(f)
		initial := strings.Trim(f.DefValue, "[]")
		switch initial {
		case "":
		case "false":
			initial = "off"
		default:
			initial = "`" + initial + "`"
		}
		fmt.Fprintf(&table, "| `%s` | %s | %s |\n", strings.TrimSpace("--"+f.Name+" "+value), initial, usage)
	})
	shown := regexp.MustCompile(`(?m)^(\| setting \|.*\n\| --- .*\n)(\|.*\n)*`)
	if !shown.MatchString(text) {
		t.Fatal("README.md has no table of settings")
	}
	compareREADME(t, root, text, shown.ReplaceAllString(text, "${1}"+strings.ReplaceAll(table.String(), "$", "$$")))
}

// TestREADMEConfiguration uses the configuration file that README.md shows.
func TestREADMEConfiguration(t *testing.T) {
	text, _ := readREADME(t)
	examples := blocks(text, "yaml")
	if len(examples) != 1 {
		t.Fatalf("README.md has %d examples of a configuration file, want 1", len(examples))
	}
	t.Chdir(t.TempDir())
	if err := os.WriteFile(defaultFile, []byte(examples[0]), 0o644); err != nil {
		t.Fatal(err)
	}
	var c config
	none := func(string) (string, bool) { return "", false }
	if err := c.load(c.flags(), none); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(c.Seeds, 0o755); err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	if status := run(t.Context(), []string{"build"}, io.Discard, &stderr); status != 0 {
		t.Errorf("got status %d, want 0\n%s", status, stderr.String())
	}
}

// TestREADMEKeys reads an article for each key in the table of fields.
func TestREADMEKeys(t *testing.T) {
	text, _ := readREADME(t)
	values := map[string]string{
		"published": "2026-05-04", "updated": "2026-05-04", "expires": "2026-05-04", "draft": "true", "unlisted": "true",
		"language": "en", "enclosures": "song.mp3",
	}
	fields, keys := map[string]bool{}, regexp.MustCompile("`([^`]+)`")
	for _, row := range regexp.MustCompile(`(?m)^\| ([a-z, ]+) \| ([^|]+) \| [^|]+ \|$`).FindAllStringSubmatch(text, -1) {
		names := strings.Split(row[1], ", ")
		if !slices.Contains(article.Fields(), names[0]) {
			continue // of another table
		}
		for _, name := range names {
			fields[name] = true
		}
		for _, key := range keys.FindAllStringSubmatch(row[2], -1) {
			value := values[names[0]]
			if value == "" {
				value = "something"
			}
			data := fmt.Sprintf("---\n%s: %s\n---\nHello.\n", key[1], value)
			read, err := article.Parse(article.Source{Path: "a.md", Data: []byte(data)}, article.Settings{})
			if err != nil {
				t.Errorf("%s: %v", key[1], err)
				continue
			}
			if !slices.ContainsFunc(names, func(name string) bool { return read.Origins[name] != "" }) {
				t.Errorf("key %s: got origins %v, want one of %s", key[1], read.Origins, row[1])
			}
		}
	}
	for _, name := range article.Fields() {
		if name != "permalink" && !fields[name] {
			t.Errorf("README.md has no row for the field %s", name)
		}
	}
}
