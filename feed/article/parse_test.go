package article

import (
	"crypto/sha256"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestIsArticle(t *testing.T) {
	for name, want := range map[string]bool{
		"a.txt": true, "a.md": true, "a.MARKDOWN": true, "a.mdx": true, "a.Html": true, "a.htm": true,
		"a.org": true, "a.docx": false, "a": false, "txt": false, "a.txt.gz": false, "": false,
	} {
		if got := IsArticle(name); got != want {
			t.Errorf("%q: got %v, want %v", name, got, want)
		}
	}
}

func TestParseFaults(t *testing.T) {
	for _, tt := range []struct{ name, file, data, want string }{
		{"empty", "a.txt", "", "is empty"},
		{"blank", "a.md", " \r\n\t\n\uFEFF", "is empty"},
		{"too large", "a.txt", strings.Repeat("a", MaxSize+1), "larger than 10 MiB"},
		{"another kind of file", "a.docx", "x", "not a kind of file"},
		{"PDF", "a.txt", "%PDF-1.4\n", "PDF"},
		{"NUL", "a.txt", "a\x00b", "NUL"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a, err := Parse(Source{Path: tt.file, Data: []byte(tt.data)}, Settings{})
			var fault *Error
			if a != nil || !errors.As(err, &fault) {
				t.Fatalf("got %v, %v, want an *Error", a, err)
			}
			if fault.Path != tt.file || fault.Fix == "" || !strings.Contains(fault.Err.Error(), tt.want) {
				t.Errorf("got %q, want %q with path and fix", fault, tt.want)
			}
		})
	}
}

func TestParseLongLine(t *testing.T) {
	for _, unit := range []string{"word ", "a", "(http://a.b/)", "漢", "a@b.", "- x ", "`*_[("} {
		size := MaxSize / 32 // the time must grow with the size, not with its square
		if unit == "a" {
			size = MaxSize - 1
		}
		data := strings.Repeat(unit, size/len(unit))
		a, err := Parse(Source{Path: "a.txt", Data: []byte(data)}, Settings{})
		if err != nil {
			t.Fatal(err)
		}
		if n := utf8.RuneCountInString(a.Title); n > longestTitle+1 {
			t.Errorf("%q: got a title of %d characters", unit, n)
		}
	}
}

func TestHashes(t *testing.T) {
	lf := parse(t, "a.md", "---\ntitle: A\n---\nOne two\nthree.\n")
	crlf := parse(t, "a.md", "\uFEFF---\r\ntitle: A\r\n---\r\nOne two\r\nthree.\r\n")
	head := parse(t, "a.md", "---\ntitle: B\ntags: x\n---\n\nOne two three.")
	if lf.Hash != crlf.Hash || lf.Hash != sha256.Sum256([]byte("---\ntitle: A\n---\nOne two\nthree.\n")) {
		t.Error("got another hash for other line ends")
	}
	if head.Hash == lf.Hash || head.BodyHash != lf.BodyHash || head.Fingerprint != lf.Fingerprint {
		t.Error("got a body hash that depends on the head or white space, want only the hash to")
	}
}

func TestLanguageAndDirection(t *testing.T) {
	const arabic = "هذا نص عربي قصير. It is.\n"
	for _, tt := range []struct {
		name, file, in    string
		set               Settings
		language, from, d string
	}{
		{"none", "a.txt", "It rains.", Settings{}, "", "", "ltr"},
		{"configuration", "a.txt", "It rains.", Settings{Language: "en"}, "en", "configuration", "ltr"},
		{"front matter", "a.txt", "Lang: DE\n\nEs regnet.", Settings{Language: "en"}, "de", `front matter "Lang", line 1`, "ltr"},
		{"script", "a.md", arabic, Settings{Language: "ar"}, "ar", "configuration", "rtl"},
		{"title only", "a.md", "---\ntitle: هذا نص\n---\n", Settings{}, "", "", "rtl"},
		{"detected", "a.txt", strings.Repeat("Das ist ein deutscher Text, der lang genug ist, damit man ihn erkennen kann. ", 5), Settings{Language: "en", DetectLanguage: true}, "de", "detected", "ltr"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a, err := Parse(Source{Path: tt.file, Data: []byte(tt.in)}, tt.set)
			if err != nil {
				t.Fatal(err)
			}
			if a.Language != tt.language || a.Origins["language"] != tt.from || a.Direction != tt.d {
				t.Errorf("got %q from %q, %q, want %q from %q, %q", a.Language, a.Origins["language"], a.Direction, tt.language, tt.from, tt.d)
			}
		})
	}
}

func TestMayBeRightToLeft(t *testing.T) {
	for s, want := range map[string]bool{
		"abc é Ж 漢字 ไทย ， 🎉": false, "א": true, "ا": true, "ߊ": true, "ࠀ": true, "ﬡ": true, "ﺍ": true, "𐤀": true, "𞤀": true, "": false,
	} {
		for before := range 9 { // eight bytes are looked at together
			s := strings.Repeat("a", before) + s + strings.Repeat("b", 8-before)
			if got := mayBeRightToLeft(s); got != want {
				t.Errorf("%q: got %v, want %v", s, got, want)
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"A headline\n\nIt rains. See www.example.org or a@example.org.\n\n- one\n- two\n\n    code\n\nShare it...",
		"---\ntitle: \"a\\u0001b\"\ndate: 2021-01-02\ntags: [x, y]\nauthor: {name: A}\n---\n# B\n\nC <b>d",
		"+++\ntitle = 'x'\n[extra]\na = [1, {b = 2}]\n+++\n", "{\"title\": \"x\", \"tags\": [\"a\"]}\n\ny", "Title: x\nDate: 1 May 2020\n y\n\nz",
		"<!--\ntitle: x\n--><html lang=de><title>x</title><p>y", "\xFF\xFEa\x00b\x00", "\u202Ex\n\ny", "&#1;\n\nb", "Title: <b>&#10;\n\nx",
		"#+TITLE: x\n#+DATE: <2021-01-02 Sat>\n\n* y\n[[file:z.org]]", "x\n=\n\n:date: 2021-01-02\n\n.. note:: y\n", "{% a %} {{< b >}} [[c]] :::d\ne\n:::\n",
	} {
		f.Add([]byte(s))
	}
	samples, _ := filepath.Glob("../../seeds/*.*")
	for _, name := range samples {
		if data, err := os.ReadFile(name); err == nil && IsArticle(name) {
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, name := range []string{"2021-01-02-a.txt", "a.md", "a.html", "a.mdx", "a.org", "a.rst"} {
			a, err := Parse(Source{Path: name, Data: data}, Settings{})
			if (a == nil) == (err == nil) {
				t.Fatalf("got %v and %v, want one of them", a, err)
			}
			if err != nil {
				if fault, ok := err.(*Error); !ok || fault.Path != name {
					t.Fatalf("got %#v, want an *Error with the path", err)
				}
				continue
			}
			if strings.TrimSpace(a.Title) == "" || strings.ContainsAny(a.Title, "\n\t") {
				t.Fatalf("got title %q", a.Title)
			}
			marks := strings.NewReplacer(markFile, "", markEnd, "", markPage, "", markHost, "", markName, "")
			for _, s := range append([]string{a.Title, a.Summary, a.Rights, a.ID, a.Slug, a.Permalink, marks.Replace(string(a.Content))}, append(a.Tags, a.Aliases...)...) {
				if bad := forbidden(s); bad != "" || !utf8.ValidString(s) {
					t.Fatalf("got forbidden %q in %q", bad, s)
				}
			}
		}
	})
}

func BenchmarkParse(b *testing.B) {
	paragraph := "The quick brown fox jumps over the lazy dog, and [runs](https://example.org/away) *away* from it. "
	markdown := "---\ntitle: A typical article\ndate: 2024-05-06\nauthor: Ann\ntags: [one, two]\ndescription: What it is about.\n---\n" +
		strings.Repeat("## A part\n\n"+strings.Repeat(paragraph, 5)+"\n\n- one\n- two\n\n", 8)
	text := "A headline\n\n" + strings.Repeat(strings.Repeat("The quick brown fox jumps over the lazy dog and runs away. ", 7)+"\n\n", 11)
	for _, source := range []Source{{Path: "a.md", Data: []byte(markdown)}, {Path: "a.txt", Data: []byte(text)}} {
		b.Run(source.Path, func(b *testing.B) {
			b.SetBytes(int64(len(source.Data)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Parse(source, Settings{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func TestOwnPagesAreNoArticles(t *testing.T) {
	page := `<!DOCTYPE html><html><head><meta name="generator" content="seedfeed 1.0"><title>A</title></head><body><p>Text.</p></body></html>`
	if a, err := Parse(Source{Path: "public/index.html", Data: []byte(page)}, Settings{}); err == nil {
		t.Errorf("got the article %q", a.Title)
	}
}

func TestTabInFrontMatter(t *testing.T) {
	_, err := Parse(Source{Path: "tab.md", Data: []byte("---\n\ttitle: a\n---\nBody\n")}, Settings{})
	fault, ok := errors.AsType[*Error](err)
	if !ok || fault.Line != 2 {
		t.Errorf("got %v, want an error in line 2", err)
	}
}
