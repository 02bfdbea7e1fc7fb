package main

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// A folder of articles that changes at random, with an account of which article is which.
type garden struct {
	t        *testing.T
	dir      string // the seeds folder
	random   *rand.Rand
	articles []*plant // that have a file
	gone     []*plant // that may be restored
	folders  []string // relative, "" among them
	numbers  int      // given to articles, folders and pictures so far
	done     []string // what was done
}

// A plant is an article of the garden.
type plant struct {
	name  string // in its title
	path  string
	text  string // of its file
	whole string // the same before the front matter was broken; "" if it is not
	seen  *known // when it was looked at last

	// Since then:
	back    bool // it was gone
	moved   bool
	swapped bool
	edited  bool
	changed bool // something that it shows, other than its file
}

// A known is what subscribers know of an article.
type known struct{ ID, Published, Updated string }

func (g *garden) note(format string, args ...any) {
	g.done = append(g.done, fmt.Sprintf("%d %s ", len(g.done)+1, time.Now().Format("05.000"))+fmt.Sprintf(format, args...))
}

func (g *garden) must(err error) {
	g.t.Helper()
	if err != nil {
		g.t.Fatal(err)
	}
}

func (g *garden) at(path string) string { return filepath.Join(g.dir, path) }

func (g *garden) some() *plant { return g.articles[g.random.IntN(len(g.articles))] }

func (g *garden) folder() string { return g.folders[g.random.IntN(len(g.folders))] }

func (g *garden) number() int { g.numbers++; return g.numbers }

// changes are what happens to the garden, with how often.
var changes = []struct {
	weight int
	name   string
	change func(*garden)
}{
	{14, "write", (*garden).write},
	{9, "rename", (*garden).rename},
	{8, "move", (*garden).move},
	{3, "rename folder", (*garden).renameFolder},
	{7, "remove", (*garden).remove},
	{1, "remove folder", (*garden).removeFolder},
	{6, "restore", (*garden).restore},
	{4, "make folder", (*garden).makeFolder},
	{4, "change mode", (*garden).changeMode},
	{4, "touch", (*garden).touch},
	{9, "edit in place", func(g *garden) { g.edit(writeInPlace) }},
	{6, "edit aside", func(g *garden) { g.edit(writeAside) }},
	{5, "edit as vim does", func(g *garden) { g.edit(writeWithBackup) }},
	{5, "edit in two writes", func(g *garden) { g.edit(writeTwice) }},
	{4, "swap", (*garden).swap},
	{3, "exchange", (*garden).exchange},
	{4, "draft", (*garden).draft},
	{5, "tags", (*garden).retag},
	{4, "picture", (*garden).picture},
	{2, "break", (*garden).breakOne},
	{1, "schedule", (*garden).schedule},
	{2, "noise", (*garden).noise},
}

// change does one thing at random.
func (g *garden) change() {
	switch {
	case len(g.articles) < 20:
		g.write()
		return
	case len(g.articles) > 160:
		g.remove()
		return
	}
	total := 0
	for _, c := range changes {
		total += c.weight
	}
	pick := g.random.IntN(total)
	for _, c := range changes {
		if pick -= c.weight; pick < 0 {
			c.change(g)
			return
		}
	}
}

func (g *garden) write() {
	n := g.number()
	p := &plant{name: fmt.Sprintf("Plant %d", n), path: filepath.Join(g.folder(), fmt.Sprintf("plant-%d.md", n))}
	head := ""
	if n%2 == 0 {
		head = fmt.Sprintf("date: %s\n", time.Date(2020, 1, 1, 0, n, 0, 0, time.UTC).Format(time.RFC3339))
	}
	p.text = fmt.Sprintf("---\ntitle: %s\n%stags: [%s]\n---\n", p.name, head, g.tags())
	for range 2 + g.random.IntN(4) {
		p.text += g.sentence(20) + "\n\n"
	}
	g.note("write %s", p.path)
	g.must(os.WriteFile(g.at(p.path), []byte(p.text), 0o644))
	g.articles = append(g.articles, p)
}

func (g *garden) tags() string {
	return fmt.Sprintf("t%d, t%d", g.random.IntN(8), g.random.IntN(8))
}

// sentence is one that hardly resembles another.
func (g *garden) sentence(length int) string {
	words := make([]string, length)
	for i := range words {
		words[i] = fmt.Sprintf("w%x", g.random.IntN(1<<20))
	}
	return strings.Join(words, " ") + "."
}

func (g *garden) moveTo(p *plant, path string) {
	g.must(os.Rename(g.at(p.path), g.at(path)))
	p.path, p.moved = path, true
}

func (g *garden) rename() {
	p := g.some()
	path := filepath.Join(filepath.Dir(p.path), fmt.Sprintf("name-%d.md", g.number()))
	g.note("rename %s to %s", p.path, path)
	g.moveTo(p, path)
}

func (g *garden) move() {
	p := g.some()
	path := filepath.Join(g.folder(), fmt.Sprintf("moved-%d.md", g.number()))
	g.note("move %s to %s", p.path, path)
	g.moveTo(p, path)
}

func (g *garden) makeFolder() {
	path := filepath.Join(g.folder(), fmt.Sprintf("f%d", g.random.IntN(6)))
	if slices.Contains(g.folders, path) || strings.Count(path, "/") > 3 {
		return
	}
	g.note("mkdir %s", path)
	g.must(os.Mkdir(g.at(path), 0o755))
	g.folders = append(g.folders, path)
}

func isIn(path, folder string) bool { return path == folder || strings.HasPrefix(path, folder+"/") }

func (g *garden) renameFolder() {
	from := g.folder()
	to := filepath.Join(g.folder(), fmt.Sprintf("f%d", g.random.IntN(6)))
	if from == "" || slices.Contains(g.folders, to) || isIn(to, from) || strings.Count(to, "/") > 3 {
		return
	}
	g.note("rename folder %s to %s", from, to)
	g.must(os.Rename(g.at(from), g.at(to)))
	for i, folder := range g.folders {
		if isIn(folder, from) {
			g.folders[i] = to + strings.TrimPrefix(folder, from)
		}
	}
	for _, p := range g.articles {
		if isIn(p.path, from) {
			p.path, p.moved = to+strings.TrimPrefix(p.path, from), true
		}
	}
}

func (g *garden) forget(p *plant) {
	p.moved = true
	// Where the other of the two was changed as well, all that can be seen is that there is another text where p was.
	p.edited = p.edited || p.swapped
	g.articles = slices.DeleteFunc(g.articles, func(other *plant) bool { return other == p })
	g.gone = append(g.gone, p)
}

func (g *garden) remove() {
	p := g.some()
	g.note("remove %s", p.path)
	g.must(os.Remove(g.at(p.path)))
	g.forget(p)
}

func (g *garden) removeFolder() {
	folder := g.folder()
	inside := slices.DeleteFunc(slices.Clone(g.articles), func(p *plant) bool { return !isIn(p.path, folder) })
	if folder == "" || len(inside)+10 > len(g.articles) {
		return
	}
	g.note("remove folder %s with %d articles", folder, len(inside))
	g.must(os.RemoveAll(g.at(folder)))
	g.folders = slices.DeleteFunc(g.folders, func(f string) bool { return isIn(f, folder) })
	for _, p := range inside {
		g.forget(p)
	}
}

// restore brings an article back, where it was if that is possible, or elsewhere.
func (g *garden) restore() {
	if len(g.gone) == 0 {
		return
	}
	i := g.random.IntN(len(g.gone))
	p := g.gone[i]
	g.gone = slices.Delete(g.gone, i, i+1)
	_, err := os.Lstat(g.at(filepath.Dir(p.path)))
	if err != nil || g.random.IntN(3) == 0 {
		p.path = filepath.Join(g.folder(), fmt.Sprintf("restored-%d.md", g.number()))
	}
	g.note("restore %s as %s", p.name, p.path)
	if _, err := os.Lstat(g.at(p.path)); err == nil {
		g.t.Fatalf("the test is wrong: there is a %s", p.path)
	}
	g.must(os.WriteFile(g.at(p.path), []byte(p.text), 0o644))
	g.articles = append(g.articles, p)
	p.back = true
}

func (g *garden) changeMode() {
	p := g.some()
	mode := []fs.FileMode{0o600, 0o644, 0o755}[g.random.IntN(3)]
	g.note("chmod %v %s", mode, p.path)
	g.must(os.Chmod(g.at(p.path), mode))
}

func (g *garden) touch() {
	p := g.some()
	at := time.Now().Add(-time.Duration(g.random.IntN(3)) * time.Hour)
	g.note("touch %s", p.path)
	g.must(os.Chtimes(g.at(p.path), at, at))
}

// replace gives an article another text.
func (g *garden) replace(p *plant, text string, write func(path, text string) error) {
	p.text, p.edited = text, true
	g.must(write(g.at(p.path), text))
}

func writeInPlace(path, text string) error { return os.WriteFile(path, []byte(text), 0o644) }

func writeAside(path, text string) error {
	aside := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".new")
	return errors.Join(os.WriteFile(aside, []byte(text), 0o644), os.Rename(aside, path))
}

func writeWithBackup(path, text string) error {
	return errors.Join(os.Rename(path, path+"~"), writeInPlace(path, text), os.Remove(path+"~"))
}

func writeTwice(path, text string) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	_, err = file.WriteString(text[:len(text)/2])
	time.Sleep(time.Millisecond)
	_, err2 := file.WriteString(text[len(text)/2:])
	return errors.Join(err, err2, file.Close())
}

func (g *garden) edit(write func(path, text string) error) {
	p := g.some()
	text := p.text
	if p.whole != "" {
		text, p.whole = p.whole, ""
	}
	g.note("edit %s", p.path)
	g.replace(p, text+g.sentence(4)+"\n", write)
}

// head changes the front matter of an article that has a good one.
func (g *garden) head(p *plant, what string, change func(head string) string) {
	if p.whole != "" {
		return
	}
	head, body, _ := strings.Cut(strings.TrimPrefix(p.text, "---\n"), "---\n")
	g.note("%s %s", what, p.path)
	g.replace(p, "---\n"+change(head)+"---\n"+body, writeAside)
}

func (g *garden) draft() {
	g.head(g.some(), "draft or not", func(head string) string {
		if rest, ok := strings.CutSuffix(head, "draft: true\n"); ok {
			return rest
		}
		return head + "draft: true\n"
	})
}

func (g *garden) retag() {
	g.head(g.some(), "tags of", func(head string) string {
		before, rest, _ := strings.Cut(head, "tags: [")
		_, after, _ := strings.Cut(rest, "]")
		return before + "tags: [" + g.tags() + "]" + after
	})
}

// schedule makes an article disappear soon by itself.
func (g *garden) schedule() {
	at := time.Now().Add(time.Second + time.Duration(g.random.IntN(2000))*time.Millisecond)
	g.head(g.some(), "expiry of", func(head string) string {
		if strings.Contains(head, "expires: ") {
			return head
		}
		return fmt.Sprintf("expires: %s\n", at.UTC().Format(time.RFC3339)) + head
	})
}

func (g *garden) breakOne() {
	p := g.some()
	if p.whole != "" {
		return
	}
	g.note("break %s", p.path)
	p.whole = p.text
	g.replace(p, strings.Replace(p.text, "tags: [", "tags: [[", 1), writeInPlace)
}

// picture changes the picture that an article shows, or gives it one.
func (g *garden) picture() {
	p := g.some()
	if p.whole != "" {
		return
	}
	var data bytes.Buffer
	g.must(png.Encode(&data, image.NewGray(image.Rect(0, 0, 1+g.random.IntN(40), 1+g.random.IntN(40)))))
	name := strings.ReplaceAll(p.name, " ", "-") + ".png"
	g.note("picture of %s", p.path)
	g.must(os.WriteFile(filepath.Join(filepath.Dir(g.at(p.path)), name), data.Bytes(), 0o644))
	p.changed = true
	if !strings.Contains(p.text, name) {
		g.replace(p, p.text+"\n![]("+name+")\n", writeInPlace)
	}
}

// noise is what is no article.
func (g *garden) noise() {
	path := filepath.Join(g.folder(), []string{"4913", ".hidden.md", "_draft.md", "notes.log", "#x.md#", "x.md~"}[g.random.IntN(6)])
	g.note("noise in %s", path)
	g.must(os.WriteFile(g.at(path), []byte(g.sentence(9)), 0o644))
}

// two returns two articles.
func (g *garden) two() (a, b *plant) {
	a, b = g.some(), g.some()
	if a == b {
		return nil, nil
	}
	return a, b
}

// traded notes that two articles have traded places.
func traded(a, b *plant) {
	a.path, b.path = b.path, a.path
	a.moved, b.moved, a.swapped, b.swapped = true, true, true, true
	// What has not been there before cannot be seen to have come from elsewhere: it is another text of what was there.
	if unknown := func(p *plant) bool { return p.seen == nil || p.back }; unknown(a) || unknown(b) {
		a.edited, b.edited = true, true
	}
}

// swap makes two articles trade places, in three steps. Where that takes so long that another state may have been seen
// in between, it is not known whose id is whose.
func (g *garden) swap() {
	a, b := g.two()
	if a == nil {
		return
	}
	g.note("swap %s and %s", a.path, b.path)
	began := time.Now()
	aside := g.at(filepath.Join(filepath.Dir(a.path), ".swap"))
	g.must(errors.Join(os.Rename(g.at(a.path), aside), os.Rename(g.at(b.path), g.at(a.path)), os.Rename(aside, g.at(b.path))))
	traded(a, b)
	if time.Since(began) > 5*time.Millisecond {
		a.edited, b.edited = true, true
	}
}

func (g *garden) exchange() {
	a, b := g.two()
	if a == nil {
		return
	}
	g.note("exchange %s and %s", a.path, b.path)
	g.must(unix.Renameat2(unix.AT_FDCWD, g.at(a.path), unix.AT_FDCWD, g.at(b.path), unix.RENAME_EXCHANGE))
	traded(a, b)
}
