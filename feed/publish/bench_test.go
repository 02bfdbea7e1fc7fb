//go:build unix

package publish

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"
)

// BenchmarkPublish makes pages of 6 kB, each in a folder of its own, 2,000 to a Commit; an op is a page. Set
// TMPDIR to choose the file system. The plain one does the same by path with nothing but the system calls.
func BenchmarkPublish(b *testing.B) {
	page := bytes.Repeat([]byte("<p>A page.\n"), 550)
	const batch = 2000
	for _, stagers := range []int{1, 2} {
		b.Run(fmt.Sprintf("new/stagers=%d", stagers), func(b *testing.B) {
			f, err := Open(b.TempDir())
			if err != nil {
				b.Fatal(err)
			}
			defer f.Close()
			b.ReportAllocs()
			before := processorTime()
			b.ResetTimer()
			for from := 0; from < b.N; from += batch {
				var group sync.WaitGroup
				for s := range stagers {
					group.Go(func() {
						for i := from + s; i < min(from+batch, b.N); i += stagers {
							if _, err := f.Stage(fmt.Sprintf("articles/page-%d/index.html", i), page, 0); err != nil {
								b.Error(err)
							}
						}
					})
				}
				group.Wait()
				if _, err := f.Place(b.Context(), f.Take()); err != nil {
					b.Fatal(err)
				}
			}
			b.StopTimer()
			b.ReportMetric(float64(processorTime()-before)/float64(b.N)/1e3, "cpu-µs/op")
		})
	}
	b.Run("new/plain", func(b *testing.B) {
		dir := b.TempDir()
		aside := filepath.Join(dir, "aside")
		os.Mkdir(aside, 0o777)
		os.Mkdir(filepath.Join(dir, "articles"), 0o777)
		b.ReportAllocs()
		before := processorTime()
		b.ResetTimer()
		for i := range b.N {
			temp := filepath.Join(aside, fmt.Sprint(i))
			folder := filepath.Join(dir, "articles", fmt.Sprintf("page-%d", i))
			if err := os.WriteFile(temp, page, 0o666); err != nil {
				b.Fatal(err)
			}
			if err := os.Mkdir(folder, 0o777); err != nil {
				b.Fatal(err)
			}
			if err := os.Rename(temp, filepath.Join(folder, "index.html")); err != nil {
				b.Fatal(err)
			}
		}
		b.StopTimer()
		b.ReportMetric(float64(processorTime()-before)/float64(b.N)/1e3, "cpu-µs/op")
	})
}

// processorTime tells more than the time on the clock where others use the machine, too.
func processorTime() time.Duration {
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// BenchmarkIntact is the look at one page of a build that changes nothing.
func BenchmarkIntact(b *testing.B) {
	f, err := Open(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Stage("articles/page/index.html", []byte("page"), 0); err != nil {
		b.Fatal(err)
	}
	w, err := f.Place(b.Context(), f.Take())
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if !f.Intact(w[0].Path, w[0].Size, w[0].ModTime) {
			b.Fatal("not intact")
		}
	}
}
