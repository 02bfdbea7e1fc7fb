package watcher

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// limitedTo runs a test in a process of its own, in which a limit of inotify is low.
func limitedTo(t *testing.T, setting, value string, test func()) {
	t.Helper()
	const variable = "SEEDFEED_WATCHER_TEST"
	if os.Getenv(variable) == t.Name() {
		if err := os.WriteFile("/proc/sys/user/"+setting, []byte(value), 0); err != nil {
			t.Skip(err)
		}
		test()
		return
	}
	t.Parallel()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
	cmd.Env = append(os.Environ(), variable+"="+t.Name())
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
	out, err := cmd.CombinedOutput()
	switch _, ended := err.(*exec.ExitError); {
	case ended:
		t.Errorf("in a process with few of them: %v\n%s", err, out)
	case err != nil:
		t.Skip("may not make a user namespace: ", err)
	case strings.Contains(string(out), "--- SKIP"):
		t.Skipf("%s", out)
	}
}

func (l *live) wantPolling(words ...string) {
	l.t.Helper()
	for _, n := range l.told() {
		if n.Kind == Polling {
			for _, word := range words {
				if !strings.Contains(n.Reason+" "+n.Fix, word) {
					l.t.Errorf("got %q and %q, want it to say %q", n.Reason, n.Fix, word)
				}
			}
			return
		}
	}
	l.t.Errorf("got notices %+v, want that it polls", l.told())
}

func TestOutOfWatchesAtTheStart(t *testing.T) { // R22
	limitedTo(t, "max_inotify_watches", "20", func() {
		l := prepareLive(t, Options{})
		for i := range 30 {
			l.mkdir(fmt.Sprintf("d%d", i))
		}
		l.run()
		l.next()
		l.wantPolling("31 folders", "user.max_inotify_watches is 20", "sudo sysctl user.max_inotify_watches=")
		l.write("d29/x.md", "")
		l.waitExactly("d29/x.md")
	})
}

func TestOutOfWatchesLater(t *testing.T) { // R22
	limitedTo(t, "max_inotify_watches", "20", func() {
		l := startLive(t, Options{})
		for i := range 30 {
			l.mkdir(fmt.Sprintf("d%d", i))
		}
		l.write("d29/x.md", "")
		for l.waitAll().Cause != CausePolling {
		}
		l.wantPolling("folders need one each") // as many as there were by then
		l.calm(3 * time.Second)
		l.write("d29/x.md", "later")
		l.waitExactly("d29/x.md")
	})
}

func TestOutOfInstances(t *testing.T) { // R22
	limitedTo(t, "max_inotify_instances", "0", func() {
		l := startLive(t, Options{})
		l.wantPolling("out of instances", "user.max_inotify_instances is 0", "sudo sysctl user.max_inotify_instances=1024")
		l.write("x.md", "")
		l.waitExactly("x.md")
	})
}

func TestExplainNamesTheSetting(t *testing.T) { // R22
	for _, test := range []struct {
		err   error
		words []string
	}{
		{syscall.ENOSPC, []string{"5000 folders", "max_user_watches is", "sudo sysctl"}},
		{syscall.EMFILE, []string{"max_user_instances is", "sudo sysctl"}},
		{errTooMany, []string{"4000 files"}},
	} {
		reason, fix := explain(test.err, 5000)
		for _, word := range test.words {
			if !strings.Contains(strings.ReplaceAll(reason+" "+fix, "max_inotify_", "max_user_"), word) {
				t.Errorf("%v: got %q and %q, want %q", test.err, reason, fix, word)
			}
		}
	}
}

func TestSilentFileSystems(t *testing.T) { // R22
	for magic, want := range map[uint32]string{
		unix.NFS_SUPER_MAGIC: "NFS", unix.CIFS_SUPER_MAGIC: "SMB", unix.SMB2_SUPER_MAGIC: "SMB", unix.FUSE_SUPER_MAGIC: "FUSE",
		unix.V9FS_MAGIC: "9p", unix.EXT4_SUPER_MAGIC: "", unix.TMPFS_MAGIC: "", unix.OVERLAYFS_SUPER_MAGIC: "", unix.BTRFS_SUPER_MAGIC: "",
	} {
		if got := silentTypes(magic); got != want {
			t.Errorf("%x: got %q, want %q", magic, got, want)
		}
	}
}

func TestOverflowOfTheSystemsQueue(t *testing.T) { // R21
	t.Parallel()
	size := readNumber("/proc/sys/fs/inotify/max_queued_events")
	if size < 1 || size > 100_000 {
		t.Skipf("the queue holds %d events", size)
	}
	l := prepareLive(t, Options{})
	l.mkdir("sub")
	gate := make(chan struct{}) // holds up what the source tells
	between := make(chan event)
	defer close(between)
	l.w.openEvents = func(ctx context.Context, top root, out chan<- event) (source, error) {
		go func() {
			for ev := range between {
				<-gate
				out <- ev
			}
		}()
		l.w.openEvents = openEvents
		return openEvents(ctx, top, between)
	}
	l.run()
	l.next()
	names := []string{l.path("sub/x.md"), l.path("sub/y.md")}
	l.write("sub/x.md", "")
	for i := range (size + 2*eventQueue + 10_000) / 2 {
		l.must(os.Rename(names[i%2], names[(i+1)%2])) // two events each
	}
	l.mkdir("unseen/below")
	close(gate)
	for l.waitAll().Cause != CauseOverflow {
	}
	if got := l.kinds(); !slices.Contains(got, Overflow) {
		t.Errorf("got notices %v, want the overflow", got)
	}
	l.calm(3 * quick)
	l.write("unseen/below/x.md", "")
	l.waitExactly("unseen/below/x.md")
}
