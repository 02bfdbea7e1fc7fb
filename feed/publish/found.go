package publish

// Found is Same for a file that Stage would write: it returns what Commit would, as the file is there already.
func (f *Folder) Found(path string, data []byte) (Written, bool) {
	if !f.Same(path, data) {
		return Written{}, false
	}
	info, err := f.root.Lstat(path)
	if err != nil {
		return Written{}, false
	}
	return Written{path, info.Size(), info.ModTime()}, true
}
