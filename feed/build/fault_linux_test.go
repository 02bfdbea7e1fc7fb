package build_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"seedfeed/feed/build"
)

// faultOrder names, in a child process of TestFaults, what it is to build and which call is to go wrong.
const faultOrder = "SEEDFEED_TEST_FAULT"

// everyFault, when it is set, lets TestFaults try every call with every error, which takes minutes.
const everyFault = "SEEDFEED_TEST_EVERY_FAULT"

// An order is what a child process is to do.
type order struct {
	Dir   string
	Now   time.Time
	Fault fault
}

// An outcome is what a child process that was not killed has to tell.
type outcome struct {
	Seen     []string // calls
	Hit      bool
	Err      string
	Problems []string
}

// TestFaults lets system calls of a build fail, one in each build, and kills other builds at them. Whichever it is: each
// document that is there is whole, and the old one or the new one; the next build needs no help; nothing is left behind;
// and the ids and dates of all articles, the output and what the catalogue remembers are as if nothing had happened.
func TestFaults(t *testing.T) {
	if text := os.Getenv(faultOrder); text != "" {
		obey(text)
	}
	for _, scene := range []scene{{name: "first build"}, {name: "next build", next: true}} {
		t.Run(scene.name, func(t *testing.T) {
			calm := &course{scene: scene, now: time.Now().Add(time.Hour).Truncate(time.Second)}
			calm.prepare(t, "calm")
			seen := calm.run(t, fault{}).Seen
			calm.remember(t)
			late := &course{scene: scene, now: calm.now}
			late.prepare(t, "late")
			late.now = late.now.Add(time.Hour)
			late.run(t, fault{})
			late.remember(t)
			faults := choose(seen)
			t.Logf("%d calls, %d faults", len(seen), len(faults))
			for _, f := range faults {
				t.Run(f.String(), func(t *testing.T) {
					t.Parallel()
					c := &course{scene: scene, now: calm.now}
					c.prepare(t, "faulty")
					c.suffer(t, f, calm, late)
				})
			}
		})
	}
}

// choose makes faults of the calls that a build makes. Of calls that are made again and again on the same file, or on
// files that differ by a number only, it takes some that are spread over all of them.
func choose(seen []string) []fault {
	most, rare := 2, 1
	if testing.Short() {
		most, rare = 1, 16
	}
	if os.Getenv(everyFault) != "" {
		most, rare = len(seen), 1
	}
	places := map[string][]fault{}
	count := map[string]int{}
	for _, key := range seen {
		count[key]++
		name, on, _ := strings.Cut(key, " ")
		if rest, ok := strings.CutPrefix(on, "create "); ok {
			name, on = name+" create", rest
		}
		place := name + numbers.ReplaceAllString(on, "N")
		places[place] = append(places[place], fault{Call: name, On: on, Nth: count[key]})
	}
	var faults []fault
	for i, place := range slices.Sorted(maps.Keys(places)) {
		some := places[place]
		for j := range min(most, len(some)) {
			f := some[0]
			if j > 0 {
				f = some[j*(len(some)-1)/(min(most, len(some))-1)]
			}
			faults = append(faults, f.with(i+j)...)
		}
	}
	if rare > 1 {
		faults = slices.DeleteFunc(faults, func(f fault) bool { return len(f.String())%rare != 0 })
	}
	return faults
}

var numbers = regexp.MustCompile(`\d+`)

// with lets the process be killed at a call, and one of the errors come from it, or all of them.
func (f fault) with(turn int) []fault {
	var faults []fault
	deeds := deedsOf(f.Call)
	for k, deed := range deeds {
		if f.Deed = deed; k == 0 || k == 1+turn%(len(deeds)-1) || os.Getenv(everyFault) != "" {
			faults = append(faults, f)
		}
	}
	return faults
}

// deedsOf says what can go wrong with a call. The first is the process that is killed.
func deedsOf(call string) []string {
	switch call {
	case "write", "pwrite64":
		return []string{"torn", "ENOSPC", "EIO", "half", "EDQUOT", "kill"}
	case "openat create", "open create", "mkdirat":
		return []string{"kill", "ENOSPC", "EIO", "EMFILE", "EROFS"}
	case "openat", "open", "openat2":
		return []string{"kill", "EIO", "EMFILE", "EACCES", "ENOMEM", "EINTR"}
	case "renameat", "renameat2", "unlinkat", "unlink", "linkat":
		return []string{"kill", "EIO", "ENOSPC", "EACCES", "EROFS"}
	case "fcntl", "flock":
		return []string{"kill", "ENOLCK", "EIO", "EAGAIN", "EINTR"}
	case "fchown", "fchmod", "fchmodat":
		return []string{"kill", "EPERM", "EIO"}
	case "fsync", "fdatasync", "syncfs", "sync_file_range", "ftruncate", "fallocate":
		return []string{"kill", "EIO", "ENOSPC", "EINTR"}
	}
	return []string{"kill", "EIO", "EACCES", "ENOMEM"}
}

// A scene is what is built.
type scene struct {
	name string
	next bool // a build before, and changes since
}

func (s scene) lay(t *testing.T, seeds string, now time.Time) {
	t.Helper()
	for i := range 5 {
		write(t, seeds, fmt.Sprintf("post-%d.md", i), smallPost(i))
	}
	write(t, seeds, "in/a folder/picture.md", "---\ntitle: With a picture\ndate: 2021-02-03\ntags: [pictures]\n---\n![A picture](picture.png), and [another post](../../post-1.md).\n")
	write(t, seeds, "in/a folder/picture.png", "not really a picture")
	write(t, seeds, "plain.txt", "A plain text\n\nThat says nothing of its date.\n")
	// Its date is the moment at which it was first seen.
	write(t, seeds, "ahead.txt", "A text of tomorrow\n\nThat claims to come from the future.\n")
	s.dates(t, seeds, now)
}

func (s scene) change(t *testing.T, seeds string, now time.Time) {
	t.Helper()
	write(t, seeds, "new.md", "---\ntitle: New\ntags: [new]\n---\nA new post, whose date is the moment at which it was first seen.\n")
	appendTo(t, seeds, "post-0.md", "\nAnd a word that was not there before.\n")
	must(t, os.Rename(filepath.Join(seeds, "post-1.md"), filepath.Join(seeds, "renamed.md")))
	must(t, os.Remove(filepath.Join(seeds, "post-2.md")))
	write(t, seeds, "in/a folder/picture.png", "another picture, and larger")
	s.dates(t, seeds, now)
}

// dates gives the files times that are the same in each run.
func (s scene) dates(t *testing.T, seeds string, now time.Time) {
	t.Helper()
	for path := range tree(t, seeds, false) {
		at := now.Add(-48 * time.Hour)
		if path == "ahead.txt" || path == "new.md" {
			at = now.Add(48 * time.Hour)
		}
		must(t, os.Chtimes(filepath.Join(seeds, path), at, at))
	}
}

// A course is one scene that is played, with what came of it.
type course struct {
	scene scene
	now   time.Time
	dir   string
	build.Settings

	before map[string]string // the output before the build
	out    map[string]string
	files  []string // in all folders
	memory []string // of the catalogue
}

func (c *course) prepare(t *testing.T, name string) {
	t.Helper()
	c.dir = quickFolder(t)
	c.Settings = settings(t, c.dir)
	c.Limit = 5
	must(t, os.Mkdir(filepath.Join(c.dir, "tmp"), 0o755))
	c.scene.lay(t, c.Seeds, c.now)
	if c.scene.next {
		c.calm(t)
		c.before = tree(t, c.Out, false)
		c.scene.change(t, c.Seeds, c.now)
	}
}

// quickFolder is a folder whose files never reach a disk, where there is such a thing: a kill does not need one.
func quickFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "seedfeed-test-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { must(t, os.RemoveAll(dir)) })
	return dir
}

// calm builds without a fault.
func (c *course) calm(t *testing.T) *build.Report {
	t.Helper()
	report, err := build.Run(t.Context(), c.Settings, build.Env{Now: func() time.Time { return c.now }})
	must(t, err)
	return report
}

func (c *course) remember(t *testing.T) {
	t.Helper()
	c.out = tree(t, c.Out, false)
	c.files = slices.Sorted(maps.Keys(tree(t, c.dir, false)))
	c.memory = memoryOf(t, c.State)
}

// run builds in a process of its own, in which a call goes wrong. It returns nil when that was killed.
func (c *course) run(t *testing.T, f fault) *outcome {
	t.Helper()
	text, err := json.Marshal(order{c.dir, c.now, f})
	must(t, err)
	executable, err := os.Executable()
	must(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, executable, "-test.run=^TestFaults$")
	// A signal would let a waiting call begin anew; a collection of garbage would wait for a call that waits.
	cmd.Env = append(os.Environ(), faultOrder+"="+string(text), "TMPDIR="+filepath.Join(c.dir, "tmp"), "GODEBUG=asyncpreemptoff=1", "GOGC=off", "GOMAXPROCS=4")
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err = cmd.Run()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		t.Fatalf("it hangs: %s", stderr.String())
	case errors.As(err, &exit) && exit.ExitCode() == -1 && (f.Deed == "kill" || f.Deed == "torn"):
		return nil
	case errors.As(err, &exit) && exit.ExitCode() == noInterposer:
		if os.Getenv("CI") == "true" {
			t.Fatalf("no system calls can be held up: %s", stderr.String())
		}
		t.Skipf("no system calls can be held up: %s", stderr.String())
	}
	if err != nil {
		t.Fatalf("%v: %s", err, stderr.String())
	}
	o := &outcome{}
	if err := json.Unmarshal(stdout.Bytes(), o); err != nil {
		t.Fatalf("%v: %s%s", err, stdout.String(), stderr.String())
	}
	return o
}

const noInterposer = 3

func obey(text string) {
	var o order
	err := json.Unmarshal([]byte(text), &o)
	var s build.Settings
	if err == nil {
		s, err = plainSettings(o.Dir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	s.Limit = 5
	ip, err := interpose(o.Dir, o.Fault)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(noInterposer)
	}
	report, err := build.Run(context.Background(), s, build.Env{Now: func() time.Time { return o.Now }})
	var result outcome
	result.Seen, result.Hit = ip.finish()
	if err != nil {
		result.Err = err.Error()
	}
	for _, problem := range report.Problems {
		result.Problems = append(result.Problems, problem.Error())
	}
	if err := json.NewEncoder(os.Stdout).Encode(result); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// suffer builds with the fault, and then without, an hour later.
func (c *course) suffer(t *testing.T, f fault, calm, late *course) {
	o := c.run(t, f)
	if o != nil && !o.Hit {
		t.Skip("the call was not made")
	}
	if o != nil && (f.Deed == "kill" || f.Deed == "torn") {
		t.Fatal("was not killed")
	}
	var want *course
	for path, hash := range c.published(t) {
		switch {
		case hash == c.before[path] || hash == late.out[path] && hash == calm.out[path]:
		case hash == calm.out[path]:
			want = calm // a date is out that must not change any more
		case o != nil && len(o.Problems) > 0:
			wholeDocument(t, filepath.Join(c.Out, path))
		default:
			t.Errorf("%s is neither the old document nor the new one", path)
		}
	}
	if o != nil {
		t.Logf("error %q, problems %q", o.Err, o.Problems)
		c.noLitter(t)
		if o.Err == "" && len(o.Problems) == 0 {
			sameTree(t, "a build that succeeded", c.published(t), calm.out)
		}
	}
	c.now = late.now
	for _, problem := range c.calm(t).Problems {
		t.Errorf("the next build: %v", problem)
	}
	c.remember(t)
	if want == nil && maps.Equal(c.out, calm.out) {
		want = calm // the catalogue has kept a date that was not out
	} else if want == nil {
		want = late
	}
	sameLines(t, "files", c.files, want.files)
	if o != nil && len(o.Problems) > 0 && o.Err == "" {
		// An article that was left out was published later than it would have been, and has another place in the order.
		sameLines(t, "articles", withoutNumbers(c.memory), withoutNumbers(want.memory))
		return
	}
	sameTree(t, "output", c.out, want.out)
	sameLines(t, "catalogue", c.memory, want.memory)
}

func withoutNumbers(memory []string) []string {
	var lines []string
	for _, line := range memory {
		if fields := strings.Split(line, " | "); fields[0] == "article" {
			lines = append(lines, strings.Join(slices.Delete(fields, 3, 4), " | "))
		}
	}
	return lines
}

// published returns the files of the output without those that wait for their names.
func (c *course) published(t *testing.T) map[string]string {
	t.Helper()
	if _, err := os.Stat(c.Out); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	files := tree(t, c.Out, false)
	maps.DeleteFunc(files, func(path, _ string) bool { return strings.HasPrefix(path, ".seedfeed-staging/") })
	return files
}

// noLitter looks for what a build has left that came to its end.
func (c *course) noLitter(t *testing.T) {
	t.Helper()
	for path := range tree(t, c.dir, false) {
		if strings.Contains(path, "staging") || strings.HasSuffix(path, ".tmp") || strings.HasSuffix(path, ".new") || strings.HasSuffix(path, "-journal") || strings.HasPrefix(path, "tmp/") {
			t.Logf("%s was left behind", path)
		}
	}
}

func wholeDocument(t *testing.T, path string) {
	t.Helper()
	data, err := os.ReadFile(path)
	must(t, err)
	if filepath.Ext(path) == ".json" && !json.Valid(data) {
		t.Errorf("%s is not whole", path)
	}
	if ext := filepath.Ext(path); ext != ".xml" && ext != ".opml" {
		return
	}
	for d := xml.NewDecoder(bytes.NewReader(data)); ; {
		if _, err := d.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Errorf("%s is not whole: %v", path, err)
			break
		}
	}
	if filepath.Base(path) == "rss.xml" && !bytes.Contains(data, []byte("<item>")) {
		t.Errorf("%s is empty", path)
	}
}

func sameLines(t *testing.T, what string, got, want []string) {
	t.Helper()
	for _, line := range got {
		if !slices.Contains(want, line) {
			t.Errorf("%s: got %s", what, line)
		}
	}
	for _, line := range want {
		if !slices.Contains(got, line) {
			t.Errorf("%s: want %s", what, line)
		}
	}
}

// memoryOf returns what a catalogue knows, without the keys and stamps, which differ from folder to folder.
func memoryOf(t *testing.T, state string) []string {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(state, "catalogue.db")+"?mode=ro")
	must(t, err)
	defer db.Close()
	rows, err := db.QueryContext(t.Context(), `
		SELECT 'article', id, slug, number, state, published, published_from, updated, updated_from, path, was, title, problem FROM article
		UNION ALL SELECT 'moved', moved.slug, id, 0, 0, 0, '', 0, '', '', '', '', '' FROM moved JOIN article ON article = key
		UNION ALL SELECT 'output', part, path, size, 0, 0, hex(output.hash), 0, '', '', '', '', '' FROM output
		UNION ALL SELECT 'pending', part, '', 0, 0, 0, '', 0, '', '', '', '', '' FROM pending
		UNION ALL SELECT 'topic', slug, '', articles, 0, 0, '', 0, '', '', '', '', '' FROM topic`)
	must(t, err)
	defer rows.Close()
	var lines []string
	for rows.Next() {
		values := make([]any, 13)
		for i := range values {
			values[i] = new(any)
		}
		must(t, rows.Scan(values...))
		line := ""
		for _, value := range values {
			line += fmt.Sprint(*value.(*any)) + " | "
		}
		lines = append(lines, line)
	}
	must(t, rows.Err())
	return lines
}
