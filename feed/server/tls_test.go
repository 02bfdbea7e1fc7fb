package server

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/letsencrypt/pebble/v2/ca"
	"github.com/letsencrypt/pebble/v2/db"
	"github.com/letsencrypt/pebble/v2/va"
	"github.com/letsencrypt/pebble/v2/wfe"
	"github.com/miekg/dns"
)

// writeCertificate writes a certificate for a name, and its key, and returns those who trust it.
func writeCertificate(t *testing.T, dir, name string) *x509.CertPool {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{name}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	must(t, err)
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	must(t, err)
	for file, block := range map[string]*pem.Block{"cert.pem": {Type: "CERTIFICATE", Bytes: der}, "key.pem": {Type: "PRIVATE KEY", Bytes: secret}} {
		must(t, os.WriteFile(filepath.Join(dir, file), pem.EncodeToMemory(block), 0o600))
	}
	certificate, err := x509.ParseCertificate(der)
	must(t, err)
	pool := x509.NewCertPool()
	pool.AddCert(certificate)
	return pool
}

// secureClient reaches any name at one address.
func secureClient(address string, config *tls.Config) *http.Client {
	return &http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "tcp", address)
		},
		TLSClientConfig: config, ForceAttemptHTTP2: true, DisableKeepAlives: true,
	}}
}

func TestCertificate(t *testing.T) {
	dir := t.TempDir()
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	if _, err := Certificate(cert, key); err == nil || !strings.Contains(err.Error(), "cert.pem") {
		t.Errorf("got %v of files that are not there", err)
	}
	trust := writeCertificate(t, dir, "one.example")
	config, err := Certificate(cert, key)
	must(t, err)
	h, _ := sampleHandler(t)
	r := start(t, &Server{Handler: h, TLS: config})
	answer, err := secureClient(r.address, &tls.Config{RootCAs: trust}).Get("https://one.example/rss.xml")
	must(t, err)
	if got := body(t, answer); got != sample()["rss.xml"] || answer.ProtoMajor != 2 {
		t.Errorf("got %d bytes by %s", len(got), answer.Proto)
	}
	if _, err := tls.Dial("tcp", r.address, &tls.Config{RootCAs: trust, ServerName: "one.example", MaxVersion: tls.VersionTLS11}); err == nil {
		t.Error("speaks TLS 1.1")
	}
}

// A certificate that is renewed is used without a restart; one that is half written is not.
func TestCertificateIsRenewed(t *testing.T) {
	dir := t.TempDir()
	now := time.Now()
	c := &certificate{certFile: filepath.Join(dir, "cert.pem"), keyFile: filepath.Join(dir, "key.pem"), now: func() time.Time { return now }}
	name := func() string {
		t.Helper()
		now = now.Add(time.Minute)
		pair, err := c.get(nil)
		must(t, err)
		return pair.Leaf.DNSNames[0]
	}
	write := func(file string, data []byte) {
		t.Helper()
		must(t, os.WriteFile(file, data, 0o600))
		must(t, os.Chtimes(file, now, now))
	}
	writeCertificate(t, dir, "one.example")
	if got := name(); got != "one.example" {
		t.Errorf("got %s", got)
	}
	other := t.TempDir()
	writeCertificate(t, other, "two.example")
	newer, err := os.ReadFile(filepath.Join(other, "cert.pem"))
	must(t, err)
	write(c.certFile, newer)
	if got := name(); got != "one.example" {
		t.Errorf("got %s with a key that does not fit", got)
	}
	newer, err = os.ReadFile(filepath.Join(other, "key.pem"))
	must(t, err)
	write(c.keyFile, newer)
	if got := name(); got != "two.example" {
		t.Errorf("got %s", got)
	}
	must(t, os.Remove(c.certFile))
	if got := name(); got != "two.example" {
		t.Errorf("got %s without the file", got)
	}
}

// authority runs pebble, which asks for example.test at the given ports, and returns its directory, a client that trusts
// it, and those who trust its certificates.
func authority(t *testing.T, tlsPort, httpPort int) (directory string, client *http.Client, trust *x509.CertPool) {
	t.Helper()
	t.Setenv("PEBBLE_VA_NOSLEEP", "1")
	t.Setenv("PEBBLE_WFE_NONCEREJECT", "0")
	resolver, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	names := &dns.Server{Listener: resolver, Handler: dns.HandlerFunc(func(w dns.ResponseWriter, q *dns.Msg) {
		answer := new(dns.Msg).SetReply(q)
		if q.Question[0].Qtype == dns.TypeA {
			answer.Answer = append(answer.Answer, &dns.A{
				Hdr: dns.RR_Header{Name: q.Question[0].Name, Rrtype: dns.TypeA, Class: dns.ClassINET, Ttl: 1}, A: net.IPv4(127, 0, 0, 1),
			})
		}
		w.WriteMsg(answer)
	})}
	go names.ActivateAndServe()
	t.Cleanup(func() { names.Shutdown() })
	silent := log.New(io.Discard, "", 0)
	store := db.NewMemoryStore()
	issuer := ca.New(silent, store, "", "ecdsa", 0, 1, map[string]ca.Profile{"default": {}})
	validator := va.New(silent, httpPort, tlsPort, false, resolver.Addr().String(), store)
	front := wfe.New(silent, store, validator, issuer, []string{"pebble.test"}, false, false, 0, 0)
	server := httptest.NewTLSServer(front.Handler())
	t.Cleanup(server.Close)
	trust = x509.NewCertPool()
	trust.AddCert(issuer.GetRootCert(0).Cert)
	return server.URL + wfe.DirectoryPath, server.Client(), trust
}

func portOf(l net.Listener) int { return l.Addr().(*net.TCPAddr).Port }

// A certificate is got when it is first needed, kept, and got for no other name.
func TestACME(t *testing.T) {
	secure, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	plain, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	directory, client, trust := authority(t, portOf(secure), portOf(plain))
	cache := filepath.Join(t.TempDir(), "acme")
	a := ACME{Domains: []string{"example.test"}, Cache: cache, Directory: directory, Client: client}
	config, challenge := a.Prepare()
	h, _ := sampleHandler(t)
	r := start(t, &Server{Handler: h, TLS: config, Listeners: []net.Listener{secure}})
	start(t, &Server{Handler: challenge, Listeners: []net.Listener{plain}})
	answer, err := secureClient(r.address, &tls.Config{RootCAs: trust}).Get("https://example.test/rss.xml")
	must(t, err)
	if got := body(t, answer); got != sample()["rss.xml"] {
		t.Errorf("got %q", got)
	}
	if _, err := secureClient(r.address, &tls.Config{RootCAs: trust}).Get("https://other.test/rss.xml"); err == nil {
		t.Error("got a certificate for another name")
	}
	follow := secureClient(plain.Addr().String(), nil)
	follow.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	answer, err = follow.Get("http://example.test/rss.xml?a=b")
	must(t, err)
	wantStatus(t, answer, http.StatusMovedPermanently) // H13
	if got := answer.Header.Get("Location"); got != "https://example.test/rss.xml?a=b" {
		t.Errorf("got %q", got)
	}
	// What is kept is closed to others, and does without the authority.
	info, err := os.Stat(cache)
	must(t, err)
	if info.Mode().Perm() != 0o700 {
		t.Errorf("the keys lie in a folder with mode %v", info.Mode())
	}
	again, _ := ACME{Domains: a.Domains, Cache: cache, Directory: "https://127.0.0.1:1/"}.Prepare()
	r = start(t, &Server{Handler: h, TLS: again})
	answer, err = secureClient(r.address, &tls.Config{RootCAs: trust}).Get("https://example.test/rss.xml")
	must(t, err)
	answer.Body.Close()
}

func TestToHTTPS(t *testing.T) {
	for _, test := range []struct {
		method, host, target string
		status               int
		want                 string
	}{
		{"GET", "example.org", "/rss.xml?a=%20b", 301, "https://example.org/rss.xml?a=%20b"},
		{"HEAD", "example.org:80", "/", 301, "https://example.org/"},
		{"GET", "[::1]:8080", "//evil.example/", 301, "https://[::1]//evil.example/"},
		{"GET", "example.org", "/a%0d%0aX: y", 301, "https://example.org/a%0d%0aX:%20y"},
		{"POST", "example.org", "/", 405, ""},
		{"GET", "", "/", 400, ""},
		{"OPTIONS", "example.org", "*", 405, ""},
	} {
		r := httptest.NewRequest(test.method, "/", nil)
		u, err := url.ParseRequestURI(strings.ReplaceAll(test.target, " ", "%20"))
		must(t, err)
		r.Host, r.URL = test.host, u
		w := httptest.NewRecorder()
		ToHTTPS().ServeHTTP(w, r)
		if got := w.Header().Get("Location"); w.Code != test.status || got != test.want {
			t.Errorf("%s %s%s: got %d to %q, want %d to %q", test.method, test.host, test.target, w.Code, got, test.status, test.want)
		}
	}
}
