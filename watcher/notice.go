package watcher

// A Notice is something a person may want to know. Which fields are set depends on its Kind.
type Notice struct {
	Kind   Kind
	Path   string // the root as given, or of Event and Unwatched the path relative to it
	Reason string // in words, for Event the operations
	Fix    string // what a person can do, such as a command; empty if nothing needs doing
	Err    error  // of RootAway, Unwatched and Error
}

// A Kind is what a Notice is about.
type Kind int

// The kinds, with what a person should make of them.
const (
	RootAway  Kind = iota // warning: nothing happens until it is back
	RootBack              // information
	Polling               // warning with a Fix, or information without: the tree is compared, not watched
	Watching              // information: events are used again
	Overflow              // information: the system dropped events, everything is looked at
	Unwatched             // warning: a folder that cannot be watched is seen by Options.Net only
	Error                 // error: the system's events failed, and are begun anew
	Event                 // debug
)

// String gives a short constant text for a log.
func (k Kind) String() string {
	switch k {
	case RootAway:
		return "folder is away, waiting for it"
	case RootBack:
		return "folder is back"
	case Polling:
		return "comparing the folder instead of watching it"
	case Watching:
		return "watching the folder"
	case Overflow:
		return "system dropped events, looking at everything"
	case Unwatched:
		return "folder cannot be watched"
	case Error:
		return "watching failed, beginning anew"
	case Event:
		return "event"
	}
	return "unknown notice"
}
