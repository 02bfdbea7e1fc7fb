package source

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// A tree is made of paths that end with / for folders, hold -> for links, and are files otherwise.
func makeTree(t *testing.T, paths ...string) string {
	t.Helper()
	root := t.TempDir()
	addTree(t, root, paths...)
	return root
}

func addTree(t *testing.T, root string, paths ...string) {
	t.Helper()
	for _, p := range paths {
		link, target, isLink := strings.Cut(p, " -> ")
		full := filepath.Join(root, link)
		var err error
		if strings.HasSuffix(p, "/") && !isLink {
			err = os.MkdirAll(full, 0o777)
		} else if err = os.MkdirAll(filepath.Dir(full), 0o777); err == nil {
			if isLink {
				err = os.Symlink(strings.ReplaceAll(target, "ROOT", root), full)
			} else {
				err = os.WriteFile(full, []byte("text of "+link), 0o666)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func walkTree(t *testing.T, root string, skip ...string) *Listing {
	t.Helper()
	l, err := Walk(t.Context(), root, WalkOptions{IsArticle: isArticle, Skip: skip})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func paths(l *Listing) []string {
	var list []string
	for _, f := range l.Articles {
		list = append(list, f.Path)
	}
	return list
}

func kinds(l *Listing) map[string]Kind {
	m := map[string]Kind{}
	for _, p := range l.Problems {
		m[p.Path] = p.Kind
	}
	return m
}

func TestWalk(t *testing.T) {
	long := strings.Repeat("n", 252) + ".md"
	deep := strings.Repeat("level-of-a-long-name/", 200) + "a.md" // longer than the system's longest path
	tests := []struct {
		name     string
		tree     []string
		want     []string
		problems map[string]Kind
	}{
		{name: "empty"},
		{name: "order of bytes, folders and files mixed",
			tree: []string{"a/b.md", "a.md", "a-b.md", "B.md", "a/c/d.txt", "ä.md"},
			want: []string{"B.md", "a-b.md", "a.md", "a/b.md", "a/c/d.txt", "ä.md"}},
		{name: "left out without a word",
			tree: []string{".a.md", "_a.md", "#a.md", "a.md~", "a.tmp", "a.md.swp", ".git/a.md", "_drafts/a.md", "up.tmp/a.md",
				"old~/a.md", "#x/a.md", "picture.png", "Makefile", ".#lock.md -> nobody@nowhere", "#x.md# -> nothing"}},
		{name: "strange names",
			tree: []string{"a b.md", "a\nb.md", `"q".md`, "%2e.md", "😀.md", "\u202eabc.md", "-rf.md", long, `a\b.md`, "ö\u0308.md"},
			want: []string{"\"q\".md", "%2e.md", "-rf.md", "a\nb.md", "a b.md", `a\b.md`, long, "ö\u0308.md", "\u202eabc.md", "😀.md"}},
		{name: "names that are no UTF-8",
			tree:     []string{"a\xff.md", "b\xff.png", "c\xff/a.md"},
			problems: map[string]Kind{"a\xff.md": BadName, "c\xff": BadName}},
		{name: "200 levels of folders",
			tree: []string{strings.Repeat("d/", 200) + "a.md"}, want: []string{strings.Repeat("d/", 200) + "a.md"}},
		{name: "a folder named like an article",
			tree: []string{"a.md/b.md"}, want: []string{"a.md/b.md"}},

		{name: "links to files",
			tree: []string{"a.md -> .hidden/x", "b.md -> ROOT/.hidden/y.md", ".hidden/x", ".hidden/y.md", "c.png -> .hidden/x"},
			want: []string{"a.md", "b.md"}},
		{name: "links to what is listed itself",
			tree: []string{"a.md", "b.md -> a.md", "d/c.md", "e -> d", "f -> .", "d/up -> ..", "d/here -> ."},
			want: []string{"a.md", "d/c.md"},
			problems: map[string]Kind{"b.md": Twice, "e": Twice, "f": Twice,
				"d/up": Twice, "d/here": Twice}},
		{name: "two links to one file and one folder",
			tree:     []string{".x/t/c.md", "b -> .x/t", "a -> .x/t", "2.md -> .x/one", "1.md -> .x/one", ".x/one"},
			want:     []string{"1.md", "a/c.md"},
			problems: map[string]Kind{"2.md": Twice, "b": Twice}},
		{name: "a linked folder below another",
			tree: []string{".x/t/c.md", ".x/d.md", "a -> .x/t", "b -> .x"},
			want: []string{"a/c.md", "b/d.md"}},
		{name: "a link to a file below a linked folder",
			tree:     []string{".x/c.md", ".x/.d.md", "1.md -> .x/c.md", "2.md -> .x/.d.md", "z -> .x"},
			want:     []string{"2.md", "z/c.md"},
			problems: map[string]Kind{"1.md": Twice}},
		{name: "links found in a linked folder",
			tree:     []string{".x/c.md", ".x/self -> .", ".x/more -> ../.y", ".y/d.md", ".y/back -> ../.x", "z -> .x"},
			want:     []string{"z/c.md", "z/more/d.md"},
			problems: map[string]Kind{"z/self": Twice, "z/more/back": Twice}},
		{name: "links out of the folder",
			tree:     []string{"a.md -> /etc/passwd", "b -> /etc", "c.png -> /etc/passwd", "d.md -> ../../../../../../../../../../../../etc/passwd"},
			problems: map[string]Kind{"a.md": Outside, "b": Outside, "d.md": Outside}},
		{name: "links to nothing and in circles",
			tree:     []string{"a.md -> nothing", "b.md -> b.md", "c -> d", "d -> c", "e.md -> f.md/x", "f.md"},
			want:     []string{"f.md"},
			problems: map[string]Kind{"a.md": Dangling, "b.md": Dangling, "e.md": Dangling}},
		{name: "a volume of Kubernetes",
			tree: []string{"..2026_1/a.md", "..2026_1/sub/b.md", "..data -> ..2026_1", "a.md -> ..data/a.md", "sub -> ..data/sub"},
			want: []string{"a.md", "sub/b.md"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			l := walkTree(t, makeTree(t, test.tree...))
			if diff := cmp.Diff(test.want, paths(l)); diff != "" {
				t.Errorf("articles (-want +got):\n%s", diff)
			}
			if test.problems == nil {
				test.problems = map[string]Kind{}
			}
			if diff := cmp.Diff(test.problems, kinds(l)); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
			for _, p := range l.Problems {
				if text := p.Err.Error(); strings.Contains(text, "\n") || !utf8.ValidString(text) || p.Fix == "" {
					t.Errorf("got message %q, want one line, and what to do", text)
				}
			}
		})
	}

	t.Run("a path longer than the system's longest", func(t *testing.T) {
		root := t.TempDir()
		makeDeep(t, root, deep)
		l := walkTree(t, root)
		if got := paths(l); len(got) != 1 || got[0] != deep {
			t.Fatalf("got %d articles, %v, want the deep one", len(got), l.Problems)
		}
		data, stamp, err := Read(root, deep, 100)
		if err != nil || string(data) != "deep" || stamp != l.Articles[0].Stamp {
			t.Errorf("got %q, %v, want its text and the walk's stamp", data, err)
		}
	})
}

func makeDeep(t *testing.T, root, path string) {
	t.Helper()
	r, err := os.OpenRoot(root)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if err := r.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := r.WriteFile(path, []byte("deep"), 0o666); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if r, err := os.OpenRoot(root); err == nil {
			r.RemoveAll(strings.SplitN(path, "/", 2)[0])
			r.Close()
		}
	})
}

func TestWalkMany(t *testing.T) {
	for _, flat := range []bool{false, true} {
		root := many(t, 3000, flat)
		got := paths(walkTree(t, root))
		if len(got) != 3000 || !slices.IsSorted(got) || len(slices.Compact(slices.Clone(got))) != 3000 {
			t.Errorf("flat %v: got %d paths, want 3000, sorted and each once", flat, len(got))
		}
	}
}

func TestWalkSkips(t *testing.T) {
	root := makeTree(t, "a.md", "public/b.md", ".state/c.md", "links/public/d.md", "out.md -> public/b.md", "pub -> public")
	elsewhere := t.TempDir()
	addTree(t, elsewhere, "to-public -> "+root+"/public")
	for _, skip := range []string{
		filepath.Join(root, "public"),
		filepath.Join(root, "public") + "/",
		filepath.Join(root, "links/../public/."),
		filepath.Join(elsewhere, "to-public"),
	} {
		l := walkTree(t, root, filepath.Join(root, ".state"), skip, filepath.Join(root, "missing"))
		if diff := cmp.Diff([]string{"a.md", "links/public/d.md"}, paths(l)); diff != "" || len(l.Problems) > 0 {
			t.Errorf("skip %s: problems %v, articles (-want +got):\n%s", skip, l.Problems, diff)
		}
	}
	for _, skip := range []string{root, filepath.Dir(root)} {
		if _, err := Walk(t.Context(), root, WalkOptions{IsArticle: isArticle, Skip: []string{skip}}); err == nil {
			t.Errorf("skip %s: got no error, want one since nothing is left", skip)
		}
	}
	t.Run("relative", func(t *testing.T) {
		t.Chdir(root)
		if got := paths(walkTree(t, ".", "public")); !slices.Equal(got, []string{"a.md", "links/public/d.md"}) {
			t.Errorf("got %q", got)
		}
	})
}

func TestWalkRoot(t *testing.T) {
	root := makeTree(t, "real/a.md", "link -> real", "file.md", "nothing -> x")
	if got := paths(walkTree(t, filepath.Join(root, "link"))); !slices.Equal(got, []string{"a.md"}) {
		t.Errorf("a link: got %q, want a.md", got)
	}
	for _, name := range []string{"file.md", "nothing", "missing"} {
		_, err := Walk(t.Context(), filepath.Join(root, name), WalkOptions{IsArticle: isArticle})
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: got error %v, want one that names it", name, err)
		}
		if missing := name != "file.md"; errors.Is(err, os.ErrNotExist) != missing {
			t.Errorf("%s: got error %v, is not-exist should be %v", name, err, missing)
		}
	}
}

func TestWalkEnds(t *testing.T) {
	root := makeTree(t, "a/a.md")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Walk(ctx, root, WalkOptions{IsArticle: isArticle}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}

// What was listed of a folder that is replaced meanwhile must not pass for what is there.
func TestWalkMoved(t *testing.T) {
	tests := []struct {
		name string
		tree []string
		root string
		swap []string // the link that is made to lead elsewhere while an article's name is looked at
	}{
		{"root that is a link", []string{"one/a.md", "two/b.md", "now -> one"}, "now", []string{"now", "two"}},
		{"root deleted", []string{"one/a.md"}, "one", []string{"one", ""}},
		{"volume", []string{"s/..1/d/a.md", "s/..2/d/b.md", "s/..data -> ..1", "s/sub -> ..data/d"}, "s", []string{"s/..data", "..2"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := makeTree(t, test.tree...)
			swapped := false
			swap := func(name string) bool {
				if !swapped {
					swapped = true
					os.RemoveAll(filepath.Join(dir, test.swap[0]))
					if test.swap[1] != "" {
						os.Symlink(test.swap[1], filepath.Join(dir, test.swap[0]))
					}
				}
				return isArticle(name)
			}
			_, err := Walk(t.Context(), filepath.Join(dir, test.root), WalkOptions{IsArticle: swap})
			if !errors.Is(err, ErrMoved) {
				t.Errorf("got %v, want ErrMoved", err)
			}
		})
	}
}

func TestUnknown(t *testing.T) {
	l := &Listing{unknown: map[string]bool{"a/b": true, "c.md": true}}
	for path, want := range map[string]bool{
		"a/b": true, "a/b/x.md": true, "a/b/c/x.md": true, "c.md": true,
		"a": false, "a/bc.md": false, "a/x.md": false, "b": false, "": false,
	} {
		if got := l.Unknown(path); got != want {
			t.Errorf("%q: got %v, want %v", path, got, want)
		}
	}
}

func isArticle(name string) bool {
	return strings.HasSuffix(name, ".md") || strings.HasSuffix(name, ".txt") || strings.HasSuffix(name, ".html")
}

// many makes a folder of n short articles, a hundred to a subfolder; flat puts all into one.
func many(tb testing.TB, n int, flat bool) string {
	tb.Helper()
	root := tb.TempDir()
	text := []byte(strings.Repeat("A line of an article.\n", 200))
	for i := range n {
		dir := root
		if !flat {
			dir = filepath.Join(root, fmt.Sprintf("%04d/notes-%02d", 1900+i/1000, i/100%10))
		}
		if i%100 == 0 {
			if err := os.MkdirAll(dir, 0o777); err != nil {
				tb.Fatal(err)
			}
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("article-number-%06d.md", i)), text, 0o666); err != nil {
			tb.Fatal(err)
		}
	}
	return root
}

// A walk whose context ends at any moment of it ends with that, or with all that there is.
func TestWalkCancelled(t *testing.T) {
	dir := t.TempDir()
	for i := range 20 {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d.md", i)), nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	folder, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	for i := range 300 {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Duration(i)*time.Microsecond, cancel)
		listing, err := folder.Walk(ctx, WalkOptions{IsArticle: func(string) bool { return true }})
		cancel()
		if err != nil && !errors.Is(err, context.Canceled) || err == nil && len(listing.Articles) != 20 {
			t.Fatalf("got %v and %+v", err, listing)
		}
	}
}
