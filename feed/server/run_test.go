package server

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// running is a server that runs until the test ends, or end is called.
type running struct {
	address string
	cancel  context.CancelFunc
	ended   chan error
}

func start(t *testing.T, s *Server) *running {
	t.Helper()
	if s.Listeners == nil {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		must(t, err)
		s.Listeners = []net.Listener{l}
	}
	ctx, cancel := context.WithCancel(t.Context())
	r := &running{address: s.Listeners[0].Addr().String(), cancel: cancel, ended: make(chan error, 1)}
	go func() { r.ended <- s.Run(ctx) }()
	t.Cleanup(func() { cancel(); r.ended <- <-r.ended })
	return r
}

func (r *running) end(t *testing.T) {
	t.Helper()
	r.cancel()
	err := <-r.ended
	if err != nil {
		t.Errorf("ended with %v", err)
	}
	r.ended <- err
}

func (r *running) dial(t *testing.T) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", r.address)
	must(t, err)
	t.Cleanup(func() { c.Close() })
	must(t, c.SetDeadline(time.Now().Add(20*time.Second)))
	return c
}

// closes waits until the server has closed a connection.
func closes(t *testing.T, c net.Conn) {
	t.Helper()
	if _, err := io.Copy(io.Discard, c); err != nil && strings.Contains(err.Error(), "i/o timeout") {
		t.Error("the connection stays open")
	}
}

var brief = Timeouts{Header: 300 * time.Millisecond, Body: 100 * time.Millisecond, Write: 300 * time.Millisecond, Idle: 300 * time.Millisecond, End: time.Second}

// Clients that do nothing, that send byte by byte, and that never read, do not stop the others, and are closed in the end.
func TestSlowClients(t *testing.T) {
	t.Parallel()
	for name, every := range map[string]time.Duration{"near deadlines": 0, "far deadlines": 10 * time.Millisecond} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			testSlowClients(t, every)
		})
	}
}

func testSlowClients(t *testing.T, every time.Duration) {
	h, dir := sampleHandler(t)
	replace(t, filepath.Join(dir, "long.mp3"), strings.Repeat("long", 4<<20))
	r := start(t, &Server{Handler: h, Timeouts: brief, every: every})
	each := 100
	if testing.Short() {
		each = 20
	}
	var slow []net.Conn
	for range each {
		slow = append(slow, r.dial(t)) // says nothing
		c := r.dial(t)
		fmt.Fprint(c, "GET /rss.xml HTTP/1.1\r\nHost: ex")
		slow = append(slow, c)
	}
	for range each / 10 {
		c := r.dial(t)
		fmt.Fprint(c, "GET /long.mp3 HTTP/1.1\r\nHost: example.org\r\n\r\n")
		slow = append(slow, c) // reads nothing
	}
	client := &http.Client{Timeout: 10 * time.Second}
	for range 50 {
		got, err := client.Get("http://" + r.address + "/rss.xml")
		must(t, err)
		if _, err := io.Copy(io.Discard, got.Body); err != nil || got.StatusCode != http.StatusOK {
			t.Fatalf("got %d, %v", got.StatusCode, err)
		}
		got.Body.Close()
	}
	var all sync.WaitGroup
	for _, c := range slow {
		all.Go(func() { closes(t, c) })
	}
	all.Wait()
}

// A long file takes longer than the limit for one answer, as long as the client goes on to read.
func TestLongFileTakesItsTime(t *testing.T) {
	t.Parallel()
	h, dir := sampleHandler(t)
	long := strings.Repeat("0123456789abcdef", 12<<20/16)
	replace(t, filepath.Join(dir, "long.mp3"), long)
	wantStatus(t, ask(h, "GET", "/long.mp3"), http.StatusOK) // so that it is known
	timeouts := brief
	timeouts.Write = time.Second
	r := start(t, &Server{Handler: h, Timeouts: timeouts})
	c := r.dial(t).(*net.TCPConn)
	must(t, c.SetReadBuffer(64<<10))
	began := time.Now()
	fmt.Fprint(c, "GET /long.mp3 HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n")
	got, err := http.ReadResponse(bufio.NewReader(c), nil)
	must(t, err)
	n := 0
	for piece := make([]byte, 1<<20); ; time.Sleep(150 * time.Millisecond) {
		m, err := io.ReadFull(got.Body, piece)
		n += m
		if err != nil {
			break
		}
	}
	if took := time.Since(began); n != len(long) || took < timeouts.Write {
		t.Errorf("got %d bytes of %d within %v", n, len(long), took)
	}
}

// A request whose body does not come is answered, and keeps nothing waiting.
func TestBodyThatDoesNotCome(t *testing.T) {
	t.Parallel()
	h, _ := sampleHandler(t)
	r := start(t, &Server{Handler: h, Timeouts: brief})
	for request, want := range map[string]int{
		"POST /rss.xml HTTP/1.1\r\nHost: example.org\r\nContent-Length: 100000\r\n\r\n":                       http.StatusMethodNotAllowed,
		"POST /rss.xml HTTP/1.1\r\nHost: example.org\r\nTransfer-Encoding: chunked\r\n\r\n":                   http.StatusMethodNotAllowed,
		"GET /rss.xml HTTP/1.1\r\nHost: example.org\r\nContent-Length: 5\r\n\r\n":                             http.StatusOK,
		"GET /rss.xml HTTP/1.1\r\nHost: example.org\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\nhell": http.StatusOK,
		"HEAD /nothing HTTP/1.1\r\nHost: example.org\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n":              http.StatusNotFound,
	} {
		c := r.dial(t)
		fmt.Fprint(c, request)
		method, _, _ := strings.Cut(request, " ")
		got, err := http.ReadResponse(bufio.NewReader(c), &http.Request{Method: method})
		must(t, err)
		wantStatus(t, got, want)
		closes(t, c)
	}
	// One that comes is no reason to close the connection, nor is the time that it had.
	c := r.dial(t)
	answers := bufio.NewReader(c)
	for range 2 {
		fmt.Fprint(c, "GET /nothing HTTP/1.1\r\nHost: example.org\r\nContent-Length: 5\r\n\r\nhello")
		got, err := http.ReadResponse(answers, nil)
		must(t, err)
		wantStatus(t, got, http.StatusNotFound)
		_, err = io.Copy(io.Discard, got.Body)
		must(t, err)
	}
}

func TestLargeHeader(t *testing.T) {
	h, _ := sampleHandler(t)
	r := start(t, &Server{Handler: h})
	for size, want := range map[int]int{20 << 10: http.StatusOK, 200 << 10: http.StatusRequestHeaderFieldsTooLarge} {
		c := r.dial(t)
		go fmt.Fprintf(c, "GET /rss.xml HTTP/1.1\r\nHost: example.org\r\nCookie: %s\r\n\r\n", strings.Repeat("c", size))
		got, err := http.ReadResponse(bufio.NewReader(c), nil)
		must(t, err)
		wantStatus(t, got, want)
	}
}

// At its end the server finishes what is on its way, and takes nothing new.
func TestGracefulEnd(t *testing.T) {
	t.Parallel()
	entered, leave := make(chan struct{}), make(chan struct{})
	r := start(t, &Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(entered)
		<-leave
		io.WriteString(w, "whole")
	})})
	got := make(chan string)
	go func() {
		answer, err := http.Get("http://" + r.address)
		if err != nil {
			got <- err.Error()
			return
		}
		text, _ := io.ReadAll(answer.Body)
		got <- string(text)
	}()
	<-entered
	r.cancel()
	for { // until it takes no more
		c, err := net.Dial("tcp", r.address)
		if err != nil {
			break
		}
		c.Close()
	}
	close(leave)
	if text := <-got; text != "whole" {
		t.Errorf("got %q", text)
	}
	r.end(t)
}

// An answer that does not end is cut off, and the server ends all the same.
func TestEndDoesNotWaitForEver(t *testing.T) {
	t.Parallel()
	entered := make(chan struct{})
	r := start(t, &Server{Timeouts: brief, Handler: http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		close(entered)
		<-q.Context().Done()
	})})
	fmt.Fprint(r.dial(t), "GET / HTTP/1.1\r\nHost: example.org\r\n\r\n")
	<-entered
	r.end(t)
}

// The listener that fails ends the server, with its error.
func TestListenerFails(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	other, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	r := start(t, &Server{Handler: http.NotFoundHandler(), Listeners: []net.Listener{l, other}})
	must(t, l.Close())
	if err := <-r.ended; err == nil {
		t.Error("got no error")
	}
	r.ended <- nil
	if _, err := net.Dial("tcp", other.Addr().String()); err == nil {
		t.Error("the other listener is still open")
	}
}

// One client may have only so many connections, and all together only so many.
func TestConnectionsHaveALimit(t *testing.T) {
	far := &net.TCPAddr{IP: net.IPv4(198, 51, 100, 1), Port: 1000}
	l := &fakeListener{conns: make(chan net.Conn)}
	door := &doorman{Listener: l, crowd: newCrowd(mostOfOneClient+5, Proxies{}), done: make(chan struct{})}
	let := make(chan net.Conn)
	go func() {
		for {
			c, err := door.Accept()
			if err != nil {
				close(let)
				return
			}
			let <- c
		}
	}()
	var inside []net.Conn
	for range mostOfOneClient {
		l.conns <- &fakeConn{from: far}
		inside = append(inside, <-let)
	}
	refused := &fakeConn{from: far, closed: make(chan struct{})}
	l.conns <- refused
	<-refused.closed
	other := &net.TCPAddr{IP: net.IPv4(198, 51, 100, 2), Port: 1000}
	for range 5 { // now it is full
		l.conns <- &fakeConn{from: other}
		inside = append(inside, <-let)
	}
	select {
	case l.conns <- &fakeConn{from: other}:
		t.Error("takes more than it may hold")
	case <-time.After(20 * time.Millisecond):
	}
	inside[0].Close()
	inside[0].Close() // which counts once
	l.conns <- &fakeConn{from: far}
	inside = append(inside[1:], <-let)
	for _, c := range inside {
		c.Close()
	}
	if n, free := len(door.crowd.counts), cap(door.crowd.slots)-len(door.crowd.slots); n != 0 || free < mostOfOneClient {
		t.Errorf("still counts %d clients, and has %d places", n, free)
	}
	door.Close()
	<-let
}

// Whose connections are counted together, and whose are not counted.
func TestWhoseConnections(t *testing.T) {
	proxies, err := ParseProxies([]string{"10.0.0.0/8", "fd00::1"}, "X-Forwarded-For")
	must(t, err)
	c := newCrowd(1, proxies)
	for from, want := range map[string]string{
		"198.51.100.1": "198.51.100.1", "::ffff:198.51.100.1": "198.51.100.1", "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::", "fe80::1%eth0": "fe80::",
		"127.0.0.1": "", "::1": "", "::ffff:127.0.0.1": "", "10.1.2.3": "", "fd00::1": "", "fd00::2": "fd00::",
	} {
		at := net.TCPAddrFromAddrPort(netip.AddrPortFrom(netip.MustParseAddr(from), 1000))
		got := c.clientOf(&fakeConn{from: at})
		if want == "" && got.IsValid() || want != "" && got != netip.MustParseAddr(want) {
			t.Errorf("%s: got %v, want %q", from, got, want)
		}
	}
	if got := c.clientOf(&fakeConn{from: &net.UnixAddr{Name: "/run/x"}}); got.IsValid() {
		t.Errorf("a socket without addresses: got %v", got)
	}
}

type fakeListener struct{ conns chan net.Conn }

func (l *fakeListener) Accept() (net.Conn, error) {
	c, ok := <-l.conns
	if !ok {
		return nil, net.ErrClosed
	}
	return c, nil
}
func (l *fakeListener) Close() error   { close(l.conns); return nil }
func (l *fakeListener) Addr() net.Addr { return &net.TCPAddr{} }

type fakeConn struct {
	net.Conn
	from   net.Addr
	closed chan struct{}
}

func (c *fakeConn) RemoteAddr() net.Addr { return c.from }
func (c *fakeConn) Close() error {
	if c.closed != nil {
		close(c.closed)
	}
	return nil
}

func TestListen(t *testing.T) {
	for _, address := range []string{"localhost:0", "127.0.0.1:0", ":0", "unix:" + filepath.Join(t.TempDir(), "socket")} {
		listeners, err := Listen(address)
		must(t, err)
		for _, l := range listeners {
			c, err := net.Dial(l.Addr().Network(), l.Addr().String())
			must(t, err)
			c.Close()
		}
		for _, l := range listeners {
			must(t, l.Close())
		}
	}
	if listeners, err := Listen("[::1]:0"); err == nil { // where there is IPv6
		must(t, listeners[0].Close())
	}
	for _, address := range []string{"", "localhost", "8080", "localhost:", "localhost:99999", "localhost:-1", "localhost:nothing", "unix:"} {
		if _, err := Listen(address); err == nil {
			t.Errorf("listens on %q", address)
		}
	}
}

// A socket that a killed program has left is taken, one that somebody listens on is not.
func TestAbandonedSocket(t *testing.T) {
	path := filepath.Join(t.TempDir(), "socket")
	left, err := net.Listen("unix", path)
	must(t, err)
	if _, err := Listen("unix:" + path); err == nil || !strings.Contains(err.Error(), "another program listens there") {
		t.Errorf("got %v", err)
	}
	left.(*net.UnixListener).SetUnlinkOnClose(false)
	must(t, left.Close())
	listeners, err := Listen("unix:" + path)
	must(t, err)
	must(t, listeners[0].Close())
	replace(t, path, "a file")
	if _, err := Listen("unix:" + path); err == nil {
		t.Error("took the place of a file")
	}
}
