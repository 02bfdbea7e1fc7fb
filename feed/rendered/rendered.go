// Package rendered keeps each article's finished content between builds, so that a feed with one new entry does not
// read the other forty-nine again.
//
// It is only a cache: what is missing, old or damaged in it is read from the articles again. Losing it costs time and
// nothing else. So it is two plain files that are never synced: to get the hundreds of contents that the feeds of one
// change need from a database takes longer than everything else that is done for the change.
package rendered

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"seedfeed/feed/article"
)

// A Content is what documents show of an article and the catalogue does not hold.
type Content struct {
	Summary    string
	Authors    []article.Person
	Rights     string
	Direction  string
	Image      article.Image
	Enclosures []article.Enclosure
	Tags       []Tag
	Files      []File
	HTML       article.Marked
}

// A Tag is a tag of an article, with the slug that its pages have.
type Tag struct {
	Slug string
	Name string
}

// A File is a local file that an article names.
type File struct {
	Path   string // slash-separated and relative to the seeds folder
	Name   string // beside the article's page; "" where it is not copied there
	Size   int64  // bytes
	Type   string // media type
	Width  int
	Height int // pixels of a picture; 0 where they are not known
}

// Of returns what documents show of a, without Tags and Files.
func Of(a *article.Article) Content {
	return Content{
		Summary: a.Summary, Authors: a.Authors, Rights: a.Rights, Direction: a.Direction,
		Image: a.Image, Enclosures: a.Enclosures, HTML: a.Content,
	}
}

// A Store is an open cache. It is safe for concurrent use, except that writing happens between Begin and Commit.
//
// When something cannot be written, because the disk is full, the store goes on without keeping anything, and Close
// removes the files. So the errors of writing are those of the context only.
type Store struct {
	dir      string
	fleeting bool // the folder is our own, and goes with Close
	readOnly bool

	mu      sync.Mutex // of all that follows; Get needs it only to see them
	files   *files
	writing bool
	begun   int64          // where the pack ended at Begin
	changed map[int64]slot // since Begin
	lost    bool           // the files are to be removed
}

// Open opens the cache in dir, which exists. A cache that cannot be used is replaced by an empty one.
// With dir "" the cache is in a folder of its own that is gone after Close.
func Open(dir string) (*Store, error) {
	s := &Store{dir: dir, fleeting: dir == ""}
	var err error
	if s.fleeting {
		if s.dir, err = os.MkdirTemp("", "seedfeed-rendered-"); err != nil {
			return nil, fmt.Errorf("cache of rendered articles: %w", err)
		}
	}
	for _, name := range []string{packName, indexName} {
		os.Remove(filepath.Join(s.dir, name+newSuffix)) // of a process that was killed
	}
	if s.files, err = openFiles(s.dir, os.O_RDWR); err != nil {
		s.files, err = newFiles(s.dir, "")
	}
	if err != nil {
		if s.fleeting {
			os.Remove(s.dir)
		}
		return nil, fmt.Errorf("cache of rendered articles: %w", err)
	}
	return s, nil
}

// OpenToRead opens the cache in dir for Get alone, and changes nothing. It returns nil when there is none that can be
// used. Another process may write into it meanwhile: then Get misses more.
func OpenToRead(dir string) *Store {
	files, err := openFiles(dir, os.O_RDONLY)
	if err != nil {
		return nil
	}
	return &Store{dir: dir, files: files, readOnly: true}
}

// Begin starts writing. Until Commit or Rollback, only Put and Delete may be called.
func (s *Store) Begin(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lost || s.readOnly {
		return ctx.Err()
	}
	s.writing, s.changed, s.begun = true, map[int64]slot{}, s.files.end
	return ctx.Err()
}

// Put keeps the content of the article key. version is anything that changes when c would.
func (s *Store) Put(ctx context.Context, key int64, version []byte, c Content) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := ctx.Err(); err != nil || !s.writing {
		return err
	}
	room := records.Get().(*[]byte)
	defer records.Put(room)
	record := encode(*room, key, version, c)
	*room = record
	at, err := s.files.append(record)
	s.changed[key] = slot{offset: at, length: uint32(len(record))}
	s.lose(err)
	return nil
}

// Delete forgets the content of articles.
func (s *Store) Delete(ctx context.Context, keys []int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := ctx.Err(); err != nil || !s.writing {
		return err
	}
	for _, key := range keys {
		s.changed[key] = slot{}
	}
	return nil
}

// Commit ends writing.
func (s *Store) Commit() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.writing {
		return nil
	}
	s.lose(s.files.set(s.changed))
	s.writing, s.changed = false, nil
	return nil
}

// Rollback ends writing and forgets what was written since Begin. After Commit it does nothing.
func (s *Store) Rollback() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.writing {
		s.lose(s.files.cut(s.begun))
		s.writing, s.changed = false, nil
	}
}

// Heal keeps the content of one article that Get has missed. It does nothing between Begin and Commit, nor when the
// content cannot be kept: then Get misses it again.
func (s *Store) Heal(key int64, version []byte, c Content) {
	record := encode(nil, key, version, c)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.writing || s.readOnly || s.lost {
		return
	}
	at, err := s.files.append(record)
	if err == nil {
		err = s.files.set(map[int64]slot{key: {offset: at, length: uint32(len(record))}})
	}
	s.lose(err)
}

// lose gives the files up on an error.
func (s *Store) lose(err error) {
	if err != nil {
		s.lost, s.writing, s.changed = true, false, nil
	}
}

// Get returns the content of the article key, and false when it is not there in this version.
func (s *Store) Get(key int64, version []byte) (Content, bool) { return s.get(key, version) }

// Last returns the content of the article key in whatever version it is there. A key that was given up must have been deleted.
func (s *Store) Last(key int64) (Content, bool) { return s.get(key, nil) }

func (s *Store) get(key int64, version []byte) (Content, bool) {
	s.mu.Lock()
	files, end, lost := s.files, s.files.end, s.lost
	s.mu.Unlock()
	if lost {
		return Content{}, false
	}
	room := records.Get().(*[]byte)
	defer records.Put(room)
	record, ok := files.get(key, end, *room)
	if !ok {
		return Content{}, false
	}
	*room = record
	return decode(record, key, version)
}

// records are where records are made and read into: what is written and decoded of them is a copy.
var records = sync.Pool{New: func() any { return new([]byte) }}

// Close closes the cache. Where most of it is what nobody can get any more, it is written anew first.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.readOnly && !s.fleeting && !s.lost && s.files.wasteful() {
		s.lose(s.files.compact(s.dir))
	}
	err := s.files.close()
	switch {
	case s.fleeting:
		err = errors.Join(err, os.RemoveAll(s.dir))
	case s.lost:
		err = Remove(s.dir)
	}
	return err
}

// Remove deletes the cache in dir, which is not open.
func Remove(dir string) error {
	for _, name := range []string{packName, indexName, packName + newSuffix, indexName + newSuffix} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("cache of rendered articles: %w", err)
		}
	}
	return nil
}
