package adopt

import (
	"slices"
	"time"
)

// What two texts must have in common, from 0 to 1.
const (
	sameText = 0.5  // to be one text, where nothing else speaks for it
	otherOne = 0.25 // below it, one name stands for two articles where title and date differ too
	margin   = 0.15 // between the best and the next, so that the best is not best by chance
)

// sameDay is how far apart two dates may lie that mean one day: one in local time, one in UTC, one without a time.
const sameDay = 36 * time.Hour

// A stage says which articles an item may be for one reason.
type stage struct {
	way        Way
	candidates func(*matcher, *Item) []*Article
}

// stages go from the surest to the weakest, and each looks only at what those before have left.
func stages() []stage {
	return []stage{
		{ByID, (*matcher).withKnownID},
		{ByLink, (*matcher).withURL},
		{ByID, (*matcher).withID},
		{ByAlias, (*matcher).withAddress},
		{ByName, (*matcher).withName},
		{ByTitleDate, (*matcher).withTitleAndDate},
		{ByTitle, (*matcher).withTitle},
		{ByText, (*matcher).withText},
	}
}

// Find says for each item which article it is, in the order of the items. No article is two items, and none is chosen
// where another would do as well.
func Find(items []Item, articles []Article) []Match {
	m := newMatcher(articles)
	matches := make([]Match, len(items))
	for i := range items {
		matches[i] = Match{Item: &items[i], Way: NotMatched}
	}
	for _, s := range stages() {
		for m.run(s, matches) {
			// What was matched is no candidate for others any more, which may leave them a single one.
		}
	}
	for i := range matches {
		match := &matches[i]
		match.Candidates = slices.DeleteFunc(match.Candidates, func(a *Article) bool { return m.taken[a] })
		if match.Article == nil && len(match.Candidates) > 0 {
			match.Way = Ambiguous
		}
	}
	return matches
}

// run goes through one stage and reports whether it has matched something.
func (m *matcher) run(s stage, matches []Match) bool {
	wanted := map[*Article][]int{}
	for i := range matches {
		match := &matches[i]
		if match.Article != nil {
			continue
		}
		candidates := slices.DeleteFunc(s.candidates(m, match.Item), func(a *Article) bool { return m.taken[a] })
		candidates = m.narrow(match.Item, candidates)
		if len(candidates) > 1 {
			match.Candidates = candidates
		}
		if len(candidates) == 1 {
			wanted[candidates[0]] = append(wanted[candidates[0]], i)
		}
	}
	progress := false
	for a, by := range wanted {
		i, ok := m.best(a, by, matches)
		if !ok {
			for _, i := range by {
				matches[i].Candidates = []*Article{a}
			}
			continue
		}
		m.taken[a] = true
		matches[i].Article, matches[i].Way, matches[i].Candidates = a, s.way, nil
		progress = true
	}
	return progress
}

// narrow keeps of several articles those that fit the item in one more way, then in another.
func (m *matcher) narrow(item *Item, articles []*Article) []*Article {
	for _, fits := range []func(*Article) bool{
		func(a *Article) bool { return m.folded[a].title == fold(item.Title) },
		func(a *Article) bool { return isSameDay(item.Published, a.Published) },
		func(a *Article) bool { return item.Published.Equal(a.Published) },
		m.longestEnd(item, articles),
		mostAlike(item, articles),
	} {
		articles = sift(articles, fits)
	}
	return articles
}

// best is narrow for several items that may be one article.
func (m *matcher) best(a *Article, by []int, matches []Match) (int, bool) {
	for _, fits := range []func(int) bool{
		func(i int) bool { return m.folded[a].title == fold(matches[i].Item.Title) },
		func(i int) bool { return isSameDay(matches[i].Item.Published, a.Published) },
		func(i int) bool { return matches[i].Item.Published.Equal(a.Published) },
		func(i int) bool { return matches[i].Item.Text.Similarity(a.Text) >= sameText },
	} {
		by = sift(by, fits)
	}
	return by[0], len(by) == 1
}

// sift keeps what fits, or all where nothing does.
func sift[T any](all []T, fits func(T) bool) []T {
	if len(all) < 2 {
		return all
	}
	var some []T
	for _, one := range all {
		if fits(one) {
			some = append(some, one)
		}
	}
	if len(some) == 0 {
		return all
	}
	return some
}

// longestEnd tells the articles whose path agrees with the end of the item's address in the most parts.
func (m *matcher) longestEnd(item *Item, articles []*Article) func(*Article) bool {
	parts, most := addressParts(item.URL), 0
	for _, a := range articles {
		most = max(most, m.sharedEnd(parts, a))
	}
	return func(a *Article) bool { return m.sharedEnd(parts, a) == most }
}

// mostAlike tells the article whose text is most like the item's, if one stands out.
func mostAlike(item *Item, articles []*Article) func(*Article) bool {
	var first, second float64
	for _, a := range articles {
		switch s := item.Text.Similarity(a.Text); {
		case s > first:
			first, second = s, first
		case s > second:
			second = s
		}
	}
	return func(a *Article) bool {
		return first >= sameText && first-second >= margin && item.Text.Similarity(a.Text) == first
	}
}

func isSameDay(a, b time.Time) bool {
	return !a.IsZero() && !b.IsZero() && a.Sub(b).Abs() <= sameDay
}
