//go:build !windows

package publish

func (f *Folder) rename(from, to string) error { return f.root.Rename(from, to) }
