package catalogue

import (
	"context"
	"database/sql"
	"sync"
)

// statements keeps prepared statements by their text, for a database or a transaction: preparing one costs more than
// running it. It is safe for concurrent use.
//
// SQLite's driver starts a goroutine for each statement whose context can be cancelled, which takes longer than most of the
// statements here. So they look at the context themselves, before each statement and each row.
type statements struct {
	conn     preparer
	mu       sync.Mutex
	prepared map[string]*sql.Stmt
}

type preparer interface {
	PrepareContext(context.Context, string) (*sql.Stmt, error)
}

func newStatements(conn preparer) *statements {
	return &statements{conn: conn, prepared: map[string]*sql.Stmt{}}
}

func (s *statements) statement(ctx context.Context, query string) (*sql.Stmt, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if stmt, ok := s.prepared[query]; ok {
		return stmt, nil
	}
	stmt, err := s.conn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	s.prepared[query] = stmt
	return stmt, nil
}

func (s *statements) exec(ctx context.Context, query string, args ...any) (int64, error) {
	stmt, err := s.statement(ctx, query)
	if err != nil {
		return 0, err
	}
	result, err := stmt.ExecContext(context.WithoutCancel(ctx), args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// query calls row for each row of the result. row must not use the database: the connection is busy.
func (s *statements) query(ctx context.Context, query string, args []any, row func(*sql.Rows) error) error {
	stmt, err := s.statement(ctx, query)
	if err != nil {
		return err
	}
	rows, err := stmt.QueryContext(context.WithoutCancel(ctx), args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := row(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// one scans the first row of the result and reports whether there is one.
func (s *statements) one(ctx context.Context, query string, args []any, into ...any) (bool, error) {
	stmt, err := s.statement(ctx, query)
	if err != nil {
		return false, err
	}
	switch err := stmt.QueryRowContext(context.WithoutCancel(ctx), args...).Scan(into...); err {
	case nil:
		return true, nil
	case sql.ErrNoRows:
		return false, nil
	default:
		return false, err
	}
}

func (s *statements) closeStatements() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, stmt := range s.prepared {
		stmt.Close()
	}
	s.prepared = map[string]*sql.Stmt{}
}
