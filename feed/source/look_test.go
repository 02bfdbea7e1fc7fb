package source_test

import (
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"seedfeed/feed/source"
)

// TestLook compares a look at some paths with what a walk lists of them.
func TestLook(t *testing.T) {
	root := t.TempDir()
	r := rand.New(rand.NewPCG(1, 2))
	names := []string{"a.md", "b.txt", "_c.md", "_posts", "d", "d.md", "d-1.md", ".e.md", "f", "g.png", "h~", "state"}
	var paths []string
	var fill func(dir string, depth int)
	fill = func(dir string, depth int) {
		for _, name := range names {
			at := filepath.Join(dir, name)
			rel, _ := filepath.Rel(root, at)
			paths = append(paths, filepath.ToSlash(rel), filepath.ToSlash(rel)+"/missing.md")
			switch {
			case r.IntN(4) == 0:
			case strings.Contains(name, "."):
				if err := os.WriteFile(at, []byte(name), 0o644); err != nil {
					t.Fatal(err)
				}
			default:
				if err := os.Mkdir(at, 0o755); err != nil {
					t.Fatal(err)
				}
				if depth < 3 {
					fill(at, depth+1)
				}
			}
		}
	}
	fill(root, 0)
	folder, err := source.Open(root)
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	isMedia := func(name string) bool { return strings.HasSuffix(name, ".png") }
	options := source.WalkOptions{IsArticle: isArticle, IsMedia: isMedia, Skip: []string{filepath.Join(root, "d", "state")}}
	all, err := folder.Walk(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	if len(all.Articles) < 50 || len(all.Media) < 10 || !slices.IsSorted(all.Media) {
		t.Fatalf("only %d articles to look at, and %d pictures", len(all.Articles), len(all.Media))
	}
	for range 500 {
		var some []string
		for range 1 + r.IntN(3) {
			some = append(some, paths[r.IntN(len(paths))])
		}
		isBelow := func(file string) bool {
			return slices.ContainsFunc(some, func(at string) bool { return file == at || strings.HasPrefix(file, at+"/") })
		}
		var want []source.File
		for _, file := range all.Articles {
			if isBelow(file.Path) {
				want = append(want, file)
			}
		}
		got, err := folder.Look(t.Context(), options, some)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got.Articles, want) {
			t.Errorf("%q: got %v, want %v", some, got.Articles, want)
		}
		if media := slices.DeleteFunc(slices.Clone(all.Media), func(at string) bool { return !isBelow(at) }); !slices.Equal(got.Media, media) {
			t.Errorf("%q: got %v, want %v", some, got.Media, media)
		}
	}
}

func isArticle(name string) bool {
	return strings.HasSuffix(name, ".md") || strings.HasSuffix(name, ".txt")
}

func TestLookMeetsLinks(t *testing.T) {
	root := t.TempDir()
	for _, dir := range []string{"real", "x/y"} {
		if err := os.MkdirAll(filepath.Join(root, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(root, "real/a.md"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for from, to := range map[string]string{"link": "real", "x/y/a.md": "../../real/a.md"} {
		if err := os.Symlink(to, filepath.Join(root, from)); err != nil {
			t.Skip(err)
		}
	}
	folder, err := source.Open(root)
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	options := source.WalkOptions{IsArticle: isArticle}
	for path, want := range map[string]error{"link": source.ErrLinks, "link/a.md": source.ErrLinks, "x": source.ErrLinks, "x/y/a.md": source.ErrLinks, "real": nil} {
		if _, err := folder.Look(t.Context(), options, []string{path}); !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", path, err, want)
		}
	}
	listing, err := folder.Walk(t.Context(), options)
	if err != nil || !listing.HasLinks() {
		t.Errorf("the walk has not told of links: %v", err)
	}
}
