package build_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"seedfeed/feed/build"
)

// TestReplayHistory replays git histories commit by commit, as a server does that checks out a branch and builds. Set
// SEEDFEED_HISTORIES to a list of repositories or bundles, separated as in PATH.
func TestReplayHistory(t *testing.T) {
	histories := os.Getenv("SEEDFEED_HISTORIES")
	if histories == "" {
		t.Skip("SEEDFEED_HISTORIES names no git repository to replay")
	}
	for _, history := range filepath.SplitList(histories) {
		t.Run(filepath.Base(history), func(t *testing.T) { replay(t, history) })
	}
}

// An account is what subscribers know of an article after one commit.
type account struct {
	ID, Published, Updated string
	blob                   string // git's hash of the file
}

func replay(t *testing.T, history string) {
	dir := t.TempDir()
	seeds := filepath.Join(dir, "seeds")
	git(t, dir, "clone", "-q", history, seeds)
	// A bundle need not say which of its branches is the main one.
	commits := strings.Fields(git(t, seeds, "rev-list", "--reverse", "--topo-order", "--all"))
	before := map[string]account{}
	paths := map[string]string{} // the latest path of each id ever given
	for i, commit := range commits {
		git(t, seeds, "checkout", "-q", "--detach", commit)
		now := accounts(t, dir)
		renamed := map[string]string{}
		if i > 0 {
			renamed = renames(t, seeds, commits[i-1], commit)
		}
		seen := map[string]string{}
		for path, a := range now {
			if other, ok := seen[a.ID]; ok {
				t.Errorf("commit %d %s: %s and %s share the id %s", i, commit[:7], path, other, a.ID)
			}
			seen[a.ID] = path
			was, known := before[path]
			if from, ok := renamed[path]; ok {
				was, known = before[from]
			}
			switch {
			case known && was.ID != a.ID:
				t.Errorf("commit %d %s: %s has a new id", i, commit[:7], path)
			case known && was.blob == a.blob && (was.Published != a.Published || was.Updated != a.Updated):
				t.Errorf("commit %d %s: %s is the same file, its dates moved from %s, %s to %s, %s", i, commit[:7], path, was.Published, was.Updated, a.Published, a.Updated)
			case !known && paths[a.ID] != "" && paths[a.ID] != path:
				t.Errorf("commit %d %s: the new %s has got the id of %s", i, commit[:7], path, paths[a.ID])
			}
			paths[a.ID] = path
		}
		before = now
	}
	t.Logf("%d commits, %d articles at the end", len(commits), len(before))
}

// accounts builds and returns what is published, by path.
func accounts(t *testing.T, dir string) map[string]account {
	t.Helper()
	s := settings(t, dir)
	s.Limit, s.AllowEmpty = 10000, true
	mustRun(t, s)
	view, err := build.Look(t.Context(), s, build.Env{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer view.Close()
	all := map[string]account{}
	blobs := map[string]string{}
	for _, line := range strings.Split(git(t, s.Seeds, "ls-tree", "-r", "-z", "HEAD"), "\x00") {
		if meta, path, ok := strings.Cut(line, "\t"); ok {
			blobs[path] = strings.Fields(meta)[2]
		}
	}
	if err := view.Articles(context.Background(), func(a build.Article) error {
		if a.Reason == "" {
			all[a.Path] = account{ID: a.ID, Published: a.Published.Format(time.RFC3339), Updated: a.Updated.Format(time.RFC3339), blob: blobs[a.Path]}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	checkFeedIDs(t, s.Out, all)
	return all
}

// checkFeedIDs holds the published feed against what the catalogue says.
func checkFeedIDs(t *testing.T, out string, all map[string]account) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(out, "feed.json"))
	if err != nil {
		t.Fatal(err)
	}
	var document struct{ Items []struct{ ID string } }
	if err := json.Unmarshal(data, &document); err != nil {
		t.Fatal(err)
	}
	if len(document.Items) != len(all) {
		t.Errorf("the feed has %d items, the catalogue %d articles", len(document.Items), len(all))
	}
}

// renames asks git which files of one commit are renamed ones of the commit before.
func renames(t *testing.T, repository, from, to string) map[string]string {
	t.Helper()
	renamed := map[string]string{}
	fields := strings.Split(git(t, repository, "diff", "-M50%", "-l0", "-z", "--diff-filter=R", "--name-status", from, to), "\x00")
	for i := 0; i+2 < len(fields); i += 3 {
		renamed[fields[i+2]] = fields[i+1]
	}
	return renamed
}

func git(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-C", dir}, args...)...)
	cmd.Env = append(os.Environ(), "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL="+os.DevNull)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(fmt.Errorf("git %v: %w: %s", args, err, stderr.Bytes()))
	}
	return string(out)
}
