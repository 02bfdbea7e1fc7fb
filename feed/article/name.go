package article

import "strings"

// NameKey is the same for an article's path and for the names by which others may refer to it: the Stem of the file, in
// small letters.
func NameKey(name string) string {
	return strings.ToLower(Stem(strings.Trim(strings.ReplaceAll(name, `\`, "/"), "/ ")))
}
