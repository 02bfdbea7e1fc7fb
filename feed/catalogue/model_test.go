package catalogue_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"seedfeed/feed/catalogue"
)

// TestRandomHistories plays random changes. Whatever happens, no two articles share an id (which build checks), the article of a
// path whose file was only edited keeps its id, a renamed one keeps it too, the tags are counted right, and the versions of
// a text are found.
func TestRandomHistories(t *testing.T) {
	seeds := uint64(4)
	if slow {
		seeds = 1
	}
	for seed := range seeds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			h := newHistory(t, seed)
			// The same history, with the files put in another order, gives the same catalogue.
			other := newHistory(t, seed)
			shuffle := rand.New(rand.NewPCG(seed, 3))
			other.order = func(items []item) {
				shuffle.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
			}
			for range 12 {
				h.step()
				other.step()
				for _, path := range slices.Sorted(maps.Keys(h.last)) {
					a, b := h.last[path], other.last[path]
					a.Key, b.Key = 0, 0
					if a != b {
						t.Errorf("%s: in another order of the files got %+v, want %+v", path, b, a)
					}
				}
				h.checkTags()
				h.checkVersions()
				if t.Failed() {
					return
				}
			}
		})
	}
}

type history struct {
	*folder
	random *rand.Rand
	last   map[string]catalogue.Record
	next   uint64            // the number of the next article
	is     map[string]uint64 // by path, the number of the article that a file holds
	ids    map[uint64]string
	gone   map[uint64]file
}

func newHistory(t *testing.T, seed uint64) *history {
	return &history{folder: newFolder(t), random: rand.New(rand.NewPCG(seed, 1)), is: map[string]uint64{}, ids: map[uint64]string{}, gone: map[uint64]file{}}
}

func (h *history) add(path string) {
	h.next++
	tags := fmt.Sprintf("tags: [t%d, t%d]\n", h.random.IntN(5), 5+h.random.IntN(3))
	if h.next%2 == 0 {
		tags += fmt.Sprintf("translationKey: v%d\n", h.random.IntN(3))
	}
	h.put(path, note("On "+prose(h.next+1000, 3), tags, prose(h.next, 80)))
	h.is[path] = h.next
}

// anyPath returns the path of a file that this step has not yet changed.
func (h *history) anyPath(changed map[string]bool) (string, bool) {
	paths := slices.DeleteFunc(slices.Sorted(maps.Keys(h.is)), func(path string) bool { return changed[path] })
	if len(paths) == 0 {
		return "", false
	}
	path := paths[h.random.IntN(len(paths))]
	changed[path] = true
	return path, true
}

func (h *history) freePath() string {
	for {
		path := fmt.Sprintf("%c/%c%d.md", 'a'+h.random.IntN(3), 'a'+h.random.IntN(3), h.random.IntN(20))
		if _, taken := h.files[path]; !taken && h.last[path].ID == "" {
			return path
		}
	}
}

func (h *history) moveTo(from, to string) {
	h.rename(from, to)
	h.is[to] = h.is[from]
	delete(h.is, from)
}

// step makes up to six changes and builds.
func (h *history) step() {
	h.Helper()
	changed := map[string]bool{}
	for range 1 + h.random.IntN(6) {
		path, ok := h.anyPath(changed)
		kind := h.random.IntN(7)
		if !ok {
			kind = 0
		}
		switch kind {
		case 0, 1:
			to := h.freePath()
			changed[to] = true
			h.add(to)
		case 2:
			h.edit(path, func(text string) string { return reworded(text, h.next+h.random.Uint64N(1000), 6) })
		case 3, 4:
			to := h.freePath()
			changed[to] = true
			h.moveTo(path, to)
			if kind == 4 {
				h.edit(to, func(text string) string { return reworded(text, h.next+h.random.Uint64N(1000), 4) })
			}
		case 5:
			h.gone[h.is[path]] = h.files[path]
			h.remove(path)
			delete(h.is, path)
		case 6:
			if other, ok := h.anyPath(changed); ok {
				h.files[path], h.files[other] = h.files[other], h.files[path]
				h.is[path], h.is[other] = h.is[other], h.is[path]
			}
		}
	}
	// One that was deleted comes back, in some later step, at some other place.
	if numbers := slices.Sorted(maps.Keys(h.gone)); len(numbers) > 0 && h.random.IntN(3) == 0 {
		if n := numbers[0]; h.ids[n] != "" && h.settled(n) {
			to := h.freePath()
			h.put(to, h.gone[n].text)
			h.is[to] = n
			delete(h.gone, n)
		}
	}
	h.last = h.build()
	h.checkIDs()
}

// settled reports whether the article is gone since an earlier step.
func (h *history) settled(n uint64) bool {
	for _, record := range h.last {
		if record.ID == h.ids[n] {
			return false
		}
	}
	return true
}

func (h *history) checkIDs() {
	h.Helper()
	for path, n := range h.is {
		got := h.last[path].ID
		if want := h.ids[n]; want != "" && got != want {
			h.Errorf("%s: article %d has the id %s and had %s", path, n, got, want)
		}
		h.ids[n] = got
	}
}

// checkTags counts anew what the catalogue keeps count of.
func (h *history) checkTags() {
	h.Helper()
	want := map[string]int{}
	for path := range h.files {
		for _, tag := range h.read(path).Tags {
			want[tag.Slug]++
		}
	}
	got := map[string]int{}
	h.ask(func(c *catalogue.Catalogue) error {
		tags, err := c.Tags(h.Context(), 100)
		for _, tag := range tags {
			got[tag.Slug] = tag.Articles
			records, err := c.Tagged(h.Context(), tag.Slug, 1000)
			if err != nil || len(records) != tag.Articles {
				h.Errorf("%s: got %d articles, %v; want %d", tag.Slug, len(records), err, tag.Articles)
			}
		}
		return err
	})
	if !maps.Equal(got, want) {
		h.Errorf("got tags %v, want %v", got, want)
	}
}

// checkVersions finds anew which articles are versions of each text.
func (h *history) checkVersions() {
	h.Helper()
	want := map[string][]string{}
	for path := range h.files {
		if text := h.read(path).Article.Translation; text != "" {
			want[text] = append(want[text], path)
		}
	}
	h.ask(func(c *catalogue.Catalogue) error {
		for _, text := range []string{"v0", "v1", "v2"} {
			records, err := c.Versions(h.Context(), text)
			if err != nil {
				return err
			}
			var got []string
			for _, record := range records {
				got = append(got, record.Path)
			}
			slices.Sort(got)
			slices.Sort(want[text])
			if !slices.Equal(got, want[text]) {
				h.Errorf("%s: got %v, want %v", text, got, want[text])
			}
		}
		return nil
	})
}
