package build

import (
	"sync"

	"seedfeed/feed/rendered"
)

// recentBytes is how much content is kept at hand for the next document that shows the same article.
const recentBytes = 16 << 20

// recent keeps the content that was asked for last. It is safe for concurrent use.
type recent struct {
	mu      sync.Mutex
	content map[int64]rendered.Content
	order   []int64 // by age, the oldest first
	bytes   int
}

func (r *recent) get(key int64) (rendered.Content, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	content, ok := r.content[key]
	return content, ok
}

func (r *recent) put(key int64, content rendered.Content) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.content[key]; ok {
		return
	}
	if r.content == nil {
		r.content = map[int64]rendered.Content{}
	}
	r.content[key] = content
	r.order = append(r.order, key)
	r.bytes += size(content)
	for r.bytes > recentBytes && len(r.order) > 1 {
		oldest := r.order[0]
		r.order = r.order[1:]
		r.bytes -= size(r.content[oldest])
		delete(r.content, oldest)
	}
}

// size is about what a content takes in memory.
func size(c rendered.Content) int { return len(c.HTML) + len(c.Summary) + 512 }
