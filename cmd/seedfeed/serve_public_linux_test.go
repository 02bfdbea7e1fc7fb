package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/letsencrypt/pebble/v2/ca"
	"github.com/letsencrypt/pebble/v2/db"
	"github.com/letsencrypt/pebble/v2/va"
	"github.com/letsencrypt/pebble/v2/wfe"
)

// shownServe returns the arguments of the one example of README.md that has all of the flags.
func shownServe(t *testing.T, flags ...string) []string {
	t.Helper()
	text, _ := readREADME(t)
	var found []string
	for _, block := range blocks(text, "sh") {
		for line := range strings.Lines(block) {
			command, _, _ := strings.Cut(line, "#")
			args, ok := strings.CutPrefix(strings.TrimSpace(command), "seedfeed serve ")
			for _, flag := range flags {
				ok = ok && strings.Contains(args, flag+" ")
			}
			if ok {
				found = append(found, args)
			}
		}
	}
	if len(found) != 1 {
		t.Fatalf("README.md shows %q with %q, want one", found, flags)
	}
	return append([]string{"serve", "--log-format", "json"}, strings.Fields(found[0])...)
}

func replaced(t *testing.T, args []string, old, new string) []string {
	t.Helper()
	return strings.Split(replaceAll(t, strings.Join(args, "\x00"), old, new), "\x00")
}

// What README.md says of https: a certificate comes by itself.
func TestServeWithCertificate(t *testing.T) {
	t.Setenv("PEBBLE_VA_ALWAYS_VALID", "1") // it need not look for example.org
	t.Setenv("PEBBLE_VA_NOSLEEP", "1")
	silent, store := log.New(io.Discard, "", 0), db.NewMemoryStore()
	issuer := ca.New(silent, store, "", "ecdsa", 0, 1, map[string]ca.Profile{"default": {}})
	front := wfe.New(silent, store, va.New(silent, 0, 0, false, "", store), issuer, []string{"pebble.test"}, false, false, 0, 0)
	authority := httptest.NewTLSServer(front.Handler())
	t.Cleanup(authority.Close)

	dir := t.TempDir()
	believed := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: authority.Certificate().Raw})
	writeFiles(t, dir, map[string]string{"seeds/one.md": "# One\n", "believed.pem": string(believed)})
	if status, _, stderr := result(t, seedfeed(t, dir, "build", "--url", "https://example.org/")); status != 0 {
		t.Fatal(stderr)
	}
	args := append(shownServe(t, "--acme"), "--addr", "127.0.0.1:0", "--acme-directory", authority.URL+wfe.DirectoryPath, "--url", "https://example.org/")
	cmd := seedfeed(t, dir, args...)
	cmd.Env = append(os.Environ(), "SSL_CERT_FILE="+filepath.Join(dir, "believed.pem"))
	s := startServed(t, cmd)
	home, err := url.Parse(s.url(t))
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(issuer.GetRootCert(0).Cert)
	client := &http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "tcp", "127.0.0.1:"+home.Port())
		},
		TLSClientConfig: &tls.Config{RootCAs: roots}, DisableKeepAlives: true,
	}}
	if got, feed := fetch(t, client, home.String()+"rss.xml"); got.StatusCode != http.StatusOK || !strings.Contains(feed, "<item>") {
		t.Errorf("got status %d and %s", got.StatusCode, feed)
	}
	s.end(t)
}

// What README.md says of nginx in front of a socket: a server without rights passes all on.
func TestServeBehindNginx(t *testing.T) {
	t.Parallel()
	dir, port := builtSite(t), freePort(t)
	socket := filepath.Join(dir, "socket")
	s := startServed(t, seedfeed(t, dir, append(replaced(t, shownServe(t, "unix:/run/seedfeed.sock"), "/run/seedfeed.sock", socket), "--limit", "1", "--headers")...))
	s.await(t, "watching; ")
	text, _ := readREADME(t)
	location := replaceAll(t, blocks(text, "nginx")[0], "/run/seedfeed.sock", socket)
	writeFiles(t, dir, map[string]string{"nginx.conf": `
daemon off; master_process off; pid nginx.pid; error_log stderr;
events { worker_connections 64; }
http {
	access_log off; client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3; uwsgi_temp_path t4; scgi_temp_path t5;
	server { listen 127.0.0.1:` + port + ";\n" + location + "}\n}\n"})
	cmd := exec.CommandContext(t.Context(), tool(t, "nginx"), "-p", dir, "-c", filepath.Join(dir, "nginx.conf"), "-e", "stderr")
	withoutRights(t, cmd, dir)
	address := serveBy(t, cmd, port)
	for at, file := range map[string]string{"/": "index.html", "/rss.xml": "rss.xml", "/articles/one/": "articles/one/index.html"} {
		data, err := os.ReadFile(filepath.Join(dir, "public", file))
		if err != nil {
			t.Fatal(err)
		}
		r, body := ask(t, "GET", address+at)
		if r.StatusCode != http.StatusOK || body != string(data) {
			t.Errorf("%s: got status %d and %q, want the file", at, r.StatusCode, body)
		}
		checkConditional(t, address+at, r)
		checkPacked(t, address+at, string(data))
	}
	for at, want := range map[string]int{"/nothing": http.StatusNotFound, "/.hidden": http.StatusNotFound, "/articles/one": http.StatusMovedPermanently} {
		if r, _ := ask(t, "GET", address+at); r.StatusCode != want {
			t.Errorf("%s: got status %d, want %d", at, r.StatusCode, want)
		}
	}
	s.end(t)
}

// What README.md says of a proxy elsewhere: each of its clients is one by itself, and who asks too often is told so alone.
func TestServeBehindProxy(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeFiles(t, dir, map[string]string{"seeds/one.md": "# One\n"})
	args := replaced(t, replaced(t, shownServe(t, "--addr :8080"), ":8080", "127.0.0.1:0"), "10.0.0.0/8", "127.0.0.0/8")
	s := startServed(t, seedfeed(t, dir, args...))
	s.await(t, "watching; ")
	feed := s.url(t) + "rss.xml"
	status := 0
	for asked := 0; status != http.StatusTooManyRequests && asked < 5000; asked++ {
		got, _ := fetch(t, http.DefaultClient, feed, "X-Forwarded-For", "203.0.113.9, 198.51.100.1") // the first is what the client says
		status = got.StatusCode
	}
	if status != http.StatusTooManyRequests {
		t.Errorf("got status %d however often the same client asks", status)
	}
	if got, _ := fetch(t, http.DefaultClient, feed, "X-Forwarded-For", "203.0.113.9"); got.StatusCode != http.StatusOK {
		t.Errorf("got status %d for another client", got.StatusCode)
	}
	s.end(t)
}
