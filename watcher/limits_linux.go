package watcher

import (
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// tightest gives the lower of two limits, one of the user and one of the user namespace, as in a container.
func tightest(user, namespace string) limit {
	l := limit{"fs.inotify." + user, readNumber("/proc/sys/fs/inotify/" + user)}
	if n := readNumber("/proc/sys/user/" + namespace); n >= 0 && n < l.value {
		l = limit{"user." + namespace, n}
	}
	if l.value < 0 {
		return limit{}
	}
	return l
}

func readNumber(name string) int {
	text, err := os.ReadFile(name)
	if err != nil {
		return -1
	}
	n, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return -1
	}
	return n
}

// outOfDescriptors tells whether this process can open no more files.
func outOfDescriptors() bool {
	f, err := os.Open("/dev/null")
	if err == nil {
		f.Close()
	}
	return isExhausted(err)
}

// silentFileSystem names the file system of a folder if that gives no events of changes made by other machines,
// and is empty otherwise.
func silentFileSystem(dir string) string {
	var st unix.Statfs_t
	if unix.Statfs(dir, &st) != nil {
		return ""
	}
	return silentTypes(uint32(st.Type))
}

func silentTypes(magic uint32) string {
	switch magic {
	case unix.NFS_SUPER_MAGIC:
		return "NFS"
	case unix.SMB_SUPER_MAGIC, unix.CIFS_SUPER_MAGIC, unix.SMB2_SUPER_MAGIC:
		return "SMB"
	case unix.FUSE_SUPER_MAGIC:
		return "FUSE"
	case unix.V9FS_MAGIC:
		return "9p"
	case unix.AFS_SUPER_MAGIC, unix.AFS_FS_MAGIC:
		return "AFS"
	case unix.CEPH_SUPER_MAGIC:
		return "Ceph"
	case unix.CODA_SUPER_MAGIC:
		return "Coda"
	case unix.NCP_SUPER_MAGIC:
		return "NCP"
	case 0x786f4256:
		return "vboxsf"
	case 0xbacbacbc:
		return "vmhgfs"
	case 0x7c7c6673:
		return "prl_fs"
	case 0x0bd00bd0:
		return "Lustre"
	case 0x47504653:
		return "GPFS"
	}
	return ""
}
