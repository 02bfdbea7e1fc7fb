package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
)

// TestServeSpeed compares serve with nginx, in turns on the same bytes. It needs nginx and wrk, some minutes, and a
// machine that does little else: SEEDFEED_BENCH_NGINX=3s is how long each turn takes.
func TestServeSpeed(t *testing.T) {
	turn, err := time.ParseDuration(os.Getenv("SEEDFEED_BENCH_NGINX"))
	if err != nil {
		t.Skip("SEEDFEED_BENCH_NGINX=3s compares with nginx")
	}
	for _, program := range []string{"nginx", "wrk"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip(program + " is not installed")
		}
	}
	dir := inMemory(t)
	files := map[string]string{}
	for i := range 50 {
		files[fmt.Sprintf("seeds/x%d.md", i)] = fmt.Sprintf("---\ndate: 2026-01-%02d\n---\n# Article %d\n\n%s\n", 1+i%28, i, someWords(i, 4200))
	}
	writeFiles(t, dir, files)
	s := startServe(t, dir)
	s.await(t, "watching; ")
	ours := s.url(t) + "rss.xml"
	theirs, nginx := startNginx(t, filepath.Join(dir, "public"))
	theirs += "rss.xml"
	pids := [2]int{s.cmd.Process.Pid, nginx}

	type kind struct {
		name   string
		status int
		header []string // name and value; "%s" in it is the server's tag
	}
	kinds := []kind{{"200", 200, nil}, {"gzip", 200, []string{"Accept-Encoding", "gzip"}}, {"304", 304, []string{"If-None-Match", "%s"}}}
	const rounds = 5
	for _, k := range kinds {
		var speed, slow, cost [2][]float64
		for range rounds {
			for i, url := range []string{ours, theirs} {
				before := processors(t, pids[i])
				perSecond, p99, requests := wrk(t, url, turn, k.status, k.header)
				speed[i], slow[i] = append(speed[i], perSecond), append(slow[i], p99)
				cost[i] = append(cost[i], (processors(t, pids[i])-before).Seconds()*1e6/requests)
			}
		}
		t.Logf("%-4s %6.0f requests a second, nginx %6.0f: %.2f; p99 %.1f ms, nginx %.1f; processor %.1f µs each, nginx %.1f", k.name,
			middle(speed[0]), middle(speed[1]), middle(speed[0])/middle(speed[1]), middle(slow[0]), middle(slow[1]), middle(cost[0]), middle(cost[1]))
	}
}

// processors is the time that a process and its children have had of the processors. On a busy machine it tells more than
// any other.
func processors(t *testing.T, pid int) time.Duration {
	t.Helper()
	total := (&watched{cmd: &exec.Cmd{Process: &os.Process{Pid: pid}}}).processor(t)
	children, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	for _, child := range strings.Fields(string(children)) {
		if pid, err := strconv.Atoi(child); err == nil {
			total += processors(t, pid)
		}
	}
	return total
}

func middle(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}

// wrk returns the requests a second, the time in ms within which 99 of 100 were answered, and how many there were.
func wrk(t *testing.T, url string, turn time.Duration, status int, header []string) (perSecond, p99, requests float64) {
	t.Helper()
	args := []string{"-t1", "-c32", "-d", strconv.Itoa(max(1, int(turn.Seconds()))), "--latency"}
	fields := []string{"Accept-Encoding", "identity"}
	if len(header) > 0 {
		whole, _ := fetch(t, http.DefaultClient, url, fields...)
		value := strings.ReplaceAll(header[1], "%s", whole.Header.Get("ETag"))
		args, fields = append(args, "-H", header[0]+": "+value), append(fields, header[0], value)
	}
	if r, _ := fetch(t, http.DefaultClient, url, fields...); r.StatusCode != status {
		t.Fatalf("%s: got status %d, want %d", url, r.StatusCode, status)
	}
	out, err := exec.CommandContext(t.Context(), "wrk", append(args, url)...).CombinedOutput()
	must(t, err)
	if bytes.Contains(out, []byte("Non-2xx")) || bytes.Contains(out, []byte("Socket errors")) {
		t.Errorf("%s: %s", url, out)
	}
	numbers := regexp.MustCompile(`(?s)99%\s+([0-9.]+)(us|ms|s).*?(\d+) requests in.*Requests/sec:\s+([0-9.]+)`).FindSubmatch(out)
	if numbers == nil {
		t.Fatalf("wrk says %s", out)
	}
	requests, _ = strconv.ParseFloat(string(numbers[3]), 64)
	perSecond, _ = strconv.ParseFloat(string(numbers[4]), 64)
	p99, _ = strconv.ParseFloat(string(numbers[1]), 64)
	return perSecond, p99 * map[string]float64{"us": 0.001, "ms": 1, "s": 1000}[string(numbers[2])], requests
}

// someWords makes text that compresses about as well as people's.
func someWords(seed, length int) string {
	random := rand.New(rand.NewPCG(uint64(seed), 1))
	words := make([]string, 2000)
	fixed := rand.New(rand.NewPCG(1, 1))
	for i := range words {
		var w strings.Builder
		for range 2 + fixed.IntN(8) {
			w.WriteByte("etaoinshrdlucmfwypvbgkjqxz"[min(fixed.IntN(26), fixed.IntN(26))])
		}
		words[i] = w.String()
	}
	var b strings.Builder
	for b.Len() < length {
		b.WriteString(words[min(random.IntN(len(words)), random.IntN(len(words)))])
		b.WriteString([]string{" ", " ", " ", " ", ", ", ".\n"}[random.IntN(6)])
	}
	return b.String()
}

// startNginx serves a copy of a folder, with what is compressed beforehand, and returns its address and process.
func startNginx(t *testing.T, folder string) (url string, pid int) {
	t.Helper()
	dir := inMemory(t)
	must(t, os.CopyFS(filepath.Join(dir, "root"), os.DirFS(folder)))
	feed := filepath.Join(dir, "root", "rss.xml")
	data, err := os.ReadFile(feed)
	must(t, err)
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	must(t, err)
	_, err = w.Write(data)
	must(t, err)
	must(t, w.Close())
	must(t, os.WriteFile(feed+".gz", packed.Bytes(), 0o644))
	must(t, os.Chmod(filepath.Dir(dir), 0o755))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	address := l.Addr().String()
	must(t, l.Close())
	config := fmt.Sprintf(`daemon off; master_process on; worker_processes 2; pid %[1]s/pid; error_log %[1]s/error.log;
user root;
events { worker_connections 1024; }
http {
	access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; open_file_cache max=100; gzip_static on; gzip_vary on;
	types { text/xml xml; }
	client_body_temp_path %[1]s; proxy_temp_path %[1]s; fastcgi_temp_path %[1]s; uwsgi_temp_path %[1]s; scgi_temp_path %[1]s;
	server { listen %[2]s; root %[1]s/root; }
}
`, dir, address)
	must(t, os.WriteFile(filepath.Join(dir, "nginx.conf"), []byte(config), 0o644))
	cmd := exec.Command("nginx", "-c", filepath.Join(dir, "nginx.conf"))
	cmd.Stderr = os.Stderr
	must(t, cmd.Start())
	t.Cleanup(func() { cmd.Process.Signal(os.Interrupt); cmd.Wait() })
	url = "http://" + address + "/"
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if r, err := http.Get(url + "rss.xml"); err == nil {
			r.Body.Close()
			return url, cmd.Process.Pid
		}
		if time.Now().After(deadline) {
			t.Fatal("nginx does not answer")
		}
	}
}
