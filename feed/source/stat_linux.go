package source

import (
	"io/fs"
	"time"

	"golang.org/x/sys/unix"
)

func stateOf(st *unix.Stat_t) state {
	return state{
		stamp: newStamp(st.Size,
			time.Unix(int64(st.Mtim.Sec), int64(st.Mtim.Nsec)), time.Unix(int64(st.Ctim.Sec), int64(st.Ctim.Nsec)), st.Ino),
		kind: kindOf(st.Mode),
		id:   identity{uint64(st.Dev), st.Ino},
	}
}

func kindOf(mode uint32) fs.FileMode {
	switch mode & unix.S_IFMT {
	case unix.S_IFREG:
		return 0
	case unix.S_IFDIR:
		return fs.ModeDir
	case unix.S_IFLNK:
		return fs.ModeSymlink
	default:
		return fs.ModeIrregular
	}
}

// statAt looks at a path below a folder that is open.
func statAt(dir int, path string, flags int) (state, error) {
	var st unix.Stat_t
	err := retry(func() error { return unix.Fstatat(dir, path, &st, flags) })
	if err != nil {
		return state{}, err
	}
	return stateOf(&st), nil
}

// retry repeats a system call that a signal has interrupted, as it happens on network file systems.
func retry(call func() error) error {
	for {
		if err := call(); err != unix.EINTR {
			return err
		}
	}
}
