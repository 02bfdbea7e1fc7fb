package build

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"seedfeed/feed/source"
)

// What ends early leaves nobody behind who still reads in the folder, which is closed then.
func TestReadAllWaits(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.md"), []byte("# A\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	folder, err := source.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	ctx, cancel := context.WithCancel(t.Context())
	var ended atomic.Bool
	p := newPass(Settings{}, Env{Now: time.Now})
	p.folder = folder
	p.env.Now = func() time.Time { // in the midst of reading
		cancel()
		time.Sleep(50 * time.Millisecond)
		ended.Store(true)
		return time.Now()
	}
	err = p.readAll(ctx, []item{{path: "a.md"}}, func(*reading) error { return nil })
	if !errors.Is(err, context.Canceled) || !ended.Load() {
		t.Errorf("got %v, the reader has ended: %v", err, ended.Load())
	}
}
