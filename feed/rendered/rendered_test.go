package rendered_test

import (
	"bytes"
	"context"
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
	s, err := rendered.Open(t.Context(), dir)
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

// fill makes a closed cache and returns the path of its file.
func fill(t *testing.T, dir string, count int) string {
	t.Helper()
	s := open(t, dir)
	write(t, s, count)
	closeStore(t, s)
	return filepath.Join(dir, "rendered.db")
}

func has(t *testing.T, s *rendered.Store, n int) bool {
	t.Helper()
	got, ok := s.Get(t.Context(), int64(n), version)
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
		if _, ok := s.Get(t.Context(), 2, []byte("version 2")); ok {
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
		s.Heal(t.Context(), 2, version, content(2))
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

// TestDamage damages the file at many places. A content is right or missing, and the store can be written to again,
// if not now then the next time.
func TestDamage(t *testing.T) {
	const count = 20
	path := fill(t, t.TempDir(), count)
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	damages := map[string][]byte{
		"empty":   {},
		"garbage": []byte("this is no database"),
		"zeros":   make([]byte, len(good)),
		"cut":     good[:len(good)/2],
	}
	for at := 0; at < len(good); at += 1 + len(good)/60 {
		hurt := bytes.Clone(good)
		copy(hurt[at:], "\xff\x00\xff\x00\xff\x00\xff\x00")
		damages["at "+strings.Repeat("x", at/1000)] = hurt
	}
	missed := 0
	for name, data := range damages {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "rendered.db"), data, 0o600); err != nil {
			t.Fatal(err)
		}
		s := open(t, dir)
		for n := 1; n <= count; n++ {
			if !has(t, s, n) {
				missed++
			}
		}
		write(t, s, count)
		closeStore(t, s)
		s = open(t, dir)
		write(t, s, count)
		closeStore(t, s)
		s = open(t, dir)
		for n := 1; n <= count; n++ {
			if !has(t, s, n) {
				t.Errorf("%s: content %d is missing after it was written again", name, n)
			}
		}
		closeStore(t, s)
	}
	if missed == 0 {
		t.Error("no content was missed: nothing was damaged")
	}
}

func TestOtherLayout(t *testing.T) {
	dir := t.TempDir()
	path := fill(t, dir, 3)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	data[63]++ // the last byte of user_version, at offset 60
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
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
	if s := rendered.OpenToRead(t.Context(), dir); s != nil {
		t.Error("got a cache where there is none")
	}
	path := fill(t, dir, 3)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s := rendered.OpenToRead(t.Context(), dir)
	if s == nil || !has(t, s, 1) {
		t.Fatal("cannot read the cache")
	}
	s.Heal(t.Context(), 9, version, content(9))
	closeStore(t, s)
	after, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("the cache was changed: %v", err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Errorf("got %v, %v; want the cache alone", entries, err)
	}
	if err := os.WriteFile(path, []byte("garbage"), 0o600); err != nil {
		t.Fatal(err)
	}
	if s := rendered.OpenToRead(t.Context(), dir); s != nil {
		if has(t, s, 1) {
			t.Error("read a content from garbage")
		}
		closeStore(t, s)
	}
	if after, err := os.ReadFile(path); err != nil || string(after) != "garbage" {
		t.Errorf("a damaged cache was changed: %v", err)
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
	if reader := rendered.OpenToRead(t.Context(), dir); reader != nil {
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
	if err := s.Commit(); err == nil {
		t.Error("commit: got no error")
	}
	s.Rollback()
	closeStore(t, s)
	s = open(t, dir)
	defer closeStore(t, s)
	if !has(t, s, 2) {
		t.Error("the cache has lost what it had")
	}
}
