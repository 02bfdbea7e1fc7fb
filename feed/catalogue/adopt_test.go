package catalogue_test

import (
	"testing"
	"time"

	"seedfeed/feed/catalogue"
)

// TestAdopt holds what is taken over against what happens to the article's file afterwards.
func TestAdopt(t *testing.T) {
	published, updated := time.Date(2019, 5, 6, 7, 8, 9, 0, time.UTC), time.Date(2019, 7, 1, 0, 0, 0, 0, time.UTC)
	adoption := catalogue.Adoption{Source: "old.xml", ID: "4711", Published: published, Updated: updated, Addresses: []string{"2019/a/"}}
	dated := note("Of kettles", "date: 2019-05-06\n", prose(5, 40))
	tests := []struct {
		name, text string
		then       func(*folder)
		path       string
		published  time.Time
		updated    time.Time
	}{
		{"a date in the file is less exact", dated, nil, "a.md", published, updated},
		{"a file without a date", note("Of kettles", "", prose(5, 40)), nil, "a.md", published, updated},
		{"renamed", dated, func(f *folder) { f.rename("a.md", "z.md") }, "z.md", published, updated},
		{"touched", dated, func(f *folder) { f.edit("a.md", func(s string) string { return s }) }, "a.md", published, updated},
		{"given another date", dated, func(f *folder) { f.put("a.md", note("Of kettles", "date: 2020-01-01\n", prose(5, 40))) },
			"a.md", time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), time.Time{}},
		{"deleted and restored", dated, func(f *folder) { f.remove("a.md"); f.build(); f.put("a.md", dated) }, "a.md", published, updated},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := newFolder(t)
			f.put("a.md", test.text)
			f.put("b.md", story(2))
			f.adopt = map[string]catalogue.Adoption{"a.md": adoption}
			f.build()
			f.adopt = nil
			if test.then != nil {
				test.then(f)
			}
			r := f.build()[test.path]
			if r.ID != "4711" || !r.Published.Equal(test.published) || !test.updated.IsZero() && !r.Updated.Equal(test.updated) {
				t.Errorf("got %s, %v, %v; want 4711, %v, %v", r.ID, r.Published, r.Updated, test.published, test.updated)
			}
		})
	}
}

// TestAdoptTrades lets two articles take over each other's ids, and refuses an id that is another's.
func TestAdoptTrades(t *testing.T) {
	f := newFolder(t)
	f.put("a.md", story(1))
	f.put("b.md", story(2))
	before := f.build()
	f.edit("a.md", func(s string) string { return s + "." })
	f.edit("b.md", func(s string) string { return s + "." })
	f.adopt = map[string]catalogue.Adoption{"a.md": {ID: before["b.md"].ID}, "b.md": {ID: before["a.md"].ID}}
	after := f.build()
	if after["a.md"].ID != before["b.md"].ID || after["b.md"].ID != before["a.md"].ID {
		t.Errorf("got %s and %s", after["a.md"].ID, after["b.md"].ID)
	}
}
