package server

import (
	"container/list"
	"sync"
)

// A cache keeps the documents that were used last, up to a number of bytes.
type cache struct {
	limit int64

	mu     sync.Mutex
	size   int64
	used   *list.List // of *place, the last one used in front
	byPath map[string]*list.Element
}

// A place is what the cache holds under one path.
type place struct {
	document *document
	size     int64
}

// overhead is about what a document takes beside its content.
const overhead = 3 << 10

func newCache(limit int64) *cache {
	return &cache{limit: limit, used: list.New(), byPath: map[string]*list.Element{}}
}

// get returns the document at the path, or nil.
func (c *cache) get(path string) *document {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.byPath[path]
	if e == nil {
		return nil
	}
	c.used.MoveToFront(e)
	return e.Value.(*place).document
}

// put keeps a document in place of what is at its path.
func (c *cache) put(d *document) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.drop(c.byPath[d.path])
	p := &place{document: d, size: overhead + int64(len(d.data))}
	c.byPath[d.path] = c.used.PushFront(p)
	c.size += p.size
	c.shrink()
}

// grow counts more bytes for a document, if it is still there.
func (c *cache) grow(d *document, by int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.byPath[d.path]
	if e == nil || e.Value.(*place).document != d {
		return
	}
	e.Value.(*place).size += int64(by)
	c.size += int64(by)
	c.shrink()
}

func (c *cache) shrink() {
	for c.size > c.limit && c.used.Len() > 0 {
		c.drop(c.used.Back())
	}
}

func (c *cache) drop(e *list.Element) {
	if e == nil {
		return
	}
	p := c.used.Remove(e).(*place)
	delete(c.byPath, p.document.path)
	c.size -= p.size
}
