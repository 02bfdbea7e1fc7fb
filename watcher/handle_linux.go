package watcher

import (
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// A handle is an open folder. Looking at names relative to it spares the system from walking the path each time.
type handle struct{ fd int }

func openHandle(dir string) (handle, error) {
	for {
		fd, err := unix.Open(dir, unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC|unix.O_NONBLOCK|unix.O_NOFOLLOW, 0)
		if err != unix.EINTR {
			return handle{fd}, err
		}
	}
}

func (h handle) close() { unix.Close(h.fd) }

func (h handle) status(name string) (status, error) {
	var st unix.Stat_t
	now := time.Now()
	if err := h.stat(name, &st, unix.AT_SYMLINK_NOFOLLOW); err != nil {
		return status{}, err
	}
	kind := st.Mode & unix.S_IFMT
	s := status{folder: kind == unix.S_IFDIR, link: kind == unix.S_IFLNK}
	s.whole, s.same = stampsOf(&st, now)
	if s.link && h.stat(name, &st, 0) == nil {
		if whole, _ := stampsOf(&st, now); whole != 0 && s.whole != 0 {
			s.whole = s.whole.and(uint64(whole))
		}
	}
	return s, nil
}

func (h handle) stat(name string, st *unix.Stat_t, flags int) error {
	for {
		if err := unix.Fstatat(h.fd, name, st, flags); err != unix.EINTR {
			return err
		}
	}
}

func stampsOf(st *unix.Stat_t, now time.Time) (whole, same stamp) {
	same = stamp(0).and(uint64(st.Dev)).and(st.Ino).and(uint64(st.Mode))
	modified := time.Unix(int64(st.Mtim.Sec), int64(st.Mtim.Nsec))
	changed := time.Unix(int64(st.Ctim.Sec), int64(st.Ctim.Nsec))
	if isRecent(modified, now) || isRecent(changed, now) {
		return 0, same
	}
	return same.and(uint64(st.Size)).and(uint64(modified.UnixNano())).and(uint64(changed.UnixNano())), same
}

// list gives the names in the folder.
func (h handle) list() ([]string, error) {
	if _, err := unix.Seek(h.fd, 0, 0); err != nil {
		return nil, err
	}
	buf := make([]byte, 32<<10)
	var names []string
	for {
		n, err := unix.ReadDirent(h.fd, buf)
		switch {
		case err == unix.EINTR:
			continue
		case err != nil:
			return nil, os.NewSyscallError("getdents", err)
		case n <= 0:
			return names, nil
		}
		_, _, names = unix.ParseDirent(buf[:n], -1, names)
	}
}

// workTime is the processor time that the thread has taken.
func workTime() time.Duration {
	var u unix.Rusage
	if unix.Getrusage(unix.RUSAGE_THREAD, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
