package main

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// tool returns the path of an outside program, without which the test is skipped, and fails where CI is true.
func tool(t *testing.T, name string) string {
	t.Helper()
	found, err := exec.LookPath(name)
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	return found
}

// systemd-analyze finds nothing to say about the units.
func TestDeployUnits(t *testing.T) {
	analyze := tool(t, "systemd-analyze")
	program, err := exec.LookPath("seedfeed")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	verify := []string{"verify", "--man=no", "--recursive-errors=no"}
	for _, name := range []string{watchService, serveService, serveSocket, buildService, buildTimer} {
		writeFiles(t, dir, map[string]string{name: strings.ReplaceAll(deployed(t, name), installed, program)})
		verify = append(verify, filepath.Join(dir, name))
	}
	// From 0, safe, to 100. The rest is what a service of this kind needs, and asking others takes some of it away.
	threshold := 10
	for _, change := range []string{"", blocks(deployed(t, "README.md"), "ini")[0]} {
		if change != "" {
			threshold = 20
		}
		for _, name := range []string{watchService, serveService, buildService} {
			writeFiles(t, dir, map[string]string{name + ".d/override.conf": change})
			cmd := exec.CommandContext(t.Context(), analyze, "security", "--offline=true", fmt.Sprint("--threshold=", threshold), filepath.Join(dir, name))
			if printed, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%s with %q: %v\n%s", name, change, err, printed)
			}
		}
		if printed, err := exec.CommandContext(t.Context(), analyze, verify...).CombinedOutput(); err != nil || len(printed) > 0 {
			t.Errorf("%q: %v, %s", change, err, printed)
		}
	}
	if printed, err := exec.CommandContext(t.Context(), analyze, "calendar", readUnit(t, buildTimer).one(t, "Timer.OnCalendar")).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, printed)
	}
	if got, want := readUnit(t, buildTimer)["Timer.Unit"], []string(nil); !slices.Equal(got, want) {
		t.Errorf("the timer starts %v, want the service of its own name", got)
	}
}

// permitted returns the system calls that a service permits.
func permitted(t *testing.T, service string) map[string]bool {
	t.Helper()
	analyze := tool(t, "systemd-analyze")
	var expand func(name string, set func(call string))
	expand = func(name string, set func(call string)) {
		if !strings.HasPrefix(name, "@") {
			set(name)
			return
		}
		printed, err := exec.CommandContext(t.Context(), analyze, "syscall-filter", "--no-pager", name).Output()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for line := range strings.Lines(string(printed)) {
			if line = strings.TrimSpace(line); line != "" && line[0] != '#' && line != name {
				expand(line, set)
			}
		}
	}
	calls := map[string]bool{}
	for _, filter := range readUnit(t, service)["Service.SystemCallFilter"] {
		names, deny := strings.CutPrefix(filter, "~")
		for _, name := range strings.Fields(names) {
			expand(name, func(call string) { calls[call] = !deny })
		}
	}
	if !calls["openat"] || calls["reboot"] {
		t.Fatalf("%s: the filter permits what it should not, or the other way round", service)
	}
	return calls
}

// checkCalls compares the system calls that strace has noted with those that a service permits.
func checkCalls(t *testing.T, service, trace string) {
	t.Helper()
	data, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	calls, seen := permitted(t, service), map[string]bool{}
	if os.Getuid() == 0 {
		calls["fchown"] = true // SQLite's, for root only
	}
	for _, call := range regexp.MustCompile(`(?m)^\d+ +([a-z]\w*)\(`).FindAllSubmatch(data, -1) {
		name := string(call[1])
		if strings.HasPrefix(name, "syscall_0xffffffff") {
			continue // a number below 0 is of no call: a thread has ended before strace could read its registers
		}
		if !calls[name] && !seen[name] {
			t.Errorf("%s does not permit %s", service, name)
		}
		seen[name] = true
	}
	if len(seen) < 20 {
		t.Errorf("strace has noted %d different system calls; it cannot have worked", len(seen))
	}
}

// prepared makes what a service needs, and returns its command line for that.
func prepared(t *testing.T, service string) (dir string, args []string) {
	t.Helper()
	dir = t.TempDir()
	writeFiles(t, dir, map[string]string{
		"seedfeed.yaml": blocks(deployed(t, "README.md"), "yaml")[0], "seeds/one.md": "# One\n", "seeds/2026/two.md": "# Two\n",
	})
	for _, args := range [][]string{
		{"init", "-q", "."}, {"add", "."}, {"-c", "user.name=Ada", "-c", "user.email=ada@example.org", "commit", "-q", "-m", "Two articles"},
	} {
		git := exec.CommandContext(t.Context(), tool(t, "git"), args...)
		git.Dir = filepath.Join(dir, "seeds")
		if printed, err := git.CombinedOutput(); err != nil {
			t.Fatalf("git %s: %v\n%s", args[0], err, printed)
		}
	}
	line := readUnit(t, service).one(t, "Service.ExecStart")
	line = strings.NewReplacer("/etc/seedfeed.yaml", dir+"/seedfeed.yaml", "/srv/seedfeed", dir, "/var/lib/seedfeed", dir).Replace(line)
	return dir, strings.Fields(line)[1:]
}

// underStrace notes the system calls of cmd and of the programs that it starts. The process is that of cmd, not strace.
func underStrace(t *testing.T, cmd *exec.Cmd) (trace string) {
	t.Helper()
	trace = filepath.Join(t.TempDir(), "trace")
	strace := tool(t, "strace")
	cmd.Args = append([]string{strace, "-D", "-f", "-qq", "-o", trace, cmd.Path}, cmd.Args[1:]...)
	cmd.Path = strace
	return trace
}

// The service that the timer starts needs nothing that it does not permit itself.
func TestDeployBuildCalls(t *testing.T) {
	if testing.Short() {
		t.Skip("runs under strace")
	}
	dir, args := prepared(t, buildService)
	cmd := seedfeed(t, dir, args...)
	trace := underStrace(t, cmd)
	if status, _, stderr := result(t, cmd); status != 0 || stderr != "" {
		t.Fatalf("got status %d, %s", status, stderr)
	}
	if items, err := checkOutput(filepath.Join(dir, "public")); err != nil || items != 2 {
		t.Errorf("got %d articles, %v", items, err)
	}
	checkCalls(t, buildService, trace)
}

// The services keep to what their unit files say: ready, reloading and ready again at SIGHUP, stopping at SIGTERM; and they
// need nothing that they do not permit themselves.
func TestDeployDaemons(t *testing.T) {
	if testing.Short() {
		t.Skip("runs under strace")
	}
	for _, service := range []string{watchService, serveService} {
		t.Run(service, func(t *testing.T) {
			dir, args := prepared(t, service)
			cmd := seedfeed(t, dir, args...)
			trace := underStrace(t, cmd)
			address := ""
			if service == serveService {
				address = activate(t, cmd)
			}
			d := supervise(t, dir, cmd)
			steps := []string{"STATUS=watching; ", "READY=1"} // a watch is ready after its first build, a server before
			if address != "" {
				slices.Reverse(steps)
			}
			built := d.await(t, steps[0]) + d.await(t, steps[1])
			if !strings.Contains(built, "2 articles") { // files that were just written had to come to rest
				d.await(t, "STATUS=2 articles")
			}
			if address != "" {
				if got, feed := fetch(t, http.DefaultClient, address+"rss.xml"); got.StatusCode != http.StatusOK || strings.Count(feed, "<item>") != 2 {
					t.Errorf("got status %d and %s", got.StatusCode, feed)
				}
			}
			if items, err := checkOutput(filepath.Join(dir, "public")); err != nil || items != 2 {
				t.Errorf("ready with %d articles, %v; want 2", items, err)
			}
			d.signal(t, syscall.SIGHUP)
			if got := d.await(t, "RELOADING=1"); !strings.Contains(got, "\nMONOTONIC_USEC=") {
				t.Errorf("got %q, want it with the time", got)
			}
			d.await(t, "READY=1")
			writeFiles(t, dir, map[string]string{"seeds/three.md": "# Three\n"})
			waitFor(t, filepath.Join(dir, "public", "articles", "three", "index.html"))
			d.signal(t, syscall.SIGTERM)
			if <-d.ended; d.failure != nil {
				t.Errorf("%v\n%s", d.failure, d.stderr.String())
			}
			if err := d.socket.SetReadDeadline(time.Now().Add(patienceOfTests)); err != nil {
				t.Fatal(err)
			}
			d.await(t, "STOPPING=1")
			checkCalls(t, service, trace)
		})
	}
}

// activate hands a socket to cmd as systemd does, and returns its address.
func activate(t *testing.T, cmd *exec.Cmd) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	file, err := l.(*net.TCPListener).File()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	cmd.ExtraFiles = []*os.File{file}
	cmd.Path, cmd.Args = "/bin/sh", append([]string{"sh", "-c", `LISTEN_PID=$$ LISTEN_FDS=1 exec "$0" "$@"`, cmd.Path}, cmd.Args[1:]...)
	return "http://" + l.Addr().String() + "/"
}

// A supervised is a service with a stand-in for systemd.
type supervised struct {
	cmd     *exec.Cmd
	socket  *net.UnixConn
	stderr  bytes.Buffer
	ended   chan struct{}
	failure error // once it has ended
}

func supervise(t *testing.T, dir string, cmd *exec.Cmd) *supervised {
	t.Helper()
	d := &supervised{cmd: cmd, ended: make(chan struct{})}
	var err error
	name := filepath.Join(dir, "notify")
	if d.socket, err = net.ListenUnixgram("unixgram", &net.UnixAddr{Name: name, Net: "unixgram"}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.socket.Close() })
	if err := d.socket.SetReadDeadline(time.Now().Add(patienceOfTests)); err != nil {
		t.Fatal(err)
	}
	cmd.Env = append(os.Environ(), "NOTIFY_SOCKET="+name)
	cmd.Stderr = &d.stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		d.failure = cmd.Wait()
		d.socket.SetReadDeadline(time.Now()) // there is nothing more to wait for
		close(d.ended)
	}()
	return d
}

// await reads messages until one begins as wanted.
func (d *supervised) await(t *testing.T, want string) string {
	t.Helper()
	for buffer := make([]byte, 4096); ; {
		n, err := d.socket.Read(buffer)
		if err != nil {
			d.cmd.Process.Kill()
			<-d.ended
			t.Fatalf("no %s: %v, %v\n%s", want, err, d.failure, d.stderr.String())
		}
		if message := string(buffer[:n]); strings.HasPrefix(message, want) {
			return message
		}
	}
}

func (d *supervised) signal(t *testing.T, sig os.Signal) {
	t.Helper()
	if err := d.cmd.Process.Signal(sig); err != nil {
		t.Fatal(err)
	}
}

// The signal of the watchdog does not end the program with the status after which systemd would not begin it again.
func TestDeployWatchHangs(t *testing.T) {
	dir, args := prepared(t, watchService)
	u := readUnit(t, watchService)
	cmd := seedfeed(t, dir, args...)
	cmd.Args = append([]string{"sh", "-c", `ulimit -c 0; exec "$@"`, "sh", cmd.Path}, cmd.Args[1:]...)
	cmd.Path = tool(t, "sh")
	cmd.Env = os.Environ()
	for _, assigned := range u["Service.Environment"] {
		cmd.Env = append(cmd.Env, strings.Fields(assigned)...)
	}
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	waitFor(t, filepath.Join(dir, "public", "rss.xml"))
	if err := cmd.Process.Signal(syscall.SIGABRT); err != nil {
		t.Fatal(err)
	}
	err := cmd.Wait()
	if status := cmd.ProcessState.Sys().(syscall.WaitStatus); !status.Signaled() || status.Signal() != syscall.SIGABRT {
		t.Errorf("got %v, want the end by SIGABRT", err)
	}
	if !strings.Contains(stderr.String(), "goroutine ") {
		t.Errorf("got no stack traces:\n%s", stderr.String())
	}
}
