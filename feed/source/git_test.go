package source

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// A repository for tests, which knows nothing of the user's settings.
type repository struct {
	*testing.T
	dir string
}

func newRepository(t *testing.T) repository {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	t.Setenv("GIT_CEILING_DIRECTORIES", os.TempDir())
	r := repository{t, t.TempDir()}
	r.git("init", "-q", "-b", "main")
	return r
}

func (r repository) git(args ...string) {
	r.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = r.dir
	cmd.Env = append(os.Environ(), "GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.org", "GIT_COMMITTER_NAME=c",
		"GIT_COMMITTER_EMAIL=c@example.org", "GIT_COMMITTER_DATE=2030-01-01T00:00:00Z")
	if out, err := cmd.CombinedOutput(); err != nil {
		r.Fatalf("git %v: %v\n%s", args, err, out)
	}
}

func day(n int) time.Time { return time.Date(2020, 1, n, 0, 0, 0, 0, time.UTC) }

func (r repository) commit(n int) {
	r.Helper()
	r.git("add", "-A")
	r.git("commit", "-q", "--allow-empty", "-m", "day", "--date", fmt.Sprintf("2020-01-%02dT01:00:00+01:00", n))
}

func TestGitDates(t *testing.T) {
	r := newRepository(t)
	odd := "seeds/new\nline \"ö\" %.md"
	addTree(t, r.dir, "seeds/a.md", odd, "elsewhere.md")
	r.commit(3)
	addTree(t, r.dir, "seeds/b.md")
	r.commit(4)
	r.commit(5)
	r.git("mv", "seeds/b.md", "seeds/renamed.md")
	os.WriteFile(filepath.Join(r.dir, "seeds/a.md"), []byte("edited"), 0o666)
	r.commit(6)
	r.git("rm", "-q", "seeds/a.md")
	r.commit(7)
	addTree(t, r.dir, "seeds/a.md", "seeds/sub/\nc.md")
	r.commit(8)
	r.git("checkout", "-q", "-b", "side", "HEAD~1")
	addTree(t, r.dir, "seeds/side.md")
	r.commit(9)
	r.git("checkout", "-q", "main")
	r.git("merge", "-q", "--no-ff", "--no-commit", "side")
	addTree(t, r.dir, "seeds/merged.md", "seeds/untracked.md")
	r.git("add", "seeds/merged.md")
	r.git("commit", "-q", "-m", "merge", "--date", "2020-01-10T00:00:00Z")

	want := map[string]time.Time{
		"a.md": day(3), strings.TrimPrefix(odd, "seeds/"): day(3), "b.md": day(4), "renamed.md": day(6),
		"sub/\nc.md": day(8), "side.md": day(9), "merged.md": day(10),
	}
	check := func(t *testing.T, root string) {
		t.Helper()
		got, err := GitDates(t.Context(), root)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
	seeds := filepath.Join(r.dir, "seeds")
	check(t, seeds)
	t.Run("called from a hook", func(t *testing.T) {
		t.Chdir(r.dir)
		t.Setenv("GIT_DIR", ".git")
		t.Setenv("GIT_INDEX_FILE", ".git/index")
		check(t, "seeds")
	})
	t.Run("settings of the user", func(t *testing.T) {
		config := filepath.Join(t.TempDir(), "config")
		text := "[log]\n showSignature = true\n follow = true\n decorate = full\n showRoot = false\n diffMerges = off\n[diff]\n renames = copies\n[color]\n ui = always\n[core]\n pager = false\n"
		if err := os.WriteFile(config, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		t.Setenv("GIT_CONFIG_GLOBAL", config)
		check(t, seeds)
	})
	t.Run("shallow clone", func(t *testing.T) {
		clone := filepath.Join(t.TempDir(), "clone")
		r.git("clone", "-q", "--depth", "1", "file://"+r.dir, clone)
		noHistory(t, filepath.Join(clone, "seeds"), "shallow")
	})
	t.Run("git ends", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := GitDates(ctx, seeds); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want context.Canceled", err)
		}
	})
	t.Run("no git", func(t *testing.T) {
		t.Setenv("PATH", t.TempDir())
		noHistory(t, seeds, "git")
	})
	t.Run("repository of somebody else", func(t *testing.T) {
		t.Setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
		noHistory(t, seeds, "ownership")
	})
}

func TestGitDatesNone(t *testing.T) {
	r := newRepository(t)
	noHistory(t, r.dir, "")
	noHistory(t, t.TempDir(), "not a git repository")
}

func noHistory(t *testing.T, root, reason string) {
	t.Helper()
	dates, err := GitDates(t.Context(), root)
	if dates != nil || !errors.Is(err, ErrNoHistory) || !strings.Contains(err.Error(), reason) || strings.Contains(err.Error(), "\n") {
		t.Errorf("got %v, %v, want ErrNoHistory in one line with %q", dates, err, reason)
	}
}
