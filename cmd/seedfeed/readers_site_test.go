//go:build linux

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// A servedSite is a copy of the sample articles that "seedfeed serve" serves, behind a proxy that notes who asks.
type servedSite struct {
	dir     string // with the seeds
	address string // of the site, with a slash at its end
	direct  http.Client

	mu       sync.Mutex
	requests []request
}

// A request is one that came through the proxy.
type request struct {
	agent, file string
	status      int
}

// isOf tells whether an agent has asked for one of the files.
func (r request) isOf(agent string, files []string) bool {
	return strings.Contains(r.agent, agent) && slices.Contains(files, r.file)
}

// serveToReaders serves the sample articles until the test ends.
func serveToReaders(t *testing.T) *servedSite {
	t.Helper()
	_, root := readREADME(t)
	s := &servedSite{dir: t.TempDir()}
	copySeeds(t, root, s.dir)

	socket := filepath.Join(s.dir, "s")
	transport := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", socket)
	}}
	s.direct.Transport = transport
	front := httptest.NewServer(&httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(&url.URL{Scheme: "http", Host: "site"})
			r.Out.Host = r.In.Host
		},
		Transport:      transport,
		ModifyResponse: s.note,
	})
	t.Cleanup(front.Close)
	s.address = front.URL + "/"

	cmd := seedfeed(t, s.dir, "serve", "--addr", "unix:"+socket, "--url", s.address, "--title", "Notes of a garden")
	var log bytes.Buffer
	cmd.Stderr = &log
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = patienceOfTests
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Wait() // for its end, which that of the test has brought
		if status := cmd.ProcessState.ExitCode(); status != 0 || t.Failed() {
			t.Errorf("serve: got status %d\n%s", status, log.String())
		}
		transport.CloseIdleConnections()
	})
	s.await(t, "Why an article keeps its id")
	return s
}

func (s *servedSite) note(r *http.Response) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, request{r.Request.UserAgent(), strings.TrimPrefix(r.Request.URL.Path, "/"), r.StatusCode})
	r.Header.Del("Cache-Control") // as if visits lay further apart than a feed may be kept, which some readers heed
	return nil
}

// forget forgets that an agent has asked for the files.
func (s *servedSite) forget(agent string, files []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = slices.DeleteFunc(s.requests, func(r request) bool { return r.isOf(agent, files) })
}

// asked returns the status of each answer that an agent got for the files.
func (s *servedSite) asked(agent string, files []string) (statuses []int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.requests {
		if r.isOf(agent, files) {
			statuses = append(statuses, r.status)
		}
	}
	return statuses
}

// get returns what is served now, past the proxy.
func (s *servedSite) get(file string) (string, error) {
	r, err := s.direct.Get("http://site/" + file)
	if err != nil {
		return "", err
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	return string(body), err
}

// await waits until all feeds say something.
func (s *servedSite) await(t *testing.T, text string) {
	t.Helper()
	deadline := time.After(patienceOfTests)
	for _, file := range []string{"rss.xml", "atom.xml", "feed.json"} {
		for {
			if body, err := s.get(file); err == nil && strings.Contains(body, text) {
				break
			}
			select {
			case <-deadline:
				t.Fatalf("%s does not say %q", file, text)
			case <-time.After(20 * time.Millisecond):
			}
		}
	}
}

// articles returns what feed.json has, as a reader should show it.
func (s *servedSite) articles(t *testing.T) (all []held) {
	t.Helper()
	body, err := s.get("feed.json")
	if err != nil {
		t.Fatal(err)
	}
	var feed struct {
		Items []struct {
			URL, Title string
			Content    string    `json:"content_html"`
			Published  time.Time `json:"date_published"`
			Updated    time.Time `json:"date_modified"`
		}
	}
	if err := json.Unmarshal([]byte(body), &feed); err != nil {
		t.Fatal(err)
	}
	for _, i := range feed.Items {
		all = append(all, held{Title: i.Title, Link: i.URL, Content: i.Content, Published: rfc3339(i.Published), Updated: rfc3339(i.Updated)})
	}
	if len(all) < 9 {
		t.Fatalf("got %d articles, want those in seeds", len(all))
	}
	return all
}

// replace edits an article, by pairs of texts.
func (s *servedSite) replace(t *testing.T, file string, pairs ...string) {
	t.Helper()
	name := filepath.Join(s.dir, "seeds", file)
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	writeFiles(t, s.dir, map[string]string{"seeds/" + file: replaceAll(t, string(data), pairs...)})
}

func (s *servedSite) rename(t *testing.T, from, to string) {
	t.Helper()
	target := filepath.Join(s.dir, "seeds", to)
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(s.dir, "seeds", from), target); err != nil {
		t.Fatal(err)
	}
}

// mustShowNothingOfBlocks reports what readers show of the page in XHTML at the head of a feed, which is for browsers.
func (s *servedSite) mustShowNothingOfBlocks(t *testing.T, now []held) {
	t.Helper()
	for _, file := range []string{"rss.xml", "atom.xml"} {
		body, err := s.get(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, phrase := range blockPhrases(t, body) {
			for _, h := range now {
				if strings.Contains(letters(h.Content), phrase) || strings.Contains(letters(h.Title), phrase) {
					t.Errorf("%s: %q shows %q, which is for browsers", h.Feed, h.Title, phrase)
				}
			}
		}
	}
}

// blockPhrases returns the paragraphs of XHTML in a feed, without spaces.
func blockPhrases(t *testing.T, feed string) (phrases []string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(feed))
	for {
		token, err := d.Token()
		if err == io.EOF {
			return phrases
		}
		if err != nil {
			t.Fatal(err)
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Space == "http://www.w3.org/1999/xhtml" && start.Name.Local == "p" {
			var p struct {
				Inner string `xml:",innerxml"`
			}
			if err := d.DecodeElement(&p, &start); err != nil {
				t.Fatal(err)
			}
			if text := letters(p.Inner); len(text) > 20 {
				phrases = append(phrases, text)
			}
		}
	}
}
