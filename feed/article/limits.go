package article

import (
	"strings"
)

const (
	// maxMarkers is how many block quotes and lists may begin on one line: each costs a level, and a file of
	// nothing else would cost as many levels as it has bytes.
	maxMarkers = maxNesting / 2
	// maxEmptyCells is how many cells a table may have that its text does not. Each row is filled up to the
	// width of the head, so that a few kilobytes could become megabytes.
	maxEmptyCells = 10_000
	// maxUnclosed is how many brackets in one paragraph may be open: for each, the parser looks through all the others.
	maxUnclosed = 200
	// maxDefinitions is how many link definitions may follow each other, as all are moved for each one. An empty line
	// between them changes nothing else.
	maxDefinitions = 500
)

// tame defuses what in Markdown would cost more than its length.
func tame(body string) string {
	return tameLines(tameBrackets(body))
}

// tameBrackets escapes brackets that stand in too many unclosed ones.
func tameBrackets(body string) string {
	if strings.Count(body, "[") <= maxUnclosed {
		return body
	}
	var b strings.Builder
	copied := 0
	square, round := 0, 0 // open in this paragraph, and in this word
	for i := 0; i < len(body); i++ {
		switch body[i] {
		case '\\':
			i++
		case '\n':
			round = 0
			if i+1 < len(body) && body[i+1] == '\n' {
				square = 0
			}
		case ' ', '\t':
			round = 0
		case ']':
			square = max(0, square-1)
		case ')':
			round = max(0, round-1)
		case '[':
			if square++; square > maxUnclosed {
				b.WriteString(body[copied:i] + `\`)
				copied = i
			}
		case '(':
			if round++; round > maxUnclosed {
				b.WriteString(body[copied:i] + `\`)
				copied = i
			}
		}
	}
	if copied == 0 {
		return body
	}
	b.WriteString(body[copied:])
	return b.String()
}

func tameLines(body string) string {
	var b strings.Builder
	copied := 0
	definitions := 0
	judged, widest := 0, 0 // up to where rows were counted, for a table of how many columns
	for start := 0; start < len(body); {
		end := len(body)
		if i := strings.IndexByte(body[start:], '\n'); i >= 0 {
			end = start + i + 1
		}
		line := body[start:end]
		at := tooDeep(line)
		if definitions++; !strings.Contains(line, "]:") {
			definitions = 0
		} else if definitions > maxDefinitions {
			b.WriteString(body[copied:start] + "\n")
			copied, definitions = start, 1
		}
		if at < 0 && isTableRule(line) {
			if start >= judged {
				widest = 0
			}
			if columns := strings.Count(line, "|") + 1; columns > widest {
				rows, wide := tooWide(columns, body[end:])
				judged, widest = end+rows, columns
				if wide {
					at = strings.IndexAny(line, "|:-")
				}
			}
		}
		if at >= 0 {
			b.WriteString(body[copied : start+at])
			b.WriteByte('\\')
			copied = start + at
		}
		start = end
	}
	if copied == 0 && b.Len() == 0 {
		return body
	}
	b.WriteString(body[copied:])
	return b.String()
}

// tooDeep gives the place of the marker with which a line passes maxMarkers, else -1.
func tooDeep(line string) int {
	if len(line) <= maxMarkers {
		return -1
	}
	markers := 0
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == ' ' || c == '\t' || '0' <= c && c <= '9':
			continue
		case c == '>':
		case (c == '-' || c == '*' || c == '+' || c == '.' || c == ')' || c == ':') && i+1 < len(line) && (line[i+1] == ' ' || line[i+1] == '\t'):
		default:
			return -1
		}
		if markers++; markers > maxMarkers {
			return i
		}
	}
	return -1
}

// isTableRule reports whether a line can be the one that follows the head of a table.
func isTableRule(line string) bool {
	if strings.IndexByte(line, '|') < 0 || strings.IndexByte(line, '-') < 0 {
		return false
	}
	return strings.Trim(line, "|:- \t\n>+*.)0123456789") == ""
}

// tooWide counts the cells that the rows after a table's rule lack. rows is how many bytes it looked at.
func tooWide(columns int, rest string) (rows int, wide bool) {
	cells := 0
	for rows < len(rest) {
		end := len(rest)
		if i := strings.IndexByte(rest[rows:], '\n'); i >= 0 {
			end = rows + i + 1
		}
		row := rest[rows:end]
		if strings.TrimSpace(row) == "" {
			break
		}
		rows = end
		if cells += max(0, columns-strings.Count(row, "|")); cells > maxEmptyCells {
			return rows, true
		}
	}
	return rows, false
}
