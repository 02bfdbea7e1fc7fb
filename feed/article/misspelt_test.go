package article

import (
	"strings"
	"testing"
)

func TestMisspelt(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"letters exchanged", "---\ntilte: A\ndate: 2026-01-01\n---\nText.\n", `a.md:2: the key "tilte" is not known; did you mean "title"?`},
		{"a letter missing", "+++\ntitle = \"A\"\nauthr = \"Ada\"\n+++\nText.\n", `a.md:3: the key "authr" is not known; did you mean "author"?`},
		{"a long one", "---\ntitle: A\nPublish-Dates: 2026-01-01\n---\nText.\n", `a.md:3: the key "Publish-Dates" is not known; did you mean "publishdate"?`},
		{"head lines", "Title: A\nDescripton: B\n\nText.\n", `a.md:2: the key "Descripton" is not known; did you mean "description"?`},
		{"keys of others", "---\ntitle: A\nlayout: post\nweight: 3\ntoc: true\ntype: post\nmath: true\nparams: {x: 1}\n" +
			"featured: true\npin: true\npinned: true\ncomments: true\nmermaid: true\nsticky: 1\ntop: true\nsidebar: x\nsubtitle: x\nseries_order: 1\n" +
			"showToc: true\nhideMeta: true\nrelated: true\nrobots: x\nsitemap: {}\nmenu: main\ncssclass: x\ncssclasses: [x]\nsearch: x\nexternal: x\n" +
			"excerpt_separator: x\nauthor_profile: true\nread_time: true\nshare: true\ntoc_label: x\nhideEditPost: true\nprev: x\nnext: x\nhideSummary: true\n" +
			"mathjax: true\nreadtime: true\nlightgallery: true\ndisableShare: true\nShowBreadCrumbs: true\nabbrlink: 1\nposition: 1\nsidebar_label: x\n---\nText.\n", ""},
		{"all known", "---\ntitle: A\ndate: 2026-01-01\nlast_modified_at: 2026-01-02\n---\nText.\n", ""},
		{"no front matter", "Text.\n", ""},
		{"broken", "---\ntitle: [\n---\nText.\n", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, e := range Misspelt(Source{Path: "a.md", Data: []byte(c.text)}) {
				got = append(got, e.Error())
			}
			if strings.Join(got, "\n") != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
