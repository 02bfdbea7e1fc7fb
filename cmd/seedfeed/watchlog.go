package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"seedfeed/feed/article"
	"seedfeed/feed/build"
	"seedfeed/watcher"
)

// rebuilt logs what a build has changed, if it has, and in any case what the first one has found.
func (w *watch) rebuilt(report *build.Report, b watcher.Batch, first bool) {
	if report.Idle() && !first {
		w.log.Debug().Str("cause", b.Cause).Strs("paths", b.Paths).Msgf("nothing has changed (%s; %s)", b.Cause, printable(some(b.Paths, len(b.Paths))))
		return
	}
	took := time.Since(b.Since)
	names := changesOf(report)
	event := w.log.Info().Str("cause", b.Cause).Int("articles", report.Articles)
	for _, kind := range names {
		if len(kind.paths) > 0 {
			event = event.Strs(kind.word, kind.paths)
		}
	}
	event = event.Int("skipped", report.Skipped).Int("written", report.Written).Dur("after", took)
	text := fmt.Sprintf("%d articles", report.Articles)
	for _, kind := range names {
		if len(kind.paths) > 0 {
			text += fmt.Sprintf(", %d %s (%s)", kind.count, kind.word, some(kind.paths, kind.count))
		}
	}
	if first {
		text = "watching; " + text
	}
	event.Msgf("%s; %d files written to %s, after %v", text, report.Written, w.settings.Out, rounded(took))
	w.systemd.status(text)
	for _, stage := range report.Stages {
		w.log.Debug().Str("stage", stage.Name).Dur("took", stage.Took).Msg("stage done")
	}
}

// changed are the articles of one kind of change.
type changed struct {
	word  string
	count int
	paths []string // at most mostNames
}

// mostNames is how many articles a line of the log names: a line must stay one that a person reads.
const mostNames = 20

func changesOf(report *build.Report) []changed {
	kinds := []changed{{word: "new"}, {word: "changed"}, {word: "gone"}}
	for _, c := range report.Changes {
		kind, path := &kinds[1], c.After.Path
		switch {
		case !c.Before.Listed():
			kind = &kinds[0]
		case !c.After.Listed():
			kind, path = &kinds[2], c.Before.Path
		}
		kind.count++
		if len(kind.paths) < mostNames {
			kind.paths = append(kind.paths, printable(path))
		}
	}
	return kinds
}

// some names the first of the paths.
func some(paths []string, count int) string {
	const shown = 3
	text := strings.Join(paths[:min(shown, len(paths))], ", ")
	if count > shown {
		text += fmt.Sprintf(" and %d more", count-shown)
	}
	return text
}

// notice logs what the watcher has to say.
func (w *watch) notice(n watcher.Notice) {
	levels := map[watcher.Kind]zerolog.Level{
		watcher.RootAway: zerolog.WarnLevel, watcher.Unwatched: zerolog.WarnLevel,
		watcher.Error: zerolog.ErrorLevel, watcher.Event: zerolog.DebugLevel,
	}
	level, ok := levels[n.Kind]
	switch {
	case n.Kind == watcher.Polling && n.Fix != "":
		level = zerolog.WarnLevel
	case !ok:
		level = zerolog.InfoLevel
	}
	text := n.Kind.String()
	for _, part := range []string{n.Path, n.Reason, n.Fix} {
		if part != "" {
			text += "; " + printable(part)
		}
	}
	if n.Err != nil && n.Reason == "" {
		text += ": " + n.Err.Error()
	}
	w.log.WithLevel(level).Str("path", n.Path).Msg(text)
	if n.Kind == watcher.RootAway {
		w.systemd.status(text)
		w.systemd.ready() // a start must not wait for a folder that may be long in coming
	}
}

// faults are the faults that have been logged and are still there: each is said once.
type faults struct {
	seeds string            // what the paths of articles begin with
	known map[string]string // the path of an article, or "", by what is said of it
	notes map[string]bool
}

// report logs the faults that are new, and forgets those that a whole look at their path has not found again.
func (f *faults) report(a *app, report *build.Report, b watcher.Batch, whole bool) {
	now := map[string]string{}
	for _, problem := range report.Problems {
		var fault *article.Error
		path := ""
		if errors.As(problem, &fault) {
			path = strings.TrimPrefix(filepath.ToSlash(fault.Path), filepath.ToSlash(filepath.Clean(f.seeds))+"/")
		}
		if _, ok := f.known[problem.Error()]; !ok {
			a.warn(problem)
		}
		now[problem.Error()] = path
	}
	for text, path := range f.known {
		if !whole || !b.All && !isBelowAny(path, b.Paths) {
			now[text] = path
		}
	}
	f.known = now
	for _, missing := range report.Missing {
		a.log.Debug().Str("path", missing.Path).Msg(missing.Error())
	}
	notes := map[string]bool{}
	for _, note := range report.Notes {
		if !f.notes[note] {
			a.log.Info().Msg(note)
		}
		notes[note] = true
	}
	if len(report.Changes) > 0 {
		f.notes = notes
	}
}

func isBelowAny(path string, folders []string) bool {
	for _, folder := range folders {
		if path == folder || strings.HasPrefix(path, folder+"/") {
			return true
		}
	}
	return false
}
