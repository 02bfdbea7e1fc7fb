package build_test

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/feeds"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"go.yaml.in/yaml/v4"

	"seedfeed/feed/build"
)

// The figures are best taken one by one and on a file system in memory:
//
//	TMPDIR=/dev/shm go test ./feed/build -run '^$' -bench . -benchtime 1x
//
// walks is the wall time in walks of the folder (filepath.WalkDir with Info), cpu-ms the processor time, peak-MiB the
// largest resident set, written the files that the build wrote. The naive program knows CommonMark alone; naive-gfm knows
// the tables, struck-out text, tasks and bare addresses as well that seedfeed does.
func BenchmarkBuild(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprintf("articles=%d", n), func(b *testing.B) {
			if testing.Short() && n > 1_000 {
				b.Skip("long")
			}
			benchmarkSize(b, n)
		})
	}
}

func benchmarkSize(b *testing.B, n int) {
	dir := b.TempDir()
	seeds := filepath.Join(dir, "seeds")
	generate(b, seeds, n)
	s := settings(b, dir)
	walk := walkTime(b, seeds)
	measure := func(name string, prepare func(i int), run func() *build.Report) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			if !strings.HasPrefix(name, "naive") { // as the command does
				defer debug.SetGCPercent(debug.SetGCPercent(200))
				defer debug.SetMemoryLimit(debug.SetMemoryLimit(160 << 20))
			}
			var took, cpu time.Duration
			var peak, written int64
			for i := range b.N {
				b.StopTimer()
				prepare(i)
				debug.FreeOSMemory()
				resetPeak()
				before, began := processorTime(), time.Now()
				b.StartTimer()
				report := run()
				took, cpu = took+time.Since(began), cpu+processorTime()-before
				peak, written = max(peak, peakMemory()), int64(report.Written)
			}
			b.ReportMetric(float64(took)/float64(b.N)/float64(walk), "walks")
			b.ReportMetric(cpu.Seconds()*1000/float64(b.N), "cpu-ms")
			b.ReportMetric(float64(peak)/(1<<20), "peak-MiB")
			b.ReportMetric(float64(written), "written")
		})
	}
	run := func() *build.Report {
		report, err := build.Run(b.Context(), s, build.Env{Now: time.Now, Unfit: unfit})
		must(b, err)
		return report
	}
	for _, known := range []struct {
		name     string
		markdown goldmark.Markdown
	}{{"naive", goldmark.New()}, {"naive-gfm", goldmark.New(goldmark.WithExtensions(extension.GFM))}} {
		out := filepath.Join(dir, known.name)
		measure(known.name, func(int) { must(b, os.RemoveAll(out)) }, func() *build.Report {
			return &build.Report{Written: naive(b, seeds, out, known.markdown)}
		})
		must(b, os.RemoveAll(out))
	}
	measure("cold", func(int) {
		must(b, os.RemoveAll(s.Out))
		must(b, os.RemoveAll(s.State))
	}, run)
	time.Sleep(2100 * time.Millisecond) // files that were written just now are read twice
	run()
	measure("unchanged", func(int) {}, run)
	measure("new", func(i int) { write(b, seeds, fmt.Sprintf("000/new-%d-%d.md", b.N, i), post(n+i, n)) }, run)
	measure("edited", func(i int) { appendTo(b, seeds, fmt.Sprintf("000/new-%d-0.md", b.N), "One more line.\n") }, run)
	measure("edited-old", func(i int) { appendTo(b, seeds, articlePath(n/2), "One more line.\n") }, run)
	removed := 0
	measure("gone", func(int) {
		must(b, os.Remove(filepath.Join(seeds, articlePath(n/3+removed))))
		removed++
	}, run)
}

func articlePath(i int) string { return fmt.Sprintf("%03d/article-%06d.md", i/500, i) }

// generate writes n articles of about 4.5 kB with titles, dates and three tags.
func generate(b *testing.B, seeds string, n int) {
	b.Helper()
	for i := range n {
		write(b, seeds, articlePath(i), post(i, n))
	}
}

func post(i, n int) string {
	r := rand.New(rand.NewPCG(1, uint64(i)))
	words := strings.Fields(`feed reader article folder seed catalogue entry stable address morning garden river stone paper
		letter winter quiet window answer season harbour bridge market lantern village engine signal`)
	var s strings.Builder
	day := time.Date(2001, 1, 1, 8, 0, 0, 0, time.UTC).Add(time.Duration(i) * (20 * 365 * 24 * time.Hour / time.Duration(n)))
	fmt.Fprintf(&s, "---\ntitle: Article %d of the %s\ndate: %s\ntags: [tag%d, tag%d, tag%d]\n---\n", i, words[r.IntN(len(words))],
		day.Format(time.RFC3339), r.IntN(60), r.IntN(60), r.IntN(60))
	for paragraph := range 12 {
		if paragraph%4 == 1 {
			fmt.Fprintf(&s, "## Of the %s\n\n", words[r.IntN(len(words))])
		}
		for range 52 {
			s.WriteString(words[r.IntN(len(words))] + " ")
		}
		fmt.Fprintf(&s, "with **weight**, `code` and [a link](https://example.org/%d).\n\n", r.IntN(1000))
	}
	return s.String()
}

func walkTime(b *testing.B, dir string) time.Duration {
	best := time.Hour
	for range 3 {
		began := time.Now()
		if err := filepath.WalkDir(dir, func(_ string, entry fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			_, err = entry.Info()
			return err
		}); err != nil {
			b.Fatal(err)
		}
		best = min(best, time.Since(began))
	}
	return best
}

// naive is the program that anyone would write first: it reads and renders everything, and remembers nothing.
func naive(b *testing.B, seeds, out string, markdown goldmark.Markdown) int {
	type article struct {
		Title string    `yaml:"title"`
		Date  time.Time `yaml:"date"`
		Tags  []string  `yaml:"tags"`
		Slug  string
		HTML  template.HTML
	}
	var articles []article
	must(b, filepath.WalkDir(seeds, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		_, rest, _ := bytes.Cut(data, []byte("---\n"))
		head, body, _ := bytes.Cut(rest, []byte("\n---\n"))
		a := article{Slug: strings.TrimSuffix(entry.Name(), ".md")}
		if err := yaml.Unmarshal(head, &a); err != nil {
			return err
		}
		var html bytes.Buffer
		if err := markdown.Convert(body, &html); err != nil {
			return err
		}
		a.HTML = template.HTML(html.String())
		articles = append(articles, a)
		return nil
	}))
	page := template.Must(template.New("").Parse("<!doctype html><title>{{.Title}}</title><h1>{{.Title}}</h1><time>{{.Date}}</time>{{.HTML}}{{range .Tags}}<a href=/{{.}}>{{.}}</a>{{end}}"))
	written := 0
	for _, a := range articles {
		folder := filepath.Join(out, "articles", a.Slug)
		must(b, os.MkdirAll(folder, 0o755))
		var html bytes.Buffer
		must(b, page.Execute(&html, a))
		must(b, os.WriteFile(filepath.Join(folder, "index.html"), html.Bytes(), 0o644))
		written++
	}
	feed := &feeds.Feed{Title: "Naive", Link: &feeds.Link{Href: "https://example.org/"}}
	for _, a := range articles[max(0, len(articles)-50):] {
		feed.Add(&feeds.Item{Title: a.Title, Link: &feeds.Link{Href: "https://example.org/" + a.Slug}, Content: string(a.HTML), Created: a.Date})
	}
	for name, make := range map[string]func() (string, error){"rss.xml": feed.ToRss, "atom.xml": feed.ToAtom, "feed.json": feed.ToJSON} {
		document, err := make()
		must(b, err)
		must(b, os.WriteFile(filepath.Join(out, name), []byte(document), 0o644))
		written++
	}
	return written
}
