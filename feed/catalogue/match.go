package catalogue

import (
	"cmp"
	"encoding/binary"
	"path"
	"slices"
	"strconv"
	"strings"

	"seedfeed/feed/article"
)

// A trace is what tells one article's text from another's.
type trace struct {
	key         int64
	path        string // of an article that is gone: its last one
	id          string
	given       string // the id that the file itself states
	hash, body  string
	title, stem string
	published   int64 // 0 where the article does not state it
	since       int64 // of an article that is gone: Unix seconds
	fingerprint article.Fingerprint
	addresses   []string
}

// A pair says that the new file may be the gone article. Evidence of a lower rank is stronger; within a rank the
// higher score is.
type pair struct {
	file, gone int // indexes
	rank       int
	score      float64
}

const (
	sameID = iota
	sameText
	sameAddress
	similar
)

// What each sign of kinship counts. A pair that reaches acceptable is one article. The weights are held by replays of
// real histories: text of which half is left needs the same title or file name beside it; text alone must be five sixths
// the same, or three quarters within a folder of one name; title and file name alone are enough unless the articles state
// different dates.
const (
	textWeight   = 0.6
	titleWeight  = 0.3
	stemWeight   = 0.25
	pathWeight   = 0.25
	dateWeight   = 0.1
	folderWeight = 0.05 // decides between files that are all called alike
	// namesakeWeight is for an article that went away just now and a file with its name and its date: with those two they
	// are one article, however short its text is and however much it has changed.
	namesakeWeight = 0.15
	// numberWeight decides between files that differ in nothing but the numbers in their names.
	numberWeight = 0.05
	acceptable   = 0.5
	// Texts that share less than this are not called similar at all: any two texts share some phrases.
	noise = 0.1
	// redated is the share of text that makes two articles of different dates one article that was put off, rather than
	// two instalments of a series. A short text tells less: yesterday's weather report is half today's.
	redated, shortRedated = 0.5, 0.9
	// retitled is the share of text that lets an article change its title, its date and its file's name at once.
	retitled = 0.9
	// kept is the least share of text that an article which comes back to its path has from before.
	kept = 0.25
	// revisedNote is the share of text that lets a note change its numbers: only the same note, corrected within the
	// same published second, keeps as much.
	revisedNote = 0.75
	// crowd is the size beyond which a group of articles that have one trait in common says nothing, and beyond which not
	// each file is compared with each gone article that had its text: time and memory would grow with the square.
	crowd = 64
)

// match pairs files with gone articles: best pairs first, each at most once. now has the keys of the articles that
// went away in this build.
func match(files, gone []trace, now map[int64]bool) []pair {
	m := matcher{files: files, gone: gone, now: now, fileTaken: make([]bool, len(files)), goneTaken: make([]bool, len(gone))}
	// What is certain comes first, and leaves little for the rest, which needs far more memory. Of a crowd each round finds a
	// part.
	for m.round((*trace).proofs, sameAddress) {
	}
	m.round((*trace).signs, similar)
	m.stay()
	return m.chosen
}

type matcher struct {
	files, gone          []trace
	now                  map[int64]bool
	fileTaken, goneTaken []bool
	chosen               []pair
}

// round chooses among the pairs that have one of the traits in common and are of a rank up to weakest. It tells whether
// another round may find more.
func (m *matcher) round(traits func(*trace) []string, weakest int) (more bool) {
	groups := map[string][]int{}
	for g := range m.gone {
		if m.goneTaken[g] {
			continue
		}
		for _, trait := range traits(&m.gone[g]) {
			groups[trait] = append(groups[trait], g)
		}
	}
	var pairs []pair
	crowds := map[string]*throng{}
	seen := map[int]bool{}
	for f := range m.files {
		if m.fileTaken[f] {
			continue
		}
		clear(seen)
		for _, trait := range traits(&m.files[f]) {
			group := groups[trait]
			switch {
			case len(group) <= crowd:
			case weakest == similar:
				continue
			default:
				if crowds[trait] == nil {
					crowds[trait] = m.newThrong(group)
				}
				group = crowds[trait].some(&m.files[f])
			}
			for _, g := range group {
				if seen[g] {
					continue
				}
				seen[g] = true
				if rank, score, ok := compare(&m.files[f], &m.gone[g], m.now[m.gone[g].key]); ok && rank <= weakest {
					pairs = append(pairs, pair{file: f, gone: g, rank: rank, score: score})
				}
			}
		}
	}
	before := len(m.chosen)
	m.choose(pairs)
	return len(crowds) > 0 && len(m.chosen) > before
}

// stay pairs what is left of the articles that went away just now with what is left of the files, where one has the path of
// the other: what was taken for two articles, and has come from nowhere and gone nowhere, is one that was written anew.
func (m *matcher) stay() {
	at := map[string]int{}
	for g := range m.gone {
		if gone := &m.gone[g]; !m.goneTaken[g] && m.now[gone.key] {
			at[gone.path] = g
		}
	}
	for f := range m.files {
		file := &m.files[f]
		if g, ok := at[file.path]; ok && !m.fileTaken[f] && (file.given == "" || file.given == m.gone[g].id) {
			m.fileTaken[f], m.goneTaken[g] = true, true
			m.chosen = append(m.chosen, pair{file: f, gone: g, rank: similar})
		}
	}
}

// A throng is a crowd of gone articles, by the names of their files.
type throng struct {
	all    []int
	called map[string][]int
	turn   map[string]int // how many files have been shown those with a name
}

func (m *matcher) newThrong(all []int) *throng {
	t := &throng{all: all, called: map[string][]int{}, turn: map[string]int{}}
	for _, g := range all {
		gone := &m.gone[g]
		t.called[gone.stem] = append(t.called[gone.stem], g)
		if name := gone.name(); name != gone.stem {
			t.called[name] = append(t.called[name], g)
		}
	}
	return t
}

// some returns those of the throng that a file is compared with: some that have its name, and some of all, others for each
// file.
func (t *throng) some(file *trace) []int {
	shown := slices.Concat(t.window(t.called[file.name()], file.name()), t.window(t.called[file.stem], file.stem))
	return append(shown, t.window(t.all, "")...)
}

func (t *throng) window(group []int, name string) []int {
	if len(group) <= crowd {
		return group
	}
	start := t.turn[name] % len(group)
	t.turn[name]++
	return group[start:min(start+crowd, len(group))]
}

func (m *matcher) choose(pairs []pair) {
	slices.SortFunc(pairs, func(a, b pair) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(b.score, a.score), cmp.Compare(a.file, b.file), cmp.Compare(a.gone, b.gone))
	})
	for _, p := range pairs {
		if !m.fileTaken[p.file] && !m.goneTaken[p.gone] {
			m.fileTaken[p.file], m.goneTaken[p.gone] = true, true
			m.chosen = append(m.chosen, p)
		}
	}
}

// proofs are traits of which one in common is enough.
func (t *trace) proofs() []string {
	proofs := []string{"text " + t.hash}
	if t.id != "" {
		proofs = append(proofs, "id "+t.id)
	}
	for _, address := range t.addresses {
		proofs = append(proofs, "address "+address)
	}
	return proofs
}

// name is that of the file with its folder.
func (t *trace) name() string { return t.path[strings.LastIndexByte(path.Dir(t.path), '/')+1:] }

// signs are traits of which two traces must have at least one in common to be compared at all.
func (t *trace) signs() []string {
	signs := []string{"path " + t.path, "name " + t.name(), "stem " + t.stem, "title " + t.title, "both " + t.stem + "\x00" + t.title, "body " + t.body}
	if n := numbers(t.stem); n != "" {
		signs = append(signs, "numbers "+n)
	}
	if t.published != 0 {
		signs = append(signs, "date "+strconv.FormatInt(t.published, 10))
	}
	// Pairs of neighbouring values: two texts that are half the same have one in common almost for certain.
	for i := 0; i+4 <= len(t.fingerprint); i += 4 {
		if band := binary.LittleEndian.Uint32(t.fingerprint[i:]); band != 0 {
			signs = append(signs, "band "+strconv.Itoa(i)+" "+strconv.FormatUint(uint64(band), 16))
		}
	}
	return signs
}

// compare says how well the new file f fits the gone article g, which went away just now or earlier.
func compare(f, g *trace, justNow bool) (rank int, score float64, ok bool) {
	kinship := f.kinship(g)
	if justNow && f.stem != "" && f.stem == g.stem && f.published != 0 && f.published == g.published {
		kinship += namesakeWeight
	}
	score = kinship
	if f.stem != g.stem && numbers(f.stem) != "" && numbers(f.stem) == numbers(g.stem) {
		score += numberWeight
	}
	switch {
	case f.id != "" && f.id == g.id:
		return sameID, score, true
	case f.given != "" && g.given != "": // and they differ
		return 0, 0, false
	case f.hash == g.hash:
		// Of two that held this text it is the one that subscribers had last. The kinship is less than ten.
		return sameText, float64(g.since) + score/10, true
	case f.sharesAddress(g):
		return sameAddress, score, true
	case f.path == g.path && !justNow:
		// It has come back. What was at this path until now is compared by its text like all others: the file holds
		// something else.
		return similar, score + pathWeight, !f.isStranger(g)
	}
	return similar, score, kinship >= acceptable && !f.isNeighbour(g)
}

func (f *trace) kinship(g *trace) float64 {
	text := f.similarity(g)
	score := 0.0
	if text > noise {
		score += textWeight * text
	}
	if f.title != "" && f.title == g.title {
		score += titleWeight
	}
	if f.stem != "" && f.stem == g.stem {
		score += stemWeight
	}
	if f.published != 0 && f.published == g.published {
		score += dateWeight
	}
	if path.Base(path.Dir(f.path)) == path.Base(path.Dir(g.path)) {
		score += folderWeight
	}
	return score
}

func (f *trace) similarity(g *trace) float64 {
	if f.body != "" && f.body == g.body {
		return 1
	}
	return f.fingerprint.Similarity(g.fingerprint)
}

// isStranger reports whether nothing but its path speaks for f being g: its title, its text and the date that it states
// are others. Where no date is stated, an article that was written anew cannot be told from another one.
func (f *trace) isStranger(g *trace) bool {
	return f.isRedated(g) && f.title != g.title && f.similarity(g) < kept
}

// isRedated reports whether both state a date, and not the same.
func (f *trace) isRedated(g *trace) bool {
	return f.published != 0 && g.published != 0 && f.published != g.published
}

// isNeighbour reports whether f and g are two of a kind rather than one article: the release notes of 3.1.2 and 3.1.3,
// alike but for the numbers in their titles, or two days' instalments of a column that all have one title.
func (f *trace) isNeighbour(g *trace) bool {
	similarity := f.similarity(g)
	if !f.isRedated(g) && f.body != "" && f.body == g.body && f.fingerprint.Telling() {
		return false // a headline was corrected: of two in a series, each has a text or a date of its own
	}
	if numbers(f.title) != numbers(g.title) {
		sameMoment := f.published != 0 && f.published == g.published && f.published%(24*60*60) != 0
		return !sameMoment || similarity < revisedNote
	}
	// Without a number in the title it is the file's name that tells which of a series it is.
	named := numbers(f.title) == "" && numbers(f.stem) != numbers(g.stem)
	if !f.isRedated(g) {
		return named && similarity < 1 && !f.fingerprint.Telling()
	}
	if f.title != g.title && f.stem != g.stem && !(f.fingerprint.Telling() && similarity >= retitled) {
		return true
	}
	if !f.fingerprint.Telling() {
		return similarity < shortRedated || named && similarity < 1
	}
	return similarity < redated || named && similarity < 1
}

func (f *trace) sharesAddress(g *trace) bool {
	for _, address := range f.addresses {
		if slices.Contains(g.addresses, address) {
			return true
		}
	}
	return false
}

// numbers returns the numbers in a title or name, with a blank between them.
func numbers(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r < '0' || r > '9' }), " ")
}
