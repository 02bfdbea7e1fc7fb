//go:build unix

package source

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// BenchmarkWalk compares a walk with the plain way to list files and look at each.
func BenchmarkWalk(b *testing.B) {
	for _, n := range []int{1_000, 100_000} {
		for _, flat := range []bool{false, true} {
			root := many(b, n, flat)
			b.Run(fmt.Sprintf("files=%d/flat=%v/walk", n, flat), func(b *testing.B) {
				b.ReportAllocs()
				defer reportProcessorTime(b, n)()
				for b.Loop() {
					l, err := Walk(b.Context(), root, WalkOptions{IsArticle: isArticle})
					if err != nil || len(l.Articles) != n || len(l.Problems) != 0 {
						b.Fatalf("got %d articles, %v, want %d", len(l.Articles), err, n)
					}
				}
			})
			b.Run(fmt.Sprintf("files=%d/flat=%v/plain", n, flat), func(b *testing.B) {
				b.ReportAllocs()
				defer reportProcessorTime(b, n)()
				for b.Loop() {
					count := 0
					err := filepath.WalkDir(root, func(_ string, d fs.DirEntry, err error) error {
						if err != nil || d.IsDir() {
							return err
						}
						count++
						_, err = d.Info()
						return err
					})
					if err != nil || count != n {
						b.Fatalf("got %d files, %v, want %d", count, err, n)
					}
				}
			})
		}
	}
}

// BenchmarkRead compares a safe read with os.ReadFile.
func BenchmarkRead(b *testing.B) {
	root := many(b, 1000, false)
	f, err := Open(root)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	l, err := f.Walk(b.Context(), WalkOptions{IsArticle: isArticle})
	if err != nil {
		b.Fatal(err)
	}
	b.Run("safe", func(b *testing.B) {
		b.ReportAllocs()
		defer reportProcessorTime(b, 1)()
		var buf []byte
		for i := 0; b.Loop(); i++ {
			var err error
			if buf, _, err = f.ReadInto(buf, l.Articles[i%1000].Path, 10<<20); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("plain", func(b *testing.B) {
		b.ReportAllocs()
		defer reportProcessorTime(b, 1)()
		for i := 0; b.Loop(); i++ {
			if _, err := os.ReadFile(filepath.Join(root, l.Articles[i%1000].Path)); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// reportProcessorTime tells more than the time on the clock where others use the machine, too.
func reportProcessorTime(b *testing.B, files int) (report func()) {
	before := processorTime()
	return func() {
		b.ReportMetric(float64(processorTime()-before)/float64(b.N*files)/1e3, "cpu-µs/file")
	}
}

func processorTime() time.Duration {
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
