// Package catalogue remembers which article is which from one build to the next.
//
// It is an SQLite database in the state folder, guarded by a lock and a checksum. What it holds of an
// article, its id, its dates and its place in the archive, cannot be found out again from the article's
// file, so nothing that a feed shows of it may be published before Update.Commit has returned. The package
// reads no clock and no article: the caller hands both in.
package catalogue

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"

	"modernc.org/sqlite"
)

const (
	fileName = "catalogue.db"
	sealName = "catalogue.sum"
)

// A Catalogue is an open catalogue. What it can be asked is safe for concurrent use; there is one Update at a time, and
// questions to the Catalogue wait until it has ended.
type Catalogue struct {
	dir    string
	sealed bool        // catalogue.sum agrees with catalogue.db
	left   fs.FileInfo // of the database, while it rests
	*statements
}

// Options say how to open a catalogue.
type Options struct {
	// Rebuild starts a new catalogue where the old one is damaged, or was when it was opened before.
	Rebuild bool
}

// A DamagedError says that the catalogue cannot be trusted. It has been renamed to Aside, and Open goes on
// refusing until it is called with Options.Rebuild.
type DamagedError struct {
	Path  string // where the catalogue was
	Aside string // where it is now; "" where it was not moved
	Err   error
}

func (e *DamagedError) Error() string {
	where := ""
	if e.Aside != "" {
		where = " and was set aside as " + e.Aside
	}
	return fmt.Sprintf("the catalogue %s is damaged (%v)%s. It holds the ids and dates of all articles: "+
		"put a backup of it in its place, or run again with --rebuild-state to start a new one: articles whose path is unchanged keep their id, "+
		"renamed ones, and those that were adopted from another feed, get a new id and are seen as new by subscribers, and dates that no file states are found anew. "+
		"To keep what the last output shows, first run 'seedfeed adopt FEED --write --rebuild-state' with the feed.json or rss.xml in it", e.Path, e.Err, where)
}

func (e *DamagedError) Unwrap() error { return e.Err }

// A NewerError says that a later version of seedfeed has written the catalogue.
type NewerError struct {
	Path         string
	Found, Known int64 // versions of the schema
}

func (e *NewerError) Error() string {
	return fmt.Sprintf("the catalogue %s was written by a newer seedfeed (schema %d, this program knows %d): use that version, "+
		"or restore the backup from before it", e.Path, e.Found, e.Known)
}

// folderError says what could not be done with the state folder.
func folderError(err error) error {
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) {
		return fmt.Errorf("state folder: %w; name one that can be written with --state", err)
	}
	return fmt.Errorf("state folder: %w", err)
}

// Open opens the catalogue in dir and makes it when there is none. The caller holds the lock of dir.
// The error is a *DamagedError or a *NewerError where it is about the catalogue's content.
func Open(ctx context.Context, dir string, options Options) (*Catalogue, error) {
	if err := makeFolder(dir); err != nil {
		return nil, folderError(err)
	}
	path := filepath.Join(dir, fileName)
	switch _, err := os.Lstat(path); {
	case errors.Is(err, fs.ErrNotExist):
		if err := missing(dir); err != nil && !options.Rebuild {
			return nil, err
		}
		return create(ctx, dir)
	case err != nil:
		return nil, fmt.Errorf("catalogue: %w", err)
	}
	c, err := open(ctx, dir)
	if err != nil && ctx.Err() == nil && isDamage(err) {
		// SQLite takes some errors of reading for damage. What is condemned must have been read, and refused twice.
		if _, err := checksum(path); err != nil {
			return nil, fmt.Errorf("catalogue: %w", err)
		}
		c, err = open(ctx, dir)
	}
	if err == nil || ctx.Err() != nil || !isDamage(err) {
		return c, err
	}
	aside, renameErr := setAside(dir)
	if renameErr != nil {
		return nil, errors.Join(err, renameErr)
	}
	if !options.Rebuild {
		return nil, &DamagedError{Path: path, Aside: aside, Err: err}
	}
	return create(ctx, dir)
}

// missing returns an error where there is no catalogue in dir although there should be one.
func missing(dir string) error {
	path := filepath.Join(dir, fileName)
	aside, err := newestAside(dir)
	if err != nil {
		return fmt.Errorf("catalogue: %w", err)
	}
	if aside != "" {
		return &DamagedError{Path: path, Aside: aside, Err: errors.New("found so by an earlier run")}
	}
	switch _, err := os.Lstat(filepath.Join(dir, sealName)); {
	case err == nil:
		return &DamagedError{Path: path, Err: errors.New("it is missing, and " + sealName + " is there")}
	case !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("catalogue: %w", err)
	}
	return nil
}

// create makes a new catalogue under another name first: where there is a file of the catalogue's name it is whole, and an
// empty one is damage.
func create(ctx context.Context, dir string) (*Catalogue, error) {
	path := filepath.Join(dir, fileName)
	fresh := path + ".new"
	// What an older catalogue has left must not be taken for a part of this one.
	for _, name := range []string{fresh, fresh + "-journal", path + "-journal", filepath.Join(dir, sealName)} {
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, folderError(err)
		}
	}
	err := migrate(ctx, location(fresh, "_pragma=synchronous(OFF)"))
	if err == nil {
		err = syncFile(fresh)
	}
	if err == nil {
		err = os.Rename(fresh, path)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("make %s: %w", path, err), removeAll(fresh, fresh+"-journal"))
	}
	if err := syncFolder(dir); err != nil {
		return nil, err
	}
	return open(ctx, dir)
}

// location names a database to SQLite's driver.
func location(path, options string) string {
	return "file:" + (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath() + "?_pragma=busy_timeout(5000)&" + options
}

// The rollback journal in place of WAL: it works on network file systems and leaves the database in one file, which the
// checksum covers. The exclusive mode, which the state folder's lock allows, spares the system calls that each question
// would begin and end with; and it ends a transaction by a synced write into the journal, where to remove the journal
// would be durable only with the folder synced.
const settings = "mode=rw&_pragma=locking_mode(EXCLUSIVE)&_pragma=journal_mode(DELETE)&_pragma=synchronous(FULL)" +
	"&_pragma=cache_size(-12288)&_pragma=mmap_size(1073741824)&_pragma=temp_store(MEMORY)&_pragma=cell_size_check(1)"

// open opens a database that is there, checks that it is what was last written, and brings its schema up to date.
func open(ctx context.Context, dir string) (*Catalogue, error) {
	// Before SQLite looks at the file, which it may change.
	sealed, err := verifySeal(dir)
	if err != nil {
		return nil, err
	}
	c := &Catalogue{dir: dir, sealed: sealed}
	if err := c.connect(); err != nil {
		return nil, err
	}
	if err := c.check(ctx); err != nil {
		c.conn.Close()
		return nil, err
	}
	return c, nil
}

func (c *Catalogue) path() string { return filepath.Join(c.dir, fileName) }

func (c *Catalogue) connect() error {
	conn, err := new(sqlite.Driver).Open(location(c.path(), settings))
	if err != nil {
		return fmt.Errorf("open %s: %w", c.path(), err)
	}
	c.statements = &statements{mu: new(sync.Mutex), conn: &connection{Conn: conn, prepared: map[string]driver.Stmt{}}}
	return nil
}

func (c *Catalogue) check(ctx context.Context) error {
	// The first read rolls back what a killed build has left half-done.
	var version int64
	if err := c.conn.ask(ctx, "PRAGMA user_version", &version); err != nil {
		return fmt.Errorf("open %s: %w", c.path(), err)
	}
	switch {
	case version > schemaVersion:
		return &NewerError{Path: c.path(), Found: version, Known: schemaVersion}
	case version <= 0:
		return &damage{reason: "it is empty"}
	case !c.sealed:
		if err := c.integrity(ctx); err != nil {
			return err
		}
	}
	if version == schemaVersion {
		return c.clearJournal(ctx)
	}
	if err := c.unseal(); err != nil {
		return err
	}
	if err := c.conn.Close(); err != nil {
		return err
	}
	if err := migrate(ctx, location(c.path(), settings)); err != nil {
		return err
	}
	return c.connect()
}

// clearJournal takes away a journal that a build has left which was killed when all was written. It holds nothing any more,
// and SQLite removes it after the next transaction only, which may be long in coming.
func (c *Catalogue) clearJournal(ctx context.Context) error {
	if _, err := os.Lstat(c.path() + "-journal"); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err := c.unseal(); err != nil {
		return err
	}
	if err := c.conn.ask(ctx, fmt.Sprintf("PRAGMA user_version = %d", schemaVersion)); err != nil {
		return fmt.Errorf("open %s: %w", c.path(), err)
	}
	return nil
}

func (c *Catalogue) integrity(ctx context.Context) error {
	var result string
	if err := c.conn.ask(ctx, "PRAGMA integrity_check(1)", &result); err != nil {
		return fmt.Errorf("check: %w", err)
	}
	if result != "ok" {
		return &damage{reason: strings.ReplaceAll(result, "\n", ": ")}
	}
	return c.whole(ctx)
}

// whole sees whether the file is as long as it says: SQLite reads what is missing as zeros.
func (c *Catalogue) whole(ctx context.Context) error {
	var pages, size int64
	if err := c.conn.ask(ctx, "SELECT page_count, page_size FROM pragma_page_count, pragma_page_size", &pages, &size); err != nil {
		return fmt.Errorf("check: %w", err)
	}
	info, err := os.Stat(c.path())
	if err != nil {
		return err
	}
	if info.Size() != pages*size {
		return &damage{reason: fmt.Sprintf("it has %d bytes and should have %d", info.Size(), pages*size)}
	}
	return nil
}

// Close seals the catalogue and closes it.
func (c *Catalogue) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.conn.Close(); err != nil {
		return fmt.Errorf("catalogue: %w", err)
	}
	if c.sealed || c.left != nil {
		return nil // while it rests it is not ours to seal
	}
	return writeSeal(c.dir)
}
