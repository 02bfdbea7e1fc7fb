package catalogue_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"seedfeed/feed/catalogue"
)

func TestRest(t *testing.T) {
	ctx := t.Context()
	change := func(t *testing.T, c *catalogue.Catalogue, name string) {
		t.Helper()
		u, err := c.Begin(ctx, catalogue.UpdateOptions{Now: time.Unix(1, 0)})
		if err != nil {
			t.Fatal(err)
		}
		if err := u.Set(ctx, name, "x"); err != nil {
			t.Fatal(err)
		}
		if err := u.Commit(); err != nil {
			t.Fatal(err)
		}
	}
	for name, test := range map[string]struct {
		meanwhile func(t *testing.T, dir string)
		same      bool
	}{
		"nothing": {func(*testing.T, string) {}, true},
		"another process writes": {func(t *testing.T, dir string) {
			c, err := catalogue.Open(ctx, dir, catalogue.Options{})
			if err != nil {
				t.Fatalf("cannot be opened while it rests: %v", err)
			}
			change(t, c, "other")
			if err := c.Close(); err != nil {
				t.Fatal(err)
			}
		}, false},
		"it is deleted": {func(t *testing.T, dir string) {
			if err := os.RemoveAll(dir); err != nil {
				t.Fatal(err)
			}
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "state")
			c, err := catalogue.Open(ctx, dir, catalogue.Options{})
			if err != nil {
				t.Fatal(err)
			}
			change(t, c, "first")
			if err := c.Rest(ctx); err != nil {
				t.Fatal(err)
			}
			test.meanwhile(t, dir)
			same, err := c.Resume(ctx)
			if err != nil || same != test.same {
				t.Fatalf("got %v, %v; want %v", same, err, test.same)
			}
			if !same {
				if err := c.Close(); err != nil {
					t.Fatal(err)
				}
				if c, err = catalogue.Open(ctx, dir, catalogue.Options{}); err != nil {
					t.Fatal(err)
				}
			}
			change(t, c, "second")
			if err := c.Seal(); err != nil {
				t.Fatal(err)
			}
			if value, err := c.Setting(ctx, "second"); err != nil || value != "x" {
				t.Errorf("got %q, %v", value, err)
			}
			change(t, c, "third")
			if err := c.Close(); err != nil {
				t.Fatal(err)
			}
			if c, err = catalogue.Open(ctx, dir, catalogue.Options{}); err != nil {
				t.Fatal(err)
			}
			if value, err := c.Setting(ctx, "third"); err != nil || value != "x" {
				t.Errorf("after it was closed: got %q, %v", value, err)
			}
			if err := c.Close(); err != nil {
				t.Fatal(err)
			}
		})
	}
}
