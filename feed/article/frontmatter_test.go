package article

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// show writes entries in one line, for comparing.
func show(entries []entry) string {
	var parts []string
	for _, e := range entries {
		parts = append(parts, fmt.Sprintf("%s@%d=%s", e.key, e.value.line, showValue(e.value)))
	}
	return strings.Join(parts, " ")
}

func showValue(v value) string {
	switch v.kind {
	case null:
		return "null"
	case list:
		var items []string
		for _, i := range v.list {
			items = append(items, showValue(i))
		}
		return "[" + strings.Join(items, ",") + "]"
	case table:
		var items []string
		for _, e := range v.table {
			items = append(items, e.key+"="+showValue(e.value))
		}
		return "{" + strings.Join(items, ",") + "}"
	}
	return v.text
}

func TestSplitFrontMatter(t *testing.T) {
	for _, tt := range []struct {
		name, in   string
		html       bool
		want, body string
		line       int
	}{
		{name: "none", in: "Hello\n\nthere", body: "Hello\n\nthere", line: 1},
		{name: "YAML", in: "---\ntitle: A\ntags: [x, y]\n---\nBody\n", want: "title@2=A tags@3=[x,y]", body: "Body\n", line: 5},
		{name: "YAML, dots", in: "\n---\ntitle: A\n...\nBody", want: "title@3=A", body: "Body", line: 5},
		{name: "YAML, typed", in: "---\ndate: 2021-01-02 10:20:30 +0200 # c\nn: 007\nb: yes\nx: ~\ny:\nz: {a: 1}\n---\n",
			want: "date@2=2021-01-02 10:20:30 +0200 n@3=007 b@4=yes x@5=null y@6=null z@7={a=1}", line: 9},
		{name: "YAML, alias", in: "---\na: &x [1]\nb: *x\n---\n", want: "a@2=[1] b@3=[1]", line: 5},
		{name: "YAML, empty", in: "---\n---\nBody", body: "Body", line: 3},
		{name: "heading between breaks", in: "---\n# Title: no\n---\nBody", body: "---\n# Title: no\n---\nBody", line: 1},
		{name: "YAML, comments", in: "---\n# c\ntitle: A\n---\nBody", want: "title@3=A", body: "Body", line: 5},
		{name: "thematic break", in: "---\n\nProse begins here.\n\n---\n\nMore", body: "---\n\nProse begins here.\n\n---\n\nMore", line: 1},
		{name: "thematic break, no end", in: "---\nProse: it begins, or does it", want: "", body: "---\nProse begins", line: 0},
		{name: "TOML", in: "+++\ntitle = \"A\"\ndate = 2021-01-02\n[extra]\nx.y = 1\n[[e]]\nu = 1\n[[e]]\nu = 2\n+++\nBody",
			want: "title@2=A date@3=2021-01-02 extra@4={x={y=1}} e@6=[{u=1},{u=2}]", body: "Body", line: 11},
		{name: "TOML, nested", in: "+++\na = [\n 'x', # c\n {b = true},\n]\n+++\n", want: "a@2=[x,{b=true}]", line: 7},
		{name: "JSON", in: "{\n  \"title\": \"A\",\n  \"n\": 1.50, \"x\": null,\n  \"l\": [true, {\"a\": \"b\"}]\n}\n\nBody", want: "title@2=A n@3=1.50 x@3=null l@4=[true,{a=b}]", body: "\nBody", line: 6},
		{name: "Liquid", in: "{% include x %}\n", body: "{% include x %}\n", line: 1},
		{name: "Mustache", in: "{{ x }}", body: "{{ x }}", line: 1},
		{name: "not JSON", in: "{\"a\": 1} is an object", body: "{\"a\": 1} is an object", line: 1},
		{name: "head lines", in: "Title: A\nDate: 2021-01-02\nTags: x,\n y\n\nBody", want: "Title@1=A Date@2=2021-01-02 Tags@3=x, y", body: "Body", line: 6},
		{name: "head lines behind an unknown one", in: "Kicker: K\nTitle: A\n\nBody", want: "Kicker@1=K Title@2=A", body: "Body", line: 4},
		{name: "draft behind an unknown one", in: "Desk: D\nDraft: true\n\nBody", want: "Desk@1=D Draft@2=true", body: "Body", line: 4},
		{name: "status behind an unknown one", in: "Desk: D\nStatus: draft\n\nBody", want: "Desk@1=D Status@2=draft", body: "Body", line: 4},
		{name: "unpublished behind an unknown one", in: "Desk: D\nPublished: false\n\nBody", want: "Desk@1=D Published@2=false", body: "Body", line: 4},
		{name: "published behind an unknown one", in: "Desk: D\nPublished: yes\n\nBody", body: "Desk: D\nPublished: yes\n\nBody", line: 1},
		{name: "minutes", in: "Place: Hall\nDate: 2021-01-02\nStatus: open\n\nBody", body: "Place: Hall\nDate: 2021-01-02\nStatus: open\n\nBody", line: 1},
		{name: "head lines only", in: "Title: A\nLayout: b", want: "Title@1=A Layout@2=b", line: 3},
		{name: "sentence", in: "Note: we begin\n\nBody", body: "Note: we begin\n\nBody", line: 1},
		{name: "wrapped sentence", in: "Date: what it is\nand is not\n\nBody", body: "Date: what it is\nand is not\n\nBody", line: 1},
		{name: "date alone", in: "Date: 2021-13-02\n\nBody", want: "Date@1=2021-13-02", body: "Body", line: 3},
		{name: "unpublished alone", in: "Published: no\n\nBody", want: "Published@1=no", body: "Body", line: 3},
		{name: "language alone", in: "Lang: pt_BR\n\nBody", want: "Lang@1=pt_BR", body: "Body", line: 3},
		{name: "headline that begins as a date does", in: "Created: a new world\n\nBody", body: "Created: a new world\n\nBody", line: 1},
		{name: "headline that begins as a language does", in: "Language: the final frontier\n\nBody", body: "Language: the final frontier\n\nBody", line: 1},
		{name: "summary alone", in: "Summary: All is well.\n\nBody", body: "Summary: All is well.\n\nBody", line: 1},
		{name: "Hexo", in: "title: A\ntags:\n- x\n- y\n---\nBody", want: "title@1=A tags@2=[x,y]", body: "Body", line: 6},
		{name: "Hexo, JSON", in: "\"title\": \"A\",\n\"tags\": [\"x\"]\n;;;\nBody", want: "title@1=A tags@2=[x]", body: "Body", line: 4},
		{name: "quotation", in: "\"Yes\", she said\n;;;\nBody", body: "\"Yes\", she said\n;;;\nBody", line: 1},
		{name: "heading with colon", in: "Title: A\n---\nBody", body: "Title: A\n---\nBody", line: 1},
		{name: "Eleventy, YAML", in: "---yaml\ntitle: A\n---\nBody", want: "title@2=A", body: "Body", line: 4},
		{name: "Eleventy, TOML", in: "---toml\ntitle = 'A'\n---\nBody", want: "title@2=A", body: "Body", line: 4},
		{name: "Eleventy, JSON", in: "---json\n{\n\"title\": \"A\"\n}\n---\nBody", want: "title@3=A", body: "Body", line: 6},
		{name: "Eleventy, JavaScript", in: "---js\n{ title: f() }\n---\nBody", body: "Body", line: 4},
		{name: "other word at a break", in: "---hello\nBody\n---\n", body: "---hello\nBody\n---\n", line: 1},
		{name: "HTML", in: "---\ntitle: A\n---\n<p>x", html: true, want: "title@2=A", body: "<p>x", line: 4},
		{name: "HTML comment", in: "<!--\ntitle: A\n-->\n<p>x", html: true, want: "title@2=A", body: "\n<p>x", line: 3},
		{name: "HTML comment, fenced", in: "<!--\n---\ntitle: A\n---\n-->\n<p>x", html: true, want: "title@3=A", body: "\n<p>x", line: 5},
		{name: "HTML comment, prose", in: "<!-- hello -->\n<p>x", html: true, body: "<!-- hello -->\n<p>x", line: 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := splitFrontMatter(tt.in, tt.html)
			if tt.line == 0 {
				if err == nil {
					t.Fatalf("got %q, want an error", show(got.fields))
				}
				return
			}
			if err != nil {
				t.Fatalf("got %v", err)
			}
			if diff := cmp.Diff([]any{tt.want, tt.body, tt.line}, []any{show(got.fields), got.body, got.line}); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFrontMatterFaults(t *testing.T) {
	bomb := "---\na: &a [x,x,x,x,x,x,x,x,x]\n"
	for c := 'b'; c < 'k'; c++ {
		bomb += fmt.Sprintf("%c: &%c [%s]\n", c, c, strings.Repeat(fmt.Sprintf("*%c,", c-1), 9))
	}
	for _, tt := range []struct{ name, in, where, want string }{
		{"YAML with a tab", "---\ntitle: A\nauthor:\n\tname: Ann\n---\n", ":4:1", "a tab at the start of a line; indent with spaces"},
		{"YAML", "---\ntitle: a: b\n---\n", ":2:9", "mapping values"},
		{"YAML after blank lines", "\n\n---\nok: 1\ntitle: a: b\n---\n", ":5:9", "mapping values"},
		{"YAML quote", "---\ntitle: \"a\nb: 1\n---\n", ":4:", "quoted scalar"},
		{"YAML tab", "---\ntitle: a\n\tb: 2\n---\n", ":3:1", "tab"},
		{"YAML twice", "---\ntitle: a\ntitle: b\n---\n", ":3:1", "twice"},
		{"YAML without end", "---\ntitle: a\n\nBody\n", ":1", "no end"},
		{"YAML too long", "---\ntitle: a\n" + strings.Repeat("# comment\n", 7000) + "---\n", ":1", "64 KiB"},
		{"alias bomb", bomb + "---\n", ":", "aliases"},
		{"alias in itself", "---\ntitle: &x [*x]\n---\n", ":2:", "nested"},
		{"unknown alias", "---\ntitle: *x\n---\n", ":2:8", "anchor"},
		{"YAML depth", "---\ntitle: " + strings.Repeat("[", 3000) + "\n---\n", ":", ""},
		{"TOML", "+++\na = 1\ntitle = \n+++\n", ":3:9", "character"},
		{"TOML twice", "+++\na = 1\na = 2\n+++\n", ":3:1", "already"},
		{"TOML date", "+++\ndate = 2021-13-01\n+++\n", ":2:", "date"},
		{"TOML without end", "+++\na = 1\n", ":1", "no end"},
		{"JSON", "{\n  \"title\": \"a\",\n  \"b\": x\n}\n", ":3:8", "invalid character"},
		{"JSON without end", "{\n  \"title\": \"a\"", ":2:15", "no end"},
		{"JSON depth", "{\"a\":" + strings.Repeat("[", 3000), ":1", ""},
		{"HTML comment", "<!--\n---\ntitle: a: b\n---\n-->", ":3:9", "mapping values"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			name := "a.md"
			if strings.HasPrefix(tt.in, "<") {
				name = "a.html"
			}
			a, err := Parse(Source{Path: name, Data: []byte(tt.in)}, Settings{})
			if err == nil || a != nil {
				t.Fatalf("got %v, %v, want an error", a, err)
			}
			if message := err.Error(); !strings.HasPrefix(message, name+tt.where) || !strings.Contains(message, tt.want) || err.(*Error).Fix == "" {
				t.Errorf("got %q, want %s%s ... %s and a fix", message, name, tt.where, tt.want)
			}
		})
	}
}
