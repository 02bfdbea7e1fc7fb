package server

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// Delta encoding of feeds: who says "A-IM: feed" and of which feed it has, gets a feed of what is new or changed since
// (RFC 3229, with the manipulation "feed" that was proposed for it in 2004).

// asksForDelta tells who understands the answer from who does not: feedparser asks for it in the name of programs that know
// nothing of it, of which rss2email takes status 226 for a failure and never shows what is new.
func asksForDelta(header http.Header) bool {
	if strings.Contains(header.Get("User-Agent"), "feedparser/") {
		return false
	}
	for _, line := range header["A-Im"] {
		for item := range strings.SplitSeq(line, ",") {
			name, parameters, _ := strings.Cut(item, ";")
			if strings.EqualFold(strings.TrimSpace(name), "feed") && quality(parameters) > 0 {
				return true
			}
		}
	}
	return false
}

// An item is where one lies in a feed.
type item struct {
	start, end int
	sum        [sha256.Size]byte
}

// lazyItems are found when they are first asked for.
type lazyItems struct {
	once  sync.Once
	items []item // nil where there are none, or the feed cannot be read
}

func (d *document) itemsOf() []item {
	d.items.once.Do(func() {
		find := itemsOfXML
		if extension(d.path) == "json" {
			find = itemsOfJSON
		}
		items, err := find(d.data)
		if err != nil {
			return
		}
		for i, at := range items {
			items[i].sum = sha256.Sum256(d.data[at.start:at.end])
		}
		d.items.items = items
	})
	return d.items.items
}

func itemsOfXML(data []byte) (items []item, err error) {
	decoder := xml.NewDecoder(bytes.NewReader(data))
	depth := 0
	for {
		start := int(decoder.InputOffset())
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return items, nil
		}
		if err != nil {
			return nil, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			depth++
			if isItem(t.Name.Local, depth) {
				items = append(items, item{start: start})
			}
		case xml.EndElement:
			if isItem(t.Name.Local, depth) && len(items) > 0 {
				items[len(items)-1].end = int(decoder.InputOffset())
			}
			depth--
		}
	}
}

// isItem tells an item of rss/channel and an entry of feed.
func isItem(name string, depth int) bool {
	return name == "item" && depth == 3 || name == "entry" && depth == 2
}

func itemsOfJSON(data []byte) (items []item, err error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	if _, err := decoder.Token(); err != nil {
		return nil, err
	}
	for decoder.More() {
		key, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		var value json.RawMessage
		if key != "items" {
			if err := decoder.Decode(&value); err != nil {
				return nil, err
			}
			continue
		}
		if _, err := decoder.Token(); err != nil {
			return nil, err
		}
		for decoder.More() {
			if err := decoder.Decode(&value); err != nil {
				return nil, err
			}
			end := int(decoder.InputOffset())
			items = append(items, item{start: end - len(value), end: end})
		}
		return items, nil
	}
	return nil, nil
}

// without returns the feed with only those items that keep says.
func (d *document) without(items []item, keep func(item) bool) []byte {
	var b bytes.Buffer
	at := 0
	if extension(d.path) != "json" {
		for _, i := range items {
			if keep(i) {
				continue
			}
			b.Write(d.data[at:i.start])
			at = i.end
		}
		b.Write(d.data[at:])
		return b.Bytes()
	}
	b.Write(d.data[:items[0].start])
	some := false
	for _, i := range items {
		if keep(i) {
			if some {
				b.WriteByte(',')
			}
			b.Write(d.data[i.start:i.end])
			some = true
		}
	}
	b.Write(d.data[items[len(items)-1].end:])
	return b.Bytes()
}

// deltas remembers what the feeds held that were sent to somebody who may want to hear only what is new.
type deltas struct {
	mu    sync.Mutex
	known map[string]map[[sha256.Size]byte]bool // the items by the feed's tag, without its coding
	order []string
}

// mostDeltas is how many feeds are remembered, of about 2 kB each.
const mostDeltas = 500

func (s *deltas) remember(tag string, items []item) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.known[tag] != nil {
		return
	}
	if s.known == nil {
		s.known = map[string]map[[sha256.Size]byte]bool{}
	}
	if len(s.order) == mostDeltas {
		delete(s.known, s.order[0])
		s.order = s.order[1:]
	}
	sums := make(map[[sha256.Size]byte]bool, len(items))
	for _, i := range items {
		sums[i.sum] = true
	}
	s.known[tag] = sums
	s.order = append(s.order, tag)
}

func (s *deltas) find(tag string) map[[sha256.Size]byte]bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.known[tag]
}

// uncoded returns the tag of a document as it is.
func uncoded(tag string) string {
	if name, _, ok := strings.Cut(tag, "-"); ok {
		return name + `"`
	}
	return tag
}

// delta returns the feed with what is not in the one that the client has, nil if that is not known.
func (h *Handler) delta(d *document, had []string) []byte {
	items := d.itemsOf()
	if len(items) == 0 {
		return nil
	}
	h.deltas.remember(d.plain.tag, items)
	for _, line := range had {
		for tag := range tags(line) {
			if old := h.deltas.find(uncoded(tag)); old != nil {
				return d.without(items, func(i item) bool { return !old[i.sum] })
			}
		}
	}
	return nil
}

// sendDelta sends a part of a feed. Its tag is that of the whole feed, which the client has now (RFC 3229, 10.5.1): the
// tag that v has, for it comes back with a request that is answered with v.
func (h *Handler) sendDelta(w http.ResponseWriter, r *http.Request, v *representation, delta []byte) int {
	for _, f := range v.full {
		switch f.name {
		case "Content-Length", "Content-Encoding", "Accept-Ranges":
		default:
			w.Header()[f.name] = f.values
		}
	}
	w.Header().Set("Im", "feed")
	w.Header().Set("Vary", "A-IM, If-None-Match, Accept-Encoding")
	w.Header().Set("Cache-Control", "no-store, im")
	w.Header().Set("Content-Length", strconv.Itoa(len(delta)))
	w.WriteHeader(http.StatusIMUsed)
	if r.Method != http.MethodHead {
		w.Write(delta)
	}
	return http.StatusIMUsed
}
