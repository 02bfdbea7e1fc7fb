package site

import (
	"bytes"
	"fmt"
	"html/template"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestFold compares what a template writes with what it writes folded, for the page that it was folded with and for
// others of its kind.
func TestFold(t *testing.T) {
	constants := `{{define "title"}}{{.Site.Title}}{{with .Site}}{{.Title}}{{$.Title}}{{end}}{{$.Site.Title | printf "%q"}}{{end}}
{{define "head"}}<a href="{{.Root}}x{{.Root}}" title='{{.Site.Title}}' onclick="f({{.Site.Title}})">{{if .Site.Icon}}{{.Title}}{{else}}{{.Root}}{{end}}</a>
{{range .Site.Feeds}}<a href='{{.URL}}' {{.Type}}>{{.Name}} {{$.Site.Title}}</a>{{else}}none{{end}}
{{range .Site.Feeds}}{{$.Title}}{{end}}{{$x := .Site.Title}}{{$x}}{{$x = .Title}}{{$x}}{{with .Site}}{{$x}}{{end}}
{{range $i, $f := .Site.Feeds}}{{$i}}{{$f.URL}}{{break}}{{end}}{{len .Site.Feeds}}{{or .Site.Icon .Title}}{{"text"}}{{1}}{{/* none */}}
<a href=/x?{{.Root}} href="/x?q={{.Site.Title}}" style="color: {{.Site.Title}}">{{template "part" .}}{{template "part" $}}{{template "plain"}}</a>{{end}}
{{define "part"}}{{.Site.Title}}{{template "plain" .}}{{template "again" .Older}}{{end}}
{{define "plain"}}plain{{end}}{{define "again"}}{{if .}}{{.}}{{template "again" ""}}{{end}}{{end}}`
	for _, name := range pageFiles {
		for what, own := range map[string]map[string]string{
			"built-in":  nil,
			"constants": {name: constants},
		} {
			t.Run(name+"/"+what, func(t *testing.T) {
				plain, folded := parsed(t, name, own), parsed(t, name, own)
				before := folded.Tree.Root.String()
				fold(folded, samplePage())
				if folded.Tree.Root.String() == before {
					t.Error("nothing was folded")
				}
				for i, page := range foldPages() {
					if diff := cmp.Diff(written(t, plain, page), written(t, folded, page)); diff != "" {
						t.Errorf("page %d (-want +got):\n%s", i, diff)
					}
				}
			})
		}
	}
}

// foldPages returns pages that have nothing in common but Site and Root, the first one the sample.
func foldPages() []*Page {
	sample := samplePage()
	empty := &Page{Site: sample.Site, Root: sample.Root, Entry: &EntryView{}}
	other := samplePage()
	other.Title, other.Description, other.Language, other.Direction = `a & "b" + 'c'`, "<b>", "", ""
	other.Canonical, other.Older, other.Newer = "https://example.org/ä?a=1&b=2#c", "javascript:alert(1)", ""
	other.Entry.Authors[0].URL, other.Entry.Tags[0].URL = `https://example.org/"x"`, "../a b/"
	other.Entries = nil
	return []*Page{sample, empty, other}
}

func parsed(t *testing.T, name string, own map[string]string) *template.Template {
	t.Helper()
	parsed, err := parsePage(name, own)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

func written(t *testing.T, template *template.Template, p *Page) string {
	t.Helper()
	var b bytes.Buffer
	if err := execute(template, &b, p); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestFoldLeavesErrors shows that a mistake is still one.
func TestFoldLeavesErrors(t *testing.T) {
	for _, text := range []string{`{{index .Site.Feeds 9}}`, `{{with .Entry}}{{.Site.Title}}{{end}}`, `{{.Site.Name}}`} {
		broken := parsed(t, "tag.html", map[string]string{"tag.html": `{{define "main"}}` + text + `{{end}}`})
		fold(broken, samplePage())
		if err := execute(broken, &bytes.Buffer{}, samplePage()); err == nil {
			t.Errorf("%s: no error", text)
		}
	}
}

// TestFoldedNames shows that fields of the names that fold takes for constant are those of Page.
func TestFoldedNames(t *testing.T) {
	seen := map[reflect.Type]bool{}
	var look func(reflect.Type)
	look = func(of reflect.Type) {
		if seen[of] {
			return
		}
		seen[of] = true
		switch of.Kind() {
		case reflect.Pointer, reflect.Slice:
			look(of.Elem())
		case reflect.Struct:
			for i := range of.NumField() {
				if f := of.Field(i); of != reflect.TypeFor[Page]() && isShared([]string{f.Name}) {
					t.Errorf("%s has a field %s too", of, f.Name)
				}
				look(of.Field(i).Type)
			}
		}
	}
	look(reflect.TypeFor[Page]())
	if len(seen) < 10 {
		t.Errorf("got %d types, want more", len(seen))
	}
}

// TestFoldedRoot shows that Root depends on the kind of page alone.
func TestFoldedRoot(t *testing.T) {
	s := newSite(t, settings(t))
	for kind, folders := range map[string][]string{
		"article.html": {ArticleFolder("a"), ArticleFolder("a-b")},
		"tag.html":     {TagFolder("a"), TagFolder("c-sharp")},
		"archive.html": {ArchiveFolder(1), ArchiveFolder(1000)},
	} {
		roots := map[string]bool{}
		for _, folder := range folders {
			roots[s.page(folder, "").Root] = true
		}
		if len(roots) != 1 {
			t.Errorf("%s: got roots %v, want one", kind, roots)
		}
	}
}

// FuzzAddress compares with html/template itself.
func FuzzAddress(f *testing.F) {
	for _, s := range []string{
		"", "https://example.org/a/?b=c#d", "http://example.org:80/", "mailto:a@example.org", "javascript:alert(1)", "HTTP://a/", "https:http:x",
		"../a/", "a&b", `"'`, "ä", "a b", "%41", "%zz", "+", "a:b", "/a:b", "\x00", "\xff",
	} {
		f.Add(s)
	}
	plain := template.Must(template.New("").Parse(`{{range .}}<a href="{{.}}"><img src='{{.}}'>{{end}}`))
	f.Fuzz(func(t *testing.T, s string) {
		values := []any{s, template.URL(s), template.HTML(s), &s, fmt.Stringer(reflect.ValueOf(s)), 7, nil}
		var want bytes.Buffer
		if err := plain.Execute(&want, values); err != nil {
			t.Fatal(err)
		}
		var got strings.Builder
		for _, v := range values {
			a, err := address(v)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&got, `<a href="%s"><img src='%s'>`, a, a)
		}
		if diff := cmp.Diff(want.String(), got.String()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}
