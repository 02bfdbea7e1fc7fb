package catalogue

import "context"

// ReferencesBelow is AllReferences for the local files at path and below it.
func (s *statements) ReferencesBelow(ctx context.Context, path string, reference func(key int64, path string, stamp []byte) error) error {
	var key int64
	var at string
	var stamp []byte
	from, to := below(path)
	return s.query(ctx, `SELECT article, path, stamp FROM reference WHERE path = ?1 UNION ALL
		SELECT article, path, stamp FROM reference WHERE path > ?2 AND path < ?3`, []any{path, from, to}, func(r row) error {
		if err := r.scan(&key, &at, &stamp); err != nil {
			return err
		}
		return reference(key, at, stamp)
	})
}

// below returns the bounds between which the paths of all that lies in the folder are.
func below(path string) (from, to string) { return path + "/", path + string(rune('/'+1)) }
