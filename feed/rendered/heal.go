package rendered

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Heal keeps the content of one article that Get has missed. It does nothing between Begin and Commit, nor when the
// content cannot be kept: then Get misses it again.
func (s *Store) Heal(ctx context.Context, key int64, version []byte, c Content) {
	if s.tx != nil {
		return
	}
	meta, err := json.Marshal(c)
	if err != nil {
		return
	}
	_, _ = s.db.ExecContext(ctx, putQuery, key, version, string(meta), string(c.HTML), checksum(key, version, meta, []byte(c.HTML)))
}

// Remove deletes the cache in dir, which is not open.
func Remove(dir string) error {
	for _, suffix := range []string{"", "-journal"} {
		if err := os.Remove(filepath.Join(dir, fileName) + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("cache of rendered articles: %w", err)
		}
	}
	return nil
}
