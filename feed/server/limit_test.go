package server

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"
)

// who returns what a request from the address gives, with X-Forwarded-For where it is not "".
func who(t *testing.T, p Proxies, from, forwarded string) string {
	t.Helper()
	r := httptest.NewRequest("GET", "/", nil)
	r.RemoteAddr = from
	if forwarded != "" {
		r.Header.Set("X-Forwarded-For", forwarded)
	}
	return p.client(r).String()
}

func TestClientAddress(t *testing.T) {
	proxies, err := ParseProxies([]string{"10.0.0.0/8", " 192.0.2.7", "fd00::/8", "unix"}, "x-forwarded-for")
	must(t, err)
	for _, test := range []struct{ name, from, forwarded, want string }{
		{"a client", "198.51.100.1:1000", "", "198.51.100.1"},
		{"a client that lies", "198.51.100.1:1000", "203.0.113.9", "198.51.100.1"},
		{"behind a proxy", "10.1.2.3:1000", "198.51.100.1", "198.51.100.1"},
		{"behind a proxy, lying", "10.1.2.3:1000", "203.0.113.9, 198.51.100.1", "198.51.100.1"},
		{"behind two proxies", "10.1.2.3:1000", "203.0.113.9, 198.51.100.1, 192.0.2.7", "198.51.100.1"},
		{"a proxy itself", "10.1.2.3:1000", "", "10.1.2.3"},
		{"a proxy that says nonsense", "10.1.2.3:1000", "198.51.100.1, unknown", "10.1.2.3"},
		{"with a port", "10.1.2.3:1000", "198.51.100.1:4711", "198.51.100.1"},
		{"IPv6", "[fd00::1]:1000", "2001:db8::1", "2001:db8::1"},
		{"IPv6 in brackets", "[fd00::1]:1000", "[2001:db8::1]:4711", "2001:db8::1"},
		{"IPv4 in IPv6", "[::ffff:10.1.2.3]:1000", "::ffff:198.51.100.1", "198.51.100.1"},
		{"a socket", "@", "198.51.100.1", "198.51.100.1"},
		{"a socket without a word", "@", "", "invalid IP"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := who(t, proxies, test.from, test.forwarded); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
	if got := who(t, Proxies{}, "@", "198.51.100.1"); got != "invalid IP" {
		t.Errorf("a socket that is not trusted: got %s", got)
	}
	for _, bad := range []string{"here", "10.0.0.0/99", "", "localhost"} {
		if _, err := ParseProxies([]string{bad}, ""); err == nil {
			t.Errorf("%q is taken for an address", bad)
		}
	}
}

// Who asks much too often is asked to wait; others are not, nor is this machine itself.
func TestTooManyRequests(t *testing.T) {
	proxies, err := ParseProxies([]string{"127.0.0.1"}, "X-Forwarded-For")
	must(t, err)
	now := time.Now()
	l := newLimiter(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") }), proxies)
	l.now = func() time.Time { return now }
	get := func(client string, header ...string) *http.Response {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = client
		for i := 0; i < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		w := httptest.NewRecorder()
		l.ServeHTTP(w, r)
		return w.Result()
	}
	// All tags' feeds at once, on every minute, is no more than a reader may do.
	for range 3 {
		for range 800 {
			wantStatus(t, get("198.51.100.1:1000"), http.StatusOK)
		}
		now = now.Add(time.Minute)
	}
	for i := range mostAtOnce + 10 {
		r := get("198.51.100.1:1000")
		if want := i >= mostAtOnce; (r.StatusCode == http.StatusTooManyRequests) != want {
			t.Fatalf("request %d: got status %d", i, r.StatusCode)
		} else if want && r.Header.Get("Retry-After") != "5" {
			t.Errorf("got Retry-After %q", r.Header.Get("Retry-After"))
		}
		wantStatus(t, get("127.0.0.1:1000"), http.StatusOK)
		wantStatus(t, get("[::1]:1000"), http.StatusOK)
		wantStatus(t, get("@"), http.StatusOK)
	}
	wantStatus(t, get("198.51.100.2:1000"), http.StatusOK)
	wantStatus(t, get("127.0.0.1:1000", "X-Forwarded-For", "198.51.100.1"), http.StatusTooManyRequests)
	now = now.Add(waitWhenTooOft)
	wantStatus(t, get("198.51.100.1:1000"), http.StatusOK)

	// A network of IPv6 is one client.
	for i := range mostAtOnce {
		wantStatus(t, get(fmt.Sprintf("[2001:db8::%x]:1000", i)), http.StatusOK)
	}
	wantStatus(t, get("[2001:db8::ffff:1]:1000"), http.StatusTooManyRequests)
	wantStatus(t, get("[2001:db8:0:1::1]:1000"), http.StatusOK)
}

// However many clients there are, only so many are remembered, and those who come again are among them.
func TestClientsAreForgotten(t *testing.T) {
	l := newLimiter(nil, Proxies{})
	loud := netip.MustParseAddr("198.51.100.1")
	for range mostAtOnce {
		l.allows(loud)
	}
	at := netip.MustParseAddr("10.0.0.0")
	for i := range 5 * mostBuckets {
		l.allows(at)
		at = at.Next()
		if i%(mostBuckets/4) == 0 && l.bucket(loud).TokensAt(l.now()) > mostAtOnce/2 {
			t.Fatalf("forgot the one who asks too often after %d others", i)
		}
	}
	if got := len(l.young) + len(l.old); got > 2*mostBuckets {
		t.Errorf("remembers %d clients", got)
	}
}
