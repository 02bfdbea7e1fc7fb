package build_test

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"seedfeed/feed/build"
	"seedfeed/feed/internal/feedtest"
)

// TestSampleArticles holds every document that the sample articles make against the specifications and other parsers.
func TestSampleArticles(t *testing.T) {
	s := settings(t, t.TempDir())
	s.Seeds = filepath.Join("..", "..", "seeds")
	report := publish(t, s)
	if report.Articles < 8 || report.Skipped > 0 {
		t.Errorf("%d articles, %d skipped: %v", report.Articles, report.Skipped, report.Problems)
	}
}

// TestRealArticles does the same with articles by other people. SEEDFEED_ARTICLES names a folder of folders, and
// SEEDFEED_HISTORIES repositories whose last commit is taken; both are lists separated as in PATH.
func TestRealArticles(t *testing.T) {
	var folders []string
	for _, collection := range filepath.SplitList(os.Getenv("SEEDFEED_ARTICLES")) {
		entries, err := os.ReadDir(collection)
		must(t, err)
		for _, entry := range entries {
			if entry.IsDir() {
				folders = append(folders, filepath.Join(collection, entry.Name()))
			}
		}
	}
	for _, history := range filepath.SplitList(os.Getenv("SEEDFEED_HISTORIES")) {
		clone := filepath.Join(t.TempDir(), "clone")
		git(t, t.TempDir(), "clone", "-q", history, clone)
		last := strings.Fields(git(t, clone, "rev-list", "-1", "--all"))
		git(t, clone, "checkout", "-q", "--detach", last[0])
		folders = append(folders, clone)
	}
	if len(folders) == 0 {
		t.Skip("SEEDFEED_ARTICLES and SEEDFEED_HISTORIES name no articles")
	}
	for _, folder := range folders {
		t.Run(filepath.Base(folder), func(t *testing.T) {
			s := settings(t, t.TempDir())
			s.Seeds = folder
			report := publish(t, s)
			if report.Articles == 0 || report.Skipped > 0 {
				t.Errorf("%d articles, %d skipped: %v", report.Articles, report.Skipped, report.Problems)
			}
			noTemplates(t, filepath.Join(s.Out, "articles"))
		})
	}
}

// noTemplates looks for template syntax in the text of pages. In code it may stand: there it is what is written about.
func noTemplates(t *testing.T, pages string) {
	t.Helper()
	code := regexp.MustCompile(`(?s)<pre>.*?</pre>|<code.*?</code>`)
	syntax := regexp.MustCompile(`\{%-?\s*[a-z#][^{}]*%\}|\{\{[<%]?-?\s*[\w"'/].*?[>%]?\}\}|(?m)^:::|\[\[[^\]]*\]\]|%7B%7B`)
	must(t, filepath.WalkDir(pages, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		page, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if found := syntax.FindAll(code.ReplaceAll(page, nil), 3); found != nil {
			t.Errorf("%s: %q", path, found)
		}
		return nil
	}))
}

// publish builds and validates every feed of the output.
func publish(t *testing.T, s build.Settings) *build.Report {
	t.Helper()
	report := mustRun(t, s)
	var documents []string
	must(t, filepath.WalkDir(s.Out, func(path string, _ fs.DirEntry, err error) error {
		switch filepath.Base(path) {
		case "rss.xml", "atom.xml", "feed.json":
			documents = append(documents, path)
		}
		return err
	}))
	feedtest.Files(t, documents...)
	return report
}

// TestGitDates builds in a repository in which a file says nothing of its date.
func TestGitDates(t *testing.T) {
	s := folder(t, 0)
	write(t, s.Seeds, "plain.txt", "A text that says nothing of its date.\n")
	git(t, s.Seeds, "init", "-q")
	git(t, s.Seeds, "add", ".")
	cmd := exec.Command("git", "-C", s.Seeds, "-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-q", "-m", "first", "--date=2019-03-02T10:00:00Z")
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	env := gitEnv()
	_, err := build.Run(t.Context(), s, env)
	must(t, err)
	view, err := build.Look(t.Context(), s, env)
	must(t, err)
	defer view.Close()
	e, err := view.Explain(t.Context(), "plain.txt")
	must(t, err)
	if got := e.Published.Format("2006-01-02"); got != "2019-03-02" || e.PublishedFrom != "first commit in git" {
		t.Errorf("published %s from %s", got, e.PublishedFrom)
	}
}

// A file that is written anew is empty for a moment, in which its article does not leave the feed.
func TestEmptiedFile(t *testing.T) {
	for _, settle := range []time.Duration{0, 50 * time.Millisecond} {
		dir := t.TempDir()
		s := settings(t, dir)
		s.Settle = settle
		write(t, dir, "seeds/a.md", "# One\n")
		write(t, dir, "seeds/b.md", "# Two\n")
		run := func(now time.Time, published, skipped int) *build.Report {
			t.Helper()
			report, err := build.Run(t.Context(), s, build.Env{Now: func() time.Time { return now }})
			must(t, err)
			if report.Articles != published || report.Skipped != skipped {
				t.Errorf("settle %v: got %d articles, %d skipped, want %d and %d", settle, report.Articles, report.Skipped, published, skipped)
			}
			return report
		}
		run(time.Now().Add(time.Hour), 2, 0)
		must(t, os.Truncate(filepath.Join(s.Seeds, "a.md"), 0))
		emptied := time.Now()
		report := run(emptied.Add(time.Second), 2, 0)
		if len(report.Later) != 1 || (len(report.Problems) == 1) != (settle == 0) {
			t.Errorf("settle %v: got %q later, problems %v", settle, report.Later, report.Problems)
		}
		run(emptied.Add(3*time.Second), 1, 1)
		write(t, dir, "seeds/a.md", "# One, edited\n")
		run(time.Now().Add(time.Second), 2, 0)
	}
}
