package site

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestGolden compares whole documents: one of each kind. Feeds have golden files in package feed.
func TestGolden(t *testing.T) {
	site := sampleSite(t)
	for _, path := range []string{
		"index.html",
		"articles/everything/index.html",
		"articles/ma-hi-al-khulasa/index.html",
		"articles/song/index.html",
		"articles/old-song/index.html",
		"tags/index.html",
		"tags/go/index.html",
		"archive/index.html",
		"archive/1/index.html",
		"archive/2/index.html",
		"sitemap.xml",
		"sitemap/1.xml",
		"feeds.opml",
	} {
		t.Run(path, func(t *testing.T) {
			golden := filepath.Join("testdata", "golden", strings.ReplaceAll(path, "/", "_"))
			got, ok := site[path]
			if !ok {
				t.Fatal("not made")
			}
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("differs from %s (-want +got):\n%s", golden, diff)
			}
		})
	}
}
