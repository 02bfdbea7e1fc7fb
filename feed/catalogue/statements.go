package catalogue

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"sync"
)

// A connection is SQLite's driver without database/sql between, which takes longer for most of the statements here than
// SQLite. It keeps prepared statements by their text: preparing one costs more than running it.
//
// The driver starts a goroutine for each statement whose context can be cancelled, which takes longer still. So the
// context is looked at here, before each statement and each row.
type connection struct {
	driver.Conn
	prepared map[string]driver.Stmt
	args     []driver.NamedValue // of the statement that runs
}

func (c *connection) prepare(ctx context.Context, query string) (driver.Stmt, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if stmt, ok := c.prepared[query]; ok {
		return stmt, nil
	}
	stmt, err := c.Conn.Prepare(query)
	if err != nil {
		return nil, err
	}
	c.prepared[query] = stmt
	return stmt, nil
}

func (c *connection) exec(ctx context.Context, query string, args ...any) (driver.Result, error) {
	stmt, err := c.prepare(ctx, query)
	if err != nil {
		return nil, err
	}
	values, err := c.bind(args)
	if err != nil {
		return nil, err
	}
	return stmt.(driver.StmtExecContext).ExecContext(context.WithoutCancel(ctx), values)
}

func (c *connection) query(ctx context.Context, query string, args []any, use func(row) error) error {
	stmt, err := c.prepare(ctx, query)
	if err != nil {
		return err
	}
	values, err := c.bind(args)
	if err != nil {
		return err
	}
	rows, err := stmt.(driver.StmtQueryContext).QueryContext(context.WithoutCancel(ctx), values)
	if err != nil {
		return err
	}
	r := make(row, len(rows.Columns()))
	for err == nil {
		if err = rows.Next(r); err == nil {
			err = ctx.Err()
		}
		if err == nil {
			err = use(r)
		}
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return errors.Join(err, rows.Close())
}

// bind returns the arguments as the driver wants them, until the next call.
func (c *connection) bind(args []any) ([]driver.NamedValue, error) {
	c.args = c.args[:0]
	for i, arg := range args {
		value := arg
		switch arg := arg.(type) {
		case int64, string, []byte, nil:
		case int:
			value = int64(arg)
		case State:
			value = int64(arg)
		case sql.NullInt64:
			if value = nil; arg.Valid {
				value = arg.Int64
			}
		default:
			return nil, fmt.Errorf("catalogue: a %T as an argument", arg)
		}
		c.args = append(c.args, driver.NamedValue{Ordinal: i + 1, Value: value})
	}
	return c.args, nil
}

// ask runs a statement that is not kept, as pragmas must not be: some do their work when they are prepared.
func (c *connection) ask(ctx context.Context, query string, into ...any) error {
	err := c.query(ctx, query, nil, func(r row) error { return r.scan(into...) })
	if stmt, ok := c.prepared[query]; ok {
		delete(c.prepared, query)
		err = errors.Join(err, stmt.Close())
	}
	return err
}

func (c *connection) Close() error {
	var errs []error
	for _, stmt := range c.prepared {
		errs = append(errs, stmt.Close())
	}
	c.prepared = nil
	return errors.Join(append(errs, c.Conn.Close())...)
}

// A row is a row of a result.
type row []driver.Value

// scan stores the columns. NULL becomes the zero value.
func (r row) scan(into ...any) error {
	for i, to := range into {
		ok := r[i] == nil
		switch to := to.(type) {
		case *int64:
			*to, ok = value[int64](r[i], ok)
		case *int:
			n, fits := value[int64](r[i], ok)
			*to, ok = int(n), fits
		case *State:
			n, fits := value[int64](r[i], ok)
			*to, ok = State(n), fits
		case *bool:
			n, fits := value[int64](r[i], ok)
			*to, ok = n != 0, fits
		case *sql.NullInt64:
			to.Valid = !ok
			to.Int64, ok = value[int64](r[i], ok)
		case *string:
			*to, ok = value[string](r[i], ok)
		case *[]byte:
			*to, ok = value[[]byte](r[i], ok)
		case *identifier:
			ok = to.unpack(r[i])
		}
		if !ok {
			return &damage{reason: fmt.Sprintf("a %T stands where a %T should", r[i], to)}
		}
	}
	return nil
}

func value[T any](v driver.Value, null bool) (T, bool) {
	t, ok := v.(T)
	return t, ok || null
}

// statements runs statements, for the catalogue or for an update of it. It is safe for concurrent use.
//
// After some errors, such as that of a full disk, SQLite ends a transaction by itself, and what follows would be done at
// once and for good. So after an error those of an update do nothing any more but return it.
type statements struct {
	mu     sync.Locker
	conn   *connection
	update bool
	failed error // of an update
}

func (s *statements) run(do func() error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failed != nil {
		return s.failed
	}
	err := do()
	if s.update {
		s.failed = err
	}
	return err
}

func (s *statements) exec(ctx context.Context, query string, args ...any) (rows int64, err error) {
	return s.change(ctx, driver.Result.RowsAffected, query, args)
}

// insert returns the key of the new row.
func (s *statements) insert(ctx context.Context, query string, args ...any) (key int64, err error) {
	return s.change(ctx, driver.Result.LastInsertId, query, args)
}

func (s *statements) change(ctx context.Context, of func(driver.Result) (int64, error), query string, args []any) (n int64, err error) {
	err = s.run(func() error {
		result, err := s.conn.exec(ctx, query, args...)
		if err == nil {
			n, err = of(result)
		}
		return err
	})
	return n, err
}

// query calls use for each row of the result. use must not use the database: the connection is busy.
func (s *statements) query(ctx context.Context, query string, args []any, use func(row) error) error {
	return s.run(func() error { return s.conn.query(ctx, query, args, use) })
}

// one scans the row of the result, which has no more than one, and reports whether there is one.
func (s *statements) one(ctx context.Context, query string, args []any, into ...any) (bool, error) {
	found := false
	err := s.query(ctx, query, args, func(r row) error {
		if found {
			return nil
		}
		found = true
		return r.scan(into...)
	})
	return found, err
}
