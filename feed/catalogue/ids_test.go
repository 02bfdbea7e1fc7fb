package catalogue_test

import (
	"strings"
	"testing"

	"seedfeed/feed/catalogue"
)

func withID(id, text string) string {
	return strings.Replace(text, "---\n", "---\nid: "+id+"\n", 1)
}

func TestDerivedIDs(t *testing.T) {
	f := newFolder(t)
	f.put("a.md", story(1))
	f.put("a.txt", story(2))
	f.put("sub/a.md", story(3))
	first := f.build()
	if got, want := first["a.md"].ID, catalogue.DeriveID(siteURL, "a.md"); got != want {
		t.Errorf("a.md: got %s, want %s", got, want)
	}
	// RFC 9562 version 5 in the URL namespace of "https://example.org/blog/a".
	if got, want := first["a.md"].ID, "urn:uuid:"+uuidOfA; got != want {
		t.Errorf("a.md: got %s, want %s", got, want)
	}
	// Without the catalogue, on another machine and at another time, unchanged paths have the ids that they had.
	again := newFolder(t)
	again.files = f.files
	again.now = again.now.AddDate(3, 0, 0)
	for path, record := range again.build() {
		if record.ID != first[path].ID {
			t.Errorf("%s: got %s, want %s", path, record.ID, first[path].ID)
		}
	}
}

const uuidOfA = "84efe93f-9793-5d54-aaad-e5dcf0d7c57c"

func TestStatedIDs(t *testing.T) {
	f := newFolder(t)
	f.put("b.md", withID("tag:x", story(1)))
	f.put("c.md", story(2))
	if got := f.build()["b.md"].ID; got != "tag:x" {
		t.Fatalf("got id %q, want tag:x", got)
	}
	// A second file that states it is skipped, whatever its name.
	f.put("a.md", withID("tag:x", story(3)))
	now := f.build()
	if got := now["a.md"]; got.State != catalogue.Skipped || got.Problem != `id "tag:x" is already the id of b.md` {
		t.Errorf("a.md: got %v %q", got.State, got.Problem)
	}
	if now["b.md"].ID != "tag:x" || now["b.md"].State != catalogue.Listed {
		t.Errorf("b.md: got %+v", now["b.md"])
	}
	// An article that begins to state it is skipped too, and remembered.
	f.edit("c.md", func(s string) string { return withID("tag:x", s) })
	if got := f.build()["c.md"]; got.State != catalogue.Skipped || !strings.Contains(got.Problem, "b.md") {
		t.Errorf("c.md: got %v %q", got.State, got.Problem)
	}
	f.put("c.md", story(2))
	if got, want := f.build()["c.md"], now["c.md"]; got.ID != want.ID || got.Number != want.Number || got.State != catalogue.Listed {
		t.Errorf("c.md: got %+v, want %+v", got, want)
	}
	// When the first goes away the second has it, and with it what the id stands for.
	f.remove("b.md")
	if got := f.build()["a.md"]; got.ID != "tag:x" || got.State != catalogue.Listed || got.Number != now["b.md"].Number {
		t.Errorf("a.md: got %+v, want the article of b.md", got)
	}
}

func TestTwoNewFilesWithOneID(t *testing.T) {
	f := newFolder(t)
	f.put("x.md", withID("tag:x", story(1)))
	f.put("y.md", withID("tag:x", story(2)))
	now := f.build()
	if now["x.md"].ID != "tag:x" || now["y.md"].State != catalogue.Skipped || !strings.Contains(now["y.md"].Problem, "x.md") {
		t.Errorf("got %+v and %+v", now["x.md"], now["y.md"])
	}
	f.edit("x.md", func(string) string { return withID("tag:z", story(1)) })
	now = f.build()
	if now["x.md"].ID != "tag:z" || now["y.md"].ID != "tag:x" || now["y.md"].State != catalogue.Listed {
		t.Errorf("got %+v and %+v", now["x.md"], now["y.md"])
	}
}

// TestStatedIDsChangePlaces swaps two files that state ids, and edits both: nothing but the ids tells.
func TestStatedIDsChangePlaces(t *testing.T) {
	f := newFolder(t)
	f.put("a.md", withID("tag:a", story(1)))
	f.put("b.md", withID("tag:b", story(2)))
	first := f.build()
	f.put("a.md", withID("tag:b", story(3)))
	f.put("b.md", withID("tag:a", story(4)))
	now := f.build()
	for path, was := range map[string]string{"a.md": "b.md", "b.md": "a.md"} {
		if got, want := now[path], first[was]; got.ID != want.ID || got.Number != want.Number || got.State != catalogue.Listed {
			t.Errorf("%s: got %+v, want the article of %s: %+v", path, got, was, want)
		}
	}
}

// TestStatedIDOfDerived lets a file state the id that another would get.
func TestStatedIDOfDerived(t *testing.T) {
	f := newFolder(t)
	f.put("a.md", story(1))
	f.put("z.md", withID(catalogue.DeriveID(siteURL, "a.md"), story(2)))
	now := f.build()
	if got := now["z.md"].ID; got != catalogue.DeriveID(siteURL, "a.md") {
		t.Errorf("z.md: got %s", got)
	}
	if now["a.md"].State != catalogue.Listed {
		t.Errorf("a.md: got %v %q", now["a.md"].State, now["a.md"].Problem)
	}
}

func TestSlugs(t *testing.T) {
	f := newFolder(t)
	slug := func(name, text string) string { return strings.Replace(text, "---\n", "---\nslug: "+name+"\n", 1) }
	f.put("a.md", slug("one", story(1)))
	f.put("b.md", slug("one", story(2)))
	f.put("c.md", slug("one", story(3)))
	want := func(step string, slugs ...string) {
		t.Helper()
		now := f.build()
		for i, path := range []string{"a.md", "b.md", "c.md"} {
			if now[path].Slug != slugs[i] {
				t.Errorf("%s: %s: got %s, want %s", step, path, now[path].Slug, slugs[i])
			}
		}
	}
	want("three alike", "one", "one-2", "one-3")
	f.put("a.md", slug("two", story(1)))
	want("renamed", "two", "one-2", "one-3")
	if got := f.movedTo("one"); got != "two" {
		t.Errorf("one: got %q, want the page of two", got)
	}
	f.put("b.md", slug("new", story(2)))
	f.put("c.md", slug("one", story(3))+"\nMore.\n")
	want("a slug that another had is not given away", "two", "new", "one-3")
	f.put("a.md", slug("one", story(1)))
	want("renamed back", "one", "new", "one-3")
	if got := f.movedTo("one"); got != "" {
		t.Errorf("one: got %q, want none: it is in use", got)
	}
	if got := f.movedTo("two"); got != "one" {
		t.Errorf("two: got %q, want one", got)
	}
	f.remove("b.md")
	f.build()
	f.put("d.md", slug("new", story(4)))
	if got := f.build()["d.md"].Slug; got != "new-2" {
		t.Errorf("d.md: got %q, want new-2: the other may come back", got)
	}
}

// movedTo returns the slug that the page of slug leads on to.
func (f *folder) movedTo(slug string) string {
	var record catalogue.Record
	f.ask(func(c *catalogue.Catalogue) (err error) {
		record, _, err = c.MovedFrom(f.Context(), slug)
		return err
	})
	return record.Slug
}
