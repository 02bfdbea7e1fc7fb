package server

import (
	"crypto/tls"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"
)

// Certificate returns what TLS needs to use the certificate in two files, also after they were replaced by newer ones.
func Certificate(certFile, keyFile string) (*tls.Config, error) {
	c := &certificate{certFile: certFile, keyFile: keyFile, now: time.Now}
	if _, err := c.get(nil); err != nil {
		return nil, err
	}
	return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: c.get}, nil
}

type certificate struct {
	certFile, keyFile string
	now               func() time.Time

	mu       sync.Mutex
	pair     *tls.Certificate
	modified time.Time // of the later of the files
	looked   time.Time
}

// get looks at the files once in some seconds. New ones that do not fit together are not there as a pair yet.
func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	const every = 5 * time.Second
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now()
	if c.pair != nil && now.Sub(c.looked) < every {
		return c.pair, nil
	}
	c.looked = now
	modified := c.modified
	for _, file := range []string{c.certFile, c.keyFile} {
		if info, err := os.Stat(file); err == nil && info.ModTime().After(modified) {
			modified = info.ModTime()
		}
	}
	if c.pair != nil && modified.Equal(c.modified) {
		return c.pair, nil
	}
	pair, err := tls.LoadX509KeyPair(c.certFile, c.keyFile)
	switch {
	case err == nil:
		c.pair, c.modified = &pair, modified
	case c.pair == nil:
		return nil, fmt.Errorf("certificate: %w", err)
	}
	return c.pair, nil
}

// ACME gets certificates by itself and renews them.
type ACME struct {
	Domains   []string
	Cache     string       // the folder of keys and certificates; made if it is missing, closed to others
	Directory string       // URL of the authority; "" means Let's Encrypt
	Client    *http.Client // nil means the usual one
}

func (a ACME) manager() *autocert.Manager {
	return &autocert.Manager{
		Prompt: autocert.AcceptTOS, HostPolicy: autocert.HostWhitelist(a.Domains...), Cache: autocert.DirCache(a.Cache),
		Client: &acme.Client{DirectoryURL: a.Directory, HTTPClient: a.Client},
	}
}

// Prepare returns what TLS needs, and a handler for port 80, where the authority may ask too; it is ToHTTPS for all others.
// The authority must reach the one or the other.
func (a ACME) Prepare() (*tls.Config, http.Handler) {
	m := a.manager()
	config := m.TLSConfig()
	config.MinVersion = tls.VersionTLS12
	return config, m.HTTPHandler(ToHTTPS())
}

// ToHTTPS returns a handler that sends all who come without TLS to the same address with it: for good, or readers would go
// on to come here first.
func ToHTTPS() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := (&url.URL{Host: r.Host}).Hostname()
		switch {
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			refuseMethod(w)
		case host == "" || !strings.HasPrefix(r.URL.Path, "/"):
			say(w, http.StatusBadRequest, "Ask by https, please.")
		default:
			if strings.Contains(host, ":") {
				host = "[" + host + "]"
			}
			redirectTo(w, "https://"+host+r.URL.RequestURI())
		}
	})
}
