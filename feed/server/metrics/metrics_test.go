package metrics

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"seedfeed/feed/server"
)

// scrape returns the lines about seedfeed.
func scrape(m *Metrics) string {
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/-/metrics", nil))
	var own strings.Builder
	for line := range strings.Lines(w.Body.String()) {
		if strings.HasPrefix(line, "seedfeed_") {
			own.WriteString(line)
		}
	}
	return own.String()
}

func request(userAgent string) *http.Request {
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("User-Agent", userAgent)
	return r
}

func TestMetrics(t *testing.T) {
	m := New("1.2.3")
	m.Built(Build{Articles: 12, Skipped: 2, Took: 20 * time.Millisecond, Latency: 130 * time.Millisecond})
	m.Built(Build{Failed: true, Took: time.Second})
	reader := request("Feedly/1.0 (+http://www.feedly.com/fetcher.html; 16 subscribers; like FeedFetcher-Google)")
	for _, status := range []int{200, 304, 304} {
		m.Observe(&server.Answer{Request: reader, Kind: server.Feed, Path: "rss.xml", Status: status})
	}
	m.Observe(&server.Answer{Request: request("curl"), Kind: server.Page, Path: "index.html", Status: 200})
	m.Observe(&server.Answer{Request: request("curl"), Status: 404})
	got := scrape(m)
	for _, want := range []string{
		`seedfeed_articles 12`, `seedfeed_articles_skipped 2`, `seedfeed_builds_total{result="ok"} 1`, `seedfeed_builds_total{result="failed"} 1`,
		`seedfeed_build_latency_seconds_count 1`, `seedfeed_build_latency_seconds_sum 0.13`, `seedfeed_build_duration_seconds_count 2`,
		`seedfeed_http_requests_total{feed="rss.xml",kind="feed",status="200"} 1`, `seedfeed_http_requests_total{feed="rss.xml",kind="feed",status="304"} 2`,
		`seedfeed_http_requests_total{feed="",kind="page",status="200"} 1`, `seedfeed_http_requests_total{feed="",kind="none",status="404"} 1`,
		`seedfeed_feed_subscribers{feed="rss.xml",reader="Feedly"} 16`, `seedfeed_info{version="1.2.3"} 1`,
	} {
		if !strings.Contains(got, want+"\n") {
			t.Errorf("got no %s in\n%s", want, got)
		}
	}
}

// What clients can name is counted by name up to a limit.
func TestFeedsHaveALimit(t *testing.T) {
	m := New("")
	for i := range mostFeeds + 10 {
		m.Observe(&server.Answer{Request: request(fmt.Sprintf("Reader%d (%d subscribers)", i, i)), Kind: server.Feed, Path: fmt.Sprint(i, "/rss.xml"), Status: 200})
	}
	got := scrape(m)
	if n := strings.Count(got, "seedfeed_http_requests_total"); n != mostFeeds+1 || !strings.Contains(got, `{feed="other",kind="feed",status="200"} 10`) {
		t.Errorf("got %d counters", n)
	}
	if n := strings.Count(got, "seedfeed_feed_subscribers"); n != mostReaders {
		t.Errorf("got subscribers of %d services", n)
	}
}

func TestSubscribers(t *testing.T) {
	for _, test := range []struct {
		userAgent, reader string
		count             int
	}{
		{"Feedly/1.0 (+http://www.feedly.com/fetcher.html; 16 subscribers; like FeedFetcher-Google)", "Feedly", 16},
		{"NewsBlur Feed Fetcher - 1 subscriber - https://www.newsblur.com/site/1/feed", "NewsBlur", 1},
		{"Feedbin feed-id:1373711 - 23 subscribers", "Feedbin", 23},
		{"Mozilla/5.0 (compatible; inoreader.com; 7 subscribers)", "inoreader.com", 7},
		{"BazQux/2.4 (+https://bazqux.com/fetcher; 0 subscribers)", "BazQux", 0},
		{"(3 subscribers)", "unknown", 3},
		{"Reader (many subscribers)", "", -1},
		{"Reader (99999999999999999999 subscribers)", "", -1},
		{"Reader (999999999 subscribers)", "", -1},
		{"Mozilla/5.0 (X11; Linux x86_64) Firefox/153.0", "", -1},
		{"", "", -1},
	} {
		reader, count, ok := parseSubscribers(test.userAgent)
		if ok != (test.count >= 0) || ok && (reader != test.reader || count != test.count) {
			t.Errorf("%q: got %q, %d, %v", test.userAgent, reader, count, ok)
		}
	}
}

func TestSubscribersAreForgotten(t *testing.T) {
	m := New("")
	now := time.Now()
	m.subscribers.now = func() time.Time { return now }
	m.subscribers.observe("rss.xml", "Reader (5 subscribers)")
	now = now.Add(forgetAfter - time.Hour)
	if !strings.Contains(scrape(m), "} 5\n") {
		t.Error("forgot them too early")
	}
	now = now.Add(2 * time.Hour)
	if strings.Contains(scrape(m), "subscribers{") {
		t.Error("still knows them")
	}
}
