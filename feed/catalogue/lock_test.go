package catalogue_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"seedfeed/feed/catalogue"
)

// TestMain lets a test start this program as another one that holds a lock until it is killed.
func TestMain(m *testing.M) {
	if dir := os.Getenv("CATALOGUE_TEST_LOCK"); dir != "" {
		if _, err := catalogue.Acquire(context.Background(), dir, 0); err != nil {
			os.Exit(1)
		}
		os.Stdout.WriteString("locked\n")
		time.Sleep(time.Hour) // to wait for nothing would be a deadlock, which ends a program
	}
	os.Exit(m.Run())
}

func TestLock(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "state")
	other := exec.Command(os.Args[0])
	other.Env = append(os.Environ(), "CATALOGUE_TEST_LOCK="+dir)
	out, err := other.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	defer other.Process.Kill()
	if _, err := out.Read(make([]byte, 10)); err != nil {
		t.Fatal(err)
	}

	for _, wait := range []time.Duration{0, 30 * time.Millisecond} {
		_, err = catalogue.Acquire(t.Context(), dir, wait)
		var busy *catalogue.BusyError
		if !errors.As(err, &busy) {
			t.Fatalf("waiting %v: got %v, want a BusyError", wait, err)
		}
		if runtime.GOOS == "linux" && !strings.Contains(err.Error(), "process "+strconv.Itoa(other.Process.Pid)) {
			t.Errorf("%q does not name process %d", err, other.Process.Pid)
		}
		if !strings.Contains(err.Error(), dir) || !strings.Contains(err.Error(), "--wait") {
			t.Errorf("%q does not say where, or what to do", err)
		}
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := catalogue.Acquire(cancelled, dir, time.Minute); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: got %v", err)
	}

	// Who waits has it as soon as the other is dead.
	go other.Process.Kill()
	lock, err := catalogue.Acquire(t.Context(), dir, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	other.Wait()
	if err := lock.Release(); err != nil {
		t.Fatal(err)
	}
	again, err := catalogue.Acquire(t.Context(), dir, 0)
	if err != nil {
		t.Fatalf("after its release: %v", err)
	}
	if err := again.Release(); err != nil {
		t.Fatal(err)
	}
}
