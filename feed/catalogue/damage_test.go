package catalogue_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"seedfeed/feed/catalogue"
)

// kept returns the files of a state folder in which there is a closed catalogue of two articles.
func kept(t *testing.T) (map[string][]byte, string) {
	t.Helper()
	f := newFolder(t)
	f.put("a.md", story(1))
	f.put("b.md", story(2))
	id := f.build()["a.md"].ID
	files := map[string][]byte{}
	for _, name := range []string{"catalogue.db", "catalogue.sum"} {
		data, err := os.ReadFile(filepath.Join(f.state, name))
		if err != nil {
			t.Fatal(err)
		}
		files[name] = data
	}
	return files, id
}

func lay(t *testing.T, dir string, files map[string][]byte) {
	t.Helper()
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func idOfA(t *testing.T, dir string) (string, error) {
	t.Helper()
	c, err := catalogue.Open(t.Context(), dir, catalogue.Options{})
	if err != nil {
		return "", err
	}
	defer c.Close()
	record, _, err := c.AtPath(t.Context(), "a.md")
	return record.ID, err
}

func TestDamage(t *testing.T) {
	good, _ := kept(t)
	db := good["catalogue.db"]
	tests := []struct {
		name  string
		files map[string][]byte
	}{
		{"empty", map[string][]byte{"catalogue.db": {}}},
		{"empty, sealed", map[string][]byte{"catalogue.db": {}, "catalogue.sum": good["catalogue.sum"]}},
		{"garbage", map[string][]byte{"catalogue.db": []byte("this is no database")}},
		{"garbage in pages", map[string][]byte{"catalogue.db": bytes.Repeat([]byte("garbage "), 1024)}},
		{"zeros", map[string][]byte{"catalogue.db": make([]byte, len(db))}},
		{"cut", map[string][]byte{"catalogue.db": db[:len(db)/2]}},
		{"cut within a page", map[string][]byte{"catalogue.db": db[:len(db)-100]}},
		{"cut, sealed", map[string][]byte{"catalogue.db": db[:len(db)-4096], "catalogue.sum": good["catalogue.sum"]}},
		{"longer, sealed", map[string][]byte{"catalogue.db": append(bytes.Clone(db), make([]byte, 4096)...), "catalogue.sum": good["catalogue.sum"]}},
		{"seal of another", map[string][]byte{"catalogue.db": db, "catalogue.sum": []byte("crc32c 00000000 4096\n")}},
		{"empty seal", map[string][]byte{"catalogue.db": db, "catalogue.sum": {}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			lay(t, dir, test.files)
			_, err := idOfA(t, dir)
			var damaged *catalogue.DamagedError
			if !errors.As(err, &damaged) {
				t.Fatalf("got %v, want a DamagedError", err)
			}
			aside, readErr := os.ReadFile(damaged.Aside)
			if readErr != nil || !bytes.Equal(aside, test.files["catalogue.db"]) {
				t.Errorf("what was set aside is not what was there: %v", readErr)
			}
			for _, part := range []string{damaged.Path, damaged.Aside, "--rebuild-state"} {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("%q does not name %s", err, part)
				}
			}
			// It is refused again and again, until somebody decides.
			if _, err := idOfA(t, dir); !errors.As(err, &damaged) {
				t.Fatalf("second time: got %v, want a DamagedError", err)
			}
			if err := catalogue.Copy(dir, t.TempDir()); !errors.As(err, &damaged) {
				t.Errorf("a copy: got %v, want a DamagedError", err)
			}
			c, err := catalogue.Open(t.Context(), dir, catalogue.Options{Rebuild: true})
			if err != nil {
				t.Fatal(err)
			}
			if n, err := c.Listed(t.Context()); n != 0 || err != nil {
				t.Errorf("got %d articles, %v; want a new catalogue", n, err)
			}
			if err := c.Close(); err != nil {
				t.Fatal(err)
			}
			if _, err := idOfA(t, dir); err != nil {
				t.Errorf("after the rebuild: %v", err)
			}
		})
	}
}

func TestBackupPutInPlace(t *testing.T) {
	good, id := kept(t)
	dir := t.TempDir()
	lay(t, dir, map[string][]byte{"catalogue.db": []byte("garbage"), "catalogue.sum": good["catalogue.sum"]})
	if _, err := idOfA(t, dir); err == nil {
		t.Fatal("got no error")
	}
	lay(t, dir, map[string][]byte{"catalogue.db": good["catalogue.db"]})
	if got, err := idOfA(t, dir); got != id || err != nil {
		t.Errorf("got %q, %v; want %q", got, err, id)
	}
}

func TestMissing(t *testing.T) {
	good, _ := kept(t)
	dir := t.TempDir()
	lay(t, dir, map[string][]byte{"catalogue.sum": good["catalogue.sum"]})
	var damaged *catalogue.DamagedError
	if _, err := idOfA(t, dir); !errors.As(err, &damaged) || damaged.Aside != "" {
		t.Errorf("got %v, want a DamagedError with nothing set aside", err)
	}
	c, err := catalogue.Open(t.Context(), dir, catalogue.Options{Rebuild: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestFlippedBits flips bits of a sealed catalogue: none is accepted. A seal is missing after a kill; then SQLite's own check must
// find what it can, and at least nothing may crash.
func TestFlippedBits(t *testing.T) {
	good, id := kept(t)
	db := good["catalogue.db"]
	random := rand.New(rand.NewPCG(1, 2))
	count := 200
	if slow {
		count = 60
	}
	for n := range count {
		at := random.IntN(len(db) * 8)
		if n < 40 {
			at = random.IntN(100 * 8) // the header
		}
		flipped := bytes.Clone(db)
		flipped[at/8] ^= 1 << (at % 8)
		dir := t.TempDir()
		lay(t, dir, map[string][]byte{"catalogue.db": flipped, "catalogue.sum": good["catalogue.sum"]})
		var damaged *catalogue.DamagedError
		if got, err := idOfA(t, dir); !errors.As(err, &damaged) {
			t.Errorf("bit %d: got %q, %v; want a DamagedError", at, got, err)
		}
		if n%10 == 0 {
			dir := t.TempDir()
			lay(t, dir, map[string][]byte{"catalogue.db": flipped})
			if _, err := idOfA(t, dir); err != nil && !errors.As(err, &damaged) {
				var newer *catalogue.NewerError
				if !errors.As(err, &newer) {
					t.Logf("bit %d without a seal: %v", at, err)
				}
			}
		}
	}
	for at := range good["catalogue.sum"] {
		sum := bytes.Clone(good["catalogue.sum"])
		sum[at] ^= 1 << (at % 8)
		dir := t.TempDir()
		lay(t, dir, map[string][]byte{"catalogue.db": db, "catalogue.sum": sum})
		if got, err := idOfA(t, dir); err == nil {
			t.Errorf("byte %d of the seal: got %q, want an error", at, got)
		}
	}
	dir := t.TempDir()
	lay(t, dir, good)
	if got, err := idOfA(t, dir); got != id || err != nil {
		t.Errorf("undamaged: got %q, %v", got, err)
	}
}

func TestNewerSchema(t *testing.T) {
	good, _ := kept(t)
	db := bytes.Clone(good["catalogue.db"])
	db[63] = 99 // the last byte of user_version, at offset 60
	dir := t.TempDir()
	lay(t, dir, map[string][]byte{"catalogue.db": db})
	_, err := idOfA(t, dir)
	var newer *catalogue.NewerError
	if !errors.As(err, &newer) || newer.Found != 99 {
		t.Fatalf("got %v, want a NewerError", err)
	}
	if after, err := os.ReadFile(filepath.Join(dir, "catalogue.db")); err != nil || !bytes.Equal(after, db) {
		t.Errorf("the catalogue was changed: %v", err)
	}
}

// TestKilled takes the files of a catalogue in the middle of an update, as a killed build leaves them.
func TestKilled(t *testing.T) {
	f := newFolder(t)
	f.put("a.md", story(1))
	id := f.build()["a.md"].ID
	c := open(t, f.state)
	if _, err := os.Stat(filepath.Join(f.state, "catalogue.sum")); err != nil {
		t.Errorf("closed, it has no seal: %v", err)
	}
	u, err := c.Begin(t.Context(), catalogue.UpdateOptions{Now: f.now, URL: siteURL, ArticlePath: func(slug string) string { return slug }})
	if err != nil {
		t.Fatal(err)
	}
	defer u.Rollback()
	if _, err := os.Stat(filepath.Join(f.state, "catalogue.sum")); err == nil {
		t.Error("it still has a seal while it is changed")
	}
	for n := range 500 { // more than the cache holds, so that the file is written to
		r := generated(n)
		r.Article.Permalink = strings.Repeat(r.Article.Title, 3600)
		if _, err := u.Put(t.Context(), 0, r); err != nil {
			t.Fatal(err)
		}
	}
	dir := t.TempDir()
	for _, name := range []string{"catalogue.db", "catalogue.db-journal"} {
		data, err := os.ReadFile(filepath.Join(f.state, name))
		if err != nil {
			t.Fatal(err)
		}
		if name == "catalogue.db" && len(data) < 10<<20 {
			t.Fatalf("nothing was written: the database has %d bytes", len(data))
		}
		lay(t, dir, map[string][]byte{name: data})
	}
	if got, err := idOfA(t, dir); got != id || err != nil {
		t.Errorf("got %q, %v; want %q", got, err, id)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if name := entry.Name(); name != "catalogue.db" && name != "catalogue.sum" {
			t.Errorf("%s is left", name)
		}
	}
}

// TestFirstBuildKilled leaves what a first build may have left that never came to its end.
func TestFirstBuildKilled(t *testing.T) {
	dir := t.TempDir()
	lay(t, dir, map[string][]byte{"catalogue.db.new": []byte("half"), "catalogue.db.new-journal": []byte("half"), "catalogue.sum.tmp": []byte("half")})
	if _, err := idOfA(t, dir); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 2 {
		t.Errorf("got %v, want the catalogue and its seal", entries)
	}
}

func TestCopy(t *testing.T) {
	good, id := kept(t)
	from, to := t.TempDir(), t.TempDir()
	if err := catalogue.Copy(from, to); err != nil {
		t.Fatalf("nothing to copy: %v", err)
	}
	lay(t, from, good)
	if err := catalogue.Copy(from, to); err != nil {
		t.Fatal(err)
	}
	if got, err := idOfA(t, to); got != id || err != nil {
		t.Errorf("got %q, %v; want %q", got, err, id)
	}
}
