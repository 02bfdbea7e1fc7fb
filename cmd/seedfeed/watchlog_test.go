package main

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"seedfeed/feed/article"
	"seedfeed/feed/build"
	"seedfeed/watcher"
)

// A fault is said once as long as it is there, and again when it was mended and is back.
func TestFaults(t *testing.T) {
	for _, seeds := range []string{"seeds", "./seeds", "seeds/"} {
		var log bytes.Buffer
		a := &app{log: newLogger(&log, "info", "json")}
		f := faults{seeds: seeds}
		broken := &build.Report{Problems: []error{&article.Error{Path: "seeds/a.md", Line: 2, Err: errors.New("is broken")}}}
		for _, report := range []*build.Report{broken, broken, {}, broken} {
			f.report(a, report, watcher.Batch{Paths: []string{"a.md"}}, true)
		}
		f.report(a, &build.Report{}, watcher.Batch{Paths: []string{"b.md"}}, true)
		f.report(a, broken, watcher.Batch{Paths: []string{"a.md"}}, true)
		if got := strings.Count(log.String(), "is broken"); got != 2 {
			t.Errorf("%s: said %d times, want 2:\n%s", seeds, got, &log)
		}
	}
}
