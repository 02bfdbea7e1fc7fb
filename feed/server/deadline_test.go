package server

import (
	"errors"
	"io"
	"net"
	"os"
	"testing"
	"time"
)

// visit returns both ends of a connection whose deadlines are looked at often.
func visit(t *testing.T) (*visitor, net.Conn) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	door := &doorman{Listener: l, crowd: newCrowd(1, Proxies{}), done: make(chan struct{})}
	door.crowd.every = 5 * time.Millisecond
	there, err := net.Dial("tcp", l.Addr().String())
	must(t, err)
	here, err := door.Accept()
	must(t, err)
	t.Cleanup(func() { here.Close(); there.Close(); door.Close() })
	return here.(*visitor), there
}

// A deadline ends what waits, whether a timer or the crowd keeps it, and only then.
func TestDeadlines(t *testing.T) {
	t.Parallel()
	const far, near = 100 * time.Millisecond, 3 * time.Millisecond
	for _, wait := range []time.Duration{far, near, -time.Second} {
		v, there := visit(t)
		for range 2 { // the second one after what the first has left
			began := time.Now()
			must(t, v.SetReadDeadline(began.Add(wait)))
			_, err := v.Read(make([]byte, 1))
			if took := time.Since(began); !errors.Is(err, os.ErrDeadlineExceeded) || took < wait {
				t.Errorf("read with %v: got %v after %v", wait, err, took)
			}
		}
		must(t, v.SetReadDeadline(time.Time{}))
		time.AfterFunc(2*far, func() { there.Write([]byte("x")) })
		if _, err := v.Read(make([]byte, 1)); err != nil {
			t.Errorf("after %v and none: got %v", wait, err)
		}
		began := time.Now()
		must(t, v.SetWriteDeadline(began.Add(wait)))
		var err error
		for piece := make([]byte, 1<<20); err == nil; _, err = v.Write(piece) {
		}
		if took := time.Since(began); !errors.Is(err, os.ErrDeadlineExceeded) || took < wait {
			t.Errorf("write with %v: got %v after %v", wait, err, took)
		}
		must(t, v.SetWriteDeadline(time.Now().Add(time.Hour)))
		go io.Copy(io.Discard, there)
		if _, err := v.Write([]byte("x")); err != nil {
			t.Errorf("after %v and a far one: got %v", wait, err)
		}
	}
}

// A deadline that is moved while a read waits for it is moved, also from one keeper to the other.
func TestDeadlineIsMoved(t *testing.T) {
	t.Parallel()
	const soon, late, far = 5 * time.Millisecond, 100 * time.Millisecond, time.Hour
	for _, test := range []struct{ first, then time.Duration }{{far, soon}, {far, late}, {far, -time.Second}, {late, 2 * late}, {soon, late}} {
		v, _ := visit(t)
		began := time.Now()
		must(t, v.SetDeadline(began.Add(test.first)))
		ended := make(chan error, 1)
		go func() {
			_, err := v.Read(make([]byte, 1))
			ended <- err
		}()
		must(t, v.SetDeadline(began.Add(test.then)))
		if err, took := <-ended, time.Since(began); !errors.Is(err, os.ErrDeadlineExceeded) || took < test.then && test.first != soon {
			t.Errorf("%v, then %v: got %v after %v", test.first, test.then, err, took)
		}
	}
}

// Nothing goes on to look at deadlines when all have left.
func TestLooksEnd(t *testing.T) {
	t.Parallel()
	v, _ := visit(t)
	v.Close()
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
		v.crowd.mu.Lock()
		looks, inside := v.crowd.looks, len(v.crowd.inside)
		v.crowd.mu.Unlock()
		if !looks && inside == 0 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("still looks at deadlines")
		}
	}
}
