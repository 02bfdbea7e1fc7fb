package catalogue

import (
	"context"
	"strings"
)

// An Output is a file of the output folder that is ours.
type Output struct {
	Part     string // the group of files that it is made with
	Path     string // slash-separated and relative to the output folder
	Hash     []byte // of the content of a copy; empty for what is made, which is compared as a whole
	Size     int64  // bytes
	Modified int64  // Unix nanoseconds
}

// Require notes that a part of the output has to be made again.
func (u *Update) Require(ctx context.Context, part string) error {
	_, err := u.exec(ctx, "INSERT OR IGNORE INTO pending (part) VALUES (?)", part)
	return err
}

// Pending returns the parts that have to be made again, in their order.
func (s *statements) Pending(ctx context.Context) ([]string, error) {
	return s.strings(ctx, "SELECT part FROM pending ORDER BY part")
}

// shortened is what is kept of the path of a file of a part: most lie in the folder that the part is called after.
func shortened(part, path string) string {
	if rest, ok := strings.CutPrefix(path, part); ok && strings.HasPrefix(rest, "/") {
		return rest
	}
	return path
}

// restore undoes what shortened has done to the path.
func (o *Output) restore() {
	if strings.HasPrefix(o.Path, "/") {
		o.Path = o.Part + o.Path
	}
}

// Outputs returns the files of a part.
func (s *statements) Outputs(ctx context.Context, part string) ([]Output, error) {
	var outputs []Output
	err := s.query(ctx, "SELECT path, hash, size, modified FROM output WHERE part = ? ORDER BY path", []any{part}, func(r row) error {
		o := Output{Part: part}
		if err := r.scan(&o.Path, &o.Hash, &o.Size, &o.Modified); err != nil {
			return err
		}
		o.restore()
		outputs = append(outputs, o)
		return nil
	})
	return outputs, err
}

// AllOutputs calls output for each file of the output that is ours.
func (s *statements) AllOutputs(ctx context.Context, output func(Output) error) error {
	return s.outputs(ctx, "SELECT part, path, size, modified FROM output", nil, output)
}

// OutputParts returns the parts of which there are files in the output.
func (s *statements) OutputParts(ctx context.Context) ([]string, error) {
	return s.strings(ctx, "SELECT DISTINCT part FROM output ORDER BY part")
}

// ManyOutputs reports whether more than n files of the output are ours.
func (s *statements) ManyOutputs(ctx context.Context, n int) (bool, error) {
	found, err := s.count(ctx, "SELECT count(*) FROM (SELECT 1 FROM output LIMIT ? + 0)", n+1)
	return found > n, err
}

// OutputsOutside is AllOutputs without the parts that lie in a folder of that name.
func (s *statements) OutputsOutside(ctx context.Context, folder string, output func(Output) error) error {
	return s.outputs(ctx, "SELECT part, path, size, modified FROM output WHERE part < ? UNION ALL SELECT part, path, size, modified FROM output WHERE part >= ?",
		[]any{folder + "/", folder + "0"}, output) // the character after the slash
}

func (s *statements) outputs(ctx context.Context, query string, args []any, output func(Output) error) error {
	return s.query(ctx, query, args, func(r row) error {
		var o Output
		if err := r.scan(&o.Part, &o.Path, &o.Size, &o.Modified); err != nil {
			return err
		}
		o.restore()
		return output(o)
	})
}

// Written notes files that are in the output folder now.
func (u *Update) Written(ctx context.Context, outputs []Output) error {
	return u.rows(ctx, "INSERT INTO output (part, path, hash, size, modified) VALUES ", "(?, ?, ?, ?, ?)",
		" ON CONFLICT (part, path) DO UPDATE SET hash = excluded.hash, size = excluded.size, modified = excluded.modified",
		len(outputs), func(args []any, i int) []any {
			o := &outputs[i]
			return append(args, o.Part, shortened(o.Part, o.Path), nonNil(o.Hash), o.Size, o.Modified)
		})
}

// Removed notes files that are ours no longer.
func (u *Update) Removed(ctx context.Context, outputs []Output) error {
	for _, o := range outputs {
		if _, err := u.exec(ctx, "DELETE FROM output WHERE part = ? AND path = ?", o.Part, shortened(o.Part, o.Path)); err != nil {
			return err
		}
	}
	return nil
}

// Done notes that the parts have been made.
func (u *Update) Done(ctx context.Context, parts []string) error {
	return u.rows(ctx, "DELETE FROM pending WHERE part IN (", "?", ")", len(parts), func(args []any, i int) []any { return append(args, parts[i]) })
}

// batch is how many rows one statement writes: to run a statement takes longer than to write a row.
const batch = 50

// rows runs a statement for n rows. It consists of head, what stands for each row, and tail. values appends the
// arguments of a row.
func (u *Update) rows(ctx context.Context, head, row, tail string, n int, values func(args []any, i int) []any) error {
	several := head + strings.Repeat(row+", ", batch-1) + row + tail
	var args []any
	for i := 0; i < n; {
		query, end := head+row+tail, i+1
		if n-i >= batch {
			query, end = several, i+batch
		}
		for args = args[:0]; i < end; i++ {
			args = values(args, i)
		}
		if _, err := u.exec(ctx, query, args...); err != nil {
			return err
		}
	}
	return nil
}

// Setting returns a value that an earlier build has kept under name; "" when there is none.
func (s *statements) Setting(ctx context.Context, name string) (string, error) {
	var value string
	_, err := s.one(ctx, "SELECT value FROM setting WHERE name = ?", []any{name}, &value)
	return value, err
}

// Set keeps a value under name.
func (u *Update) Set(ctx context.Context, name, value string) error {
	_, err := u.exec(ctx, "INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", name, value)
	return err
}
