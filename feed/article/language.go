package article

import (
	"unicode"
	"unicode/utf8"

	"github.com/abadojack/whatlanggo"
	"golang.org/x/text/unicode/bidi"
)

// direction gives "rtl" if most letters of a text belong to a script that is written from right to left,
// else "ltr". If there are as many of both, the first letter decides.
func direction(plain string) string {
	left, right, first := 0, 0, "ltr"
	for i := 0; i < len(plain); {
		c := plain[i]
		if c < utf8.RuneSelf {
			if c |= 0x20; 'a' <= c && c <= 'z' {
				left++
			}
			i++
			continue
		}
		properties, size := bidi.LookupString(plain[i:])
		switch properties.Class() {
		case bidi.L:
			left++
		case bidi.R, bidi.AL:
			if right++; left == 0 {
				first = "rtl"
			}
		}
		i += max(size, 1)
	}
	switch {
	case right > left:
		return "rtl"
	case right == left:
		return first
	}
	return "ltr"
}

const (
	// enoughLetters is where a guess at the language begins to be better than none.
	enoughLetters = 60
	// sampleSize bounds what the guess looks at, in bytes: more text does not make it better.
	sampleSize = 8 << 10
)

// detectLanguage guesses the language of a text as a BCP 47 tag, "" when it is not sure.
func detectLanguage(plain string) string {
	if len(plain) > sampleSize {
		plain = plain[:sampleSize]
	}
	letters := 0
	for _, r := range plain {
		if unicode.IsLetter(r) {
			letters++
		}
	}
	if letters < enoughLetters && isASCII(plain) || letters < enoughLetters/3 {
		return ""
	}
	info := whatlanggo.Detect(plain)
	if !info.IsReliable() {
		return ""
	}
	return info.Lang.Iso6391()
}
