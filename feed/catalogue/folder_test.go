package catalogue_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"seedfeed/feed/article"
	"seedfeed/feed/catalogue"
)

const siteURL = "https://example.org/blog/"

var firstBuild = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// A folder is a folder of articles that is built again and again, as package build does it.
type folder struct {
	testing.TB
	state string
	now   time.Time
	files map[string]file
	git   map[string]time.Time
	adopt map[string]catalogue.Adoption
	// order is the order in which files are put into the catalogue; nil is that of their paths.
	order   func([]item)
	changes []catalogue.Change
}

type file struct {
	text     string
	modified time.Time
}

type item struct {
	path string
	key  int64
}

func newFolder(tb testing.TB) *folder {
	return &folder{TB: tb, state: tb.TempDir(), now: firstBuild, files: map[string]file{}}
}

// put writes a file now.
func (f *folder) put(path, text string) {
	f.files[path] = file{text: text, modified: f.now.Add(-time.Minute)}
}

func (f *folder) remove(path string) { delete(f.files, path) }

func (f *folder) rename(from, to string) {
	f.Helper()
	moved, ok := f.files[from]
	if !ok {
		f.Fatalf("there is no %s", from)
	}
	delete(f.files, from)
	f.files[to] = moved
}

func (f *folder) edit(path string, change func(string) string) {
	f.put(path, change(f.files[path].text))
}

// build is one build an hour after the last. It returns what the catalogue knows then, by path.
func (f *folder) build() map[string]catalogue.Record {
	f.Helper()
	f.now = f.now.Add(time.Hour)
	return f.buildNow()
}

func (f *folder) buildNow() map[string]catalogue.Record {
	f.Helper()
	ctx := f.Context()
	c, err := catalogue.Open(ctx, f.state, catalogue.Options{})
	f.check(err)
	defer func() { f.check(c.Close()) }()
	items, lost := f.compare(c)
	u, err := c.Begin(ctx, catalogue.UpdateOptions{
		Now: f.now, URL: siteURL, GitDates: func() map[string]time.Time { return f.git },
		ArticlePath: func(slug string) string { return "articles/" + slug }, Adopt: f.adopt,
	})
	f.check(err)
	defer u.Rollback()
	for _, key := range lost {
		f.check(u.Lose(ctx, key))
	}
	if f.order != nil {
		f.order(items)
	}
	for _, it := range items {
		_, err := u.Put(ctx, it.key, f.read(it.path))
		f.check(err)
	}
	f.changes, err = u.Settle(ctx)
	f.check(err)
	f.check(u.Commit())
	return f.records(c)
}

func (f *folder) check(err error) {
	f.Helper()
	if err != nil {
		f.Fatal(err)
	}
}

// ask opens the catalogue between two builds.
func (f *folder) ask(question func(*catalogue.Catalogue) error) {
	f.Helper()
	c, err := catalogue.Open(f.Context(), f.state, catalogue.Options{})
	f.check(err)
	err = question(c)
	f.check(c.Close())
	f.check(err)
}

// compare returns the files to be read, and the articles whose files are gone or hold another article now.
func (f *folder) compare(c *catalogue.Catalogue) (items []item, lost []int64) {
	ctx := f.Context()
	known := map[string]int64{}
	f.check(c.Files(ctx, func(key int64, path string, _ []byte, _ catalogue.State) error {
		known[path] = key
		return nil
	}))
	due, err := c.Due(ctx, f.now)
	f.check(err)
	owner, holds := map[[32]byte]int64{}, map[string][32]byte{}
	for _, path := range slices.Sorted(maps.Keys(known)) {
		key := known[path]
		now, ok := f.files[path]
		if !ok {
			lost = append(lost, key)
			continue
		}
		before, err := c.Hash(ctx, key)
		f.check(err)
		hash, ok := article.TextHash([]byte(now.text))
		if ok && hash == before && !slices.Contains(due, key) {
			continue
		}
		items = append(items, item{path, key})
		owner[before], holds[path] = key, hash
	}
	for path := range f.files {
		if known[path] == 0 {
			items = append(items, item{path: path})
			holds[path], _ = article.TextHash([]byte(f.files[path].text))
		}
	}
	moved := map[int64]bool{}
	for _, hash := range holds {
		moved[owner[hash]] = true
	}
	for i, it := range items {
		if it.key == 0 || !moved[it.key] || owner[holds[it.path]] == it.key {
			continue
		}
		if owner[holds[it.path]] == 0 {
			fingerprint, title, err := c.Fingerprint(ctx, it.key)
			f.check(err)
			if a := f.read(it.path).Article; a == nil || a.Title == title || a.Fingerprint.Similarity(fingerprint) >= 0.5 {
				continue
			}
		}
		lost = append(lost, it.key)
		items[i].key = 0
	}
	if len(items)+len(lost) > 0 {
		items = append(items, f.rivals(c, items, lost)...)
	}
	slices.SortFunc(items, func(a, b item) int { return strings.Compare(a.path, b.path) })
	return items, lost
}

func (f *folder) rivals(c *catalogue.Catalogue, items []item, lost []int64) (more []item) {
	keys, err := c.Rivals(f.Context())
	f.check(err)
	for _, key := range keys {
		record, _, err := c.Record(f.Context(), key)
		f.check(err)
		if !slices.Contains(lost, key) && !slices.ContainsFunc(items, func(it item) bool { return it.key == key }) {
			more = append(more, item{record.Path, key})
		}
	}
	return more
}

func (f *folder) read(at string) catalogue.Reading {
	held := f.files[at]
	r := catalogue.Reading{Path: at, Stamp: []byte{1}, ModTime: held.modified}
	a, err := article.Parse(article.Source{Path: at, Data: []byte(held.text)}, article.Settings{})
	if err != nil {
		r.Problem = err.Error()
		return r
	}
	r.Article, r.Slug = a, a.Slug
	if r.Slug == "" {
		r.Slug = strings.ToLower(article.Stem(at))
	}
	for _, tag := range a.Tags {
		r.Tags = append(r.Tags, catalogue.Tag{Slug: strings.ToLower(tag), Name: tag})
	}
	r.Shown, _ = article.TextHash([]byte(a.Title + strings.Join(a.Tags, ",") + string(a.Content)))
	return r
}

// records returns what the catalogue knows and holds it to what is always true.
func (f *folder) records(c *catalogue.Catalogue) map[string]catalogue.Record {
	f.Helper()
	all := map[string]catalogue.Record{}
	ids, slugs := map[string]string{}, map[string]string{}
	listed, err := c.Newest(f.Context(), len(f.files))
	f.check(err)
	leftOut, err := c.LeftOut(f.Context())
	f.check(err)
	for _, record := range append(listed, leftOut...) {
		path := record.Path
		all[path] = record
		if record.State == catalogue.Skipped {
			continue
		}
		if record.ID == "" || record.Slug == "" {
			f.Errorf("%s: got id %q, slug %q", path, record.ID, record.Slug)
		}
		if other := ids[record.ID]; other != "" {
			f.Errorf("%s and %s share the id %s", path, other, record.ID)
		}
		if other := slugs[record.Slug]; other != "" {
			f.Errorf("%s and %s share the slug %s", path, other, record.Slug)
		}
		ids[record.ID], slugs[record.Slug] = path, path
	}
	for path := range f.files {
		if all[path].Path != path {
			f.Errorf("%s is not in the catalogue", path)
		}
	}
	if len(all) != len(f.files) {
		f.Errorf("got %d files in the catalogue, want %d", len(all), len(f.files))
	}
	return all
}

// prose is text of so many words, always the same for one seed.
func prose(seed uint64, words int) string {
	random := rand.New(rand.NewPCG(seed, 7))
	var b strings.Builder
	for n := range words {
		b.WriteString(word(random))
		switch {
		case n%12 == 11:
			b.WriteString(".\n")
		default:
			b.WriteByte(' ')
		}
	}
	return b.String()
}

func word(random *rand.Rand) string {
	const syllables = "ka lo mi ne ru sa te vo ba di fe go hu ja pe qui ro sta tri wen"
	all := strings.Fields(syllables)
	return all[random.IntN(len(all))] + all[random.IntN(len(all))] + all[random.IntN(len(all))]
}

// reworded returns text with some of the words of its body replaced.
func reworded(text string, seed uint64, count int) string {
	random := rand.New(rand.NewPCG(seed, 9))
	_, body, ok := strings.Cut(text, "\n---\n")
	if !ok {
		body = text
	}
	words := strings.Split(body, " ")
	for range count {
		words[random.IntN(len(words))] = word(random)
	}
	return text[:len(text)-len(body)] + strings.Join(words, " ")
}

// note is an article with a title, other front matter, and a body.
func note(title, head, body string) string {
	return "---\ntitle: " + title + "\n" + head + "---\n\n" + body + "\n"
}

func story(n int) string {
	return note(fmt.Sprintf("The story of %s", prose(uint64(n)+1000, 2)), "", prose(uint64(n), 150))
}
