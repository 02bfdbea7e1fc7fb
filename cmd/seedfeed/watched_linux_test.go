package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A watched is a seedfeed watch as a process of its own, in a folder with seeds and public.
type watched struct {
	cmd   *exec.Cmd
	log   string // its file
	ended chan error
}

// startWatch starts a watch and returns when its first build is done.
func startWatch(tb testing.TB, dir string, args ...string) *watched {
	tb.Helper()
	w := spawnWatch(tb, dir, args...)
	w.await(tb, "its first build", func() bool {
		log, err := os.ReadFile(w.log)
		return err == nil && bytes.Contains(log, []byte("watching; "))
	})
	return w
}

// spawnWatch starts a watch and does not wait for it.
func spawnWatch(tb testing.TB, dir string, args ...string) *watched {
	tb.Helper()
	path, err := exec.LookPath("seedfeed") // which TestMain has put there
	if err != nil {
		tb.Fatal(err)
	}
	log, err := os.CreateTemp(tb.TempDir(), "log")
	if err != nil {
		tb.Fatal(err)
	}
	defer log.Close()
	w := &watched{cmd: exec.Command(path, append([]string{"watch", "--log-format", "json"}, args...)...), log: log.Name(), ended: make(chan error, 1)}
	w.cmd.Dir, w.cmd.Stderr = dir, log
	w.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := w.cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	go func() { w.ended <- w.cmd.Wait() }()
	tb.Cleanup(func() { w.cmd.Process.Kill() })
	return w
}

// await waits until something holds of the process.
func (w *watched) await(tb testing.TB, what string, holds func() bool) {
	tb.Helper()
	for deadline := time.Now().Add(patienceOfTests); !holds(); time.Sleep(5 * time.Millisecond) {
		select {
		case err := <-w.ended:
			tb.Fatalf("waited for %s: watch has ended: %v\n%s", what, err, w.lastLog())
		default:
		}
		if time.Now().After(deadline) {
			tb.Fatalf("waited %v for %s\n%s", patienceOfTests, what, w.lastLog())
		}
	}
}

// end sends a signal and waits for the end.
func (w *watched) end(tb testing.TB, signal os.Signal) {
	tb.Helper()
	if err := w.cmd.Process.Signal(signal); err != nil {
		tb.Fatalf("%v\n%s", err, w.lastLog())
	}
	select {
	case err := <-w.ended:
		if signal != syscall.SIGKILL && err != nil {
			tb.Fatalf("ended by %v: got %v, want status 0\n%s", signal, err, w.lastLog())
		}
	case <-time.After(patienceOfTests):
		tb.Fatalf("goes on %v after %v\n%s", patienceOfTests, signal, w.lastLog())
	}
}

// lastLog is the end of what it has logged.
func (w *watched) lastLog() string {
	log, err := os.ReadFile(w.log)
	if err != nil {
		return err.Error()
	}
	return string(log[max(0, len(log)-6000):])
}

// proc reads a file of the process's folder in /proc.
func (w *watched) proc(tb testing.TB, name string) string {
	tb.Helper()
	data, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(w.cmd.Process.Pid), name))
	if err != nil {
		tb.Fatalf("%v\n%s", err, w.lastLog())
	}
	return string(data)
}

// memory is the resident memory in bytes, and the part of it that holds no file.
func (w *watched) memory(tb testing.TB) (resident, anonymous int64) {
	tb.Helper()
	status := w.proc(tb, "status")
	return statusField(status, "VmRSS") << 10, statusField(status, "RssAnon") << 10
}

func (w *watched) descriptors(tb testing.TB) int {
	tb.Helper()
	entries, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", w.cmd.Process.Pid))
	if err != nil {
		tb.Fatalf("%v\n%s", err, w.lastLog())
	}
	return len(entries)
}

// processor is the processor time that the process has taken, in steps of 10 ms.
func (w *watched) processor(tb testing.TB) time.Duration {
	tb.Helper()
	_, rest, _ := strings.Cut(w.proc(tb, "stat"), ") ")
	fields := strings.Fields(rest)
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond
}

// wakeups is how often threads of the process have gone to sleep of their own will.
func (w *watched) wakeups(tb testing.TB) (count int64) {
	tb.Helper()
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/status", w.cmd.Process.Pid))
	if err != nil {
		tb.Fatal(err)
	}
	for _, thread := range threads {
		if status, err := os.ReadFile(thread); err == nil {
			count += statusField(string(status), "voluntary_ctxt_switches")
		}
	}
	return count
}

func statusField(status, name string) int64 {
	_, rest, _ := strings.Cut(status, "\n"+name+":")
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		return 0
	}
	value, _ := strconv.ParseInt(fields[0], 10, 64)
	return value
}
