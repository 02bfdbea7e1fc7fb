package server

import (
	"bytes"
	"errors"
	"io"
	"math"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"
)

// send answers with a document and returns the status.
func (h *Handler) send(w http.ResponseWriter, r *http.Request, d *document) int {
	part := wantsPart(r)
	v := &d.plain // of which alone parts are sent
	if !part {
		v = d.choose(r.Header["Accept-Encoding"], h)
	}
	if part || d.data == nil || r.Header["If-Match"] != nil || r.Header["If-Unmodified-Since"] != nil {
		return h.sendByLibrary(w, r, d, v)
	}
	if notModified(r.Header, d, v.tag) {
		set(w.Header(), v.short)
		w.WriteHeader(http.StatusNotModified)
		return http.StatusNotModified
	}
	if d.kind == Feed && asksForDelta(r.Header) {
		if delta := h.delta(d, r.Header["If-None-Match"]); delta != nil {
			return h.sendDelta(w, r, v, delta)
		}
	}
	set(w.Header(), v.full)
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		writePieces(w, v.data)
	}
	return http.StatusOK
}

// writePieces writes long answers in several calls. As measured with feeds of some hundred kB, that takes a tenth less of the
// processor than one call, and shorter pieces save nothing.
func writePieces(w io.Writer, data []byte) {
	const longest = 128 << 10
	for piece := range slices.Chunk(data, longest) {
		if _, err := w.Write(piece); err != nil {
			return // who has gone away has gone away
		}
	}
}

// sendByLibrary has net/http do what is asked for seldom: parts, other conditions, and files that are not kept.
func (h *Handler) sendByLibrary(w http.ResponseWriter, r *http.Request, d *document, v *representation) int {
	var content io.ReadSeeker = bytes.NewReader(v.data)
	if d.data == nil {
		file, now, err := h.open(d)
		if err != nil {
			return unreadable(w)
		}
		defer file.Close()
		content, d, v = file, now, &now.plain
	}
	for _, f := range v.full {
		switch f.name {
		case "Content-Length", "Last-Modified", "Accept-Ranges": // which are the library's
		default:
			w.Header()[f.name] = f.values
		}
	}
	if !wantsPart(r) {
		r.Header.Del("Range")
	}
	// Two contents may have the same date: only a tag tells of which one a client has a part (RFC 9110, 13.1.5).
	if condition := r.Header.Get("If-Range"); condition != "" && !strings.HasPrefix(condition, `"`) {
		r.Header.Del("Range")
	}
	if d.ambiguous {
		r.Header.Del("If-Modified-Since")
	}
	out := &patient{ResponseWriter: w, control: http.NewResponseController(w), status: http.StatusOK}
	if server, ok := r.Context().Value(http.ServerContextKey).(*http.Server); ok {
		out.limit = server.WriteTimeout
	}
	http.ServeContent(out, r, "", d.modified, content)
	return out.status
}

// open opens the file of a document that is not kept, or the one that has taken its place.
func (h *Handler) open(d *document) (*os.File, *document, error) {
	root, err := h.folder.open(h.now())
	if err != nil {
		return nil, nil, err
	}
	file, err := root.Open(d.path)
	if err != nil {
		return nil, nil, err
	}
	info, err := file.Stat()
	if err == nil && !same(d.info, info) {
		if d, err = h.read(file, d.path); err == nil {
			_, err = file.Seek(0, io.SeekStart)
		}
	}
	if err != nil {
		file.Close()
		return nil, nil, err
	}
	return file, d, nil
}

// patient lets a long file take its time, as long as the client goes on to read.
type patient struct {
	http.ResponseWriter
	control *http.ResponseController
	limit   time.Duration // for each piece; 0 for none
	status  int
}

func (p *patient) WriteHeader(status int) {
	p.status = status
	p.ResponseWriter.WriteHeader(status)
}

// ReadFrom sends piece by piece; within one the system copies by itself where it can.
func (p *patient) ReadFrom(from io.Reader) (sent int64, err error) {
	const piece = 1 << 20
	length := int64(math.MaxInt64)
	limited, ok := from.(*io.LimitedReader) // within which net/http knows a file
	if ok {
		from, length = limited.R, limited.N
	}
	for sent < length {
		if p.limit > 0 {
			if err := p.control.SetWriteDeadline(time.Now().Add(p.limit)); err != nil {
				return sent, err
			}
		}
		n, err := io.CopyN(p.ResponseWriter, from, min(piece, length-sent))
		sent += n
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return sent, err
		}
	}
	if ok {
		limited.N -= sent
	}
	return sent, nil
}
