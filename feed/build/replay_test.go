package build_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"seedfeed/feed/build"
	"seedfeed/feed/catalogue"
)

// TestReplayHistory replays git histories commit by commit, as a server does that checks out a branch and builds, and says
// how many ids have changed or are shared, how many dates have moved, and how many articles are missing. Set
// SEEDFEED_HISTORIES to a list of repositories or bundles, separated as in PATH; SEEDFEED_HISTORY_PATHS to a list of the
// folders in them that hold articles, if that is not all.
func TestReplayHistory(t *testing.T) {
	histories := os.Getenv("SEEDFEED_HISTORIES")
	if histories == "" {
		t.Skip("SEEDFEED_HISTORIES names no git repository to replay")
	}
	for _, history := range filepath.SplitList(histories) {
		t.Run(filepath.Base(history), func(t *testing.T) {
			replay(t, history, filepath.SplitList(os.Getenv("SEEDFEED_HISTORY_PATHS")))
		})
	}
}

// An account is what subscribers know of an article after one commit.
type account struct {
	ID, Published, Updated string
	blob                   string // git's hash of the file
}

// A replayed is a repository whose commits are built one after the other.
type replayed struct {
	t          *testing.T
	dir, clone string
	folders    []string // of articles; none: all
	before     map[string]account
	latest     map[string]string // path of each id ever given

	changed, shared, moved, missing int
}

func replay(t *testing.T, history string, folders []string) {
	r := &replayed{t: t, dir: t.TempDir(), folders: folders, before: map[string]account{}, latest: map[string]string{}}
	r.clone = filepath.Join(r.dir, "seeds")
	if len(folders) > 0 {
		r.clone = filepath.Join(r.dir, "clone")
	}
	git(t, r.dir, "clone", "-q", history, r.clone)
	// A bundle need not say which of its branches is the main one.
	commits := strings.Fields(git(t, r.clone, "rev-list", "--reverse", "--topo-order", "--all"))
	for i, commit := range commits {
		renamed := map[string]string{}
		if i > 0 {
			renamed = renames(t, r.clone, commits[i-1], commit)
		}
		r.checkOut(commit)
		r.compare(fmt.Sprintf("commit %d %s", i, commit[:min(7, len(commit))]), r.accounts(), renamed)
	}
	t.Logf("%d commits, %d articles at the end: %d ids changed, %d shared, %d dates moved, %d articles missing",
		len(commits), len(r.before), r.changed, r.shared, r.moved, r.missing)
}

// checkOut puts the articles of a commit into the seeds folder: the whole commit, or its folders side by side.
func (r *replayed) checkOut(commit string) {
	git(r.t, r.clone, "checkout", "-q", "--detach", commit)
	if len(r.folders) == 0 {
		return
	}
	seeds := filepath.Join(r.dir, "seeds")
	must(r.t, os.RemoveAll(seeds))
	must(r.t, os.Mkdir(seeds, 0o755))
	for i, folder := range r.folders {
		from := filepath.Join(r.clone, filepath.FromSlash(folder))
		if _, err := os.Stat(from); err == nil {
			must(r.t, os.CopyFS(filepath.Join(seeds, fmt.Sprint(i)), os.DirFS(from)))
		}
	}
}

// inClone returns the path in the repository of a file in the seeds folder.
func (r *replayed) inClone(path string) string {
	if len(r.folders) == 0 {
		return path
	}
	number, below, _ := strings.Cut(path, "/")
	n, err := strconv.Atoi(number)
	must(r.t, err)
	return r.folders[n] + "/" + below
}

func (r *replayed) compare(commit string, now map[string]account, renamed map[string]string) {
	t := r.t
	seen := map[string]string{}
	for path, a := range now {
		if other, ok := seen[a.ID]; ok {
			r.shared++
			t.Errorf("%s: %s and %s share the id %s", commit, path, other, a.ID)
		}
		seen[a.ID] = path
		was, known := r.before[path]
		if from, ok := renamed[path]; ok {
			was, known = r.before[from]
		}
		switch {
		case known && was.ID != a.ID:
			r.changed++
			t.Errorf("%s: %s has a new id", commit, path)
		case known && was.blob == a.blob && (was.Published != a.Published || was.Updated != a.Updated):
			r.moved++
			t.Errorf("%s: %s is the same file, its dates moved from %s, %s to %s, %s", commit, path, was.Published, was.Updated, a.Published, a.Updated)
		case !known && r.latest[a.ID] != "" && r.latest[a.ID] != path:
			r.changed++
			t.Errorf("%s: the new %s has got the id of %s", commit, path, r.latest[a.ID])
		}
		r.latest[a.ID] = path
	}
	r.before = now
}

// accounts builds and returns what is published, by path.
func (r *replayed) accounts() map[string]account {
	t := r.t
	t.Helper()
	s := settings(t, r.dir)
	s.Limit, s.AllowEmpty = 10000, true
	mustRun(t, s)
	view, err := build.Look(t.Context(), s, build.Env{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer view.Close()
	all := map[string]account{}
	blobs := map[string]string{}
	for _, line := range strings.Split(git(t, r.clone, "ls-tree", "-r", "-z", "HEAD"), "\x00") {
		if meta, path, ok := strings.Cut(line, "\t"); ok {
			blobs[path] = strings.Fields(meta)[2]
		}
	}
	if err := view.Articles(context.Background(), func(a build.Article) error {
		path := r.inClone(a.Path)
		switch {
		case a.Reason == "":
			all[path] = account{ID: a.ID, Published: a.Published.Format(time.RFC3339), Updated: a.Updated.Format(time.RFC3339), blob: blobs[path]}
		case a.State == catalogue.Skipped:
			r.missing++
			t.Logf("%s", a.Reason)
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
