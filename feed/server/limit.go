package server

import (
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// What one client may ask for. A reader asks for each feed once in some minutes, also one that asks for hundreds of tags'
// feeds at once; a browser asks for a page with its pictures.
const (
	mostAtOnce     = 1000
	mostPerSecond  = 50
	waitWhenTooOft = 5 * time.Second
)

// mostBuckets is how many clients are remembered, in each of two generations.
const mostBuckets = 10000

// A limiter answers clients that ask much too often with 429. It leaves alone who is on this machine: that is its owner,
// or a proxy that has not been named, and behind which all would be one.
type limiter struct {
	next    http.Handler
	proxies Proxies
	now     func() time.Time

	mu         sync.Mutex
	young, old map[netip.Addr]*rate.Limiter
}

func newLimiter(next http.Handler, proxies Proxies) *limiter {
	return &limiter{next: next, proxies: proxies, now: time.Now, young: map[netip.Addr]*rate.Limiter{}}
}

func (l *limiter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if client := l.proxies.client(r); client.IsValid() && !client.IsLoopback() && !l.allows(client) {
		w.Header().Set("Retry-After", strconv.Itoa(int(waitWhenTooOft/time.Second)))
		say(w, http.StatusTooManyRequests, "Too many requests; wait some seconds.")
		return
	}
	l.next.ServeHTTP(w, r)
}

func (l *limiter) allows(client netip.Addr) bool {
	return l.bucket(client).AllowN(l.now(), 1)
}

// bucket returns the client's. Who was not heard of for as long as it takes for many others to come is forgotten, so that
// there are never more than twice mostBuckets.
func (l *limiter) bucket(client netip.Addr) *rate.Limiter {
	client = household(client.WithZone(""))
	l.mu.Lock()
	defer l.mu.Unlock()
	if b := l.young[client]; b != nil {
		return b
	}
	b := l.old[client]
	if b == nil {
		b = rate.NewLimiter(mostPerSecond, mostAtOnce)
	}
	if len(l.young) >= mostBuckets {
		l.old, l.young = l.young, map[netip.Addr]*rate.Limiter{}
	}
	l.young[client] = b
	return b
}
