//go:build unix

package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// patienceOfTests is after what time a process is taken to hang.
const patienceOfTests = 2 * time.Minute

// seedfeed prepares the command as a process of its own, in the folder dir.
func seedfeed(t *testing.T, dir string, args ...string) *exec.Cmd {
	t.Helper()
	path, err := exec.LookPath("seedfeed") // which TestMain has put there
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), path, args...)
	cmd.Dir = dir
	cmd.WaitDelay = time.Second
	timer := time.AfterFunc(patienceOfTests, func() {
		if cmd.Process != nil {
			cmd.Process.Signal(syscall.SIGQUIT) // prints where it hangs
		}
	})
	t.Cleanup(func() { timer.Stop() })
	return cmd
}

// result runs a command and returns its exit status and what it has printed.
func result(t *testing.T, cmd *exec.Cmd) (status int, stdout, stderr string) {
	t.Helper()
	var out, log bytes.Buffer
	if cmd.Stdout == nil {
		cmd.Stdout = &out
	}
	cmd.Stderr = &log
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), out.String(), log.String()
}

func writeFiles(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// A reader that has seen enough ends neither a build nor a list with an error, and leaves no temporary files.
func TestClosedStdout(t *testing.T) {
	for _, args := range [][]string{{"build"}, {"list"}, {"list", "--json"}, {"build", "--dry-run"}, {"explain", "one.md"}, {"version"}, {"help"}} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			dir := t.TempDir()
			writeFiles(t, dir, map[string]string{"seeds/one.md": "# One\n"})
			read, write, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			read.Close()
			defer write.Close()
			cmd := seedfeed(t, dir, args...)
			temporary := t.TempDir()
			cmd.Env = append(os.Environ(), "TMPDIR="+temporary)
			cmd.Stdout = write
			if status, _, stderr := result(t, cmd); status != 0 || stderr != "" {
				t.Errorf("got status %d and %q, want 0 and nothing", status, stderr)
			}
			if left, err := os.ReadDir(temporary); err != nil || len(left) > 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		})
	}
}

// Nothing is needed of the environment.
func TestBareEnvironment(t *testing.T) {
	dir := t.TempDir()
	writeFiles(t, dir, map[string]string{"seeds/one.md": "# Ünïcode\n"})
	for _, env := range [][]string{{}, {"LANG=C", "LC_ALL=C"}, {"TERM=dumb"}, {"HOME=/nowhere"}} {
		for _, args := range [][]string{{"build"}, {"list"}} {
			cmd := seedfeed(t, dir, args...)
			cmd.Env = env
			status, stdout, stderr := result(t, cmd)
			if status != 0 || stderr != "" {
				t.Errorf("%v with %v: got status %d and %q", args, env, status, stderr)
			}
			if args[0] == "list" && !strings.Contains(stdout, "Ünïcode") {
				t.Errorf("with %v got %q, want the title as it is", env, stdout)
			}
		}
	}
}

// asNobody makes cmd run as a user who may only what all may, where the tests themselves may all. The folder dir and
// what lies in it must be that user's.
func asNobody(t *testing.T, cmd *exec.Cmd, dir string) {
	t.Helper()
	if os.Getuid() != 0 {
		return
	}
	program := filepath.Join(dir, "bin", "seedfeed")
	if _, err := os.Stat(program); err != nil {
		data, err := os.ReadFile(cmd.Path)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(os.MkdirAll(filepath.Dir(program), 0o755), os.WriteFile(program, data, 0o755)); err != nil {
			t.Fatal(err)
		}
	}
	cmd.Path = program
	withoutRights(t, cmd, dir)
}

// withoutRights makes cmd run as a user who may only what all may, and gives that user the folder dir.
func withoutRights(t *testing.T, cmd *exec.Cmd, dir string) {
	t.Helper()
	if os.Getuid() != 0 {
		return
	}
	const nobody = 65534
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody, NoSetGroups: true}}
	err := filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, nobody, nobody)
	})
	// The folder above is the tests' own, and closed to others.
	if err := errors.Join(err, os.Chmod(filepath.Dir(dir), 0o755)); err != nil {
		t.Fatal(err)
	}
}

func TestUnreadable(t *testing.T) {
	dir := t.TempDir()
	writeFiles(t, dir, map[string]string{
		"seeds/good.md": "# Good\n", "seeds/secret.md": "# Secret\n", "seeds/closed/one.md": "# In a folder\n",
	})
	build := func(want string) (stderr string) {
		t.Helper()
		cmd := seedfeed(t, dir, "build", "--log-format", "console")
		asNobody(t, cmd, dir)
		status, stdout, stderr := result(t, cmd)
		if status != 0 || !strings.HasPrefix(stdout, want) {
			t.Fatalf("got status %d and %q, want %q; %s", status, stdout, want, stderr)
		}
		return stderr
	}
	build("3 articles: 3 new, 0 changed, 0 removed, 0 skipped; ")

	// What cannot be looked at is not taken for gone.
	closed := filepath.Join(dir, "seeds", "closed")
	chmod(t, closed, 0)
	if got, want := build("3 articles: 0 new, 0 changed, 0 removed, 1 skipped; "), "seeds/closed: permission denied; "; !strings.Contains(got, want) {
		t.Errorf("got %q, want %q in it", got, want)
	}
	chmod(t, closed, 0o755)

	// An article that can no longer be read is skipped.
	secret := filepath.Join(dir, "seeds", "secret.md")
	if err := os.WriteFile(secret, []byte("# Secret, edited\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	chmod(t, secret, 0)
	if got, want := build("2 articles: 0 new, 0 changed, 1 removed, 1 skipped; "), "WRN seeds/secret.md: permission denied; "; !strings.Contains(got, want) {
		t.Errorf("got %q, want %q in it", got, want)
	}
	chmod(t, secret, 0o644)
	build("3 articles: 1 new, 0 changed, 0 removed, 0 skipped; ")
	if _, err := checkOutput(filepath.Join(dir, "public")); err != nil {
		t.Error(err)
	}
}

// That an article may be read again need not show in its file, as when the user has joined the file's group. As long as it
// may not, there is nothing to be done for it.
func TestReadableAgain(t *testing.T) {
	if os.Getuid() != 0 {
		if os.Getenv("CI") == "true" {
			t.Fatal("not run by root, who can be a user with and without a group")
		}
		t.Skip("needs root, who can be a user with and without a group")
	}
	const group = 65533
	dir := t.TempDir()
	writeFiles(t, dir, map[string]string{"seeds/good.md": "# Good\n", "seeds/secret.md": "# Secret\n"})
	build := func(groups ...uint32) (string, string) {
		t.Helper()
		cmd := seedfeed(t, dir, "build", "--log-format", "console")
		cmd.Path = filepath.Join(dir, "bin", "seedfeed")
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534, Groups: groups}}
		status, stdout, stderr := result(t, cmd)
		if status != 0 {
			t.Fatalf("got status %d, %s", status, stderr)
		}
		return stdout, stderr
	}
	asNobody(t, seedfeed(t, dir, "version"), dir)
	secret := filepath.Join(dir, "seeds", "secret.md")
	if err := errors.Join(os.Lchown(secret, 0, group), os.Chmod(secret, 0o640)); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"1 articles: 1 new, 0 changed, 0 removed, 1 skipped; ", "1 articles: 0 new, 0 changed, 0 removed, 1 skipped; 0 files written to public in"} {
		state := stampOf(t, filepath.Join(dir, "seeds", ".seedfeed", "catalogue.db"))
		stdout, stderr := build()
		if !strings.HasPrefix(stdout, want) || !strings.Contains(stderr, "WRN seeds/secret.md: permission denied; ") {
			t.Errorf("got %q and %q, want %q", stdout, stderr, want)
		}
		if state != "" && state != stampOf(t, filepath.Join(dir, "seeds", ".seedfeed", "catalogue.db")) {
			t.Error("the catalogue was written to")
		}
	}
	if stdout, _ := build(group); !strings.HasPrefix(stdout, "2 articles: 1 new, 0 changed, 0 removed, 0 skipped; ") {
		t.Errorf("got %q, want the article that can be read now", stdout)
	}
}

// stampOf is different once a file has been written; "" for none.
func stampOf(t *testing.T, path string) string {
	t.Helper()
	info, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		return ""
	}
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(info.Size(), info.ModTime().UnixNano())
}

func chmod(t *testing.T, path string, mode os.FileMode) {
	t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(path, 0o755) })
}

// Where nothing can be written a build fails, says where, and leaves the last output; to look is possible all the same.
func TestReadOnly(t *testing.T) {
	dir := t.TempDir()
	writeFiles(t, dir, map[string]string{"seeds/one.md": "# One\n"})
	command := func(args ...string) (int, string, string) {
		t.Helper()
		cmd := seedfeed(t, dir, args...)
		asNobody(t, cmd, dir)
		return result(t, cmd)
	}
	chmod(t, filepath.Join(dir, "seeds"), 0o555)
	if status, _, stderr := command("build"); status != 1 || !strings.Contains(stderr, "seeds/.seedfeed: permission denied") {
		t.Errorf("without a state: got status %d and %q", status, stderr)
	}
	if status, stdout, stderr := command("list"); status != 0 || !strings.Contains(stdout, "one.md") || stderr != "" {
		t.Errorf("list without a state: got status %d, %q, %q", status, stdout, stderr)
	}
	if status, _, stderr := command("build", "--state", "state"); status != 0 {
		t.Errorf("with a state elsewhere: got status %d and %q", status, stderr)
	}
	for _, folder := range []string{"state", "public"} {
		for _, path := range []string{"state", "public"} {
			chmod(t, filepath.Join(dir, path), 0o755)
		}
		chmod(t, filepath.Join(dir, folder), 0o555)
		writeFiles(t, dir, map[string]string{"seeds/one.md": "# One, edited " + folder + "\n"})
		if status, stdout, stderr := command("build", "--state", "state"); status != 1 || stdout != "" || !strings.Contains(stderr, folder) {
			t.Errorf("with %s read-only: got status %d, %q, %q", folder, status, stdout, stderr)
		}
		if status, stdout, stderr := command("list", "--state", "state"); status != 0 || !strings.Contains(stdout, "edited") {
			t.Errorf("list with %s read-only: got status %d, %q, %q", folder, status, stdout, stderr)
		}
		if items, err := checkOutput(filepath.Join(dir, "public")); err != nil || items != 1 {
			t.Errorf("with %s read-only: got %d articles, %v", folder, items, err)
		}
	}
}

// A file that is far too large is not read.
func TestLargeFileMemory(t *testing.T) {
	dir := t.TempDir()
	writeFiles(t, dir, map[string]string{"seeds/one.md": "# One\n", "seeds/large.txt": strings.Repeat("A line of some words.\n", 50<<20/22)})
	cmd := seedfeed(t, dir, "build")
	if status, _, stderr := result(t, cmd); status != 0 || !strings.Contains(stderr, "large.txt") {
		t.Fatalf("got status %d and %q", status, stderr)
	}
	usage := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	// A process starts with the memory of the one that started it, as the system counts.
	var unit int64 = 1 << 10
	if runtime.GOOS == "darwin" {
		unit = 1
	}
	if own := largest(t, seedfeed(t, dir, "version")); usage.Maxrss > own+(20<<20)/unit {
		t.Errorf("took %d, and %d to do nothing", usage.Maxrss, own)
	}
}

func largest(t *testing.T, cmd *exec.Cmd) int64 {
	t.Helper()
	if status, _, stderr := result(t, cmd); status != 0 {
		t.Fatal(stderr)
	}
	return cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss
}

// Interrupted in the middle of its work, a build ends with status 1 and leaves only whole files. The next one goes on.
func TestInterrupt(t *testing.T) {
	if testing.Short() {
		t.Skip("makes some thousand files")
	}
	dir := t.TempDir()
	files := map[string]string{}
	for i := range 1500 {
		files[fmt.Sprintf("seeds/%d.md", i)] = fmt.Sprintf("---\ndate: 2026-01-01\ntags: [a, b]\n---\n# Article %d\n\nIts text.\n", i)
	}
	writeFiles(t, dir, files)
	for _, when := range []string{"seeds/.seedfeed/lock", "public/.seedfeed-staging"} {
		cmd := seedfeed(t, dir, "build")
		var stdout, stderr bytes.Buffer
		cmd.Stdout, cmd.Stderr = &stdout, &stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		waitFor(t, filepath.Join(dir, when))
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		cmd.Wait()
		if status := cmd.ProcessState.ExitCode(); status != 1 || stdout.Len() > 0 || !strings.Contains(stderr.String(), "interrupted; the last good output stays") {
			t.Errorf("interrupted at %s: got status %d, %q, %q", when, status, stdout.String(), stderr.String())
		}
		if err := checkDocuments(filepath.Join(dir, "public")); err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Errorf("interrupted at %s: %v", when, err)
		}
	}
	status, stdout, stderr := result(t, seedfeed(t, dir, "build"))
	if status != 0 || !strings.HasPrefix(stdout, "1500 articles: ") {
		t.Errorf("after that: got status %d, %q, %q", status, stdout, stderr)
	}
	if items, err := checkOutput(filepath.Join(dir, "public")); err != nil || items != 50 {
		t.Errorf("after that: got %d articles in the feeds, %v", items, err)
	}
}

// waitFor waits until there is something at the path.
func waitFor(t *testing.T, path string) {
	t.Helper()
	for deadline := time.Now().Add(patienceOfTests); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		if _, err := os.Lstat(path); err == nil {
			return
		}
	}
	t.Fatalf("%s did not appear", path)
}
