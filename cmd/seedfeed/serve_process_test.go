//go:build unix

package main

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gofrs/flock"
)

// A served is a serve as a process of its own.
type served struct {
	cmd   *exec.Cmd
	log   string
	ended chan error
}

// startServe serves the folder public in dir at a free port.
func startServe(t *testing.T, dir string, args ...string) *served {
	t.Helper()
	cmd := seedfeed(t, dir, append([]string{"serve", "--addr", "localhost:0", "--log-format", "json", "--settle", "20ms"}, args...)...)
	return startServed(t, cmd)
}

func startServed(t *testing.T, cmd *exec.Cmd) *served {
	t.Helper()
	log, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	cmd.Stderr = log
	s := &served{cmd: cmd, log: log.Name(), ended: make(chan error, 1)}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { s.ended <- cmd.Wait() }()
	t.Cleanup(func() { cmd.Process.Kill() })
	return s
}

func (s *served) logged() string {
	data, _ := os.ReadFile(s.log)
	return string(data)
}

// await waits for a text in the log.
func (s *served) await(t *testing.T, text string) {
	t.Helper()
	for deadline := time.Now().Add(patienceOfTests); !strings.Contains(s.logged(), text); time.Sleep(time.Millisecond) {
		select {
		case err := <-s.ended:
			t.Fatalf("waited for %q: serve has ended: %v\n%s", text, err, s.logged())
		default:
		}
		if time.Now().After(deadline) {
			t.Fatalf("waited for %q\n%s", text, s.logged())
		}
	}
}

// url is what the log says.
func (s *served) url(t *testing.T) string {
	t.Helper()
	s.await(t, "serving ")
	return regexp.MustCompile(`"url":"([^"]*)"`).FindStringSubmatch(s.logged())[1]
}

// end ends it as a person would, and wants the status 0 soon.
func (s *served) end(t *testing.T) {
	t.Helper()
	began := time.Now()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := <-s.ended; err != nil {
		t.Errorf("ended with %v\n%s", err, s.logged())
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("it took %v to end", took)
	}
}

// fetch gets an address. Of the header each two make one field. It does not follow redirects and does not unpack.
func fetch(t *testing.T, client *http.Client, url string, header ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	answer, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(text)
}

// fetchUntil gets an address until a text is in it.
func (s *served) fetchUntil(t *testing.T, url, want string) (*http.Response, string) {
	t.Helper()
	for deadline := time.Now().Add(patienceOfTests); ; time.Sleep(2 * time.Millisecond) {
		answer, text := fetch(t, http.DefaultClient, url)
		if strings.Contains(text, want) {
			return answer, text
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s: waited for %q, got %q\n%s", url, want, text, s.logged())
		}
	}
}

// A reader finds the feed from the site's address, is told when nothing is new, and gets what is edited.
func TestServe(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeFiles(t, dir, map[string]string{"seeds/one.md": "# One\n\nThe first text.\n", "seeds/two.md": "# Two\n"})
	s := startServe(t, dir)
	home := s.url(t)
	s.await(t, "watching; ")
	_, page := fetch(t, http.DefaultClient, home)
	if !strings.Contains(page, `type="application/rss+xml"`) {
		t.Errorf("the front page leads to no feed: %s", page)
	}
	first, feed := fetch(t, http.DefaultClient, home+"rss.xml")
	if first.StatusCode != http.StatusOK || strings.Count(feed, "<item>") != 2 {
		t.Errorf("got %d and %s", first.StatusCode, feed)
	}
	tag := first.Header.Get("ETag")
	if again, _ := fetch(t, http.DefaultClient, home+"rss.xml", "If-None-Match", tag); again.StatusCode != http.StatusNotModified {
		t.Errorf("got status %d, want 304", again.StatusCode)
	}
	writeFiles(t, dir, map[string]string{"seeds/one.md": "# One\n\nThe second text.\n"})
	second, feed := s.fetchUntil(t, home+"rss.xml", "The second text.")
	if second.Header.Get("ETag") == tag || strings.Count(feed, "<item>") != 2 {
		t.Errorf("got the tag %s after %s, and %s", second.Header.Get("ETag"), tag, feed)
	}
	if _, page := fetch(t, http.DefaultClient, home+"articles/one/"); !strings.Contains(page, "The second text.") {
		t.Errorf("the feed is newer than the page that it leads to: %s", page)
	}
	s.end(t)

	// After a restart a reader still knows what it has.
	s = startServe(t, dir)
	s.await(t, "watching; ")
	if again, _ := fetch(t, http.DefaultClient, s.url(t)+"rss.xml", "If-None-Match", second.Header.Get("ETag")); again.StatusCode != http.StatusNotModified {
		t.Errorf("after a restart: got status %d, want 304", again.StatusCode)
	}
	s.end(t)
}

// What an earlier build has made is served while the first one waits.
func TestServeFromTheStart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeFiles(t, dir, map[string]string{"seeds/one.md": "# One\n"})
	if status, _, stderr := result(t, seedfeed(t, dir, "build")); status != 0 {
		t.Fatal(stderr)
	}
	lock := flock.New(filepath.Join(dir, "seeds", ".seedfeed", "lock"))
	if held, err := lock.TryLock(); !held || err != nil {
		t.Fatal(held, err)
	}
	s := startServe(t, dir, "--wait", "1m", "--admin-addr", "localhost:0")
	if got, feed := fetch(t, http.DefaultClient, s.url(t)+"rss.xml"); got.StatusCode != http.StatusOK || !strings.Contains(feed, "One") {
		t.Errorf("got %d and %q", got.StatusCode, feed)
	}
	if strings.Contains(s.logged(), "watching; ") {
		t.Fatal("the lock does not hold")
	}
	if err := lock.Unlock(); err != nil {
		t.Fatal(err)
	}
	s.await(t, "watching; ")
	s.end(t)
}

func TestServeAdmin(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeFiles(t, dir, map[string]string{"seeds/one.md": "# One\n", "seeds/bad.md": "---\ntitle: [\n---\n"})
	s := startServe(t, dir, "--admin-addr", "127.0.0.1:0", "--settle", "0s") // one build reads both, however new they are
	s.await(t, "watching; ")
	s.await(t, "also listening on ")
	admin := "http://" + regexp.MustCompile(`"addr":"([^"]*)"`).FindStringSubmatch(s.logged())[1]
	fetch(t, http.DefaultClient, s.url(t)+"rss.xml", "User-Agent", "Feedly/1.0 (12 subscribers)")
	for path, want := range map[string]string{
		"/-/healthz": "alive\n", "/-/readyz": "ready\n",
		"/-/metrics": `seedfeed_articles 1
seedfeed_articles_skipped 1
seedfeed_builds_total{result="ok"} 1
seedfeed_http_requests_total{feed="rss.xml",kind="feed",status="200"} 1
seedfeed_feed_subscribers{feed="rss.xml",reader="Feedly"} 12`,
	} {
		got, text := s.fetchUntil(t, admin+path, want[strings.LastIndex(strings.TrimSuffix(want, "\n"), "\n")+1:]) // it is counted once it is sent
		for line := range strings.Lines(want) {
			if got.StatusCode != http.StatusOK || !strings.Contains(text, strings.TrimSuffix(line, "\n")) {
				t.Errorf("%s: got %d and %s, want %s in it", path, got.StatusCode, text, line)
			}
		}
		if got, _ := fetch(t, http.DefaultClient, s.url(t)+path[1:]); got.StatusCode != http.StatusNotFound {
			t.Errorf("%s is public", path)
		}
	}
	s.end(t)
}

func TestServeOnSocket(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeFiles(t, dir, map[string]string{"seeds/one.md": "# One\n"})
	path := filepath.Join(dir, "socket")
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true, DialContext: func(context.Context, string, string) (net.Conn, error) { return net.Dial("unix", path) }}}
	check := func(s *served) {
		t.Helper()
		s.await(t, "watching; ")
		if got, text := fetch(t, client, "http://any/rss.xml"); got.StatusCode != http.StatusOK || !strings.Contains(text, "One") {
			t.Errorf("got %d and %q", got.StatusCode, text)
		}
	}
	s := startServe(t, dir, "--addr", "unix:"+path)
	check(s)
	if got := s.url(t); got != "unix:"+path {
		t.Errorf("got the address %s", got)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o666 {
		t.Errorf("a web server of another user cannot connect: %v, %v", info.Mode(), err)
	}
	s.cmd.Process.Kill()
	<-s.ended
	s = startServe(t, dir, "--addr", "unix:"+path) // in place of what the killed one has left
	check(s)
	s.end(t)
	if exists(path) {
		t.Error("the socket is still there")
	}

	// One that systemd has opened, and keeps.
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	file, err := l.(*net.UnixListener).File()
	if err != nil {
		t.Fatal(err)
	}
	cmd := seedfeed(t, dir, "serve", "--log-format", "json")
	program := cmd.Path
	cmd.Path, cmd.Args = "/bin/sh", append([]string{"sh", "-c", `LISTEN_PID=$$ LISTEN_FDS=1 exec "$0" "$@"`, program}, cmd.Args[1:]...)
	cmd.ExtraFiles = []*os.File{file}
	s = startServed(t, cmd)
	file.Close()
	check(s)
	s.end(t)
	if !exists(path) {
		t.Error("the socket of systemd is gone")
	}
}

// At port 80 nobody speaks TLS; what comes by a path, or at a port of its own, does.
func TestServeSecureSockets(t *testing.T) {
	var opened []net.Listener
	for _, at := range []net.Addr{&net.TCPAddr{Port: 80}, &net.TCPAddr{Port: 443}, &net.UnixAddr{Name: "/run/x"}, &net.TCPAddr{IP: net.IPv6loopback, Port: 80}, &net.TCPAddr{Port: 8080}} {
		opened = append(opened, listenerAt{at: at})
	}
	s := sockets{main: slices.Clone(opened)}
	s.secure()
	if want := []net.Listener{opened[1], opened[2], opened[4]}; !slices.Equal(s.main, want) {
		t.Errorf("speaks TLS at %v, want %v", s.main, want)
	}
	if want := []net.Listener{opened[0], opened[3]}; !slices.Equal(s.plain, want) {
		t.Errorf("speaks no TLS at %v, want %v", s.plain, want)
	}
}

// A listenerAt has an address and nothing else.
type listenerAt struct {
	net.Listener
	at net.Addr
}

func (l listenerAt) Addr() net.Addr { return l.at }

// However many connections there are, files are left to publish a change.
func TestServeWithFewFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeFiles(t, dir, map[string]string{"seeds/one.md": "# One\n"})
	cmd := seedfeed(t, dir, "serve", "--addr", "127.0.0.1:0", "--log-format", "json", "--settle", "20ms")
	cmd.Path, cmd.Args = "/bin/sh", append([]string{"sh", "-c", `ulimit -n 100; exec "$0" "$@"`, cmd.Path}, cmd.Args[1:]...)
	s := startServed(t, cmd)
	s.await(t, "watching; ")
	address := strings.TrimSuffix(strings.TrimPrefix(s.url(t), "http://"), "/")
	for range 150 {
		c, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
	}
	writeFiles(t, dir, map[string]string{"seeds/two.md": "# Two\n"})
	waitFor(t, filepath.Join(dir, "public", "articles", "two", "index.html"))
	if strings.Contains(s.logged(), "too many open files") {
		t.Errorf("got the log\n%s", s.logged())
	}
	s.end(t)
}

func TestServeBusyAddress(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	dir := t.TempDir()
	writeFiles(t, dir, map[string]string{"seeds/one.md": "# One\n"})
	status, _, stderr := result(t, seedfeed(t, dir, "serve", "--addr", l.Addr().String()))
	if want := l.Addr().String() + ": another program listens there; end it or choose another --addr"; status != 1 || !strings.Contains(stderr, want) {
		t.Errorf("got status %d and %q, want 1 and %q", status, stderr, want)
	}
	if exists(filepath.Join(dir, "public")) {
		t.Error("something was built")
	}
}

// A fault that only a person can mend ends the server as well.
func TestServeEndsWithTheWatch(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeFiles(t, dir, map[string]string{"seeds/one.md": "# One\n", "seeds/.seedfeed/catalogue.db": strings.Repeat("no database ", 1000)})
	status, _, stderr := result(t, seedfeed(t, dir, "serve", "--addr", "localhost:0"))
	if status != 1 || !strings.Contains(stderr, "--rebuild-state") {
		t.Errorf("got status %d and %q", status, stderr)
	}
}

// An open page is told of each change of an article, and of nothing else.
func TestServeLive(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeFiles(t, dir, map[string]string{"seeds/one.md": "# One\n"})
	s := startServe(t, dir, "--live")
	s.await(t, "watching; ")
	home := s.url(t)
	if _, page := fetch(t, http.DefaultClient, home); !strings.Contains(page, "live.js") {
		t.Errorf("got %s", page)
	}
	if data, err := os.ReadFile(filepath.Join(dir, "public", "index.html")); err != nil || strings.Contains(string(data), "<script") {
		t.Errorf("the script is in the file, %v", err)
	}
	events, err := http.Get(home + "-/live")
	if err != nil {
		t.Fatal(err)
	}
	defer events.Body.Close()
	lines := bufio.NewScanner(events.Body)
	lines.Scan() // the connection stands
	writeFiles(t, dir, map[string]string{"seeds/one.md": "# One\n\nEdited.\n"})
	for lines.Scan() && lines.Text() != "data: reload" {
	}
	if _, page := fetch(t, http.DefaultClient, home+"articles/one/"); !strings.Contains(page, "Edited.") {
		t.Errorf("told before the page is there: %s", page)
	}
	s.end(t)
}

// On a desktop the front page is opened.
func TestServeOpen(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("stands in for xdg-open")
	}
	t.Parallel()
	dir := t.TempDir()
	writeFiles(t, dir, map[string]string{"seeds/one.md": "# One\n", "bin/xdg-open": "#!/bin/sh\necho \"$@\" >opened~\nmv opened~ opened\n"})
	if err := os.Chmod(filepath.Join(dir, "bin", "xdg-open"), 0o755); err != nil {
		t.Fatal(err)
	}
	cmd := seedfeed(t, dir, "serve", "--addr", "localhost:0", "--log-format", "json", "--open")
	cmd.Env = append(os.Environ(), "PATH="+filepath.Join(dir, "bin")+":"+os.Getenv("PATH"))
	s := startServed(t, cmd)
	opened := filepath.Join(dir, "opened")
	waitFor(t, opened)
	if got, err := os.ReadFile(opened); err != nil || string(got) != s.url(t)+"\n" {
		t.Errorf("opened %q, %v; want %s", got, err, s.url(t))
	}
	s.end(t)
}
