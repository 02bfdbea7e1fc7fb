package build_test

import (
	"path"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestOrder looks at the system calls of a build: a power cut between any two of them must leave a state from which
// everything can be had again, and feeds that lead to pages that are there.
func TestOrder(t *testing.T) {
	if testing.Short() {
		t.Skip("needs processes whose system calls are watched")
	}
	pool := newBuilders(t)
	now := time.Now().Add(time.Hour).Truncate(time.Second)
	for _, s := range []scene{{name: "first build"}, {name: "next build", next: true}, {name: "watching", next: true, watching: true}} {
		t.Run(s.name, func(t *testing.T) {
			c := prepare(t, s, pool, now)
			calls := calls(c.run(t, fault{}).Seen)
			published := calls.all(func(call, on string) bool { return strings.HasPrefix(call, "renameat") && isOutput(on) })
			staged := calls.all(func(call, on string) bool {
				return call == "write" && strings.HasPrefix(on, "public/.seedfeed-staging/")
			})
			if len(published) < 10 || len(staged) != len(published) {
				t.Fatalf("got %d files staged and %d published", len(staged), len(published))
			}
			first, last := published[0], published[len(published)-1]

			known := calls.before(first, func(call, on string) bool { return call == "pwrite64" && on == "state/catalogue.db" })
			if known < 0 || !calls.has(known, first, "fsync", "state/catalogue.db") {
				t.Error("something is published before the catalogue that knows of it is on the disk")
			}
			if calls.has(known, first, "unlink", "state/catalogue.db-journal") && !calls.has(0, known, "fsync", "state/catalogue.db-journal") {
				t.Error("the catalogue is changed before its journal is on the disk")
			}
			for i, at := range staged {
				if !calls.has(at, published[i], "syncfs", "public") && !calls.has(at, published[i], "fsync", calls.on(at)) {
					t.Errorf("%s is published before it is on the disk", calls.on(published[i]))
				}
			}
			stages := make([]int, len(published))
			for i, at := range published {
				stages[i] = stageOf(calls.on(at))
			}
			if !slices.IsSorted(stages) {
				t.Error("published in another order than pages, main feeds, the rest:", strings.Join(calls.names(published), " "))
			}
			for _, at := range published {
				if !calls.has(at, len(calls), "syncfs", "public") && !calls.has(at, len(calls), "fsync", path.Dir(calls.on(at))) {
					t.Errorf("%s need not be on the disk when the build ends", calls.on(at))
				}
			}
			for _, at := range calls.all(func(call, on string) bool { return strings.HasPrefix(call, "unlink") && isOutput(on) }) {
				if at < last {
					t.Errorf("%s is removed before all is published", calls.on(at))
				}
			}
			// However many files there are: two for each batch, and one for what is removed, each of which is of a few files or
			// of everything.
			if syncs := calls.all(func(call, on string) bool { return strings.Contains(call, "sync") && strings.HasPrefix(on, "public") }); len(syncs) > 5*8 {
				t.Errorf("got %d syncs of the output, want at most 40", len(syncs))
			}
		})
	}
}

// calls are as an outcome has them: the name of each and its file.
type calls []string

func (c calls) on(i int) string { return c[i][strings.LastIndexByte(c[i], ' ')+1:] }

func (c calls) names(indexes []int) []string {
	names := make([]string, len(indexes))
	for i, at := range indexes {
		names[i] = c.on(at)
	}
	return names
}

func (c calls) all(wanted func(call, on string) bool) (indexes []int) {
	for i := range c {
		if call, _, _ := strings.Cut(c[i], " "); wanted(call, c.on(i)) {
			indexes = append(indexes, i)
		}
	}
	return indexes
}

// before returns the last call before end that is wanted, -1 where there is none.
func (c calls) before(end int, wanted func(call, on string) bool) int {
	if found := c[:end].all(wanted); len(found) > 0 {
		return found[len(found)-1]
	}
	return -1
}

// has reports whether there is such a call behind from and before to.
func (c calls) has(from, to int, name, file string) bool {
	return from < to && slices.Contains(c[from+1:to], name+" "+file)
}

func isOutput(path string) bool {
	return (path == "public" || strings.HasPrefix(path, "public/")) && !strings.HasPrefix(path, "public/.seedfeed-staging")
}

func stageOf(path string) int {
	switch path {
	case "public/rss.xml", "public/atom.xml", "public/feed.json", "public/index.html":
		return 1
	case "public/style.css", "public/feed.css":
		return 0
	}
	if strings.HasPrefix(path, "public/articles/") {
		return 0
	}
	return 2
}
