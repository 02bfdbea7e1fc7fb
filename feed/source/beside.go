package source

import (
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// leaves tells whether a file or folder is left out for what it is called, or for where it is.
func (w *walk) leaves(at string, folder bool) bool {
	name := path.Base(at)
	if folder && isBundled(at) {
		return true
	}
	if w.LeavesOut == nil {
		return leftOut(name)
	}
	return isHidden(name) || w.LeavesOut(at, folder)
}

// isAsset tells whether a file of that name is no article beside an index file.
func (w *walk) isAsset(name string) bool {
	if slices.Contains(w.Index, name) {
		return false
	}
	return w.IsAsset(name) || w.Bundles && !strings.HasPrefix(name, "index.")
}

// isMedia tells whether a file that is no article is to be listed as media.
func (w *walk) isMedia(name string, kind fs.FileMode) bool {
	return kind == 0 && w.IsMedia != nil && w.IsMedia(name) && utf8.ValidString(name)
}

// isBeside tells whether a file, or a folder where nothing below is an article then, lies beside an index file.
func (w *walk) isBeside(at string, folder bool) bool {
	above, name := path.Split(at)
	if above == "" || len(w.Index) == 0 || folder && !w.Bundles || !folder && !w.isAsset(name) {
		return false
	}
	return slices.ContainsFunc(w.Index, func(index string) bool {
		info, err := w.folder.root.Lstat(above + index)
		return err == nil && info.Mode().IsRegular() && !w.leaves(above+index, false)
	})
}

// isBundled tells whether a folder holds what belongs to the text of a TextBundle (https://textbundle.org/spec/).
func isBundled(folder string) bool { return strings.HasSuffix(folder, ".textbundle/assets") }
