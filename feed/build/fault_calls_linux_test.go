package build_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// A fault is one system call that goes wrong: the Nth with that name on that file.
type fault struct {
	Call string // the name, and "create" where it may make a file
	On   string // the file: relative to the folder of the test where it lies in it
	Nth  int    // from 1
	Deed string // "kill", "torn", "half" or the name of an error; with "!" all further calls fail as well
}

func (f fault) String() string { return fmt.Sprintf("%s %s %d %s", f.Call, f.On, f.Nth, f.Deed) }

// kind says where a call's file is among its arguments.
type kind int

const (
	byFD   kind = iota // the first is a descriptor
	byAt               // a folder's descriptor and a path
	byName             // a path
	byTo               // from and to: a folder's descriptor and a path each
	byOpen             // a folder's descriptor, a path and flags
	byOld              // a path and flags
)

type guarded struct {
	name string
	kind kind
}

// guardedCalls are all system calls of a build that can fail because of a file system.
func guardedCalls() map[int32]guarded {
	calls := map[int32]guarded{
		unix.SYS_OPENAT: {"openat", byOpen}, unix.SYS_OPENAT2: {"openat2", byAt}, unix.SYS_CLOSE: {"close", byFD},
		unix.SYS_READ: {"read", byFD}, unix.SYS_PREAD64: {"pread64", byFD}, unix.SYS_GETDENTS64: {"getdents64", byFD}, unix.SYS_COPY_FILE_RANGE: {"copy_file_range", byFD},
		unix.SYS_WRITE: {"write", byFD}, unix.SYS_PWRITE64: {"pwrite64", byFD}, unix.SYS_FTRUNCATE: {"ftruncate", byFD}, unix.SYS_FALLOCATE: {"fallocate", byFD},
		unix.SYS_FSYNC: {"fsync", byFD}, unix.SYS_FDATASYNC: {"fdatasync", byFD}, unix.SYS_SYNCFS: {"syncfs", byFD}, unix.SYS_SYNC_FILE_RANGE: {"sync_file_range", byFD},
		unix.SYS_RENAMEAT: {"renameat", byTo}, unix.SYS_RENAMEAT2: {"renameat2", byTo}, unix.SYS_LINKAT: {"linkat", byTo},
		unix.SYS_UNLINKAT: {"unlinkat", byAt}, unix.SYS_MKDIRAT: {"mkdirat", byAt}, unix.SYS_NEWFSTATAT: {"newfstatat", byAt}, unix.SYS_STATX: {"statx", byAt},
		unix.SYS_FACCESSAT: {"faccessat", byAt}, unix.SYS_FACCESSAT2: {"faccessat2", byAt}, unix.SYS_FCHMODAT: {"fchmodat", byAt}, unix.SYS_UTIMENSAT: {"utimensat", byAt},
		unix.SYS_FSTAT: {"fstat", byFD}, unix.SYS_FCHMOD: {"fchmod", byFD}, unix.SYS_FCHOWN: {"fchown", byFD}, unix.SYS_FLOCK: {"flock", byFD}, unix.SYS_FCNTL: {"fcntl", byFD},
		unix.SYS_LSEEK: {"lseek", byFD},
	}
	if runtime.GOARCH == "amd64" { // has the old calls as well, and no constants that other architectures know
		for number, call := range map[int32]guarded{
			2: {"open", byOld}, 4: {"stat", byName}, 6: {"lstat", byName}, 21: {"access", byName}, 76: {"truncate", byName},
			83: {"mkdir", byName}, 84: {"rmdir", byName}, 87: {"unlink", byName}, 90: {"chmod", byName},
		} {
			calls[number] = call
		}
	}
	return calls
}

// notification is struct seccomp_notif, and answer is struct seccomp_notif_resp.
type notification struct {
	id          uint64
	pid, flags  uint32
	number      int32
	arch        uint32
	instruction uint64
	args        [6]uint64
}

type answer struct {
	id    uint64
	value int64
	err   int32
	flags uint32
}

// An interposer stands between this process and the kernel: each guarded call waits until it has decided. It runs in the
// same process, so it may itself make no guarded call.
type interposer struct {
	calls map[int32]guarded

	mu    sync.Mutex
	on    bool
	dir   string
	fault fault
	seen  []string       // the calls with their files, in order
	count map[string]int // of the same
	hit   bool
}

// interpose cannot be undone. All calls pass but between begin and finish.
func interpose() (*interposer, error) {
	ip := &interposer{calls: guardedCalls()}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return nil, err
	}
	const number, firstArgument, secondArgument = 0, 16, 24 // in struct seccomp_data
	load := func(offset uint32) unix.SockFilter {
		return unix.SockFilter{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: offset}
	}
	jump := func(test uint16, value uint32, yes, no uint8) unix.SockFilter {
		return unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_K | test, Jt: yes, Jf: no, K: value}
	}
	allow := unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ALLOW}
	filter := []unix.SockFilter{
		// What the process says at its end must not wait.
		load(number), jump(unix.BPF_JEQ, unix.SYS_WRITE, 0, 3),
		load(firstArgument), jump(unix.BPF_JGT, 2, 1, 0), allow,
		// Most of these only ask for, or set, flags of the descriptor.
		load(number), jump(unix.BPF_JEQ, unix.SYS_FCNTL, 0, 3),
		load(secondArgument), jump(unix.BPF_JEQ, unix.F_SETLK, 1, 0), allow,
		load(number),
	}
	left := len(ip.calls)
	for number := range ip.calls {
		filter = append(filter, jump(unix.BPF_JEQ, uint32(number), uint8(left), 0))
		left--
	}
	filter = append(filter, allow, unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_USER_NOTIF})
	program := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	listener, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER,
		unix.SECCOMP_FILTER_FLAG_NEW_LISTENER|unix.SECCOMP_FILTER_FLAG_TSYNC|unix.SECCOMP_FILTER_FLAG_TSYNC_ESRCH, uintptr(unsafe.Pointer(&program)))
	if errno != 0 {
		return nil, errno
	}
	go ip.serve(listener)
	return ip, nil
}

// begin lets f happen in the folder dir.
func (ip *interposer) begin(dir string, f fault) {
	ip.mu.Lock()
	defer ip.mu.Unlock()
	ip.on, ip.dir, ip.fault = true, dir, f
	ip.seen, ip.count, ip.hit = nil, map[string]int{}, false
}

// finish returns the calls that were made since begin, and whether the fault was among them.
func (ip *interposer) finish() (seen []string, hit bool) {
	ip.mu.Lock()
	defer ip.mu.Unlock()
	ip.on = false
	return ip.seen, ip.hit
}

func (ip *interposer) serve(listener uintptr) {
	runtime.LockOSThread()
	for {
		var n notification
		if _, _, errno := unix.Syscall(unix.SYS_IOCTL, listener, unix.SECCOMP_IOCTL_NOTIF_RECV, uintptr(unsafe.Pointer(&n))); errno != 0 {
			continue // a signal
		}
		a := answer{id: n.id, flags: unix.SECCOMP_USER_NOTIF_FLAG_CONTINUE}
		if ip.isHit(&n) {
			a = answer{id: n.id}
			ip.do(&n, &a)
		}
		// That nobody waits for the answer any more is the end of a thread.
		_, _, _ = unix.Syscall(unix.SYS_IOCTL, listener, unix.SECCOMP_IOCTL_NOTIF_SEND, uintptr(unsafe.Pointer(&a)))
	}
}

// isHit counts the call, and reports whether it is the one that is to go wrong.
func (ip *interposer) isHit(n *notification) bool {
	ip.mu.Lock()
	defer ip.mu.Unlock()
	if !ip.on {
		return false
	}
	call := ip.calls[n.number]
	on := ip.file(n, call.kind)
	name := call.name
	if call.kind == byOpen && n.args[2]&unix.O_CREAT != 0 || call.kind == byOld && n.args[1]&unix.O_CREAT != 0 {
		name += " create"
	}
	key := name + " " + on
	ip.seen = append(ip.seen, key)
	ip.count[key]++
	if on != ip.fault.On {
		return false
	}
	if ip.hit {
		return strings.HasSuffix(ip.fault.Deed, "!") && deed(name) == deed(ip.fault.Call)
	}
	ip.hit = name == ip.fault.Call && ip.count[key] == ip.fault.Nth
	return ip.hit
}

// deed is the same for calls that a disk refuses together.
func deed(call string) string { return strings.TrimSuffix(strings.TrimPrefix(call, "p"), "64") }

// do lets a call go wrong.
func (ip *interposer) do(n *notification, a *answer) {
	switch ip.fault.Deed {
	case "kill":
		_ = unix.Kill(os.Getpid(), unix.SIGKILL)
		select {}
	case "torn":
		ip.writeHalf(n)
		_ = unix.Kill(os.Getpid(), unix.SIGKILL)
		select {}
	case "half":
		a.value = ip.writeHalf(n)
		return
	}
	if n.number == unix.SYS_CLOSE { // which frees the descriptor even when it fails
		_ = unix.CloseRange(uint(n.args[0]), uint(n.args[0]), 0)
	}
	a.err = -int32(faultErrors()[strings.TrimSuffix(ip.fault.Deed, "!")])
}

// writeHalf does the first half of a write, by a call that is not guarded.
func (ip *interposer) writeHalf(n *notification) int64 {
	data := memory(n.args[1], int(n.args[2]+1)/2)
	offset := int64(-1) // where the file is
	if n.number == unix.SYS_PWRITE64 {
		offset = int64(n.args[3])
	}
	written, err := unix.Pwritev2(int(n.args[0]), [][]byte{data}, offset, 0)
	if err != nil {
		return -1
	}
	return int64(written)
}

func faultErrors() map[string]syscall.Errno {
	return map[string]syscall.Errno{
		"EIO": unix.EIO, "ENOSPC": unix.ENOSPC, "EACCES": unix.EACCES, "EMFILE": unix.EMFILE, "ENOLCK": unix.ENOLCK, "EINTR": unix.EINTR,
		"EDQUOT": unix.EDQUOT, "EROFS": unix.EROFS, "EPERM": unix.EPERM, "EAGAIN": unix.EAGAIN, "ENOSYS": unix.ENOSYS, "EINVAL": unix.EINVAL, "ENOMEM": unix.ENOMEM,
	}
}

// file names what a call is about.
func (ip *interposer) file(n *notification, kind kind) string {
	switch kind {
	case byFD:
		return ip.relative(descriptor(n.args[0]))
	case byName, byOld:
		return ip.relative(text(n.args[0]))
	case byTo:
		return ip.relative(below(n.args[2], text(n.args[3])))
	}
	return ip.relative(below(n.args[0], text(n.args[1])))
}

func below(fd uint64, name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(descriptor(fd), name)
}

func descriptor(fd uint64) string {
	if int32(fd) == unix.AT_FDCWD {
		return "."
	}
	name, err := os.Readlink(fmt.Sprintf("/proc/self/fd/%d", int32(fd)))
	if err != nil {
		return fmt.Sprintf("descriptor %d", int32(fd))
	}
	return strings.TrimSuffix(name, " (deleted)")
}

// numbered are the names in the staging folder, whose order differs from run to run.
var numbered = regexp.MustCompile(`staging/\d+$`)

func (ip *interposer) relative(name string) string {
	if rel, ok := strings.CutPrefix(name, ip.dir+"/"); ok {
		name = rel
	} else if name == ip.dir {
		name = "."
	} else if filepath.IsAbs(name) && strings.HasPrefix(ip.dir, name) {
		name = "above"
	}
	return numbered.ReplaceAllString(name, "staging/*")
}

// memory copies some of the memory of this process, whose address the caller of a system call has given.
func memory(address uint64, size int) []byte {
	data := make([]byte, size)
	local := unix.Iovec{Base: &data[0]}
	local.SetLen(size)
	n, err := unix.ProcessVMReadv(os.Getpid(), []unix.Iovec{local}, []unix.RemoteIovec{{Base: uintptr(address), Len: size}}, 0)
	if err != nil {
		return nil
	}
	return data[:n]
}

// text is a string that ends with a zero.
func text(address uint64) string {
	var s []byte
	for {
		// Up to the end of a page: the next one may not be there.
		part := memory(address, int(4096-address%4096))
		if end := bytes.IndexByte(part, 0); end >= 0 || len(part) == 0 {
			return string(append(s, part[:max(end, 0)]...))
		}
		s = append(s, part...)
		address += uint64(len(part))
	}
}
