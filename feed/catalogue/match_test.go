package catalogue_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"seedfeed/feed/catalogue"
)

// TestSameArticle moves articles about and looks which one each file is afterwards.
func TestSameArticle(t *testing.T) {
	a, b := story(1), story(2)
	similar := func(text string) string { return reworded(text, 5, 12) }
	tests := []struct {
		name  string
		steps []func(*folder) // a build after each; before the first, a.md and b.md hold a and b
		want  map[string]string
	}{
		{"renamed", steps(func(f *folder) { f.rename("a.md", "z.md") }), map[string]string{"z.md": "a", "b.md": "b"}},
		{"moved to a folder", steps(func(f *folder) { f.rename("a.md", "2026/deep/a.md") }), map[string]string{"2026/deep/a.md": "a"}},
		{"renamed and edited", steps(func(f *folder) { f.rename("a.md", "z.md"); f.edit("z.md", similar) }), map[string]string{"z.md": "a"}},
		{"renamed, then edited", steps(func(f *folder) { f.rename("a.md", "z.md") }, func(f *folder) { f.edit("z.md", similar) }), map[string]string{"z.md": "a"}},
		{"renamed and given a new title", steps(func(f *folder) {
			f.rename("a.md", "z.md")
			f.put("z.md", strings.Replace(a, "The story of", "A tale about", 1))
		}), map[string]string{"z.md": "a"}},
		{"another ending", steps(func(f *folder) { f.rename("a.md", "a.markdown") }), map[string]string{"a.markdown": "a"}},
		{"swapped", steps(func(f *folder) { f.put("a.md", b); f.put("b.md", a) }), map[string]string{"a.md": "b", "b.md": "a"}},
		{"turned round by three", steps(func(f *folder) {
			f.rename("b.md", "c.md")
			f.rename("a.md", "b.md")
			f.put("a.md", story(3))
		}), map[string]string{"c.md": "b", "b.md": "a", "a.md": "new"}},
		{"deleted and restored", steps(func(f *folder) { f.remove("a.md") }, func(f *folder) { f.put("a.md", a) }), map[string]string{"a.md": "a"}},
		{"deleted and restored elsewhere", steps(func(f *folder) { f.remove("a.md") }, func(f *folder) { f.put("old/x.md", a) }), map[string]string{"old/x.md": "a"}},
		{"deleted and restored with edits", steps(func(f *folder) { f.remove("a.md") }, func(f *folder) { f.put("a.md", similar(a)) }), map[string]string{"a.md": "a"}},
		{"deleted and written anew", steps(func(f *folder) { f.remove("a.md") }, func(f *folder) { f.put("a.md", story(9)) }), map[string]string{"a.md": "a"}},
		{"deleted, and another moved to its place", steps(
			func(f *folder) { f.remove("a.md") },
			func(f *folder) { f.rename("b.md", "a.md"); f.edit("a.md", similar) },
		), map[string]string{"a.md": "b"}},
		{"deleted, restored elsewhere while its place is taken", steps(
			func(f *folder) { f.remove("a.md") },
			func(f *folder) { f.put("x.md", a); f.put("a.md", story(4)) },
		), map[string]string{"x.md": "a", "a.md": "new"}},
		{"moved with a text that another had who is gone", steps(
			func(f *folder) { f.remove("a.md") },
			func(f *folder) { f.put("b.md", a) },
			func(f *folder) { f.rename("b.md", "x/a.md") },
		), map[string]string{"x/a.md": "b"}},
		{"put aside for a while with a text that another had before", steps(
			func(f *folder) { f.remove("a.md") },
			func(f *folder) { f.put("b.md", a) },
			func(f *folder) { f.remove("b.md") },
			func(f *folder) { f.put("x/a.md", a) },
		), map[string]string{"x/a.md": "b"}},
		{"replaced by another", steps(func(f *folder) { f.remove("a.md"); f.put("c.md", story(3)) }), map[string]string{"c.md": "new"}},
		{"copied", steps(func(f *folder) { f.put("c.md", a) }), map[string]string{"a.md": "a", "c.md": "new"}},
		{"copied, and the first edited", steps(func(f *folder) { f.put("c.md", a); f.edit("a.md", similar) }), map[string]string{"a.md": "a", "c.md": "new"}},
		{"renamed beside a similar new one", steps(func(f *folder) {
			f.rename("a.md", "z.md")
			f.edit("z.md", similar)
			f.put("c.md", note("Something like it", "", reworded(a, 8, 60)))
		}), map[string]string{"z.md": "a", "c.md": "new"}},
		{"another front matter format", steps(func(f *folder) {
			f.remove("a.md")
			title, body, _ := strings.Cut(strings.TrimPrefix(a, "---\ntitle: "), "\n---\n")
			f.put("moved/z.md", "+++\ntitle = \""+title+"\"\n+++\n"+body)
		}), map[string]string{"moved/z.md": "a"}},
		{"alias of the old page", steps(func(f *folder) {
			f.remove("a.md")
			f.put("z.md", note("Nothing in common", "aliases: [/blog/articles/a/]\n", prose(77, 90)))
		}), map[string]string{"z.md": "a"}},
		{"alias of the old page, later", steps(func(f *folder) { f.remove("a.md") }, func(f *folder) {
			f.put("z.md", note("Nothing in common", "aliases: [\"https://example.org/blog/articles/a/index.html\"]\n", prose(77, 90)))
		}), map[string]string{"z.md": "a"}},
		{"alias of a page before the old one", steps(
			func(f *folder) { f.rename("a.md", "first.md") },
			func(f *folder) { f.remove("first.md") },
			func(f *folder) {
				f.put("z.md", note("Nothing in common", "aliases: [/blog/articles/a/]\n", prose(77, 90)))
			},
		), map[string]string{"z.md": "a"}},
		{"a pattern is no address", steps(
			func(f *folder) {
				f.edit("a.md", func(s string) string { return s[:4] + "permalink: /:year/:title/\n" + s[4:] })
			},
			func(f *folder) {
				f.remove("a.md")
				f.put("z.md", note("Nothing in common", "permalink: /:year/:title/\n", prose(77, 90)))
			},
		), map[string]string{"z.md": "new"}},
		{"broken while it moves", steps(
			func(f *folder) { f.rename("a.md", "z.md"); f.put("z.md", "---\ntitle: [\n---\n") },
			func(f *folder) { f.put("z.md", a) },
		), map[string]string{"z.md": "a"}},
		{"broken and mended", steps(
			func(f *folder) { f.put("a.md", "---\ntitle: [\n---\n") },
			func(f *folder) { f.put("a.md", a) },
		), map[string]string{"a.md": "a"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := newFolder(t)
			f.put("a.md", a)
			f.put("b.md", b)
			first := f.build()
			names := map[string]string{first["a.md"].ID: "a", first["b.md"].ID: "b"}
			var now map[string]catalogue.Record
			for _, step := range test.steps {
				step(f)
				now = f.build()
			}
			for path, want := range test.want {
				r, got := now[path], "new"
				if name := names[r.ID]; name != "" {
					got = name
				}
				if got != want || r.State != catalogue.Listed {
					t.Errorf("%s is %s, %v; want %s, published", path, got, r.State, want)
				}
				if want != "new" && !r.Published.Equal(first[want+".md"].Published) {
					t.Errorf("%s: published moved from %v to %v", path, first[want+".md"].Published, r.Published)
				}
				if want != "new" && r.Number != first[want+".md"].Number {
					t.Errorf("%s: number moved from %d to %d", path, first[want+".md"].Number, r.Number)
				}
			}
		})
	}
}

// TestDatesTell looks what becomes of an article of which only the name, or the name and the date, are left.
func TestDatesTell(t *testing.T) {
	old := note("Old news", "date: 2020-01-01\n", prose(5, 40))
	for _, test := range []struct {
		name, path, text string
		gone             bool // for a build
		same             bool
	}{
		{"another title, text and date", "a.md", note("Other news", "date: 2021-01-01\n", prose(6, 40)), true, false},
		{"put off and written anew", "a.md", note("Old news", "date: 2021-01-01\n", prose(6, 40)), true, true},
		{"another title and text of the same date", "a.md", note("Other news", "date: 2020-01-01\n", prose(6, 40)), true, true},
		{"another title and text while it moves", "x/a.md", note("Then", "date: 2020-01-01\n", "It sings."), false, true},
		{"the same, and another date", "x/a.md", note("Then", "date: 2020-01-02\n", "It sings."), false, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := newFolder(t)
			f.put("a.md", old)
			f.put("b.md", story(2))
			first := f.build()["a.md"].ID
			f.remove("a.md")
			if test.gone {
				f.build()
			}
			f.put(test.path, test.text)
			if got := f.build()[test.path].ID == first; got != test.same {
				t.Errorf("got the same article: %v, want %v", got, test.same)
			}
		})
	}
}

func steps(all ...func(*folder)) []func(*folder) { return all }

// releaseNote is a text that differs from its neighbours in numbers only.
func releaseNote(n int) string {
	version := fmt.Sprintf("%d.%d.%d", n/100, n/10%10, n%10)
	date := time.Date(2015, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, 3*n)
	return note("Version "+version, "date: "+date.Format(time.DateOnly)+"\n",
		"Version "+version+" has been released. It mends "+fmt.Sprint(n%7+2)+" faults that users have reported since the last version, "+
			"and makes the start faster. To update, download "+version+" from the usual place, stop the server, and start it again.\n\n"+
			"The checksum of "+version+" is "+fmt.Sprintf("%08x", n*2654435761%(1<<32))+". Thanks to all who have helped.")
}

// TestReleaseNotes moves a thousand notes three times, each time with a small edit.
func TestReleaseNotes(t *testing.T) {
	count := 1000
	if slow {
		count = 200
	}
	f := newFolder(t)
	at := func(n int) string { return fmt.Sprintf("notes/release-%04d.md", n) }
	for n := range count {
		f.put(at(n), releaseNote(n))
	}
	first := f.build()
	ids := make([]string, count)
	for n := range ids {
		ids[n] = first[at(n)].ID
	}
	moves := []func(n int) string{
		func(n int) string { return fmt.Sprintf("releases/%d/release-%04d.md", n/100, n) },
		func(n int) string { return fmt.Sprintf("blog/v%d-%d-%d.md", n/100, n/10%10, n%10) },
		func(n int) string { return fmt.Sprintf("news/%04d/index.md", n) },
	}
	for i, move := range moves {
		for n := range count {
			f.rename(at(n), move(n))
			f.edit(move(n), func(text string) string { return text + fmt.Sprintf("\nEdited %d times by now.\n", i+1) })
		}
		at = move
		now := f.build()
		changed := 0
		for n := range count {
			if now[at(n)].ID != ids[n] {
				changed++
			}
		}
		if changed > 0 {
			t.Errorf("move %d: %d of %d notes have another id", i+1, changed, count)
		}
	}
}

// TestNeighbours takes one of a series away and adds the next: that is no rename.
func TestNeighbours(t *testing.T) {
	weekly := func(n int) string {
		return note("Standup", "", prose(uint64(n), 60)+"\nSee you all next week in the same room at the same time.\n")
	}
	tests := []struct {
		name            string
		old, new        string
		oldText, newTxt string
		same            bool
	}{
		{"release notes", "release-0311.md", "release-0312.md", releaseNote(311), releaseNote(312), false},
		{"one title, dates in the names", "2026-01-05-standup.md", "2026-01-12-standup.md", weekly(1), weekly(2), false},
		{"one title, numbers in the names", "notes-1-2.md", "notes-1-3.md",
			strings.Replace(releaseNote(120), "title: Version 1.2.0", "title: Release notes", 1),
			strings.Replace(releaseNote(130), "title: Version 1.3.0", "title: Release notes", 1), false},
		{"put off", "2026-01-05-standup.md", "2026-01-12-standup.md", weekly(1), reworded(weekly(1), 3, 4), true},
		{"renumbered chapter", "3-rivers.md", "4-rivers.md", note("Rivers", "", prose(4, 80)), note("Rivers", "", reworded(prose(4, 80), 2, 4)), true},
		{"tomorrow's weather", "2026-01-01-weather.md", "2026-01-02-weather.md",
			note("Weather report", "", "Sunny, 12 degrees, wind from the west."), note("Weather report", "", "Sunny, 13 degrees, wind from the west."), false},
		{"today's price", "gold-2026-02-01.md", "gold-2026-02-02.md", note("Price of gold", "date: 2026-02-01\n", "Gold closed at 1901."),
			note("Price of gold", "date: 2026-02-02\n", "Gold closed at 2044."), false},
		{"next status", "status-1.md", "status-2.md", note("Status", "", "All is well until Friday."), note("Status", "", "All is well until Monday."), false},
		{"next episode", "ep1.md", "ep2.md", note("Cats", "date: 2026-01-01\n", "Listen to it here. Enjoy."),
			note("Dogs", "date: 2026-01-08\n", "Listen to it here. Enjoy."), false},
		{"corrected headline", "storm.md", "storm-v2.md", note("Thousands flee the storm", "", prose(7, 80)), note("UPDATE 1 - 25,000 flee the storm", "", prose(7, 80)), true},
		{"monthly notice", "hours-5.md", "hours-6.md", note("Open hours in 5/26", "date: 2026-05-01\n", prose(8, 80)),
			note("Open hours in 6/26", "date: 2026-06-01\n", prose(8, 80)), false},
		{"two changelogs", "one/changelog.md", "two/changelog.md",
			note("Changelog", "date: 2026-01-02\n", prose(5, 80)), note("Changelog", "date: 2026-05-02\n", prose(6, 80)), false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := newFolder(t)
			f.put(test.old, test.oldText)
			before := f.build()[test.old]
			f.remove(test.old)
			f.put(test.new, test.newTxt)
			if after := f.build()[test.new]; (after.ID == before.ID) != test.same {
				t.Errorf("got same = %v, want %v", after.ID == before.ID, test.same)
			}
		})
	}
}

// TestFolderMovesAndChangesFormat is a move to another generator in one commit: other folder, TOML for YAML, and the date
// from the file's name in a key.
func TestFolderMovesAndChangesFormat(t *testing.T) {
	count := 560
	if slow {
		count = 100
	}
	f := newFolder(t)
	date := func(n int) string {
		return time.Date(2012, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, 5*n).Format(time.DateOnly)
	}
	name := func(n int) string {
		return strings.ReplaceAll(strings.TrimSuffix(prose(uint64(n)+5000, 3), " "), " ", "-")
	}
	old := func(n int) string { return "_posts/" + date(n) + "-" + name(n) + ".md" }
	now := func(n int) string { return "content/blog/" + name(n) + "/index.md" }
	title := func(n int) string { return "About " + prose(uint64(n)+9000, 3) }
	for n := range count {
		f.put(strings.TrimPrefix(old(n), "_"), note(title(n), "categories: news\n", prose(uint64(n), 40+n%200)))
	}
	first := f.build()
	ids := map[int]catalogue.Record{}
	for n := range count {
		ids[n] = first[strings.TrimPrefix(old(n), "_")]
		f.remove(strings.TrimPrefix(old(n), "_"))
		f.put(now(n), "+++\ntitle = \""+title(n)+"\"\ndate = "+date(n)+"\n[taxonomies]\ncategories = [\"news\"]\n+++\n\n"+prose(uint64(n), 40+n%200))
	}
	after := f.build()
	for n := range count {
		if got := after[now(n)]; got.ID != ids[n].ID || !got.Published.Equal(ids[n].Published) || !got.Updated.Equal(ids[n].Updated) {
			t.Fatalf("%s: got %s published %v updated %v, want %s, %v, %v", now(n), got.ID, got.Published, got.Updated, ids[n].ID, ids[n].Published, ids[n].Updated)
		}
	}
}
