// Command seedfeed turns a folder of article files into RSS 2.0, Atom 1.0 and JSON Feed documents, and the pages that
// they link to.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"seedfeed/feed/source"
)

// version is set when a release is built: -ldflags "-X main.version=1.2.3".
var version = "0.1.0"

func main() {
	limitMemory()
	signal.Ignore(syscall.SIGPIPE) // a reader that has seen enough must not end a build, nor leave temporary files
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// limitMemory trades memory for speed up to a bound: a build makes much garbage and keeps little.
func limitMemory() {
	if !isMemoryDecided() {
		debug.SetGCPercent(200)
		debug.SetMemoryLimit(160 << 20)
	}
}

// isMemoryDecided tells whether who runs the program has said how much memory it may take.
func isMemoryDecided() bool { return os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" }

// A usageError is a fault in the command line or the configuration, which ends the program with status 2.
type usageError struct{ err error }

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

// run is the program without its process: it returns the exit status.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	app := &app{stdout: stdout, stderr: stderr, getenv: os.LookupEnv, environ: os.Environ}
	root := app.command()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err == nil || errors.Is(err, syscall.EPIPE) {
		return 0
	}
	if errors.Is(err, errFound) {
		return 1
	}
	var folder *source.FolderError
	switch {
	case ctx.Err() != nil:
		err = errors.New("interrupted; the last good output stays")
	case errors.As(err, &folder) && errors.Is(err, fs.ErrNotExist):
		err = fmt.Errorf("%w; name another with --seeds, or begin one with 'seedfeed init'", err)
	}
	// The configuration may be the very thing that is wrong; what of it is known already holds for its errors too.
	if value, ok := app.getenv("SEEDFEED_LOG_FORMAT"); ok && !root.PersistentFlags().Changed("log-format") {
		app.config.LogFormat = value
	}
	app.log = newLogger(stderr, app.config.LogLevel, app.config.LogFormat)
	app.logError(err)
	var usage *usageError
	if errors.As(err, &usage) {
		return 2
	}
	return 1
}
