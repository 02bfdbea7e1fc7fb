//go:build unix && !linux

package source

import "syscall"

// A pipe that took the place of a file must not block the open.
const nonblock = syscall.O_NONBLOCK
