package build

import (
	"slices"
	"testing"
)

func TestFindMedia(t *testing.T) {
	m := newMedia([]string{
		"a.png", "att/b.png", "att/deep/c.png", "notes/att/b.png", "notes/c.png", "notes/deep/c.png", "o\u0308.png", "x/y/z/same.png", "x/y/zz/same.png", "yy/same.png",
	})
	for _, tt := range []struct{ name, from, want string }{
		{"a.png", "notes/n.md", "a.png"},
		{"A.PNG", "notes/n.md", "a.png"},
		{"b.png", "n.md", "att/b.png"},              // the shorter path
		{"b.png", "notes/n.md", "notes/att/b.png"},  // below the article's folder
		{"att/b.png", "notes/n.md", "att/b.png"},    // the exact path
		{"deep/c.png", "n.md", "att/deep/c.png"},    // the end of a path
		{"eep/c.png", "n.md", ""},                   // of whole names
		{"/c.png", "n.md", ""},                      // from the root
		{"/notes/c.png", "x/n.md", "notes/c.png"},   // likewise
		{"./c.png", "notes/n.md", "notes/c.png"},    // from the article's folder
		{"../att/b.png", "notes/n.md", "att/b.png"}, // likewise
		{"../../etc/passwd.png", "notes/n.md", ""},  // outside
		{`notes\c.png`, "x/n.md", "notes/c.png"},    // as on Windows
		{"\u00f6.png", "notes/n.md", "o\u0308.png"}, // as macOS writes it
		{"same.png", "n.md", "yy/same.png"},         // the shorter path
		{"same.png", "x/y/n.md", "x/y/z/same.png"},  // below, and the shorter
		{"same.png", "x/y/zz/n.md", "x/y/zz/same.png"},
		{"nothing.png", "n.md", ""},
		{"", "n.md", ""},
	} {
		if got := m.find(tt.name, tt.from); got != tt.want {
			t.Errorf("%s in %s: got %q, want %q", tt.name, tt.from, got, tt.want)
		}
	}
	if got := (*media)(nil).find("a.png", "n.md"); got != "" {
		t.Errorf("got %q of nothing", got)
	}
	for at, want := range map[string]int{"a.png": 1, "att": 2, "at": 0, "notes": 3, "notes/att": 1, ".": 10} {
		if got := m.below(at); len(got) != want {
			t.Errorf("%s: got %q, want %d", at, got, want)
		}
	}
	if got := m.below("att"); !slices.Equal(got, []string{"att/b.png", "att/deep/c.png"}) || len(m.paths) != 10 {
		t.Errorf("got %q of %q", got, m.paths)
	}
}

func TestSoughtKey(t *testing.T) {
	const name, from = `img\A/b c.png`, "notes/50%/a.md"
	key := soughtKey(name, from)
	if gotName, gotFrom, ok := soughtName(key); !ok || gotName != name || gotFrom != from {
		t.Errorf("got %q, %q, %v from %q", gotName, gotFrom, ok, key)
	}
	for _, other := range []string{"a.png", "file:a.png", "file:a/%zz/b", namedPrefix + "a/b/c"} {
		if _, _, ok := soughtName(other); ok {
			t.Errorf("%q is taken for a name that is sought", other)
		}
	}
}
