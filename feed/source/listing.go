package source

import "strings"

// A Listing is what a walk found.
type Listing struct {
	Articles []File    // sorted by the bytes of their paths
	Problems []Problem // sorted likewise
	Data     []string  // paths of regular files that WalkOptions.IsData tells, sorted
	Media    []string  // and that IsMedia tells, of those that are not left out

	unknown map[string]bool
	links   bool
}

// A File is one article file as the walk saw it.
type File struct {
	Path  string // slash-separated, relative to the folder, valid UTF-8
	Stamp Stamp  // of the target, where the file is a link
}

// Unknown reports whether the walk could not tell if there is an article at the path, because the path or
// a folder above it could not be looked at. An article that is missing from Articles is gone only if
// Unknown is false.
func (l *Listing) Unknown(path string) bool {
	if len(l.unknown) == 0 {
		return false
	}
	for {
		if l.unknown[path] {
			return true
		}
		slash := strings.LastIndexByte(path, '/')
		if slash < 0 {
			return false
		}
		path = path[:slash]
	}
}

// HasLinks reports whether the walk met symbolic links.
func (l *Listing) HasLinks() bool { return l.links }

// A Kind says what is the matter with a file or folder.
type Kind int

const (
	// Unreadable is a folder or file that could not be looked at. Everything below it is unknown.
	Unreadable Kind = iota + 1
	// Outside is a link to something outside of the folder.
	Outside
	// Dangling is a link to nothing.
	Dangling
	// Twice is a link to something that is listed under another path already: nothing is missing.
	Twice
	// Irregular is a pipe, socket or device that is named like an article.
	Irregular
	// BadName is a name that is not valid UTF-8.
	BadName
)

// A Problem is a file or folder that was left out and that a person may miss.
type Problem struct {
	Path string // as in File; of BadName as the file system gives it
	Kind Kind
	Err  error  // what is the matter
	Fix  string // what to do about it
}
