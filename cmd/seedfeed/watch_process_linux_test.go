package main

import (
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Of one edited article only its page and what lists it is written.
func TestWatchUntouchedFiles(t *testing.T) { // R3
	t.Parallel()
	s := newScene(t)
	p := &place{T: t, scene: s}
	for i := range 30 {
		p.put(fmt.Sprintf("x%d.md", i), articleText(fmt.Sprint("x", i), 1))
	}
	s.start(t)
	p.shows("x7", 1)
	s.rest(t)
	before := stamps(t, s.path("public/articles"))
	p.put("x7.md", articleText("x7", 2))
	p.shows("x7", 2)
	s.rest(t)
	for path, stamp := range stamps(t, s.path("public/articles")) {
		if changed := stamp != before[path]; changed != strings.Contains(path, "/x7") && !strings.HasSuffix(path, "/articles") {
			t.Errorf("%s was written: %v", path, changed)
		}
	}
	all := stamps(t, s.path("public"))
	at := time.Now().Add(-time.Hour)
	for i := range 30 {
		must(t, os.Chtimes(p.full(fmt.Sprintf("x%d.md", i)), at, at)) // and nothing else
	}
	p.put("x8.md", articleText("x8", 1)) // the same text in another file
	must(t, s.cmd.Process.Signal(syscall.SIGHUP))
	s.calm(t, 4*s.settle)
	time.Sleep(1500 * time.Millisecond) // the look after the output
	if diff := cmp.Diff(all, stamps(t, s.path("public"))); diff != "" {
		t.Errorf("something was written without a change: %s", diff)
	}
}

// Without a change nothing happens, also when all articles are read.
func TestWatchIdle(t *testing.T) { // R4
	t.Parallel()
	for _, way := range []string{"events", "poll"} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			s.only = append(s.only, "--log-level", "debug")
			if way == "poll" {
				s.only = append(s.only, "--poll", "2s")
			}
			p := &place{T: t, scene: s}
			for i := range 100 {
				p.put(fmt.Sprintf("%d/x%d.md", i%10, i), articleText(fmt.Sprint("x", i), 1))
			}
			s.spawn(t)
			s.await(t, "its first build", func() bool { return s.logged("watching; ") > 0 })
			time.Sleep(2 * time.Second) // the look after the output, one second after the build
			lines, files, state := s.logged("\n"), stamps(t, s.path("public")), stamps(t, s.path("state"))
			cpu, wakeups, long := s.processor(t), s.wakeups(t), 4*time.Second
			if testing.Short() {
				long = 2 * time.Second
			}
			contents(t, s.path("seeds"))
			time.Sleep(long)
			if now := s.processor(t) - cpu; now > long/100+10*time.Millisecond { // it is counted in steps of 10 ms
				t.Errorf("took %v of a processor in %v", now, long)
			}
			// To wake up once counts some twenty times, since Go's scheduler goes to sleep step by step.
			most := int64(long / time.Second * 25)
			if way == "poll" { // which looks at the articles, and at their folder
				most *= 2
			}
			if now := s.wakeups(t) - wakeups; now > most {
				t.Errorf("woke up %d times in %v, want at most %d", now, long, most)
			}
			if now := s.logged("\n"); now != lines {
				t.Errorf("logged %d lines: %s", now-lines, s.tail())
			}
			if diff := cmp.Diff(files, stamps(t, s.path("public"))); diff != "" {
				t.Errorf("wrote into the output: %s", diff)
			}
			if diff := cmp.Diff(state, stamps(t, s.path("state"))); diff != "" {
				t.Errorf("wrote into the state: %s", diff)
			}
		})
	}
}

// Told to end, it does so at once and with status 0, whatever it is doing; the next one goes on from there.
func TestWatchEnds(t *testing.T) { // R5
	t.Parallel()
	const within = 2 * time.Second
	end := func(t *testing.T, s *scene, signal os.Signal) {
		t.Helper()
		began := time.Now()
		s.end(t, signal) // fails where the status is not 0
		if took := time.Since(began); took > within {
			t.Errorf("it took %v to end, want at most %v", took, within)
		}
		for _, l := range s.lines(t) {
			if l.Level == "error" || l.Level == "warn" {
				t.Errorf("ended with %q", l.Message)
			}
		}
	}
	for _, signal := range []os.Signal{syscall.SIGTERM, syscall.SIGINT} {
		t.Run(fmt.Sprint("idle, ", signal), func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			s.spawn(t)
			s.await(t, "its first build", func() bool { return s.logged("watching; ") > 0 })
			end(t, s, signal)
			if _, err := checkOutput(s.path("public")); err != nil {
				t.Error(err)
			}
		})
	}
	t.Run("in the first build", func(t *testing.T) {
		if testing.Short() {
			t.Skip("makes some thousand files")
		}
		t.Parallel()
		s := newScene(t)
		p := &place{T: t, scene: s}
		for i := range 3000 {
			p.put(fmt.Sprintf("%d/x%d.md", i%30, i), articleText(fmt.Sprint("x", i), 1))
		}
		for i, path := range []string{"state/lock", "state/catalogue.db", "public/.seedfeed-staging"} {
			must(t, os.RemoveAll(s.path("state"))) // so that its files tell how far the next one is
			s.spawn(t)
			waitFor(t, s.path(path))
			time.Sleep(time.Duration(i) * 30 * time.Millisecond)
			end(t, s, []os.Signal{syscall.SIGTERM, syscall.SIGINT}[i%2])
			if err := checkDocuments(s.path("public")); err != nil && !os.IsNotExist(err) && !strings.Contains(err.Error(), "no such file") {
				t.Errorf("ended at %s: %v", path, err)
			}
		}
		s.start(t)
		s.rest(t)
		items, err := checkOutput(s.path("public"))
		pages, _ := os.ReadDir(s.path("public/articles"))
		if err != nil || items != 1000 || len(pages) != 3001 {
			t.Errorf("got %d articles in the feeds and %d pages, %v", items, len(pages), err)
		}
	})
}

// SIGHUP looks at everything, where nothing tells of a change.
func TestWatchHangup(t *testing.T) { // R5
	t.Parallel()
	s := newScene(t)
	s.only = append(s.only, "--poll", "1h")
	s.start(t)
	p := s.in(t)
	for n := 1; n <= 3; n++ {
		p.article("x.md", "x", n)
		time.Sleep(2 * s.settle)
		if got := s.reader.article(p.title("x")); numberIn(got.Content) == fmt.Sprint(n) {
			t.Fatal("seen without being asked to look")
		}
		must(t, s.cmd.Process.Signal(syscall.SIGHUP))
		p.shows("x", n)
	}
	s.converged(t)
}

// A change at any moment of the start counts.
func TestWatchStart(t *testing.T) { // R6
	bothWays(t, func(t *testing.T, s *scene) {
		p := &place{T: t, scene: s}
		for i := range 100 {
			p.put(fmt.Sprintf("%d/x%d.md", i%10, i), articleText(fmt.Sprint("x", i), 1))
		}
		var during sync.WaitGroup
		quit := make(chan struct{})
		last := 0
		during.Go(func() {
			for ; last < 800; last++ { // with the others they have room in the main feed
				select {
				case <-quit:
					return
				case <-time.After(5 * time.Millisecond):
				}
				i := last
				p.put(fmt.Sprintf("new%d/sub/y%d.md", i%7, i), articleText(fmt.Sprint("y", i), 1))
				p.put(fmt.Sprintf("%d/x%d.md", i%10, i%100), articleText(fmt.Sprint("x", i%100), 2+i/100))
			}
		})
		s.start(t)
		time.Sleep(2 * s.settle)
		close(quit)
		during.Wait()
		for i := range last {
			p.shows(fmt.Sprint("y", i), 1)
		}
		s.converged(t)
	})
}

// Where the articles were written just before the start, the first feeds that are seen have them, and the watch says that it
// has begun when they are there.
func TestWatchFirstFeed(t *testing.T) { // R6
	t.Parallel()
	s := newScene(t)
	s.settle = 500 * time.Millisecond // so that they are young when it begins
	p := &place{T: t, scene: s}
	p.put("x.md", articleText("x", 1))
	s.spawn(t)
	waitFor(t, s.path("public/rss.xml"))
	data, err := os.ReadFile(s.path("public/rss.xml"))
	must(t, err)
	if !strings.Contains(string(data), "<item>") {
		t.Errorf("the first feed has no article: %s", data)
	}
	s.await(t, "its first build", func() bool { return s.logged("watching; ") > 0 })
	if s.logged("watching; 2 articles, 2 new") != 1 {
		t.Errorf("got %s, want both articles from the beginning", s.tail())
	}
}

// What has changed while it was not running is published when it starts, and every article is the one that it was.
func TestWatchRestart(t *testing.T) { // R7, R15, R16
	t.Parallel()
	s := newScene(t)
	s.start(t)
	p := s.in(t)
	before := map[string]published{}
	for _, name := range []string{"edited", "renamed", "moved and edited", "swapped", "with this", "removed", "later", "untouched"} {
		p.undated(strings.ReplaceAll(name, " ", "-")+".md", name, 1)
		before[name] = p.shows(name, 1)
	}
	s.end(t, syscall.SIGTERM)
	p.gone("removed", "later")
	p.undated("edited.md", "edited", 2)
	p.rename("renamed.md", "another-name.md")
	p.mkdir("sub")
	p.rename("moved-and-edited.md", "sub/moved.md")
	p.undated("sub/moved.md", "moved and edited", 2)
	p.exchange("swapped.md", "with-this.md")
	p.remove("removed.md")
	p.remove("later.md")
	p.put("new.md", strings.ReplaceAll(undatedText(p.title("new"), 1), "Words between", "Something else"))
	s.spawn(t)
	s.await(t, "its first build", func() bool { return s.logged("watching; ") > 0 })
	for name, n := range map[string]int{"edited": 2, "renamed": 1, "moved and edited": 2, "swapped": 1, "with this": 1, "untouched": 1} {
		p.same(before[name], p.shows(name, n))
	}
	p.shows("new", 1)
	p.hides("removed")
	p.hides("later")
	p.undated("later.md", "later", 2)
	p.same(before["later"], p.shows("later", 2))
	s.converged(t)
}

// With the output and the state among the articles it does not watch its own work, and pages are no articles.
func TestWatchInside(t *testing.T) { // R33
	t.Parallel()
	for _, out := range []string{"seeds/public", "seeds/sub/../deep/public/", "seeds/link/public"} {
		t.Run(strings.ReplaceAll(out, "/", "-"), func(t *testing.T) {
			if testing.Short() && out != "seeds/public" {
				t.Skip("another place")
			}
			t.Parallel()
			s := newScene(t)
			must(t, os.MkdirAll(s.path("seeds/sub"), 0o777))
			if strings.Contains(out, "link") {
				must(t, os.Mkdir(s.path("seeds/target"), 0o777))
				must(t, os.Symlink("target", s.path("seeds/link")))
			}
			s.out, s.state = out, "seeds/.seedfeed"
			s.only = append(s.only, "--log-level", "debug") // which tells each event
			s.flags = []string{"--out", out, "--url", "https://example.org/", "--limit", "1000"}
			s.start(t)
			p := s.in(t)
			for n := 1; n <= 3; n++ {
				p.article("x.md", "x", n)
				p.shows("x", n)
			}
			time.Sleep(1500 * time.Millisecond) // the look after the output
			s.calm(t, time.Second)
			if got := len(s.reader.articles()); got != 2 {
				t.Errorf("got %d articles, want 2", got)
			}
			for _, l := range s.lines(t) {
				if _, at, _ := strings.Cut(l.Path, "public/"); at != "" && !strings.HasPrefix(l.Path, p.at) || strings.Contains(l.Path, ".seedfeed") {
					t.Errorf("it watches its own work: %+v", l)
				}
			}
			s.converged(t)
		})
	}
}

// Builds and watches of the same folders go on beside each other.
func TestWatchOverlap(t *testing.T) { // R38
	t.Parallel()
	s := newScene(t)
	s.start(t)
	other := &scene{dir: s.dir, out: s.out, state: s.state, flags: s.flags, settle: s.settle}
	other.spawn(t)
	other.await(t, "the first build of the other", func() bool { return other.logged("watching; ") > 0 })
	p := s.in(t)
	rounds := 6
	if testing.Short() {
		rounds = 2
	}
	for n := 1; n <= rounds; n++ {
		p.article("x.md", "x", n)
		for i := range 5 {
			p.article(fmt.Sprintf("y%d.md", i), fmt.Sprint("y", i), n)
		}
		var builds sync.WaitGroup
		for range 2 {
			builds.Go(func() {
				cmd := exec.Command(s.cmd.Path, append([]string{"build", "--log-format", "json"}, s.flags...)...)
				cmd.Dir = s.dir
				if said, err := cmd.CombinedOutput(); err != nil {
					t.Errorf("build: %v, %s", err, said)
				}
			})
		}
		builds.Wait()
		p.shows("x", n)
		for i := range 5 {
			p.shows(fmt.Sprint("y", i), n)
		}
	}
	s.converged(t)
	other.end(t, syscall.SIGTERM)
	for _, w := range []*scene{s, other} {
		if got := w.warnings(t); len(got) > 0 {
			t.Errorf("got warnings %q", got)
		}
	}
	p.article("x.md", "x", 9)
	p.shows("x", 9)
}

// Where somebody else holds the state for long, that is said once, and what was to be done is done when it is free.
func TestWatchBusy(t *testing.T) { // R38
	if testing.Short() {
		t.Skip("waits for the lock")
	}
	t.Parallel()
	s := newScene(t)
	s.only = append(s.only, "--wait", "300ms")
	s.start(t)
	p := s.in(t)
	s.rest(t)
	unlock := s.hold(t)
	p.article("x.md", "x", 1)
	s.soon(t, "an error", func() bool { return len(s.warnings(t)) > 0 })
	time.Sleep(2 * time.Second)
	if got := s.warnings(t); len(got) != 1 {
		t.Errorf("got %q, want one error", got)
	}
	unlock()
	p.shows("x", 1)
	s.converged(t)
}

// A state that somebody deletes is made anew, with the same ids.
func TestWatchStateDeleted(t *testing.T) { // R40
	t.Parallel()
	s := newScene(t)
	s.start(t)
	p := s.in(t)
	before := map[string]published{}
	for i := range 10 {
		name := fmt.Sprint("x", i)
		p.article(name+".md", name, 1)
		before[name] = p.shows(name, 1)
	}
	for n := 2; n <= 4; n++ {
		s.rest(t)
		must(t, os.RemoveAll(s.path("state")))
		p.gone("x7") // of which nothing is known while it is too young to be read
		p.article("x7.md", "x7", n)
		p.same(before["x7"], p.shows("x7", n))
		for name, it := range before {
			p.same(it, s.reader.article(p.title(name)))
		}
	}
	waitFor(t, s.path("state/catalogue.db"))
	s.converged(t)
}

// A state that cannot be written is said once, the feeds stay, and it goes on when it can be written again.
func TestWatchStateReadOnly(t *testing.T) { // R40
	if testing.Short() {
		t.Skip("waits for tries")
	}
	t.Parallel()
	s := newScene(t)
	must(t, os.Mkdir(s.path("state"), 0o777))
	s.start(t, func(cmd *exec.Cmd) { asNobody(t, cmd, s.dir) })
	p := s.in(t)
	p.article("x.md", "x", 1)
	before := p.shows("x", 1)
	s.rest(t)
	files, err := os.ReadDir(s.path("state"))
	must(t, err)
	for _, file := range files {
		chmod(t, s.path("state/"+file.Name()), 0o444)
	}
	chmod(t, s.path("state"), 0o555)
	p.article("x.md", "x", 2)
	s.soon(t, "an error", func() bool { return len(s.warnings(t)) > 0 })
	time.Sleep(1500 * time.Millisecond)
	if got := s.warnings(t); len(got) != 1 || !strings.Contains(got[0], "state") {
		t.Errorf("got %q, want one error that names the state", got)
	}
	must(t, os.Chmod(s.path("state"), 0o755))
	for _, file := range files {
		must(t, os.Chmod(s.path("state/"+file.Name()), 0o644))
	}
	p.same(before, p.shows("x", 2))
	s.converged(t)
}

// An article that falls due comes, and one that expires goes, without anything that happens.
func TestWatchDue(t *testing.T) {
	bothWays(t, func(t *testing.T, s *scene) {
		s.start(t)
		p := s.in(t)
		at := time.Now().Add(3 * time.Second).Truncate(time.Second)
		dated := func(name, key string) string {
			text := p.text(name, 1)
			if key == "date" {
				text = strings.Replace(text, "date: 2026-01-02\n", "", 1)
			}
			return strings.Replace(text, "---\n\n", fmt.Sprintf("%s: %s\n---\n\n", key, at.Format(time.RFC3339)), 1)
		}
		p.put("due.md", dated("due", "date"))
		p.put("expiring.md", dated("expiring", "expires"))
		p.shows("expiring", 1)
		p.gone("expiring")
		for time.Now().Before(at) {
			if !s.reader.all(func(shown map[string]published) bool { _, early := shown[p.title("due")]; return !early }) {
				t.Fatal("published before it is due")
			}
			time.Sleep(20 * time.Millisecond)
		}
		p.shows("due", 1)
		p.hides("expiring")
		if late := time.Since(at); late > 5*time.Second {
			t.Errorf("%v late", late)
		}
		s.converged(t)
	})
}

// The one line of the log on a rebuild says what has changed and what was written.
func TestWatchLog(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	s.start(t)
	p := s.in(t)
	s.rest(t)
	lines := s.logged("\n")
	p.article("x.md", "x", 1)
	p.shows("x", 1)
	s.told(t, lines+1)
	p.article("x.md", "x", 2)
	p.shows("x", 2)
	s.told(t, lines+2)
	p.gone("x")
	p.remove("x.md")
	p.hides("x")
	s.told(t, lines+3)
	s.rest(t)
	var got []string
	for _, l := range s.lines(t)[lines:] {
		got = append(got, strings.TrimPrefix(l.Level+" "+l.Message, "info "))
	}
	want := []string{"2 articles, 1 new (" + p.at + "/x.md); ", "2 articles, 1 changed (" + p.at + "/x.md); ", "1 articles, 1 gone (" + p.at + "/x.md); "}
	if !slices.EqualFunc(got, want, func(got, want string) bool { return strings.HasPrefix(got, want) }) || !strings.Contains(got[0], " files written to public, after ") {
		t.Errorf("got %q, want them to begin %q", got, want)
	}
}

// A file that an article refers to goes out with the article, also when it alone changes.
func TestWatchReference(t *testing.T) { // R1
	if testing.Short() {
		t.Skip("waits for what holds nothing back")
	}
	bothWays(t, func(t *testing.T, s *scene) {
		s.start(t)
		p := s.in(t)
		p.put("x.md", strings.Replace(p.text("x", 1), "\n\nEnds", "\n\n![A picture](images/picture.png)\n\nEnds", 1))
		p.shows("x", 1)
		for n := range 2 {
			text := fmt.Sprint("picture ", n)
			p.put("images/picture.png", text)
			s.soon(t, text, func() bool {
				for _, data := range contents(t, s.path("public/articles")) {
					if data == text {
						return true
					}
				}
				return false
			})
		}
		s.converged(t)
	})
}
