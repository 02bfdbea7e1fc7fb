package article

import "testing"

func TestDirection(t *testing.T) {
	tests := []struct{ in, want string }{
		{"", "ltr"},
		{"123 …", "ltr"},
		{"plain", "ltr"},
		{"漢字", "ltr"},
		{"שלום עולם", "rtl"},
		{"مرحبا بالعالم", "rtl"},
		{"ދިވެހި", "rtl"},
		{"𞤀𞤣𞤤𞤢𞤥", "rtl"},
		{"שלום to all the world", "ltr"},
		{"HTML הוא שפת סימון", "rtl"},
		{"ab שם", "ltr"},
		{"שם ab", "rtl"},
	}
	for _, test := range tests {
		if got := direction(test.in); got != test.want {
			t.Errorf("direction(%q): got %q, want %q", test.in, got, test.want)
		}
	}
}

func TestDetectLanguage(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"nothing", "", ""},
		{"too short", "Hello world", ""},
		{"English", "The quick brown fox jumps over the lazy dog, and then it goes home to sleep because it has been a long day for everybody.", "en"},
		{"German", "Der schnelle braune Fuchs springt über den faulen Hund und geht dann nach Hause, weil der Tag für alle sehr lang gewesen ist.", "de"},
		{"Japanese", "これは日本語で書かれた文章です。とても短いですが、言語を判定するには十分な長さがあると思います。", "ja"},
		{"numbers", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := detectLanguage(test.in); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
