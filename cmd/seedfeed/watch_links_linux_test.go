package main

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

// swap replaces a link by one that leads elsewhere.
func (p *place) swap(to, name string) {
	p.Helper()
	p.did(os.Symlink(to, p.full(name+"_tmp")))
	p.did(os.Rename(p.full(name+"_tmp"), p.full(name)))
}

// deliver brings a new edition of a volume as Kubernetes does.
func (p *place) deliver(n int, names ...string) {
	p.Helper()
	version := fmt.Sprintf("..2026_01_0%d_00_00_00.%d", n, n)
	p.mkdir(version)
	for _, name := range names {
		p.write(version+"/"+name+".md", p.text(name, n))
	}
	p.swap(version, "..data")
	if n > 1 {
		p.did(os.RemoveAll(p.full(fmt.Sprintf("..2026_01_0%d_00_00_00.%d", n-1, n-1))))
	}
}

// Volumes of Kubernetes, below the folder of articles and as this folder.
func TestWatchConfigMap(t *testing.T) { // R26
	bothWays(t, func(t *testing.T, s *scene) {
		root := &place{T: t, scene: s, outside: s.path("outside")}
		root.deliver(1, "mapped")
		root.symlink("..data/mapped.md", "mapped.md")
		s.start(t)
		t.Run("below", func(t *testing.T) {
			p := s.in(t)
			p.deliver(1, "x", "y")
			p.symlink("..data/x.md", "x.md")
			p.symlink("..data/y.md", "y.md")
			before := p.shows("x", 1)
			p.shows("y", 1)
			for n := 2; n <= 5; n++ {
				p.deliver(n, "x", "y")
				p.same(before, p.shows("x", n))
				p.shows("y", n)
			}
		})
		root.T = t
		before := root.shows("mapped", 1)
		for n := 2; n <= 5; n++ {
			root.deliver(n, "mapped")
			root.same(before, root.shows("mapped", n))
		}
		s.converged(t)
	})
}

// The folder of articles is a link, which a deployment swaps.
func TestWatchRootLink(t *testing.T) { // R26
	bothWays(t, func(t *testing.T, s *scene) {
		release := func(n int) string {
			files := map[string]string{}
			for i := range 20 {
				name := fmt.Sprint("x", i)
				files["releases/"+fmt.Sprint(n, "/sub/", name, ".md")] = articleText(name, n)
			}
			files[fmt.Sprint("releases/", n, "/kept.md")] = articleText("kept", n)
			writeFiles(t, s.dir, files)
			return fmt.Sprint("releases/", n)
		}
		must(t, os.RemoveAll(s.path("seeds")))
		must(t, os.Symlink(release(1), s.path("seeds")))
		s.start(t)
		p := &place{T: t, scene: s}
		var before []published
		for i := range 20 {
			before = append(before, p.shows(fmt.Sprint("x", i), 1))
		}
		for n := 2; n <= 4; n++ {
			must(t, os.Symlink(release(n), s.path("next")))
			must(t, os.Rename(s.path("next"), s.path("seeds")))
			must(t, os.RemoveAll(s.path(fmt.Sprint("releases/", n-1))))
			for i := range 20 {
				p.same(before[i], p.shows(fmt.Sprint("x", i), n))
			}
		}
		p.put("sub/x7.md", articleText("x7", 5))
		p.same(before[7], p.shows("x7", 5))
		p.put("new/y.md", articleText("y", 1))
		p.shows("y", 1)
		s.converged(t)
		if got := s.warnings(t); len(got) > 0 {
			t.Errorf("got warnings %q", got)
		}
	})
}

// Links to articles and to folders: an article is there once, its changes are seen, what leads out is said once, and
// a build does the same.
func TestWatchLinks(t *testing.T) { // R27
	bothWays(t, func(t *testing.T, s *scene) {
		s.start(t)
		p := s.in(t)
		p.put("_drafts/x.md", p.text("x", 1))
		p.put("_drafts/folder/y.md", p.text("y", 1))
		p.put("z.md", p.text("z", 1))
		p.symlink("_drafts/x.md", "x.md")
		p.symlink("_drafts/folder", "linked")
		p.symlink("z.md", "again.md")
		p.symlink("..", "loop")
		p.symlink("itself.md", "itself.md")
		for n := 1; n <= 3; n++ {
			p.put("_drafts/x.md", p.text("x", n))
			p.shows("x", n)
			p.put("_drafts/folder/y.md", p.text("y", n))
			p.shows("y", n)
			p.put("z.md", p.text("z", n))
			p.shows("z", n)
		}
		p.put("_drafts/other.md", p.text("x", 4))
		p.swap("_drafts/other.md", "x.md")
		p.shows("x", 4)
		p.put("_drafts/folder/new.md", p.text("new", 1))
		p.shows("new", 1)
		s.converged(t)
		writeFiles(t, p.outside, map[string]string{"far.md": p.text("far", 1)})
		p.symlink(p.outside+"/far.md", "far.md")
		p.symlink("nothing.md", "dangling.md")
		p.soon(t, "a word on the link that leads out", func() bool { return strings.Contains(strings.Join(s.warnings(t), "\n"), "far.md") })
		p.put("z.md", p.text("z", 5))
		p.shows("z", 5)
		s.rest(t)
		for _, name := range []string{"far.md", "dangling.md", "itself.md", "loop"} {
			count := 0
			for _, text := range s.warnings(t) {
				count += strings.Count(text, p.at+"/"+name+":")
			}
			if count > 1 || count == 0 && name == "far.md" {
				t.Errorf("got %d warnings of %s, want one: %q", count, name, s.warnings(t))
			}
		}
		p.put("nothing.md", p.text("found", 1))
		p.shows("found", 1)
		s.converged(t)
	})
}

// An article that is removed where a link leads is gone.
func TestWatchLinkedRemoved(t *testing.T) { // R27
	bothWays(t, func(t *testing.T, s *scene) {
		s.start(t)
		p := s.in(t)
		p.put("_drafts/x.md", p.text("x", 1))
		p.symlink("_drafts/x.md", "x.md")
		before := p.shows("x", 1)
		p.gone("x")
		p.remove("_drafts/x.md")
		p.hides("x")
		time.Sleep(s.settle)
		p.put("_drafts/x.md", p.text("x", 2))
		p.same(before, p.shows("x", 2))
		s.converged(t)
	})
}
