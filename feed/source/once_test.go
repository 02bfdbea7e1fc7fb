package source

import "context"

// Walk is Folder.Walk of a folder that is opened for it.
func Walk(ctx context.Context, root string, opts WalkOptions) (*Listing, error) {
	f, err := Open(root)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return f.Walk(ctx, opts)
}

// Stat is Folder.Stat of a folder that is opened for it.
func Stat(root, path string) (Stamp, error) {
	f, err := Open(root)
	if err != nil {
		return Stamp{}, err
	}
	defer f.Close()
	return f.Stat(path)
}

// Read is Folder.Read of a folder that is opened for it.
func Read(root, path string, limit int64) ([]byte, Stamp, error) {
	f, err := Open(root)
	if err != nil {
		return nil, Stamp{}, err
	}
	defer f.Close()
	return f.Read(path, limit)
}
