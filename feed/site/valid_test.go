package site

import (
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"seedfeed/feed"
)

// void elements have no end tag (HTML, 13.1.2).
var void = map[string]bool{
	"area": true, "base": true, "br": true, "col": true, "embed": true, "hr": true, "img": true, "input": true,
	"link": true, "meta": true, "source": true, "track": true, "wbr": true,
}

// TestPages checks what makes every page valid and usable: balanced tags, unique ids, no empty or
// dangling link, one h1 and one title, a language, the feeds, and no script.
func TestPages(t *testing.T) {
	site := sampleSite(t)
	for path, text := range site {
		if !strings.HasSuffix(path, ".html") {
			continue
		}
		t.Run(path, func(t *testing.T) {
			for _, problem := range pageProblems(site, path, text) {
				t.Error(problem)
			}
		})
	}
}

// TestPageProblems shows that the checks of TestPages can fail.
func TestPageProblems(t *testing.T) {
	site := sampleSite(t)
	good := site["index.html"]
	tests := []struct{ name, old, new string }{
		{"unbalanced", "</div>", ""},
		{"double id", `<main id="page-main">`, `<main id="subscribe">`},
		{"empty href", `href="./tags/"`, `href=""`},
		{"dangling link", `href="./tags/"`, `href="./nothing/"`},
		{"dangling fragment", `#subscribe"`, `#nothing"`},
		{"dangling feed", "rss.xml", "nothing.xml"},
		{"second h1", "<h2>", "<h1>"},
		{"no language", `<html lang="en">`, "<html>"},
		{"script", "</body>", "<script></script></body>"},
		{"no alt", "</body>", `<img src="https://example.com/a.png"></body>`},
		{"handler", "<body>", `<body onload="x">`},
		{"no feeds", `rel="alternate"`, `rel="other"`},
		{"no value", `content="website"`, "content"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			bad := strings.Replace(good, test.old, test.new, 1)
			if test.name == "no feeds" {
				bad = strings.ReplaceAll(good, test.old, test.new)
			}
			if bad == good {
				t.Fatalf("the page has no %q", test.old)
			}
			if len(pageProblems(site, "index.html", bad)) == 0 {
				t.Error("no problem found")
			}
		})
	}
}

func pageProblems(site map[string]string, path, text string) (problems []string) {
	report := func(parts ...string) { problems = append(problems, strings.Join(parts, " ")) }
	base, _ := url.Parse(sampleURL + strings.TrimSuffix(path, "index.html"))
	ids := pageIDs(text)
	var open []string
	count := map[string]int{}
	tokens := html.NewTokenizer(strings.NewReader(text))
	for tokens.Next() != html.ErrorToken {
		token := tokens.Token()
		switch token.Type {
		case html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != token.Data {
				report("</"+token.Data+"> closes", strings.Join(open, " "))
				return problems
			}
			open = open[:len(open)-1]
			continue
		case html.StartTagToken:
			if !void[token.Data] {
				open = append(open, token.Data)
			}
		default:
			continue
		}
		count[token.Data]++
		attr := map[string]string{}
		for _, a := range token.Attr {
			if _, twice := attr[a.Key]; twice {
				report(token.Data, "has two", a.Key)
			}
			attr[a.Key] = a.Val
			if strings.HasPrefix(a.Key, "on") {
				report(token.Data, "has a handler", a.Key)
			}
			if a.Val == "" && a.Key != "controls" && a.Key != "alt" && a.Key != "lang" {
				report(token.Data, "has an empty", a.Key)
			}
			if a.Key == "href" || a.Key == "src" {
				if problem := linkProblem(site, base, a.Val); problem != "" {
					report(token.Data, a.Key, problem)
				}
			}
		}
		switch {
		case token.Data == "script" || token.Data == "style":
			report("has a", token.Data)
		case token.Data == "html" && attr["lang"] == "":
			report("has no language")
		case token.Data == "img" && !strings.Contains(token.String(), "alt="):
			report("has an img without alt")
		case token.Data == "link" && attr["rel"] == "alternate" && attr["hreflang"] == "":
			count["feed"]++
		case token.Data == "link" && attr["rel"] == "canonical":
			count["canonical"]++
		}
	}
	if len(open) > 0 {
		report("never closes", strings.Join(open, " "))
	}
	for _, once := range []string{"title", "h1", "main", "canonical"} {
		if count[once] != 1 {
			report("does not have one", once)
		}
	}
	if want := len(feed.Formats()); count["feed"] < want {
		report("does not name all feeds")
	}
	for id, n := range ids {
		if n > 1 {
			report("has two elements with the id", id)
		}
	}
	return problems
}

func pageIDs(text string) map[string]int {
	ids := map[string]int{}
	tokens := html.NewTokenizer(strings.NewReader(text))
	for tokens.Next() != html.ErrorToken {
		for _, a := range tokens.Token().Attr {
			if a.Key == "id" {
				ids[a.Val]++
			}
		}
	}
	return ids
}

// linkProblem resolves a link as a browser does, and looks for its target on the site.
func linkProblem(site map[string]string, base *url.URL, link string) string {
	u, err := base.Parse(link)
	if err != nil {
		return err.Error()
	}
	target, inside := strings.CutPrefix(u.String(), sampleURL)
	if !inside {
		if u.Host != base.Host && u.Host != "example.org" && u.Host != "example.com" {
			return link + ": unknown host"
		}
		return ""
	}
	target, fragment, _ := strings.Cut(target, "#")
	if strings.HasPrefix(target, "articles/") && !strings.HasSuffix(target, "/") {
		return "" // a file beside the page, which the rest of the program copies
	}
	if target == "" || strings.HasSuffix(target, "/") {
		target += "index.html"
	}
	page, ok := site[target]
	if !ok {
		return link + ": leads to " + target + ", which is not there"
	}
	if fragment != "" && pageIDs(page)[fragment] == 0 {
		return link + ": no such id in " + target
	}
	return ""
}
