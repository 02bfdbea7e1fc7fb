//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A served is a serve as a process of its own.
type served struct {
	cmd   *exec.Cmd
	log   string
	ended chan error
}

// startServe serves the folder public in dir at a free port.
func startServe(t *testing.T, dir string, args ...string) *served {
	t.Helper()
	cmd := seedfeed(t, dir, append([]string{"serve", "--addr", "localhost:0", "--log-format", "json", "--settle", "20ms"}, args...)...)
	return startServed(t, cmd)
}

func startServed(t *testing.T, cmd *exec.Cmd) *served {
	t.Helper()
	log, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	cmd.Stderr = log
	s := &served{cmd: cmd, log: log.Name(), ended: make(chan error, 1)}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { s.ended <- cmd.Wait() }()
	t.Cleanup(func() { cmd.Process.Kill() })
	return s
}

func (s *served) logged() string {
	data, _ := os.ReadFile(s.log)
	return string(data)
}

// await waits for a text in the log.
func (s *served) await(t *testing.T, text string) {
	t.Helper()
	for deadline := time.Now().Add(patienceOfTests); !strings.Contains(s.logged(), text); time.Sleep(time.Millisecond) {
		select {
		case err := <-s.ended:
			t.Fatalf("waited for %q: serve has ended: %v\n%s", text, err, s.logged())
		default:
		}
		if time.Now().After(deadline) {
			t.Fatalf("waited for %q\n%s", text, s.logged())
		}
	}
}

// url is what the log says.
func (s *served) url(t *testing.T) string {
	t.Helper()
	s.await(t, "serving ")
	return regexp.MustCompile(`"url":"([^"]*)"`).FindStringSubmatch(s.logged())[1]
}

// end ends it as a person would, and wants the status 0 soon.
func (s *served) end(t *testing.T) {
	t.Helper()
	began := time.Now()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := <-s.ended; err != nil {
		t.Errorf("ended with %v\n%s", err, s.logged())
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("it took %v to end", took)
	}
}
