package article

import (
	"bytes"
	"errors"
	"strings"

	"github.com/wlynxg/chardet"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
)

const (
	// Below this the guess is wrong too often, in trials with short texts in many languages.
	sureGuess = 0.8
	// A guess costs some 300 times as much as decoding and learns nothing more from a longer sample.
	guessSample = 32 << 10
	// Browsers look for a declared encoding this far.
	declarationSample = 1 << 10
)

// guess finds the encoding of data, which is not UTF-8: as declared, else by its letters.
func guess(data []byte) (encoding.Encoding, *Error) {
	if enc := declared(data); enc != nil {
		return enc, nil
	}
	found := chardet.Detect(head(data, guessSample))
	name := strings.ToLower(found.Charset)
	if name == "x-mac-cyrillic" && upperCyrillic(data) {
		name = "windows-1251" // the two share their small letters, and the capitals tell
	}
	enc, name := charset.Lookup(name)
	if enc != nil && found.Confidence >= sureGuess && name != "windows-1252" {
		return enc, nil
	}
	enc, name = regionalEncoding(data)
	return enc, &Error{Err: errors.New("encoding is unknown, read as " + name), Fix: "save it as UTF-8"}
}

// isISO2022JP reports whether text changes to Japanese letters by escape sequences, as Japanese mail does.
func isISO2022JP(text []byte) bool {
	return bytes.Contains(text, []byte("\x1B$B")) || bytes.Contains(text, []byte("\x1B$@"))
}

func upperCyrillic(data []byte) bool {
	windows, mac := 0, 0
	for _, b := range head(data, guessSample) {
		switch {
		case b >= 0xC0 && b <= 0xDF:
			windows++
		case b >= 0x80 && b <= 0x9F:
			mac++
		}
	}
	return windows >= mac
}

// declared is the encoding that HTML names in a meta element or an XML declaration, nil for none.
func declared(data []byte) encoding.Encoding {
	start := strings.ToLower(string(head(data, declarationSample)))
	for _, mark := range [...]struct{ element, name string }{{"<meta", "charset="}, {"<?xml", "encoding="}} {
		rest := start
		for {
			i := strings.Index(rest, mark.element)
			if i < 0 {
				break
			}
			rest = rest[i+len(mark.element):]
			element, _, _ := strings.Cut(rest, ">")
			_, label, ok := strings.Cut(element, mark.name)
			if !ok {
				continue
			}
			label = strings.TrimLeft(label, `"' `)
			if end := strings.IndexAny(label, `"' ;/?`); end >= 0 {
				label = label[:end]
			}
			// A declared UTF-8 or UTF-16 is a mistake: the bytes are neither.
			if enc, name := charset.Lookup(label); enc != nil && !strings.HasPrefix(name, "utf-") {
				return enc
			}
		}
	}
	return nil
}

// unmarkedUTF16 tells UTF-16 without a byte order mark by the zero bytes that Latin letters, digits,
// spaces and line ends have in it, always on the same side.
func unmarkedUTF16(data []byte) (order unicode.Endianness, ok bool) {
	sample := head(data, 4<<10)
	if len(data)%2 != 0 || len(sample) < 4 {
		return order, false
	}
	var zeros [2]int
	for i, b := range sample {
		if b == 0 {
			zeros[i%2]++
		}
	}
	units := len(sample) / 2
	switch {
	case zeros[0] == 0 && zeros[1]*10 >= units:
		return unicode.LittleEndian, true
	case zeros[1] == 0 && zeros[0]*10 >= units:
		return unicode.BigEndian, true
	}
	return order, false
}
