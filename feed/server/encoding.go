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

// codings are the ones that are offered, in the order of preference: what is sent often is worth to be made small once.
var codings = [...]string{"br", "zstd", "gzip"}

// A packer compresses one document at a time. It takes some MiB.
type packer struct {
	brotli *brotli.Writer
	zstd   *zstd.Encoder
	gzip   *gzip.Writer
}

func newPacker() (*packer, error) {
	const quality = 6 // beyond that each percent takes several times as long
	p := &packer{brotli: brotli.NewWriterLevel(io.Discard, quality)}
	var err error
	// Browsers take no larger window (RFC 9659).
	p.zstd, err = zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBetterCompression), zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(mostKept))
	if err != nil {
		return nil, err
	}
	p.gzip, err = gzip.NewWriterLevel(io.Discard, gzip.BestCompression)
	return p, err
}

func (p *packer) pack(coding string, data []byte) ([]byte, error) {
	if coding == "zstd" {
		return p.zstd.EncodeAll(data, nil), nil
	}
	var w interface {
		io.WriteCloser
		Reset(io.Writer)
	} = p.gzip
	if coding == "br" {
		w = p.brotli
	}
	var b bytes.Buffer
	w.Reset(&b)
	if _, err := w.Write(data); err != nil {
		return nil, err
	}
	err := w.Close()
	return bytes.Clone(b.Bytes()), err
}

// packers are as many as documents are compressed at a time. They are made when they are first needed.
type packers chan *packer

func newPackers(most int) packers {
	p := make(packers, most)
	for range most {
		p <- nil
	}
	return p
}

func (all packers) pack(coding string, data []byte) ([]byte, error) {
	p := <-all
	defer func() { all <- p }()
	if p == nil {
		made, err := newPacker()
		if err != nil {
			return nil, err
		}
		p = made
	}
	return p.pack(coding, data)
}

// coded is a representation that is made when it is first asked for.
type coded struct {
	tag  string // "" where there is none
	once sync.Once
	made *representation // nil where compression saves nothing
}

// in returns the document in one of the codings, or as it is where that would be no smaller.
func (d *document) in(i int, h *Handler) *representation {
	c := &d.coded[i]
	c.once.Do(func() {
		packed, err := h.packers.pack(codings[i], d.data)
		if err != nil || len(packed) >= len(d.data) {
			return
		}
		r := &representation{data: packed, tag: c.tag}
		d.describe(r, h, codings[i])
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
				if c == name {
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
