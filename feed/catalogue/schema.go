package catalogue

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
)

//go:embed migrations/*.sql
var migrations embed.FS

// schemaVersion is the number of the newest file in migrations. It also stands in the database's user_version, which
// is read without any table, so that an up-to-date catalogue is opened without asking the migrations.
const schemaVersion = 6

func migrate(ctx context.Context, location string) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	db, err := sql.Open("sqlite", location)
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, files)
	if err == nil {
		_, err = provider.Up(ctx)
	}
	if fault, ok := errors.AsType[*sqlite.Error](err); ok {
		err = fault // without all that could not be done after it
	}
	if err != nil {
		return errors.Join(fmt.Errorf("migrations: %w", err), db.Close())
	}
	_, err = db.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", schemaVersion))
	return errors.Join(err, db.Close())
}
