package catalogue

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strconv"
	"strings"
)

// What each sign of kinship counts. A pair that reaches acceptable is one article. The weights are held by replays of
// real histories: text of which half is left needs the same title or file name beside it; text alone must be four
// fifths the same; title and file name alone are enough.
const (
	textWeight  = 0.6
	titleWeight = 0.3
	stemWeight  = 0.25
	dateWeight  = 0.1
	acceptable  = 0.5
	// Texts that share less than this are not called similar at all: any two texts share some phrases.
	noise = 0.1
	// revisedNote is the share of text that lets a note change its numbers: only the same note, corrected within the
	// same published second, keeps as much.
	revisedNote = 0.75
	// crowd is the size beyond which a group of articles that have one trait in common says nothing.
	crowd = 64
)

// match pairs files with gone articles: best pairs first, each at most once. now has the keys of the articles that
// went away in this build.
func match(files, gone []trace, now map[int64]bool) []pair {
	pairs := candidates(files, gone, now)
	slices.SortFunc(pairs, func(a, b pair) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(b.score, a.score), cmp.Compare(a.file, b.file), cmp.Compare(a.gone, b.gone))
	})
	fileTaken, goneTaken := make([]bool, len(files)), make([]bool, len(gone))
	var chosen []pair
	for _, p := range pairs {
		if !fileTaken[p.file] && !goneTaken[p.gone] {
			fileTaken[p.file], goneTaken[p.gone] = true, true
			chosen = append(chosen, p)
		}
	}
	return chosen
}

func candidates(files, gone []trace, now map[int64]bool) []pair {
	groups := map[string][]int{}
	for i := range gone {
		for _, trait := range gone[i].traits() {
			groups[trait] = append(groups[trait], i)
		}
	}
	var pairs []pair
	seen := map[int]bool{}
	for f := range files {
		clear(seen)
		for _, trait := range files[f].traits() {
			group := groups[trait]
			if len(group) > crowd {
				group = nearest(group, gone, files[f].path)
			}
			for _, g := range group {
				if seen[g] {
					continue
				}
				seen[g] = true
				if rank, score, ok := compare(&files[f], &gone[g], now[gone[g].key]); ok {
					pairs = append(pairs, pair{file: f, gone: g, rank: rank, score: score})
				}
			}
		}
	}
	return pairs
}

// nearest cuts a crowd to those whose file has the same name; the crowd is in the order of the paths.
func nearest(group []int, gone []trace, path string) []int {
	name := path[strings.LastIndexByte(path, '/')+1:]
	var near []int
	for _, g := range group {
		if len(near) < crowd && strings.HasSuffix(gone[g].path, name) {
			near = append(near, g)
		}
	}
	return near
}

// traits are what two traces must have at least one of in common to be compared at all.
func (t *trace) traits() []string {
	traits := []string{"text " + t.hash, "path " + t.path, "stem " + t.stem}
	if t.id != "" {
		traits = append(traits, "id "+t.id)
	}
	if t.title != "" {
		traits = append(traits, "title "+t.title)
	}
	if t.body != "" {
		traits = append(traits, "body "+t.body)
	}
	if t.published != 0 {
		traits = append(traits, "date "+strconv.FormatInt(t.published, 10))
	}
	for _, address := range t.addresses {
		traits = append(traits, "address "+address)
	}
	// Pairs of neighbouring values: two texts that are half the same have one in common almost for certain.
	for i := 0; i+4 <= len(t.fingerprint); i += 4 {
		if band := binary.LittleEndian.Uint32(t.fingerprint[i:]); band != 0 {
			traits = append(traits, "band "+strconv.Itoa(i)+" "+strconv.FormatUint(uint64(band), 16))
		}
	}
	return traits
}

// compare says how well the new file f fits the gone article g, which went away just now or earlier.
func compare(f, g *trace, justNow bool) (rank int, score float64, ok bool) {
	score = f.kinship(g)
	switch {
	case f.id != "" && f.id == g.id:
		return sameID, score, true
	case f.given != "" && g.given != "": // and they differ
		return 0, 0, false
	case f.hash == g.hash:
		return sameText, score, true
	case f.path == g.path && !justNow:
		return samePath, score, true
	case f.sharesAddress(g):
		return sameAddress, score, true
	}
	return similar, score, score >= acceptable && !f.isNeighbour(g)
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
	return score
}

func (f *trace) similarity(g *trace) float64 {
	if f.body != "" && f.body == g.body {
		return 1
	}
	return f.fingerprint.Similarity(g.fingerprint)
}

// isNeighbour reports whether f and g are two of a kind rather than one article: the release notes of 3.1.2 and 3.1.3,
// alike but for the numbers in their titles.
func (f *trace) isNeighbour(g *trace) bool {
	if numbers(f.title) == numbers(g.title) {
		return false
	}
	sameMoment := f.published != 0 && f.published == g.published && f.published%(24*60*60) != 0
	return !sameMoment || f.similarity(g) < revisedNote
}

func (f *trace) sharesAddress(g *trace) bool {
	for _, address := range f.addresses {
		if slices.Contains(g.addresses, address) {
			return true
		}
	}
	return false
}

// numbers returns the numbers in a title, with a blank between them.
func numbers(title string) string {
	return strings.Join(strings.FieldsFunc(title, func(r rune) bool { return r < '0' || r > '9' }), " ")
}
