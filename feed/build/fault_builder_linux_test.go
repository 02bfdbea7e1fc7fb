package build_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"

	"seedfeed/feed/build"
)

// An order is what a child process is to build, and which call is to go wrong meanwhile.
type order struct {
	Dir   string
	Now   time.Time
	Fault fault
	Step  step
	Paths []string // that have changed; of the step "change"
}

// A step is a part of what a process does that watches: "begin", "change" and "end". Without one it builds once.
type step string

// An outcome is what a child process has to tell that was not killed.
type outcome struct {
	Seen     []string // calls
	Hit      bool
	Err      string
	Problems []string // with articles and the files that they name
}

// hasPassed reports whether a build can have been as one without a fault.
func (o *outcome) hasPassed() bool { return o != nil && o.Err == "" && len(o.Problems) == 0 }

// A builder is a child process that builds by order. It is started when it is needed, and again when it was killed.
type builder struct {
	cmd    *exec.Cmd
	orders *json.Encoder
	told   *json.Decoder
	stdin  io.Closer
	stderr bytes.Buffer
	built  int
}

// mostBuilds is what a process builds before another takes its place: it keeps its garbage.
const mostBuilds = 16

// builders are those that have nothing to do.
type builders chan *builder

func newBuilders(t *testing.T) builders {
	t.Helper()
	all := make(builders, runtime.GOMAXPROCS(0))
	for range cap(all) {
		all <- &builder{}
	}
	t.Cleanup(func() {
		for range cap(all) {
			if b := <-all; b.cmd != nil {
				b.stdin.Close()
				b.cmd.Wait()
			}
		}
	})
	return all
}

func (b *builder) start(t *testing.T) {
	t.Helper()
	executable, err := os.Executable()
	must(t, err)
	b.cmd = exec.Command(executable, "-test.run=^TestFaults$")
	// A signal would let a waiting call begin anew; a collection of garbage would wait for a call that waits. With cgo the
	// C library asks for the number of processors where a new thread wants memory, by calls that would wait as well.
	b.cmd.Env = append(os.Environ(), faultyBuilder+"=1", "GODEBUG=asyncpreemptoff=1", "GOGC=off", "GOMAXPROCS=2", "MALLOC_ARENA_MAX=1")
	b.stderr.Reset()
	b.cmd.Stderr = &b.stderr
	stdin, err := b.cmd.StdinPipe()
	must(t, err)
	stdout, err := b.cmd.StdoutPipe()
	must(t, err)
	b.orders, b.told, b.stdin = json.NewEncoder(stdin), json.NewDecoder(stdout), stdin
	must(t, b.cmd.Start())
	b.built = 0
}

// build returns nil when the process was killed.
func (b *builder) build(t *testing.T, o order) *outcome {
	t.Helper()
	if b.cmd == nil {
		b.start(t)
	}
	hangs := time.AfterFunc(time.Minute, func() { _ = b.cmd.Process.Signal(syscall.SIGQUIT) }) // prints where
	defer hangs.Stop()
	result := &outcome{}
	if b.orders.Encode(o) == nil && b.told.Decode(result) == nil {
		if b.built++; b.built >= mostBuilds && (o.Step == "" || o.Step == "end") {
			b.stdin.Close()
			must(t, b.cmd.Wait())
			b.cmd = nil
		}
		return result
	}
	err := b.cmd.Wait()
	b.cmd = nil
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit) && exit.ExitCode() == -1:
		return nil
	case errors.As(err, &exit) && exit.ExitCode() == noInterposer && os.Getenv("CI") != "true":
		t.Skipf("no system calls can be held up here: %s", b.stderr.String())
	}
	t.Fatalf("%v: %s", err, b.stderr.String())
	return nil
}

// noInterposer is the exit status where the kernel, or what this runs in, does not allow it.
const noInterposer = 3

// obeyOrders is what the child process does.
func obeyOrders() {
	ip, err := interpose()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(noInterposer)
	}
	worker := &worker{ip: ip}
	orders, tell := json.NewDecoder(os.Stdin), json.NewEncoder(os.Stdout)
	for err == nil {
		var o order
		if err = orders.Decode(&o); err != nil {
			break
		}
		var result *outcome
		if result, err = worker.obey(o); err == nil {
			err = tell.Encode(result)
		}
	}
	if err != io.EOF {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// A worker is the child process.
type worker struct {
	ip      *interposer
	session *build.Session // of one that watches
	now     time.Time
}

func (w *worker) obey(o order) (*outcome, error) {
	s, err := faultSettings(o.Dir)
	if err == nil {
		err = os.Setenv("TMPDIR", filepath.Join(o.Dir, "tmp"))
	}
	if err != nil {
		return nil, err
	}
	w.now = o.Now
	w.ip.begin(o.Dir, o.Fault)
	report, err := w.build(s, o)
	result := &outcome{}
	result.Seen, result.Hit = w.ip.finish()
	if err != nil {
		result.Err = err.Error()
	}
	for _, problem := range report.Problems {
		result.Problems = append(result.Problems, problem.Error())
	}
	for _, missing := range report.Missing {
		result.Problems = append(result.Problems, missing.Error())
	}
	return result, nil
}

func (w *worker) build(s build.Settings, o order) (*build.Report, error) {
	ctx := context.Background()
	env := build.Env{Now: func() time.Time { return w.now }}
	switch o.Step {
	case "begin":
		w.session = build.NewSession(s, env)
		return w.session.Build(ctx, build.Scope{All: true})
	case "change":
		return w.session.Build(ctx, build.Scope{Paths: o.Paths})
	case "end":
		report, err := w.session.Build(ctx, build.Scope{All: true})
		return report, errors.Join(err, w.session.Close())
	}
	return build.Run(ctx, s, env)
}
