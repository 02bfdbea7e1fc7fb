package server

import (
	"bytes"
	"io"
	"strconv"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// leastCoded is the length below which compression saves nothing: all fits into one packet.
const leastCoded = 1000

// A coding is a way to compress.
type coding struct {
	name string // as in Accept-Encoding
	pack func(to *bytes.Buffer, data []byte) error
}

// codings are in the order of preference: what is sent often is worth to be made small once.
var codings = [...]coding{{"br", packBrotli}, {"zstd", packZstandard}, {"gzip", packGzip}}

func packBrotli(to *bytes.Buffer, data []byte) error {
	const quality = 6 // beyond that each percent takes several times as long
	return pack(brotli.NewWriterLevel(to, quality), data)
}

func packZstandard(to *bytes.Buffer, data []byte) error {
	// Browsers take no larger window (RFC 9659).
	w, err := zstd.NewWriter(to, zstd.WithEncoderLevel(zstd.SpeedBetterCompression), zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(mostKept))
	if err != nil {
		return err
	}
	return pack(w, data)
}

func packGzip(to *bytes.Buffer, data []byte) error {
	w, err := gzip.NewWriterLevel(to, gzip.BestCompression)
	if err != nil {
		return err
	}
	return pack(w, data)
}

func pack(w io.WriteCloser, data []byte) error {
	if _, err := w.Write(data); err != nil {
		return err
	}
	return w.Close()
}

// coded is a representation that is made when it is first asked for.
type coded struct {
	tag  string // "" where there is none
	once sync.Once
	made *representation // nil where compression saves nothing
}

// packing holds the number of documents that are compressed at a time, each of which takes some MiB.
var packing = make(chan struct{}, 2)

// in returns the document in one of the codings, or as it is where that would be no smaller.
func (d *document) in(i int, h *Handler) *representation {
	c := &d.coded[i]
	c.once.Do(func() {
		packing <- struct{}{}
		defer func() { <-packing }()
		var b bytes.Buffer
		if err := codings[i].pack(&b, d.data); err != nil || b.Len() >= len(d.data) {
			return
		}
		r := &representation{data: bytes.Clone(b.Bytes()), tag: c.tag}
		d.describe(r, h, codings[i].name)
		c.made = r
		h.kept.grow(d, len(r.data))
	})
	if c.made == nil {
		return &d.plain
	}
	return c.made
}

// choose returns the representation that suits an Accept-Encoding field best (RFC 9110, 12.5.3).
func (d *document) choose(accepted []string, h *Handler) *representation {
	if len(accepted) == 0 || d.coded[0].tag == "" {
		return &d.plain
	}
	weights, plain := weigh(accepted)
	best, weight := -1, 0
	for i, w := range weights {
		if w > weight {
			best, weight = i, w
		}
	}
	if best < 0 || plain > weight {
		return &d.plain
	}
	return d.in(best, h)
}

// weigh returns how much each coding is wanted, in thousandths; plain is less than 0 where nothing is said of it.
func weigh(accepted []string) (weights [len(codings)]int, plain int) {
	plain = -1
	star, named := 0, [len(codings)]bool{}
	for _, line := range accepted {
		for line != "" {
			var item string
			item, line, _ = strings.Cut(line, ",")
			name, parameters, _ := strings.Cut(item, ";")
			name = strings.ToLower(strings.TrimSpace(name))
			w := quality(parameters)
			switch name {
			case "identity":
				plain = w
			case "*":
				star = w
			case "x-gzip":
				name = "gzip"
			}
			for i, c := range codings {
				if c.name == name {
					weights[i], named[i] = w, true
				}
			}
		}
	}
	// Who takes anything knows at least what all know.
	if last := len(codings) - 1; !named[last] {
		weights[last] = star
	}
	return weights, plain
}

// quality reads the weight of an item, in thousandths; one that cannot be read is none.
func quality(parameters string) int {
	for parameters != "" {
		var p string
		p, parameters, _ = strings.Cut(parameters, ";")
		name, value, _ := strings.Cut(p, "=")
		if strings.EqualFold(strings.TrimSpace(name), "q") {
			q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
			if err != nil || q < 0 || q > 1 {
				return 0
			}
			return int(q * 1000)
		}
	}
	return 1000
}
