package article

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

// parseDate reads a date as people and programs write it. Without a zone it is in loc. The zero time
// without an error means that there is none: some generators write the year 0 or 1 for that.
func parseDate(s string, loc *time.Location) (time.Time, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return time.Time{}, nil
	}
	if digits(s) == len(s) {
		if t, ok, err := allDigits(s, loc); ok || err != nil {
			return t, err
		}
	}
	m := moment{loc: loc}
	rest, err := m.date(s)
	if err == nil {
		err = m.rest(rest)
	}
	if err != nil {
		return time.Time{}, err
	}
	return m.time()
}

// allDigits reads 20210415 and seconds or milliseconds since 1970.
func allDigits(s string, loc *time.Location) (time.Time, bool, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return time.Time{}, false, nil
	}
	switch len(s) {
	case 8:
		m := moment{loc: loc, year: int(n / 10000), month: int(n / 100 % 100), day: int(n % 100)}
		t, err := m.time()
		return t, true, err
	case 10:
		return time.Unix(n, 0).In(loc), true, nil
	case 13:
		return time.UnixMilli(n).In(loc), true, nil
	}
	return time.Time{}, false, nil
}

// A moment is a date while it is being read.
type moment struct {
	year, month, day           int
	hour, minute, second, nano int
	afternoon, twelveHours     bool
	loc                        *time.Location
}

var errNotDate = errors.New("not a date")

// date reads the calendar part at the start of s and returns what follows.
func (m *moment) date(s string) (rest string, err error) {
	n := digits(s)
	if n == 0 || n == len(s) || n > 4 || !strings.ContainsRune("-/.", rune(s[n])) {
		return m.dateInWords(s)
	}
	var parts [3]int
	var widths [3]int
	separator := s[n]
	rest = s
	for i := range parts {
		n := digits(rest)
		if n == 0 || n > 4 {
			return m.dateInWords(s)
		}
		parts[i], _ = strconv.Atoi(rest[:n])
		widths[i] = n
		rest = rest[n:]
		if i < 2 {
			if rest == "" || rest[0] != separator {
				return m.dateInWords(s)
			}
			rest = rest[1:]
		}
	}
	switch {
	case widths[0] == 4:
		m.year, m.month, m.day = parts[0], parts[1], parts[2]
	case widths[2] != 4:
		return "", errors.New("the year needs four digits")
	case separator == '.' || parts[0] > 12:
		m.day, m.month, m.year = parts[0], parts[1], parts[2]
	case parts[1] > 12 || parts[0] == parts[1]:
		m.month, m.day, m.year = parts[0], parts[1], parts[2]
	default:
		return "", errors.New("day and month could be either way round")
	}
	return rest, nil
}

// dateInWords reads "Mon, 2 January 2006", "January 2nd, 2006" and the like.
func (m *moment) dateInWords(s string) (rest string, err error) {
	for m.year == 0 || m.month == 0 || m.day == 0 {
		s = strings.TrimLeft(s, " ,-")
		if s == "" {
			return "", errNotDate
		}
		if n := digits(s); n > 0 {
			if n < len(s) && s[n] == ':' && m.month > 0 && m.day > 0 {
				return m.dateAroundTime(s) // Mon Jan _2 15:04:05 MST 2006
			}
			value, _ := strconv.Atoi(s[:n])
			switch {
			case n == 4 && m.year == 0:
				m.year = value
			case n <= 2 && m.day == 0:
				m.day = value
			case n == 2 && m.year == 0: // RFC 822, by the rule of RFC 5322
				if m.year = 2000 + value; value >= 50 {
					m.year = 1900 + value
				}
			default:
				return "", errNotDate
			}
			s = trimOrdinal(s[n:])
			continue
		}
		n := letters(s)
		if n == 0 {
			return "", errNotDate
		}
		word := s[:n]
		s = strings.TrimPrefix(s[n:], ".")
		if month := monthOf(word); month > 0 && m.month == 0 {
			m.month = month
		} else if !isWeekday(word) && !strings.EqualFold(word, "of") && !strings.EqualFold(word, "the") {
			return "", errNotDate
		}
	}
	return s, nil
}

// dateAroundTime reads the year that stands after the time of day and moves it before it.
func (m *moment) dateAroundTime(s string) (rest string, err error) {
	i := strings.LastIndexByte(s, ' ')
	if year := s[i+1:]; i > 0 && len(year) == 4 && digits(year) == 4 {
		m.year, _ = strconv.Atoi(year)
		return s[:i], nil
	}
	return "", errNotDate
}

// rest reads the time of day and the zone.
func (m *moment) rest(s string) error {
	if s != "" && (s[0] == 'T' || s[0] == 't' || s[0] == '_') && digits(s[1:]) > 0 {
		s = s[1:]
	}
	timed := false
	for {
		s = strings.TrimLeft(s, " ,")
		if s == "" || s[0] == '(' { // RFC 5322 allows a comment, such as (CEST), at the end
			return nil
		}
		if n := digits(s); n > 0 {
			if timed {
				return errNotDate
			}
			timed = true
			var err error
			if s, err = m.clock(s); err != nil {
				return err
			}
			continue
		}
		word := s
		if i := strings.IndexAny(s, " ,("); i >= 0 {
			word = s[:i]
		}
		s = s[len(word):]
		switch strings.ToLower(strings.ReplaceAll(word, ".", "")) {
		case "at", "-", "–":
		case "am":
			m.twelveHours = true
		case "pm":
			m.twelveHours, m.afternoon = true, true
		default:
			if !timed {
				return errNotDate
			}
			loc, err := zone(word)
			if err != nil {
				return err
			}
			m.loc = loc
		}
	}
}

// clock reads 15:04, 15:04:05, 15:04:05.999 and 3pm.
func (m *moment) clock(s string) (rest string, err error) {
	fields := [...]*int{&m.hour, &m.minute, &m.second}
	read := 0
	for read < len(fields) {
		n := digits(s)
		if n == 0 || n > 2 {
			return "", errors.New("not a time of day")
		}
		*fields[read], _ = strconv.Atoi(s[:n])
		read++
		s = s[n:]
		if s == "" || s[0] != ':' {
			break
		}
		s = s[1:]
	}
	if read == 1 && letters(s) == 0 && letters(strings.TrimLeft(s, " ")) == 0 {
		return "", errors.New("not a time of day")
	}
	if read == len(fields) && len(s) > 1 && (s[0] == '.' || s[0] == ',') {
		n := digits(s[1:])
		fraction := (s[1:] + "000000000")[:9]
		if n < 9 {
			fraction = s[1:1+n] + "000000000"[n:]
		}
		if n > 0 {
			m.nano, _ = strconv.Atoi(fraction)
			s = s[1+n:]
		}
	}
	return s, nil
}

// time checks the parts and puts them together.
func (m *moment) time() (time.Time, error) {
	if m.year <= 1 {
		return time.Time{}, nil
	}
	if m.month < 1 || m.month > 12 {
		return time.Time{}, errors.New("no such month")
	}
	last := time.Date(m.year, time.Month(m.month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
	if m.day < 1 || m.day > last {
		return time.Time{}, errors.New("no such day")
	}
	if m.twelveHours {
		if m.hour < 1 || m.hour > 12 {
			return time.Time{}, errors.New("no such hour")
		}
		if m.hour %= 12; m.afternoon {
			m.hour += 12
		}
	}
	if m.hour > 23 {
		return time.Time{}, errors.New("no such hour")
	}
	if m.minute > 59 {
		return time.Time{}, errors.New("no such minute")
	}
	if m.second > 60 {
		return time.Time{}, errors.New("no such second")
	}
	m.second = min(m.second, 59) // leap seconds are valid, and Go has none
	t := time.Date(m.year, time.Month(m.month), m.day, m.hour, m.minute, m.second, m.nano, m.loc)
	if t.UTC().Year() > 9999 || t.Year() > 9999 {
		return time.Time{}, errors.New("no such year") // RFC 3339 ends there
	}
	return t, nil
}

// monthOf is the month that an English name or its first three letters or more mean, 0 for none.
func monthOf(word string) int {
	if len(word) < 3 {
		return 0
	}
	for month := time.January; month <= time.December; month++ {
		if name := month.String(); len(word) <= len(name) && strings.EqualFold(name[:len(word)], word) {
			return int(month)
		}
	}
	return 0
}

func isWeekday(word string) bool {
	if len(word) < 3 {
		return false
	}
	for day := time.Sunday; day <= time.Saturday; day++ {
		if name := day.String(); len(word) <= len(name) && strings.EqualFold(name[:len(word)], word) {
			return true
		}
	}
	return false
}

func trimOrdinal(s string) string {
	for _, ending := range [...]string{"st", "nd", "rd", "th", "."} {
		if len(s) >= len(ending) && strings.EqualFold(s[:len(ending)], ending) && letters(s) == letters(ending) {
			return s[len(ending):]
		}
	}
	return s
}

// digits is the number of ASCII digits that s begins with.
func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

// letters is the number of ASCII letters that s begins with.
func letters(s string) int {
	n := 0
	for n < len(s) && (s[n]|0x20) >= 'a' && (s[n]|0x20) <= 'z' {
		n++
	}
	return n
}
