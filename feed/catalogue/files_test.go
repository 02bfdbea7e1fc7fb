package catalogue

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestBlocks enters, changes and takes out files at random, few and many at a time, and compares what is known then.
func TestBlocks(t *testing.T) {
	ctx := t.Context()
	c, err := Open(ctx, t.TempDir(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	u, err := c.Begin(ctx, UpdateOptions{Now: time.Unix(2e9, 0)})
	if err != nil {
		t.Fatal(err)
	}
	defer u.Rollback()
	random := rand.New(rand.NewPCG(1, 2))
	want := map[string]file{}
	for range 40 {
		var changes []file
		for range 1 + random.IntN([]int{3, 50, 1500}[random.IntN(3)]) {
			f := file{path: fmt.Sprintf("%c%s/%d.md", 'a'+random.IntN(4), strings.Repeat("-é", random.IntN(4)), random.IntN(300))}
			if random.IntN(3) > 0 {
				f.key, f.state, f.stamp = 1+random.Int64N(1e6), State(random.IntN(7)), make([]byte, random.IntN(40))
			}
			changes = append(changes, f)
		}
		slices.SortStableFunc(changes, func(a, b file) int { return strings.Compare(a.path, b.path) })
		for _, f := range changes {
			if want[f.path] = f; f.key == 0 {
				delete(want, f.path)
			}
		}
		if err := u.enterFiles(ctx, changes); err != nil {
			t.Fatal(err)
		}
		compareFiles(t, u, want)
	}
	// The folder a/ lies behind a-é/, which does not belong to it.
	for _, path := range []string{"a", "b-é", "c/1.md", "none"} {
		below := maps.Clone(want)
		maps.DeleteFunc(below, func(at string, _ file) bool { return at != path && !strings.HasPrefix(at, path+"/") })
		if err := u.FilesBelow(ctx, path, func(key int64, at string, stamp []byte) error {
			if f := below[at]; f.key != key || string(f.stamp) != string(stamp) {
				t.Errorf("below %s: got %s, key %d; want key %d", path, at, key, f.key)
			}
			delete(below, at)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if len(below) > 0 {
			t.Errorf("below %s: %d files are missing", path, len(below))
		}
	}
}

func compareFiles(t *testing.T, u *Update, want map[string]file) {
	t.Helper()
	var paths []string
	if err := u.Files(t.Context(), func(key int64, path string, stamp []byte, state State) error {
		paths = append(paths, path)
		if f := want[path]; f.key != key || f.state != state || string(f.stamp) != string(stamp) {
			t.Errorf("%s: got %d %v %x, want %d %v %x", path, key, state, stamp, f.key, f.state, f.stamp)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if sorted := slices.Sorted(maps.Keys(want)); !slices.Equal(paths, sorted) {
		t.Fatalf("got %d paths, want %d in their order", len(paths), len(sorted))
	}
	for _, path := range paths[:min(5, len(paths))] {
		if key, err := u.keyAt(t.Context(), path); err != nil || key != want[path].key {
			t.Errorf("%s: got key %d, %v; want %d", path, key, err, want[path].key)
		}
	}
	if key, err := u.keyAt(t.Context(), "nowhere"); err != nil || key != 0 {
		t.Errorf("got key %d, %v of a file that is not known", key, err)
	}
}

// FuzzBlock reads blocks that nobody has written.
func FuzzBlock(f *testing.F) {
	f.Add([]byte("\x00\x04a.md\x08\x02st\x01\x04b.md\x10\x00"))
	f.Add([]byte("\x05\x00"))
	f.Fuzz(func(t *testing.T, block []byte) {
		files, err := new(blockReader).decode(block)
		if err != nil {
			return
		}
		var again []byte
		before := ""
		for i := range files {
			again = appendFile(again, before, &files[i])
			before = files[i].path
		}
		same, err := new(blockReader).decode(again)
		if err != nil || len(same) != len(files) {
			t.Fatalf("written again: got %d files, %v; want %d", len(same), err, len(files))
		}
		for i := range same {
			if same[i].path != files[i].path || same[i].key != files[i].key || string(same[i].stamp) != string(files[i].stamp) {
				t.Errorf("written again: got %+v, want %+v", same[i], files[i])
			}
		}
	})
}
