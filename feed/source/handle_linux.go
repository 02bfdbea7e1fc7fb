package source

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// A handle is an open file or folder. Bare descriptors spare the poller and the finalizer of os.File, which
// cost as much as reading a short article.
type handle int

const readFlags = unix.O_RDONLY | unix.O_NONBLOCK | unix.O_NOCTTY | unix.O_CLOEXEC

// openFile opens a file for reading. Links are followed, to anywhere inside of the folder.
func (f *Folder) openFile(path string) (handle, error) {
	return f.openAt(path, readFlags, unix.RESOLVE_BENEATH)
}

// openFolder opens a folder for reading. The path holds no links.
func (f *Folder) openFolder(real string) (handle, error) {
	return f.openAt(real, readFlags|unix.O_DIRECTORY|unix.O_NOFOLLOW, unix.RESOLVE_BENEATH|unix.RESOLVE_NO_SYMLINKS)
}

func (f *Folder) openAt(path string, flags int, resolve uint64) (handle, error) {
	how := unix.OpenHow{Flags: uint64(flags), Resolve: resolve}
	fd := -1
	err := retry(func() (err error) {
		fd, err = unix.Openat2(int(f.dir.Fd()), path, &how)
		return err
	})
	switch err {
	case nil:
		return handle(fd), nil
	case unix.EXDEV: // a link that is absolute or leads out
		return -1, errLeadsOut
	case unix.ENOSYS, unix.EPERM, unix.ENAMETOOLONG, unix.EAGAIN:
		return f.openStepwise(path, flags)
	default:
		return -1, err
	}
}

// openStepwise serves kernels and sandboxes without openat2, and paths of more than 4096 bytes.
func (f *Folder) openStepwise(path string, flags int) (handle, error) {
	file, err := f.root.OpenFile(path, flags, 0)
	if err != nil {
		if errno, ok := errors.AsType[unix.Errno](err); ok {
			return -1, errno
		}
		return -1, errLeadsOut // os.Root has no value for it
	}
	defer file.Close()
	fd, err := unix.FcntlInt(file.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	return handle(fd), err
}

// stat looks at a path. Links are followed, to anywhere inside of the folder.
func (f *Folder) stat(path string) (state, error) {
	h, err := f.openAt(path, unix.O_PATH|unix.O_CLOEXEC, unix.RESOLVE_BENEATH)
	if err != nil {
		return state{}, err
	}
	defer h.close()
	return h.state()
}

// identityOf gives the identity of whatever the path leads to.
func identityOf(path string) identity {
	s, err := statAt(unix.AT_FDCWD, path, 0)
	if err != nil {
		return identity{}
	}
	return s.id
}

func (h handle) close() { unix.Close(int(h)) }

func (h handle) state() (state, error) {
	var st unix.Stat_t
	if err := retry(func() error { return unix.Fstat(int(h), &st) }); err != nil {
		return state{}, err
	}
	return stateOf(&st), nil
}

func (h handle) read(p []byte) (n int, err error) {
	err = retry(func() error { n, err = unix.Read(int(h), p); return err })
	return max(n, 0), err
}

// file turns the handle into an os.File, which closes it.
func (h handle) file(path string) *os.File {
	return os.NewFile(uintptr(h), path)
}

// lstat looks at a file of the folder, whose path is given, and does not follow links.
func (h handle) lstat(_ *Folder, real string) (state, error) {
	return statAt(int(h), real[strings.LastIndexByte(real, '/')+1:], unix.AT_SYMLINK_NOFOLLOW)
}

// list calls visit for each name of the folder. The name is only valid until visit returns.
func (h handle) list(buf []byte, visit func(name []byte, kind fs.FileMode)) error {
	for {
		n := 0
		err := retry(func() (err error) { n, err = unix.Getdents(int(h), buf); return err })
		if err != nil || n <= 0 {
			return err
		}
		for rest := buf[:n]; len(rest) > direntHead; {
			length := int(binary.NativeEndian.Uint16(rest[direntLength:]))
			if length <= direntHead || length > len(rest) {
				return unix.EIO
			}
			name := rest[direntHead:length]
			if end := bytes.IndexByte(name, 0); end >= 0 {
				name = name[:end]
			}
			if s := string(name); s != "." && s != ".." {
				visit(name, kindOfEntry(rest[direntType]))
			}
			rest = rest[length:]
		}
	}
}

// Offsets of struct linux_dirent64.
const (
	direntLength = 16
	direntType   = 18
	direntHead   = 19
)

func kindOfEntry(typ byte) fs.FileMode {
	switch typ {
	case unix.DT_REG:
		return 0
	case unix.DT_DIR:
		return fs.ModeDir
	case unix.DT_LNK:
		return fs.ModeSymlink
	case unix.DT_UNKNOWN:
		return kindUnknown
	default:
		return fs.ModeIrregular
	}
}
