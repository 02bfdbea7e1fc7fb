package build_test

import (
	"context"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"seedfeed/feed"
	"seedfeed/feed/build"
	"seedfeed/feed/source"
)

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// plainSettings are those of a site whose folders all lie in dir.
func plainSettings(dir string) (build.Settings, error) {
	base, err := url.Parse("https://example.org/")
	s := build.Settings{
		Seeds: filepath.Join(dir, "seeds"), Out: filepath.Join(dir, "public"), State: filepath.Join(dir, "state"),
		URL: base, Limit: 50, Wait: time.Minute,
	}
	s.Site.Title, s.Site.Formats, s.Site.Generator = "Test", feed.Formats(), "seedfeed test"
	return s, err
}

func runOnce(s build.Settings) error {
	_, err := build.Run(context.Background(), s, build.Env{Now: time.Now})
	return err
}

// gitEnv is an Env that asks git for dates.
func gitEnv() build.Env { return build.Env{Now: time.Now, GitDates: source.GitDates} }

func settings(tb testing.TB, dir string) build.Settings {
	tb.Helper()
	s, err := plainSettings(dir)
	must(tb, err)
	return s
}

func mustRun(tb testing.TB, s build.Settings) *build.Report {
	tb.Helper()
	report, err := build.Run(tb.Context(), s, build.Env{Now: time.Now})
	must(tb, err)
	return report
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
