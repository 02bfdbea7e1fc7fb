package article

import "fmt"

// Misspelt returns the keys of an article's front matter that are not known and look like one that is, in their order. An
// article that Parse does not read has none.
func Misspelt(src Source) []*Error {
	decoded, _, fault := decode(src.Data)
	if fault != nil {
		return nil
	}
	head, fault := splitFrontMatter(string(decoded), isHTML(src.Path))
	if fault != nil {
		return nil
	}
	var found []*Error
	for _, e := range head.fields {
		key := normalKey(e.key)
		if len(uses()[key]) > 0 {
			continue
		}
		if known := nearestKey(key); known != "" {
			found = append(found, &Error{Path: src.Path, Line: e.value.line, Err: fmt.Errorf("the key %q is not known", e.key),
				Fix: fmt.Sprintf("did you mean %q?", known)})
		}
	}
	return found
}

// nearestKey returns the known key that is a slip of the fingers away from key, "" where there is none. A short key is another
// word more often than a slip.
func nearestKey(key string) string {
	best, bestDistance := "", 2
	switch {
	case len(key) < 4:
		return ""
	case len(key) > 7:
		bestDistance = 3
	}
	for i := range fields {
		if fields[i].fenced { // words that mean something else as well
			continue
		}
		for rank, k := range fields[i].keys {
			known := normalKey(k.name)
			if known[0] != key[0] {
				continue
			}
			if d := slips(key, known); d < bestDistance || d == bestDistance && rank == 0 && best != "" {
				best, bestDistance = known, d
			}
		}
	}
	return best
}

// slips is the number of letters to add, drop, change or exchange with their neighbour to make b of a.
func slips(a, b string) int {
	before, row := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		next := make([]int, len(b)+1)
		next[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			next[j+1] = min(row[j]+cost, row[j+1]+1, next[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				next[j+1] = min(next[j+1], before[j-1]+1)
			}
		}
		before, row = row, next
	}
	return row[len(b)]
}
