package server

import (
	"bufio"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// With Live, pages have a script that waits for changes; their files, feeds, and all pages without it have none.
func TestLive(t *testing.T) {
	live := &Live{}
	h, dir := sampleHandler(t, func(o *Options) { o.Live = live })
	r := start(t, &Server{Handler: h, Live: live})
	for path, want := range map[string]string{"/": `<script src="-/live.js" defer></script>`, "/articles/one/": `<script src="../../-/live.js" defer></script>`} {
		answer := ask(h, "GET", path)
		if got := body(t, answer); !strings.Contains(got, want+"\n</body>") {
			t.Errorf("%s: got %q at the end", path, got[len(got)-100:])
		}
		if got := answer.Header.Get("Content-Security-Policy"); !strings.Contains(got, "script-src 'self'; connect-src 'self'") {
			t.Errorf("%s: got policy %q", path, got)
		}
		if got := answer.Header.Get("Cache-Control"); got != "no-cache" {
			t.Errorf("%s: got %q", path, got)
		}
		wantStatus(t, ask(h, "GET", path, "If-None-Match", answer.Header.Get("Etag")), http.StatusNotModified)
	}
	file, err := os.ReadFile(filepath.Join(dir, "index.html"))
	must(t, err)
	if string(file) != sample()["index.html"] || strings.Contains(body(t, ask(h, "GET", "/rss.xml")), "<script") {
		t.Error("the script is where it does not belong")
	}
	script := ask(h, "GET", "/articles/one/../../-/live.js")
	if got := script.Header.Get("Content-Type"); got != "text/javascript; charset=utf-8" {
		t.Errorf("got %q", got)
	}

	answer, err := http.Get("http://" + r.address + "/-/live")
	must(t, err)
	defer answer.Body.Close()
	lines := bufio.NewScanner(answer.Body)
	wait := func(want string) {
		t.Helper()
		for lines.Scan() {
			if lines.Text() == want {
				return
			}
		}
		t.Fatalf("ended without %q", want)
	}
	wait("retry: 500")
	live.Reload()
	wait("data: reload")
	live.Reload()
	wait("data: reload")
	began := time.Now()
	r.end(t) // which does not wait for pages that are open
	if took := time.Since(began); took > 3*time.Second {
		t.Errorf("it took %v to end", took)
	}
	if lines.Scan() && lines.Text() != "" {
		t.Errorf("got %q after the end", lines.Text())
	}

	without, _ := sampleHandler(t)
	wantStatus(t, ask(without, "GET", "/-/live"), http.StatusNotFound)
	wantStatus(t, ask(without, "GET", "/-/live.js"), http.StatusNotFound)
	if got := body(t, ask(without, "GET", "/")); got != sample()["index.html"] {
		t.Error("a page has been changed")
	}
}
