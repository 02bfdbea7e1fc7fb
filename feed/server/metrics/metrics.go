// Package metrics counts builds, requests and subscribers, for Prometheus.
package metrics

import (
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"seedfeed/feed/server"
)

// A Build is what is counted of one.
type Build struct {
	Failed            bool
	Articles, Skipped int
	Took              time.Duration
	Latency           time.Duration // from the change to the end of the build
}

// Metrics are those of one program. They are safe for concurrent use.
type Metrics struct {
	registry *prometheus.Registry

	builds            *prometheus.CounterVec
	took, latency     prometheus.Histogram
	articles, skipped prometheus.Gauge
	lastBuild         prometheus.Gauge
	requests          *prometheus.CounterVec
	subscribers       *subscribers

	mu    sync.Mutex
	feeds map[string]bool
}

// New makes Metrics that have counted nothing.
func New(version string) *Metrics {
	seconds := []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60}
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		builds: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "seedfeed_builds_total", Help: "Builds by their result: ok or failed."}, []string{"result"}),
		took: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "seedfeed_build_duration_seconds", Help: "How long builds took.", Buckets: seconds}),
		latency: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "seedfeed_build_latency_seconds", Help: "From a change of an article to the end of the build that has published it.", Buckets: seconds}),
		articles: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "seedfeed_articles", Help: "Articles that are published."}),
		skipped: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "seedfeed_articles_skipped", Help: "Articles that the last build had to leave out."}),
		lastBuild: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "seedfeed_last_build_timestamp_seconds", Help: "When the last build succeeded."}),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "seedfeed_http_requests_total", Help: "Answers by what was asked for (feed, page, list, asset or none), which feed, and the status; the share of 304 tells how well readers ask.",
		}, []string{"kind", "feed", "status"}),
		subscribers: newSubscribers(),
		feeds:       map[string]bool{},
	}
	info := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "seedfeed_info", Help: "The program's version.", ConstLabels: prometheus.Labels{"version": version}})
	info.Set(1)
	m.registry.MustRegister(m.builds, m.took, m.latency, m.articles, m.skipped, m.lastBuild, m.requests, m.subscribers, info,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	for _, result := range []string{"ok", "failed"} {
		m.builds.WithLabelValues(result) // so that it is there before the first one
	}
	return m
}

// Handler answers with all metrics.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// Built counts a build.
func (m *Metrics) Built(b Build) {
	m.took.Observe(b.Took.Seconds())
	if b.Failed {
		m.builds.WithLabelValues("failed").Inc()
		return
	}
	m.builds.WithLabelValues("ok").Inc()
	m.latency.Observe(b.Latency.Seconds())
	m.articles.Set(float64(b.Articles))
	m.skipped.Set(float64(b.Skipped))
	m.lastBuild.SetToCurrentTime()
}

// Observe counts an answer.
func (m *Metrics) Observe(a *server.Answer) {
	feed := ""
	if a.Kind == server.Feed {
		feed = m.label(a.Path)
		m.subscribers.observe(feed, a.Request.UserAgent())
	}
	m.requests.WithLabelValues(a.Kind.String(), feed, strconv.Itoa(a.Status)).Inc()
}

// mostFeeds is how many feeds are counted by name.
const mostFeeds = 1000

func (m *Metrics) label(path string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.feeds[path] {
		return path
	}
	if len(m.feeds) >= mostFeeds {
		return "other"
	}
	m.feeds[path] = true
	return path
}
