package article

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// zone reads Z, an offset or one of the abbreviations that mean the same everywhere. Those that do not,
// such as IST, are refused.
func zone(s string) (*time.Location, error) {
	if hours, ok := zoneHours(s); ok {
		if hours == 0 {
			return time.UTC, nil
		}
		return time.FixedZone("", hours*3600), nil
	}
	for _, prefix := range [...]string{"UTC", "GMT"} {
		if len(s) > len(prefix) && strings.EqualFold(s[:len(prefix)], prefix) {
			s = s[len(prefix):]
		}
	}
	s = strings.Replace(s, "−", "-", 1)
	if len(s) < 3 || s[0] != '+' && s[0] != '-' {
		return nil, fmt.Errorf("no such time zone %q", s)
	}
	clock := strings.Replace(s[1:], ":", "", 1)
	if len(clock) == 2 {
		clock += "00"
	}
	if len(clock) != 4 || digits(clock) != 4 {
		return nil, fmt.Errorf("no such time zone %q", s)
	}
	n, _ := strconv.Atoi(clock)
	if n/100 > 23 || n%100 > 59 {
		return nil, fmt.Errorf("no such time zone %q", s)
	}
	seconds := n/100*3600 + n%100*60
	switch {
	case seconds == 0:
		return time.UTC, nil
	case s[0] == '-':
		seconds = -seconds
	}
	return time.FixedZone("", seconds), nil
}

func zoneHours(s string) (hours int, ok bool) {
	switch strings.ToUpper(s) {
	case "Z", "UT", "UTC", "GMT", "WET":
		return 0, true
	case "EST", "CDT":
		return -5, true
	case "EDT":
		return -4, true
	case "CST", "MDT":
		return -6, true
	case "MST", "PDT":
		return -7, true
	case "PST":
		return -8, true
	case "CET", "WEST", "BST":
		return 1, true
	case "CEST", "EET":
		return 2, true
	case "EEST", "MSK":
		return 3, true
	case "JST", "KST":
		return 9, true
	case "AEST":
		return 10, true
	case "AEDT":
		return 11, true
	case "NZST":
		return 12, true
	case "NZDT":
		return 13, true
	}
	return 0, false
}
