package server

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// Listen opens an address: host:port, where port 0 is one that is free and localhost is this machine by IPv4 as well as
// by IPv6, or unix:PATH. The listeners say which address they have.
func Listen(address string) ([]net.Listener, error) {
	if path, ok := strings.CutPrefix(address, "unix:"); ok {
		return listenUnix(path)
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, &AddressError{address}
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n > 65535 {
		if _, err := net.LookupPort("tcp", port); err != nil || port == "" {
			return nil, &AddressError{address}
		}
	}
	if host != "localhost" {
		l, err := net.Listen("tcp", address)
		if err != nil {
			return nil, listenError(address, err)
		}
		return []net.Listener{l}, nil
	}
	four, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", port))
	if err == nil {
		_, port, _ = net.SplitHostPort(four.Addr().String())
	} else if !isUnavailable(err) {
		return nil, listenError(address, err)
	}
	six, sixErr := net.Listen("tcp6", net.JoinHostPort("::1", port))
	switch {
	case err != nil && sixErr != nil:
		return nil, listenError(address, err)
	case err != nil:
		return []net.Listener{six}, nil
	case sixErr != nil: // there is none, or something else has the port: IPv4 is what all try
		return []net.Listener{four}, nil
	}
	return []net.Listener{four, six}, nil
}

// An AddressError is an address that cannot be one.
type AddressError struct{ Address string }

func (e *AddressError) Error() string {
	return fmt.Sprintf("%q: write host:port, such as localhost:8080, :80 or [::1]:8080, or unix:/run/seedfeed.sock", e.Address)
}

// An InUseError is an address that something else has.
type InUseError struct{ Address, reason string }

func (e *InUseError) Error() string { return e.Address + ": " + e.reason }

func isUnavailable(err error) bool {
	return errors.Is(err, syscall.EADDRNOTAVAIL) || errors.Is(err, syscall.EAFNOSUPPORT)
}

func listenError(address string, err error) error {
	if errors.Is(err, syscall.EADDRINUSE) {
		if path, ok := strings.CutPrefix(address, "unix:"); ok && !isSocket(path) {
			return &InUseError{address, "what is there is no socket; remove it"}
		}
		return &InUseError{address, "another program listens there; end it"}
	}
	var cause *net.OpError
	if errors.As(err, &cause) {
		err = cause.Err
	}
	return fmt.Errorf("listen on %s: %w", address, err)
}

// listenUnix takes the place of a socket that nobody listens on any more.
func listenUnix(path string) ([]net.Listener, error) {
	if path == "" {
		return nil, &AddressError{"unix:"}
	}
	l, err := net.Listen("unix", path)
	if errors.Is(err, syscall.EADDRINUSE) && isAbandoned(path) {
		if err = os.Remove(path); err == nil {
			l, err = net.Listen("unix", path)
		}
	}
	if err != nil {
		return nil, listenError("unix:"+path, err)
	}
	return []net.Listener{l}, nil
}

func isSocket(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.Mode()&os.ModeSocket != 0
}

func isAbandoned(path string) bool {
	if !isSocket(path) {
		return false
	}
	c, err := net.Dial("unix", path)
	if err == nil {
		c.Close()
	}
	return errors.Is(err, syscall.ECONNREFUSED)
}
