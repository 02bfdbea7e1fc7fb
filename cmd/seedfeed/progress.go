package main

import (
	"io"
	"time"

	"github.com/schollz/progressbar/v3"
)

// patience is how long a build may take before someone who watches it wants to see that it is alive.
const patience = 500 * time.Millisecond

// progress returns what shows the progress of a build on a terminal, and what takes it away again; both do nothing
// elsewhere.
func (a *app) progress() (show func(step string, done, total int), finish func()) {
	if !isTerminal(a.stderr) {
		return nil, func() {}
	}
	return progressOn(a.stderr, time.Now)
}

// progressOn shows nothing before patience is over. What it returns is for one goroutine.
func progressOn(w io.Writer, now func() time.Time) (show func(step string, done, total int), finish func()) {
	began := now()
	var bar *progressbar.ProgressBar
	var shown string
	finish = func() {
		if bar != nil {
			_ = bar.Clear()
		}
	}
	show = func(step string, done, total int) {
		if now().Sub(began) < patience {
			return
		}
		if shown != step {
			finish()
			shown = step
			// Narrow, and of letters that every terminal has.
			bar = progressbar.NewOptions(total, progressbar.OptionSetWriter(w), progressbar.OptionSetDescription(step),
				progressbar.OptionSetWidth(20), progressbar.OptionSetTheme(progressbar.ThemeASCII),
				progressbar.OptionShowCount(), progressbar.OptionSetElapsedTime(false), progressbar.OptionSetPredictTime(false),
				progressbar.OptionThrottle(100*time.Millisecond))
		}
		_ = bar.Set(done) // a bar that cannot be drawn must not end the build
	}
	return show, finish
}
