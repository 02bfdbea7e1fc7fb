//go:build unix

package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"
)

// startedBySystemd makes the test look like a service. What it returns are the messages that systemd has got since it
// was last called.
func startedBySystemd(t *testing.T) (received func() []string) {
	t.Helper()
	t.Chdir(t.TempDir()) // a socket's address is short, other than this folder's name may be
	socket, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: "notify", Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { socket.Close() })
	t.Setenv("NOTIFY_SOCKET", "notify")
	return func() (messages []string) {
		t.Helper()
		const last = "no more"
		sender, err := net.DialUnix("unixgram", nil, socket.LocalAddr().(*net.UnixAddr))
		if err != nil {
			t.Fatal(err)
		}
		defer sender.Close()
		if _, err := sender.Write([]byte(last)); err != nil {
			t.Fatal(err)
		}
		for buffer := make([]byte, 4096); ; {
			n, err := socket.Read(buffer)
			if err != nil {
				t.Fatal(err)
			}
			if string(buffer[:n]) == last {
				return messages
			}
			messages = append(messages, string(buffer[:n]))
		}
	}
}

// silent fails the test where anything is logged.
func silent(t *testing.T) zerolog.Logger {
	t.Helper()
	var log bytes.Buffer
	t.Cleanup(func() {
		if log.Len() > 0 {
			t.Errorf("got the log %s, want none", log.String())
		}
	})
	return zerolog.New(&log)
}

func TestSystemdMessages(t *testing.T) {
	for _, test := range []struct {
		name string
		do   func(*systemd)
		want []string
	}{
		{"started", (*systemd).ready, []string{"READY=1"}},
		{"stopping", (*systemd).stopping, []string{"STOPPING=1"}},
		{"reloaded", func(s *systemd) { s.reloading(); s.ready() }, []string{"RELOADING=1\nMONOTONIC_USEC=N", "READY=1"}},
		{"status", func(s *systemd) { s.status("9 articles in public") }, []string{"STATUS=9 articles in public"}},
		{"lines in a status", func(s *systemd) { s.status("a\nSTOPPING=1") }, []string{`STATUS=a\nSTOPPING=1`}},
		{"status of another script", func(s *systemd) { s.status("文章 é") }, []string{"STATUS=文章 é"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			received := startedBySystemd(t)
			test.do(newSystemd(silent(t)))
			got := received()
			for i := range got {
				got[i] = regexp.MustCompile(`=\d{2,}`).ReplaceAllString(got[i], "=N")
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// Nothing is sent, and nobody is bothered, where the program is started by hand or in a container.
func TestSystemdAbsent(t *testing.T) {
	for _, name := range []string{"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"} {
		t.Setenv(name, "") // so that it is set again in the end
		os.Unsetenv(name)
	}
	s := newSystemd(silent(t))
	s.ready()
	s.status("idle")
	s.reloading()
	s.ready()
	s.watchdog(t.Context(), func() bool { // returns at once
		t.Error("asked for signs of life that nobody wants")
		return true
	})
	s.stopping()
}

// What goes wrong between the program and systemd must not end the program, and is not kept secret either.
func TestSystemdFaults(t *testing.T) {
	for _, test := range []struct {
		name string
		env  map[string]string
		want string
	}{
		{"no such socket", map[string]string{"NOTIFY_SOCKET": "gone"}, `tell systemd \"READY=1\": `},
		{"interval", map[string]string{"WATCHDOG_USEC": "soon"}, "systemd's watchdog: "},
		{"another process's interval", map[string]string{"WATCHDOG_USEC": "1", "WATCHDOG_PID": "1"}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			for _, name := range []string{"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"} {
				t.Setenv(name, test.env[name])
			}
			var log bytes.Buffer
			s := newSystemd(zerolog.New(&log))
			s.ready()
			s.watchdog(t.Context(), func() bool { return true })
			if got := log.String(); !strings.Contains(got, test.want) || (test.want == "") != (got == "") {
				t.Errorf("got the log %q, want %q in it", got, test.want)
			}
		})
	}
}

func TestSystemdWatchdog(t *testing.T) {
	received := startedBySystemd(t)
	const extend, keepAlive = "EXTEND_TIMEOUT_USEC=600000000", "WATCHDOG=1"
	var log bytes.Buffer
	s := newSystemd(zerolog.New(&log))
	ctx, cancel := context.WithTimeout(t.Context(), patienceOfTests)
	defer cancel()
	steps := []struct {
		name   string
		before func()
		alive  bool
		want   []string
	}{
		{"the first build goes on", func() {}, true, []string{extend}},
		{"it hangs", func() {}, false, nil},
		{"it goes on again", func() {}, true, []string{extend}},
		{"it is done", s.ready, true, []string{"READY=1", keepAlive}},
		{"another build hangs", func() {}, false, nil},
		{"it still hangs", func() {}, false, nil},
		{"it is done", func() {}, true, []string{keepAlive}},
	}
	ticks := make(chan time.Time, len(steps)+1)
	for range len(steps) + 1 {
		ticks <- time.Time{}
	}
	at := 0
	s.guard(ctx, ticks, 10*time.Minute, func() bool {
		if at > 0 { // all of the step before has been sent
			if diff := cmp.Diff(steps[at-1].want, received()); diff != "" {
				t.Errorf("%s: -want +got:\n%s", steps[at-1].name, diff)
			}
		}
		if at == len(steps) {
			cancel()
			return false
		}
		step := steps[at]
		at++
		step.before()
		return step.alive
	})
	if at != len(steps) {
		t.Errorf("asked %d times, want %d", at, len(steps))
	}
	if got, want := strings.Count(log.String(), "no progress for 5m0s"), 3+1; got != want {
		t.Errorf("got %d warnings, want %d:\n%s", got, want, log.String())
	}
}

// systemd says how often it wants to hear of the program.
func TestSystemdWatchdogInterval(t *testing.T) {
	received := startedBySystemd(t)
	t.Setenv("WATCHDOG_USEC", "600000000") // 10 minutes
	t.Setenv("WATCHDOG_PID", fmt.Sprint(os.Getpid()))
	s := newSystemd(silent(t))
	s.ready()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		began := time.Now()
		var asked []time.Duration
		s.watchdog(ctx, func() bool {
			if asked = append(asked, time.Since(began)); len(asked) == 3 {
				cancel()
			}
			return true
		})
		if want := []time.Duration{5 * time.Minute, 10 * time.Minute, 15 * time.Minute}; !cmp.Equal(asked, want) {
			t.Errorf("asked after %v, want %v", asked, want)
		}
	})
	if got, want := received(), []string{"READY=1", "WATCHDOG=1", "WATCHDOG=1", "WATCHDOG=1"}; !cmp.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestSystemdPulse(t *testing.T) {
	var p pulse
	var end func()
	for _, step := range []struct {
		name string
		do   func()
		want bool
	}{
		{"before any work", func() {}, true},
		{"still none", func() {}, true},
		{"work has begun", func() { end = p.begin() }, true},
		{"no step since", func() {}, false},
		{"a step", p.beat, true},
		{"none since", func() {}, false},
		{"none for long", func() {}, false},
		{"steps again", func() { p.beat(); p.beat() }, true},
		{"done", func() { end() }, true},
		{"nothing to do", func() {}, true},
		{"one piece of work and the begin of the next", func() { p.begin()(); end = p.begin() }, true},
		{"no step since", func() {}, false},
	} {
		step.do()
		if got := p.alive(); got != step.want {
			t.Errorf("%s: got alive %v, want %v", step.name, got, step.want)
		}
	}
}
