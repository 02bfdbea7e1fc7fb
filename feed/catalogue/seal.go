package catalogue

import (
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// The seal is a checksum of the whole database in a file beside it. SQLite itself does not notice a flipped bit in an
// id. The seal is taken away, durably, before the database is changed and written anew when it is closed: where it is
// there, it must agree; where it is not, a build was killed, and SQLite's own check has to do.

// A damage is a fault in the database that SQLite has not reported as an error of its own.
type damage struct{ reason string }

func (d *damage) Error() string { return d.reason }

// isDamage tells a damaged database from one that cannot be reached at the moment.
func isDamage(err error) bool {
	var d *damage
	if errors.As(err, &d) {
		return true
	}
	// The driver's error type would bind this to one driver; SQLite's texts have not changed in twenty years.
	text := err.Error()
	for _, sign := range []string{"malformed", "not a database", "no such table", "no such column", "unsupported file format", "migrations:"} {
		if strings.Contains(text, sign) {
			return true
		}
	}
	return false
}

func checksum(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	sum := crc32.New(crc32.MakeTable(crc32.Castagnoli))
	size, err := io.CopyBuffer(struct{ io.Writer }{sum}, struct{ io.Reader }{f}, make([]byte, 1<<20))
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("crc32c %08x %d\n", sum.Sum32(), size), nil
}

// verifySeal reports whether there is a seal. The error is a *damage where it disagrees with the database.
func verifySeal(dir string) (bool, error) {
	want, err := os.ReadFile(filepath.Join(dir, sealName))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	got, err := checksum(filepath.Join(dir, fileName))
	if err != nil {
		return false, err
	}
	if got != string(want) {
		return false, &damage{reason: "its checksum is wrong"}
	}
	return true, nil
}

func writeSeal(dir string) error {
	sum, err := checksum(filepath.Join(dir, fileName))
	if err != nil {
		return fmt.Errorf("seal the catalogue: %w", err)
	}
	path := filepath.Join(dir, sealName)
	// A seal that is cut short would condemn a good catalogue.
	if err := writeDurably(path+".tmp", []byte(sum)); err != nil {
		return fmt.Errorf("seal the catalogue: %w", err)
	}
	if err := os.Rename(path+".tmp", path); err != nil {
		return fmt.Errorf("seal the catalogue: %w", err)
	}
	return nil
}

func writeDurably(path string, data []byte) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Sync(), f.Close())
}

// unseal must have reached the disk before the database changes.
func (c *Catalogue) unseal() error {
	if !c.sealed {
		return nil
	}
	if err := os.Remove(filepath.Join(c.dir, sealName)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("state folder: %w", err)
	}
	c.sealed = false
	return syncFolder(c.dir)
}

func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := f.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) && !isSyncRefused(err) {
		return fmt.Errorf("sync %s: %w", dir, err)
	}
	return nil
}

// isSyncRefused tells file systems, and Windows, where a folder cannot be synced.
func isSyncRefused(err error) bool {
	return errors.Is(err, fs.ErrInvalid) || errors.Is(err, fs.ErrPermission) || strings.Contains(err.Error(), "invalid argument")
}

// setAside renames the database, and the journal that belongs to it, to a name that is free.
func setAside(dir string) (string, error) {
	path := filepath.Join(dir, fileName)
	for n := 1; ; n++ {
		aside := fmt.Sprintf("%s.damaged-%d", path, n)
		if _, err := os.Lstat(aside); err == nil {
			continue
		}
		if err := os.Rename(path, aside); err != nil {
			return "", err
		}
		for _, suffix := range []string{"-journal"} {
			if err := os.Rename(path+suffix, aside+suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return "", err
			}
		}
		if err := os.Remove(filepath.Join(dir, sealName)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
		return aside, nil
	}
}

func newestAside(path string) string {
	newest := ""
	for n := 1; ; n++ {
		aside := fmt.Sprintf("%s.damaged-%d", path, n)
		if _, err := os.Lstat(aside); err != nil {
			return newest
		}
		newest = aside
	}
}
