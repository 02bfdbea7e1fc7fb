package adopt

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"seedfeed/feed/article"
)

const long = "Water that is heated in an open pot on a mountain boils sooner than the same water in a valley, which every cook who has moved uphill finds out with the first egg that stays soft for too long. "

func day(n int) time.Time { return time.Date(2021, 3, n, 10, 0, 0, 0, time.UTC) }

func words(text string) article.Fingerprint { return article.FingerprintOf(text) }

func TestFind(t *testing.T) {
	const site = "https://example.org"
	tests := []struct {
		name     string
		items    []Item
		articles []Article
		want     []string
	}{
		{
			"an id that a file states is stronger than an address",
			[]Item{{ID: "1", URL: site + "/b"}}, []Article{{Path: "a.md", ID: "1", Given: "1"}, {Path: "b.md", URL: site + "/b"}}, []string{"id a.md"},
		},
		{
			"an address is stronger than an id that only follows from the path",
			[]Item{{ID: "1", URL: site + "/b"}}, []Article{{Path: "a.md", ID: "1"}, {Path: "b.md", URL: site + "/b/"}}, []string{"link b.md"},
		},
		{
			"spellings of an address",
			[]Item{{ID: "1", URL: "http://www.Example.org/a/index.html"}, {ID: "2", URL: site + "/b.html"}, {ID: "3", URL: "https://moved.example/c/"}, {ID: "4", URL: site + "/d%20e/"}},
			[]Article{{Path: "1.md", URL: site + "/a/"}, {Path: "2.md", Links: []string{"/b"}}, {Path: "3.md", Former: []string{site + "/c"}}, {Path: "4.md", URL: site + "/d e"}},
			[]string{"link 1.md", "link 2.md", "alias 3.md", "link 4.md"},
		},
		{
			"queries tell pages apart",
			[]Item{{ID: "1", URL: site + "/?p=1"}, {ID: "2", URL: site + "/?p=2"}}, []Article{{Path: "a.md", Former: []string{site + "/?p=2"}}, {Path: "b.md", URL: site + "/"}},
			[]string{"not matched", "alias a.md"},
		},
		{
			"one name in two folders goes by the folder",
			[]Item{{ID: "1", URL: site + "/blog/2020/news/"}, {ID: "2", URL: site + "/blog/2021/news/"}},
			[]Article{{Path: "2021/news.md", Slug: "news"}, {Path: "2020/news.md", Slug: "news-2"}},
			[]string{"name 2020/news.md", "name 2021/news.md"},
		},
		{
			"one name in two folders goes by the date",
			[]Item{{ID: "1", URL: site + "/x/news/", Published: day(1)}, {ID: "2", URL: site + "/y/news/", Published: day(20)}},
			[]Article{{Path: "a/news.md", Published: day(20)}, {Path: "b/news.md", Published: day(1)}},
			[]string{"name b/news.md", "name a/news.md"},
		},
		{
			"one name and nothing to tell by",
			[]Item{{ID: "1", URL: site + "/x/news/"}}, []Article{{Path: "a/news.md"}, {Path: "b/news.md"}}, []string{"ambiguous a/news.md b/news.md"},
		},
		{
			"two items of one name and one article",
			[]Item{{ID: "1", URL: site + "/x/news/"}, {ID: "2", URL: site + "/y/news/"}}, []Article{{Path: "news.md"}}, []string{"ambiguous news.md", "ambiguous news.md"},
		},
		{
			"a reused name",
			[]Item{{ID: "1", URL: site + "/hello/", Title: "Hello", Published: day(1), Text: words(long)}},
			[]Article{{Path: "hello.md", Title: "Greetings", Published: day(1).AddDate(3, 0, 0), Dated: true, Text: words(strings.Repeat("Nothing of that. ", 9))}},
			[]string{"not matched"},
		},
		{
			"titles in typographic dress, near midnight",
			[]Item{{ID: "1", Title: "It’s – done…", Published: day(2)}}, []Article{{Path: "a.md", Title: "It's -- done...", Published: day(1), Dated: true}}, []string{"title+date a.md"},
		},
		{
			"a column of one title goes by the day",
			[]Item{{ID: "1", Title: "Notes", Published: day(2)}, {ID: "2", Title: "Notes", Published: day(1)}, {ID: "3", Title: "Notes", Published: day(28)}},
			[]Article{{Path: "a.md", Title: "Notes", Published: day(1), Dated: true}, {Path: "b.md", Title: "Notes", Published: day(2), Dated: true}},
			[]string{"title+date b.md", "title+date a.md", "not matched"},
		},
		{
			"a title where the file has no date",
			[]Item{{ID: "1", Title: "Once", Published: day(2)}}, []Article{{Path: "a.md", Title: "Once", Published: day(1).AddDate(5, 0, 0)}}, []string{"title a.md"},
		},
		{
			"text alone",
			[]Item{{ID: "1", Title: "x", Text: words(long)}}, []Article{{Path: "a.md", Title: "y", Text: words(long + "Try it.")}, {Path: "b.md", Text: words("Other words.")}}, []string{"text a.md"},
		},
		{
			"one text twice",
			[]Item{{ID: "1", Title: "x", Text: words(long)}}, []Article{{Path: "a.md", Title: "y", Text: words(long)}, {Path: "b.md", Title: "z", Text: words(long)}}, []string{"ambiguous a.md b.md"},
		},
		{
			"what others take leaves one",
			[]Item{{ID: "1", URL: site + "/x/news/"}, {ID: "2", URL: site + "/a/"}}, []Article{{Path: "a/news.md", URL: site + "/a"}, {Path: "b/news.md"}}, []string{"name b/news.md", "link a/news.md"},
		},
		{"names without a letter", []Item{{ID: "1", URL: site + "/-/", Title: "!"}}, []Article{{Path: "-.md", Title: "?"}}, []string{"not matched"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, m := range Find(test.items, test.articles) {
				line := string(m.Way)
				if m.Article != nil {
					line += " " + m.Article.Path
				}
				for _, c := range m.Candidates {
					line += " " + c.Path
				}
				got = append(got, line)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// FuzzFind holds that no article is two items.
func FuzzFind(f *testing.F) {
	f.Add("a", "b", "/a/b", "x/a.md")
	f.Add("", "-", "%zz?p=1", "../")
	f.Fuzz(func(t *testing.T, one, other, address, path string) {
		var items []Item
		var articles []Article
		for i, text := range []string{one, other, one + other, address} {
			items = append(items, Item{ID: text, URL: address + text, Title: one, Text: words(text)})
			articles = append(articles, Article{Path: path + fmt.Sprint(i), ID: other, URL: text, Slug: text, Links: []string{address}, Title: text, Text: words(text)})
		}
		seen := map[*Article]bool{}
		for _, m := range Find(items, articles) {
			if m.Article != nil && seen[m.Article] {
				t.Errorf("%s is two items", m.Article.Path)
			}
			seen[m.Article] = true
			if (m.Article == nil) != (m.Way == Ambiguous || m.Way == NotMatched) || (m.Way == Ambiguous) != (len(m.Candidates) > 0) {
				t.Errorf("%+v", m)
			}
		}
	})
}
