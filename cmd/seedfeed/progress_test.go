package main

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

func TestProgress(t *testing.T) {
	var terminal bytes.Buffer
	clock := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	show, finish := progressOn(&terminal, func() time.Time { return clock })
	clock = clock.Add(patience - time.Millisecond)
	show("read", 1000, 100_000)
	if terminal.Len() > 0 {
		t.Errorf("too early: %q", terminal.String())
	}
	clock = clock.Add(time.Millisecond)
	show("read", 99_000, 100_000)
	if got := screen(terminal.String()); !strings.HasPrefix(got, "read  99% ") || !strings.HasSuffix(got, "(99000/100000)") || len(got) > 50 {
		t.Errorf("got %q", got)
	}
	show("write", 2, 4)
	if got := screen(terminal.String()); !strings.HasPrefix(got, "write  50% ") || !strings.HasSuffix(got, "(2/4)") {
		t.Errorf("got %q, want no trace of the step before", got)
	}
	finish()
	if got := screen(terminal.String()); got != "" {
		t.Errorf("left behind: %q", got)
	}
}

func TestProgressOfShortBuild(t *testing.T) {
	var terminal bytes.Buffer
	show, finish := progressOn(&terminal, time.Now)
	show("read", 1, 2)
	finish()
	if terminal.Len() > 0 {
		t.Errorf("got %q, want nothing", terminal.String())
	}
}

// screen is what a terminal shows at the end: after a carriage return, what follows stands over what was there.
func screen(printed string) string {
	var shown []byte
	for part := range strings.SplitSeq(printed, "\r") {
		shown = append([]byte(part), shown[min(len(part), len(shown)):]...)
	}
	return strings.TrimRight(string(shown), " ")
}
