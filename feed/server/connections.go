package server

import (
	"io"
	"net"
	"net/netip"
	"sync"
	"time"
)

// Limits of connections that are open at a time. The one for a client leaves room for an office behind one address.
const (
	mostConnections = 8000
	mostOfOneClient = 500
)

// A crowd counts the connections of all listeners, and keeps their deadlines.
type crowd struct {
	slots   chan struct{}
	proxies Proxies       // through which many come
	every   time.Duration // how often the deadlines are looked at

	mu     sync.Mutex
	counts map[netip.Addr]int
	inside map[*visitor]struct{}
	looks  bool // at deadlines, after a while
}

func newCrowd(most int, proxies Proxies) *crowd {
	return &crowd{
		slots: make(chan struct{}, most), proxies: proxies, every: lookAtDeadlines,
		counts: map[netip.Addr]int{}, inside: map[*visitor]struct{}{},
	}
}

// A doorman is a listener that lets in no more than the crowd may hold. Who is on this machine, or a proxy, counts as many clients.
type doorman struct {
	net.Listener
	crowd *crowd
	done  chan struct{}
	once  sync.Once
}

func (d *doorman) Accept() (net.Conn, error) {
	for {
		select {
		case d.crowd.slots <- struct{}{}:
		case <-d.done:
			return nil, net.ErrClosed
		}
		c, err := d.Listener.Accept()
		if err != nil {
			<-d.crowd.slots
			return nil, err
		}
		v := &visitor{Conn: c, crowd: d.crowd, client: d.crowd.clientOf(c)}
		if d.crowd.enter(v) {
			return v, nil
		}
		<-d.crowd.slots
		c.Close()
	}
}

func (d *doorman) Close() error {
	d.once.Do(func() { close(d.done) })
	return d.Listener.Close()
}

// clientOf returns whom a connection counts for; it is not valid for those who are not counted.
func (c *crowd) clientOf(conn net.Conn) netip.Addr {
	at, ok := conn.RemoteAddr().(*net.TCPAddr)
	if !ok {
		return netip.Addr{}
	}
	client := at.AddrPort().Addr().Unmap().WithZone("")
	if client.IsLoopback() || c.proxies.trusts(client) {
		return netip.Addr{}
	}
	return household(client)
}

func (c *crowd) enter(v *visitor) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if v.client.IsValid() {
		if c.counts[v.client] >= mostOfOneClient {
			return false
		}
		c.counts[v.client]++
	}
	c.inside[v] = struct{}{}
	if !c.looks {
		c.looks = true
		time.AfterFunc(c.every, c.lookAtDeadlines)
	}
	return true
}

func (c *crowd) leave(v *visitor) {
	c.mu.Lock()
	delete(c.inside, v)
	if v.client.IsValid() {
		if c.counts[v.client]--; c.counts[v.client] <= 0 {
			delete(c.counts, v.client)
		}
	}
	c.mu.Unlock()
	<-c.slots
}

// A visitor is a connection that leaves the crowd when it is closed.
type visitor struct {
	net.Conn
	crowd       *crowd
	client      netip.Addr // whom it counts for
	once        sync.Once
	read, write deadline
}

// ReadFrom lets the system copy files by itself.
func (v *visitor) ReadFrom(r io.Reader) (int64, error) { return io.Copy(v.Conn, r) }

func (v *visitor) Close() error {
	v.once.Do(func() { v.crowd.leave(v) })
	return v.Conn.Close()
}
