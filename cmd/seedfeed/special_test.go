//go:build unix

package main

import (
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/sys/unix"
)

// special KIND FILE makes a fifo, a socket or a device.
func special(ts *testscript.TestScript, _ bool, args []string) {
	path := ts.MkAbs(args[1])
	ts.Check(os.MkdirAll(filepath.Dir(path), 0o777))
	switch args[0] {
	case "fifo":
		ts.Check(unix.Mkfifo(path, 0o666))
	case "socket":
		// The address of a socket is short, other than this folder's name may be.
		short, err := os.MkdirTemp("", "s")
		ts.Check(err)
		listener, err := net.ListenUnix("unix", &net.UnixAddr{Name: filepath.Join(short, "s"), Net: "unix"})
		ts.Check(err)
		listener.SetUnlinkOnClose(false)
		ts.Check(listener.Close())
		ts.Check(os.Rename(filepath.Join(short, "s"), path))
		ts.Check(os.RemoveAll(short))
	case "device":
		const null = 1<<8 | 3 // /dev/null; to open it would do no harm
		ts.Check(unix.Mknod(path, unix.S_IFCHR|0o666, null))
	default:
		ts.Fatalf("unknown kind %q", args[0])
	}
}

// longname DIR makes an article with the longest name that file systems allow.
func longname(ts *testscript.TestScript, _ bool, args []string) {
	path := ts.MkAbs(args[0]) + "/" + strings.Repeat("x", 255-len(".md")) + ".md"
	ts.Check(os.WriteFile(path, []byte("# A long name\n"), 0o666))
}

// deep DIR N FILE makes an article N folders deep. The path may be longer than the system takes at once.
func deep(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	dir, err := os.OpenRoot(ts.MkAbs("."))
	ts.Check(err)
	path := args[0] + strings.Repeat("/d", n)
	ts.Check(dir.MkdirAll(path, 0o777))
	ts.Check(dir.WriteFile(path+"/"+args[2], []byte("# Deep\n"), 0o666))
	ts.Check(dir.Close())
}
