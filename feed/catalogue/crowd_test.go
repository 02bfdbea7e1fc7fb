package catalogue

import (
	"fmt"
	"runtime"
	"slices"
	"testing"
)

// TestCrowd matches thousands of articles that all have one text: each has one partner, which is the one of its name where
// there is one, and memory does not grow with the square of their number.
func TestCrowd(t *testing.T) {
	const n = 3000
	traces := func(name string) []trace {
		all := make([]trace, n)
		for i := range all {
			path := fmt.Sprintf(name, i)
			all[i] = trace{key: int64(i + 1), path: path, stem: path[len("x/"):], hash: "one", body: "one", since: int64(i % 3)}
		}
		return all
	}
	for _, test := range []struct {
		name     string
		new      string
		sameName bool
	}{
		{"moved", "y/a%d.md", true},
		{"renamed", "x/b%d.md", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			files, gone := traces(test.new), traces("x/a%d.md")
			slices.Reverse(files)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			pairs := match(files, gone, nil)
			runtime.ReadMemStats(&after)
			partner := map[int]bool{}
			for _, p := range pairs {
				partner[p.gone] = true
				if test.sameName && files[p.file].stem != gone[p.gone].stem {
					t.Fatalf("%s is taken for %s", files[p.file].path, gone[p.gone].path)
				}
			}
			if len(pairs) != n || len(partner) != n {
				t.Errorf("got %d pairs of %d articles, want %d", len(pairs), len(partner), n)
			}
			if used := (after.TotalAlloc - before.TotalAlloc) >> 20; used > 150 {
				t.Errorf("%d MiB were needed", used)
			}
		})
	}
}
