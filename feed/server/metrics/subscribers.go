package metrics

import (
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// subscribers are how many people read a feed by services that fetch it once for all of them, as these say it in their
// User-Agent. Whoever asks may say anything.
type subscribers struct {
	description *prometheus.Desc
	now         func() time.Time

	mu    sync.Mutex
	known map[subscription]reported
}

type subscription struct{ feed, reader string }

type reported struct {
	count int
	at    time.Time
}

const (
	mostReaders = 500
	// forgetAfter is when a service that does not ask any more has no subscribers left.
	forgetAfter = 48 * time.Hour
)

func newSubscribers() *subscribers {
	return &subscribers{
		description: prometheus.NewDesc("seedfeed_feed_subscribers", "Subscribers that reading services report in their User-Agent.", []string{"feed", "reader"}, nil),
		now:         time.Now, known: map[subscription]reported{},
	}
}

func (s *subscribers) observe(feed, userAgent string) {
	reader, count, ok := parseSubscribers(userAgent)
	if !ok {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	key := subscription{feed, reader}
	if _, ok := s.known[key]; !ok && len(s.known) >= mostReaders {
		s.forgetOne()
	}
	s.known[key] = reported{count, s.now()}
}

// forgetOne makes room where the report is the oldest.
func (s *subscribers) forgetOne() {
	var oldest subscription
	var at time.Time
	for key, r := range s.known {
		if at.IsZero() || r.at.Before(at) {
			oldest, at = key, r.at
		}
	}
	delete(s.known, oldest)
}

// Describe implements [prometheus.Collector].
func (s *subscribers) Describe(out chan<- *prometheus.Desc) { out <- s.description }

// Collect implements [prometheus.Collector].
func (s *subscribers) Collect(out chan<- prometheus.Metric) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for key, r := range s.known {
		if s.now().Sub(r.at) > forgetAfter {
			delete(s.known, key)
			continue
		}
		out <- prometheus.MustNewConstMetric(s.description, prometheus.GaugeValue, float64(r.count), key.feed, key.reader)
	}
}

// parseSubscribers finds the number that stands before the word, such as in "Feedly/1.0 (+https://…; 12 subscribers)".
func parseSubscribers(userAgent string) (reader string, count int, ok bool) {
	before, _, found := strings.Cut(userAgent, " subscriber")
	if !found {
		return "", 0, false
	}
	digits := before[strings.LastIndexFunc(before, func(r rune) bool { return r < '0' || r > '9' })+1:]
	count, err := strconv.Atoi(digits)
	if err != nil || count > 100_000_000 {
		return "", 0, false
	}
	return readerName(userAgent), count, true
}

// readerName is the first word of a User-Agent, or what it says to be compatible with nobody's browser.
func readerName(userAgent string) string {
	if _, inside, ok := strings.Cut(userAgent, "(compatible; "); ok && strings.HasPrefix(userAgent, "Mozilla/") {
		userAgent = inside
	}
	const longest = 40
	end := strings.IndexFunc(userAgent, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune(".-_", r))
	})
	if end < 0 {
		end = len(userAgent)
	}
	if end == 0 {
		return "unknown"
	}
	return userAgent[:min(end, longest)]
}
