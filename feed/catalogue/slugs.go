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

// TagSlugs returns the slugs of all tags.
func (s *statements) TagSlugs(ctx context.Context) ([]string, error) {
	return s.strings(ctx, "SELECT slug FROM topic ORDER BY slug")
}
