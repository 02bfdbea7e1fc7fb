package main

import (
	"time"

	"github.com/schollz/progressbar/v3"
)

// patience is how long a build may take before someone who watches it wants to see that it is alive.
const patience = 500 * time.Millisecond

// progress returns what shows the progress of a build on a terminal, and what takes it away again; both do nothing
// elsewhere. show is for one goroutine.
func (a *app) progress() (show func(step string, done, total int), finish func()) {
	if !isTerminal(a.stderr) {
		return nil, func() {}
	}
	began := time.Now()
	var bar *progressbar.ProgressBar
	var shown string
	show = func(step string, done, total int) {
		if time.Since(began) < patience {
			return
		}
		if bar == nil || shown != step {
			shown = step
			bar = progressbar.NewOptions(total, progressbar.OptionSetWriter(a.stderr), progressbar.OptionSetDescription(step),
				progressbar.OptionShowCount(), progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(100*time.Millisecond))
		}
		_ = bar.Set(done) // a bar that cannot be drawn must not end the build
	}
	return show, func() {
		if bar != nil {
			_ = bar.Clear()
		}
	}
}
