package catalogue_test

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"runtime"
	"testing"
	"time"

	"seedfeed/feed/article"
	"seedfeed/feed/catalogue"
)

var benchmarkNow = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// generated is the n-th of any number of articles.
func generated(n int) catalogue.Reading {
	a := &article.Article{
		Path:      fmt.Sprintf("posts/%03d/article-%06d.md", n%200, n),
		Title:     fmt.Sprintf("Article %d about something", n),
		Published: time.Date(2010, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(n) * time.Hour),
		Language:  "en",
		Origins:   map[string]string{"published": fmt.Sprintf("front matter date, line %d", 2+n%5)},
	}
	a.Hash = sha256.Sum256(binary.AppendVarint(nil, int64(n)))
	a.BodyHash = sha256.Sum256(binary.AppendVarint(nil, int64(-n-1)))
	copy(a.Fingerprint[:], a.Hash[:])
	copy(a.Fingerprint[32:], a.BodyHash[:])
	return catalogue.Reading{
		Path: a.Path, Stamp: a.Hash[:31], ModTime: benchmarkNow, Article: a, Slug: fmt.Sprintf("article-%06d", n),
		Tags:  []catalogue.Tag{{Slug: fmt.Sprintf("tag-%d", n%100), Name: fmt.Sprintf("Tag %d", n%100)}, {Slug: fmt.Sprintf("topic-%d", n%17), Name: "Topic"}},
		Shown: a.BodyHash,
	}
}

func fill(tb testing.TB, c *catalogue.Catalogue, from, to int) {
	tb.Helper()
	ctx := tb.Context()
	u, err := c.Begin(ctx, catalogue.UpdateOptions{Now: benchmarkNow, URL: "https://example.org/", ArticlePath: func(slug string) string { return "articles/" + slug }})
	if err != nil {
		tb.Fatal(err)
	}
	defer u.Rollback()
	for n := from; n < to; n++ {
		if _, err := u.Put(ctx, 0, generated(n)); err != nil {
			tb.Fatal(err)
		}
	}
	reportHeap(tb, "heap-B/article-put", to-from)
	changes, err := u.Settle(ctx)
	if err != nil {
		tb.Fatal(err)
	}
	if len(changes) != to-from {
		tb.Fatalf("got %d changes, want %d", len(changes), to-from)
	}
	reportHeap(tb, "heap-B/article-settled", to-from)
	runtime.KeepAlive(changes)
	if err := u.Commit(); err != nil {
		tb.Fatal(err)
	}
}

// reportHeap reports what is held in memory for each article.
func reportHeap(tb testing.TB, unit string, articles int) {
	if b, ok := tb.(*testing.B); ok {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		b.ReportMetric(float64(m.HeapAlloc)/float64(articles), unit)
	}
}

func open(tb testing.TB, dir string) *catalogue.Catalogue {
	tb.Helper()
	c, err := catalogue.Open(tb.Context(), dir, catalogue.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := c.Close(); err != nil {
			tb.Error(err)
		}
	})
	return c
}

func BenchmarkUpdate(b *testing.B) {
	for _, size := range []int{10_000, 100_000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			for b.Loop() {
				c, err := catalogue.Open(b.Context(), b.TempDir(), catalogue.Options{})
				if err != nil {
					b.Fatal(err)
				}
				before := cpu()
				fill(b, c, 0, size)
				if err := c.Close(); err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64((cpu()-before).Microseconds())/float64(size), "cpu-µs/article")
			}
		})
	}
}

// BenchmarkMove moves all files and edits none: each is a new file that has to be matched with a gone article.
func BenchmarkMove(b *testing.B) {
	const size = 10_000
	for b.Loop() {
		c := open(b, b.TempDir())
		fill(b, c, 0, size)
		var keys []int64
		if err := c.Files(b.Context(), func(key int64, _ string, _ []byte, _ catalogue.State) error {
			keys = append(keys, key)
			return nil
		}); err != nil {
			b.Fatal(err)
		}
		before := cpu()
		u, err := c.Begin(b.Context(), catalogue.UpdateOptions{Now: benchmarkNow, URL: "https://example.org/", ArticlePath: func(slug string) string { return "articles/" + slug }})
		if err != nil {
			b.Fatal(err)
		}
		for _, key := range keys {
			if err := u.Lose(b.Context(), key); err != nil {
				b.Fatal(err)
			}
		}
		for n := range size {
			r := generated(n)
			r.Path = "moved/" + r.Path
			r.Article.Path = r.Path
			if _, err := u.Put(b.Context(), 0, r); err != nil {
				b.Fatal(err)
			}
		}
		if _, err := u.Settle(b.Context()); err != nil {
			b.Fatal(err)
		}
		if len(u.Merged()) != size {
			b.Fatalf("got %d articles matched, want %d", len(u.Merged()), size)
		}
		if err := u.Commit(); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64((cpu()-before).Microseconds())/size, "cpu-µs/article")
	}
}

// BenchmarkOpen opens and closes a catalogue in which nothing changes.
func BenchmarkOpen(b *testing.B) {
	dir := filled(b, 100_000)
	before := cpu()
	for b.Loop() {
		reopen(b, dir, func(*catalogue.Catalogue) error { return nil })
	}
	b.ReportMetric(float64((cpu()-before).Microseconds())/float64(b.N), "cpu-µs/op")
}

// BenchmarkRecords asks for what lists show, each time of a catalogue that was just opened.
func BenchmarkRecords(b *testing.B) {
	dir := filled(b, 100_000)
	for name, ask := range map[string]func(c *catalogue.Catalogue, n int) (records int, err error){
		"slug": func(c *catalogue.Catalogue, n int) (int, error) {
			for i := range 100 {
				if _, ok, err := c.WithSlug(b.Context(), fmt.Sprintf("article-%06d", (n+i)*7919%100_000)); err != nil || !ok {
					return 0, err
				}
			}
			return 100, nil
		},
		"numbers": func(c *catalogue.Catalogue, n int) (int, error) {
			records, err := c.Numbered(b.Context(), int64(n*200+1), int64(n*200+200))
			return len(records), err
		},
		"tag": func(c *catalogue.Catalogue, n int) (int, error) {
			records, err := c.Tagged(b.Context(), fmt.Sprintf("tag-%d", n%100), 50)
			return len(records), err
		},
		"newest": func(c *catalogue.Catalogue, n int) (int, error) {
			records, err := c.Newest(b.Context(), 50)
			return len(records), err
		},
	} {
		b.Run(name, func(b *testing.B) {
			var spent time.Duration
			n, all := 0, 0
			for b.Loop() {
				reopen(b, dir, func(c *catalogue.Catalogue) error {
					if _, err := c.Listed(b.Context()); err != nil { // which reads the schema
						return err
					}
					before := cpu()
					records, err := ask(c, n%400)
					spent += cpu() - before
					n, all = n+1, all+records
					return err
				})
			}
			b.ReportMetric(float64(spent.Nanoseconds())/float64(all)/1000, "cpu-µs/record")
		})
	}
}

func filled(b *testing.B, size int) string {
	b.Helper()
	dir := b.TempDir()
	reopen(b, dir, func(c *catalogue.Catalogue) error {
		fill(b, c, 0, size)
		return nil
	})
	return dir
}

func reopen(b *testing.B, dir string, use func(*catalogue.Catalogue) error) {
	b.Helper()
	c, err := catalogue.Open(b.Context(), dir, catalogue.Options{})
	if err != nil {
		b.Fatal(err)
	}
	if err := errors.Join(use(c), c.Close()); err != nil {
		b.Fatal(err)
	}
}

func BenchmarkFiles(b *testing.B) {
	const size = 100_000
	c := open(b, b.TempDir())
	fill(b, c, 0, size)
	b.ResetTimer()
	before := cpu()
	for b.Loop() {
		n := 0
		if err := c.Files(b.Context(), func(int64, string, []byte, catalogue.State) error { n++; return nil }); err != nil || n != size {
			b.Fatal(n, err)
		}
	}
	b.ReportMetric(float64((cpu()-before).Nanoseconds())/float64(size*b.N), "cpu-ns/row")
}

func BenchmarkManifest(b *testing.B) {
	const size = 10_000
	outputs, parts := make([]catalogue.Output, size), make([]string, size)
	for i := range outputs {
		parts[i] = fmt.Sprintf("articles/article-%06d", i)
		outputs[i] = catalogue.Output{Part: parts[i], Path: parts[i] + "/index.html", Hash: make([]byte, 32), Size: 1000, Modified: 1}
	}
	for b.Loop() {
		c := open(b, b.TempDir())
		before := cpu()
		u, err := c.Begin(b.Context(), catalogue.UpdateOptions{})
		if err != nil {
			b.Fatal(err)
		}
		for _, part := range parts {
			if err := u.Require(b.Context(), part); err != nil {
				b.Fatal(err)
			}
		}
		for _, step := range []func() error{
			func() error { return u.Written(b.Context(), outputs) },
			func() error { return u.Done(b.Context(), parts) },
			u.Commit,
		} {
			if err := step(); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64((cpu()-before).Microseconds())/size, "cpu-µs/file")
	}
}
