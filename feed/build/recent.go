package build

import (
	"slices"
	"sync"

	"seedfeed/feed/rendered"
)

// recentBytes is how much content is kept at hand for the next document that shows the same article.
const recentBytes = 16 << 20

// recent keeps the content that was asked for last, by its version. It is safe for concurrent use.
type recent struct {
	mu      sync.Mutex
	content map[string]rendered.Content
	order   []string // by age, the oldest first
	bytes   int
}

func (r *recent) get(version []byte) (rendered.Content, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	content, ok := r.content[string(version)]
	return content, ok
}

func (r *recent) put(version []byte, content rendered.Content) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.content[string(version)]; ok {
		return
	}
	if r.content == nil {
		r.content = map[string]rendered.Content{}
	}
	r.content[string(version)] = content
	r.order = append(r.order, string(version))
	r.bytes += size(content)
	for r.bytes > recentBytes && len(r.order) > 1 {
		oldest := r.order[0]
		r.order = r.order[1:]
		r.bytes -= size(r.content[oldest])
		delete(r.content, oldest)
	}
}

// drop forgets the content of a version.
func (r *recent) drop(version []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if content, ok := r.content[string(version)]; ok {
		r.bytes -= size(content)
		delete(r.content, string(version))
		r.order = slices.DeleteFunc(r.order, func(v string) bool { return v == string(version) })
	}
}

// size is about what a content takes in memory.
func size(c rendered.Content) int { return len(c.HTML) + len(c.Summary) + 512 }
