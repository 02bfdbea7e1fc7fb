package build_test

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// killedFolder names, in a child process of the test, the folder that it is to build until it is killed.
const killedFolder = "SEEDFEED_TEST_BUILD"

func TestMain(m *testing.M) {
	if dir := os.Getenv(killedFolder); dir != "" {
		buildOnce(dir)
	}
	os.Exit(m.Run())
}

// TestKilledAtRandom kills builds at random moments. Whenever that is, the feeds are whole, and the next build needs no
// help and knows every article again.
func TestKilledAtRandom(t *testing.T) {
	kills := 100
	if testing.Short() {
		kills = 15
	}
	s := folder(t, 150)
	dir := filepath.Dir(s.Seeds)
	mustRun(t, s)
	known := ids(t, s)
	r := rand.New(rand.NewPCG(3, 1))
	// How long a build takes that has as much to do, so that the moments are spread over all of it.
	began := time.Now()
	change(t, s.Seeds, r, 0)
	child(t, dir, time.Minute)
	whole := time.Since(began)
	killed := 0
	for round := range kills {
		change(t, s.Seeds, r, round+1)
		if child(t, dir, time.Duration(r.Int64N(int64(whole)))) {
			killed++
		}
		wholeFeeds(t, s.Out)
		if round%10 == 9 {
			mustRun(t, s)
			sameIDs(t, ids(t, s), known)
			noLitter(t, s.Out)
			noLitter(t, s.State)
			sameTree(t, "after a kill", tree(t, s.Out, false), fresh(t, s))
		}
		if t.Failed() {
			t.Fatalf("in round %d", round)
		}
	}
	if killed < kills/4 {
		t.Errorf("only %d of %d builds were killed before their end: the moments are chosen badly", killed, kills)
	}
}

// change edits some articles, renames some, and adds one.
func change(t *testing.T, seeds string, r *rand.Rand, round int) {
	t.Helper()
	var paths []string
	must(t, filepath.WalkDir(seeds, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".md") {
			paths = append(paths, path)
		}
		return err
	}))
	for range 30 {
		path := paths[r.IntN(len(paths))]
		data, err := os.ReadFile(path)
		must(t, err)
		must(t, os.WriteFile(path, append(data, "And a word.\n"...), 0o644))
	}
	write(t, seeds, "added-"+time.Duration(round).String()+".md", smallPost(1000+round))
	from := paths[r.IntN(len(paths))]
	to := filepath.Join(filepath.Dir(from), "renamed-"+strings.TrimPrefix(filepath.Base(from), "renamed-"))
	must(t, os.Rename(from, to))
}

// child builds in a process of its own, kills it after a while, and reports whether it was killed before its end.
func child(t *testing.T, dir string, after time.Duration) bool {
	t.Helper()
	executable, err := os.Executable()
	must(t, err)
	cmd := exec.Command(executable)
	cmd.Env = append(os.Environ(), killedFolder+"="+dir)
	var output strings.Builder
	cmd.Stdout, cmd.Stderr = &output, &output
	must(t, cmd.Start())
	timer := time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	err = cmd.Wait()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() != -1 {
		t.Errorf("the build failed: %s", output.String())
	}
	return err != nil
}

func wholeFeeds(t *testing.T, out string) {
	t.Helper()
	for _, name := range []string{"rss.xml", "atom.xml", "sitemap.xml", "feeds.opml"} {
		f, err := os.Open(filepath.Join(out, name))
		must(t, err)
		d := xml.NewDecoder(f)
		for {
			_, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Errorf("%s is not whole: %v", name, err)
				break
			}
		}
		f.Close()
	}
	data, err := os.ReadFile(filepath.Join(out, "feed.json"))
	must(t, err)
	if !json.Valid(data) {
		t.Error("feed.json is not whole")
	}
}

// sameIDs checks that the known articles, wherever they are now, still have their ids: none is lost and none is new.
func sameIDs(t *testing.T, now, known map[string]string) {
	t.Helper()
	all := map[string]bool{}
	for _, id := range now {
		all[id] = true
	}
	for path, id := range known {
		if !all[id] {
			t.Errorf("the id of %s is gone", path)
		}
	}
	for path, id := range now {
		if was, ok := known[path]; ok && was != id {
			t.Errorf("%s has another id", path)
		}
	}
}

func noLitter(t *testing.T, dir string) {
	t.Helper()
	for path := range tree(t, dir, false) {
		if strings.Contains(path, "staging") || strings.HasSuffix(path, ".tmp") || strings.HasSuffix(path, "-journal") {
			t.Errorf("%s was left behind", path)
		}
	}
}

func buildOnce(dir string) {
	s, err := plainSettings(dir)
	if err == nil {
		err = runOnce(s)
	}
	if err != nil {
		os.Stderr.WriteString(err.Error() + "\n")
		os.Exit(1)
	}
	os.Exit(0)
}
