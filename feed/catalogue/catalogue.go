// Package catalogue remembers which article is which from one build to the next.
//
// It is an SQLite database in the state folder, guarded by a lock and a checksum. What it holds of an
// article, its id, its dates and its place in the archive, cannot be found out again from the article's
// file, so nothing that a feed shows of it may be published before Update.Commit has returned. The package
// reads no clock and no article: the caller hands both in.
package catalogue

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the driver that sql.Open names
)

//go:embed migrations/*.sql
var migrations embed.FS

const (
	fileName = "catalogue.db"
	sealName = "catalogue.sum"
)

// A Catalogue is an open catalogue. What it can be asked is safe for concurrent use; there is one Update at a time, and
// questions to the Catalogue wait until it has ended.
type Catalogue struct {
	dir    string
	db     *sql.DB
	sealed bool // catalogue.sum agrees with catalogue.db
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
	Aside string // where it is now
	Err   error
}

func (e *DamagedError) Error() string {
	return fmt.Sprintf("the catalogue %s is damaged (%v) and was set aside as %s. It holds the ids and dates of all articles: "+
		"put a backup of it in its place, or run again with --rebuild-state to start a new one: articles whose path is unchanged keep their id, "+
		"renamed ones get a new id and are seen as new by subscribers, and dates that no file states are found anew", e.Path, e.Err, e.Aside)
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

// Open opens the catalogue in dir and makes it when there is none. The caller holds the lock of dir.
// The error is a *DamagedError or a *NewerError where it is about the catalogue's content.
func Open(ctx context.Context, dir string, options Options) (*Catalogue, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("state folder: %w", err)
	}
	path := filepath.Join(dir, fileName)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) && !options.Rebuild {
		if aside := newestAside(path); aside != "" {
			return nil, &DamagedError{Path: path, Aside: aside, Err: errors.New("found so by an earlier run")}
		}
	}
	c, err := open(ctx, dir)
	var newer *NewerError
	switch {
	case err == nil:
		return c, nil
	case errors.As(err, &newer), ctx.Err() != nil, !isDamage(err):
		return nil, err
	}
	aside, renameErr := setAside(dir)
	if renameErr != nil {
		return nil, errors.Join(err, renameErr)
	}
	if !options.Rebuild {
		return nil, &DamagedError{Path: path, Aside: aside, Err: err}
	}
	return open(ctx, dir)
}

// open opens the database, brings its schema up to date and checks that it is what was last written.
func open(ctx context.Context, dir string) (*Catalogue, error) {
	path := filepath.Join(dir, fileName)
	// The caller holds the folder's lock, so that SQLite need not lock the file anew for each question.
	// The rollback journal in place of WAL: it works on network file systems and leaves the database in one file,
	// which the checksum covers.
	dsn := "file:" + (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath() +
		"?_txlock=immediate&_pragma=busy_timeout(5000)&_pragma=locking_mode(EXCLUSIVE)&_pragma=journal_mode(DELETE)&_pragma=synchronous(FULL)" +
		"&_pragma=cache_size(-32768)&_pragma=temp_store(MEMORY)&_pragma=cell_size_check(1)"
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	db.SetMaxOpenConns(1)
	c := &Catalogue{dir: dir, db: db}
	c.statements = newStatements(db)
	if err := c.check(ctx, path); err != nil {
		db.Close()
		return nil, err
	}
	return c, nil
}

func (c *Catalogue) check(ctx context.Context, path string) error {
	// The first read rolls back what a killed build has left half-done; only then is the file what the seal speaks of.
	var version int64
	if err := c.db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return fmt.Errorf("open %s: %w", path, err)
	}
	if version > schemaVersion {
		return &NewerError{Path: path, Found: version, Known: schemaVersion}
	}
	sealed, err := verifySeal(c.dir)
	if err != nil {
		return err
	}
	c.sealed = sealed
	if !sealed && version > 0 {
		if err := c.integrity(ctx); err != nil {
			return err
		}
	}
	if version == schemaVersion {
		return c.removeJournal(ctx, path)
	}
	if err := c.unseal(); err != nil {
		return err
	}
	return migrate(ctx, c.db)
}

// removeJournal takes away a journal that a killed build has left with nothing to roll back: SQLite does so at the end of
// the next transaction, which may be long in coming.
func (c *Catalogue) removeJournal(ctx context.Context, path string) error {
	if _, err := os.Stat(path + "-journal"); err != nil || c.sealed {
		return nil
	}
	_, err := c.db.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", schemaVersion))
	return err
}

// schemaVersion is the number of the newest file in migrations. It also stands in the database's user_version, which
// is read without any table, so that an up-to-date catalogue is opened without asking the migrations.
const schemaVersion = 1

func migrate(ctx context.Context, db *sql.DB) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, files)
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	_, err = db.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", schemaVersion))
	return err
}

func (c *Catalogue) integrity(ctx context.Context) error {
	var result string
	if err := c.db.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&result); err != nil {
		return fmt.Errorf("check: %w", err)
	}
	if result != "ok" {
		return &damage{reason: strings.ReplaceAll(result, "\n", ": ")}
	}
	return nil
}

// Close seals the catalogue and closes it.
func (c *Catalogue) Close() error {
	c.closeStatements()
	err := c.db.Close()
	if err == nil && !c.sealed {
		err = writeSeal(c.dir)
	}
	return err
}

// Copy copies the catalogue in from, if there is one, to the folder to, for a run that must not change it.
// The caller holds the lock of from.
func Copy(from, to string) error {
	for _, name := range []string{fileName, fileName + "-journal", sealName} {
		data, err := os.ReadFile(filepath.Join(from, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(to, name), data, 0o600); err != nil {
			return err
		}
	}
	return nil
}
