package server

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"time"
)

// Timeouts are what clients get; one of some seconds may be late by one. Those of the zero value suit the open Internet.
type Timeouts struct {
	Header time.Duration // for the head of a request, and for what TLS has to agree on
	Body   time.Duration // for the body of a request, which nobody here reads
	Write  time.Duration // for an answer, or for each MiB of a long one
	Idle   time.Duration // between two requests
	End    time.Duration // for the answers that are on their way when the server ends
}

func (t Timeouts) filled() Timeouts {
	for at, usual := range map[*time.Duration]time.Duration{
		&t.Header: 10 * time.Second, &t.Body: time.Second, &t.Write: time.Minute, &t.Idle: 2 * time.Minute, &t.End: 5 * time.Second,
	} {
		if *at == 0 {
			*at = usual
		}
	}
	return t
}

// A Server answers on some listeners.
type Server struct {
	Handler   http.Handler
	Listeners []net.Listener
	TLS       *tls.Config // nil for plain HTTP
	Proxies   Proxies
	Timeouts  Timeouts
	Live      *Live     // is closed at the end
	Log       io.Writer // of what goes wrong with single connections; nil drops it

	every time.Duration // how often deadlines are looked at; 0 for the usual
}

// Run answers until ctx ends. It then finishes the answers that are on their way and returns nil. It closes the listeners.
func (s *Server) Run(ctx context.Context) error {
	t := s.Timeouts.filled()
	if s.Log == nil {
		s.Log = io.Discard
	}
	server := &http.Server{
		Handler:           bodiless{newLimiter(s.Handler, s.Proxies), t.Body},
		ReadHeaderTimeout: t.Header, WriteTimeout: t.Write, IdleTimeout: t.Idle,
		MaxHeaderBytes: 32 << 10, // programs on the same machine share their cookies
		ErrorLog:       log.New(s.Log, "", 0),
		TLSConfig:      s.TLS,
	}
	server.RegisterOnShutdown(s.Live.Close)
	// Half of the files that may be open are left to those who read and write here.
	crowd := newCrowd(max(1, min(mostConnections, openFiles()/2)), s.Proxies)
	crowd.every = cmp.Or(s.every, crowd.every)
	failed := make(chan error, len(s.Listeners))
	for _, l := range s.Listeners {
		door := &doorman{Listener: l, crowd: crowd, done: make(chan struct{})}
		go func() {
			if s.TLS != nil {
				failed <- server.ServeTLS(door, "", "")
			} else {
				failed <- server.Serve(door)
			}
		}()
	}
	left := len(s.Listeners)
	var err error
	select {
	case <-ctx.Done():
	case err = <-failed:
		left--
	}
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), t.End)
	defer cancel()
	if server.Shutdown(ending) != nil {
		server.Close() // those who are left have had their time
	}
	for range left {
		if one := <-failed; !errors.Is(one, http.ErrServerClosed) {
			err = errors.Join(err, one)
		}
	}
	return err
}

// A bodiless does not wait long for the body of a request. Its handler has no use for one, and without a limit net/http would
// wait for the rest of it for ever, before it reads the next request of the connection.
type bodiless struct {
	next    http.Handler
	timeout time.Duration
}

func (b bodiless) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.ContentLength != 0 { // also where the length is not known
		// What cannot be set is set by the limits of the server.
		_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(b.timeout))
	}
	b.next.ServeHTTP(w, r)
}
