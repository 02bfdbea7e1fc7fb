package catalogue

import (
	"context"
	"encoding/binary"
	"slices"
	"strings"
)

// The files of the articles, with their stamps, lie in blocks of about a hundred, in the order of their paths: every build
// reads all of them, and to fetch a row for each takes ten times as long.

// A file is an article's file as it is known.
type file struct {
	path  string
	key   int64 // of the article; 0 for a path to be taken out
	state State
	stamp []byte
}

// blockSize is the length from which a block goes on in another one, so that each has a page of the database.
const blockSize = 3700

// appendFile appends a file to a block. Of its path only the end stands there by which it differs from the one before.
func appendFile(block []byte, before string, f *file) []byte {
	shared := 0
	for shared < min(len(before), len(f.path)) && before[shared] == f.path[shared] {
		shared++
	}
	block = binary.AppendUvarint(block, uint64(shared))
	block = append(binary.AppendUvarint(block, uint64(len(f.path)-shared)), f.path[shared:]...)
	block = binary.AppendUvarint(block, uint64(f.key)<<3|uint64(f.state))
	return append(binary.AppendUvarint(block, uint64(len(f.stamp))), f.stamp...)
}

// decode returns the files in a block, until the next call; their paths, which share one piece of memory, and stamps stay.
func (r *blockReader) decode(block []byte) ([]file, error) {
	r.rest, r.bad, r.files, r.paths = block, false, r.files[:0], r.paths[:0]
	var before []byte
	for len(r.rest) > 0 {
		shared, differs := r.number(), r.bytes()
		about, stamp := r.number(), r.bytes()
		if r.bad || shared > uint64(len(before)) {
			return nil, errBlock
		}
		start := len(r.paths)
		r.paths = append(append(r.paths, before[:shared]...), differs...)
		before = r.paths[start:]
		r.files = append(r.files, file{key: int64(about >> 3), state: State(about & 7), stamp: stamp})
		r.ends = append(r.ends[:len(r.files)-1], len(r.paths))
	}
	paths, start := string(r.paths), 0
	for i := range r.files {
		r.files[i].path = paths[start:r.ends[i]]
		start = r.ends[i]
	}
	return r.files, nil
}

// between calls use for each file in a block whose path is not before from, and before to.
func (r *blockReader) between(block []byte, from, to string, use func(file) error) error {
	r.rest, r.bad, r.paths = block, false, r.paths[:0]
	for len(r.rest) > 0 {
		shared, differs := r.number(), r.bytes()
		about, stamp := r.number(), r.bytes()
		if r.bad || shared > uint64(len(r.paths)) {
			return errBlock
		}
		r.paths = append(r.paths[:shared], differs...)
		if string(r.paths) < from {
			continue
		}
		if string(r.paths) >= to {
			break
		}
		if err := use(file{path: string(r.paths), key: int64(about >> 3), state: State(about & 7), stamp: stamp}); err != nil {
			return err
		}
	}
	return nil
}

var errBlock = &damage{reason: "a block of files cannot be read"}

type blockReader struct {
	rest  []byte
	bad   bool
	files []file
	paths []byte
	ends  []int // of the paths
}

func (r *blockReader) number() uint64 {
	n, size := binary.Uvarint(r.rest)
	if size <= 0 {
		r.bad = true
		return 0
	}
	r.rest = r.rest[size:]
	return n
}

func (r *blockReader) bytes() []byte {
	length := r.number()
	if length > uint64(len(r.rest)) {
		r.bad = true
		return nil
	}
	b := r.rest[:length:length]
	r.rest = r.rest[length:]
	return b
}

// Files calls use for each article file that is known, in the order of the paths. The stamp is valid until use returns.
func (s *statements) Files(ctx context.Context, use func(key int64, path string, stamp []byte, state State) error) error {
	return s.blocks(ctx, "SELECT block FROM files ORDER BY first", nil, func(files []file) error {
		for i := range files {
			f := &files[i]
			if err := use(f.key, f.path, f.stamp, f.state); err != nil {
				return err
			}
		}
		return nil
	})
}

// FilesBelow is Files for the files at path and below it.
func (s *statements) FilesBelow(ctx context.Context, path string, use func(key int64, path string, stamp []byte) error) error {
	from, to := below(path)
	return s.filesBetween(ctx, path, to, func(f file) error {
		if f.path != path && f.path < from {
			return nil
		}
		return use(f.key, f.path, f.stamp)
	})
}

// filesBetween calls use for each file whose path is not before from, and before to.
func (s *statements) filesBetween(ctx context.Context, from, to string, use func(file) error) error {
	var reader blockReader
	var block []byte
	return s.query(ctx, "SELECT block FROM files WHERE first >= coalesce((SELECT max(first) FROM files WHERE first <= ?1), '') AND first < ?2 ORDER BY first",
		[]any{from, to}, func(r row) error {
			if err := r.scan(&block); err != nil {
				return err
			}
			return reader.between(block, from, to, use)
		})
}

func (s *statements) blocks(ctx context.Context, query string, args []any, use func([]file) error) error {
	var reader blockReader
	var block []byte
	return s.query(ctx, query, args, func(r row) error {
		if err := r.scan(&block); err != nil {
			return err
		}
		files, err := reader.decode(block)
		if err != nil {
			return err
		}
		return use(files)
	})
}

// keyAt returns the key of the article of a file; 0 where none is known.
func (s *statements) keyAt(ctx context.Context, path string) (int64, error) {
	var block []byte
	if _, err := s.one(ctx, "SELECT block FROM files WHERE first <= ? ORDER BY first DESC LIMIT 1", []any{path}, &block); err != nil {
		return 0, err
	}
	files, err := new(blockReader).decode(block)
	if err != nil {
		return 0, err
	}
	for _, f := range files {
		if f.path == path {
			return f.key, nil
		}
	}
	return 0, nil
}

// enterFiles changes the blocks. The changes are in the order of the paths; of two for one path the later one counts.
func (u *Update) enterFiles(ctx context.Context, changes []file) error {
	for len(changes) > 0 {
		var key int64
		var first, next string
		var block []byte
		if _, err := u.one(ctx, `SELECT key, first, block FROM files WHERE first =
			coalesce((SELECT max(first) FROM files WHERE first <= ?1), (SELECT min(first) FROM files))`, []any{changes[0].path}, &key, &first, &block); err != nil {
			return err
		}
		bounded, err := u.one(ctx, "SELECT first FROM files WHERE first > ? ORDER BY first LIMIT 1", []any{first}, &next)
		if err != nil {
			return err
		}
		n := len(changes)
		if bounded {
			n, _ = slices.BinarySearchFunc(changes, next, func(f file, next string) int { return strings.Compare(f.path, next) })
		}
		files, err := new(blockReader).decode(block)
		if err != nil {
			return err
		}
		if err := u.replaceBlock(ctx, key, mergeFiles(files, changes[:n])); err != nil {
			return err
		}
		changes = changes[n:]
	}
	return nil
}

func mergeFiles(files, changes []file) []file {
	merged := make([]file, 0, len(files)+len(changes))
	for i, c := range changes {
		n, _ := slices.BinarySearchFunc(files, c.path, func(f file, path string) int { return strings.Compare(f.path, path) })
		merged = append(merged, files[:n]...)
		if files = files[n:]; len(files) > 0 && files[0].path == c.path {
			files = files[1:]
		}
		if last := i == len(changes)-1; c.key != 0 && (last || changes[i+1].path != c.path) {
			merged = append(merged, c)
		}
	}
	return append(merged, files...)
}

// replaceBlock writes the files into as few blocks as they need, which have about the same length.
func (u *Update) replaceBlock(ctx context.Context, old int64, files []file) error {
	if _, err := u.exec(ctx, "DELETE FROM files WHERE key = ?", old); err != nil {
		return err
	}
	var block []byte
	before := ""
	for i := range files {
		block = appendFile(block, before, &files[i])
		before = files[i].path
	}
	enough := len(block)/(len(block)/blockSize+1) + 1
	block, before = block[:0], ""
	first := 0
	for i := range files {
		block = appendFile(block, before, &files[i])
		before = files[i].path
		if len(block) < enough && i < len(files)-1 {
			continue
		}
		if _, err := u.exec(ctx, "INSERT INTO files (first, block) VALUES (?, ?)", files[first].path, block); err != nil {
			return err
		}
		block, before, first = block[:0], "", i+1
	}
	return nil
}
