package server

import (
	"errors"
	"sync"
	"time"
)

// lookAtDeadlines is how often the deadlines of connections are looked at, and so how late they may be.
const lookAtDeadlines = time.Second

// A deadline is that of a connection's reads, or of its writes. net/http moves them eight times with each request, and a timer
// that is moved as often takes a tenth of the time of a short answer. Nearly none of them is ever reached: the crowd looks
// now and then for those that were. Near ones are left to the connection, which is on time.
type deadline struct {
	mu    sync.Mutex
	far   time.Time // zero for none
	isSet bool      // the connection has one
}

// set sets the deadline by a method of the connection, or remembers it.
func (d *deadline) set(at time.Time, near time.Duration, set func(time.Time) error) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !at.IsZero() && time.Until(at) < near { // also one that is over, by which net/http ends what waits
		d.far, d.isSet = time.Time{}, true
		return set(at)
	}
	d.far = at
	if !d.isSet {
		return nil
	}
	d.isSet = false
	return set(time.Time{})
}

// look ends what waits if the deadline is over.
func (d *deadline) look(now time.Time, set func(time.Time) error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.far.IsZero() && !now.Before(d.far) {
		d.far, d.isSet = time.Time{}, true
		_ = set(now) // what fails was closed meanwhile
	}
}

// near is so short that to be late by one look would be noticed.
func (c *crowd) near() time.Duration { return 2 * c.every }

func (v *visitor) SetReadDeadline(at time.Time) error {
	return v.read.set(at, v.crowd.near(), v.Conn.SetReadDeadline)
}

func (v *visitor) SetWriteDeadline(at time.Time) error {
	return v.write.set(at, v.crowd.near(), v.Conn.SetWriteDeadline)
}

func (v *visitor) SetDeadline(at time.Time) error {
	return errors.Join(v.SetReadDeadline(at), v.SetWriteDeadline(at))
}

// lookAtDeadlines goes on as long as there are connections.
func (c *crowd) lookAtDeadlines() {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	for v := range c.inside {
		v.read.look(now, v.Conn.SetReadDeadline)
		v.write.look(now, v.Conn.SetWriteDeadline)
	}
	if c.looks = len(c.inside) > 0; c.looks {
		time.AfterFunc(c.every, c.lookAtDeadlines)
	}
}
