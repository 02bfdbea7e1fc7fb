// Package rendered keeps each article's finished content between builds, so that a feed with one new entry does not
// read the other forty-nine again.
//
// It is an SQLite database beside the catalogue, and only a cache: what is missing, old or damaged in it is read from
// the articles again. Losing it costs time and nothing else.
package rendered

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"net/url"
	"os"
	"path/filepath"
	"strconv"

	"seedfeed/feed/article"

	_ "modernc.org/sqlite" // the driver that sql.Open names
)

const fileName = "rendered.db"

// schema is both the tables and their version: another text is another file layout, and the cache starts anew.
const schema = `CREATE TABLE content (key INTEGER PRIMARY KEY, version BLOB NOT NULL, meta TEXT NOT NULL, html TEXT NOT NULL, sum INTEGER NOT NULL);`

const getQuery = "SELECT version, meta, html, sum FROM content WHERE key = ?"

const putQuery = "INSERT OR REPLACE INTO content (key, version, meta, html, sum) VALUES (?, ?, ?, ?, ?)"

// A Content is what documents show of an article and the catalogue does not hold.
type Content struct {
	Summary    string              `json:"summary,omitempty"`
	Authors    []article.Person    `json:"authors,omitempty"`
	Rights     string              `json:"rights,omitempty"`
	Direction  string              `json:"direction,omitempty"`
	Image      article.Image       `json:"image"`
	Enclosures []article.Enclosure `json:"enclosures,omitempty"`
	Tags       []Tag               `json:"tags,omitempty"`
	Files      []File              `json:"files,omitempty"`
	HTML       article.Marked      `json:"-"`
}

// A Tag is a tag of an article, with the slug that its pages have.
type Tag struct {
	Slug string `json:"slug"`
	Name string `json:"name"`
}

// A File is a local file that an article names.
type File struct {
	Path   string `json:"path"`           // slash-separated and relative to the seeds folder
	Name   string `json:"name,omitempty"` // beside the article's page; "" where it is not copied there
	Size   int64  `json:"size,omitempty"` // bytes
	Type   string `json:"type,omitempty"` // media type
	Width  int    `json:"width,omitempty"`
	Height int    `json:"height,omitempty"` // pixels of a picture; 0 where they are not known
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
// When something cannot be written, because the file is damaged or the disk is full, the store goes on without keeping
// anything, and Close removes the file. So the errors of writing are those of the context only.
type Store struct {
	db       *sql.DB
	tx       *sql.Tx
	get, put *sql.Stmt
	dir      string // of the file; "" where it removes itself
	lost     bool   // the file is to be removed
}

// Open opens the cache in dir, which exists. A cache that cannot be used is replaced by an empty one.
// With dir "" the cache is in a file of its own that is gone after Close.
func Open(ctx context.Context, dir string) (*Store, error) {
	if dir == "" {
		return open(ctx, "")
	}
	path := filepath.Join(dir, fileName)
	s, err := open(ctx, path)
	if err != nil && ctx.Err() == nil {
		if err := Remove(dir); err != nil {
			return nil, err
		}
		s, err = open(ctx, path)
	}
	if err != nil {
		return nil, err
	}
	s.dir = dir
	return s, nil
}

// OpenToRead opens the cache in dir for Get alone, and changes nothing. It returns nil when there is none that can be used.
func OpenToRead(ctx context.Context, dir string) *Store {
	path := filepath.Join(dir, fileName)
	if _, err := os.Stat(path); err != nil {
		return nil
	}
	// Without waiting: while a build writes into the cache it is faster to read the article.
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: filepath.ToSlash(path)}).EscapedPath()+"?mode=ro&_pragma=busy_timeout(0)")
	if err != nil {
		return nil
	}
	db.SetMaxOpenConns(1)
	s := &Store{db: db}
	if s.get, err = db.PrepareContext(ctx, getQuery); err != nil {
		db.Close()
		return nil
	}
	return s
}

func open(ctx context.Context, path string) (*Store, error) {
	// Not synced: a power cut can only cost what can be made again, and each row has a checksum.
	dsn := "file:" + (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath() +
		"?_pragma=busy_timeout(5000)&_pragma=journal_mode(DELETE)&_pragma=locking_mode(EXCLUSIVE)&_pragma=synchronous(OFF)&_pragma=cache_size(-8192)"
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, fmt.Errorf("cache of rendered articles: %w", err)
	}
	db.SetMaxOpenConns(1)
	s := &Store{db: db}
	if err := s.prepare(ctx, path); err != nil {
		s.Close()
		return nil, fmt.Errorf("cache of rendered articles: %w", err)
	}
	return s, nil
}

func (s *Store) prepare(ctx context.Context, path string) error {
	version := int32(crc32.ChecksumIEEE([]byte(schema)))
	var found int32
	if err := s.db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&found); err != nil {
		return err
	}
	switch found {
	case version:
		// What a killed build has left: the next transaction to end takes it away.
		if _, err := os.Stat(path + "-journal"); err == nil {
			if _, err := s.db.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", version)); err != nil {
				return err
			}
		}
	case 0:
		if _, err := s.db.ExecContext(ctx, schema+fmt.Sprintf("PRAGMA user_version = %d", version)); err != nil {
			return err
		}
	default:
		return errors.New("another layout")
	}
	var err error
	s.get, err = s.db.PrepareContext(ctx, getQuery)
	return err
}

// Begin starts writing. Until Commit or Rollback, only Put and Delete may be called.
func (s *Store) Begin(ctx context.Context) error {
	if s.lost {
		return nil
	}
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return s.lose(ctx, err)
	}
	s.tx = tx
	s.put, err = tx.PrepareContext(ctx, putQuery)
	return s.lose(ctx, err)
}

// Put keeps the content of the article key. version is anything that changes when c would.
func (s *Store) Put(ctx context.Context, key int64, version []byte, c Content) error {
	if s.tx == nil {
		return ctx.Err()
	}
	meta, err := json.Marshal(c)
	if err != nil {
		return err
	}
	_, err = s.put.ExecContext(ctx, key, version, string(meta), string(c.HTML), checksum(key, version, meta, []byte(c.HTML)))
	return s.lose(ctx, err)
}

// Delete forgets the content of articles.
func (s *Store) Delete(ctx context.Context, keys []int64) error {
	for _, key := range keys {
		if s.tx == nil {
			return ctx.Err()
		}
		_, err := s.tx.ExecContext(ctx, "DELETE FROM content WHERE key = ?", key)
		if err := s.lose(ctx, err); err != nil {
			return err
		}
	}
	return nil
}

// Commit ends writing.
func (s *Store) Commit() error {
	if s.tx == nil {
		return nil
	}
	err := s.tx.Commit()
	s.tx, s.put = nil, nil
	if errors.Is(err, sql.ErrTxDone) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("cache of rendered articles: %w", err) // the context has ended it
	}
	return s.lose(context.Background(), err)
}

// Rollback ends writing and forgets what was written since Begin. After Commit it does nothing.
func (s *Store) Rollback() {
	if s.tx != nil {
		_ = s.tx.Rollback() // what is lost is made again
		s.tx, s.put = nil, nil
	}
}

// lose gives the file up on an error that is not the context's.
func (s *Store) lose(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return fmt.Errorf("cache of rendered articles: %w", ctx.Err())
	}
	s.Rollback()
	s.lost = true
	return nil
}

// Get returns the content of the article key, and false when it is not there in this version.
func (s *Store) Get(ctx context.Context, key int64, version []byte) (Content, bool) {
	var found []byte
	var meta, html string
	var sum int64
	var c Content
	if err := s.get.QueryRowContext(ctx, key).Scan(&found, &meta, &html, &sum); err != nil {
		return c, false
	}
	if string(found) != string(version) || sum != checksum(key, version, []byte(meta), []byte(html)) {
		return c, false
	}
	if err := json.Unmarshal([]byte(meta), &c); err != nil {
		return c, false
	}
	c.HTML = article.Marked(html)
	return c, true
}

// Close closes the cache.
func (s *Store) Close() error {
	err := s.db.Close()
	if s.lost && s.dir != "" {
		err = errors.Join(err, Remove(s.dir))
	}
	return err
}

func checksum(key int64, parts ...[]byte) int64 {
	sum := crc32.ChecksumIEEE(strconv.AppendInt(nil, key, 10))
	for _, part := range parts {
		sum = crc32.Update(sum, crc32.IEEETable, part)
	}
	return int64(sum)
}
