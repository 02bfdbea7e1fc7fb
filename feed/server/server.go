// Package server answers HTTP requests with the files of an output folder.
//
// What it promises: a body and its validators are always of one file, which was read whole; what is not in the folder,
// hidden or led to by a link out of it is not found; and a request for a file that has not changed costs a look at the
// file's place, not at its content. It writes nothing.
package server

import (
	"errors"
	"io/fs"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/sync/singleflight"

	"seedfeed/feed/site"
)

// Options say what to serve. Folder and URL are needed.
type Options struct {
	Folder string   // which may be missing for a while
	URL    *url.URL // of the site; its path ends with a slash

	// Hub is the URL of the WebSub hub that the feeds name; "" for none.
	Hub string

	// PagePolicy is the Content-Security-Policy of pages; "" means that of the built-in templates.
	PagePolicy string

	// Memory is how many bytes of content are kept at most; 0 means 32 MiB.
	Memory int64

	// Live has open pages of this handler load again, if it is set.
	Live *Live

	// Observe is told of each answer. nil means that no one wants to know.
	Observe func(*Answer)
}

// An Answer is what was answered to a request.
type Answer struct {
	Request *http.Request
	Kind    Kind
	Path    string // of the file, relative to the folder; "" where there is none
	Status  int
	Took    time.Duration
}

// A Handler serves an output folder. It answers requests for the site's own path and, as behind a proxy that takes this
// path away, for those without it.
type Handler struct {
	options Options
	prefix  string // the path of the site's URL
	base    string // the URL, for absolute addresses
	folder  folder
	kept    *cache
	loads   singleflight.Group
	packers packers
	deltas  deltas
	now     func() time.Time
	trust   time.Duration
}

// New makes a Handler. It opens nothing yet.
func New(o Options) (*Handler, error) {
	if o.URL == nil || !strings.HasSuffix(o.URL.Path, "/") {
		return nil, errors.New("serve: want the URL of the site with a slash at its end")
	}
	if o.Memory == 0 {
		o.Memory = 32 << 20
	}
	if o.PagePolicy == "" {
		o.PagePolicy = site.StrictPolicy
	}
	return &Handler{
		options: o, prefix: o.URL.Path, base: o.URL.String(), folder: folder{path: o.Folder}, kept: newCache(o.Memory),
		packers: newPackers(2), now: time.Now, trust: trust,
	}, nil
}

// Close gives the folder back. Requests after it are answered as if nothing were there.
func (h *Handler) Close() error { return h.folder.close() }

// ServeHTTP implements [http.Handler].
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if h.options.Observe == nil {
		h.answer(w, r)
		return
	}
	began := h.now()
	a := h.answer(w, r)
	a.Request, a.Took = r, h.now().Sub(began)
	h.options.Observe(&a)
}

func (h *Handler) answer(w http.ResponseWriter, r *http.Request) Answer {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return Answer{Status: refuseMethod(w)}
	}
	if h.options.Live != nil && h.options.Live.serves(w, r) {
		return Answer{Status: http.StatusOK}
	}
	d, to, err := h.find(r.URL.Path)
	switch {
	case err == nil && to != "":
		return Answer{Status: redirect(w, r, to)}
	case err == nil:
		return Answer{Kind: d.kind, Path: d.path, Status: h.send(w, r, d)}
	case errors.Is(err, fs.ErrNotExist) && !h.Ready():
		return Answer{Status: notYet(w)}
	case errors.Is(err, fs.ErrNotExist):
		return Answer{Status: notFound(w, h.prefix)}
	}
	return Answer{Status: unreadable(w)}
}

// Ready reports whether there is an output to serve.
func (h *Handler) Ready() bool {
	_, to, err := h.find("/")
	return err == nil && to == ""
}
