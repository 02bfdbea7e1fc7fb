package catalogue

import "context"

// Slugs calls use for each published article, in the order of the numbers.
func (s *statements) Slugs(ctx context.Context, use func(slug string, number int64) error) error {
	return s.query(ctx, "SELECT slug, number FROM article WHERE number IS NOT NULL AND state = 0 ORDER BY number", nil, func(r row) error {
		var slug string
		var number int64
		if err := r.scan(&slug, &number); err != nil {
			return err
		}
		return use(slug, number)
	})
}

// AllMovedSlugs returns all slugs that articles had before.
func (s *statements) AllMovedSlugs(ctx context.Context) ([]string, error) {
	return s.strings(ctx, "SELECT slug FROM moved ORDER BY slug")
}

// OutputParts returns the parts of which there are files in the output.
func (s *statements) OutputParts(ctx context.Context) ([]string, error) {
	return s.strings(ctx, "SELECT DISTINCT part FROM output ORDER BY part")
}

// ManyOutputs reports whether more than n files of the output are ours.
func (s *statements) ManyOutputs(ctx context.Context, n int) (bool, error) {
	found, err := s.count(ctx, "SELECT count(*) FROM (SELECT 1 FROM output LIMIT ?)", n+1)
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
