package site

import (
	"strings"
	"testing"
)

func TestSlug(t *testing.T) {
	tests := []struct{ stem, language, want string }{
		{"hello-world", "en", "hello-world"},
		{"Hello World", "", "hello-world"},
		{"my_first__article", "en", "my-first-article"},
		{"v1.10.2 released!", "en", "v1-10-2-released"},
		{"Don't panic", "en", "dont-panic"},
		{"Don’t panic", "en", "dont-panic"},
		{"'quoted'", "en", "quoted"},
		{"R&D", "en", "r-and-d"},
		{"R&D", "de", "r-und-d"},
		{"Größe über alles", "de-AT", "groesse-ueber-alles"},
		{"Größe", "en", "grosse"},
		{"cafe\u0301", "fr", "cafe"},
		{"café", "fr", "cafe"},
		{"smo\u0308rga\u030as", "sv", "smorgas"},
		{"Большой театр", "ru", "bolshoi-teatr"},
		{"中文 标题", "zh", "zhong-wen-biao-ti"},
		{"한국어", "ko", "hangugeo"},
		{"שלום", "he", "shlvm"},
		{"مرحبا", "ar", "mrhb"},
		{"C++ in a week", "en", "c-plus-plus-in-a-week"},
		{"", "en", "article"},
		{"---", "en", "article"},
		{"🎉", "en", "article"},
		{"\xff\xfe", "en", "article"},
		{"con", "en", "con-article"},
		{"COM1", "en", "com1-article"},
		{"com", "en", "com"},
		{"nul.", "en", "nul-article"},
		{"../../etc/passwd", "en", "etc-passwd"},
		{".hidden", "en", "dot-hidden"},
		{"-rf", "en", "rf"},
		{"a\nb\x00c", "en", "a-b-c"},
		{strings.Repeat("long ", 40), "en", strings.TrimSuffix(strings.Repeat("long-", 20), "-")},
		{strings.Repeat("x", 300), "en", strings.Repeat("x", 100)},
	}
	for _, test := range tests {
		if got := Slug(test.stem, test.language); got != test.want {
			t.Errorf("Slug(%q, %q): got %q, want %q", test.stem, test.language, got, test.want)
		}
	}
}

func TestTagSlug(t *testing.T) {
	tests := []struct{ tag, want string }{
		{"Go", "go"},
		{"C", "c"},
		{"C++", "c-plus-plus"},
		{"C#", "c-sharp"},
		{"F# ", "f-sharp"},
		{".NET", "dot-net"},
		{"Node.js", "node-js"},
		{"#hashtag", "hashtag"},
		{"Notepad++", "notepad-plus-plus"},
		{"Q&A", "q-and-a"},
		{"订阅", "ding-yue"},
		{"خلاصات", "khlst"},
		{"日本", "ri-ben"},
		{"aux", "aux-tag"},
		{"📷", "tag-1f4f7"},
		{"🎵", "tag-1f3b5"},
		{"?!", "tag"},
		{"", "tag"},
	}
	for _, test := range tests {
		if got := TagSlug(test.tag); got != test.want {
			t.Errorf("TagSlug(%q): got %q, want %q", test.tag, got, test.want)
		}
	}
}

// safeSlug tells what every slug promises.
func safeSlug(s string) bool {
	if s == "" || len(s) > slugLimit || s[0] == '-' || s[len(s)-1] == '-' || strings.Contains(s, "--") || reserved(s) {
		return false
	}
	return strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

func FuzzSlug(f *testing.F) {
	for _, s := range []string{"Hello World", "C++", "中文", "🎉", "con", "\xff", "é", "..", strings.Repeat("ab ", 60), "½ ™ ©", "İstanbul", "ﬁ"} {
		f.Add(s, "en")
		f.Add(s, "de-DE")
		f.Add(s, "tr")
	}
	f.Fuzz(func(t *testing.T, text, language string) {
		for kind, makeOne := range map[string]func(string) string{
			"Slug":    func(s string) string { return Slug(s, language) },
			"TagSlug": TagSlug,
		} {
			s := makeOne(text)
			if !safeSlug(s) {
				t.Errorf("%s(%q): got %q", kind, text, s)
			}
			if again := makeOne(s); again != s {
				t.Errorf("%s(%q): got %q, and %q from that", kind, text, s, again)
			}
		}
	})
}
