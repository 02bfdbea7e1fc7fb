package adopt

import (
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode"

	"seedfeed/feed/article"
)

// A matcher finds articles by what items say.
type matcher struct {
	articles []*Article
	taken    map[*Article]bool
	folded   map[*Article]names
	known    map[string][]*Article // by ids that are no mere consequence of the path
	ids      map[string][]*Article
	urls     map[string][]*Article
	former   map[string][]*Article // by other addresses
	named    map[string][]*Article // by slug and by the file's name
	titled   map[string][]*Article
}

// names are what an article is called, folded.
type names struct {
	title string
	parts []string // of the path
}

func newMatcher(articles []Article) *matcher {
	m := &matcher{
		taken: map[*Article]bool{}, folded: map[*Article]names{}, known: map[string][]*Article{}, ids: map[string][]*Article{},
		urls: map[string][]*Article{}, former: map[string][]*Article{}, named: map[string][]*Article{}, titled: map[string][]*Article{},
	}
	for i := range articles {
		a := &articles[i]
		m.articles = append(m.articles, a)
		n := names{title: fold(a.Title), parts: pathParts(a.Path)}
		m.folded[a] = n
		if a.Known || a.Given != "" {
			add(m.known, a.ID, a)
		}
		add(m.ids, a.ID, a)
		for _, address := range slices.Concat([]string{a.URL}, a.Links) {
			for _, key := range addressKeys(address) {
				add(m.urls, key, a)
			}
		}
		for _, address := range a.Former {
			for _, key := range addressKeys(address) {
				add(m.former, key, a)
			}
		}
		add(m.named, fold(a.Slug), a)
		add(m.named, fold(article.Stem(a.Path)), a)
		add(m.titled, n.title, a)
	}
	return m
}

// add enters an article once. An empty key tells nothing.
func add(index map[string][]*Article, key string, a *Article) {
	if key != "" && !slices.Contains(index[key], a) {
		index[key] = append(index[key], a)
	}
}

func (m *matcher) withKnownID(item *Item) []*Article { return slices.Clone(m.known[item.ID]) }

func (m *matcher) withID(item *Item) []*Article { return slices.Clone(m.ids[item.ID]) }

func (m *matcher) withURL(item *Item) []*Article { return at(m.urls, item) }

func (m *matcher) withAddress(item *Item) []*Article { return at(m.former, item) }

// at looks an item's address up, with its host first.
func at(index map[string][]*Article, item *Item) []*Article {
	for _, key := range addressKeys(item.URL) {
		if found := index[key]; len(found) > 0 {
			return slices.Clone(found)
		}
	}
	return nil
}

// withName finds the articles that are called like the page at the item's address, unless all else says that they are
// others.
func (m *matcher) withName(item *Item) []*Article {
	parts := addressParts(item.URL)
	if len(parts) == 0 {
		return nil
	}
	title := fold(item.Title)
	return slices.DeleteFunc(slices.Clone(m.named[parts[len(parts)-1]]), func(a *Article) bool {
		otherDate := !item.Published.IsZero() && a.Dated && !isSameDay(item.Published, a.Published)
		return m.folded[a].title != title && otherDate && item.Text.Similarity(a.Text) < otherOne
	})
}

func (m *matcher) withTitleAndDate(item *Item) []*Article {
	return slices.DeleteFunc(slices.Clone(m.titled[fold(item.Title)]), func(a *Article) bool { return !isSameDay(item.Published, a.Published) })
}

func (m *matcher) withTitle(item *Item) []*Article {
	return slices.DeleteFunc(slices.Clone(m.titled[fold(item.Title)]), func(a *Article) bool { return a.Dated && !item.Published.IsZero() })
}

func (m *matcher) withText(item *Item) []*Article {
	if !item.Text.Telling() {
		return nil
	}
	var alike []*Article
	for _, a := range m.articles {
		if !m.taken[a] && item.Text.Similarity(a.Text) >= sameText {
			alike = append(alike, a)
		}
	}
	return alike
}

// sharedEnd counts the parts in which the ends of an address and of an article's path agree.
func (m *matcher) sharedEnd(address []string, a *Article) int {
	parts := m.folded[a].parts
	n := 0
	for n < min(len(address), len(parts)) && address[len(address)-1-n] == parts[len(parts)-1-n] {
		n++
	}
	return n
}

// addressKeys bring the spellings of an address to one form: with its host, and without, for sites that have moved to
// another host.
func addressKeys(address string) []string {
	u, err := url.Parse(address)
	if err != nil || address == "" || u.Opaque != "" {
		return nil
	}
	at := strings.TrimSuffix(path.Clean("/"+u.Path), "/index.html")
	at = strings.TrimSuffix(strings.TrimSuffix(at, ".html"), ".htm")
	if u.RawQuery != "" {
		at += "?" + u.RawQuery
	}
	switch {
	case at == "/" || at == "":
		return nil // the front page is no article's
	case u.Host == "":
		return []string{at}
	}
	return []string{strings.TrimPrefix(strings.ToLower(u.Host), "www.") + at, at}
}

// addressParts returns the folded parts of an address's path, without an ending.
func addressParts(address string) []string {
	u, err := url.Parse(address)
	if err != nil {
		return nil
	}
	at := strings.TrimSuffix(strings.Trim(u.Path, "/"), "/index.html")
	if ending := path.Ext(at); len(ending) <= 5 { // of a file, and no part of a name such as v1.2-notes
		at = strings.TrimSuffix(at, ending)
	}
	return foldParts(at)
}

// pathParts is addressParts for an article's path: without the date in its name, and without index.
func pathParts(name string) []string {
	dir := path.Dir(name)
	stem := article.Stem(name)
	if path.Base(dir) == stem { // the name is that of the folder
		dir = path.Dir(dir)
	}
	return foldParts(path.Join(dir, stem))
}

func foldParts(name string) []string {
	var parts []string
	for part := range strings.SplitSeq(name, "/") {
		if folded := fold(part); folded != "" {
			parts = append(parts, folded)
		}
	}
	return parts
}

// fold brings names and titles to one form: words of lower-case letters and digits. So it does not matter which quotes,
// dashes and blanks a generator makes of them.
func fold(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	}), "-")
}
