package feed_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"seedfeed/feed"
	"seedfeed/feed/internal/feedtest"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestGolden(t *testing.T) {
	var paths []string
	for name, f := range samples() {
		for _, format := range feed.Formats() {
			path := filepath.Join("testdata", name, format.FileName)
			paths = append(paths, path)
			t.Run(name+"/"+format.Name, func(t *testing.T) { golden(t, path, document(t, format, f)) })
		}
	}
	t.Run("valid", func(t *testing.T) { feedtest.Files(t, paths...) })
}

func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

func document(t *testing.T, format feed.Format, f *feed.Feed) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := format.Write(&b, f); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestOneDocument shows that the functions for single documents run the same validators.
func TestOneDocument(t *testing.T) {
	f := rich()
	for i, validate := range []func(*testing.T, []byte){feedtest.RSS, feedtest.Atom, feedtest.JSON} {
		format := feed.Formats()[i]
		t.Run(format.Name, func(t *testing.T) { validate(t, document(t, format, f)) })
	}
}
