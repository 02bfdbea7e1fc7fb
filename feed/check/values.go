package check

import (
	"net/url"
	"strings"
	"time"
)

// webURL tells whether s is an absolute http or https URL of the characters of RFC 3986.
func webURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && uriCharacters(s)
}

// absolute tells whether s has a scheme.
func absolute(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.IsAbs()
}

// uriCharacters tells whether s has only the characters of RFC 3986, and at least one.
func uriCharacters(s string) bool {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case alphanumeric(c), strings.IndexByte("-._~:/?#[]@!$&'()*+,;=", c) >= 0:
		case c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
		default:
			return false
		}
	}
	return s != ""
}

func isHex(c byte) bool    { return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'f' }
func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func alphanumeric(c byte) bool { return isLetter(c) || isDigit(c) }

// consists tells whether s has only bytes that are allowed, and at least one.
func consists(s string, allowed func(byte) bool) bool {
	for i := range len(s) {
		if !allowed(s[i]) {
			return false
		}
	}
	return s != ""
}

// languageTag tells whether s is well-formed by BCP 47, as far as its parts' lengths go.
func languageTag(s string) bool {
	for i, part := range strings.Split(s, "-") {
		switch {
		case len(part) > 8 || !consists(part, alphanumeric):
			return false
		case i == 0 && (!consists(part, isLetter) || len(part) < 2 && !strings.EqualFold(part, "x") && !strings.EqualFold(part, "i")):
			return false
		}
	}
	return len(s) > 1
}

// mediaType tells whether s names one, by RFC 6838. A parameter may follow.
func mediaType(s string) bool {
	s, _, _ = strings.Cut(s, ";")
	kind, name, ok := strings.Cut(strings.TrimSpace(s), "/")
	part := func(s string) bool {
		return consists(s, func(c byte) bool { return alphanumeric(c) || strings.IndexByte("!#$&-^_.+", c) >= 0 }) && alphanumeric(s[0])
	}
	return ok && part(kind) && part(name)
}

// mailAddress tells whether s looks like a bare e-mail address.
func mailAddress(s string) bool {
	name, host, ok := strings.Cut(s, "@")
	return ok && name != "" && host != "" && !strings.ContainsAny(s, " \t\n()<>") && !strings.Contains(host, "@")
}

// rssPerson tells whether s is an e-mail address, with a name in brackets or without.
func rssPerson(s string) bool {
	address, name, named := strings.Cut(strings.TrimSpace(s), " (")
	return mailAddress(address) && (!named || len(name) > 1 && strings.HasSuffix(name, ")"))
}

// wholeNumber tells whether s has only digits.
func wholeNumber(s string) bool { return consists(s, isDigit) && len(s) < 19 }

// rssTime parses a date of RSS: RFC 822 with a year of four digits or of two, which year tells apart. Any blanks may stand
// between its parts (RFC 822, 3.1.4).
func rssTime(s string) (t time.Time, fourDigits bool, fault string) {
	s = strings.Join(strings.Fields(s), " ")
	name, rest, named := strings.Cut(s, ", ")
	if !named {
		rest = s
	}
	zone := strings.LastIndexByte(rest, ' ') + 1
	if offset := zoneOffset(rest[zone:]); offset != "" {
		rest = rest[:zone] + offset
	}
	for _, year := range []string{"2006", "06"} {
		for _, clock := range []string{"15:04:05", "15:04"} {
			t, err := time.Parse("2 Jan "+year+" "+clock+" -0700", rest)
			if err != nil {
				continue
			}
			if named && t.Format("Mon") != name {
				return t, len(year) == 4, "it was a " + t.Format("Monday")
			}
			return t, len(year) == 4, ""
		}
	}
	return t, false, "it is no date as RFC 822 has them"
}

// zoneOffset is the offset of a zone that RFC 822, 5.1, names; "" for another one.
func zoneOffset(zone string) string {
	switch zone {
	case "GMT", "UT", "Z":
		return "+0000"
	case "EDT":
		return "-0400"
	case "EST", "CDT":
		return "-0500"
	case "CST", "MDT":
		return "-0600"
	case "MST", "PDT":
		return "-0700"
	case "PST":
		return "-0800"
	}
	return ""
}

// atomTime parses a date of Atom or JSON Feed, RFC 3339 with capitals.
func atomTime(s string) (time.Time, bool) {
	t, err := time.Parse(time.RFC3339, s)
	return t, err == nil && len(s) >= len("2006-01-02T15:04:05Z") && !strings.ContainsAny(s, "tz, ") && s[10] == 'T' && s[13] == ':'
}

// discouraged tells whether XML 1.0, 2.2, advises against a character, though it is allowed.
func discouraged(r rune) bool {
	return r >= 0x7F && r <= 0x9F && r != 0x85 || r >= 0xFDD0 && r <= 0xFDEF || r > 0xFFFF && r&0xFFFE == 0xFFFE
}

// illegal tells whether no XML document may hold a character.
func illegal(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r >= 0xD800 && r <= 0xDFFF || r == 0xFFFE || r == 0xFFFF || r > 0x10FFFF
}

// unpaired tells whether s leaves a direction mark open, or closes one that is not (UAX 9, 3.3.2).
func unpaired(s string) bool {
	if !strings.ContainsAny(s, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069") {
		return false
	}
	var open []rune
	for _, r := range s {
		switch r {
		case 0x202A, 0x202B, 0x202D, 0x202E:
			open = append(open, 0x202C)
		case 0x2066, 0x2067, 0x2068:
			open = append(open, 0x2069)
		case 0x202C:
			if len(open) == 0 || open[len(open)-1] != r {
				return true
			}
			open = open[:len(open)-1]
		case 0x2069: // also ends what was opened within
			for len(open) > 0 && open[len(open)-1] != r {
				open = open[:len(open)-1]
			}
			if len(open) == 0 {
				return true
			}
			open = open[:len(open)-1]
		}
	}
	return len(open) > 0
}
