package catalogue_test

import (
	"strings"
	"testing"
	"time"

	"seedfeed/feed/catalogue"
)

func TestPublished(t *testing.T) {
	day := func(d int) time.Time { return time.Date(2026, 5, d, 0, 0, 0, 0, time.UTC) }
	tests := []struct {
		name, path, head string
		git, modified    time.Time
		want             time.Time
		from             string
	}{
		{"front matter", "2026-05-02-a.md", "date: 2026-05-01\n", day(3), day(4), day(1), "date"},
		{"name", "2026-05-02-a.md", "", day(3), day(4), day(2), "file name"},
		{"git", "a.md", "", day(3), day(4), day(3), "first commit in git"},
		{"modification time", "a.md", "", time.Time{}, day(4), day(4), "modification time, first seen 2026-11-22"},
		{"lies ahead", "a.md", "", time.Time{}, firstBuild.AddDate(1, 0, 0), firstBuild.Add(time.Hour), "modification time lies ahead, first seen 2026-11-22"},
		{"git lies ahead", "a.md", "", firstBuild.AddDate(1, 0, 0), day(4), day(4), "modification time, first seen 2026-11-22"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := newFolder(t)
			if !test.git.IsZero() {
				f.git = map[string]time.Time{test.path: test.git}
			}
			f.files[test.path] = file{text: note("T", test.head, prose(1, 30)), modified: test.modified}
			got := f.build()[test.path]
			if !got.Published.Equal(test.want) || !strings.Contains(got.PublishedFrom, test.from) {
				t.Errorf("got %v from %q, want %v from %q", got.Published, got.PublishedFrom, test.want, test.from)
			}
			if !got.Updated.Equal(got.Published) {
				t.Errorf("updated: got %v, want %v", got.Updated, got.Published)
			}
			// What was found out once stays, whatever happens to the file.
			f.git = nil
			f.files[test.path] = file{text: f.files[test.path].text + "\nMore.\n", modified: firstBuild.Add(90 * time.Minute)}
			later := f.build()[test.path]
			if !later.Published.Equal(got.Published) || later.PublishedFrom != got.PublishedFrom {
				t.Errorf("after an edit: got %v from %q", later.Published, later.PublishedFrom)
			}
			if want := firstBuild.Add(90 * time.Minute); !later.Updated.Equal(want) {
				t.Errorf("updated after an edit: got %v, want %v", later.Updated, want)
			}
		})
	}
}

func TestUpdated(t *testing.T) {
	const path = "a.md"
	tests := []struct {
		name     string
		text     string
		modified time.Time // from the second build, which is two hours after firstBuild
		want     time.Time
	}{
		{"touched", "", firstBuild.Add(90 * time.Minute), firstBuild.Add(-time.Minute)},
		{"edited", "other", firstBuild.Add(90 * time.Minute), firstBuild.Add(90 * time.Minute)},
		{"edited, old modification time put back", "other", firstBuild.Add(-time.Minute), firstBuild.Add(2 * time.Hour)},
		{"edited, modification time ahead", "other", firstBuild.AddDate(1, 0, 0), firstBuild.Add(2 * time.Hour)},
		{"front matter says", "updated: 2026-11-22T12:30:00Z", firstBuild.Add(90 * time.Minute), firstBuild.Add(30 * time.Minute)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := newFolder(t)
			f.put(path, note("T", "", "Some text."))
			f.build()
			text := f.files[path].text
			switch {
			case strings.Contains(test.text, ":"):
				text = note("T", test.text+"\n", "Some text.")
			case test.text != "":
				text += test.text
			}
			f.files[path] = file{text: text, modified: test.modified}
			if got := f.build()[path].Updated; !got.Equal(test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func TestMovedFileKeepsDates(t *testing.T) {
	f := newFolder(t)
	f.put("a.md", story(1))
	before := f.build()["a.md"]
	f.remove("a.md")
	f.put("b.md", story(1)) // with a new modification time
	after := f.build()["b.md"]
	if !after.Published.Equal(before.Published) || !after.Updated.Equal(before.Updated) {
		t.Errorf("got %v, %v; want %v, %v", after.Published, after.Updated, before.Published, before.Updated)
	}
}

func TestClock(t *testing.T) {
	f := newFolder(t)
	f.put("soon.md", note("Soon", "date: 2026-11-22T14:30:00Z\n", prose(1, 30)))
	f.put("over.md", note("Over", "date: 2026-11-01\nexpires: 2026-11-22T14:30:00Z\n", prose(2, 30)))
	state := func(wantSoon, wantOver catalogue.State) {
		t.Helper()
		now := f.build()
		if now["soon.md"].State != wantSoon || now["over.md"].State != wantOver {
			t.Errorf("at %v: got %v and %v, want %v and %v", f.now, now["soon.md"].State, now["over.md"].State, wantSoon, wantOver)
		}
	}
	state(catalogue.Waiting, catalogue.Listed) // 13:00
	next := func() time.Time {
		var at time.Time
		f.ask(func(c *catalogue.Catalogue) (err error) {
			at, err = c.NextDue(t.Context(), f.now)
			return err
		})
		return at
	}
	if got, want := next(), time.Date(2026, 11, 22, 14, 30, 0, 0, time.UTC); !got.Equal(want) {
		t.Errorf("next due: got %v, want %v", got, want)
	}
	state(catalogue.Waiting, catalogue.Listed) // 14:00
	state(catalogue.Listed, catalogue.Expired) // 15:00
	if got := next(); !got.IsZero() {
		t.Errorf("next due: got %v, want never", got)
	}
	// The clock jumps back: what is published stays, and an edit is not older than it was.
	var before catalogue.Record
	f.ask(func(c *catalogue.Catalogue) error {
		before = f.records(c)["soon.md"]
		return nil
	})
	f.now = f.now.Add(-24 * time.Hour)
	f.edit("soon.md", func(s string) string { return s + "\nMore.\n" })
	after := f.build()["soon.md"]
	if after.State != catalogue.Listed || after.Updated.Before(before.Updated) || after.Number != before.Number {
		t.Errorf("got %+v, want %+v", after, before)
	}
}

// TestDraft publishes a draft that has been lying about: it is news then.
func TestDraft(t *testing.T) {
	f := newFolder(t)
	f.put("a.md", note("T", "draft: true\n", prose(1, 50)))
	f.put("b.md", note("T", "draft: true\ndate: 2026-01-01\n", prose(2, 50)))
	if got := f.build()["a.md"]; got.State != catalogue.Draft || got.Number != 0 {
		t.Fatalf("got %+v", got)
	}
	f.now = f.now.AddDate(0, 3, 0)
	f.put("a.md", note("T", "", prose(1, 50)))
	f.put("b.md", note("T", "date: 2026-01-01\n", prose(2, 50)))
	now := f.build()
	if got, want := now["a.md"].Published, f.now.Add(-61*time.Minute); !got.Equal(want) {
		t.Errorf("a.md: got %v, want %v", got, want)
	}
	if got := now["b.md"].Published.Format(time.DateOnly); got != "2026-01-01" {
		t.Errorf("b.md: got %v, want what it states", got)
	}
}

func TestNumbers(t *testing.T) {
	f := newFolder(t)
	f.put("a.md", note("A", "date: 2026-03-03\n", prose(1, 30)))
	f.put("b.md", note("B", "date: 2026-01-01\n", prose(2, 30)))
	f.put("c.md", note("C", "draft: true\ndate: 2026-02-02\n", prose(3, 30)))
	f.build()
	f.put("d.md", note("D", "date: 2020-01-01\n", prose(4, 30)))
	f.build()
	f.put("c.md", note("C", "date: 2026-02-02\n", prose(3, 30)))
	f.remove("a.md")
	f.build()
	f.put("e/a.md", note("A", "date: 2026-03-03\n", prose(1, 30)))
	now := f.build()
	for path, want := range map[string]int64{"b.md": 1, "e/a.md": 2, "d.md": 3, "c.md": 4} {
		if got := now[path].Number; got != want {
			t.Errorf("%s: got number %d, want %d", path, got, want)
		}
	}
}
