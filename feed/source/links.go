package source

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// A link is a symbolic link that the walk met, or one that it followed.
type link struct {
	path string // as in File
	real string // the same without links above it; of a followed one where it leads
}

// followLinks looks at all links, in the order of their paths so that the same one wins each time. Those to
// folders come first, since they decide what else is listed.
func (w *walk) followLinks(ctx context.Context) error {
	var toFiles []link
	w.hasLinks = len(w.links) > 0
	for len(w.links) > 0 {
		links := w.links
		w.links = nil
		slices.SortFunc(links, func(a, b link) int { return strings.Compare(a.path, b.path) })
		var tasks []task
		for _, l := range links {
			rel, s, ok := w.follow(l)
			switch {
			case !ok, w.leaves(l.path, s.kind == fs.ModeDir):
			case s.kind == fs.ModeDir && w.isListed(rel, true):
				w.twice(l, rel)
			case s.kind == fs.ModeDir:
				w.followed = append(w.followed, link{l.path, rel})
				tasks = append(tasks, task{path: l.path + "/", real: rel + "/"})
			case w.IsArticle(path.Base(l.path)):
				toFiles = append(toFiles, l)
			}
		}
		if err := w.run(ctx, tasks...); err != nil {
			return err
		}
	}
	w.followToFiles(toFiles)
	// A volume that was swapped meanwhile may have been listed half, and the other half taken for gone.
	for _, l := range w.followed {
		target, err := w.folder.target(l.path)
		if rel, _ := within(w.folder.real, target); err != nil || rel != l.real {
			return ErrMoved
		}
	}
	return nil
}

func (w *walk) followToFiles(links []link) {
	slices.SortFunc(links, func(a, b link) int { return strings.Compare(a.path, b.path) })
	var found []File
	seen := map[string]bool{}
	for _, l := range links {
		rel, s, ok := w.follow(l)
		switch {
		case !ok:
		case seen[rel], w.isListed(rel, false) && w.IsArticle(path.Base(rel)):
			w.twice(l, rel)
		case s.kind != 0:
			w.report(l.path, Irregular, ErrIrregular, "remove the link")
		default:
			seen[rel] = true
			found = append(found, File{l.path, s.stamp})
		}
	}
	w.files = append(w.files, found)
}

func (w *walk) twice(l link, rel string) {
	w.report(l.path, Twice, fmt.Errorf("a link to %s, which is listed itself", printable(rel)), "nothing is missing, remove the link")
}

// follow gives where a link leads, relative to the root, and what is there. If it is to be left out, that
// is reported where a person may miss it.
func (w *walk) follow(l link) (rel string, s state, ok bool) {
	var target string
	var err error
	// Between resolving it and looking at what is there a volume can be swapped.
	for range 3 {
		target, err = w.folder.target(l.real)
		if err != nil {
			break
		}
		if w.skip.holds(target) {
			return "", state{}, false
		}
		if rel, ok = within(w.folder.real, target); !ok {
			w.outside(l, target)
			return "", state{}, false
		}
		s, err = w.folder.stat(rel)
		if !errors.Is(err, fs.ErrNotExist) {
			break
		}
	}
	switch {
	case err == nil:
		return rel, s, true
	case !isDangling(err):
		w.report(l.path, Unreadable, cause(err), "make readable what it leads to")
	case w.IsArticle(path.Base(l.path)):
		w.report(l.path, Dangling, errors.New("a link to nothing"), "remove the link or restore what it leads to")
	}
	return "", state{}, false
}

// isDangling tells links to nothing, and in circles, from such as cannot be read for now.
func isDangling(err error) bool {
	if err == errLeadsOut { // became a link just now
		return false
	}
	_, fromSystem := errors.AsType[syscall.Errno](err)
	// filepath.EvalSymlinks has no value for a circle.
	return !fromSystem || errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) || errors.Is(err, syscall.ELOOP)
}

func (w *walk) outside(l link, target string) {
	if !w.IsArticle(path.Base(l.path)) {
		if info, err := os.Stat(target); err != nil || !info.IsDir() {
			return
		}
	}
	w.report(l.path, Outside, fmt.Errorf("a link to %s, outside of the folder", printable(target)), "copy or mount it here instead")
}

// isListed tells whether the walk comes by a path without links by itself.
func (w *walk) isListed(rel string, folder bool) bool {
	if w.isPlain("", rel, folder) {
		return true
	}
	return slices.ContainsFunc(w.followed, func(l link) bool {
		below, ok := strings.CutPrefix(rel, l.real)
		return ok && (below == "" || below[0] == '/' && w.isPlain(l.path+"/", below[1:], folder))
	})
}

// isPlain tells whether no part of a path below the prefix is left out.
func (w *walk) isPlain(prefix, rel string, folder bool) bool {
	if rel == "." {
		return true
	}
	for i := range len(rel) {
		if rel[i] == '/' && w.leaves(prefix+rel[:i], true) {
			return false
		}
	}
	return !w.leaves(prefix+rel, folder)
}

func (w *walk) isFollowed(rel string) bool {
	return slices.ContainsFunc(w.followed, func(l link) bool { return l.real == rel })
}

func (w *walk) report(path string, kind Kind, err error, fix string) {
	w.problems = append(w.problems, Problem{path, kind, err, fix})
}

// target follows all links of a path and gives where they lead, as an absolute path.
func (f *Folder) target(name string) (string, error) {
	return filepath.EvalSymlinks(filepath.Join(f.real, filepath.FromSlash(name)))
}

// within gives the slash-separated path of target relative to dir. Both are absolute and without links.
func within(dir, target string) (rel string, inside bool) {
	rel, err := filepath.Rel(dir, target)
	if err != nil || !filepath.IsLocal(rel) {
		return "", false
	}
	return filepath.ToSlash(rel), true
}

// printable quotes a path that would garble a line of text.
func printable(path string) string {
	quoted := fmt.Sprintf("%q", path)
	if quoted[1:len(quoted)-1] == path {
		return path
	}
	return quoted
}
