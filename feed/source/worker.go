package source

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
	"sync/atomic"
	"unicode/utf8"
)

// A worker is one goroutine of a walk, with what it has found.
type worker struct {
	*walk
	buf      []byte
	files    [][]File // in blocks: one slice of all would be copied over and over while it grows
	links    []link
	problems []Problem
	data     []string
	media    []string
}

// files are those files of one folder that are named like articles.
type files struct {
	dir   handle
	paths []string
	users atomic.Int32 // who closes dir when it is the last
}

// filesAtOnce is how many files a worker looks at before it asks for more work: enough that asking costs
// nothing, few enough that one large folder keeps all workers busy.
const filesAtOnce = 256

func (w *worker) work() {
	for {
		t, ok := w.next()
		if !ok {
			break
		}
		if t.files == nil {
			w.listFolder(t)
		} else {
			w.lookAtFiles(t)
		}
		w.done()
	}
	files := slices.Concat(w.files...)
	slices.SortFunc(files, byPath)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.walk.files = append(w.walk.files, files)
	w.walk.links = append(w.walk.links, w.links...)
	w.walk.problems = append(w.walk.problems, w.problems...)
	w.walk.data = append(w.walk.data, w.data...)
	w.walk.media = append(w.walk.media, w.media...)
}

func (w *worker) listFolder(t task) {
	dir, err := w.folder.openFolder(folderPath(t.real))
	if err != nil {
		w.unreadable(t, err)
		return
	}
	found := &files{dir: dir}
	skip, err := w.skip.isOne(dir)
	if err == nil && !skip {
		err = w.list(t, found)
	}
	if err != nil {
		w.unreadable(t, err)
	}
	w.share(t, found)
}

// folderPath turns what the paths of a folder's files begin with into the folder's path.
func folderPath(prefix string) string {
	if prefix == "" {
		return "."
	}
	return prefix[:len(prefix)-1]
}

// list sorts the names of a folder by what is to be done with them.
func (w *worker) list(t task, found *files) error {
	var folders []task
	indexed := false
	err := found.dir.list(w.buf, func(nameBytes []byte, kind fs.FileMode) {
		path := t.path + string(nameBytes)
		name := path[len(t.path):]
		if isHidden(name) {
			return
		}
		if kind == kindUnknown {
			s, err := found.dir.lstat(w.folder, t.real+name)
			if err != nil {
				return // gone since
			}
			kind = s.kind
		}
		if kind == 0 && w.IsData != nil && w.IsData(path) {
			w.data = append(w.data, path)
		}
		switch {
		case name[0] == '_' && w.LeavesOut == nil && leftOut(name):
		case kind != fs.ModeSymlink && w.LeavesOut != nil && w.LeavesOut(path, kind == fs.ModeDir):
		case kind == fs.ModeDir:
			if sub, ok := w.subfolder(t, name); ok {
				folders = append(folders, sub)
			}
		case kind == fs.ModeSymlink && utf8.ValidString(name):
			w.links = append(w.links, link{path, t.real + name})
		case !w.IsArticle(name):
			if w.isMedia(name, kind) {
				w.media = append(w.media, path)
			}
		case !utf8.ValidString(name):
			w.report(path, BadName, errBadName, "rename the file")
		case kind != 0:
			w.report(path, Irregular, ErrIrregular, "move it out of the folder or give it another ending")
		default:
			found.paths = append(found.paths, path)
			indexed = indexed || slices.Contains(w.Index, name)
		}
	})
	if indexed && t.path != "" {
		found.paths = slices.DeleteFunc(found.paths, func(path string) bool { return w.isAsset(path[len(t.path):]) })
		if w.Bundles {
			folders = nil
		}
	}
	w.add(folders)
	return err
}

var errBadName = errors.New("its name is not valid UTF-8")

// IsLeftOut tells by its name, without the folders above, whether a walk leaves a file or folder out.
func IsLeftOut(name string) bool { return name != "" && leftOut(name) }

// leftOut tells whether a file or folder is none of ours by its name.
func leftOut(name string) bool {
	return isHidden(name) || name[0] == '_' && name != "_posts" // where Jekyll keeps what is published
}

func isHidden(name string) bool {
	return name[0] == '.' || name[0] == '#' || strings.HasSuffix(name, "~") || strings.HasSuffix(name, ".tmp") || strings.HasSuffix(name, ".swp")
}

func (w *worker) subfolder(t task, name string) (task, bool) {
	sub := task{path: t.path + name + "/"}
	if !utf8.ValidString(name) {
		w.report(t.path+name, BadName, errBadName, "rename the folder")
		return task{}, false
	}
	sub.real = sub.path
	if t.real != t.path {
		sub.real = t.real + name + "/"
	}
	real := folderPath(sub.real)
	return sub, !isBundled(sub.path[:len(sub.path)-1]) && !w.skip.isPath(real) && !w.isFollowed(real)
}

// share hands out the files of a folder in portions. The first is for this worker.
func (w *worker) share(t task, found *files) {
	portions := max(1, (len(found.paths)+filesAtOnce-1)/filesAtOnce)
	found.users.Store(int32(portions))
	t.files = found
	var others []task
	for i := 1; i < portions; i++ {
		portion := t
		portion.from = i * filesAtOnce
		others = append(others, portion)
	}
	w.add(others)
	w.lookAtFiles(t)
}

func (w *worker) lookAtFiles(t task) {
	f := t.files
	defer func() {
		if f.users.Add(-1) == 0 {
			f.dir.close()
		}
	}()
	for _, path := range f.paths[t.from:min(t.from+filesAtOnce, len(f.paths))] {
		real := path
		if t.real != t.path {
			real = t.real + path[len(t.path):]
		}
		s, err := f.dir.lstat(w.folder, real)
		switch {
		case errors.Is(err, fs.ErrNotExist): // gone since
		case err != nil:
			w.report(path, Unreadable, err, "make it readable")
		case s.kind == 0:
			w.keep(File{path, s.stamp})
		}
	}
}

func (w *worker) keep(f File) {
	last := len(w.files) - 1
	if last < 0 || len(w.files[last]) == cap(w.files[last]) {
		w.files = append(w.files, make([]File, 0, 1024))
		last++
	}
	w.files[last] = append(w.files[last], f)
}

// unreadable notes a folder that could not be listed. If it is the root, that is the end of the walk.
func (w *worker) unreadable(t task, err error) {
	gone := errors.Is(err, fs.ErrNotExist)
	switch {
	case t.real == "" && gone:
		w.fail(ErrMoved)
	case t.real == "":
		w.fail(err)
	case !gone:
		w.report(folderPath(t.path), Unreadable, err, "make the folder readable")
	}
}

func (w *worker) report(path string, kind Kind, err error, fix string) {
	w.problems = append(w.problems, Problem{path, kind, err, fix})
}
