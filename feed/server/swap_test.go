package server

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// unpacked returns a body as it was before it was encoded.
func unpacked(r *http.Response) ([]byte, error) {
	var from io.Reader = r.Body
	var err error
	switch r.Header.Get("Content-Encoding") {
	case "gzip":
		from, err = gzip.NewReader(r.Body)
	case "br":
		from = brotli.NewReader(r.Body)
	case "zstd":
		var d *zstd.Decoder
		if d, err = zstd.NewReader(r.Body); err == nil {
			defer d.Close()
			from = d
		}
	}
	if err != nil {
		return nil, err
	}
	return io.ReadAll(from)
}

// agrees tells whether a body is the one that its tag names.
func agrees(r *http.Response, content []byte) bool {
	sum := sha256.Sum256(content)
	want := hex.EncodeToString(sum[:16])
	if coding := r.Header.Get("Content-Encoding"); coding != "" {
		want += "-" + coding
	}
	return r.Header.Get("Etag") == `"`+want+`"`
}

// While files are replaced no request fails, none gets bytes of one content with the tag of another, and none goes back to
// an older one.
func TestRebuildUnderRequests(t *testing.T) {
	dir := t.TempDir()
	version := func(n int) string {
		return fmt.Sprintf("<rss><!-- %08d -->%s</rss>", n, strings.Repeat(fmt.Sprintf("version %d ", n), 300))
	}
	names := []string{"rss.xml", "articles/one/index.html", "long.xml"}
	length := func(name string) int { // long files are not kept
		if name == "long.xml" {
			return mostKept
		}
		return 0
	}
	put := func(n int) {
		for _, name := range names {
			content := version(n) + strings.Repeat(" ", length(name))
			must(t, os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o777))
			aside := filepath.Join(dir, ".aside")
			must(t, os.WriteFile(aside, []byte(content), 0o666)) // of the same length each time, and now
			must(t, os.Rename(aside, filepath.Join(dir, name)))
		}
	}
	put(0)
	h := newHandler(t, dir)
	server := httptest.NewServer(h)
	defer server.Close()
	done := make(chan struct{})
	var clients sync.WaitGroup
	for i, encoding := range []string{"identity", "gzip", "br", "zstd"} {
		name := []string{"rss.xml", "articles/one/", "rss.xml", "long.xml"}[i]
		clients.Go(func() {
			last, tag := -1, ""
			for {
				select {
				case <-done:
					return
				default:
				}
				request, _ := http.NewRequest("GET", server.URL+"/"+name, nil)
				request.Header.Set("Accept-Encoding", encoding)
				if tag != "" {
					request.Header.Set("If-None-Match", tag)
				}
				r, err := http.DefaultClient.Do(request)
				if err != nil {
					t.Error(err)
					return
				}
				content, err := unpacked(r)
				r.Body.Close()
				if r.StatusCode == http.StatusNotModified && r.Header.Get("Etag") == tag {
					continue
				}
				if err != nil || r.StatusCode != http.StatusOK {
					t.Errorf("%s: got status %d, %v", name, r.StatusCode, err)
					return
				}
				if !agrees(r, content) {
					t.Errorf("%s: the tag %s is of another content", name, r.Header.Get("Etag"))
					return
				}
				now := 0
				if _, err := fmt.Sscanf(string(content[:30]), "<rss><!-- %d", &now); err != nil || now < last {
					t.Errorf("%s: got version %d after %d, %v", name, now, last, err)
					return
				}
				last, tag = now, r.Header.Get("Etag")
			}
		})
	}
	most := 30
	if testing.Short() {
		most = 5
	}
	for n := 1; n <= most; n++ {
		put(n)
	}
	close(done)
	clients.Wait()
	for _, name := range names {
		h.trust = 0
		if got := body(t, ask(h, "GET", "/"+strings.TrimSuffix(name, "index.html"))); !strings.HasPrefix(got, version(most)) {
			t.Errorf("%s: got %q at the end", name, got[:min(40, len(got))])
		}
	}
}

// Whatever is done to a file is seen, also what leaves its time, its length or its place in the file system.
func TestChangesAreSeen(t *testing.T) {
	h, dir := sampleHandler(t)
	h.trust = 0
	path := filepath.Join(dir, "index.html")
	want := func(content string) {
		t.Helper()
		if got := body(t, ask(h, "GET", "/")); got != content {
			t.Errorf("got %q, want %q", got, content)
		}
	}
	replace(t, path, "one")
	want("one")
	replace(t, path, "two") // the same length and time
	want("two")
	must(t, os.WriteFile(path, []byte("three"), 0o666)) // in its place
	want("three")
	for i := range 20 { // within a time that the file system does not tell apart
		content := fmt.Sprintf("number %02d", i)
		must(t, os.WriteFile(path, []byte(content), 0o666))
		want(content)
	}
	must(t, os.Remove(path))
	wantStatus(t, ask(h, "GET", "/"), http.StatusServiceUnavailable)
	replace(t, path, "back")
	want("back")
	// In its place, of the same length and with the same time, as it may be where time goes in steps.
	h.now = func() time.Time { return written.Add(granularity / 2) }
	for _, content := range []string{"first", "fifth"} {
		must(t, os.WriteFile(path, []byte(content), 0o666))
		must(t, os.Chtimes(path, written, written))
		want(content)
	}
}

// The folder itself may be replaced, be missing for a while, or be a link that is turned.
func TestFolderIsReplaced(t *testing.T) {
	above := t.TempDir()
	at := filepath.Join(above, "public")
	h := newHandler(t, at)
	now := time.Now()
	h.now = func() time.Time { now = now.Add(time.Second); return now }
	wantStatus(t, ask(h, "GET", "/"), http.StatusServiceUnavailable)
	if h.Ready() {
		t.Error("ready without an output")
	}
	replace(t, filepath.Join(at, "index.html"), "one")
	if got := body(t, ask(h, "GET", "/")); got != "one" || !h.Ready() {
		t.Errorf("got %q", got)
	}
	must(t, os.Rename(at, filepath.Join(above, "old")))
	replace(t, filepath.Join(at, "index.html"), "two")
	if got := body(t, ask(h, "GET", "/")); got != "two" {
		t.Errorf("got %q, want two", got)
	}
	must(t, os.RemoveAll(at))
	wantStatus(t, ask(h, "GET", "/"), http.StatusServiceUnavailable)
	must(t, os.Symlink("old", at))
	if got := body(t, ask(h, "GET", "/")); got != "one" {
		t.Errorf("got %q, want one", got)
	}
}

// A date does not tell apart two contents of the same second, so that it is no proof for them.
func TestTwoContentsInOneSecond(t *testing.T) {
	h, dir := sampleHandler(t)
	h.trust = 0
	wantStatus(t, ask(h, "GET", "/rss.xml", "If-Modified-Since", sunday), http.StatusNotModified)
	replace(t, filepath.Join(dir, "rss.xml"), rssFeed("more"))
	wantStatus(t, ask(h, "GET", "/rss.xml", "If-Modified-Since", sunday), http.StatusOK)
	wantStatus(t, ask(h, "GET", "/rss.xml", "If-Modified-Since", sunday, "Range", "bytes=0-1"), http.StatusPartialContent)
	tag := ask(h, "GET", "/rss.xml").Header.Get("Etag")
	wantStatus(t, ask(h, "GET", "/rss.xml", "If-Modified-Since", sunday, "If-None-Match", tag), http.StatusNotModified)
}

// What is kept has a limit, whatever is asked for.
func TestMemoryHasALimit(t *testing.T) {
	const limit = 200 << 10
	pages := 100
	if testing.Short() {
		pages = 20
	}
	h, dir := sampleHandler(t, func(o *Options) { o.Memory = limit })
	for i := range pages {
		replace(t, filepath.Join(dir, fmt.Sprint(i, ".html")), strings.Repeat(fmt.Sprint("page ", i), 2000))
	}
	for range 2 {
		for i := range pages {
			for _, encoding := range []string{"", "gzip", "br", "zstd"} {
				r := ask(h, "GET", fmt.Sprint("/", i, ".html"), "Accept-Encoding", encoding)
				if content, err := unpacked(r); err != nil || !agrees(r, content) {
					t.Fatalf("page %d in %q: %v", i, encoding, err)
				}
			}
		}
		var size int64
		for _, e := range h.kept.byPath {
			d := e.Value.(*place).document
			size += int64(len(d.data))
			for i := range d.coded {
				if d.coded[i].made != nil {
					size += int64(len(d.coded[i].made.data))
				}
			}
		}
		if size > limit || h.kept.size > limit || h.kept.used.Len() != len(h.kept.byPath) {
			t.Errorf("kept %d bytes, counted as %d", size, h.kept.size)
		}
	}
}
