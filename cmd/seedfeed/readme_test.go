package main

import (
	"bytes"
	"flag"
	"fmt"
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

// repository is the path of the repository's root from this package.
const repository = "../.."

func readme(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(repository, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// compareREADME fails the test where README.md is not want, but for what differs from run to run.
func compareREADME(t *testing.T, want string) {
	t.Helper()
	got := readme(t)
	diff := cmp.Diff(strings.Split(steady(want), "\n"), strings.Split(steady(got), "\n"))
	if diff == "" {
		return
	}
	if *update {
		if err := os.WriteFile(filepath.Join(repository, "README.md"), []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Errorf("README.md is not what the program says (-want +got); go test ./cmd/seedfeed -update rewrites it:\n%s", diff)
}

// steady takes out of text what differs from run to run: durations, the time of day in a log line, the day on which a
// file was first seen, versions.
func steady(text string) string {
	for _, r := range []struct{ pattern, replacement string }{
		{`in \d+(\.\d+)?m?s\b`, "in TIME"},
		{`(?m)^\d\d:\d\d:\d\d (DBG|INF|WRN|ERR)`, "TIME $1"},
		{`first seen \d{4}-\d\d-\d\d`, "first seen DATE"},
		{`(?m)^(ok  \t\S+\t).*$`, "${1}TIME"},
		{`seedfeed \d+\.\d+\.\d+\S* \(go\S+ \S+\)`, "seedfeed VERSION"},
	} {
		text = regexp.MustCompile(r.pattern).ReplaceAllString(text, r.replacement)
	}
	return text
}

// TestREADMESessions runs each command of the console blocks, all in one copy of the sample articles, and compares what
// they print with what README.md shows.
func TestREADMESessions(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("no shell")
	}
	t.Setenv("SEEDFEED_LOG_FORMAT", "console") // as on a terminal
	text := readme(t)
	root, err := filepath.Abs(repository)
	if err != nil {
		t.Fatal(err)
	}
	copySeeds(t, t.TempDir())
	var want strings.Builder
	var shown []string // by README.md after a command
	session := false
	for line := range strings.Lines(text) {
		command, isCommand := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "$ ")
		switch {
		case session && line == "```\n":
			session = false
		case line == "```console\n":
			session = true
		case session && isCommand:
			shown = nil
		case session:
			shown = append(shown, line)
			continue
		}
		want.WriteString(line)
		if session && isCommand {
			want.WriteString(output(t, root, command))
		}
	}
	_ = shown
	t.Chdir(filepath.Join(root, "cmd", "seedfeed"))
	compareREADME(t, want.String())
}

// output runs one command of README.md and returns what it prints.
func output(t *testing.T, root, command string) string {
	t.Helper()
	if command == "go test ./..." {
		return goTestOutput(t, root)
	}
	args, ours := strings.CutPrefix(command, "seedfeed ")
	if !ours {
		args, ours = strings.CutPrefix(command, "go run ./cmd/seedfeed ")
	}
	if !ours {
		printed, err := exec.CommandContext(t.Context(), "sh", "-c", command).CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", command, err, printed)
		}
		return string(printed)
	}
	var printed bytes.Buffer
	if status := run(t.Context(), strings.Fields(args), &printed, &printed); status != 0 {
		t.Errorf("%s: status %d\n%s", command, status, printed.String())
	}
	return trailingBlanks.ReplaceAllString(printed.String(), "")
}
