package server

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// A Live has the open pages of a site load again when they have changed. Its zero value is ready. A nil one does nothing.
type Live struct {
	mu     sync.Mutex
	change chan struct{} // closed at the next change
	ended  bool
}

const (
	liveScript = "-/live.js"
	liveEvents = "-/live"
)

// Reload has all open pages load again.
func (l *Live) Reload() {
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.change != nil {
		close(l.change)
		l.change = nil
	}
}

// Close ends all connections of open pages, for good.
func (l *Live) Close() {
	if l == nil {
		return
	}
	l.mu.Lock()
	l.ended = true
	l.mu.Unlock()
	l.Reload()
}

// next returns what is closed at the next change; false once Close was called.
func (l *Live) next() (<-chan struct{}, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.change == nil {
		l.change = make(chan struct{})
	}
	return l.change, !l.ended
}

// into adds the script to a page. What is written on the disk never has it.
func (l *Live) into(d *document) []byte {
	if l == nil || extension(d.path) != "html" {
		return d.data
	}
	script := `<script src="` + strings.Repeat("../", strings.Count(d.path, "/")) + liveScript + `" defer></script>` + "\n"
	at := bytes.LastIndex(d.data, []byte("</body>"))
	if at < 0 {
		at = len(d.data)
	}
	return bytes.Join([][]byte{d.data[:at], d.data[at:]}, []byte(script))
}

// allowed adds to a policy what the script needs.
func (l *Live) allowed(policy string) string {
	if l == nil || !strings.Contains(policy, "default-src") {
		return policy
	}
	return policy + "; script-src 'self'; connect-src 'self'"
}

// serves answers requests for the script, and those of the script.
func (l *Live) serves(w http.ResponseWriter, r *http.Request) bool {
	switch {
	case strings.HasSuffix(r.URL.Path, "/"+liveScript):
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		w.Header().Set("Cache-Control", "no-cache")
		io.WriteString(w, "new EventSource(new URL(\"live\", document.currentScript.src)).onmessage = () => location.reload();\n")
		return true
	case strings.HasSuffix(r.URL.Path, "/"+liveEvents):
		l.events(w, r)
		return true
	}
	return false
}

// events tells one page of each change until it is gone.
func (l *Live) events(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	control := http.NewResponseController(w)
	// Now and then something is sent, so that proxies keep the connection and one that is dead is found out.
	const beat = 15 * time.Second
	ticker := time.NewTicker(beat)
	defer ticker.Stop()
	text := "retry: 500\n\n"
	for {
		change, more := l.next()
		if !more {
			return
		}
		_ = control.SetWriteDeadline(time.Now().Add(2 * beat)) // where it cannot be set there is none
		if _, err := io.WriteString(w, text); err != nil {
			return
		}
		if control.Flush() != nil {
			return
		}
		select {
		case <-r.Context().Done():
			return
		case <-ticker.C:
			text = ": still here\n\n"
		case <-change:
			text = "data: reload\n\n"
		}
	}
}
