package server

import (
	"io"
	"net"
	"net/netip"
	"sync"
)

// Limits of connections that are open at a time. The one for a client leaves room for an office behind one address.
const (
	mostConnections = 8000
	mostOfOneClient = 500
)

// A crowd counts the connections of all listeners.
type crowd struct {
	slots   chan struct{}
	proxies Proxies // through which many come

	mu     sync.Mutex
	counts map[netip.Addr]int
}

func newCrowd(most int, proxies Proxies) *crowd {
	return &crowd{slots: make(chan struct{}, most), proxies: proxies, counts: map[netip.Addr]int{}}
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
		client := d.crowd.clientOf(c)
		if d.crowd.enter(client) {
			return &visitor{Conn: c, leave: func() { d.crowd.leave(client); <-d.crowd.slots }}, nil
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

func (c *crowd) enter(client netip.Addr) bool {
	if !client.IsValid() {
		return true
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.counts[client] >= mostOfOneClient {
		return false
	}
	c.counts[client]++
	return true
}

func (c *crowd) leave(client netip.Addr) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.counts[client]--; c.counts[client] <= 0 {
		delete(c.counts, client)
	}
}

// A visitor is a connection that leaves the crowd when it is closed.
type visitor struct {
	net.Conn
	once  sync.Once
	leave func()
}

// ReadFrom lets the system copy files by itself.
func (v *visitor) ReadFrom(r io.Reader) (int64, error) { return io.Copy(v.Conn, r) }

func (v *visitor) Close() error {
	v.once.Do(v.leave)
	return v.Conn.Close()
}
