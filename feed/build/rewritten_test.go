package build_test

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// week is an instalment of a series that are all alike.
func week(number, text string) string {
	return "# Week " + number + "\n\nThis week the beds were weeded, the paths swept, the tools cleaned and put away as in all weeks before. " +
		"Visitors came from near and far, and asked about tomatoes, beans, peas and the opening hours of our little shop. " +
		"Thanks to all who helped us, above all to Ann and Bob, who came each day, and to the neighbours for the water.\n\n" + text + "\n"
}

// TestRewritten writes articles anew between two builds, and looks which of them are who they were.
func TestRewritten(t *testing.T) {
	type files map[string]string // an empty text stands for no file
	titled := func(title, text string) string { return "# " + title + text[strings.IndexByte(text, '\n'):] }
	tests := map[string]struct {
		before, after files
		was           map[string]string // by the path, the one before; "" for a new article
	}{
		"copies, both edited, one to another article": {
			files{"a.md": unlike("One"), "b.md": unlike("One")}, files{"a.md": unlike("One") + "A word.\n", "b.md": unlike("Two")},
			map[string]string{"a.md": "a.md", "b.md": "b.md"},
		},
		"copy, and the original with another title": {
			files{"a.md": unlike("One")}, files{"a.md": titled("One, corrected", unlike("One")), "b.md": unlike("One")},
			map[string]string{"a.md": "a.md", "b.md": ""},
		},
		"other numbers for a series": {
			files{"a.md": week("1", "Rain."), "b.md": week("2", "Sun.")}, files{"a.md": week("2", "Rain."), "b.md": week("3", "Sun.")},
			map[string]string{"a.md": "a.md", "b.md": "b.md"},
		},
		"next of a series, and the last one elsewhere": {
			files{"latest.md": week("1", "Rain, and more of it each day.")},
			files{"latest.md": week("2", "Sun all over the place, for once."), "old/1.md": week("1", "Rain, and more of it each day.")},
			map[string]string{"latest.md": "", "old/1.md": "latest.md"},
		},
		"another text under one title, and the last one elsewhere": {
			files{"latest.md": titled("News", unlike("One"))}, files{"latest.md": titled("News", unlike("Two")), "old.md": titled("News", unlike("One"))},
			map[string]string{"latest.md": "", "old.md": "latest.md"},
		},
		"moved over one of the same title, and edited": {
			files{"a.md": titled("News", unlike("One")), "b.md": titled("News", unlike("Two"))}, files{"a.md": "", "b.md": titled("News", unlike("One")) + "A word.\n"},
			map[string]string{"b.md": "a.md"},
		},
		"split in two with other titles": {
			files{"a.md": unlike("One") + unlike("Two") + unlike("Four")}, files{"a.md": titled("First", unlike("One")+unlike("Zero")), "p/b.md": titled("Second", unlike("Two")+unlike("Four"))},
			map[string]string{"a.md": "a.md", "p/b.md": ""},
		},
		"edited in a copy that took its place": {
			files{"a.md": unlike("One"), "new.md": unlike("One") + "A word.\n"}, files{"a.md": unlike("One") + "A word.\n", "new.md": ""},
			map[string]string{"a.md": "a.md"},
		},
		"copied with its id, and moved": {
			files{"m.md": "---\nid: urn:x:1\n---\n" + unlike("One")},
			files{"m.md": "", "b.md": "---\nid: urn:x:1\n---\n" + unlike("Two"), "z.md": "---\nid: urn:x:1\n---\n" + unlike("One")},
			map[string]string{"z.md": "m.md"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s := settings(t, dir)
			for path, text := range test.before {
				write(t, dir, "seeds/"+path, text)
			}
			mustRun(t, s)
			before := ids(t, s)
			for path, text := range test.after {
				if text == "" {
					must(t, os.Remove(filepath.Join(dir, "seeds", path)))
				} else {
					write(t, dir, "seeds/"+path, text)
				}
			}
			mustRun(t, s)
			after := ids(t, s)
			was := map[string]string{}
			for path, id := range after {
				was[path] = ""
				for at, known := range before {
					if known == id {
						was[path] = at
					}
				}
			}
			if !maps.Equal(was, test.was) {
				t.Errorf("got %q, want %q", was, test.was)
			}
		})
	}
}
