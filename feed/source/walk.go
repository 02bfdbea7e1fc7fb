package source

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
)

// WalkOptions say what a walk looks for.
type WalkOptions struct {
	// IsArticle tells by a file's name, without its folders, whether it is an article's.
	// It is called from several goroutines.
	IsArticle func(name string) bool
	// Skip are the paths of folders to leave out, such as the output's. They need not exist nor lie in the
	// folder, and may be links.
	Skip []string
	// LeavesOut tells what else is left out, in place of the names that begin with _. It is called with the path of
	// a file or folder, which is no hidden one and no link, from several goroutines.
	LeavesOut func(path string, folder bool) bool
	// Index are the names of files that are the article of their whole folder, where that is not the root. Then those
	// beside them that IsAsset tells by their names are no articles; with Bundles nothing else is, also not below.
	Index   []string
	IsAsset func(name string) bool
	Bundles bool
	// IsData tells by its path, whose last name may be one that is left out, whether a file is to be listed as Data.
	IsData func(path string) bool
	// IsMedia tells by a file's name whether it is to be listed as Media. It is called from several goroutines.
	IsMedia func(name string) bool
}

// ErrMoved is a folder that was moved, deleted or replaced while it was walked: what was found says nothing
// about what is there now. Open it again.
var ErrMoved = errors.New("it was replaced while it was read")

// Walk lists all articles below the folder. Hidden names, names that begin with _ or # and names that end
// with ~, .tmp or .swp are left out, files and folders alike.
//
// A link to a file or folder inside of the folder is listed as what it leads to, under its own path, unless
// that is listed under another path: so links into a hidden folder count, as Kubernetes makes them, and no
// article appears twice.
//
// The error is ErrMoved, the ctx's, or says why the folder itself cannot be read.
func (f *Folder) Walk(ctx context.Context, opts WalkOptions) (*Listing, error) {
	l, err := f.walk(ctx, opts)
	if err != nil {
		return nil, fmt.Errorf("folder of articles %q: %w", f.path, cause(err))
	}
	return l, nil
}

func (f *Folder) walk(ctx context.Context, opts WalkOptions) (*Listing, error) {
	skip, err := newSkips(f, opts.Skip)
	if err != nil {
		return nil, err
	}
	w := &walk{folder: f, WalkOptions: opts, skip: skip}
	w.wake.L = &w.mu
	if err := w.run(ctx, task{}); err != nil {
		return nil, err
	}
	if err := w.followLinks(ctx); err != nil {
		return nil, err
	}
	if err := f.unmoved(); err != nil {
		return nil, err
	}
	return w.listing(), nil
}

// A walk is what its goroutines share.
type walk struct {
	WalkOptions
	folder   *Folder
	skip     *skips
	followed []link // to folders
	hasLinks bool

	mu      sync.Mutex
	wake    sync.Cond
	tasks   []task
	working int
	err     error // ends the walk

	files    [][]File // sorted each
	links    []link   // to look at when everything else is known
	problems []Problem
	data     []string
	media    []string
}

// A task is one folder to list, or some of the files of one to look at.
type task struct {
	path  string // of the folder, with a slash at its end; empty for the root
	real  string // the same without links
	files *files
	from  int // index of the first of the files
}

// run does the tasks and those that they lead to. When it returns, all that it started has ended.
func (w *walk) run(ctx context.Context, tasks ...task) error {
	w.tasks = append(w.tasks, tasks...)
	stop := context.AfterFunc(ctx, func() { w.fail(ctx.Err()) })
	defer stop()
	var group sync.WaitGroup
	// The time goes into the kernel's look-ups: beyond some processors they wait for each other's locks.
	for range min(runtime.GOMAXPROCS(0), 8) {
		group.Go(func() { (&worker{walk: w, buf: make([]byte, 32<<10)}).work() })
	}
	group.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err == nil {
		return ctx.Err() // the goroutine that would have told may not have run yet
	}
	return w.err
}

func (w *walk) add(tasks []task) {
	if len(tasks) == 0 {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.tasks = append(w.tasks, tasks...)
	w.wake.Broadcast()
}

// next waits for a task. There is none left when no one works who could add one.
func (w *walk) next() (task, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for len(w.tasks) == 0 && w.working > 0 && w.err == nil {
		w.wake.Wait()
	}
	if len(w.tasks) == 0 || w.err != nil {
		return task{}, false
	}
	last := len(w.tasks) - 1
	t := w.tasks[last]
	w.tasks = w.tasks[:last]
	w.working++
	return t, true
}

// done tells that a task that next gave is done.
func (w *walk) done() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.working--
	if w.working == 0 {
		w.wake.Broadcast()
	}
}

func (w *walk) fail(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err == nil {
		w.err = err
	}
	w.wake.Broadcast()
}

// listing puts together what the goroutines have found.
func (w *walk) listing() *Listing {
	l := &Listing{Articles: mergeSorted(w.files), Problems: w.problems, Data: w.data, Media: w.media, links: w.hasLinks}
	slices.Sort(l.Data)
	slices.Sort(l.Media)
	slices.SortFunc(l.Problems, func(a, b Problem) int { return strings.Compare(a.Path, b.Path) })
	for _, p := range l.Problems {
		if p.Kind == Unreadable {
			if l.unknown == nil {
				l.unknown = map[string]bool{}
			}
			l.unknown[p.Path] = true
		}
	}
	return l
}

func byPath(a, b File) int { return strings.Compare(a.Path, b.Path) }

// mergeSorted makes one sorted list of a few. They are sorted apart so that this happens side by side.
func mergeSorted(lists [][]File) []File {
	total := 0
	for _, list := range lists {
		total += len(list)
	}
	merged := make([]File, 0, total)
	for len(merged) < total {
		least := -1
		for i, list := range lists {
			if len(list) > 0 && (least < 0 || byPath(list[0], lists[least][0]) < 0) {
				least = i
			}
		}
		merged = append(merged, lists[least][0])
		lists[least] = lists[least][1:]
	}
	return merged
}
