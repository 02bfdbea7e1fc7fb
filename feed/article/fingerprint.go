package article

import (
	"encoding/binary"
	"math/bits"
	"unicode"
	"unicode/utf8"
)

// A Fingerprint is a sketch of a text that can be compared with another's: 32 values of 16 bits, little
// endian. The zero value means a text without words.
//
// Fingerprints are stored, so the way they are made never changes:
//
//   - Words are runs of letters, digits and marks in lower case; in scripts that have no spaces between
//     words each letter is one. A word's hash is FNV-1a, 64 bits, over its UTF-8 bytes.
//   - A shingle is three neighbouring words (fewer only where the text has fewer), its hash a mix of theirs.
//   - The top five bits of a shingle's hash choose one of 32 bins. A bin keeps its lowest hash, and 16 bits
//     of that hash mixed once more are its value, never 0.
//   - An empty bin takes the value of the next filled one, plus the distance times an odd constant.
type Fingerprint [64]byte

const bins = 32

// Similarity estimates how much of two texts is the same, from 0 to 1: the shingles that both have among
// all that either has (Jaccard), with a standard error of at most 0.09. It is 0 where one has no words.
func (f Fingerprint) Similarity(g Fingerprint) float64 {
	if f == (Fingerprint{}) || g == (Fingerprint{}) {
		return 0
	}
	same := 0
	for i := 0; i < len(f); i += 2 {
		if f[i] == g[i] && f[i+1] == g[i+1] {
			same++
		}
	}
	return float64(same) / bins
}

// fingerprint is the Fingerprint of text.
func fingerprint(text string) Fingerprint {
	s := shingles{}
	for i := range s.lowest {
		s.lowest[i] = ^uint64(0)
	}
	hash, inWord := uint64(fnvOffset), false
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf {
			start := i
			for ; i < len(text); i++ {
				b := wordByte[text[i]]
				if b == 0 {
					break
				}
				hash = (hash ^ uint64(b)) * fnvPrime
			}
			inWord = inWord || i > start
			if i < len(text) && text[i] < utf8.RuneSelf {
				i++ // what ends the word
				if inWord {
					s.word(hash)
					hash, inWord = fnvOffset, false
				}
			}
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		i += n
		single := spaceless(r)
		if inWord && (single || !inWords(r)) {
			s.word(hash)
			hash, inWord = fnvOffset, false
		}
		if !single && !inWords(r) {
			continue
		}
		var buf [utf8.UTFMax]byte
		for _, b := range buf[:utf8.EncodeRune(buf[:], unicode.ToLower(r))] {
			hash = (hash ^ uint64(b)) * fnvPrime
		}
		inWord = true
		if single {
			s.word(hash)
			hash, inWord = fnvOffset, false
		}
	}
	if inWord {
		s.word(hash)
	}
	return s.fingerprint()
}

const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

// wordByte is the lower-case form of the ASCII letters and digits and 0 for the rest.
var wordByte = [256]byte{
	'0': '0', '1': '1', '2': '2', '3': '3', '4': '4', '5': '5', '6': '6', '7': '7', '8': '8', '9': '9',
	'a': 'a', 'b': 'b', 'c': 'c', 'd': 'd', 'e': 'e', 'f': 'f', 'g': 'g', 'h': 'h', 'i': 'i', 'j': 'j', 'k': 'k', 'l': 'l', 'm': 'm',
	'n': 'n', 'o': 'o', 'p': 'p', 'q': 'q', 'r': 'r', 's': 's', 't': 't', 'u': 'u', 'v': 'v', 'w': 'w', 'x': 'x', 'y': 'y', 'z': 'z',
	'A': 'a', 'B': 'b', 'C': 'c', 'D': 'd', 'E': 'e', 'F': 'f', 'G': 'g', 'H': 'h', 'I': 'i', 'J': 'j', 'K': 'k', 'L': 'l', 'M': 'm',
	'N': 'n', 'O': 'o', 'P': 'p', 'Q': 'q', 'R': 'r', 'S': 's', 'T': 't', 'U': 'u', 'V': 'v', 'W': 'w', 'X': 'x', 'Y': 'y', 'Z': 'z',
}

func inWords(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

// spaceless reports whether r is a letter of a script that writes no spaces between words.
func spaceless(r rune) bool {
	if r < 0x0E00 {
		return false
	}
	return unicode.IsLetter(r) && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// shingles takes the words of a text one after the other.
type shingles struct {
	last   [2]uint64 // the two words before
	words  int
	lowest [bins]uint64
}

func (s *shingles) word(hash uint64) {
	s.words++
	if s.words >= 3 {
		s.add(mix(s.last[0]*0x9E3779B97F4A7C15 + bits.RotateLeft64(s.last[1], 21)*0xC2B2AE3D27D4EB4F + bits.RotateLeft64(hash, 42)*0x165667B19E3779F9))
	}
	s.last[0], s.last[1] = s.last[1], hash
}

func (s *shingles) add(hash uint64) {
	if bin := hash >> 59; hash < s.lowest[bin] {
		s.lowest[bin] = hash
	}
}

func (s *shingles) fingerprint() (f Fingerprint) {
	switch s.words {
	case 0:
		return f
	case 1, 2: // no whole shingle: what there is stands for one
		s.add(mix(s.last[0]*0x9E3779B97F4A7C15 + s.last[1]))
	}
	for i := range s.lowest {
		distance := 0
		for s.lowest[(i+distance)%bins] == ^uint64(0) {
			distance++
		}
		value := uint16(mix(s.lowest[(i+distance)%bins])) + uint16(distance)*borrowed
		binary.LittleEndian.PutUint16(f[2*i:], max(value, 1))
	}
	return f
}

// borrowed marks the value of a bin without a shingle of its own: it is that of the next bin, with this added.
const borrowed = 0x9E37

// Telling reports whether the text is long enough, at some twenty words, to be known by itself. Of shorter ones, two that
// differ in a word may be two articles or one.
func (f Fingerprint) Telling() bool {
	own := 0
	for i := range bins {
		value, next := binary.LittleEndian.Uint16(f[2*i:]), binary.LittleEndian.Uint16(f[2*((i+1)%bins):])
		if value != next+borrowed {
			own++
		}
	}
	return own >= bins/2 && f != Fingerprint{}
}

// mix is the finaliser of SplitMix64: each bit of the result depends on all of x.
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xBF58476D1CE4E5B9
	x = (x ^ x>>27) * 0x94D049BB133111EB
	return x ^ x>>31
}

// FingerprintOf returns the Fingerprint of the text that a piece of HTML shows. It is not that of an article from whose
// source the HTML was made.
func FingerprintOf(html string) Fingerprint { return fingerprint(plainText(html)) }
