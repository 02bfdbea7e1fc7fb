package article

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLink(t *testing.T) {
	const page, host = markPage, markHost
	file := func(path, tail string) string { return markFile + path + markEnd + tail }
	tests := []struct {
		name, raw, want string
	}{
		{"absolute", "https://example.com/a?b=c&d#e", "https://example.com/a?b=c&d#e"},
		{"scheme and host in capitals", "HTTPS://Example.COM/Path", "https://example.com/Path"},
		{"international host", "http://bücher.example/ä ö", "http://xn--bcher-kva.example/%C3%A4%20%C3%B6"},
		{"escaped stays escaped", "https://example.com/%C3%A4%20", "https://example.com/%C3%A4%20"},
		{"lone percent", "https://example.com/100%", "https://example.com/100%25"},
		{"brackets", "https://example.com/a[1]|{x}", "https://example.com/a%5B1%5D%7C%7Bx%7D"},
		{"second hash", "https://example.com/#a#b", "https://example.com/#a%23b"},
		{"port", "http://example.com:8080/", "http://example.com:8080/"},
		{"empty port", "http://example.com:/", "http://example.com/"},
		{"bad port", "http://example.com:80a/", ""},
		{"user", "https://me:pw@example.com/", "https://me:pw@example.com/"},
		{"IPv6", "http://[2001:DB8::1]:80/", "http://[2001:db8::1]:80/"},
		{"no host", "https://", ""},
		{"host of quotes", `https://"onmouseover="/`, ""},
		{"one slash", "https:/example.com/a", "https://example.com/a"},
		{"backslashes", `https:\\example.com\a`, "https://example.com/a"},
		{"without scheme", "//example.com/a", "https://example.com/a"},
		{"without scheme, backslash", `/\example.com/a`, "https://example.com/a"},
		{"mail", "mailto:me@example.com?subject=a b", "mailto:me@example.com?subject=a%20b"},
		{"telephone", "tel:+49 30 1", "tel:+49%2030%201"},

		{"empty", "", page},
		{"blank", " \n", page},
		{"fragment", "#Überschrift", page + "#%C3%9Cberschrift"},
		{"query", "?a=b", page + "?a=b"},
		{"from the root", "/about/#x", host + "/about/#x"},

		{"file", "img/a.png", file("posts/img/a.png", "")},
		{"file with query", "img/a.png?q=1#f", file("posts/img/a.png", "?q=1#f")},
		{"file, escaped name", "my%20pic%26more.png", file("posts/my pic&more.png", "")},
		{"file, name with blanks", "my pic.png", file("posts/my pic.png", "")},
		{"file, half an escape", "100%.png", file("posts/100%.png", "")},
		{"file above", "../a.png", file("a.png", "")},
		{"file by detours", "./x/../a.png", file("posts/a.png", "")},
		{"file, backslashes", `img\a.png`, file("posts/img/a.png", "")},
		{"file, escaped slash", "img%2Fa.png", file("posts/img/a.png", "")},

		{"outside", "../../etc/passwd", page + "../../etc/passwd"},
		{"outside, escaped", "..%2f..%2Fetc%2fpasswd", page + "..%2f..%2Fetc%2fpasswd"},
		{"outside, backslashes", `..\..\secret.txt`, page + "../../secret.txt"},
		{"folder", "../other/", page + "../other/"},
		{"folder by dots", "..", page + ".."},
		{"hidden", "../.git/config", page + "../.git/config"},
		{"hidden file", ".env", page + ".env"},
		{"control in name", "a%01b.png", page + "a%01b.png"},
		{"mark in name", "a%02b.png", page + "a%02b.png"},
		{"no text", "a%ff.png", page + "a%ff.png"},

		{"javascript", "javascript:alert(1)", ""},
		{"javascript in capitals", "JaVaScRiPt:alert(1)", ""},
		{"javascript over lines", "java\nscript:alert(1)", ""},
		{"javascript after controls", "\x01\x1b javascript:alert(1)", ""},
		{"javascript with a control", "java\x01script:alert(1)", ""},
		{"data", "data:text/html,<script>alert(1)</script>", ""},
		{"vbscript", "vbscript:msgbox(1)", ""},
		{"file scheme", "file:///etc/passwd", ""},
		{"blob", "blob:https://example.com/1", ""},
		{"drive", `C:\pic.png`, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := testDocument("posts/a.md")
			if got := string(d.link(test.raw)); got != test.want {
				t.Errorf("link(%q): got %q, want %q", test.raw, got, test.want)
			}
			local := strings.HasPrefix(test.want, markFile)
			if got := len(d.art.References); (got == 1) != local {
				t.Errorf("link(%q): got %d references", test.raw, got)
			}
		})
	}
}

func TestLinkReferencesOnce(t *testing.T) {
	d := testDocument("a.md")
	for _, raw := range []string{"b.png", "./b.png#x", "c.mp3", "https://example.com/d.png", "b.png"} {
		d.link(raw)
	}
	if diff := cmp.Diff([]string{"b.png", "c.mp3"}, paths(d.art.References)); diff != "" {
		t.Error(diff)
	}
}

func TestSrcset(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"empty", " , ", ""},
		{"densities", "a.png 1x, b.png 2x", "https://example.org/f/a.png 1x, https://example.org/f/b.png 2x"},
		{"no descriptor", "a.png", "https://example.org/f/a.png"},
		{"no descriptor, two", "a.png, b.png", "https://example.org/f/a.png, https://example.org/f/b.png"},
		{"comma in URL", "https://example.com/w_1,h_2/a.png 400w,\n https://example.com/w_2,h_4/a.png 800w",
			"https://example.com/w_1,h_2/a.png 400w, https://example.com/w_2,h_4/a.png 800w"},
		{"dangerous candidate", "data:image/png;base64,AAAA 1x, a.png 2x", "https://example.org/f/a.png 2x"},
		{"width and height", "a.png 100w  50h", "https://example.org/f/a.png 100w 50h"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := testDocument("a.md")
			if got := Marked(d.srcset(test.in)).ResolveURL(testAddresses(t)); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func FuzzLink(f *testing.F) {
	for _, s := range []string{"https://example.com/", "img/a.png", "../../x", "java\nscript:x", "#a#b", "//h:1/x", "\x01a\x02"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		d := testDocument("posts/a.md")
		m := d.link(raw)
		if m == "" {
			return
		}
		url := m.ResolveURL(Addresses{
			Page: testPage(t), File: func(string) string { return "https://example.org/f" }, Article: func(string) string { return "https://example.org/n" },
		})
		scheme := schemeOf(url)
		if _, ok := schemes[scheme]; !ok {
			t.Errorf("link(%q) = %q: scheme %q", raw, m, scheme)
		}
		if i := strings.IndexFunc(url, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`"<>\^{|}`+"`", r) }); i >= 0 {
			t.Errorf("link(%q) = %q: %q in it", raw, m, url[i:])
		}
		for _, r := range d.art.References {
			if strings.HasPrefix(r.Path, "/") || strings.HasPrefix(r.Path, "../") || r.Path == ".." || strings.HasSuffix(r.Path, "/") {
				t.Errorf("link(%q) refers to %q", raw, r.Path)
			}
		}
	})
}

// TestNamedFiles finds files of which an article knows no more than the name, and keeps to the article's folder where
// nothing is found.
func TestNamedFiles(t *testing.T) {
	const text = "---\nimage: \"[[cover.png|300]]\"\naudio: ['![[s.mp3]]']\n---\n![[A b.png]] ![[gone.png]] [[p.pdf#page=2]] ![[../up.png]] ![](plain.png) [n](note.md) ![[A b.png]]\n"
	find := func(name string) string {
		return map[string]string{"cover.png": "att/cover.png", "A b.png": "att/A b.png", "s.mp3": "s.mp3", "p.pdf": "x/p.pdf", "plain.png": "att/plain.png"}[name]
	}
	for _, tt := range []struct {
		set                     Settings
		find                    func(string) string
		image, sought, referred string
	}{
		{
			Settings{}, find, "att/cover.png", "cover.png, s.mp3, A b.png, gone.png, p.pdf, ../up.png",
			"att/cover.png, s.mp3, att/A b.png, notes/gone.png, x/p.pdf, up.png, notes/plain.png, notes/note.md",
		},
		{
			Settings{ByName: true}, find, "att/cover.png", "cover.png, s.mp3, A b.png, gone.png, p.pdf, ../up.png, plain.png",
			"att/cover.png, s.mp3, att/A b.png, notes/gone.png, x/p.pdf, up.png, att/plain.png, (note.md)",
		},
		{
			Settings{}, nil, "notes/cover.png", "cover.png, s.mp3, A b.png, gone.png, p.pdf, ../up.png",
			"notes/cover.png, notes/s.mp3, notes/A b.png, notes/gone.png, notes/p.pdf, up.png, notes/plain.png, notes/note.md",
		},
	} {
		a, err := Parse(Source{Path: "notes/a.md", Data: []byte(text), Find: tt.find}, tt.set)
		if err != nil {
			t.Fatal(err)
		}
		var referred []string
		for _, r := range a.References {
			if r.Name != "" {
				r.Path = "(" + r.Name + ")"
			}
			referred = append(referred, r.Path)
		}
		if got, want := string(a.Image.URL), markFile+tt.image+markEnd; got != want {
			t.Errorf("got image %q, want %q", got, want)
		}
		if got := strings.Join(referred, ", "); got != tt.referred {
			t.Errorf("got %s, want %s", got, tt.referred)
		}
		if got := strings.Join(a.Sought, ", "); got != tt.sought {
			t.Errorf("sought %s, want %s", got, tt.sought)
		}
		if strings.Contains(string(a.Content), fileScheme) || !strings.Contains(string(a.Content), "#page=2") {
			t.Errorf("got %q", a.Content)
		}
	}
	a, err := Parse(Source{Path: "a.md", Data: []byte("---\ncover: [[c.png]]\n---\nText."), Find: func(name string) string { return "x/" + name }}, Settings{})
	if err != nil || string(a.Image.URL) != markFile+"x/c.png"+markEnd {
		t.Errorf("got %v, %q for a name without quotes", err, a.Image.URL)
	}
}

// TestMediaFolder counts the addresses of pictures and the like from the folder that the front matter names.
func TestMediaFolder(t *testing.T) {
	for folder, want := range map[string]string{
		"/assets/x/": markHost + "/assets/x/a%20b.png", "https://cdn.example.org/y": "https://cdn.example.org/y/a%20b.png", "''": markFile + "_posts/a b.png" + markEnd,
	} {
		a, err := Parse(Source{Path: "_posts/2021-01-02-a.md", Data: []byte("---\nmedia_subpath: " + folder + "\n---\n![](./a%20b.png) ![](/c.png) [d](e.md)\n")}, Settings{})
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range []string{`src="` + want + `"`, `src="` + markHost + `/c.png"`, `href="` + markFile + "_posts/e.md" + markEnd + `"`} {
			if !strings.Contains(string(a.Content), part) {
				t.Errorf("%s: got %q without %q", folder, a.Content, part)
			}
		}
	}
}

// TestInContent follows the links to files of the content that Zola and Pelican have.
func TestInContent(t *testing.T) {
	const text = "[a](@/blog/b.md#c) [d]({filename}e.md?x#y) ![f]({static}/images/g.png) [h]({attach}../i.pdf) [j](|filename|/k.rst) " +
		"[home]({index}) [l]({tag}m) [n]({filename}/../../etc/passwd) [o](%7Bp%7Dq)\n"
	a, err := Parse(Source{Path: "content/cat/a.md", Data: []byte(text)}, Settings{Content: "content"})
	if err != nil {
		t.Fatal(err)
	}
	want := `<p><a href="` + markName + "blog/b.md" + markEnd + `#c">a</a> <a href="` + markFile + "content/cat/e.md" + markEnd + `?x#y">d</a> <img src="` + markFile +
		"content/images/g.png" + markEnd + `" alt="f"/> <a href="` + markFile + "content/i.pdf" + markEnd + `">h</a> <a href="` + markFile + "content/k.rst" + markEnd +
		`">j</a> home l n <a href="` + markFile + "content/cat/{p}q" + markEnd + `">o</a></p>`
	if got := strings.ReplaceAll(string(a.Content), " />", "/>"); got != want {
		t.Errorf("got\n%q, want\n%q", got, want)
	}
}
