package server

import (
	"net/http"
	"strings"
)

// notModified evaluates If-None-Match, and If-Modified-Since where there is none of the former (RFC 9110, 13.2.2).
func notModified(header http.Header, d *document, tag string) bool {
	if lines, ok := header["If-None-Match"]; ok {
		return matchesAny(lines, tag)
	}
	lines := header["If-Modified-Since"]
	if len(lines) == 0 || d.ambiguous {
		return false
	}
	at, err := http.ParseTime(lines[0])
	return err == nil && !d.modified.After(at)
}

// matchesAny compares weakly with each tag of a list (RFC 9110, 8.8.3.2 and 13.1.2).
func matchesAny(lines []string, tag string) bool {
	for _, line := range lines {
		for t := range tags(line) {
			if t == "*" || t == tag {
				return true
			}
		}
	}
	return false
}

// tags yields the tags of a list without their W/, and "*". It ends at what is none.
func tags(line string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for {
			line = strings.TrimLeft(line, " \t,")
			if line == "*" {
				yield("*")
				return
			}
			line = strings.TrimPrefix(line, "W/")
			if len(line) < 2 || line[0] != '"' {
				return
			}
			end := strings.IndexByte(line[1:], '"')
			if end < 0 {
				return
			}
			if !yield(line[:end+2]) {
				return
			}
			line = line[end+2:]
		}
	}
}

// wantsPart reports whether a Range is heeded: only of GET, and only in bytes (RFC 9110, 14.2). Who asks for many parts gets
// all: around tiny ones there would be more to send than in the file (17.15). The library takes "-0" for a part, of nothing.
func wantsPart(r *http.Request) bool {
	lines := r.Header["Range"]
	if r.Method != http.MethodGet || len(lines) != 1 {
		return false
	}
	part, ok := strings.CutPrefix(lines[0], "bytes=")
	return ok && !strings.Contains(part, ",") && strings.Trim(part, "0") != "-"
}
