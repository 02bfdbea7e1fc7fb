package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// freePort returns a port of this machine that nobody listens on.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// builtSite returns a folder with the output of a build in public, and what a server must not show of it.
func builtSite(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	writeFiles(t, dir, map[string]string{
		"seeds/one.md": "---\ntags: [t]\ndate: 2026-01-01\n---\n# One\n\n" + strings.Repeat("Text enough to be made smaller. ", 100) + "\n\n![](picture.png)\n",
		"seeds/two.md": "---\ntags: [t]\ndate: 2026-01-02\n---\n# Two\n\n" + strings.Repeat("More of it. ", 200) + "\n", "seeds/picture.png": "\x89PNG\r\n\x1a\n",
	})
	if status, _, stderr := result(t, seedfeed(t, dir, "build", "--limit", "1", "--headers")); status != 0 {
		t.Fatal(stderr)
	}
	writeFiles(t, dir, map[string]string{"public/.hidden": "secret", "public/.git/config": "secret", "public/articles/one/.hidden": "secret"})
	return dir
}

// serveBy starts a web server and returns the address of what it serves, when it answers. The server ends with the test.
func serveBy(t *testing.T, cmd *exec.Cmd, port string) string {
	t.Helper()
	var log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &log, &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	t.Cleanup(func() {
		cmd.Process.Kill()
		<-ended
		if t.Failed() {
			t.Logf("%s said:\n%s", cmd.Path, log.String())
		}
	})
	address := "http://127.0.0.1:" + port
	deadline := time.After(patienceOfTests)
	for {
		if r, err := http.Get(address + "/"); err == nil {
			r.Body.Close()
			return address
		}
		select {
		case err := <-ended:
			ended <- err
			t.Fatalf("the server has ended: %v", err)
		case <-deadline:
			t.Fatal("the server does not answer")
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// TestDeployNginx serves an output as deploy/nginx.conf says, by a server without rights.
func TestDeployNginx(t *testing.T) {
	t.Parallel()
	dir, port := builtSite(t), freePort(t)
	site := replaceAll(t, deployed(t, "nginx.conf"), "listen 80;", "listen 127.0.0.1:"+port+";", "\tlisten [::]:80;\n", "", "/var/lib/seedfeed/public", dir+"/public")
	writeFiles(t, dir, map[string]string{"site.conf": site, "nginx.conf": `
daemon off; master_process off; pid nginx.pid; error_log stderr;
events { worker_connections 64; }
http {
	access_log off; client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3; uwsgi_temp_path t4; scgi_temp_path t5;
	include /etc/nginx/mime.types; default_type application/octet-stream; # as Debian has it
	include site.conf;
}
`})
	cmd := exec.CommandContext(t.Context(), tool(t, "nginx"), "-p", dir, "-c", filepath.Join(dir, "nginx.conf"), "-e", "stderr")
	withoutRights(t, cmd, dir)
	checkHosted(t, serveBy(t, cmd, port), dir+"/public")
}

// TestDeployCaddy serves an output as deploy/Caddyfile says.
func TestDeployCaddy(t *testing.T) {
	t.Parallel()
	dir, port := builtSite(t), freePort(t)
	site := replaceAll(t, deployed(t, "Caddyfile"), "\nexample.org {", "\nhttp://127.0.0.1:"+port+" {", "/var/lib/seedfeed/public", dir+"/public")
	writeFiles(t, dir, map[string]string{"Caddyfile": "{\n\tadmin off\n}\n" + site})
	cmd := exec.CommandContext(t.Context(), tool(t, "caddy"), "run", "--config", filepath.Join(dir, "Caddyfile"), "--adapter", "caddyfile")
	cmd.Env = []string{"HOME=" + dir, "PATH=/usr/bin:/bin"}
	withoutRights(t, cmd, dir)
	checkHosted(t, serveBy(t, cmd, port), dir+"/public")
}

// replaceAll replaces what must be there.
func replaceAll(t *testing.T, text string, pairs ...string) string {
	t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(text, pairs[i]) {
			t.Fatalf("%q is not there to be replaced", pairs[i])
		}
		text = strings.ReplaceAll(text, pairs[i], pairs[i+1])
	}
	return text
}

// checkHosted looks at what a web server makes of an output.
func checkHosted(t *testing.T, address, public string) {
	const feed, page, asset = "public, max-age=300", "no-cache", "public, max-age=3600"
	for at, want := range map[string]struct{ file, mediaType, cache string }{
		"/":                         {"index.html", "text/html; charset=utf-8", page},
		"/articles/one/":            {"articles/one/index.html", "text/html; charset=utf-8", page},
		"/style.css":                {"style.css", "text/css; charset=utf-8", page},
		"/rss.xml":                  {"rss.xml", "text/xml; charset=utf-8", feed},
		"/atom.xml":                 {"atom.xml", "text/xml; charset=utf-8", feed},
		"/feed.json":                {"feed.json", "application/feed+json", feed},
		"/tags/t/rss.xml":           {"tags/t/rss.xml", "text/xml; charset=utf-8", feed},
		"/tags/t/feed.json":         {"tags/t/feed.json", "application/feed+json", feed},
		"/archive/1/atom.xml":       {"archive/1/atom.xml", "text/xml; charset=utf-8", feed},
		"/sitemap.xml":              {"sitemap.xml", "xml", feed},
		"/feeds.opml":               {"feeds.opml", "text/x-opml; charset=utf-8", feed},
		"/articles/one/picture.png": {"articles/one/picture.png", "image/png", asset},
	} {
		t.Run(at, func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join(public, want.file))
			if err != nil {
				t.Fatal(err)
			}
			r, body := ask(t, "GET", address+at)
			if r.StatusCode != 200 || body != string(data) {
				t.Fatalf("got status %d and %q, want the file", r.StatusCode, body)
			}
			if got := strings.ToLower(r.Header.Get("Content-Type")); got != want.mediaType && !(want.mediaType == "xml" && strings.Contains(got, "/xml")) {
				t.Errorf("got type %q, want %q", got, want.mediaType)
			}
			for field, value := range map[string]string{"Cache-Control": want.cache, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "strict-origin-when-cross-origin"} {
				if got := r.Header.Get(field); got != value {
					t.Errorf("got %s %q, want %q", field, got, value)
				}
			}
			if policy := r.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") {
				t.Errorf("got Content-Security-Policy %q", policy)
			}
			checkConditional(t, address+at, r)
			if want.mediaType != "image/png" {
				checkPacked(t, address+at, string(data))
			}
		})
	}
	for _, at := range []string{"/nothing", "/nothing.xml", "/.hidden", "/.git/config", "/articles/one/.hidden", "/_headers", "/articles/", "/../seeds/one.md", "/%2e%2e/seeds/one.md"} {
		r, body := ask(t, "GET", address+at)
		if r.StatusCode < 400 || r.StatusCode >= 500 || strings.Contains(body, "secret") {
			t.Errorf("%s: got status %d and %q, want nothing", at, r.StatusCode, body)
		}
		if cache := r.Header.Get("Cache-Control"); strings.Contains(cache, "max-age") {
			t.Errorf("%s: the answer that nothing is there is kept: %q", at, cache)
		}
	}
	if r, _ := ask(t, "POST", address+"/rss.xml"); r.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("POST: got status %d, want 405", r.StatusCode)
	}
	if r, _ := ask(t, "GET", address+"/articles/one"); r.StatusCode/100 != 3 || !strings.HasSuffix(r.Header.Get("Location"), "/articles/one/") {
		t.Errorf("without the slash: got status %d, Location %q", r.StatusCode, r.Header.Get("Location"))
	}
}

// checkConditional asks again for what was answered with r.
func checkConditional(t *testing.T, address string, r *http.Response) {
	t.Helper()
	tag, modified := r.Header.Get("ETag"), r.Header.Get("Last-Modified")
	if tag == "" || modified == "" {
		t.Errorf("got ETag %q, Last-Modified %q", tag, modified)
	}
	for field, value := range map[string]string{"If-None-Match": tag, "If-Modified-Since": modified} {
		again, body := ask(t, "GET", address, field, value)
		if again.StatusCode != http.StatusNotModified || body != "" {
			t.Errorf("%s: got status %d and %d bytes", field, again.StatusCode, len(body))
		}
		if again.Header.Get("ETag") != tag || again.Header.Get("Cache-Control") != r.Header.Get("Cache-Control") {
			t.Errorf("304: got %v, want what the 200 has: %v", again.Header, r.Header)
		}
	}
}

// checkPacked asks for a document in gzip, which it must be worth.
func checkPacked(t *testing.T, address, want string) {
	t.Helper()
	r, body := ask(t, "GET", address, "Accept-Encoding", "gzip")
	if len(want) < 1000 && r.Header.Get("Content-Encoding") == "" {
		return
	}
	if got := r.Header.Get("Content-Encoding"); got != "gzip" || len(body) >= len(want) {
		t.Fatalf("got Content-Encoding %q and %d bytes of %d", got, len(body), len(want))
	}
	if !strings.Contains(r.Header.Get("Vary"), "Accept-Encoding") {
		t.Errorf("got Vary %q", r.Header.Get("Vary"))
	}
	z, err := gzip.NewReader(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if unpacked, err := io.ReadAll(z); err != nil || string(unpacked) != want {
		t.Errorf("unpacked it is not the file: %v", err)
	}
	if again, _ := ask(t, "GET", address, "Accept-Encoding", "gzip", "If-None-Match", r.Header.Get("ETag")); again.StatusCode != http.StatusNotModified {
		t.Errorf("again in gzip: got status %d", again.StatusCode)
	}
}

// ask makes one request as a plain client: nothing is followed or unpacked.
func ask(t *testing.T, method, address string, fields ...string) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(fields); i += 2 {
		request.Header.Set(fields[i], fields[i+1])
	}
	transport := &http.Transport{DisableCompression: true, DisableKeepAlives: true}
	r, err := transport.RoundTrip(request)
	if err != nil {
		t.Fatal(fmt.Errorf("%s %s: %w", method, address, err))
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r, string(body)
}
