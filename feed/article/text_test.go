package article

import (
	"strings"
	"testing"
)

func TestText(t *testing.T) {
	wrapped := "This paragraph was wrapped by hand at about sixty columns so\nthat it is easy to read in a terminal, as people did before\nthere were other ways, and it\nends here."
	for _, tt := range []struct{ name, in, title, want string }{
		{"one sentence", "It rains. It pours.", "It rains.", "<p>It rains. It pours.</p>"},
		{"paragraphs", "It rains today.\n\n\nIt pours.\n", "It rains today.", "<p>It rains today.</p>\n<p>It pours.</p>"},
		{"headline", "The Weather\n\nIt rains.", "The Weather", "<p>It rains.</p>"},
		{"headline, question", "What is rain?\n\nWater.", "What is rain?", "<p>Water.</p>"},
		{"headline in the U.S.", "Rain in the U.S.\n\nWater.", "Rain in the U.S.", "<p>Water.</p>"},
		{"headline with the text below", "The Weather\nIt rains all day.", "The Weather It rains all day.", "<p>The Weather<br>\nIt rains all day.</p>"},
		{"underlined headline", "The Weather\n===========\nIt rains.", "The Weather", "<p>It rains.</p>"},
		{"underlined, with a full stop", "It rains.\n---------\n\nWater.", "It rains.", "<p>Water.</p>"},
		{"a greeting is none", "Dear all,\n\nIt rains.", "Dear all,", "<p>Dear all,</p>\n<p>It rains.</p>"},
		{"a date is none", "2 January 2021\n\nIt rains.", "It rains.", "<p>2 January 2021</p>\n<p>It rains.</p>"},
		{"the title again", "Title: The Weather\n\nTHE WEATHER\n\nIt rains.", "The Weather", "<p>It rains.</p>"},
		{"sections", "Title: x\n\nIt rains.\n\nPart one\n--------\nMore.\n\nPart two\n========\n\nEnd.", "x",
			"<p>It rains.</p>\n<h3>Part one</h3>\n<p>More.</p>\n<h2>Part two</h2>\n<p>End.</p>"},
		{"rule", "Title: x\n\nA.\n\n* * *\n\nB.", "x", "<p>A.</p>\n<hr>\n<p>B.</p>"},
		{"wrapped", "Title: x\n\n" + wrapped, "x", "<p>" + strings.ReplaceAll(wrapped, "\n", " ") + "</p>"},
		{"wrapped, with an address that has no room", "Title: x\n\n" + wrapped + "\n\nSee\n<https://example.org/" + strings.Repeat("a", 70) + ">.", "x",
			"<p>" + strings.ReplaceAll(wrapped, "\n", " ") + "</p>\n<p>See &lt;<a href=\"https://example.org/" + strings.Repeat("a", 70) + "\">https://example.org/" + strings.Repeat("a", 70) + "</a>&gt;.</p>"},
		{"hyphen at the end", "Title: x\n\nA long line that was wrapped at sixty columns has a well-\nknown hyphen.", "x", "<p>A long line that was wrapped at sixty columns has a well-known hyphen.</p>"},
		{"verse", "Title: x\n\nRoses are red,\nviolets are blue,\nsugar is sweet.", "x", "<p>Roses are red,<br>\nviolets are blue,<br>\nsugar is sweet.</p>"},
		{"verse among prose", "Title: x\n\n" + wrapped + "\n\nRoses are red,\nviolets are blue.", "x", "<p>" + strings.ReplaceAll(wrapped, "\n", " ") + "</p>\n<p>Roses are red,<br>\nviolets are blue.</p>"},
		{"a paragraph a line", "Title: x\n\n" + strings.Repeat("long line ", 20) + "a.\n" + strings.Repeat("long line ", 20) + "b.", "x",
			"<p>" + strings.Repeat("long line ", 20) + "a.</p>\n<p>" + strings.Repeat("long line ", 20) + "b.</p>"},
		{"no spaces", "Title: x\n\n这是一个中文文本需要正确识别编码北京是中国的首都上海是最大的城市\n广州也是", "x", "<p>这是一个中文文本需要正确识别编码北京是中国的首都上海是最大的城市广州也是</p>"},
		{"code", "Title: x\n\nRun:\n\n    go build\n      ./cmd\n\nDone.", "x", "<p>Run:</p>\n<pre>go build\n  ./cmd</pre>\n<p>Done.</p>"},
		{"code with a blank line", "Title: x\n\nRun:\n\n    if it rains {\n        wait()\n\n        go()\n    }\n\n    again()", "x",
			"<p>Run:</p>\n<pre>if it rains {\n    wait()\n\n    go()\n}\n\nagain()</pre>"},
		{"columns", "Title: x\n\nName    Age\nAnn     12\nBob     9", "x", "<pre>Name    Age\nAnn     12\nBob     9</pre>"},
		{"two spaces after a sentence", "Title: x\n\nIt rains.  It pours.\nIt ends.  It does.", "x", "<p>It rains.  It pours.<br>\nIt ends.  It does.</p>"},
		{"first lines indented", "Title: x\n\n  It rains, and it rains all day long, until the river rises,\nand the town is flooded.\n  Then it ends.", "x",
			"<p>It rains, and it rains all day long, until the river rises, and the town is flooded.</p>\n<p>Then it ends.</p>"},
		{"first lines indented but the first of all", "Title: x\n\nIt rains, and it rains all day long, until the river\nrises.\n\tThen it ends. The sun comes out, and the town is dry\nagain.\n  \"So what?\"\n  They laugh.", "x",
			"<p>It rains, and it rains all day long, until the river rises.</p>\n<p>Then it ends. The sun comes out, and the town is dry again.</p>\n<p>&#34;So what?&#34;</p>\n<p>They laugh.</p>"},
		{"verse with indented lines", "Title: x\n\nIt rains all day,\n  and all night long:\nthe river is high,\n  the wind is strong.", "x", "<p>It rains all day,<br>\nand all night long:<br>\nthe river is high,<br>\nthe wind is strong.</p>"},
		{"frame", "Title: x\n\n┌───┐\n│ a │\n└───┘", "x", "<pre>┌───┐\n│ a │\n└───┘</pre>"},
		{"all indented", "Title: x\n\n    It rains.\n\n    It pours.", "x", "<p>It rains.</p>\n<p>It pours.</p>"},
		{"list", "Title: x\n\n- one\n- two\n  more\n\n- three\n\nEnd.", "x", "<ul>\n<li>one</li>\n<li>two more</li>\n<li>three</li>\n</ul>\n<p>End.</p>"},
		{"numbers", "Title: x\n\n3. one\n4. two", "x", "<ol start=\"3\">\n<li>one</li>\n<li>two</li>\n</ol>"},
		{"a dash is no list", "Title: x\n\n- Hello, he said.", "x", "<p>- Hello, he said.</p>"},
		{"quote", "Title: x\n\n> It rains.\n>\n> It pours.", "x", "<blockquote>\n<p>It rains.</p>\n<p>It pours.</p>\n</blockquote>"},
		{"escaped", "Title: x\n\n<script>a & \"b\"</script>", "x", "<p>&lt;script&gt;a &amp; &#34;b&#34;&lt;/script&gt;</p>"},
		{"scrap", "It rains.\n\nIt pours.\n\nShare it...\nADVERTISEMENT\n\n", "It rains.", "<p>It rains.</p>\n<p>It pours.</p>"},
		{"end marks", "It rains.\n\nIt pours.\n\n-30-\n###\n", "It rains.", "<p>It rains.</p>\n<p>It pours.</p>"},
		{"no scrap", "It rains.\n\nShare it with me.", "It rains.", "<p>It rains.</p>\n<p>Share it with me.</p>"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := parse(t, "a.txt", tt.in)
			if got.Title != tt.title {
				t.Errorf("got title %q, want %q", got.Title, tt.title)
			}
			content := strings.TrimSpace(string(got.Content))
			if content != tt.want {
				t.Errorf("got\n%s\nwant\n%s", content, tt.want)
			}
		})
	}
}

func TestScrapsOfConfiguration(t *testing.T) {
	for _, tt := range []struct {
		scraps []string
		want   string
	}{
		{nil, "<p>It rains.</p>\n<p>Gefällt mir</p>"},
		{[]string{}, "<p>It rains.</p>\n<p>Gefällt mir</p>\n<p>Share it...</p>"},
		{[]string{"gefällt mir", "SHARE IT"}, "<p>It rains.</p>"},
	} {
		a, err := Parse(Source{Path: "a.txt", Data: []byte("It rains.\n\nGefällt mir\n\nShare it...")}, Settings{Scraps: tt.scraps})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.TrimSpace(string(a.Content)); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.scraps, got, tt.want)
		}
	}
}

func TestLinked(t *testing.T) {
	link := func(href, text string) string { return `<a href="` + href + `">` + text + "</a>" }
	for in, want := range map[string]string{
		"see https://example.org/a.":           "see " + link("https://example.org/a", "https://example.org/a") + ".",
		"(http://example.org/a_(b))":           "(" + link("http://example.org/a_(b)", "http://example.org/a_(b)") + ")",
		"<https://example.org?a=1&b=2>":        "&lt;" + link("https://example.org?a=1&amp;b=2", "https://example.org?a=1&amp;b=2") + "&gt;",
		"www.example.org, www.example and www": link("https://www.example.org", "www.example.org") + ", www.example and www",
		"a.b+c@example.org.":                   link("mailto:a.b+c@example.org", "a.b+c@example.org") + ".",
		"at @ home, @ann, a@b, x@y.z":          "at @ home, @ann, a@b, x@y.z",
		"javascript://x xhttp://y http://":     "javascript://x xhttp://y http://",
		"“https://example.org”…":               "“" + link("https://example.org", "https://example.org") + "”…",
		"https://a.example和https://b.example。": link("https://a.example和https://b.example", "https://a.example和https://b.example") + "。",
	} {
		var w textWriter
		w.linked(in)
		if got := w.html.String(); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", in, got, want)
		}
	}
}
