package article

import (
	"crypto/sha256"
	"strings"
)

// TextHash returns what Parse gives as Article.Hash, without reading more than the text. The bool is false for data
// that is not text, or too large; Parse says why.
func TextHash(data []byte) ([32]byte, bool) {
	if len(data) > MaxSize {
		return [32]byte{}, false
	}
	decoded, _, err := decode(data)
	if err != nil {
		return [32]byte{}, false
	}
	return sha256.Sum256(decoded), true
}

// bodyHash is the SHA-256 of body with each run of white space as one space and none at its ends.
func bodyHash(body string) [32]byte {
	folded := pooledOutput()
	defer folded.release()
	folded.Grow(len(body))
	for line := range strings.SplitSeq(body, "\n") {
		line = strings.Trim(line, " \t")
		if line == "" {
			continue
		}
		if folded.Len() > 0 {
			folded.WriteByte(' ')
		}
		if hasWideSpace(line) {
			line = strings.Join(strings.FieldsFunc(line, func(r rune) bool { return r == ' ' || r == '\t' }), " ")
		}
		folded.WriteString(line)
	}
	return sha256.Sum256(folded.Bytes())
}

// hasWideSpace reports whether s has white space that is not one space. It is quicker than to search for two spaces, which
// stops at each one.
func hasWideSpace(s string) bool {
	var before byte
	for i := range len(s) {
		c := s[i]
		if c == '\t' || c == ' ' && before == ' ' {
			return true
		}
		before = c
	}
	return false
}
