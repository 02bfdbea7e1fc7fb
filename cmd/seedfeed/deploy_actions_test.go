//go:build linux

package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// A workflow is what the tests look at of one for GitHub Actions.
type workflow struct {
	On          map[string]any
	Permissions map[string]string
	Concurrency struct {
		Group  string
		Cancel bool `yaml:"cancel-in-progress"`
	}
	Jobs map[string]struct {
		RunsOn string `yaml:"runs-on"`
		Steps  []struct {
			Name, Uses, Run, ID string
			With                map[string]string
		}
	}
}

func readWorkflow(t *testing.T) workflow {
	t.Helper()
	var w workflow
	if err := yaml.Unmarshal([]byte(deployed(t, "github-pages.yml")), &w); err != nil {
		t.Fatal(err)
	}
	return w
}

// script returns what the step of that name runs.
func (w workflow) script(t *testing.T, name string) string {
	t.Helper()
	for _, step := range w.Jobs["feeds"].Steps {
		if step.Name == name {
			return step.Run
		}
	}
	t.Fatalf("there is no step %q", name)
	return ""
}

func TestDeployActions(t *testing.T) {
	w := readWorkflow(t)
	for _, event := range []string{"push", "schedule", "workflow_dispatch"} {
		if _, there := w.On[event]; !there {
			t.Errorf("does not run on %s", event)
		}
	}
	for _, right := range []string{"contents", "pages", "id-token"} {
		if w.Permissions[right] != "write" {
			t.Errorf("may not write %s", right)
		}
	}
	if w.Concurrency.Group == "" || w.Concurrency.Cancel {
		t.Errorf("got %+v, want one build after the other", w.Concurrency)
	}
	kept, published := -1, -1
	for i, step := range w.Jobs["feeds"].Steps {
		if step.Uses != "" && !regexp.MustCompile(`^actions/[a-z-]+@v\d+$`).MatchString(step.Uses) {
			t.Errorf("uses %s, want one of GitHub's own by its version", step.Uses)
		}
		for line := range strings.Lines(step.Run) {
			command, _, _ := strings.Cut(strings.TrimSpace(line), " >")
			if args, ours := strings.CutPrefix(command, "seedfeed "); ours {
				t.Chdir(t.TempDir())
				if _, err := accept(strings.Fields(args)); err != nil {
					t.Errorf("%s: %v", command, err)
				}
			}
		}
		switch {
		case step.Name == "Keep the catalogue":
			kept = i
		case strings.HasPrefix(step.Uses, "actions/upload-pages-artifact@"):
			published = i
			if step.With["path"] != "public" {
				t.Errorf("publishes %s", step.With["path"])
			}
		}
	}
	if kept < 0 || published < kept {
		t.Errorf("publishes in step %d what is kept in step %d", published, kept)
	}
}

// A runner runs steps of the workflow in a new clone each time, as GitHub does.
type runner struct {
	workflow
	dir    string
	origin string
}

func (r *runner) git(t *testing.T, folder string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), tool(t, "git"), append([]string{"-C", folder, "-c", "user.name=Ada", "-c", "user.email=ada@example.org"}, args...)...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

func (r *runner) clone(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	r.git(t, r.dir, "clone", "--quiet", r.origin, folder)
	return folder
}

// run runs a step, and returns how it ended.
func (r *runner) run(t *testing.T, step, clone, event string) error {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), tool(t, "bash"), "-e", "-c", r.script(t, step))
	cmd.Dir = clone
	cmd.Env = append(os.Environ(), "RUNNER_TEMP="+r.dir, "GITHUB_EVENT_NAME="+event)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Logf("%s: %v\n%s", step, err, out)
	}
	return err
}

func (r *runner) mustBuild(t *testing.T, event string) (clone string) {
	t.Helper()
	clone = r.clone(t)
	for _, step := range []string{"Build", "Keep the catalogue"} {
		if err := r.run(t, step, clone, event); err != nil {
			t.Fatal(err)
		}
	}
	return clone
}

// TestDeployActionsKeepIDs runs the steps for a repository in which articles change.
func TestDeployActionsKeepIDs(t *testing.T) {
	t.Parallel()
	r := &runner{workflow: readWorkflow(t), dir: t.TempDir()}
	r.origin = filepath.Join(r.dir, "origin.git")
	r.git(t, r.dir, "init", "--quiet", "--bare", "--initial-branch=main", r.origin)
	ada := r.clone(t)
	commit := func(files map[string]string, args ...string) {
		t.Helper()
		r.git(t, ada, "pull", "--quiet", "--rebase", "origin", "main")
		writeFiles(t, ada, files)
		if len(args) > 0 {
			r.git(t, ada, args...)
		}
		r.git(t, ada, "add", "--all")
		r.git(t, ada, "commit", "--quiet", "-m", "change")
		r.git(t, ada, "push", "--quiet", "origin", "HEAD:main")
	}
	const text = "A text that is long enough to be known again when a few words of it are others.\n"
	writeFiles(t, ada, map[string]string{"seedfeed.yaml": "url: https://example.org/\n", "seeds/one.md": "# One\n\n" + text})
	r.git(t, ada, "add", "--all")
	r.git(t, ada, "commit", "--quiet", "-m", "first")
	r.git(t, ada, "push", "--quiet", "origin", "HEAD:main")

	ids := func(clone string) (all []string) {
		t.Helper()
		status, stdout, stderr := result(t, seedfeed(t, clone, "list", "--json"))
		if status != 0 {
			t.Fatal(stderr)
		}
		var articles []struct{ Path, ID string }
		if err := json.Unmarshal([]byte(stdout), &articles); err != nil {
			t.Fatal(err)
		}
		for _, a := range articles {
			all = append(all, a.ID)
		}
		return all
	}
	first := ids(r.mustBuild(t, "push"))
	commit(nil, "mv", "seeds/one.md", "seeds/two.md")
	r.mustBuild(t, "push")
	commit(map[string]string{"seeds/two.md": "# Two\n\n" + text + "One sentence more.\n"})
	clone := r.mustBuild(t, "push")
	if again := ids(clone); len(first) != 1 || len(again) != 1 || first[0] != again[0] {
		t.Errorf("got the ids %v after a rename and an edit, want %v", again, first)
	}

	before := r.git(t, r.origin, "rev-parse", "main")
	r.mustBuild(t, "schedule")
	if after := r.git(t, r.origin, "rev-parse", "main"); after != before {
		t.Error("a build that had nothing to do has committed something")
	}

	// Somebody pushes while a build is on its way.
	clone = r.clone(t)
	if err := r.run(t, "Build", clone, "push"); err != nil {
		t.Fatal(err)
	}
	commit(map[string]string{"seeds/three.md": "# Three\n"})
	if err := r.run(t, "Keep the catalogue", clone, "push"); err == nil {
		t.Error("publishes what an older catalogue than the kept one says")
	}
	r.mustBuild(t, "push")
}
