package watcher

import (
	"errors"
	"fmt"
	"syscall"
)

// isExhausted tells errors that say that the system has run out of something.
func isExhausted(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE)
}

// explain says why there are no events for a tree of so many folders, and what a person can do about it. The
// system's own words are "no space left on device" and "too many open files", which send people the wrong way.
func explain(err error, folders int) (reason, fix string) {
	switch {
	case errors.Is(err, errTooMany):
		return fmt.Sprintf("more than %d files, each of which would need an open file here", maxEntries), ""
	case errors.Is(err, syscall.ENOSPC):
		limit := tightest("max_user_watches", "max_inotify_watches")
		return fmt.Sprintf("out of watches: %d folders need one each, and %s", folders, limit.say()), limit.raise(max(524288, 2*folders))
	case errors.Is(err, syscall.ENFILE):
		return "out of open files: the whole system has too many", "raise fs.file-max"
	case errors.Is(err, syscall.EMFILE) && outOfDescriptors():
		return "out of open files: this process has too many", "raise it with: ulimit -n"
	case errors.Is(err, syscall.EMFILE):
		limit := tightest("max_user_instances", "max_inotify_instances")
		return fmt.Sprintf("out of instances: 1 is needed, and %s", limit.say()), limit.raise(1024)
	}
	return err.Error(), ""
}

// A limit is a setting of the system.
type limit struct {
	name  string // such as "fs.inotify.max_user_watches", empty if there is none
	value int
}

func (l limit) say() string {
	if l.name == "" {
		return "the system allows no more"
	}
	return fmt.Sprintf("%s is %d, which all programs of the user share", l.name, l.value)
}

// raise gives the command for more.
func (l limit) raise(want int) string {
	if l.name == "" {
		return ""
	}
	return fmt.Sprintf("sudo sysctl %s=%d", l.name, max(want, 2*l.value))
}
