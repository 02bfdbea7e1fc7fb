package catalogue

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Rest lets other processes at the catalogue without closing it. The caller gives up the lock of the state folder after
// it, and calls nothing but Resume and Close until it has the lock again. The catalogue stays unsealed until Seal.
func (c *Catalogue) Rest(ctx context.Context) error {
	if err := c.lockingMode(ctx, "NORMAL"); err != nil {
		return err
	}
	// What it holds was made void when the last transaction ended.
	if err := os.Remove(c.path() + "-journal"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("catalogue: %w", err)
	}
	info, err := os.Stat(c.path())
	c.left = info
	if err != nil {
		return fmt.Errorf("catalogue: %w", err)
	}
	return nil
}

// Resume ends a rest. It is false when somebody else has changed the catalogue meanwhile, or taken it away: then it can
// only be closed, and opened anew.
func (c *Catalogue) Resume(ctx context.Context) (bool, error) {
	now, err := os.Stat(c.path())
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("catalogue: %w", err)
	}
	_, err = os.Stat(filepath.Join(c.dir, sealName))
	if c.left == nil || !os.SameFile(now, c.left) || now.Size() != c.left.Size() || !now.ModTime().Equal(c.left.ModTime()) || (err == nil) != c.sealed {
		return false, nil
	}
	c.left = nil
	return true, c.lockingMode(ctx, "EXCLUSIVE")
}

// lockingMode changes whether SQLite keeps its lock on the file, which it does with the next question.
func (c *Catalogue) lockingMode(ctx context.Context, mode string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	var name string
	err := c.conn.ask(ctx, "PRAGMA locking_mode = "+mode, &name)
	if err == nil {
		err = c.conn.query(ctx, "SELECT 1 FROM setting LIMIT 1", nil, func(row) error { return nil })
	}
	if err != nil {
		return fmt.Errorf("catalogue: %w", err)
	}
	return nil
}

// Seal writes the checksum of a catalogue that stays open. That reads all of it.
func (c *Catalogue) Seal() error {
	if c.sealed {
		return nil
	}
	if err := writeSeal(c.dir); err != nil {
		return err
	}
	c.sealed = true
	return nil
}
