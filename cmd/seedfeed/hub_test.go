//go:build unix

package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"seedfeed/feed/build"
	"seedfeed/feed/site"
)

// A testHub is a hub that says what it was told.
type testHub struct {
	*httptest.Server
	told   chan string
	answer func(topic string) int // nil: 204 to all
}

func newTestHub(t *testing.T, answer func(topic string) int) *testHub {
	t.Helper()
	h := &testHub{told: make(chan string, 1000), answer: answer}
	h.Server = httptest.NewServer(h)
	t.Cleanup(h.Close)
	return h
}

func (h *testHub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	topic := r.PostFormValue("hub.url")
	status := http.StatusNoContent
	switch {
	case r.Method != http.MethodPost || r.PostFormValue("hub.mode") != "publish" || r.PostFormValue("hub.topic") != topic || !strings.HasPrefix(r.UserAgent(), "seedfeed/"):
		status = http.StatusTeapot
	case h.answer != nil:
		status = h.answer(topic)
	}
	if status != http.StatusNoContent {
		w.Header().Set("Location", h.URL+"/elsewhere")
		w.WriteHeader(status)
		fmt.Fprintf(w, "not\nnow")
		return
	}
	w.WriteHeader(status)
	h.told <- topic
}

// next waits for the topics that the hub is told of next, and sorts them.
func (h *testHub) next(t *testing.T, n int) []string {
	t.Helper()
	var topics []string
	for range n {
		select {
		case topic := <-h.told:
			topics = append(topics, topic)
		case <-time.After(patienceOfTests):
			t.Fatalf("the hub was told of %q alone", topics)
		}
	}
	slices.Sort(topics)
	return topics
}

// What a hub is told once where all is well, later where it is in trouble, and not again where it refuses.
func TestHub(t *testing.T) {
	var mu sync.Mutex
	asked := map[string]int{} // by topic
	count := func(topic string) int {
		mu.Lock()
		defer mu.Unlock()
		asked[topic]++
		return asked[topic]
	}
	for _, test := range []struct {
		name   string
		answer func(topic string) int
		feeds  []string
		told   []string
		log    string // "" for none
	}{
		{"all is well", nil, []string{"rss.xml", "atom.xml", "rss.xml"}, []string{"atom.xml", "rss.xml"}, ""},
		{"in trouble", func(topic string) int {
			if count(topic) < 3 {
				return http.StatusServiceUnavailable
			}
			return http.StatusNoContent
		}, []string{"rss.xml", "atom.xml"}, []string{"atom.xml", "rss.xml"}, "it answers 503 Service Unavailable to https://example.org/blog/atom.xml: not\\\\nnow; the feeds are published all the same"},
		{"refuses one", func(topic string) int {
			if strings.HasSuffix(topic, "atom.xml") {
				return http.StatusBadRequest
			}
			return http.StatusNoContent
		}, []string{"rss.xml", "atom.xml"}, []string{"rss.xml"}, "it answers 400 Bad Request to https://example.org/blog/atom.xml"},
		{"is elsewhere", func(topic string) int {
			if strings.HasSuffix(topic, "atom.xml") {
				return http.StatusMovedPermanently
			}
			return http.StatusNoContent
		}, []string{"rss.xml", "atom.xml"}, []string{"rss.xml"}, "it answers 301 Moved Permanently"},
	} {
		t.Run(test.name, func(t *testing.T) {
			clear(asked)
			server := newTestHub(t, test.answer)
			logged := make(lines, 10)
			w := &watch{hub: hubOf(server.URL, zerolog.New(logged).Level(zerolog.WarnLevel))}
			w.hub.published(test.feeds)
			w.hub.published(nil)
			end := w.tellHub(t.Context())
			checkTold(t, "https://example.org/blog/", server.next(t, len(test.told)), test.told)
			if test.log != "" {
				select {
				case line := <-logged:
					if !strings.Contains(line, test.log) {
						t.Errorf("got the log %s, want %q in it", line, test.log)
					}
				case <-time.After(patienceOfTests):
					t.Errorf("nothing is logged, want %q", test.log)
				}
			}
			end()
			if len(server.told) > 0 {
				t.Errorf("told of %s again", <-server.told)
			}
			if len(logged) > 0 {
				t.Errorf("got the log %s as well", <-logged)
			}
		})
	}
}

// lines are what a logger writes.
type lines chan string

func (l lines) Write(line []byte) (int, error) {
	l <- string(line)
	return len(line), nil
}

func hubOf(address string, log zerolog.Logger) *hub {
	h := newHub(build.Settings{URL: &url.URL{Scheme: "https", Host: "example.org", Path: "/blog/"}, Site: site.Settings{Hub: address}}, log)
	h.wait = time.Millisecond
	return h
}

// A hub that cannot be reached is asked once for all feeds, and later again.
func TestHubIsAway(t *testing.T) {
	server := newTestHub(t, nil)
	h := hubOf(server.URL, zerolog.Nop())
	server.Close()
	h.published([]string{"rss.xml", "atom.xml"})
	left, err := h.tellAll(t.Context())
	if !left || err == nil {
		t.Errorf("got %v, %v", left, err)
	}
	if feeds := h.take(); !slices.Equal(feeds, []string{"atom.xml", "rss.xml"}) {
		t.Errorf("left are %q", feeds)
	}
}

// The hub is told of each feed that a change has changed, by watch as by serve, and of no archive document. While it does
// not answer, what is new is published all the same.
func TestHubIsToldOfChanges(t *testing.T) {
	t.Parallel()
	for _, command := range []string{"watch", "serve"} {
		t.Run(command, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			writeFiles(t, dir, map[string]string{"seeds/one.md": "---\ndate: 2026-05-01\ntags: a\n---\n# One\n", "seeds/two.md": "---\ndate: 2026-05-02\ntags: b\n---\n# Two\n"})
			hold := make(chan struct{})
			server := newTestHub(t, func(string) int { <-hold; return http.StatusNoContent })
			args := []string{command, "--log-format", "json", "--settle", "20ms", "--url", "https://example.org/", "--formats", "rss,json", "--limit", "1", "--hub", server.URL}
			if command == "serve" {
				args = append(args, "--addr", "localhost:0")
			}
			s := startServed(t, seedfeed(t, dir, args...))
			s.await(t, "watching; ")
			close(hold)
			want := []string{"feed.json", "rss.xml", "tags/a/feed.json", "tags/a/rss.xml", "tags/b/feed.json", "tags/b/rss.xml"}
			checkTold(t, "https://example.org/", server.next(t, len(want)), want)
			if !exists(dir + "/public/archive/1/rss.xml") {
				t.Error("there is no archive document")
			}
			if command == "serve" {
				r, _ := fetch(t, http.DefaultClient, s.url(t)+"rss.xml")
				if got, want := r.Header["Link"], []string{`<https://example.org/rss.xml>; rel="self"`, "<" + server.URL + `>; rel="hub"`}; !slices.Equal(got, want) {
					t.Errorf("got the links %q, want %q", got, want)
				}
			}
			writeFiles(t, dir, map[string]string{"seeds/one.md": "---\ndate: 2026-05-01\ntags: a\n---\n# One\n\nEdited.\n"})
			want = []string{"tags/a/feed.json", "tags/a/rss.xml"}
			checkTold(t, "https://example.org/", server.next(t, len(want)), want)
			s.end(t)
			if len(server.told) > 0 {
				t.Errorf("told of %s as well", <-server.told)
			}
		})
	}
}

// checkTold compares topics with feeds of a site.
func checkTold(t *testing.T, site string, topics, want []string) {
	t.Helper()
	var got []string
	for _, topic := range topics {
		got = append(got, strings.TrimPrefix(topic, site))
	}
	if !slices.Equal(got, want) {
		t.Errorf("told of %q, want %q", got, want)
	}
}

func TestRefusal(t *testing.T) {
	for said, want := range map[string]string{"": "it answers 400 Bad Request to x", "no": "it answers 400 Bad Request to x: no"} {
		if got := (&refusal{http.StatusBadRequest, "x", said}).Error(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
