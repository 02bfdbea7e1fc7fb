package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// What may become of folders, each followed by changes in them.
func TestWatchFolders(t *testing.T) { // R1, R11, R12, R13, R14
	bothWays(t, func(t *testing.T, s *scene) {
		s.start(t)
		for _, test := range []struct {
			name string
			do   func(p *place)
		}{
			{"many levels with a file at once", newLevels},
			{"copied in", copiedIn},
			{"renamed again and again", renamedFolder},
			{"renamed with pauses of some lengths", renamedSlowly},
			{"exchanged", exchangedFolders},
			{"moved in", movedIn},
			{"moved out", movedOut},
			{"removed and made again at once", madeAgain},
			{"removed", removedFolder},
			{"becomes a file and a folder again", folderOrFile},
			{"within a folder whose name ends like an article", namedLikeAnArticle},
		} {
			t.Run(test.name, func(t *testing.T) {
				test.do(s.in(t))
			})
		}
		s.converged(t)
	})
}

func newLevels(p *place) { // R11
	p.article("a/b/c/d/x.md", "x", 1)
	p.article("a/b/y.md", "y", 1)
	p.shows("x", 1)
	p.shows("y", 1)
	p.article("a/b/c/d/x.md", "x", 2)
	p.shows("x", 2)
	p.article("a/b/c/z.md", "z", 1)
	p.shows("z", 1)
	for i := range 20 {
		p.article(fmt.Sprintf("n%d/m/x.md", i), fmt.Sprint("n", i), 1)
	}
	for i := range 20 {
		p.shows(fmt.Sprint("n", i), 1)
	}
}

func copiedIn(p *place) { // R11
	from := filepath.Join(p.outside, "tree")
	for i := range 5 {
		name := fmt.Sprint("x", i)
		writeFiles(p.T, from, map[string]string{fmt.Sprintf("%d/sub/x.md", i): p.text(name, 1)})
	}
	p.did(os.CopyFS(p.full("tree"), os.DirFS(from)))
	for i := range 5 {
		p.shows(fmt.Sprint("x", i), 1)
	}
	p.article("tree/4/sub/x.md", "x4", 2)
	p.shows("x4", 2)
}

func renamedFolder(p *place) { // R12
	p.article("0/x.md", "x", 1)
	p.article("0/sub/deep/y.md", "y", 1)
	x, y := p.shows("x", 1), p.shows("y", 1)
	for i := range 6 {
		p.rename(fmt.Sprint(i), fmt.Sprint(i+1))
		at := fmt.Sprint(i + 1)
		// To write at once catches the watch that is lost, to write later the one that goes by the old name.
		if i%2 == 0 {
			p.rest(p.T)
		}
		p.article(at+"/x.md", "x", i+2)
		p.article(at+"/sub/deep/y.md", "y", i+2)
		if now := p.shows("x", i+2); now.ID != x.ID {
			p.Errorf("got id %s, want %s", now.ID, x.ID)
		}
		if now := p.shows("y", i+2); now.ID != y.ID {
			p.Errorf("got id %s, want %s", now.ID, y.ID)
		}
	}
	p.article("6/new/z.md", "z", 1)
	p.shows("z", 1)
}

func renamedSlowly(p *place) { // R12
	p.article("0/x.md", "x", 1)
	before := p.shows("x", 1)
	for i := range 8 {
		p.rename(fmt.Sprint(i), fmt.Sprint(i+1))
		if time.Sleep(time.Duration(i%3) * p.settle / 4); i%3 == 2 {
			p.rest(p.T)
		}
	}
	p.article("8/x.md", "x", 2)
	if now := p.shows("x", 2); now.ID != before.ID || now.Published != before.Published {
		p.Errorf("got %+v, before it was %+v", now, before)
	}
	p.article("8/x.md", "x", 3)
	p.shows("x", 3)
}

func exchangedFolders(p *place) { // R12, R16
	p.article("a/x.md", "ax", 1)
	p.article("b/x.md", "bx", 1)
	a, b := p.shows("ax", 1), p.shows("bx", 1)
	p.exchange("a", "b")
	p.rest(p.T)
	p.article("a/x.md", "bx", 2)
	p.article("b/x.md", "ax", 2)
	if now := p.shows("ax", 2); now.ID != a.ID {
		p.Errorf("got id %s, want %s", now.ID, a.ID)
	}
	if now := p.shows("bx", 2); now.ID != b.ID {
		p.Errorf("got id %s, want %s", now.ID, b.ID)
	}
}

func movedIn(p *place) { // R13
	writeFiles(p.T, p.outside, map[string]string{"tree/x.md": p.text("x", 1), "tree/sub/y.md": p.text("y", 1)})
	p.did(os.Rename(p.outside+"/tree", p.full("in")))
	p.shows("x", 1)
	p.shows("y", 1)
	p.article("in/sub/y.md", "y", 2)
	p.shows("y", 2)
	p.article("in/sub/new/z.md", "z", 1)
	p.shows("z", 1)
}

func movedOut(p *place) { // R13
	p.article("tree/x.md", "x", 1)
	p.article("tree/sub/y.md", "y", 1)
	p.shows("x", 1)
	p.shows("y", 1)
	p.gone("x", "y")
	p.rest(p.T)
	before := p.logged("\n")
	p.did(os.Rename(p.full("tree"), p.outside+"/tree"))
	p.hides("x")
	p.hides("y")
	p.told(p.T, before+1)
	p.rest(p.T)
	versions, lines := p.reader.versions(), p.logged("\n")
	writeFiles(p.T, p.outside, map[string]string{"tree/x.md": p.text("x", 2), "tree/sub/z.md": p.text("z", 1)})
	time.Sleep(3 * p.settle)
	if p.reader.versions() != versions || p.logged("\n") != lines {
		p.Errorf("what happens in a folder that was moved out counts: %s", p.tail())
	}
	p.article("tree/sub/new.md", "new", 1)
	p.shows("new", 1)
	p.article("tree/sub/new.md", "new", 2)
	p.shows("new", 2)
}

func madeAgain(p *place) { // R14
	p.article("tree/sub/x.md", "x", 1)
	p.shows("x", 1)
	for n := 2; n <= 7; n++ {
		p.atOnce(func(try int) {
			p.did(os.RemoveAll(p.full("tree")))
			p.article("tree/sub/x.md", "x", n)
		})
		p.shows("x", n)
	}
	p.article("tree/sub/x.md", "x", 8)
	p.shows("x", 8)
	p.gone("x")
	p.did(os.RemoveAll(p.full("tree")))
	p.mkdir("tree/sub")
	p.hides("x")
	p.article("tree/sub/y.md", "y", 1)
	p.shows("y", 1)
}

func removedFolder(p *place) { // R13
	p.article("tree/x.md", "x", 1)
	p.article("tree/sub/y.md", "y", 1)
	p.shows("x", 1)
	p.shows("y", 1)
	p.gone("x", "y")
	p.did(os.RemoveAll(p.full("tree")))
	p.hides("x")
	p.hides("y")
}

func folderOrFile(p *place) { // R14
	p.article("x.md", "file", 1)
	p.shows("file", 1)
	p.gone("file")
	p.remove("x.md")
	p.article("x.md/y.md", "y", 1)
	p.shows("y", 1)
	p.hides("file")
	p.gone("y")
	p.did(os.RemoveAll(p.full("x.md")))
	p.article("x.md", "file again", 1)
	p.shows("file again", 1)
	p.hides("y")
}

func namedLikeAnArticle(p *place) { // R11
	p.article("x.md/y.md/z.md", "z", 1)
	p.shows("z", 1)
	p.article("x.md/y.md/z.md", "z", 2)
	p.shows("z", 2)
}
