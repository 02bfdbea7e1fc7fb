package catalogue

import (
	"context"
	"database/sql"
)

// FilesBelow is Files for the files at path and below it, in no order.
func (s *statements) FilesBelow(ctx context.Context, path string, file func(key int64, path string, stamp []byte) error) error {
	var key int64
	var at string
	var stamp sql.RawBytes
	from, to := below(path)
	return s.query(ctx, `SELECT key, path, stamp FROM article WHERE path = ?1 UNION ALL
		SELECT key, path, stamp FROM article WHERE path > ?2 AND path < ?3`, []any{path, from, to}, func(rows *sql.Rows) error {
		if err := rows.Scan(&key, &at, &stamp); err != nil {
			return err
		}
		return file(key, at, stamp)
	})
}

// ReferencesBelow is AllReferences for the local files at path and below it.
func (s *statements) ReferencesBelow(ctx context.Context, path string, reference func(key int64, path string, stamp []byte) error) error {
	var key int64
	var at string
	var stamp sql.RawBytes
	from, to := below(path)
	return s.query(ctx, `SELECT article, path, stamp FROM reference WHERE path = ?1 UNION ALL
		SELECT article, path, stamp FROM reference WHERE path > ?2 AND path < ?3`, []any{path, from, to}, func(rows *sql.Rows) error {
		if err := rows.Scan(&key, &at, &stamp); err != nil {
			return err
		}
		return reference(key, at, stamp)
	})
}

// below returns the bounds between which the paths of all that lies in the folder are.
func below(path string) (from, to string) { return path + "/", path + string(rune('/'+1)) }
