package source

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// many makes a folder of n short articles, a thousand to a subfolder; flat puts all into one.
func many(tb testing.TB, n int, flat bool) string {
	tb.Helper()
	root := tb.TempDir()
	text := []byte(strings.Repeat("A line of an article.\n", 200))
	for i := range n {
		dir := root
		if !flat {
			dir = filepath.Join(root, fmt.Sprintf("%04d/notes-%02d", 1900+i/1000, i/100%10))
		}
		if i%100 == 0 {
			if err := os.MkdirAll(dir, 0o777); err != nil {
				tb.Fatal(err)
			}
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("article-number-%06d.md", i)), text, 0o666); err != nil {
			tb.Fatal(err)
		}
	}
	return root
}

// BenchmarkWalk compares a walk with the plain way to list files and look at each.
func BenchmarkWalk(b *testing.B) {
	for _, n := range []int{1_000, 100_000} {
		for _, flat := range []bool{false, true} {
			root := many(b, n, flat)
			b.Run(fmt.Sprintf("files=%d/flat=%v/walk", n, flat), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					l, err := Walk(b.Context(), root, WalkOptions{IsArticle: isArticle})
					if err != nil || len(l.Articles) != n || len(l.Problems) != 0 {
						b.Fatalf("got %d articles, %v, want %d", len(l.Articles), err, n)
					}
				}
			})
			b.Run(fmt.Sprintf("files=%d/flat=%v/plain", n, flat), func(b *testing.B) {
				b.ReportAllocs()
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
		for i := 0; b.Loop(); i++ {
			if _, err := os.ReadFile(filepath.Join(root, l.Articles[i%1000].Path)); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func isArticle(name string) bool {
	return strings.HasSuffix(name, ".md") || strings.HasSuffix(name, ".txt") || strings.HasSuffix(name, ".html")
}
