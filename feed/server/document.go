package server

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"os"
	"strconv"
	"sync/atomic"
	"time"

	"seedfeed/feed/site"
)

// mostKept is the length up to which a file's content is kept. All feeds and nearly all pages are shorter.
const mostKept = 2 << 20

// errChanging is a file that is written to while it is read.
var errChanging = errors.New("the file is being written")

// A document is a file as it was at one moment, with all that answers about it need. It does not change, but for encodings
// that are made when they are first asked for.
type document struct {
	path     string
	kind     Kind
	info     fs.FileInfo
	seen     atomic.Int64 // when the file was last found to be still this one
	racy     bool         // it may have been written to after it was read, without a sign of it
	modified time.Time    // in whole seconds
	// Within the same second another content was served: the date does not tell them apart (RFC 9110, 8.8.2.2).
	ambiguous bool
	movedTo   string // relative to its address; "" for what has not moved

	data  []byte // nil where it is too long to be kept
	size  int64
	plain representation
	coded [len(codings)]coded // with data only, for types that compress

	items lazyItems // of a feed, for those who ask for what is new in it
}

// A representation is a document in one encoding.
type representation struct {
	data        []byte
	tag         string
	full, short []field // the header fields of a 200 and of a 304
}

// A field is one header field. Many requests share it.
type field struct {
	name   string
	values []string
}

func set(header http.Header, fields []field) {
	for _, f := range fields {
		header[f.name] = f.values
	}
}

// isStill tells whether the file is the one that was read.
func (d *document) isStill(info fs.FileInfo) bool { return !d.racy && same(d.info, info) }

// trust is for how long after a look at the file it is not looked at again: nothing that anybody could notice, and most of
// the time that an answer takes where there are thousands in a second.
const trust = 5 * time.Millisecond

func (d *document) wasSeen(now time.Time, within time.Duration) bool {
	age := time.Duration(now.UnixNano() - d.seen.Load())
	return age >= 0 && age < within
}

func same(a, b fs.FileInfo) bool {
	return a.Size() == b.Size() && a.ModTime().Equal(b.ModTime()) && os.SameFile(a, b)
}

// load opens a file, reads it and keeps what it has read.
func (h *Handler) load(root *os.Root, name string) (*document, error) {
	file, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return h.read(file, name)
}

func (h *Handler) read(file *os.File, name string) (*document, error) {
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	before := h.kept.get(name)
	if before != nil && before.isStill(info) {
		return before, nil
	}
	d := &document{path: name, kind: kindOf(name), info: info, size: info.Size()}
	sum := sha256.New()
	if d.size <= mostKept {
		d.data = make([]byte, d.size)
		if _, err = io.ReadFull(file, d.data); err == nil {
			d.data = h.options.Live.into(d)
			d.size = int64(len(d.data))
			sum.Write(d.data)
		}
	} else {
		_, err = io.Copy(sum, file)
	}
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, err
	}
	after, statErr := file.Stat()
	if err != nil || statErr != nil || !same(info, after) {
		return nil, errChanging
	}
	h.finish(d, before, hex.EncodeToString(sum.Sum(nil)[:16]))
	h.kept.put(d)
	return d, nil
}

// granularity is how far apart two changes of a file may lie at most and have the same time.
const granularity = 20 * time.Millisecond

// finish makes what answers need of a document whose content has been read.
func (h *Handler) finish(d, before *document, sum string) {
	now := h.now()
	d.seen.Store(now.UnixNano())
	age := now.Sub(d.info.ModTime())
	d.racy = age >= 0 && age < granularity
	d.modified = d.info.ModTime().Truncate(time.Second)
	if d.modified.After(now) { // RFC 9110, 8.8.2.1
		d.modified = now.Truncate(time.Second)
	}
	d.plain.tag = `"` + sum + `"`
	if before != nil && before.modified.Equal(d.modified) {
		d.ambiguous = before.ambiguous || before.plain.tag != d.plain.tag
	}
	if d.kind == Page {
		d.movedTo = h.movedTo(d)
	}
	d.plain.data = d.data
	d.describe(&d.plain, h, "")
	if len(d.data) < leastCoded || !compresses(d.path) {
		return
	}
	for i, c := range codings {
		d.coded[i].tag = `"` + sum + "-" + c + `"`
	}
}

// describe fills in the header fields of a representation.
func (d *document) describe(r *representation, h *Handler, coding string) {
	add := func(name, value string, always bool) {
		if value == "" {
			return
		}
		f := field{name, []string{value}}
		r.full = append(r.full, f)
		if always {
			r.short = append(r.short, f)
		}
	}
	size := d.size
	if coding != "" {
		size = int64(len(r.data))
	}
	add("Content-Type", mediaType(d.path), false)
	add("Content-Length", strconv.FormatInt(size, 10), false)
	add("Content-Encoding", coding, false)
	add("Etag", r.tag, true)
	add("Last-Modified", d.modified.UTC().Format(http.TimeFormat), true)
	add("Cache-Control", d.kind.cacheControl(h.options.Live != nil), true)
	add("Vary", d.vary(), true)
	if d.kind == Feed {
		f := field{"Link", h.links(d)}
		r.full, r.short = append(r.full, f), append(r.short, f)
	}
	if coding == "" {
		add("Accept-Ranges", "bytes", false)
	}
	add("X-Content-Type-Options", "nosniff", false)
	add("Content-Security-Policy", h.policy(d), false)
	if d.kind == Page || d.kind == Feed {
		add("Referrer-Policy", referrerPolicy, false)
	}
}

// links returns what a subscriber of a hub looks for in the header first (WebSub, 4).
func (h *Handler) links(d *document) []string {
	links := []string{"<" + h.base + escapePath(d.path) + `>; rel="self"`}
	if h.options.Hub != "" && site.IsSubscription(d.path) {
		links = append(links, "<"+h.options.Hub+`>; rel="hub"`)
	}
	return links
}

// vary names the request's header fields that decide on the answer.
func (d *document) vary() string {
	if d.data != nil && compresses(d.path) {
		return "Accept-Encoding"
	}
	return ""
}

// movedTo returns where a page leads that only says that its article has moved: relative to its own address where that is
// of this site, so that a copy of the site stays one.
func (h *Handler) movedTo(d *document) string {
	head := d.data[:min(len(d.data), 4<<10)]
	_, rest, ok := bytes.Cut(head, []byte(`<meta http-equiv="refresh" content="0; url=`))
	if !ok {
		return ""
	}
	to, _, ok := bytes.Cut(rest, []byte(`"`))
	if !ok {
		return ""
	}
	return h.fromHere(d.path, string(to))
}
