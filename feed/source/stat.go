package source

import "io/fs"

// A state is what one look at a file tells.
type state struct {
	stamp Stamp
	kind  fs.FileMode // type bits only
	id    identity
}

// An identity is the same for two paths that lead to one file or folder. The zero identity is unknown.
type identity struct{ device, inode uint64 }

// kindUnknown is an entry of a folder whose kind only a closer look tells.
const kindUnknown = fs.ModeType
