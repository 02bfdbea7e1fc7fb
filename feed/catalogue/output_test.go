package catalogue_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"seedfeed/feed/catalogue"
)

func TestOutput(t *testing.T) {
	ctx := t.Context()
	c := open(t, t.TempDir())
	change := func(what func(u *catalogue.Update) error) {
		t.Helper()
		u, err := c.Begin(ctx, catalogue.UpdateOptions{})
		if err != nil {
			t.Fatal(err)
		}
		defer u.Rollback()
		if err := what(u); err != nil {
			t.Fatal(err)
		}
		if err := u.Commit(); err != nil {
			t.Fatal(err)
		}
	}
	outputs := func(part string) []catalogue.Output {
		t.Helper()
		all, err := c.Outputs(ctx, part)
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	// More than one statement takes at once.
	const count = 123
	all, parts := make([]catalogue.Output, count), make([]string, count)
	for i := range all {
		parts[i] = fmt.Sprintf("part %03d", i)
		all[i] = catalogue.Output{Part: parts[i], Path: "a/" + parts[i], Hash: []byte{byte(i), 1}, Size: int64(i), Modified: int64(i) << 40}
	}
	change(func(u *catalogue.Update) error { return u.Written(ctx, all) })
	for i := range all {
		if diff := cmp.Diff(all[i:i+1], outputs(parts[i])); diff != "" {
			t.Fatalf("written (-want +got):\n%s", diff)
		}
	}
	change(func(u *catalogue.Update) error { return u.Removed(ctx, all[5:]) })
	left := 0
	if err := c.AllOutputs(ctx, func(catalogue.Output) error { left++; return nil }); left != 5 || err != nil {
		t.Errorf("got %d files, %v; want 5", left, err)
	}

	change(func(u *catalogue.Update) error {
		for _, part := range append(parts, parts[0]) {
			if err := u.Require(ctx, part); err != nil {
				return err
			}
		}
		return nil
	})
	change(func(u *catalogue.Update) error { return u.Done(ctx, parts[2:]) })
	got, err := c.Pending(ctx)
	if diff := cmp.Diff(parts[:2], got); diff != "" || err != nil {
		t.Errorf("pending (-want +got), %v:\n%s", err, diff)
	}
}

func TestRollback(t *testing.T) {
	dir := t.TempDir()
	c := open(t, dir)
	u, err := c.Begin(t.Context(), catalogue.UpdateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if err := u.Set(t.Context(), "name", "value"); err != nil {
		t.Fatal(err)
	}
	u.Rollback()
	if got, err := c.Setting(t.Context(), "name"); got != "" || err != nil {
		t.Errorf("got %q, %v; want nothing", got, err)
	}
}
