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
	slots chan struct{}

	mu     sync.Mutex
	counts map[netip.Addr]int
}

func newCrowd(most int) *crowd {
	return &crowd{slots: make(chan struct{}, most), counts: map[netip.Addr]int{}}
}

// A doorman is a listener that lets in no more than the crowd may hold. Who is on this machine counts as many clients.
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
		client := addressOf(c)
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

func addressOf(c net.Conn) netip.Addr {
	if at, ok := c.RemoteAddr().(*net.TCPAddr); ok {
		return at.AddrPort().Addr().Unmap().WithZone("")
	}
	return netip.Addr{}
}

func (c *crowd) enter(client netip.Addr) bool {
	if !client.IsValid() || client.IsLoopback() {
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
