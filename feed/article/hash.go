package article

import "crypto/sha256"

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
