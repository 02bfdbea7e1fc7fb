package site

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gosimple/slug"
	"github.com/gosimple/unidecode"
	"golang.org/x/text/unicode/norm"
)

// slugLimit is in bytes. With it a path stays well below what file systems and browsers take.
const slugLimit = 100

// Slug makes the name of an article's folder and address from a file's name without its ending, or from
// a title: words of a-z and 0-9 with single dashes between them, at most 100 bytes, never empty and no
// name that Windows keeps for devices. Other scripts are written in Latin letters, by the custom of the
// language (BCP 47) where it has one. A slug's slug is itself. Different names may give one slug.
func Slug(stem, language string) string { return makeSlug(stem, language, "article", "article") }

// TagSlug is Slug for tags. Tags whose signs have no Latin form are told apart by their code points.
func TagSlug(tag string) string {
	empty := "tag"
	for i, r := range []rune(tag) {
		if r > unicode.MaxASCII && i < 8 {
			empty += fmt.Sprintf("-%x", r)
		}
	}
	return makeSlug(tag, "en", "tag", empty)
}

// makeSlug returns empty where nothing of text is left, and appends suffix to reserved names.
func makeSlug(text, language, suffix, empty string) string {
	w := slugWriter{out: make([]byte, 0, slugLimit)}
	base, _, _ := strings.Cut(language, "-")
	if len(base) > 3 { // no code of a language
		base = ""
	}
	text = text[:min(len(text), 10*slugLimit)]
	if !isASCII(text) {
		text = norm.NFC.String(text) // file names from macOS come decomposed
	}
	runes := []rune(text)
	for i, r := range runes {
		if len(w.out) > slugLimit {
			break
		}
		var before, after rune
		if i > 0 {
			before = runes[i-1]
		}
		if i+1 < len(runes) {
			after = runes[i+1]
		}
		w.rune(before, r, after, base)
	}
	s := w.String()
	switch {
	case s == "":
		return empty
	case reserved(s):
		return s + "-" + suffix
	}
	return s
}

// A slugWriter collects words.
type slugWriter struct {
	out []byte
	gap bool // a dash is due before the next letter
}

func (w *slugWriter) rune(before, r, after rune, language string) {
	switch {
	case r == utf8.RuneError:
	case r == '\'' || r == '’':
		// "don't" is one word
		if !unicode.IsLetter(before) || !unicode.IsLetter(after) {
			w.gap = true
		}
	case r == '+' && (isAlphanumeric(before) || before == '+'): // C++, Notepad++, A+
		w.word("plus")
	case r == '#' && isAlphanumeric(before) && !isAlphanumeric(after): // C#, F#
		w.word("sharp")
	case r == '.' && before == 0 && isAlphanumeric(after): // .NET
		w.word("dot")
	case r == '&' || r == '@':
		w.word(slug.MakeLang(string(r), language))
	case r <= unicode.MaxASCII:
		w.text(string(r))
	case unicode.In(r, unicode.Latin, unicode.Cyrillic, unicode.Greek):
		if own := slug.MakeLang(string(r), language); own != "" {
			w.text(own)
			break
		}
		w.text(unidecode.Unidecode(string(r)))
	default:
		w.text(unidecode.Unidecode(string(r)))
	}
}

func (w *slugWriter) word(s string) {
	w.gap = true
	w.text(s)
	w.gap = true
}

// text adds ASCII text. Transliterations write soft signs and glottal stops as quotes, which fall away.
func (w *slugWriter) text(s string) {
	for _, c := range []byte(s) {
		switch {
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
		case c == '\'' || c == '`':
			continue
		default:
			w.gap = true
			continue
		}
		if w.gap && len(w.out) > 0 {
			w.out = append(w.out, '-')
		}
		w.gap = false
		w.out = append(w.out, c)
	}
}

// String returns the words, as many as the limit allows.
func (w *slugWriter) String() string {
	s := string(w.out)
	if len(s) <= slugLimit {
		return s
	}
	if i := strings.LastIndexByte(s[:slugLimit+1], '-'); i > 0 {
		return s[:i]
	}
	return s[:slugLimit]
}

// reserved reports whether Windows takes a file of this name for a device.
func reserved(s string) bool {
	switch s {
	case "con", "prn", "aux", "nul":
		return true
	}
	return len(s) == 4 && (s[:3] == "com" || s[:3] == "lpt") && '0' <= s[3] && s[3] <= '9'
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] > unicode.MaxASCII {
			return false
		}
	}
	return true
}

func isAlphanumeric(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
