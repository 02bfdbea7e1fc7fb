package article

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// continues reports whether a sentence goes on after a place where Unicode's rules (UAX 29) end it: they
// know no abbreviations.
func continues(before, after string) bool {
	before = strings.TrimRightFunc(before, unicode.IsSpace)
	next := firstLetters(after)
	if after == "" || before == "" {
		return false
	}
	if r, _ := utf8.DecodeRuneInString(next); unicode.IsLower(r) {
		return true // "Really?" he asked.
	}
	if !hasLetter(before) {
		return true // 1. The first point
	}
	word, dotted := strings.CutSuffix(before, ".")
	if !dotted {
		return false
	}
	word = lastWord(word)
	switch {
	case word == "":
		return false
	case isOneOf(titles, word):
		return true
	case isOneOf(abbreviations, word):
		return !isOneOf(starters, next)
	case isOneOf(beforeNumbers, word):
		return startsWithDigit(after)
	case isOrdinal(word):
		return isOneOf(germanMonths, next)
	case strings.Contains(word, ".") || utf8.RuneCountInString(word) == 1:
		// Initials and the like: "J. R. R.", "U.S."; a sentence seldom ends so, and if it does then the next
		// one often begins with one of a few words.
		return hasLetter(word) && !strings.Contains(word, "..") && !isOneOf(starters, next)
	}
	return false
}

const (
	titles = " Mr Mrs Ms Mx Dr Prof Rev Fr Sr St Ste Gen Col Capt Lt Sgt Cmdr Gov Sen Rep Hon Pres Mt Ft Hr Mme Mlle Sra Srta Dipl Ing "
	// abbreviations stand within a sentence unless the next word looks like the beginning of one.
	abbreviations = " e.g i.e eg ie cf vs viz al Jr Inc Ltd Co Corp Bros Ave Blvd Dept Univ Assn approx est ca " +
		"Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thurs Fri Sat Sun " +
		"z.B d.h u.a bzw vgl usw ggf inkl evtl sog "
	// beforeNumbers are words of their own when no number follows.
	beforeNumbers = " No Nos Nr Vol Fig Figs Eq Ch Sec Art p pp v Abb Bd S Kap Tab § "
	// starters begin a sentence more often than they follow an abbreviation.
	starters = " The A An He She It They We I You This That These Those There Then But And In On At If When While After " +
		"Before However Now So As What Why How Who Its His Her Their Our My Your For With Some Many Most No Not " +
		"Der Die Das Es Er Sie Wir Ich Ein Eine Und Aber "
	germanMonths = " Januar Februar März April Mai Juni Juli August September Oktober November Dezember "
)

// isOneOf looks for a whole word in a list that begins and ends with a space.
func isOneOf(list, word string) bool {
	if word == "" {
		return false
	}
	i := strings.Index(list, word)
	for offset := 0; i >= 0; i = strings.Index(list[offset:], word) {
		i += offset
		if list[i-1] == ' ' && list[i+len(word)] == ' ' {
			return true
		}
		offset = i + 1
	}
	return false
}

func isOrdinal(word string) bool {
	return len(word) <= 2 && strings.Trim(word, "0123456789") == ""
}

func startsWithDigit(s string) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(s, unicode.IsSpace))
	return unicode.IsDigit(r)
}

// lastWord is the word at the end of s without the brackets and quotes before it.
func lastWord(s string) string {
	if i := strings.LastIndexFunc(s, unicode.IsSpace); i >= 0 {
		_, size := utf8.DecodeRuneInString(s[i:])
		s = s[i+size:]
	}
	return strings.TrimLeftFunc(s, isOpening)
}

// firstLetters is the word at the beginning of s without the quotes before it and the marks after it.
func firstLetters(s string) string {
	s = strings.TrimLeftFunc(s, func(r rune) bool { return unicode.IsSpace(r) || isOpening(r) })
	if end := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) }); end >= 0 {
		s = s[:end]
	}
	return s
}

func isOpening(r rune) bool {
	return unicode.Is(unicode.Ps, r) || unicode.Is(unicode.Pi, r) || r == '"' || r == '\'' || r == '„'
}
