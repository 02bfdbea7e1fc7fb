package build_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"seedfeed/feed/build"
)

// unlike is the text of an article that does not resemble that of any other title.
func unlike(title string) string {
	r := rand.New(rand.NewPCG(1, uint64(title[0])))
	words := "# " + title + "\n\n"
	for range 60 {
		words += fmt.Sprintf("w%x ", r.IntN(1<<20))
	}
	return words + "\n"
}

// TestTradeWithChange has two files trade places while something else changes that has them read anew.
func TestTradeWithChange(t *testing.T) {
	tests := map[string]struct {
		write  string
		change func(*place)
		named  []string
	}{
		"picture":   {"picture.png", nil, []string{"p/a.md", "p/b.md", "p/picture.png"}},
		"data file": {"p.json", nil, []string{"p/a.md", "p/b.md", "p/p.json"}},
		"settings": {"", func(p *place) {
			p.settings.Article.Language = "eo"
			p.session.Configure(p.settings)
		}, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			p := newPlace(t, map[string]string{
				"seeds/p/a.md": unlike("One") + "![A picture](picture.png)\n", "seeds/p/b.md": unlike("Two"), "seeds/p/picture.png": "a picture",
				"seeds/p/p.json": `{"author": "Ann"}`,
			})
			p.build()
			before := ids(t, p.settings)
			at := func(name string) string { return filepath.Join(p.dir, "seeds/p", name) }
			must(t, errors.Join(os.Rename(at("a.md"), at(".aside")), os.Rename(at("b.md"), at("a.md")), os.Rename(at(".aside"), at("b.md"))))
			if test.write != "" {
				must(t, os.WriteFile(at(test.write), []byte(`{"author": "Bob"}`), 0o644))
			} else {
				test.change(p)
			}
			p.build(test.named...)
			if after := ids(t, p.settings); after["p/a.md"] != before["p/b.md"] || after["p/b.md"] != before["p/a.md"] {
				t.Errorf("got the ids %v, they were %v", after, before)
			}
		})
	}
}

// TestMoveSeenInHalf tells the session first of the new place of an article that has moved, as one who polls may, and of a
// copy of another.
func TestMoveSeenInHalf(t *testing.T) {
	p := newPlace(t, map[string]string{"seeds/f/a.md": unlike("One"), "seeds/g/b.md": unlike("Two")})
	p.build()
	before := ids(t, p.settings)
	must(t, os.Rename(filepath.Join(p.dir, "seeds/f/a.md"), filepath.Join(p.dir, "seeds/g/a.md")))
	write(t, p.dir, "seeds/g/copy.md", unlike("Two"))
	if report := p.build("g/a.md", "g/copy.md"); report.New != 1 || report.Removed != 0 {
		t.Errorf("got %d new, %d removed, want the copy to be new and nothing else", report.New, report.Removed)
	}
	p.build("f/a.md")
	if after := ids(t, p.settings); after["g/a.md"] != before["f/a.md"] || after["g/b.md"] != before["g/b.md"] || after["g/copy.md"] == before["g/b.md"] {
		t.Errorf("got the ids %v, they were %v", after, before)
	}
}

// TestCopyOfMoving tells the session first of the copy of an article whose folder has just got another name.
func TestCopyOfMoving(t *testing.T) {
	p := newPlace(t, map[string]string{"seeds/f/a.md": unlike("One")})
	p.settings.Settle = 40 * time.Millisecond
	p.session = build.NewSession(p.settings, build.Env{Now: time.Now})
	rest := func() { time.Sleep(2 * p.settings.Settle) }
	rest()
	p.build()
	before := ids(t, p.settings)
	write(t, p.dir, "seeds/copy.md", unlike("One"))
	must(t, os.Rename(filepath.Join(p.dir, "seeds/f"), filepath.Join(p.dir, "seeds/g")))
	rest()
	later := p.build("copy.md").Later
	rest()
	p.build(append(later, "f", "g")...)
	if after := ids(t, p.settings); len(after) != 2 || after["g/a.md"] != before["f/a.md"] {
		t.Errorf("got the ids %v, they were %v", after, before)
	}
}

// TestChangeWhileBuilding renames an article, and writes to it at each moment of the build that follows: it is never away.
func TestChangeWhileBuilding(t *testing.T) {
	for _, settle := range []time.Duration{0, 10 * time.Millisecond} {
		for strike := 1; strike <= 40; strike++ {
			p := newPlace(t, map[string]string{"seeds/a.md": unlike("One")})
			calls, now := -1000, time.Now().Add(time.Minute) // no file is young, unless something says so
			p.settings.Settle = settle
			p.session = build.NewSession(p.settings, build.Env{Now: func() time.Time {
				if calls++; calls == strike {
					appendTo(t, p.dir, "seeds/b.md", "One more line.\n")
					must(t, os.Chtimes(filepath.Join(p.dir, "seeds/b.md"), now, now))
				}
				return now
			}})
			p.build()
			id := ids(t, p.settings)["a.md"]
			must(t, os.Rename(filepath.Join(p.dir, "seeds/a.md"), filepath.Join(p.dir, "seeds/b.md")))
			now = now.Add(time.Second)
			calls = 0
			report, err := p.session.Build(t.Context(), build.Scope{Paths: []string{"a.md", "b.md"}})
			must(t, err)
			if report.Articles != 1 || strings.Count(p.feed(), id) == 0 {
				t.Errorf("settle %v, changed at call %d of the clock: got %d articles and\n%s", settle, strike, report.Articles, p.feed())
			}
			now = now.Add(time.Second)
			p.build(append(report.Later, "b.md")...)
			if is := ids(t, p.settings)["b.md"]; is != id {
				t.Errorf("settle %v, changed at call %d of the clock: got the id %s, it was %s", settle, strike, is, id)
			}
		}
	}
}

// TestRenamedOver moves an article to the place of another, and edits it there.
func TestRenamedOver(t *testing.T) {
	p := newPlace(t, map[string]string{"seeds/a.md": unlike("One"), "seeds/b.md": unlike("Two")})
	p.build()
	before := ids(t, p.settings)
	must(t, os.Rename(filepath.Join(p.dir, "seeds/a.md"), filepath.Join(p.dir, "seeds/b.md")))
	appendTo(t, p.dir, "seeds/b.md", "And one more line.\n")
	p.build()
	if after := ids(t, p.settings); len(after) != 1 || after["b.md"] != before["a.md"] {
		t.Errorf("got the ids %v, they were %v", after, before)
	}
	write(t, p.dir, "seeds/b.md", unlike("Two")) // it is put back
	p.build()
	if after := ids(t, p.settings); len(after) != 1 || after["b.md"] != before["b.md"] {
		t.Errorf("put back: got the ids %v, they were %v", after, before)
	}
}

// TestUndone writes an article anew and takes that back, long after a copy of it was deleted.
func TestUndone(t *testing.T) {
	dir := t.TempDir()
	s := settings(t, dir)
	now := time.Now()
	build := func(after time.Duration) {
		now = now.Add(after)
		_, err := build.Run(t.Context(), s, build.Env{Now: func() time.Time { return now }})
		must(t, err)
	}
	write(t, dir, "seeds/a.md", unlike("One"))
	build(0)
	before := ids(t, s)
	write(t, dir, "seeds/copy.md", unlike("One"))
	build(time.Minute)
	must(t, os.Remove(filepath.Join(dir, "seeds/copy.md")))
	build(time.Minute)
	write(t, dir, "seeds/a.md", unlike("Two"))
	build(time.Hour)
	write(t, dir, "seeds/a.md", unlike("One"))
	build(time.Minute)
	if after := ids(t, s); after["a.md"] != before["a.md"] {
		t.Errorf("got the ids %v, they were %v", after, before)
	}
}

// TestAwayWhileAllAreRead changes what all articles are read with while one of them is away for a moment.
func TestAwayWhileAllAreRead(t *testing.T) {
	p := newPlace(t, map[string]string{"seeds/p/a.md": unlike("One"), "seeds/p/b.md": unlike("Two"), "seeds/p/p.json": `{"author": "Ann"}`})
	p.settings.Settle = 40 * time.Millisecond
	p.session = build.NewSession(p.settings, build.Env{Now: time.Now})
	time.Sleep(2 * p.settings.Settle)
	p.build()
	at := filepath.Join(p.dir, "seeds/p/a.md")
	must(t, os.Rename(at, at+"~"))
	write(t, p.dir, "seeds/p/p.json", `{"author": "Bob"}`)
	time.Sleep(2 * p.settings.Settle)
	if report := p.build("p/a.md", "p/p.json"); report.Articles != 2 || !slices.Equal(report.Later, []string{"p/a.md"}) {
		t.Errorf("got %d articles, later %q, want two, and p/a.md later", report.Articles, report.Later)
	}
	must(t, os.Rename(at+"~", at))
	time.Sleep(2 * p.settings.Settle)
	p.build("p/a.md")
	if text := p.feed(); strings.Contains(text, `"Ann"`) || strings.Count(text, `"Bob"`) < 2 {
		t.Errorf("want both articles to be Bob's:\n%s", text)
	}
}

// stopClock gives p a session with a clock that stands still, far from all times that the system gives a file.
func (p *place) stopClock() *time.Time {
	now := time.Now().Add(time.Hour)
	p.settings.Settle = time.Second
	p.session = build.NewSession(p.settings, build.Env{Now: func() time.Time { return now }})
	return &now
}

// touch gives files the time that the system would note for a change.
func (p *place) touch(at time.Time, names ...string) {
	p.Helper()
	for _, name := range names {
		must(p, os.Chtimes(filepath.Join(p.dir, name), at, at))
	}
}

// TestAwayWithoutContent starts a session after the cache of contents was lost, while one article is away and another is being
// written: what a third shows is published when it is known where the first is.
func TestAwayWithoutContent(t *testing.T) {
	p := newPlace(t, map[string]string{"seeds/a.md": unlike("One"), "seeds/b.md": unlike("Two"), "seeds/c.md": unlike("Third")})
	p.build()
	before := ids(t, p.settings)
	must(t, p.session.Close())
	for _, name := range []string{"rendered.pack", "rendered.index"} {
		must(t, os.Remove(filepath.Join(p.settings.State, name)))
	}
	must(t, os.Rename(filepath.Join(p.dir, "seeds/a.md"), filepath.Join(p.dir, "seeds/.a.md")))
	appendTo(t, p.dir, "seeds/c.md", "More.\n")
	now := time.Now().Add(time.Minute)
	must(t, os.Chtimes(filepath.Join(p.dir, "seeds/b.md"), now, now))
	p.settings.Settle = time.Second
	p.session = build.NewSession(p.settings, build.Env{Now: func() time.Time { return now }})
	report := p.build()
	if !slices.Contains(report.Later, "a.md") || strings.Contains(p.feed(), "More.") {
		t.Errorf("got later %q and\n%s\nwant that all waits for a.md", report.Later, p.feed())
	}
	must(t, os.Rename(filepath.Join(p.dir, "seeds/.a.md"), filepath.Join(p.dir, "seeds/d.md")))
	now = now.Add(2 * time.Second)
	p.build(append(report.Later, "d.md")...)
	if after := ids(t, p.settings); len(after) != 3 || after["d.md"] != before["a.md"] || !strings.Contains(p.feed(), "More.") {
		t.Errorf("got the ids %v, they were %v, and\n%s", after, before, p.feed())
	}
}

// TestGoneWhileAnotherIsYoung has a file take the place of another while a third is being written.
func TestGoneWhileAnotherIsYoung(t *testing.T) {
	tests := map[string]struct {
		text string
		age  time.Duration // of the third, in a build with a settle time of a second
	}{
		"written": {unlike("Third") + "More.\n", 0},
		"emptied": {"", 3 * time.Second / 2},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			p := newPlace(t, map[string]string{"seeds/a.md": unlike("One"), "seeds/b.md": unlike("Two"), "seeds/c.md": unlike("Third")})
			now := p.stopClock()
			p.build()
			before := ids(t, p.settings)
			must(t, os.Rename(filepath.Join(p.dir, "seeds/b.md"), filepath.Join(p.dir, "seeds/a.md")))
			write(t, p.dir, "seeds/c.md", test.text)
			write(t, p.dir, "seeds/d.md", unlike("Four"))
			p.touch(*now, "seeds/a.md", "seeds/c.md", "seeds/d.md")
			*now = now.Add(2 * p.settings.Settle)
			p.touch(now.Add(-test.age), "seeds/c.md")
			report := p.build("a.md", "b.md", "c.md", "d.md")
			if report.New+report.Removed+report.Changed > 0 || !slices.Contains(report.Later, "c.md") {
				t.Errorf("got %d new, %d removed, %d changed, later %q, want all to wait for c.md", report.New, report.Removed, report.Changed, report.Later)
			}
			write(t, p.dir, "seeds/c.md", unlike("Third")+"More.\n")
			p.touch(*now, "seeds/c.md")
			*now = now.Add(2 * p.settings.Settle)
			p.build(report.Later...)
			if after := ids(t, p.settings); after["a.md"] != before["b.md"] || after["c.md"] != before["c.md"] {
				t.Errorf("got the ids %v, they were %v", after, before)
			}
		})
	}
}

// TestMovesBehindYoung has two articles of a series move on by one file each, while another is written in the place of the
// first.
func TestMovesBehindYoung(t *testing.T) {
	p := newPlace(t, map[string]string{"seeds/a.md": week("1", "Rain."), "seeds/b.md": week("2", "Sun.")})
	now := p.stopClock()
	p.build()
	before := ids(t, p.settings)
	at := func(name string) string { return filepath.Join(p.dir, "seeds", name) }
	must(t, errors.Join(os.Rename(at("b.md"), at("c.md")), os.Rename(at("a.md"), at("b.md"))))
	p.touch(*now, "seeds/b.md", "seeds/c.md")
	*now = now.Add(2 * p.settings.Settle)
	write(t, p.dir, "seeds/a.md", week("3", "Wind."))
	p.touch(*now, "seeds/a.md")
	report := p.build("a.md", "b.md", "c.md")
	if report.New+report.Removed+report.Changed > 0 || !slices.Contains(report.Later, "a.md") {
		t.Errorf("got %d new, %d removed, %d changed, later %q, want all to wait for a.md", report.New, report.Removed, report.Changed, report.Later)
	}
	*now = now.Add(2 * p.settings.Settle)
	p.build(append(report.Later, "b.md", "c.md")...)
	if after := ids(t, p.settings); after["b.md"] != before["a.md"] || after["c.md"] != before["b.md"] {
		t.Errorf("got the ids %v, they were %v", after, before)
	}
}

// TestTradeBesideGrowing has two articles trade places, and a third move over one of them a second later, while a fourth is
// written without a pause: nobody waits for that one for ever, but the others must come to rest together.
func TestTradeBesideGrowing(t *testing.T) {
	p := newPlace(t, map[string]string{"seeds/a.md": unlike("One"), "seeds/b.md": unlike("Two"), "seeds/c.md": unlike("Third"), "seeds/log.md": unlike("Log")})
	now := p.stopClock()
	p.build()
	before := ids(t, p.settings)
	at := func(name string) string { return filepath.Join(p.dir, "seeds", name) }
	must(t, errors.Join(os.Rename(at("a.md"), at("aside")), os.Rename(at("b.md"), at("a.md")), os.Rename(at("aside"), at("b.md"))))
	p.touch(*now, "seeds/a.md")
	must(t, os.Rename(at("c.md"), at("b.md")))
	*now = now.Add(time.Second)
	p.touch(*now, "seeds/b.md")
	paths := []string{"a.md", "b.md", "c.md", "log.md"}
	for range 30 {
		*now = now.Add(900 * time.Millisecond)
		appendTo(t, p.dir, "seeds/log.md", "More.\n")
		p.touch(*now, "seeds/log.md")
		paths = append(p.build(paths...).Later, "log.md")
	}
	if after := ids(t, p.settings); after["a.md"] != before["b.md"] || after["b.md"] != before["c.md"] {
		t.Errorf("got the ids %v, they were %v", after, before)
	}
}

// TestMovedOverRival moves an article to the place of a file that is skipped, since its id is another's, while a third is
// being written and a fourth can be read.
func TestMovedOverRival(t *testing.T) {
	const id = "---\nid: urn:x:1\n---\n"
	p := newPlace(t, map[string]string{"seeds/a.md": id + unlike("One"), "seeds/b.md": unlike("Two"), "seeds/c.md": unlike("Three"), "seeds/d.md": unlike("Four")})
	now := p.stopClock()
	p.build()
	build := func(paths ...string) *build.Report {
		report, err := p.session.Build(p.Context(), build.Scope{Paths: paths})
		must(t, err)
		return report
	}
	write(t, p.dir, "seeds/r.md", id+unlike("Rival"))
	if report := build("r.md"); report.Skipped != 1 {
		t.Fatalf("got %d skipped, want r.md", report.Skipped)
	}
	before := ids(t, p.settings)
	must(t, os.Rename(filepath.Join(p.dir, "seeds/b.md"), filepath.Join(p.dir, "seeds/r.md")))
	appendTo(t, p.dir, "seeds/d.md", "More.\n")
	p.touch(*now, "seeds/r.md", "seeds/d.md")
	*now = now.Add(2 * p.settings.Settle)
	appendTo(t, p.dir, "seeds/c.md", "More.\n")
	p.touch(*now, "seeds/c.md")
	later := build("b.md", "c.md", "d.md", "r.md").Later
	*now = now.Add(2 * p.settings.Settle)
	build(later...)
	if after := ids(t, p.settings); after["r.md"] != before["b.md"] {
		t.Errorf("got the ids %v, they were %v", after, before)
	}
}

// TestPictureTouched gives a picture another time, as a checkout does, then another content of the same size, then of another.
func TestPictureTouched(t *testing.T) {
	p := newPlace(t, map[string]string{"seeds/a.md": "# A\n\n![A picture](picture.png)\n", "seeds/picture.png": "a picture"})
	p.build()
	at := time.Now().Add(-time.Hour)
	must(t, os.Chtimes(filepath.Join(p.dir, "seeds/picture.png"), at, at))
	if report := p.build("picture.png"); report.Changed+report.Written > 0 {
		t.Errorf("touched: got %d changed, %d written, want none", report.Changed, report.Written)
	}
	for content, changed := range map[string]int{"b picture": 0, "a large picture": 1} {
		write(t, p.dir, "seeds/picture.png", content)
		if report := p.build("picture.png"); report.Changed != changed || report.Written == 0 {
			t.Errorf("%s: got %d changed, %d written, want %d changed", content, report.Changed, report.Written, changed)
		}
		data, err := os.ReadFile(filepath.Join(p.dir, "public/articles/a/picture.png"))
		if err != nil || string(data) != content {
			t.Errorf("got %q, %v, want %q", data, err, content)
		}
		write(t, p.dir, "seeds/picture.png", "a picture")
		p.build("picture.png")
	}
}

// TestPictureOfYoungArticle changes the picture of an article that is written anew, with its text, while a build looks.
func TestPictureOfYoungArticle(t *testing.T) {
	const article = "# A\n\n![A picture](picture.png)\n"
	p := newPlace(t, map[string]string{"seeds/a.md": article, "seeds/picture.png": "a picture"})
	now := p.stopClock()
	p.build()
	write(t, p.dir, "seeds/picture.png", "another picture")
	p.touch(*now, "seeds/picture.png")
	*now = now.Add(2 * p.settings.Settle)
	write(t, p.dir, "seeds/a.md", article)
	p.touch(*now, "seeds/a.md")
	if report := p.build("a.md", "picture.png"); !slices.Equal(report.Later, []string{"a.md"}) {
		t.Fatalf("got later %q, want a.md: this test shows nothing", report.Later)
	}
	*now = now.Add(2 * p.settings.Settle)
	p.build("a.md")
	data, err := os.ReadFile(filepath.Join(p.dir, "public/articles/a/picture.png"))
	if err != nil || string(data) != "another picture" {
		t.Errorf("got %q, %v, want the new picture", data, err)
	}
}

// TestTradeInSteps has two files trade places, of which one is edited and the other renamed, and tells the session of the
// new name later.
func TestTradeInSteps(t *testing.T) {
	p := newPlace(t, map[string]string{"seeds/a.md": unlike("One"), "seeds/b.md": unlike("Two")})
	p.settings.Settle = 40 * time.Millisecond
	p.session = build.NewSession(p.settings, build.Env{Now: time.Now})
	rest := func() { time.Sleep(2 * p.settings.Settle) }
	rest()
	p.build()
	before := ids(t, p.settings)

	write(t, p.dir, "seeds/a.md", unlike("Two")+"Edited.\n")
	must(t, os.Remove(filepath.Join(p.dir, "seeds/b.md")))
	write(t, p.dir, "seeds/c.md", unlike("One"))
	rest()
	report := p.build("a.md", "b.md")
	if later := slices.Sorted(slices.Values(report.Later)); len(report.Changes) > 0 || !slices.Equal(slices.Compact(later), []string{"a.md", "b.md"}) {
		t.Errorf("got changes %v, later %v, want none until it is known where b.md went", report.Changes, later)
	}
	rest()
	if report := p.build("a.md", "b.md", "c.md"); report.New+report.Removed > 0 {
		t.Errorf("got %d new, %d gone, want none", report.New, report.Removed)
	}
	if after := ids(t, p.settings); after["c.md"] != before["a.md"] || after["a.md"] != before["b.md"] {
		t.Errorf("got the ids %v, they were %v", after, before)
	}
}
