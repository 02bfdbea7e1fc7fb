package rendered

import (
	"encoding/binary"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

const (
	packName  = "rendered.pack"  // a head, then one record after the other, in the order in which they were put
	indexName = "rendered.index" // a head, then the slot of every key
	newSuffix = ".new"           // of files that will replace these
)

// layout begins both files: another layout is another text, and the cache starts anew.
const layout = "seedfeed rendered 2\n"

const (
	slotSize = 12
	headSize = 32 // the layout, and in the index also how many bytes of the pack are in use
	usedAt   = 24
)

// A slot says where the record of a key lies in the pack. Without length there is none.
type slot struct {
	offset int64
	length uint32
}

// files are the open pack and its index.
type files struct {
	pack, index *os.File
	end         int64 // of the pack with what is in the buffer
	used        int64 // bytes of records that a slot points to
	buffer      []byte
}

// bufferSize is how much is collected for one write.
const bufferSize = 256 << 10

// openFiles opens the files of a cache and checks that they are of this layout.
func openFiles(dir string, flag int) (*files, error) {
	f := &files{}
	var err error
	if f.pack, err = os.OpenFile(filepath.Join(dir, packName), flag, 0); err != nil {
		return nil, err
	}
	if f.index, err = os.OpenFile(filepath.Join(dir, indexName), flag, 0); err != nil {
		f.pack.Close()
		return nil, err
	}
	if err := f.readHeads(); err != nil {
		f.close()
		return nil, err
	}
	return f, nil
}

func (f *files) readHeads() error {
	head := make([]byte, headSize)
	for _, file := range []*os.File{f.pack, f.index} {
		if _, err := file.ReadAt(head, 0); err != nil {
			return err
		}
		if string(head[:len(layout)]) != layout {
			return errors.New("another layout")
		}
	}
	f.used = int64(binary.LittleEndian.Uint64(head[usedAt:]))
	info, err := f.pack.Stat()
	if err == nil {
		f.end = info.Size()
	}
	return err
}

// newFiles makes an empty cache. suffix is for the names.
func newFiles(dir, suffix string) (*files, error) {
	f := &files{end: headSize}
	var err error
	flag := os.O_RDWR | os.O_CREATE | os.O_TRUNC
	if f.pack, err = os.OpenFile(filepath.Join(dir, packName+suffix), flag, 0o600); err != nil {
		return nil, err
	}
	if f.index, err = os.OpenFile(filepath.Join(dir, indexName+suffix), flag, 0o600); err != nil {
		f.pack.Close()
		return nil, err
	}
	head := make([]byte, headSize)
	copy(head, layout)
	_, err = f.pack.WriteAt(head, 0)
	if err == nil {
		_, err = f.index.WriteAt(head, 0)
	}
	if err != nil {
		f.close()
		return nil, err
	}
	return f, nil
}

func (f *files) close() error { return errors.Join(f.pack.Close(), f.index.Close()) }

// get reads a record that ends before end, into room where it is large enough. It may be garbage: what the index or the pack
// says can be damaged.
func (f *files) get(key, end int64, room []byte) ([]byte, bool) {
	var b [slotSize]byte
	if _, err := f.index.ReadAt(b[:], slotAt(key)); err != nil {
		return nil, false
	}
	s := decodeSlot(b[:])
	if s.length == 0 || s.offset < headSize || s.offset > end-int64(s.length) {
		return nil, false
	}
	record := slices.Grow(room[:0], int(s.length))[:s.length]
	_, err := f.pack.ReadAt(record, s.offset)
	return record, err == nil
}

func slotAt(key int64) int64 { return headSize + key*slotSize }

func decodeSlot(b []byte) slot {
	return slot{offset: int64(binary.LittleEndian.Uint64(b)), length: binary.LittleEndian.Uint32(b[8:])}
}

// append puts a record at the end of the pack and returns where it begins. It can be read after the next set.
func (f *files) append(record []byte) (int64, error) {
	at := f.end
	f.buffer = append(f.buffer, record...)
	f.end += int64(len(record))
	if len(f.buffer) < bufferSize {
		return at, nil
	}
	return at, f.flush()
}

func (f *files) flush() error {
	_, err := f.pack.WriteAt(f.buffer, f.end-int64(len(f.buffer)))
	f.buffer = f.buffer[:0]
	return err
}

// set changes slots. The records that they point to are in the pack before.
func (f *files) set(slots map[int64]slot) error {
	if err := f.flush(); err != nil {
		return err
	}
	keys := slices.Sorted(maps.Keys(slots))
	for len(keys) > 0 {
		run := 1
		for run < len(keys) && keys[run] == keys[run-1]+1 {
			run++
		}
		before, b := make([]byte, run*slotSize), make([]byte, 0, run*slotSize)
		_, _ = f.index.ReadAt(before, slotAt(keys[0])) // beyond the end it is zero, as it is here
		for i, key := range keys[:run] {
			s := slots[key]
			b = binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint64(b, uint64(s.offset)), s.length)
			f.used += int64(s.length) - int64(decodeSlot(before[i*slotSize:]).length)
		}
		if _, err := f.index.WriteAt(b, slotAt(keys[0])); err != nil {
			return err
		}
		keys = keys[run:]
	}
	_, err := f.index.WriteAt(binary.LittleEndian.AppendUint64(nil, uint64(f.used)), usedAt)
	return err
}

// cut takes away what was appended beyond end.
func (f *files) cut(end int64) error {
	f.buffer, f.end = f.buffer[:0], end
	return f.pack.Truncate(end)
}

// wasteful reports whether most of the pack is not in use. A little waste is cheaper than writing all again.
func (f *files) wasteful() bool { return f.end-f.used > f.used+4<<20 }

// compact writes the records in use to a new pack, in the order of their keys, and puts it in the place of this one.
// Where it is stopped between its two renames, index and pack do not fit, and what does not fit is missed.
func (f *files) compact(dir string) error {
	info, err := f.index.Stat()
	if err != nil {
		return err
	}
	to, err := newFiles(dir, newSuffix)
	if err != nil {
		return err
	}
	changed := map[int64]slot{}
	for key := range (info.Size() - headSize) / slotSize {
		record, ok := f.get(key, f.end, nil)
		if !ok {
			continue
		}
		at, err := to.append(record)
		if err != nil {
			return errors.Join(err, to.close())
		}
		changed[key] = slot{offset: at, length: uint32(len(record))}
	}
	if err := to.set(changed); err != nil {
		return errors.Join(err, to.close())
	}
	// Open files cannot be replaced everywhere.
	if err := errors.Join(to.close(), f.close()); err != nil {
		return err
	}
	for _, name := range []string{packName, indexName} {
		if err := os.Rename(filepath.Join(dir, name+newSuffix), filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	opened, err := openFiles(dir, os.O_RDWR)
	if err == nil {
		*f = *opened
	}
	return err
}
