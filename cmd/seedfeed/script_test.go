//go:build unix

package main

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gofrs/flock"
	"github.com/rogpeppe/go-internal/testscript"
)

var updateScripts = flag.Bool("update-scripts", false, "rewrite what the scripts in testdata/script expect")

func TestMain(m *testing.M) {
	// Most tests wait for a process that waits itself: more of them fit than there are processors. The command line wins.
	if err := flag.Set("test.parallel", "8"); err != nil {
		panic(err)
	}
	testscript.Main(m, map[string]func(){"seedfeed": main})
}

// Each script shows one behaviour of the command, in a folder of its own.
func TestScripts(t *testing.T) {
	dir, some := "testdata/script", []string(nil)
	if testing.Short() { // each step is a process, which takes its time under the race detector
		dir, some = "", []string{"testdata/script/build.txtar", "testdata/script/list.txtar", "testdata/script/strict.txtar"}
	}
	testscript.Run(t, testscript.Params{
		Dir:                 dir,
		Files:               some,
		UpdateScripts:       *updateScripts,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Condition: func(condition string) (bool, error) {
			switch condition {
			case "root":
				return os.Getuid() == 0, nil
			case "CI": // where no test is skipped for want of a program
				return os.Getenv("CI") == "true", nil
			}
			return false, fmt.Errorf("unknown condition %q", condition)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status":   status,
			"ids":      ids,
			"files":    files,
			"touch":    touch,
			"append":   appendText,
			"hold":     hold,
			"valid":    valid,
			"write":    write,
			"schema":   schema,
			"distinct": distinct,
			"special":  special,
			"longname": longname,
			"deep":     deep,
		},
	})
}

// status N COMMAND... runs a command, which must end with the exit status N. So "fails" and "is used wrongly" are told
// apart, which "! exec" does not.
func status(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("got exit status %d, want %d", got, want)
	}
}

// ids prints the id of each published article with its path, in the order of the paths.
func ids(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(ts.Exec("seedfeed", append([]string{"list", "--json"}, args...)...))
	var articles []struct{ Path, ID, Skipped string }
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &articles))
	var lines []string
	for _, a := range articles {
		if a.Skipped == "" {
			lines = append(lines, a.Path+" "+a.ID+"\n")
		}
	}
	slices.Sort(lines)
	fmt.Fprint(ts.Stdout(), strings.Join(lines, ""))
}

// files prints each file below the folders with its size, modification time and inode: all that changes when a file is
// written anew, even with the same bytes.
func files(ts *testscript.TestScript, _ bool, args []string) {
	var out strings.Builder
	for _, dir := range args {
		ts.Check(filepath.WalkDir(ts.MkAbs(dir), func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			info, err := entry.Info()
			if err == nil {
				fmt.Fprintln(&out, path, info.Size(), info.ModTime().UnixNano(), inode(info))
			}
			return err
		}))
	}
	fmt.Fprint(ts.Stdout(), out.String())
}

func inode(info fs.FileInfo) uint64 {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(stat.Ino)
	}
	return 0
}

// touch TIME FILE... sets modification times.
func touch(ts *testscript.TestScript, _ bool, args []string) {
	at, err := time.Parse(time.RFC3339, args[0])
	ts.Check(err)
	for _, file := range args[1:] {
		ts.Check(os.Chtimes(ts.MkAbs(file), at, at))
	}
}

// append FILE TEXT adds a line to a file.
func appendText(ts *testscript.TestScript, _ bool, args []string) {
	file, err := os.OpenFile(ts.MkAbs(args[0]), os.O_APPEND|os.O_WRONLY, 0)
	ts.Check(err)
	_, err = file.WriteString(args[1] + "\n")
	ts.Check(errors.Join(err, file.Close()))
}

// write FILE TEXT... makes a file, with the folders above it. The text is as in a Go string; TEXT*N stands for it N times.
func write(ts *testscript.TestScript, _ bool, args []string) {
	name := unquoted(ts, args[0])
	ts.Check(os.MkdirAll(filepath.Dir(ts.MkAbs(name)), 0o777))
	var content strings.Builder
	for _, text := range args[1:] {
		times := 1
		if i := strings.LastIndexByte(text, '*'); i >= 0 {
			if n, err := strconv.Atoi(text[i+1:]); err == nil {
				text, times = text[:i], n
			}
		}
		content.WriteString(strings.Repeat(unquoted(ts, text), times))
	}
	ts.Check(os.WriteFile(ts.MkAbs(name), []byte(content.String()), 0o666))
}

func unquoted(ts *testscript.TestScript, text string) string {
	value, err := strconv.Unquote(`"` + strings.ReplaceAll(text, `"`, `\"`) + `"`)
	ts.Check(err)
	return value
}

// hold DIR keeps the lock of a state folder to the end of the script, as another seedfeed would.
func hold(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(os.MkdirAll(ts.MkAbs(args[0]), 0o777))
	lock := flock.New(filepath.Join(ts.MkAbs(args[0]), "lock"))
	held, err := lock.TryLock()
	ts.Check(err)
	if !held {
		ts.Fatalf("%s is locked already", args[0])
	}
	ts.Defer(func() { lock.Unlock() })
}

// valid DIR [N] checks that all documents of an output can be read, and that the feeds in it hold the same N articles.
func valid(ts *testscript.TestScript, _ bool, args []string) {
	items, err := checkOutput(ts.MkAbs(args[0]))
	ts.Check(err)
	if len(args) > 1 && strconv.Itoa(items) != args[1] {
		ts.Fatalf("got %d items in the feeds, want %s", items, args[1])
	}
}

// schema FILE N gives a catalogue the version N.
func schema(ts *testscript.TestScript, _ bool, args []string) {
	db, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	n, err := strconv.ParseUint(args[1], 10, 32)
	ts.Check(err)
	binary.BigEndian.PutUint32(db[60:], uint32(n)) // user_version in SQLite's file format
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), db, 0o666))
}

// distinct FILE KEY checks that no two elements of a JSON array have the same value.
func distinct(ts *testscript.TestScript, _ bool, args []string) {
	var elements []map[string]any
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0])), &elements))
	seen := map[any]any{}
	for _, element := range elements {
		value := element[args[1]]
		if other, ok := seen[value]; ok {
			ts.Fatalf("%v and %v have the same %s, %v", other, element["path"], args[1], value)
		}
		seen[value] = element["path"]
	}
}
