package source

import (
	"encoding/binary"
	"time"
)

// A Stamp tells two states of a file apart: it holds size, modification time, change time and inode. The
// last two are zero on systems that do not have them. Two equal Stamps are the same content unless the
// file was changed within the granularity of the clock: see Racy. The zero Stamp is no file's.
type Stamp [40]byte

func newStamp(size int64, modified, changed time.Time, inode uint64) (s Stamp) {
	binary.BigEndian.PutUint64(s[0:], uint64(size))
	putTime(s[8:], modified)
	putTime(s[20:], changed)
	binary.BigEndian.PutUint64(s[32:], inode)
	return s
}

// Seconds and nanoseconds apart, since nanoseconds alone end in 2262 and file systems do not.
func putTime(b []byte, t time.Time) {
	if t.IsZero() {
		return
	}
	binary.BigEndian.PutUint64(b, uint64(t.Unix()))
	binary.BigEndian.PutUint32(b[8:], uint32(t.Nanosecond()))
}

func timeAt(b []byte) time.Time {
	return time.Unix(int64(binary.BigEndian.Uint64(b)), int64(binary.BigEndian.Uint32(b[8:])))
}

// Size is the length of the file in bytes.
func (s Stamp) Size() int64 { return int64(binary.BigEndian.Uint64(s[0:])) }

// ModTime is when the content last changed, or what somebody set in its place.
func (s Stamp) ModTime() time.Time { return timeAt(s[8:]) }

// ChangeTime is when the file last changed in any way; nobody can set it. It is 1970 where unknown.
func (s Stamp) ChangeTime() time.Time { return timeAt(s[20:]) }

// sameContent leaves out the change time, which a rename or chmod moves as well.
func (s Stamp) sameContent(other Stamp) bool {
	return [20]byte(s[:20]) == [20]byte(other[:20])
}

// racyWindow is the coarsest clock of common file systems: FAT counts in steps of two seconds.
const racyWindow = 2 * time.Second

// Racy reports whether a file with this Stamp that was read at that time may have changed afterwards
// without its Stamp showing it: it had been changed within the two seconds before, or its times lie ahead.
// Such a file has to be read again next time.
func Racy(s Stamp, readAt time.Time) bool {
	settled := readAt.Add(-racyWindow)
	return !s.ModTime().Before(settled) || !s.ChangeTime().Before(settled)
}
