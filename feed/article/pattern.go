package article

import "strings"

// match reports whether a path has the form of pattern, as generators write them: * and ? stand for characters of one
// name, ** for any, {a,b} for one of several. The time it takes is bounded by the number of wildcards that it reads.
func match(pattern, name string) bool {
	for _, p := range alternatives(pattern) {
		if matchOne(p, name) {
			return true
		}
	}
	return false
}

// alternatives writes out {a,b}.
func alternatives(pattern string) []string {
	const most = 100
	done, open := []string(nil), []string{pattern}
	for len(open) > 0 && len(done)+len(open) < most {
		p := open[len(open)-1]
		open = open[:len(open)-1]
		end := strings.IndexByte(p, '}')
		start := -1
		if end >= 0 {
			start = strings.LastIndexByte(p[:end], '{')
		}
		if start < 0 {
			done = append(done, p)
			continue
		}
		for choice := range strings.SplitSeq(p[start+1:end], ",") {
			open = append(open, p[:start]+choice+p[end+1:])
		}
	}
	return done
}

// matchOne goes back to the last wildcard alone where the rest does not fit, once for * within a name and once for **
// across names, which finds a match wherever there is one.
func matchOne(pattern, name string) bool {
	type place struct{ pattern, name int }
	star, stars := place{-1, 0}, place{-1, 0}
	p, n := 0, 0
	for n < len(name) || p < len(pattern) {
		switch {
		case strings.HasPrefix(pattern[p:], "**"):
			p += 2
			stars, star = place{p, n}, place{-1, 0}
			continue
		case p < len(pattern) && pattern[p] == '*':
			p++
			star = place{p, n}
			continue
		case p < len(pattern) && n < len(name) && (pattern[p] == name[n] || pattern[p] == '?' && name[n] != '/'):
			p++
			n++
			continue
		}
		switch {
		case star.pattern >= 0 && star.name < len(name) && name[star.name] != '/':
			star.name++
			p, n = star.pattern, star.name
		case stars.pattern >= 0 && stars.name < len(name):
			stars.name++
			p, n, star = stars.pattern, stars.name, place{-1, 0}
		default:
			return false
		}
	}
	return true
}
