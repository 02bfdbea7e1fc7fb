package rendered_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"seedfeed/feed/article"
	"seedfeed/feed/rendered"
)

var version = []byte("version 1")

func content(n int) rendered.Content {
	return rendered.Content{
		Summary: strings.Repeat("summary ", n%5), Authors: []article.Person{{Name: "A", URL: "https://example.org/"}}, Direction: "rtl",
		Image: article.Image{URL: "a.png", Alt: "\x00 & <"}, Enclosures: []article.Enclosure{{URL: "a.mp3", Type: "audio/mpeg", Length: 5}},
		Tags: []rendered.Tag{{Slug: "t", Name: "T"}}, Files: []rendered.File{{Path: "a.png", Name: "a.png", Size: 7, Width: 1}},
		HTML: article.Marked(strings.Repeat("<p>text</p>", 1+n*50)),
	}
}

func open(t *testing.T, dir string) *rendered.Store {
	t.Helper()
	s, err := rendered.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func closeStore(t *testing.T, s *rendered.Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// write puts the contents 1 to count into the cache.
func write(t *testing.T, s *rendered.Store, count int) {
	t.Helper()
	ctx := t.Context()
	if err := s.Begin(ctx); err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= count; n++ {
		if err := s.Put(ctx, int64(n), version, content(n)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Commit(); err != nil {
		t.Fatal(err)
	}
	s.Rollback()
}

// names are those of the files of a cache.
var names = []string{"rendered.index", "rendered.pack"}

// fill makes a closed cache.
func fill(t *testing.T, dir string, count int) {
	t.Helper()
	s := open(t, dir)
	write(t, s, count)
	closeStore(t, s)
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func save(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

func has(t *testing.T, s *rendered.Store, n int) bool {
	t.Helper()
	got, ok := s.Get(int64(n), version)
	if ok {
		if diff := cmp.Diff(content(n), got); diff != "" {
			t.Fatalf("content %d (-want +got):\n%s", n, diff)
		}
	}
	return ok
}

func TestStore(t *testing.T) {
	for _, dir := range []string{t.TempDir(), ""} {
		s := open(t, dir)
		write(t, s, 3)
		if !has(t, s, 2) || has(t, s, 4) {
			t.Error("got another content than was put")
		}
		if _, ok := s.Get(2, []byte("version 2")); ok {
			t.Error("got a content of another version")
		}
		if err := s.Begin(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := s.Delete(t.Context(), []int64{2}); err != nil {
			t.Fatal(err)
		}
		s.Rollback()
		if !has(t, s, 2) {
			t.Error("deleted although it was rolled back")
		}
		if err := s.Begin(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := s.Delete(t.Context(), []int64{2, 77}); err != nil {
			t.Fatal(err)
		}
		if err := s.Commit(); err != nil {
			t.Fatal(err)
		}
		if has(t, s, 2) || !has(t, s, 3) {
			t.Error("deleted the wrong one")
		}
		s.Heal(2, version, content(2))
		if !has(t, s, 2) {
			t.Error("not healed")
		}
		closeStore(t, s)
		if dir == "" {
			continue
		}
		s = open(t, dir)
		if !has(t, s, 2) || !has(t, s, 3) {
			t.Error("lost when it was closed")
		}
		closeStore(t, s)
	}
}

// TestDamage damages the files at many places. A content is right or missing, and the store can be written to again.
func TestDamage(t *testing.T) {
	const count = 20
	whole := t.TempDir()
	fill(t, whole, count)
	missed := 0
	try := func(what, name string, data []byte) {
		dir := t.TempDir()
		for _, each := range names {
			save(t, filepath.Join(dir, each), read(t, filepath.Join(whole, each)))
		}
		save(t, filepath.Join(dir, name), data)
		s := open(t, dir)
		for n := 1; n <= count; n++ {
			if !has(t, s, n) {
				missed++
			}
		}
		write(t, s, count)
		closeStore(t, s)
		s = open(t, dir)
		for n := 1; n <= count; n++ {
			if !has(t, s, n) {
				t.Errorf("%s %s: content %d is missing after it was written again", name, what, n)
			}
		}
		closeStore(t, s)
	}
	for _, name := range names {
		good := read(t, filepath.Join(whole, name))
		try("empty", name, nil)
		try("of garbage", name, []byte("this is no cache"))
		try("of zeros", name, make([]byte, len(good)))
		try("cut", name, good[:len(good)/2])
		for at := 0; at < len(good); at += 1 + len(good)/60 {
			hurt := bytes.Clone(good)
			copy(hurt[at:], "\xff\x00\xff\x00\xff\x00\xff\x00")
			try(fmt.Sprintf("damaged at %d", at), name, hurt)
		}
	}
	if missed == 0 {
		t.Error("no content was missed: nothing was damaged")
	}
}

// TestCompact writes the same contents again and again: what nobody can get any more must not stay for good.
func TestCompact(t *testing.T) {
	const count = 60
	dir := t.TempDir()
	size := func() int { return len(read(t, filepath.Join(dir, "rendered.pack"))) }
	fill(t, dir, count)
	once := size()
	for range 20 {
		fill(t, dir, count)
	}
	if size() > 10*once {
		t.Errorf("the pack has %d bytes, and had %d with the same contents", size(), once)
	}
	s := open(t, dir)
	defer closeStore(t, s)
	for n := 1; n <= count; n++ {
		if !has(t, s, n) {
			t.Fatalf("content %d was lost", n)
		}
	}
}

func TestOtherLayout(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir, 3)
	path := filepath.Join(dir, "rendered.index")
	save(t, path, bytes.Replace(read(t, path), []byte(" 2\n"), []byte(" 1\n"), 1))
	s := open(t, dir)
	if has(t, s, 1) {
		t.Error("got a content of another layout")
	}
	write(t, s, 1)
	if !has(t, s, 1) {
		t.Error("the new cache cannot be written")
	}
	closeStore(t, s)
}

func TestOpenToRead(t *testing.T) {
	dir := t.TempDir()
	if s := rendered.OpenToRead(dir); s != nil {
		t.Error("got a cache where there is none")
	}
	fill(t, dir, 3)
	path := filepath.Join(dir, "rendered.pack")
	before := read(t, path)
	s := rendered.OpenToRead(dir)
	if s == nil || !has(t, s, 1) {
		t.Fatal("cannot read the cache")
	}
	s.Heal(9, version, content(9))
	closeStore(t, s)
	if !bytes.Equal(before, read(t, path)) {
		t.Error("the cache was changed")
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != len(names) {
		t.Errorf("got %v, %v; want the cache alone", entries, err)
	}
	save(t, path, []byte("garbage"))
	if s := rendered.OpenToRead(dir); s != nil {
		t.Error("opened garbage")
	}
	if string(read(t, path)) != "garbage" {
		t.Error("a damaged cache was changed")
	}
}

// TestWriterDoesNotHoldReaders opens the cache to read while a build writes into it: a miss, at once.
func TestWriterDoesNotHoldReaders(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	defer closeStore(t, s)
	write(t, s, 3)
	if err := s.Begin(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer s.Rollback()
	if reader := rendered.OpenToRead(dir); reader != nil {
		has(t, reader, 1)
		closeStore(t, reader)
	}
}

func TestCancelled(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir, 2)
	s := open(t, dir)
	ctx, cancel := context.WithCancel(t.Context())
	if err := s.Begin(ctx); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := s.Put(ctx, 1, version, content(1)); err == nil {
		t.Error("put: got no error")
	}
	s.Rollback()
	closeStore(t, s)
	s = open(t, dir)
	defer closeStore(t, s)
	if !has(t, s, 2) {
		t.Error("the cache has lost what it had")
	}
}
