package catalogue

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Copy copies the catalogue in from, if there is one, to the folder to, for a run that must not change it.
// The caller holds the lock of from. The error is a *DamagedError where Open would return one of the same cause; Copy
// itself sets nothing aside.
func Copy(from, to string) error {
	path := filepath.Join(from, fileName)
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		return missing(from)
	}
	var damaged *damage
	if _, err := verifySeal(from); errors.As(err, &damaged) {
		return &DamagedError{Path: path, Err: err}
	}
	for _, name := range []string{fileName, fileName + "-journal", sealName} {
		if err := copyFile(filepath.Join(from, name), filepath.Join(to, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}
