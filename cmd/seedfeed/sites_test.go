package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

// TestSites reads small sites of each convention, written after its generator's documentation, with nothing but the folder
// named. What comes out stands at the end of each file: what the site's configuration gives, then path, address, title
// and date of each article, or why it is left out. What is not listed is no article.
func TestSites(t *testing.T) {
	files, err := filepath.Glob("testdata/sites/*.txtar")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d sites, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			dir := extract(t, archive)
			got := describe(t, dir)
			const name = "WANT"
			i := slices.IndexFunc(archive.Files, func(f txtar.File) bool { return f.Name == name })
			if i < 0 {
				i = len(archive.Files)
				archive.Files = append(archive.Files, txtar.File{Name: name})
			}
			if *update {
				archive.Files[i].Data = []byte(got)
				if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(strings.Split(string(archive.Files[i].Data), "\n"), strings.Split(got, "\n")); diff != "" {
				t.Errorf("go test ./cmd/seedfeed -run TestSites -update rewrites it (-is +should be):\n%s", diff)
			}
			if n := strings.Count(got, "\n"); n < 13 {
				t.Errorf("%d lines: want a sample of at least 12 articles", n)
			}
		})
	}
}

// extract writes the files of a site to a folder of its own.
func extract(t *testing.T, archive *txtar.Archive) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "site")
	for _, file := range archive.Files {
		if file.Name == "WANT" {
			continue
		}
		name := filepath.Join(dir, filepath.FromSlash(file.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, file.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// articlesOf is what list --json says of a folder, in the order of the paths.
func articlesOf(t *testing.T, dir string, more ...string) []listed {
	t.Helper()
	var stdout, stderr bytes.Buffer
	args := append([]string{"list", "--json", "--seeds", dir, "--out", filepath.Join(t.TempDir(), "public"), "--log-format", "json"}, more...)
	if status := run(t.Context(), args, &stdout, &stderr); status != 0 {
		t.Fatalf("status %d: %s", status, stderr.String())
	}
	var all []listed
	if err := json.Unmarshal(stdout.Bytes(), &all); err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(all, func(a, b listed) int { return strings.Compare(a.Path, b.Path) })
	return all
}

func describe(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	if site, _, err := recognise(dir); err != nil {
		t.Fatal(err)
	} else if site != nil {
		fmt.Fprintf(&b, "%s (%s): %s\n", site.Generator, site.File, strings.Join([]string{site.Title, site.Description, site.URL, site.Language, site.Author, site.Timezone}, " | "))
	} else {
		b.WriteString("no generator\n")
	}
	for _, a := range articlesOf(t, dir) {
		published := a.Published
		if strings.HasPrefix(published, "20") && published[:10] > "2026" { // the time of the test
			published = "no date"
		}
		line := strings.Join([]string{a.Path, a.URL, a.Title, published}, " | ")
		if a.Skipped != "" {
			line = a.Path + " | left out: " + a.Skipped
		}
		b.WriteString(line + "\n")
	}
	return b.String()
}
