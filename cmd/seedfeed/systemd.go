package main

import (
	"context"
	"fmt"
	"maps"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/coreos/go-systemd/v22/activation"
	"github.com/coreos/go-systemd/v22/daemon"
	"github.com/rs/zerolog"
)

// A systemd tells the service manager that started the program how it fares. Started by anything else it does nothing.
type systemd struct {
	log     zerolog.Logger
	started atomic.Bool
}

func newSystemd(log zerolog.Logger) *systemd { return &systemd{log: log} }

// ready ends the start, or a reload that reloading began.
func (s *systemd) ready() {
	s.started.Store(true)
	s.notify(daemon.SdNotifyReady)
}

// reloading begins a reload. It holds until ready is called, without which systemd takes it for failed.
func (s *systemd) reloading() {
	// Of a reload by Type=notify-reload, systemd wants the time in the same message: it tells the answer to this request
	// from that to an earlier one.
	s.notify(daemon.SdNotifyReloading, strings.TrimSpace(daemon.SdNotifyMonotonicUsec()))
}

// stopping says that the end has begun.
func (s *systemd) stopping() { s.notify(daemon.SdNotifyStopping) }

// status is the text that systemctl status shows.
func (s *systemd) status(text string) {
	s.notify("STATUS=" + printable(text)) // what stands on a line of its own would be a message of its own
}

// watchdog tells systemd that the program is alive for as long as alive says so, until ctx ends. Where alive says no,
// systemd restarts the program. It asks alive from one goroutine.
func (s *systemd) watchdog(ctx context.Context, alive func() bool) {
	limit, err := daemon.SdWatchdogEnabled(false)
	if err != nil {
		s.log.Warn().Msgf("systemd's watchdog: %v", err)
	}
	if limit == 0 {
		return
	}
	ticker := time.NewTicker(limit / 2) // as sd_watchdog_enabled(3) recommends
	defer ticker.Stop()
	s.guard(ctx, ticker.C, limit, alive)
}

func (s *systemd) guard(ctx context.Context, ticks <-chan time.Time, limit time.Duration, alive func() bool) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticks:
		}
		if !alive() {
			s.log.Warn().Msgf("no progress for %v; systemd will restart the program if that goes on", limit/2)
			continue
		}
		if s.started.Load() {
			s.notify(daemon.SdNotifyWatchdog)
		} else {
			// The watchdog counts from the end of the start only. Until then this is what keeps systemd waiting.
			s.notify(fmt.Sprintf("EXTEND_TIMEOUT_USEC=%d", limit.Microseconds()))
		}
	}
}

// notify sends assignments as one message.
func (s *systemd) notify(assignments ...string) {
	message := strings.Join(assignments, "\n")
	if _, err := daemon.SdNotify(false, message); err != nil {
		s.log.Warn().Msgf("tell systemd %q: %v", message, err)
	}
}

// A pulse tells work that goes on, however long it takes, from work that hangs. Who waits for work is alive.
type pulse struct {
	working atomic.Bool
	beats   atomic.Uint64
	seen    uint64
}

// begin says that work begins, and what it returns that the work is done.
func (p *pulse) begin() (end func()) {
	p.beat()
	p.working.Store(true)
	return func() { p.working.Store(false) }
}

// beat says that the work goes on.
func (p *pulse) beat() { p.beats.Add(1) }

// alive reports whether there is no work, or there was a beat since it was asked last. It is for one goroutine.
func (p *pulse) alive() bool {
	beats := p.beats.Load()
	moved := beats != p.seen
	p.seen = beats
	return moved || !p.working.Load()
}

// activated returns the sockets that systemd has opened for the program, if it has. That for health and metrics is the one
// with FileDescriptorName=admin.
func activated() (main, admin []net.Listener, err error) {
	byName, err := activation.ListenersWithNames()
	if err != nil {
		return nil, nil, fmt.Errorf("sockets of systemd: %w", err)
	}
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		if name != "admin" {
			main = append(main, byName[name]...)
		}
	}
	return main, byName["admin"], nil
}
