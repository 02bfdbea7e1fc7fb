package feed

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

func TestClean(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"nothing to do", "a\tb\nc é € 漢 👍 \u00a0\u0085\ufeff\ufffd", "a\tb\nc é € 漢 👍 \u00a0\u0085\ufeff\ufffd"},
		{"empty", "", ""},
		{"forbidden", "\x00a\x01b\x08\x0b\x0c\x0e\x1f", "ab"},
		{"carriage returns", "a\r\nb\rc\r", "a\nbc"},
		{"discouraged", "a\x7f\u0080\u0084\u0086\u009fb", "ab"},
		{"non-characters", "\ufdd0\ufdefa\ufffe\uffff\U0001fffe\U0001ffff\U000fffffb\U0010fffe\U0010ffff", "ab"},
		{"neighbours of non-characters", "\ufdcf\ufdf0\ufffd\U0001fffd\U00020000\U0002f800", "\ufdcf\ufdf0\ufffd\U0001fffd\U00020000\U0002f800"},
		{"invalid UTF-8", "a\xffb\xc2", "a\ufffdb\ufffd"},
		{"surrogates", "a\xed\xa0\x80b", "a\ufffdb"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := clean(c.in); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// FuzzClean compares with the same rules character by character.
func FuzzClean(f *testing.F) {
	for _, s := range []string{"", "12345678", "1234567\x7f", "\x1f2345678", "a\tb\nc\rd", "é漢👍\u0085\u009f", "\ufdd0\ufffe\U0001ffff", "1234567\xff", "\xed\xa0\x80"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		want := strings.Map(func(r rune) rune {
			switch {
			case r < ' ' && r != '\t' && r != '\n', r >= 0x7f && r <= 0x9f && r != 0x85, r >= 0xfdd0 && r <= 0xfdef, r&0xfffe == 0xfffe:
				return -1
			}
			return r
		}, strings.ToValidUTF8(s, "\ufffd"))
		got := clean(s)
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		if again := clean(got); again != got {
			t.Errorf("the second time: got %q, want %q", again, got)
		}
	})
}

func TestLine(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain", "A title", "A title"},
		{"blanks", " \n A \t title\r\n", "A title"},
		{"no-break space", "Quoi\u00a0?  ", "Quoi\u00a0?"},
		{"nothing", "\x00 \n", ""},
		{"curly quotes are no marks", "\u201cit\u2019s\u201d", "\u201cit\u2019s\u201d"},
		{"paired marks", "\u202ba\u202c \u2067b\u2069", "\u202ba\u202c \u2067b\u2069"},
		{"open embedding", "\u202ea", "\u202ea\u202c"},
		{"open isolate with embedding", "\u2067a\u202bb", "\u2067a\u202bb\u202c\u2069"},
		{"isolate closes embedding", "\u2067a\u202bb\u2069c", "\u2067a\u202bb\u2069c"},
		{"nothing to close", "a\u202c\u2069b", "ab"},
		{"embedding is not closed through an isolate", "\u202aa\u2067b\u202cc", "\u202aa\u2067bc\u2069\u202c"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := line(c.in); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestWebURL(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"https://example.org/", "https://example.org/"},
		{"http://localhost:8080/a/b?c=d&e=f#g", "http://localhost:8080/a/b?c=d&e=f#g"},
		{"HTTPS://example.org", "https://example.org"},
		{"https://[::1]:80/", "https://[::1]:80/"},
		{"https://example.org/%C3%a4/~a/(b)", "https://example.org/%C3%a4/~a/(b)"},
		{"https://example.org/ä b", "https://example.org/%C3%A4%20b"},
		{"https://example.org/100%/%zz", "https://example.org/100%25/%25zz"},
		{"https://example.org/[a]?b=\"c\"#d#e", "https://example.org/%5Ba%5D?b=%22c%22#d%23e"},
		{"https://bücher.example/", "https://xn--bcher-kva.example/"},
		{"https://example.org/\n", "https://example.org/%0A"},
		{"", ""},
		{"/a", ""},
		{"//example.org/", ""},
		{"https:///a", ""},
		{"https://", ""},
		{"https://:80/", ""},
		{"https://exa mple.org/", ""},
		{"https://example.org:port/", ""},
		{"ftp://example.org/", ""},
		{"javascript:alert(1)//https://example.org", ""},
		{"mailto:a@example.org", ""},
	} {
		t.Run(c.in, func(t *testing.T) {
			if got := webURL(c.in); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if again := webURL(c.want); again != c.want {
				t.Errorf("the second time: got %q, want %q", again, c.want)
			}
		})
	}
}

func TestShapes(t *testing.T) {
	for _, c := range []struct {
		name string
		f    func(string) string
		good []string
		bad  []string
	}{
		{"language", languageTag, []string{"en", "de-AT", "zh-Hant-TW", "x-klingon", "i-enochian", "sr-Latn", "es-419"},
			[]string{"", "e", "x", "en_US", "en-", "-en", "12", "en-waytoolong", "a-b", "englishman"}},
		{"media type", mediaType, []string{"audio/mpeg", "image/svg+xml", "application/vnd.ms-excel"},
			[]string{"", "png", "audio/", "/mpeg", "audio/mpeg; codecs=x", "a/b/c", "+a/b"}},
		{"email", email, []string{"a@example.org", "a.b+c@example.org"},
			[]string{"", "a", "@b", "a@", "a b@c", "a@b@c", "a@b>", "A <a@b>", "a@b\x00"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, s := range c.good {
				if got := c.f(s); got != s {
					t.Errorf("%q: got %q", s, got)
				}
			}
			for _, s := range c.bad {
				if got := c.f(s); got != "" {
					t.Errorf("%q: got %q, want nothing", s, got)
				}
			}
		})
	}
}

func TestStamp(t *testing.T) {
	zone := time.FixedZone("", 2*3600)
	for _, c := range []struct {
		name string
		in   time.Time
		want string
	}{
		{"unknown", time.Time{}, ""},
		{"UTC and whole seconds", time.Date(2026, 1, 1, 1, 2, 3, 999, zone), "2025-12-31T23:02:03Z"},
		{"before the year 1", time.Date(1, 1, 1, 0, 0, 0, 0, zone), ""},
		{"after the year 9999", time.Date(9999, 12, 31, 23, 0, 0, 0, time.FixedZone("", -7200)), ""},
		{"far", time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC), "9999-12-31T23:59:59Z"},
		{"near the year 1", time.Date(1, 1, 2, 0, 0, 0, 0, time.UTC), "0001-01-02T00:00:00Z"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := stamp(c.in, time.RFC3339); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestAtMost compares the estimate with the documents: it may not be too low, nor useless.
func TestAtMost(t *testing.T) {
	worst := "\xff&<>\"\\\u2028\u202e\u2067\n"
	for _, f := range []*Feed{
		{ID: "urn:x", Home: "https://example.org/", Folder: "https://example.org/"},
		{ID: worst, Title: worst, Description: worst, Home: "https://example.org/\x01\x02", Folder: "https://example.org/\x01\x02",
			Rights: worst, Icon: "https://example.org/ä.png", Logo: "https://example.org/ä.png", Hub: "https://hub.example.org/ä", Generator: worst,
			Prev: "https://example.org/ä/", Authors: []Person{{Name: worst}, {Email: "a@" + worst}},
			Items: []Item{{ID: worst, URL: "https://example.org/\x01\x02\x03", Title: worst, Summary: worst, Content: worst,
				Tags: []string{worst, worst + "a"}, Authors: []Person{{Name: worst}}, Enclosures: []Enclosure{{URL: "https://example.org/\x01"}}}}},
	} {
		for range 20 {
			for i := range f.Items {
				f.Items[i].Summary += worst
				f.Items[i].Title += worst
				f.Items[i].Content += worst
			}
			for _, format := range Formats() {
				var b bytes.Buffer
				if err := format.Write(&b, f); err != nil {
					t.Fatal(err)
				}
				if n, most := b.Len(), f.atMost(); n > most {
					t.Fatalf("%s: got %d, want at least %d", format.Name, most, n)
				}
			}
		}
	}
}
