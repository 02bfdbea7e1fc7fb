//go:build unix

package publish

import "golang.org/x/sys/unix"

// writable tells early what would otherwise show when all pages are made.
func writable(dir string) error { return unix.Access(dir, unix.W_OK|unix.X_OK) }

// A pipe that took the place of a file must not block the open.
const nonblock = unix.O_NONBLOCK
