package publish

import (
	"path"
	"time"

	"golang.org/x/sys/unix"
)

// os.Root opens each part of each path anew, and os.File asks the poller about each file: for a page in a
// folder of its own that is almost as much work as the page. The common case is done here with bare
// descriptors; where it does not fit or fails, os.Root does all of it again and says what is wrong.

// writeData is writeNew for data that is at hand.
func (f *Folder) writeData(name string, data []byte) (size int64, modTime time.Time, ok bool) {
	fd, err := unix.Openat(int(f.asideHandle.Fd()), name, unix.O_WRONLY|unix.O_CREAT|unix.O_EXCL|unix.O_CLOEXEC, 0o666)
	if err != nil {
		return 0, time.Time{}, false
	}
	defer func() {
		// Network file systems and quotas complain only now.
		if err := unix.Close(fd); err != nil && err != unix.EINTR {
			ok = false
		}
		if !ok {
			unix.Unlinkat(int(f.asideHandle.Fd()), name, 0)
		}
	}()
	size = int64(len(data))
	for len(data) > 0 {
		n, err := unix.Write(fd, data)
		if err != nil && err != unix.EINTR {
			return 0, time.Time{}, false
		}
		data = data[max(n, 0):]
	}
	var st unix.Stat_t
	if unix.Fstat(fd, &st) != nil || st.Size != size {
		return 0, time.Time{}, false
	}
	return size, modTimeOf(&st), true
}

// look gives the size and time of a regular file.
func (f *Folder) look(name string) (size int64, modTime time.Time, ok bool) {
	var st unix.Stat_t
	err := unix.Fstatat(int(f.handle.Fd()), name, &st, unix.AT_SYMLINK_NOFOLLOW)
	if err != nil || st.Mode&unix.S_IFMT != unix.S_IFREG {
		return 0, time.Time{}, false
	}
	return st.Size, modTimeOf(&st), true
}

func modTimeOf(st *unix.Stat_t) time.Time { return time.Unix(int64(st.Mtim.Sec), int64(st.Mtim.Nsec)) }

// A nest is the folder that holds the folders of several pages, open as long as they come one after another.
type nest struct {
	dir string
	fd  int
}

func (p *placing) close() {
	if p.nest.fd > 0 {
		unix.Close(p.nest.fd)
	}
	p.nest = nest{}
}

// placeFast gives a file its final name, or changes nothing.
func (p *placing) placeFast(aside string, file string) bool {
	if p.asideHandle == nil {
		return false
	}
	from := int(p.asideHandle.Fd())
	parent := path.Dir(file)
	if parent == "." {
		return unix.Renameat(from, aside, int(p.handle.Fd()), file) == nil
	}
	nest, ok := p.openNest(path.Dir(parent))
	if !ok {
		return false
	}
	name := path.Base(parent)
	if parent != p.parent && unix.Mkdirat(nest, name, 0o777) == nil {
		if unix.Renameat(from, aside, nest, name+"/"+path.Base(file)) == nil {
			return true
		}
		unix.Unlinkat(nest, name, unix.AT_REMOVEDIR)
		return false
	}
	// It was there before, and may be a link.
	to, err := openReal(nest, name)
	if err != nil {
		return false
	}
	defer unix.Close(to)
	return unix.Renameat(from, aside, to, path.Base(file)) == nil
}

func (p *placing) openNest(dir string) (fd int, ok bool) {
	if dir == "." {
		return int(p.handle.Fd()), true
	}
	if p.nest.dir == dir {
		return p.nest.fd, true
	}
	fd, err := openReal(int(p.handle.Fd()), dir)
	if err != nil {
		return 0, false
	}
	p.close()
	p.nest = nest{dir, fd}
	return fd, true
}

// openReal opens a folder that is reached without a link.
func openReal(at int, dir string) (int, error) {
	return unix.Openat2(at, dir, &unix.OpenHow{
		Flags:   unix.O_PATH | unix.O_DIRECTORY | unix.O_CLOEXEC,
		Resolve: unix.RESOLVE_BENEATH | unix.RESOLVE_NO_SYMLINKS,
	})
}
