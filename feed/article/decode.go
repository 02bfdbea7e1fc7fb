package article

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"
)

// decode gives data as UTF-8 with LF line ends and without the characters that no feed may hold. It
// returns data itself where nothing has to change. The warning says that the encoding was guessed.
func decode(data []byte) (text []byte, warning, err *Error) {
	if kind := magic(data); kind != "" {
		return nil, nil, binaryError("is " + kind + ", not text")
	}
	switch {
	case bytes.HasPrefix(data, []byte("\xEF\xBB\xBF")):
		data = data[3:]
	case bytes.HasPrefix(data, []byte("\xFF\xFE")):
		return fromEncoding(data[2:], unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM))
	case bytes.HasPrefix(data, []byte("\xFE\xFF")):
		return fromEncoding(data[2:], unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM))
	}
	valid := utf8.Valid(data)
	switch {
	case valid && firstFault(data) == len(data): // nearly all files
		return data, nil, nil
	case bytes.IndexByte(data, 0) >= 0:
		if order, ok := unmarkedUTF16(data); ok {
			return fromEncoding(data, unicode.UTF16(order, unicode.IgnoreBOM))
		}
		return nil, nil, binaryError("has NUL bytes, so it is not text")
	case valid && isISO2022JP(data):
		return fromEncoding(data, japanese.ISO2022JP)
	case manyControls(data):
		return nil, nil, binaryError("has many control characters, so it is not text")
	case valid:
		return normalise(data), nil, nil
	}
	if damaged := brokenUTF8(data); damaged > 0 {
		warning = &Error{Err: fmt.Errorf("%d bytes are not UTF-8", damaged), Fix: "save it as UTF-8"}
		return normalise(bytes.ToValidUTF8(data, []byte("\uFFFD"))), warning, nil
	}
	enc, warning := guess(data)
	text, _, err = fromEncoding(data, enc)
	return text, warning, err
}

func fromEncoding(data []byte, enc encoding.Encoding) (text []byte, warning, err *Error) {
	text, decodeErr := enc.NewDecoder().Bytes(data)
	if decodeErr != nil {
		return nil, nil, &Error{Err: decodeErr, Fix: "save it as UTF-8"}
	}
	if manyControls(text) {
		return nil, nil, binaryError("has many control characters, so it is not text")
	}
	return normalise(text), nil, nil
}

func binaryError(message string) *Error {
	return &Error{Err: errors.New(message), Fix: "save it as text in UTF-8, or give it the ending of what it is"}
}

// magic names the kind of binary file that data begins like, "" for none.
func magic(data []byte) string {
	for _, m := range [...]struct{ start, kind string }{
		{"%PDF-", "a PDF document"},
		{"\x89PNG\r\n", "a PNG image"},
		{"\xFF\xD8\xFF", "a JPEG image"},
		{"GIF87a", "a GIF image"},
		{"GIF89a", "a GIF image"},
		{"PK\x03\x04", "a ZIP archive or an office document"},
		{"\x1F\x8B", "a gzip file"},
		{"\x7FELF", "a program"},
		{"\xD0\xCF\x11\xE0", "an office document"},
		{"{\\rtf", "an RTF document"},
		{"OggS", "an Ogg file"},
		{"ID3", "an MP3 file"},
		{"SQLite format 3\x00", "a database"},
	} {
		// Text may begin with the letters of some of these; then it has no control characters near them.
		if bytes.HasPrefix(data, []byte(m.start)) && (m.start[0] != 'I' && m.start[0] != 'O' || bytes.IndexByte(head(data, 16), 0) >= 0) {
			return m.kind
		}
	}
	return ""
}

func head(data []byte, n int) []byte { return data[:min(n, len(data))] }

// manyControls reports whether more than one character in fifty is a control character that no text
// has. Terminal recordings and old word processors' files have some.
func manyControls(data []byte) bool {
	sample := head(data, 8<<10)
	controls := 0
	for _, b := range sample {
		if b < ' ' && b != '\n' && b != '\r' && b != '\t' && b != '\f' && b != 0x1B {
			controls++
		}
	}
	return controls > 2 && controls*50 > len(sample)
}

// brokenUTF8 counts the bytes that are wrong in a text that is UTF-8 otherwise, such as one that was cut
// in a character. It is 0 where the text is rather in another encoding.
func brokenUTF8(data []byte) int {
	good, bad := 0, 0
	for i := 0; i < len(data); {
		if data[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			bad++
		} else {
			good++
		}
		i += n
	}
	if bad*5 > good {
		return 0
	}
	return bad
}

// normalise turns CRLF and CR into LF and removes what XML 1.0 forbids, noncharacters and stray byte
// order marks: no format of feed may hold them, and the marks of Marked are control characters too.
func normalise(text []byte) []byte {
	i := firstFault(text)
	if i == len(text) {
		return text
	}
	out := make([]byte, i, len(text))
	copy(out, text)
	for i < len(text) {
		switch n := faultLen(text[i:]); {
		case n == 0:
			next := i + 1
			for next < len(text) && faultLen(text[next:]) == 0 {
				next++
			}
			out = append(out, text[i:next]...)
			i = next
		case text[i] == '\r':
			if i+1 == len(text) || text[i+1] != '\n' {
				out = append(out, '\n')
			}
			i++
		default:
			i += n
		}
	}
	return out
}

func firstFault(text []byte) int {
	for i := 0; i < len(text); i++ {
		if i+8 <= len(text) && areCommon(binary.LittleEndian.Uint64(text[i:])) {
			i += 7
		} else if b := text[i]; (b < ' ' && b != '\n' && b != '\t' || b >= 0xEF) && faultLen(text[i:]) > 0 {
			return i
		}
	}
	return len(text)
}

// areCommon reports whether eight bytes are of ASCII and no control characters but DEL. Subtracting a space from each sets
// the highest bit of the first that is less.
func areCommon(eight uint64) bool {
	const spaces = 0x2020202020202020
	return (eight|(eight-spaces))&highest == 0
}

// highest has the highest bit of each of eight bytes.
const highest = 0x8080808080808080

// faultLen is the length of the character that text begins with if that may not stay, else 0.
func faultLen(text []byte) int {
	switch b := text[0]; {
	case b < ' ':
		if b != '\n' && b != '\t' {
			return 1
		}
	case b == 0xEF && len(text) >= 3:
		a, c := text[1], text[2]
		if a == 0xBB && c == 0xBF || // U+FEFF
			a == 0xBF && c >= 0xBE || // U+FFFE, U+FFFF
			a == 0xB7 && c >= 0x90 && c <= 0xAF { // U+FDD0 to U+FDEF
			return 3
		}
	case b >= 0xF0 && len(text) >= 4:
		if text[1]&0x0F == 0x0F && text[2] == 0xBF && text[3] >= 0xBE { // the last two of each plane
			return 4
		}
	}
	return 0
}

// normaliseString is normalise for a text that came by another way than the file's bytes.
func normaliseString(s string) string {
	for i := 0; i < len(s); i++ {
		if b := s[i]; b < ' ' && b != '\n' && b != '\t' || b >= 0xEF {
			return string(normalise([]byte(s)))
		}
	}
	return s
}
