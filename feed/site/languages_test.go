package site

import (
	"testing"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// TestLanguageNames compares the names with those that Unicode has collected.
func TestLanguageNames(t *testing.T) {
	for _, known := range languageNames {
		tag := language.MustParse(known.tag)
		if _, _, region := tag.Raw(); region != (language.Region{}) { // the script that is usual there has the name
			script, _ := tag.Script()
			base, _ := tag.Base()
			tag, _ = language.Compose(base, script)
		}
		if want := display.Self.Name(tag); known.name != want {
			t.Errorf("%s: got %q, want %q", known.tag, known.name, want)
		}
	}
}

func TestLanguageName(t *testing.T) {
	for tag, want := range map[string]string{
		"fr": "français", "FR": "français", "pt-BR": "português (BR)", "zh-TW": "繁體中文", "zh-HK": "中文 (HK)", "tlh": "tlh", "tlh-AQ": "tlh-AQ",
	} {
		if got := languageName(tag); got != want {
			t.Errorf("%s: got %q, want %q", tag, got, want)
		}
	}
}
