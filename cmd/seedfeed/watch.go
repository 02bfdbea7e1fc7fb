package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"seedfeed/feed/build"
	"seedfeed/feed/catalogue"
	"seedfeed/feed/source"
	"seedfeed/watcher"
)

func (a *app) watchCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "watch",
		Short: "Build, then rebuild after every change until it is interrupted",
		Args:  exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			w, err := a.newWatch()
			if err != nil {
				return err
			}
			return w.run(cmd.Context())
		},
	}
}

// A watch rebuilds what has changed. Its methods are called by the watcher, one at a time.
type watch struct {
	*app
	settings build.Settings
	session  *build.Session
	site     siteSettings
	systemd  *systemd
	hub      *hub
	hangups  chan os.Signal
	pulse    pulse
	faults   faults
	failed   map[string]bool // the errors that were logged since a build succeeded
	began    bool            // the first build is done
	// built is told of each build. The time is the one since the change that the build is for.
	built func(report *build.Report, err error, took, since time.Duration)

	// The look at the whole output waits until nothing else is to do, and takes only a small share of the time.
	tendAt   time.Time // zero: there is nothing to look after
	tended   time.Time
	tendCost time.Duration
}

// newWatch prepares a watch of a folder that is there.
func (a *app) newWatch() (*watch, error) {
	loaded := a.config // without what a site adds to it
	s, err := a.config.settings()
	if err != nil {
		return nil, &usageError{err}
	}
	s.Settle = a.config.Settle
	folder, err := source.Open(s.Seeds)
	if err != nil {
		return nil, err
	}
	if err := folder.Close(); err != nil {
		return nil, err
	}
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, syscall.SIGHUP) // which would end the program until somebody waits for it
	return &watch{
		app: a, hangups: hangups, settings: s, site: siteSettings{loaded: loaded, now: s}, systemd: newSystemd(a.log), hub: newHub(s, a.log), faults: faults{seeds: s.Seeds},
		built: func(*build.Report, error, time.Duration, time.Duration) {},
	}, nil
}

// env is that of all builds, with a sign of life in place of progress after the first build.
func (w *watch) env() (env build.Env, finish func()) {
	env, finish = w.app.env()
	show := env.Progress
	env.Progress = func(step string, done, total int) {
		w.pulse.beat()
		if show != nil && !w.began {
			show(step, done, total)
		}
	}
	return env, finish
}

// run builds and rebuilds until ctx ends. An error is one of the start, which nothing but a person can mend.
func (w *watch) run(ctx context.Context) (err error) {
	s := w.settings
	env, finish := w.env()
	w.session = build.NewSession(s, env)
	defer func() { err = errors.Join(err, w.session.Close()) }()
	skip, err := absolute(s.Out, s.State)
	if err != nil {
		return err
	}
	watching, err := watcher.New(watcher.Options{
		Root: s.Seeds, Skip: skip, Settle: s.Settle, Poll: w.config.Poll,
		Ignore: isIgnored, Matters: matters(s),
		Notify: w.notice, Events: w.log.Debug().Enabled(),
	})
	if err != nil {
		return err
	}
	w.saySite()
	defer w.tellHub(ctx)()
	go w.systemd.watchdog(ctx, w.pulse.alive)
	defer w.lookAtHangup(ctx, watching)()
	err = watching.Run(ctx, func(ctx context.Context, b watcher.Batch) (watcher.Result, error) {
		result, err := w.handle(ctx, b)
		finish()
		return result, err
	})
	w.systemd.stopping()
	return err
}

// tellHub tells the hub of changes until the caller calls what it returns.
func (w *watch) tellHub(ctx context.Context) (end func()) {
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	running.Go(func() { w.hub.run(ctx) })
	return func() { cancel(); running.Wait() }
}

func absolute(paths ...string) ([]string, error) {
	var all []string
	for _, path := range paths {
		at, err := filepath.Abs(path)
		if err != nil {
			return nil, err
		}
		all = append(all, at)
	}
	return all, nil
}

// isIgnored tells what can neither be an article nor hold files that one names.
func isIgnored(at string, _ bool) bool { return strings.HasPrefix(path.Base(at), ".") }

// matters tells what is an article, or says something of articles.
func matters(s build.Settings) func(at string) bool {
	return func(at string) bool {
		name := path.Base(at)
		return s.IsArticle(name) && !source.IsLeftOut(name) || build.IsData(s.Place, at)
	}
}

// lookAtHangup looks at everything when the program is asked to by SIGHUP. The caller calls what it returns at the end.
func (w *watch) lookAtHangup(ctx context.Context, watching *watcher.Watcher) (stop func()) {
	go func() {
		for {
			select {
			case <-w.hangups:
				w.systemd.reloading()
				watching.Look("SIGHUP")
			case <-ctx.Done():
				return
			}
		}
	}()
	return func() { signal.Stop(w.hangups) }
}

// handle rebuilds what a batch names.
func (w *watch) handle(ctx context.Context, b watcher.Batch) (watcher.Result, error) {
	defer w.pulse.begin()()
	began := time.Now()
	w.follow(b)
	report, err := w.session.Build(ctx, build.Scope{All: b.All, Paths: b.Paths})
	if ctx.Err() != nil {
		return watcher.Result{}, nil
	}
	w.built(report, err, time.Since(began), time.Since(b.Since))
	w.hub.published(report.Feeds) // also those that a build has published before it failed
	w.faults.report(w.app, report, b, err == nil)
	first := !w.began
	if first && err == nil && report.Articles == 0 && len(report.Later) > 0 {
		return w.next(report), nil // there is nothing to be seen yet
	}
	if first {
		w.begin()
	}
	defer w.tell(b, first)
	if err != nil {
		return w.fail(err)
	}
	w.failed = nil
	w.rebuilt(report, b, first)
	w.plan(report)
	if now := time.Now(); !w.tendAt.IsZero() && !now.Before(w.tendAt) {
		w.tend(ctx)
	}
	return w.next(report), nil
}

// growthOfWatch is by how many percent of what is alive the heap of a watch may grow.
const growthOfWatch = 50

// begin trades the speed of a large build for the memory of a long wait.
func (w *watch) begin() {
	w.began = true
	if !isMemoryDecided() {
		debug.SetGCPercent(growthOfWatch)
	}
	debug.FreeOSMemory()
}

// tell ends for systemd the start, or the look at everything that it has asked for.
func (w *watch) tell(b watcher.Batch, first bool) {
	if b.All || first {
		w.systemd.ready()
	}
}

// fail logs an error, once until a build succeeds: tries may fail in turn at one thing and at another. A fault of the
// catalogue needs a person, and so it ends the program; of all others the next try, or the next change, may get rid.
func (w *watch) fail(err error) (watcher.Result, error) {
	var damaged *catalogue.DamagedError
	var newer *catalogue.NewerError
	if errors.As(err, &damaged) || errors.As(err, &newer) {
		return watcher.Result{}, err
	}
	if text := err.Error(); !w.failed[text] {
		if w.failed == nil {
			w.failed = map[string]bool{}
		}
		w.failed[text] = true
		said := err
		if !strings.Contains(text, "output stays") {
			said = fmt.Errorf("%w; the last good output stays", err)
		}
		w.logError(said)
		w.systemd.status(text)
	}
	// That nothing is left, something is skipped or the catalogue is gone does not change by itself.
	_, forgotten := errors.AsType[*build.ForgottenError](err)
	return watcher.Result{Failed: !forgotten && !errors.Is(err, build.ErrEmpty) && !errors.Is(err, build.ErrSkipped)}, nil
}

// plan decides when to look at the whole output after a build that wrote something.
func (w *watch) plan(report *build.Report) {
	const quiet, share = time.Second, 1000
	if w.tendAt.IsZero() && (len(report.Changes) > 0 || report.Written > 0) {
		w.tendAt = time.Now().Add(quiet)
		if at := w.tended.Add(share * w.tendCost); at.After(w.tendAt) {
			w.tendAt = at
		}
	}
}

func (w *watch) tend(ctx context.Context) {
	began := time.Now()
	report, err := w.session.Tend(ctx)
	if err != nil && ctx.Err() == nil {
		w.log.Warn().Msgf("look at the output: %v", err)
	}
	if report.Written > 0 {
		w.log.Info().Int("written", report.Written).Msgf("%d files of %s were missing or changed and have been restored", report.Written, w.settings.Out)
	}
	w.tendAt, w.tended = time.Time{}, time.Now()
	w.tendCost = w.tended.Sub(began)
}

// next says when to come back: for files that have not come to rest, for the next article that falls due, for the output.
func (w *watch) next(report *build.Report) watcher.Result {
	result := watcher.Result{Again: report.Later, Wake: report.NextDue()}
	if !w.tendAt.IsZero() && (result.Wake.IsZero() || w.tendAt.Before(result.Wake)) {
		result.Wake = w.tendAt
	}
	return result
}
