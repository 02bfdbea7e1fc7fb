package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/clipperhouse/displaywidth"
	"golang.org/x/sys/unix"
)

// startOnTerminal starts cmd with a new terminal of that many columns as its standard output and error. What it prints
// can be read until it ends.
func startOnTerminal(t *testing.T, cmd *exec.Cmd, columns int) *os.File {
	t.Helper()
	terminal, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skip("no terminals here: ", err)
	}
	t.Cleanup(func() { terminal.Close() })
	fd := int(terminal.Fd())
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0)
	}
	if err == nil {
		err = unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: uint16(columns)})
	}
	if err != nil {
		t.Fatal(err)
	}
	end, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdout, cmd.Stderr = end, end
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	end.Close()
	return terminal
}

// onTerminal runs a command to its end and returns what a terminal has got to show.
func onTerminal(t *testing.T, cmd *exec.Cmd, columns int) string {
	t.Helper()
	terminal := startOnTerminal(t, cmd, columns)
	printed, _ := io.ReadAll(terminal) // ends with an error when the other end is closed
	cmd.Wait()
	return strings.ReplaceAll(string(printed), "\r\n", "\n")
}

func TestTableFitsTerminal(t *testing.T) {
	dir := t.TempDir()
	writeFiles(t, dir, map[string]string{
		"seeds/one.md":                          "# A title that is much longer than what a narrow terminal has room for\n",
		"seeds/a/rather/long/path/to/a/file.md": "# Short\n",
		"seeds/two.md":                          "# " + strings.Repeat("文章", 40) + "\n",
		"seeds/three.md":                        "# " + strings.Repeat("👩‍💻", 40) + "\n",
	})
	for _, columns := range []int{40, 60, 80, 200} {
		got := onTerminal(t, seedfeed(t, dir, "list"), columns)
		for line := range strings.Lines(got) {
			if width := displaywidth.String(strings.TrimSuffix(line, "\n")); width > columns {
				t.Errorf("on %d columns, a line has %d: %q", columns, width, line)
			}
		}
		if !strings.Contains(got, "one.md") || columns == 200 && !strings.Contains(got, "a narrow terminal has room for") {
			t.Errorf("on %d columns: got\n%s", columns, got)
		}
	}
}

func TestColour(t *testing.T) {
	dir := t.TempDir()
	writeFiles(t, dir, map[string]string{"seeds/bad.md": "---\ntitle: [\n---\n"})
	const warning = "WRN seeds/bad.md:3:1: "
	if got := onTerminal(t, seedfeed(t, dir, "build"), 80); !strings.Contains(got, "\x1b[33mWRN") {
		t.Errorf("on a terminal: got %q, want it in colour", got)
	}
	cmd := seedfeed(t, dir, "build")
	cmd.Env = append(os.Environ(), "NO_COLOR=1")
	if got := onTerminal(t, cmd, 80); strings.Contains(got, "\x1b") || !strings.Contains(got, warning) {
		t.Errorf("with NO_COLOR: got %q", got)
	}
	if _, _, got := result(t, seedfeed(t, dir, "build", "--log-format", "console")); strings.Contains(got, "\x1b") || !strings.Contains(got, warning) {
		t.Errorf("in a pipe: got %q", got)
	}
	if _, _, got := result(t, seedfeed(t, dir, "build")); !strings.HasPrefix(got, `{"level":"warn","path":"seeds/bad.md","line":3,`) {
		t.Errorf("in a pipe: got %q, want JSON", got)
	}
}

// Who serves on a terminal sees where.
func TestServeTellsAddresses(t *testing.T) {
	dir := t.TempDir()
	writeFiles(t, dir, map[string]string{"seeds/one.md": "# One\n"})
	cmd := seedfeed(t, dir, "serve", "--addr", "localhost:0", "--formats", "rss,json")
	terminal := startOnTerminal(t, cmd, 80)
	printed := ""
	for lines := bufio.NewScanner(terminal); lines.Scan() && !strings.Contains(lines.Text(), "watching; "); {
		printed += lines.Text() + "\n"
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
	const want = `^Serving public and watching seeds; Ctrl\+C ends it\.

  page       (http://localhost:\d+/)
  RSS        http://localhost:\d+/rss\.xml
  JSON Feed  http://localhost:\d+/feed\.json

`
	if !regexp.MustCompile(want).MatchString(printed) {
		t.Errorf("got\n%s\nwant\n%s", printed, want)
	}
}

func TestColourOfCheck(t *testing.T) {
	dir := t.TempDir()
	writeFiles(t, dir, map[string]string{"feed.json": "{}\n"})
	if got := onTerminal(t, seedfeed(t, dir, "check", "feed.json"), 80); !strings.Contains(got, "feed.json:1:1: \x1b[1;31merror\x1b[0m: ") {
		t.Errorf("on a terminal: got %q, want it in colour", got)
	}
	cmd := seedfeed(t, dir, "check", "feed.json")
	cmd.Env = append(os.Environ(), "NO_COLOR=1")
	if got := onTerminal(t, cmd, 80); strings.Contains(got, "\x1b") {
		t.Errorf("with NO_COLOR: got %q", got)
	}
}
