package build_test

import (
	"net/url"
	"os"
	"path/filepath"
	"testing"
)

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

func mustURL(tb testing.TB, address string) *url.URL {
	tb.Helper()
	u, err := url.Parse(address)
	must(tb, err)
	return u
}

// write writes a file below dir, and the folders that it needs.
func write(tb testing.TB, dir, path, text string) {
	tb.Helper()
	name := filepath.Join(dir, filepath.FromSlash(path))
	must(tb, os.MkdirAll(filepath.Dir(name), 0o755))
	must(tb, os.WriteFile(name, []byte(text), 0o644))
}

func appendTo(tb testing.TB, dir, path, text string) {
	tb.Helper()
	f, err := os.OpenFile(filepath.Join(dir, filepath.FromSlash(path)), os.O_APPEND|os.O_WRONLY, 0)
	must(tb, err)
	_, err = f.WriteString(text)
	must(tb, err)
	must(tb, f.Close())
}
