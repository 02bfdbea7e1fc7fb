package build_test

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"seedfeed/feed/build"
)

// faultyBuilder is set in the child processes of TestFaults.
const faultyBuilder = "SEEDFEED_TEST_FAULTY_BUILDER"

// everyFault, when it is set, lets TestFaults try every call, which takes many minutes.
const everyFault = "SEEDFEED_TEST_EVERY_FAULT"

// TestFaults lets system calls of a build fail, one in each build, and kills other builds at them. Whichever it is: each
// document that is there is whole, and the old one or the new one; the next build needs no help; nothing is left behind;
// and the ids and dates of all articles, the output and what the catalogue remembers are as if nothing had happened.
func TestFaults(t *testing.T) {
	if os.Getenv(faultyBuilder) != "" {
		obeyOrders()
	}
	if testing.Short() {
		t.Skip("hundreds of builds")
	}
	pool := newBuilders(t)
	now := time.Now().Add(time.Hour).Truncate(time.Second)
	for _, s := range []scene{{name: "first build"}, {name: "next build", next: true}, {name: "watching", next: true, watching: true}} {
		t.Run(s.name, func(t *testing.T) {
			calm := prepare(t, s, pool, now)
			o := calm.run(t, fault{})
			calm.goOn(t, o)
			calm.remember(t)
			calm.release()
			late := prepare(t, s, pool, now)
			late.now = now.Add(time.Hour)
			late.goOn(t, late.run(t, fault{}))
			late.remember(t)
			late.release()
			faults := s.choose(o.Seen)
			t.Logf("%d calls, %d faults", len(o.Seen), len(faults))
			for _, f := range faults {
				t.Run(f.String(), func(t *testing.T) {
					t.Parallel()
					prepare(t, s, pool, now).suffer(t, f, calm, late)
				})
			}
		})
	}
}

// choose makes faults of the calls that a build makes. Of calls that are made again and again on the same file, or on
// files that are alike, it takes some.
func (s scene) choose(seen []string) []fault {
	places := map[string][]fault{}
	count := map[string]int{}
	for _, key := range seen {
		count[key]++
		name, on, _ := strings.Cut(key, " ")
		if rest, ok := strings.CutPrefix(on, "create "); ok {
			name, on = name+" create", rest
		}
		place := name + " " + alike(on)
		places[place] = append(places[place], fault{Call: name, On: on, Nth: count[key]})
	}
	var faults []fault
	for i, place := range slices.Sorted(maps.Keys(places)) {
		if calls := places[place]; s.tries(calls[0]) || os.Getenv(everyFault) != "" {
			faults = append(faults, some(calls, i)...)
		}
	}
	return faults
}

// tries reports whether a call differs enough from what the other scenes make of it. All but the next build leave out
// most of the calls that change nothing.
func (s scene) tries(f fault) bool {
	kill, _ := deedsOf(f.Call)
	return s.next && !s.watching || kill != "" || strings.HasPrefix(f.On, "state/") || s.watching && strings.HasPrefix(f.On, "seeds")
}

// some takes one of the calls to fail, and some at which the process is killed: more where the catalogue is written, and all
// of those on the folder of articles itself, without which nothing is known of what it holds.
func some(calls []fault, turn int) []fault {
	kill, failures := deedsOf(calls[0].Call)
	var faults []fault
	for j, f := range calls {
		all := f.On == "seeds" || os.Getenv(everyFault) != ""
		for k, deed := range failures {
			if k == (turn+j)%len(failures) && (j == turn%len(calls) || all) {
				f.Deed = deed
				faults = append(faults, f)
			}
		}
		chosen := j == turn%len(calls) || strings.HasPrefix(f.On, "state/catalogue") && (j == 0 || j == len(calls)/2 || j == len(calls)-1)
		if f.Deed = kill; kill != "" && (chosen || os.Getenv(everyFault) != "") {
			faults = append(faults, f)
		}
	}
	return faults
}

// alike is the same for files of the same kind.
func alike(on string) string {
	top, below, _ := strings.Cut(on, "/")
	switch {
	case top == "public" && strings.Contains(below, "/"):
		return top + " below"
	case top == "public" || top == "seeds":
		return fmt.Sprintf("%s %d %s", top, min(strings.Count(below, "/"), 1), filepath.Ext(below))
	}
	return on
}

// deedsOf says what can go wrong with a call, and how the process may be killed at it: at a call that changes nothing it
// is as at the next one that does.
func deedsOf(call string) (kill string, failures []string) {
	switch call {
	case "write", "pwrite64":
		return "torn", []string{"ENOSPC", "EIO", "half", "ENOSPC!", "EDQUOT", "EIO!"}
	case "openat create", "open create", "mkdirat":
		return "kill", []string{"ENOSPC", "EIO", "EMFILE", "EROFS"}
	case "renameat", "renameat2", "unlinkat", "unlink", "linkat":
		return "kill", []string{"EIO", "ENOSPC", "EACCES", "EROFS"}
	case "fsync", "fdatasync", "syncfs", "sync_file_range", "ftruncate", "fallocate":
		return "kill", []string{"EIO", "EIO!", "ENOSPC", "EINTR"}
	case "fchown", "fchmod", "fchmodat", "utimensat":
		return "kill", []string{"EPERM", "EIO"}
	case "flock":
		return "kill", []string{"ENOLCK", "EIO", "EINTR"}
	case "fcntl":
		return "", []string{"ENOLCK", "EIO", "EAGAIN"}
	case "openat", "open", "openat2":
		return "", []string{"EIO", "EMFILE", "EACCES", "ENOMEM", "EINTR"}
	case "read", "pread64":
		return "", []string{"EIO", "EIO!", "ENOMEM"}
	case "getdents64", "fstat":
		return "", []string{"EIO", "ENOMEM"}
	}
	return "", []string{"EIO", "EACCES", "ENOMEM"}
}

// A scene is what is built.
type scene struct {
	name     string
	next     bool // a build before, and changes since
	watching bool // by the same process
}

// changed are the paths that differ after change.
var changed = []string{"in/a folder/picture.png", "new.md", "post-0.md", "post-1.md", "post-2.md", "renamed.md"}

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
	scene    scene
	builder  *builder // until release
	builders builders
	now      time.Time
	dir      string
	build.Settings

	before map[string]string // the output before the build
	out    map[string]string
	files  []string // in all folders
	memory []string // of the catalogue
}

// faultSettings let there be archive documents.
func faultSettings(dir string) (build.Settings, error) {
	s, err := plainSettings(dir)
	s.Limit = 5
	return s, err
}

// prepare plays a scene up to the build in which something goes wrong.
func prepare(t *testing.T, s scene, all builders, now time.Time) *course {
	t.Helper()
	c := &course{scene: s, now: now, dir: quickFolder(t), builder: <-all, builders: all}
	t.Cleanup(c.release)
	var err error
	c.Settings, err = faultSettings(c.dir)
	must(t, err)
	must(t, os.Mkdir(filepath.Join(c.dir, "tmp"), 0o755))
	s.lay(t, c.Seeds, now)
	if !s.next {
		return c
	}
	if s.watching {
		c.builder.build(t, order{Dir: c.dir, Now: now, Step: "begin"})
	} else {
		c.calm(t)
	}
	c.before = tree(t, c.Out, false)
	s.change(t, c.Seeds, now)
	return c
}

// release lets others have the builder.
func (c *course) release() {
	if c.builder != nil {
		c.builders <- c.builder
		c.builder = nil
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

// calm builds without a fault, in a process that knows nothing of what was before.
func (c *course) calm(t *testing.T) {
	t.Helper()
	report, err := build.Run(t.Context(), c.Settings, build.Env{Now: func() time.Time { return c.now }})
	must(t, err)
	for _, problem := range report.Problems {
		t.Errorf("without a fault: %v", problem)
	}
}

// goOn is calm in the process that has suffered, where it watches and was not killed.
func (c *course) goOn(t *testing.T, o *outcome) {
	t.Helper()
	if o == nil || !c.scene.watching {
		c.calm(t)
		return
	}
	if o := c.builder.build(t, order{Dir: c.dir, Now: c.now, Step: "end"}); !o.hasPassed() {
		t.Errorf("without a fault: %+v", o)
	}
}

func (c *course) remember(t *testing.T) {
	t.Helper()
	c.out = tree(t, c.Out, false)
	c.files = slices.Sorted(maps.Keys(tree(t, c.dir, false)))
	c.memory = memoryOf(t, c.State)
}

// run builds in another process, in which a call goes wrong. It returns nil when that was killed.
func (c *course) run(t *testing.T, f fault) *outcome {
	t.Helper()
	o := order{Dir: c.dir, Now: c.now, Fault: f}
	if c.scene.watching {
		o.Step, o.Paths = "change", changed
	}
	result := c.builder.build(t, o)
	if result == nil && f.Deed != "kill" && f.Deed != "torn" {
		t.Fatal("was killed")
	}
	return result
}

// suffer builds with the fault, and then without, an hour later.
func (c *course) suffer(t *testing.T, f fault, calm, late *course) {
	o := c.run(t, f)
	if o != nil && !o.Hit {
		t.Skip("the call was not made")
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
		if o.hasPassed() {
			sameTree(t, "a build that succeeded", c.published(t), calm.out)
		}
	}
	c.now = late.now
	c.goOn(t, o)
	c.remember(t)
	if want == nil && maps.Equal(c.out, calm.out) {
		want = calm // the catalogue has kept a date that was not out
	} else if want == nil {
		want = late
	}
	sameLines(t, "files", c.files, want.files)
	if o != nil && len(o.Problems) > 0 {
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
		for _, part := range []string{"staging", ".tmp", ".new", "tmp/"} {
			if strings.Contains(path, part) {
				t.Errorf("%s was left behind", path)
			}
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
