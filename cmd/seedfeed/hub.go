package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"seedfeed/feed/build"
)

// A hub is told which feeds have changed, and has those who subscribe there know at once (WebSub). No build waits for it:
// the feeds are published, and whoever asks for them gets them. A nil hub does nothing.
type hub struct {
	url    string
	site   string // where the feeds are reached
	log    zerolog.Logger
	client *http.Client
	wait   time.Duration // before the second try; each time twice as long, up to mostWait

	changes chan struct{} // something was changed since the hub was told last
	mu      sync.Mutex
	changed map[string]bool // the feeds of which the hub is to be told
}

const (
	hubTime   = 10 * time.Second // for one answer
	firstWait = 10 * time.Second
	mostWait  = time.Hour
)

// newHub returns nil where the feeds name no hub.
func newHub(s build.Settings, log zerolog.Logger) *hub {
	if s.Site.Hub == "" {
		return nil
	}
	return &hub{
		url: s.Site.Hub, site: s.URL.String(), log: log, wait: firstWait,
		client:  &http.Client{Timeout: hubTime, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
		changes: make(chan struct{}, 1), changed: map[string]bool{},
	}
}

// published notes feeds that have changed.
func (h *hub) published(feeds []string) {
	if h == nil || len(feeds) == 0 {
		return
	}
	h.note(feeds)
	select {
	case h.changes <- struct{}{}:
	default: // run will find these as well
	}
}

func (h *hub) note(feeds []string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, feed := range feeds {
		h.changed[feed] = true
	}
}

// take returns the feeds that have changed, each once. They count as told.
func (h *hub) take() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	feeds := slices.Sorted(maps.Keys(h.changed))
	clear(h.changed)
	return feeds
}

// run tells the hub of what has changed until ctx ends.
func (h *hub) run(ctx context.Context) {
	if h == nil {
		return
	}
	wait, warned := h.wait, false
	var again <-chan time.Time
	for {
		select {
		case <-ctx.Done():
			return
		case <-h.changes:
		case <-again:
		}
		left, err := h.tellAll(ctx)
		if ctx.Err() != nil {
			return
		}
		if err != nil && !warned {
			h.log.Warn().Str("hub", h.url).Msgf("tell the hub: %v; the feeds are published all the same", err)
		}
		warned, again = err != nil, nil
		if left {
			again = time.After(wait)
			wait = min(2*wait, mostWait)
		} else {
			wait = h.wait
		}
	}
}

// tellAll tells the hub of all that has changed. Where it may take later what it does not take now, something is left.
func (h *hub) tellAll(ctx context.Context) (left bool, err error) {
	var later []string
	for feeds := h.take(); len(feeds) > 0; feeds = feeds[1:] {
		failed := h.tell(ctx, h.site+feeds[0])
		if failed == nil {
			continue
		}
		err = cmp.Or(err, failed)
		refused, answered := errors.AsType[*refusal](failed)
		if !answered { // nor would it to the others
			later = append(later, feeds...)
			break
		}
		if refused.forNow() {
			later = append(later, feeds[0])
		}
	}
	h.note(later)
	return len(later) > 0, err
}

// tell says that a topic has changed. WebSub leaves open how; this is what hubs have understood since PubSubHubbub, and what
// they read instead.
func (h *hub) tell(ctx context.Context, topic string) error {
	form := url.Values{"hub.mode": {"publish"}, "hub.url": {topic}, "hub.topic": {topic}}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, h.url, strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("User-Agent", "seedfeed/"+version)
	answer, err := h.client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	const enough = 200 // to know why
	said, _ := io.ReadAll(io.LimitReader(answer.Body, enough))
	if answer.StatusCode/100 != 2 {
		return &refusal{answer.StatusCode, topic, printable(strings.TrimSpace(string(said)))}
	}
	h.log.Debug().Str("hub", h.url).Str("topic", topic).Msgf("told the hub of %s", topic)
	return nil
}

// A refusal is an answer of a hub that will not pass a topic on.
type refusal struct {
	status      int
	topic, said string
}

func (r *refusal) Error() string {
	text := fmt.Sprintf("it answers %d %s to %s", r.status, http.StatusText(r.status), r.topic)
	if r.said != "" {
		text += ": " + r.said
	}
	return text
}

// forNow tells a hub in trouble from one that will say the same again.
func (r *refusal) forNow() bool {
	return r.status >= 500 || r.status == http.StatusTooManyRequests || r.status == http.StatusRequestTimeout
}
