package feedtest

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"golang.org/x/net/html"
)

const (
	nsAtom    = "http://www.w3.org/2005/Atom"
	nsContent = "http://purl.org/rss/1.0/modules/content/"
	nsDC      = "http://purl.org/dc/elements/1.1/"
	nsFH      = "http://purl.org/syndication/history/1.0"
	nsMedia   = "http://search.yahoo.com/mrss/"
)

var (
	uriPattern = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+$`)
	})
	languagePattern = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^([A-Za-z]{2,8}|[xiXI]-[A-Za-z0-9]{1,8})(-[A-Za-z0-9]{1,8})*$`)
	})
	mediaPattern = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^[A-Za-z0-9][\w!#$&^.+-]*/[A-Za-z0-9][\w!#$&^.+-]*$`)
	})
	emailPattern = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[^\s@()<>]+@[^\s@()<>]+$`) })
	rfc822       = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^((Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?\d{1,2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d(:\d\d)? (GMT|[+-]\d{4})$`)
	})
	rfc3339 = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$`)
	})
)

// webURL tells whether s is an absolute http or https URL of RFC 3986 characters.
func webURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && uriPattern().MatchString(s)
}

// rssTime parses a date of RSS; ok is false unless the day of the week is right too.
func rssTime(s string) (t time.Time, ok bool) {
	if !rfc822().MatchString(s) {
		return t, false
	}
	for _, layout := range []string{time.RFC1123Z, time.RFC1123, "2 Jan 2006 15:04:05 -0700"} {
		if t, err := time.Parse(layout, s); err == nil {
			day, _, named := strings.Cut(s, ", ")
			return t, !named || t.Format("Mon") == day
		}
	}
	return t, false
}

// atomTime parses a date of Atom and JSON Feed.
func atomTime(s string) (t time.Time, ok bool) {
	t, err := time.Parse(time.RFC3339, s)
	return t, err == nil && rfc3339().MatchString(s)
}

// wholeNumber tells whether s is one, of digits only.
func wholeNumber(s string) bool {
	n, err := strconv.ParseInt(s, 10, 64)
	return err == nil && n >= 0 && s[0] != '+' && s[0] != '-'
}

// badRune returns the first character that XML 1.0 forbids or discourages, or U+000D.
func badRune(s string) (rune, bool) {
	for i, r := range s {
		_, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1,
			r < ' ' && r != '\t' && r != '\n',
			r >= 0x7F && r <= 0x9F && r != 0x85,
			r >= 0xFDD0 && r <= 0xFDEF,
			r&0xFFFE == 0xFFFE:
			return r, true
		}
	}
	return 0, false
}

// unpaired tells whether s leaves a direction mark open or closes one that is not.
func unpaired(s string) bool {
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
		case 0x2069:
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

// relativeURL returns the first URL in a piece of HTML that is not absolute.
func relativeURL(content string) string {
	z := html.NewTokenizer(strings.NewReader(content))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return ""
		case html.StartTagToken, html.SelfClosingTagToken:
			for _, a := range z.Token().Attr {
				switch a.Key {
				case "href", "src", "poster", "cite", "data":
					if u, err := url.Parse(strings.TrimSpace(a.Val)); err != nil || !u.IsAbs() {
						return a.Val
					}
				}
			}
		}
	}
}
