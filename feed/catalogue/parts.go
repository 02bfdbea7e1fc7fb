package catalogue

import (
	"context"
	"database/sql"
)

// Slugs calls use for each published article, in the order of the numbers.
func (s *statements) Slugs(ctx context.Context, use func(slug string, number int64) error) error {
	return s.query(ctx, "SELECT slug, number FROM article WHERE number IS NOT NULL AND state = 0 ORDER BY number", nil, func(rows *sql.Rows) error {
		var slug string
		var number int64
		if err := rows.Scan(&slug, &number); err != nil {
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
