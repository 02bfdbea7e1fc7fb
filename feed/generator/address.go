package generator

import (
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"
)

// A Page is what of an article decides its address.
type Page struct {
	Path       string // relative to the folder of articles
	Title      string
	Slug       string    // that the article states
	Permalink  string    // that the article states: an absolute URL, or a path from the site's address
	Pattern    string    // that the article states in its place: Jekyll's way to make one
	Categories []string  // that the article states
	Published  time.Time // that the article or its path states; zero: neither does
}

// Address returns the address of an article on the live site: an absolute URL, or a path from the site's address that
// begins with a slash and is escaped as in a URL. It is "" where it is not known. The Site may be nil: then only what
// the article states counts.
func (s *Site) Address(p Page) string {
	if strings.HasPrefix(p.Permalink, "http://") || strings.HasPrefix(p.Permalink, "https://") {
		return p.Permalink
	}
	if strings.Contains(p.Permalink, "{") { // a template makes it
		return ""
	}
	if s == nil || s.rule.address == nil {
		return p.Permalink
	}
	return s.rule.address(s, &p)
}

// inSite is the path of an article below the innermost folder of content that it lies in.
func (s *Site) inSite(at string) string {
	full := s.seeds + at
	longest := ""
	for _, c := range s.content {
		if below(full, c) && c != "." && len(c) > len(longest) {
			longest = c
		}
	}
	if longest == "" {
		return full
	}
	return full[len(longest)+1:]
}

// escape writes a path as it stands in a URL.
func escape(at string) string { return (&url.URL{Path: at}).EscapedPath() }

// folded is an address that ends with a slash unless its last part has an ending.
func folded(address string) string {
	if strings.HasSuffix(address, "/") || strings.Contains(path.Base(address), ".") {
		return address
	}
	return address + "/"
}

// stem is a path's folder, with a slash at its end, and its file's name without ending.
func stem(at string) (folder, name string) {
	folder, name = path.Split(at)
	name = strings.TrimSuffix(name, path.Ext(name))
	return folder, name
}

// dateTokens are the parts of a date that several generators write in the same way, with a colon before each.
func dateTokens(t time.Time) map[string]string {
	year, week := t.ISOWeek()
	return map[string]string{
		"year": t.Format("2006"), "short_year": t.Format("06"), "month": t.Format("01"), "i_month": strconv.Itoa(int(t.Month())),
		"short_month": t.Format("Jan"), "long_month": t.Format("January"), "day": t.Format("02"), "i_day": strconv.Itoa(t.Day()),
		"short_day": t.Format("Mon"), "long_day": t.Format("Monday"), "hour": t.Format("15"), "minute": t.Format("04"), "second": t.Format("05"),
		"y_day": t.Format("002"), "w_year": strconv.Itoa(year), "week": pad(week), "w_day": strconv.Itoa((int(t.Weekday())+6)%7 + 1),
	}
}

func pad(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

// fill writes a pattern whose parts are words behind a colon. value is not ok for a part that it does not know.
func fill(pattern string, value func(name string) (string, bool)) (string, bool) {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(pattern, ":")
		b.WriteString(before)
		if !found {
			return b.String(), true
		}
		end := 0
		for end < len(rest) && (rest[end] == '_' || 'a' <= rest[end] && rest[end] <= 'z') {
			end++
		}
		// A name may end within a word, as in :dayth.
		text, ok := "", false
		for ; end > 0 && !ok; end-- {
			if text, ok = value(rest[:end]); ok {
				break
			}
		}
		if !ok {
			return "", false
		}
		b.WriteString(text)
		pattern = rest[end:]
	}
}

// joined cleans a path of empty parts, and keeps its last slash.
func joined(address string) string {
	clean := path.Clean("/" + address)
	if strings.HasSuffix(address, "/") && clean != "/" {
		clean += "/"
	}
	return clean
}
