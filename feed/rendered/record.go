package rendered

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"slices"

	"seedfeed/feed/article"
)

// A record is the checksum of all that follows, the key, the length of the version, that of the rest of the Content, and
// these three: the version, the rest and the HTML. The rest has each text with its length before it, each list with how many
// it has. It is no JSON, since to read that takes longer than all else that is done to get a content.
const recordHead = 4 + 8 + 1 + 4

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// encode makes a record in room, where that is large enough.
func encode(room []byte, key int64, version []byte, c Content) []byte {
	record := slices.Grow(room[:0], recordHead+len(version)+len(c.Summary)+len(c.HTML)+512)[:recordHead]
	binary.LittleEndian.PutUint64(record[4:], uint64(key))
	record[12] = byte(len(version))
	w := codec{record: append(record, version...)}
	w.content(&c)
	record = append(w.record, c.HTML...)
	binary.LittleEndian.PutUint32(record[13:], uint32(len(w.record)-recordHead-len(version)))
	binary.LittleEndian.PutUint32(record, crc32.Checksum(record[4:], castagnoli))
	return record
}

// decode is not ok where the record is damaged or of another version; a version of nil stands for all.
func decode(record []byte, key int64, version []byte) (c Content, ok bool) {
	if len(record) < recordHead || binary.LittleEndian.Uint32(record) != crc32.Checksum(record[4:], castagnoli) {
		return c, false
	}
	rest := record[recordHead:]
	versionSize, size := int(record[12]), int(binary.LittleEndian.Uint32(record[13:]))
	if binary.LittleEndian.Uint64(record[4:]) != uint64(key) || versionSize+size > len(rest) || version != nil && !bytes.Equal(rest[:versionSize], version) {
		return c, false
	}
	rest = rest[versionSize:]
	r := codec{reading: true, record: rest[:size], texts: string(rest[:size])}
	r.content(&c)
	if r.failed || r.at != size {
		return Content{}, false
	}
	c.HTML = article.Marked(rest[size:])
	return c, true
}

// A codec appends values to a record, or reads them from one. It does both, so that they cannot differ.
type codec struct {
	reading bool
	record  []byte
	texts   string // the record once more: what is read are parts of it
	at      int    // up to where it has been read
	failed  bool   // the record is too short for what it says
}

// content is all of a Content but the HTML.
func (c *codec) content(v *Content) {
	c.text(&v.Summary)
	list(c, &v.Authors, func(p *article.Person) {
		c.text(&p.Name)
		c.text(&p.Email)
		c.text(&p.URL)
	})
	c.text(&v.Rights)
	c.text(&v.Direction)
	c.text((*string)(&v.Image.URL))
	c.text(&v.Image.Alt)
	list(c, &v.Enclosures, func(e *article.Enclosure) {
		c.text((*string)(&e.URL))
		c.text(&e.Type)
		c.number(&e.Length)
	})
	list(c, &v.Tags, func(t *Tag) {
		c.text(&t.Slug)
		c.text(&t.Name)
	})
	list(c, &v.Files, func(f *File) {
		c.text(&f.Path)
		c.text(&f.Name)
		c.number(&f.Size)
		c.text(&f.Type)
		c.size(&f.Width)
		c.size(&f.Height)
	})
}

func list[T any](c *codec, items *[]T, each func(*T)) {
	n := len(*items)
	c.size(&n)
	if c.reading && c.has(n) && n > 0 { // an item takes a byte at least
		*items = make([]T, n)
	}
	for i := range *items {
		each(&(*items)[i])
	}
}

func (c *codec) text(s *string) {
	n := len(*s)
	c.size(&n)
	switch {
	case !c.reading:
		c.record = append(c.record, *s...)
	case c.has(n):
		*s = c.texts[c.at : c.at+n]
		c.at += n
	}
}

func (c *codec) size(n *int) {
	long := int64(*n)
	c.number(&long)
	*n = int(long)
}

func (c *codec) number(n *int64) {
	if !c.reading {
		c.record = binary.AppendVarint(c.record, *n)
		return
	}
	value, size := binary.Varint(c.record[c.at:])
	if size <= 0 {
		c.failed, size = true, 0
	}
	*n, c.at = value, c.at+size
}

// has reports whether n more bytes can be read.
func (c *codec) has(n int) bool {
	c.failed = c.failed || n < 0 || n > len(c.record)-c.at
	return !c.failed
}
