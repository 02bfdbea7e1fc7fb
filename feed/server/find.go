package server

import (
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path"
	"strings"
	"sync"
	"syscall"
	"time"
)

const indexFile = "index.html"

// errFolder is a path of a folder that was asked for as a file.
var errFolder = errors.New("is a folder")

// find returns the document at an address's path, or where to go in its place, relative to it. A path that is not that
// of a public file gives [fs.ErrNotExist].
func (h *Handler) find(at string) (d *document, to string, err error) {
	if inside, ok := strings.CutPrefix(at, h.prefix); ok {
		if d, to, err = h.findFile(inside); h.prefix == "/" || !errors.Is(err, fs.ErrNotExist) {
			return d, to, err
		}
	} else if at+"/" == h.prefix {
		return nil, below(at), nil
	}
	return h.findFile(strings.TrimPrefix(at, "/"))
}

func (h *Handler) findFile(name string) (d *document, to string, err error) {
	file, isFolder := name, name == "" || strings.HasSuffix(name, "/")
	if isFolder {
		file = name + indexFile
	}
	if !isPublic(file) {
		return nil, "", fs.ErrNotExist
	}
	d, err = h.get(file)
	switch {
	case errors.Is(err, errFolder) && !isFolder:
		// Only what can be shown is worth to be led to.
		if _, err := h.get(name + "/" + indexFile); err != nil {
			return nil, "", fs.ErrNotExist
		}
		return nil, below(name), nil
	case errors.Is(err, fs.ErrNotExist):
		if to := h.formerAddress(name); to != "" {
			return nil, to, nil
		}
	case errors.Is(err, errFolder):
		err = fs.ErrNotExist
	}
	if err == nil && d.movedTo != "" {
		return nil, d.movedTo, nil
	}
	return d, "", err
}

// below returns the address of a folder as seen from the same path without the slash.
func below(folder string) string { return (&url.URL{Path: path.Base(folder) + "/"}).String() }

// isPublic tells whether a file of the output may be seen: nothing hidden, nothing that leads up, and not the files in
// which hosts of static sites look for their settings.
func isPublic(file string) bool {
	if !fs.ValidPath(file) || strings.ContainsAny(file, "\\\x00") || file == "_headers" || file == "_redirects" {
		return false
	}
	return file[0] != '.' && !strings.Contains(file, "/.")
}

// formerAddress returns where a feed is that other generators of sites have at this address, "" for none: subscribers of
// a site that was moved to seedfeed still ask for it there.
func (h *Handler) formerAddress(name string) string {
	var feeds []string
	up := ""
	if strings.HasSuffix(name, "/") {
		up = "../"
	}
	switch strings.TrimSuffix(name, "/") {
	case "feed", "rss", "feed.xml", "index.xml", "rss.rdf", "feed/rss":
		feeds = []string{"rss.xml", "atom.xml"}
	case "atom", "feed/atom", "feed.atom", "index.atom":
		feeds = []string{"atom.xml", "rss.xml"}
	case "index.json", "feed/json":
		feeds = []string{"feed.json"}
	}
	up += strings.Repeat("../", strings.Count(strings.TrimSuffix(name, "/"), "/"))
	for _, feed := range feeds {
		if _, err := h.get(feed); err == nil {
			return up + feed
		}
	}
	return ""
}

// get returns the file with the given path as it is now.
func (h *Handler) get(name string) (*document, error) {
	const tries = 5 // a file that is replaced each time that it is read was replaced by something else than a build
	now := h.now()
	d := h.kept.get(name)
	if d != nil && d.wasSeen(now, h.trust) {
		return d, nil
	}
	for range tries {
		root, err := h.folder.open(now)
		if err != nil {
			return nil, err
		}
		info, err := root.Stat(name)
		if err != nil {
			if h.folder.reopen(root) {
				continue
			}
			return nil, missing(err)
		}
		if !info.Mode().IsRegular() {
			if info.IsDir() {
				return nil, errFolder
			}
			return nil, fs.ErrNotExist
		}
		if d = h.kept.get(name); d != nil && d.isStill(info) {
			d.seen.Store(now.UnixNano())
			return d, nil
		}
		loaded, err, _ := h.loads.Do(name, func() (any, error) { return h.load(root, name) })
		if errors.Is(err, os.ErrClosed) || errors.Is(err, errChanging) {
			continue
		}
		if err != nil {
			return nil, missing(err)
		}
		// It may have been read for a request that came before the file was replaced.
		if d = loaded.(*document); d.isStill(info) || d.racy {
			return d, nil
		}
	}
	if d != nil {
		return d, nil
	}
	return nil, fs.ErrNotExist
}

// missing makes one error of all that say that there is no such file for the public.
func missing(err error) error {
	if errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE) || errors.Is(err, syscall.EIO) {
		return err
	}
	return fs.ErrNotExist // links that lead out, names that are too long, files that may not be read
}

// A folder is the output, which may be missing for a while, and be replaced by another one.
type folder struct {
	path string

	mu     sync.RWMutex
	root   *os.Root
	info   fs.FileInfo
	looked time.Time
	closed bool
}

// lookEvery is how often the folder itself is looked for. Its files are looked at with each request.
const lookEvery = 200 * time.Millisecond

func (f *folder) open(now time.Time) (*os.Root, error) {
	f.mu.RLock()
	root, fresh := f.root, now.Sub(f.looked) < lookEvery && now.Sub(f.looked) >= 0
	f.mu.RUnlock()
	if root != nil && fresh {
		return root, nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.look(); err != nil {
		return nil, err
	}
	f.looked = now
	return f.root, nil
}

// reopen reports whether the folder has become another one since root was opened.
func (f *folder) reopen(root *os.Root) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.look() == nil && f.root != root
}

// look opens what is at the path now, unless it is open.
func (f *folder) look() error {
	if f.closed {
		return fs.ErrNotExist
	}
	info, err := os.Stat(f.path)
	if err != nil {
		return fs.ErrNotExist
	}
	if f.root != nil {
		if os.SameFile(info, f.info) {
			return nil
		}
		f.root.Close() // nothing was written through it
		f.root = nil
	}
	root, err := os.OpenRoot(f.path)
	if err != nil {
		return fs.ErrNotExist
	}
	if f.info, err = root.Stat("."); err != nil {
		return errors.Join(err, root.Close())
	}
	f.root = root
	return nil
}

func (f *folder) close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed = true
	if f.root == nil {
		return nil
	}
	err := f.root.Close()
	f.root = nil
	return err
}
