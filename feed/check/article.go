package check

import (
	"errors"
	"fmt"
	"path"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/html"

	"seedfeed/feed/article"
)

// An Article is one article file with what is known of it.
type Article struct {
	File    string           // for the findings
	Data    []byte           // what the file holds
	Read    *article.Article // what it says; nil where it is skipped
	Skipped *article.Error   // why; nil where it is not
	Dated   string           // where its date comes from
	Broken  []BrokenLink
	Strays  []string // addresses of files that are none of the folder's, and not copied

	Listed    bool      // it is published
	Published time.Time // zero where it is not
}

// A BrokenLink is a local file that an article refers to and that no reader can get.
type BrokenLink struct {
	Path   string // as the article's
	Name   string // what the article names another one by, in place of a Path
	Reason string // why an article that is there is left out; "" where nothing is there
}

// articleRules is the table of the rules for articles.
func articleRules() []articleRule {
	const here = "" // no text asks for it but that of this program
	return []articleRule{
		{Rule{"article-skipped", Error, here, ""}, articleSkipped},
		{Rule{"article-fault", Warning, here, ""}, articleFaults},
		{Rule{"article-title", Warning, here, "write a title or a heading"}, articleTitle},
		{Rule{"article-markup", Warning, here, "write the title as plain text"}, articleMarkup},
		{Rule{"article-date", Warning, here, "write a date: copies and checkouts change the time of a file"}, articleDate},
		{Rule{"article-key", Warning, here, ""}, articleKeys},
		{Rule{"article-link", Error, here, "add the file or correct the link"}, articleLinks},
		{Rule{"article-stray", Warning, here, "move the file into the folder, beside the article or below it, or write its address with http"}, articleStrays},
		{Rule{"article-name", Warning, here, "write such an article, or take the link out: its text stays without one"}, articleNames},
		{Rule{"article-template", Warning, here, "write what it should show: only its generator could"}, articleTemplate},
		{Rule{"article-alt", Warning, "WCAG 2.2, 1.1.1", "say in a few words what it shows"}, articleAlt},
		{Rule{"article-size", Warning, jsonText + "suggestions for publishers", "split it: the whole feed is fetched after each change"}, articleSize},
		{Rule{"article-twice", Warning, here, "remove one of the two, or make it a draft"}, nil}, // Articles looks at that
		{Rule{"article-format", Hint, here, ""}, nil},                                            // and Formats at that
	}
}

type articleRule struct {
	Rule
	find func(a *Article, report lineReporter) // nil for what one article alone does not tell
}

// A lineReporter takes a line, 0 for none, what is wrong there and the way out, "" for that of the rule.
type lineReporter func(line int, fix, format string, args ...any)

// Articles holds articles against the rules, one after the other. The zero value is ready.
type Articles struct {
	texts  map[[32]byte]string // files by the hash of their text
	titles map[string]string   // files by title and day
}

// ArticleRules returns all rules for articles.
func ArticleRules() []Rule {
	var rules []Rule
	for _, r := range articleRules() {
		rules = append(rules, r.Rule)
	}
	return rules
}

// Look returns what is to be mended in an article, in the order of the lines.
func (s *Articles) Look(a *Article) []Finding {
	var findings []Finding
	for _, r := range articleRules() {
		find := r.find
		if r.ID == "article-twice" {
			find = s.twice
		}
		if find == nil || a.Read == nil && r.ID != "article-skipped" {
			continue
		}
		find(a, func(line int, fix, format string, args ...any) {
			f := Finding{Rule: r.Rule, File: a.File, Line: line, Message: fmt.Sprintf(format, args...)}
			if fix != "" {
				f.Fix = fix
			}
			findings = append(findings, f)
		})
	}
	Sort(findings)
	return findings
}

// Skipped returns the finding that a file is left out for a fault, where err is that.
func Skipped(err error) (Finding, bool) {
	var fault *article.Error
	if !errors.As(err, &fault) {
		return Finding{}, false
	}
	rule := ruleOf(ArticleRules(), "article-skipped")
	rule.Fix = fault.Fix
	return Finding{Rule: rule, File: fault.Path, Line: fault.Line, Column: fault.Column, Message: fmt.Sprintf("is left out: %v", fault.Err)}, true
}

func articleSkipped(a *Article, report lineReporter) {
	if a.Skipped != nil {
		report(a.Skipped.Line, a.Skipped.Fix, "is left out: %v", a.Skipped.Err)
	}
}

func articleFaults(a *Article, report lineReporter) {
	for _, w := range a.Read.Warnings {
		report(w.Line, w.Fix, "%v", w.Err)
	}
}

func articleTitle(a *Article, report lineReporter) {
	switch from := a.Read.Origins["title"]; {
	case strings.HasPrefix(from, "first sentence"):
		report(lineIn(from), "", "has no title: %q is its first sentence", a.Read.Title)
	case from == "file name":
		report(0, "", "has no title: %q is made from its name", a.Read.Title)
	}
}

// lineIn returns the line that an origin names, 0 where it names none.
func lineIn(origin string) int {
	_, line, _ := strings.Cut(origin, ", line ")
	n, _ := strconv.Atoi(line)
	return n
}

// articleMarkup looks for what a title shows as it is written.
func articleMarkup(a *Article, report lineReporter) {
	title := a.Read.Title
	markup := ""
	for _, pair := range [][2]string{{"**", "**"}, {"__", "__"}, {"](", ")"}, {"</", ">"}, {"&amp", ";"}, {"&lt", ";"}, {"&nbsp", ";"}, {"&#", ";"}, {"{{", "}}"}, {"{%", "%}"}} {
		_, rest, opened := strings.Cut(title, pair[0])
		inner, _, closed := strings.Cut(rest, pair[1])
		if opened && closed && (pair[0] != "**" || inner == strings.TrimSpace(inner)) {
			markup = pair[0] + "…" + pair[1]
			break
		}
	}
	if markup != "" {
		report(lineIn(a.Read.Origins["title"]), "", "the title %q has markup, which readers show as it is: %s", title, markup)
	}
}

func articleDate(a *Article, report lineReporter) {
	if a.Read.Published.IsZero() && a.Listed {
		fix, from := "", "the "+a.Dated
		switch {
		case strings.HasPrefix(a.Dated, "first commit"):
			fix = "write a date: where only a part of the history is there, another one would stand in"
		case !strings.HasPrefix(a.Dated, "modification time"):
			fix, from = "write a date: only the catalogue knows this one", "remembered as "+a.Dated
		}
		report(0, fix, "has no date: %s stands in for it, %s", a.Published.Format(time.DateOnly), from)
	}
}

func articleKeys(a *Article, report lineReporter) {
	for _, e := range article.Misspelt(article.Source{Path: a.Read.Path, Data: a.Data}) {
		report(e.Line, e.Fix, "%v", e.Err)
	}
}

func articleLinks(a *Article, report lineReporter) {
	for _, broken := range a.Broken {
		if broken.Name != "" {
			continue
		}
		line := a.lineOf(path.Base(broken.Path))
		if broken.Reason != "" {
			report(line, "publish it, or take the link out", "refers to %q, which is left out: %s", broken.Path, broken.Reason)
		} else {
			report(line, "", "refers to %q, which is not there", broken.Path)
		}
	}
}

func articleStrays(a *Article, report lineReporter) {
	for _, address := range a.Strays {
		report(a.lineOf(path.Base(address)), "", "refers to %q, which leads out of the folder of articles or is hidden: it is not published", address)
	}
}

func articleNames(a *Article, report lineReporter) {
	for _, broken := range a.Broken {
		if broken.Name != "" {
			report(a.lineOf(broken.Name), "", "no article that is published has the name %q", broken.Name)
		}
	}
}

func articleTemplate(a *Article, report lineReporter) {
	for _, omission := range a.Read.LeftOut {
		report(omission.Line, "", "does not show %s", omission.What)
	}
}

// lineOf returns the first line that holds a text, 0 where none does, as where it is written with escapes.
func (a *Article) lineOf(text string) int {
	before, _, ok := strings.Cut(string(a.Data), text)
	if !ok || text == "" {
		return 0
	}
	return strings.Count(before, "\n") + 1
}

// articleAlt looks for pictures that say nothing to those who do not see them. In HTML an empty text is meant: the picture
// is ornament. In Markdown it is what is left when nobody has thought of it.
func articleAlt(a *Article, report lineReporter) {
	if !strings.Contains(string(a.Read.Content), "<img") {
		return
	}
	for _, src := range mute(string(a.Read.Content)) {
		name := path.Base(strings.Trim(src, "\x01\x02\x03\x04\x07")) // without the marks of article.Marked
		line := a.lineOf(name)
		if line > 0 && strings.Contains(strings.Split(string(a.Data), "\n")[line-1], `alt=""`) {
			continue
		}
		report(line, "", "the picture %q has no text in its place", name)
	}
}

// mute returns the addresses of the pictures without a text in HTML.
func mute(content string) []string {
	var found []string
	z := html.NewTokenizer(strings.NewReader(content))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return found
		case html.StartTagToken, html.SelfClosingTagToken:
			token := z.Token()
			if token.Data != "img" {
				continue
			}
			src, alt := "", ""
			for _, attribute := range token.Attr {
				switch attribute.Key {
				case "src":
					src = attribute.Val
				case "alt":
					alt = attribute.Val
				}
			}
			if isBlank(alt) {
				found = append(found, src)
			}
		}
	}
}

// hugeArticle is a quarter of the 1 MiB that a feed may have before its older articles lose their text.
const hugeArticle = burden / 4

func articleSize(a *Article, report lineReporter) {
	if n := len(a.Read.Content); n > hugeArticle {
		report(0, "", "is %d KiB long as HTML", n>>10)
	}
}

// A Format is the files of one ending that a program would read better than seedfeed does, or that it does not read at all.
type Format struct {
	Ending  string   // such as ".rst"
	Command []string // of the setting convert
	Read    bool     // they are articles already
	Files   []string // for the finding, one at least
}

// Formats returns a hint for each: at its first file, so that a folder of a thousand says it once.
func Formats(formats []Format) []Finding {
	var findings []Finding
	for _, f := range formats {
		rule := ruleOf(ArticleRules(), "article-format")
		rule.Fix = fmt.Sprintf("write %s: %s under convert: in seedfeed.yaml, with %s installed", f.Ending, flow(f.Command), f.Command[0])
		what := "is not read"
		if f.Read {
			what = "is read as prose: tables and what only its own programs know stay as they are typed"
		}
		if more := len(f.Files) - 1; more > 0 {
			what += fmt.Sprintf("; %d more end in %s", more, f.Ending)
		}
		findings = append(findings, Finding{Rule: rule, File: f.Files[0], Message: what})
	}
	return findings
}

// flow writes a list as YAML does in one line.
func flow(words []string) string {
	quoted := make([]string, len(words))
	for i, word := range words {
		if quoted[i] = word; word == "-" { // by itself it begins the item of another list
			quoted[i] = `"-"`
		}
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

// twice finds an article that was there before: the same text, or the same title on the same day.
func (s *Articles) twice(a *Article, report lineReporter) {
	if a.Read == nil || !a.Listed {
		return
	}
	if s.texts == nil {
		s.texts, s.titles = map[[32]byte]string{}, map[string]string{}
	}
	key := a.Published.Format(time.DateOnly) + " " + a.Read.Title
	if other, ok := s.texts[a.Read.BodyHash]; ok && a.Read.Content != "" {
		report(0, "", "has the same text as %s", other)
	} else if other, ok := s.titles[key]; ok {
		report(lineIn(a.Read.Origins["title"]), "", "has the title and day of %s", other)
	}
	s.texts[a.Read.BodyHash] = a.File
	s.titles[key] = a.File
}
