//go:build unix

package publish

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// publishForever is set to a folder in the child process that TestKill kills.
const publishForever = "SEEDFEED_TEST_PUBLISH_FOREVER"

// TestKill kills a process that publishes, again and again: whatever moment it is, each file is whole.
func TestKill(t *testing.T) {
	if dir := os.Getenv(publishForever); dir != "" {
		publishInLoop(t, dir)
		return
	}
	dir := filepath.Join(t.TempDir(), "out")
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 0))
	seen, kept := 0, 0
	for range 50 {
		killAfter(t, dir, time.Duration(random.IntN(20_000))*time.Microsecond)
		for path, text := range tree(t, dir) {
			if strings.HasPrefix(path, staging+"/") {
				kept++
				continue
			}
			// A folder may have been made for a file that did not come.
			if !strings.HasSuffix(path, "/") && text != string(version(path, text)) {
				t.Fatalf("seed %d: %s: got %d bytes, not whole", seed, path, len(text))
			}
			seen++
		}
		openFolder(t, dir).Close()
		if _, err := os.Lstat(filepath.Join(dir, staging)); err == nil {
			t.Fatalf("seed %d: got a staging folder after Open", seed)
		}
	}
	if seen == 0 || kept == 0 {
		t.Errorf("got %d files and %d unfinished ones, want some of each: nothing was tried", seen, kept)
	}
	f := openFolder(t, dir)
	if err := f.Remove(pathsOfLoop()); err != nil {
		t.Error(err)
	}
	wantTree(t, dir)
}

// killAfter starts the child and kills it that long after it has begun to publish.
func killAfter(t *testing.T, dir string, wait time.Duration) {
	t.Helper()
	ctx, kill := context.WithCancel(t.Context())
	defer kill()
	cmd := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestKill$")
	cmd.Env = append(os.Environ(), publishForever+"="+dir)
	ready, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := ready.Read(make([]byte, 1)); err != nil {
		t.Errorf("child: %v", err)
	}
	time.AfterFunc(wait, kill)
	cmd.Wait()
}

func pathsOfLoop() []string {
	paths := []string{"rss.xml", "atom.xml"}
	for i := range 20 {
		paths = append(paths, fmt.Sprintf("articles/%d/index.html", i))
	}
	return paths
}

func publishInLoop(t *testing.T, dir string) {
	f, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	start := int(time.Now().UnixNano())
	for round := start; ; round++ {
		for _, path := range pathsOfLoop() {
			if _, err := f.Stage(path, version(path, strconv.Itoa(round)), 0); err != nil {
				t.Fatal(err)
			}
		}
		if round == start {
			fmt.Println("ready")
		}
		if _, err := f.Place(t.Context(), f.Take()); err != nil {
			t.Fatal(err)
		}
		if err := f.Remove(pathsOfLoop()[10:]); err != nil {
			t.Fatal(err)
		}
	}
}

// version makes the whole text of which some bytes at the start are given: its number, over and over.
func version(path, text string) []byte {
	number, _, _ := strings.Cut(text, " ")
	return bytes.Repeat([]byte(number+" "+path+"\n"), 1000)
}
