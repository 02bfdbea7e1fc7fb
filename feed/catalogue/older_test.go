package catalogue_test

import (
	"database/sql"
	"path/filepath"
	"testing"

	_ "modernc.org/sqlite" // to make a database what it was before
)

// TestOlderSchema opens a catalogue as the first version left it. Its articles keep their ids, and are found without an
// address until they are read again.
func TestOlderSchema(t *testing.T) {
	good, id := kept(t)
	dir := t.TempDir()
	lay(t, dir, map[string][]byte{"catalogue.db": good["catalogue.db"]})
	db, err := sql.Open("sqlite", filepath.Join(dir, "catalogue.db"))
	if err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		"DROP INDEX article_hash", "DROP TABLE version", "DROP TABLE adopted", "DROP TABLE address", "ALTER TABLE article DROP COLUMN address", "ALTER TABLE gone DROP COLUMN since",
		"DELETE FROM goose_db_version WHERE version_id > 1", "PRAGMA user_version = 1",
	} {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if got, err := idOfA(t, dir); got != id || err != nil {
		t.Errorf("got %q, %v, want %q", got, err, id)
	}
	c := open(t, dir)
	record, ok, err := c.AtPath(t.Context(), "a.md")
	if !ok || err != nil || record.ID != id || record.Address != "" {
		t.Errorf("got %+v, %v, %v", record, ok, err)
	}
}

// TestSchemaVersion sees that the number by which a catalogue is known to be up to date is that of the newest migration.
func TestSchemaVersion(t *testing.T) {
	good, _ := kept(t)
	dir := t.TempDir()
	lay(t, dir, map[string][]byte{"catalogue.db": good["catalogue.db"]})
	db, err := sql.Open("sqlite", filepath.Join(dir, "catalogue.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var version, newest int
	if err := db.QueryRow("SELECT user_version, (SELECT max(version_id) FROM goose_db_version) FROM pragma_user_version").Scan(&version, &newest); err != nil {
		t.Fatal(err)
	}
	if version != newest {
		t.Errorf("got %d, and the newest migration is %d", version, newest)
	}
}
