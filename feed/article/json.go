package article

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"sync"
)

// fromJSON reads an object at the start of rest.
func fromJSON(rest string, line int, whole frontMatter) (frontMatter, *Error) {
	limited := rest[:min(len(rest), maxFrontMatter)]
	if !jsonStart().MatchString(limited) {
		return whole, nil
	}
	j := newJSONReader(limited, line)
	v, err := j.value(0)
	if err != nil {
		return whole, j.fault(err, len(rest) > len(limited))
	}
	end := int(j.decoder.InputOffset())
	tail, body, _ := strings.Cut(rest[end:], "\n")
	if strings.TrimSpace(tail) != "" {
		return whole, nil
	}
	return frontMatter{v.table, body, line + strings.Count(rest[:end], "\n") + 1}, nil
}

type jsonReader struct {
	text    string
	line    int // number of the first line
	decoder *json.Decoder

	counted, lines int // up to where in text line ends were counted, and how many there are
}

// jsonValue reads a whole text, of which the first line has the given number in the file.
func jsonValue(text string, line int) (value, *Error) {
	if strings.TrimSpace(text) == "" {
		return value{kind: null}, nil
	}
	j := newJSONReader(text, line)
	v, err := j.value(0)
	if err == nil && j.decoder.More() {
		err = errors.New("more follows its end")
	}
	if err != nil {
		return v, j.fault(err, false)
	}
	return v, nil
}

func newJSONReader(text string, line int) *jsonReader {
	j := &jsonReader{text: text, line: line, decoder: json.NewDecoder(strings.NewReader(text))}
	j.decoder.UseNumber()
	return j
}

func (j *jsonReader) fault(err error, cut bool) *Error {
	offset := j.decoder.InputOffset()
	// Offsets in errors of a Decoder are not counted from the start of the text, those of Unmarshal are.
	if whole := json.Unmarshal([]byte(j.text), new(any)); whole != nil && !errors.Is(err, errTooDeep) && !errors.Is(err, io.EOF) {
		err = whole
	}
	fault := &Error{Err: fmt.Errorf("front matter: %w", err), Fix: "correct the JSON"}
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax) && int(syntax.Offset) < len(j.text):
		offset = syntax.Offset - 1
	case errors.As(err, &syntax), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		offset = int64(len(strings.TrimRight(j.text, " \t\n")))
		fault.Err, fault.Fix = errNoEnd, "write } after it"
		if cut {
			fault.Err = errTooLong
		}
	}
	fault.Line, fault.Column = position(j.text, int(offset), j.line)
	return fault
}

func (j *jsonReader) value(depth int) (value, error) {
	if depth > maxLevels {
		return value{}, errTooDeep
	}
	token, err := j.decoder.Token()
	if err != nil {
		return value{}, err
	}
	v := value{line: j.lineHere()}
	switch token := token.(type) {
	case nil:
		v.kind = null
	case json.Delim:
		return j.items(v, token, depth)
	default:
		v.text = fmt.Sprint(token)
	}
	return v, nil
}

// lineHere is the number of the line that the decoder has come to.
func (j *jsonReader) lineHere() int {
	at := int(j.decoder.InputOffset())
	j.lines += strings.Count(j.text[j.counted:at], "\n")
	j.counted = at
	return j.line + j.lines
}

func (j *jsonReader) items(v value, open json.Delim, depth int) (value, error) {
	v.kind = list
	if open == '{' {
		v.kind = table
	}
	for j.decoder.More() {
		var key string
		if v.kind == table {
			token, err := j.decoder.Token()
			if err != nil {
				return v, err
			}
			key, _ = token.(string)
		}
		item, err := j.value(depth + 1)
		if err != nil {
			return v, err
		}
		if v.kind == table {
			v.table = append(v.table, entry{key, item})
		} else {
			v.list = append(v.list, item)
		}
	}
	_, err := j.decoder.Token()
	return v, err
}

var jsonStart = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^\{\s*(\}|"(?:[^"\\\n]|\\.)*"\s*:)`)
})
