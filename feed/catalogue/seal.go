package catalogue

import (
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
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
	// SQLite's result codes, by the one method that its drivers have in common.
	var coded interface{ Code() int }
	if !errors.As(err, &coded) {
		return false
	}
	switch coded.Code() & 0xff {
	case 1, // a statement does not fit the tables, or the file has a format that is not known
		11, // malformed
		26: // not a database
		return true
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
	size, err := io.CopyBuffer(struct{ io.Writer }{sum}, struct{ io.Reader }{f}, make([]byte, 64<<10))
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
	err = writeDurably(path+".tmp", []byte(sum))
	if err == nil {
		err = os.Rename(path+".tmp", path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("seal the catalogue: %w", err), removeAll(path+".tmp"))
	}
	return nil
}

func removeAll(paths ...string) error {
	var errs []error
	for _, path := range paths {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

func writeDurably(path string, data []byte) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Sync(), f.Close())
}

// makeFolder makes dir, durably when it is missing.
func makeFolder(dir string) error {
	_, err := os.Stat(dir)
	above := filepath.Dir(dir)
	if !errors.Is(err, fs.ErrNotExist) || above == dir {
		return err
	}
	if err := makeFolder(above); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o755); err != nil {
		if _, statErr := os.Stat(dir); statErr != nil {
			return err
		}
		// Another process has made it.
	}
	return syncFolder(above)
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// unseal must have reached the disk before the database changes.
func (c *Catalogue) unseal() error {
	if !c.sealed {
		return nil
	}
	if err := os.Remove(filepath.Join(c.dir, sealName)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return folderError(err)
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
		return err
	}
	return nil
}

// isSyncRefused tells file systems, and Windows, where a folder cannot be synced.
func isSyncRefused(err error) bool {
	return errors.Is(err, fs.ErrInvalid) || errors.Is(err, fs.ErrPermission) || strings.Contains(err.Error(), "invalid argument")
}

const asideSuffix = ".damaged-"

// setAside renames the database, and the journal that belongs to it, to a name that is free.
func setAside(dir string) (string, error) {
	path := filepath.Join(dir, fileName)
	newest, err := newestAside(dir)
	if err != nil {
		return "", err
	}
	n := 1
	if newest != "" {
		n = asideNumber(filepath.Base(newest)) + 1
	}
	aside := path + asideSuffix + strconv.Itoa(n)
	if err := os.Rename(path, aside); err != nil {
		return "", err
	}
	if err := os.Rename(path+"-journal", aside+"-journal"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	if err := removeAll(filepath.Join(dir, sealName)); err != nil {
		return "", err
	}
	return aside, syncFolder(dir)
}

// newestAside returns the database that was set aside last; "" when there is none.
func newestAside(dir string) (string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	newest, highest := "", 0
	for _, entry := range entries {
		if n := asideNumber(entry.Name()); n > highest {
			newest, highest = filepath.Join(dir, entry.Name()), n
		}
	}
	return newest, nil
}

// asideNumber returns the number in the name of a database that was set aside; 0 for other names.
func asideNumber(name string) int {
	digits, ok := strings.CutPrefix(name, fileName+asideSuffix)
	n, err := strconv.Atoi(digits)
	if !ok || err != nil {
		return 0
	}
	return n
}
