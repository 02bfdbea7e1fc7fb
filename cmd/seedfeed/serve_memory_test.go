package main

import (
	"context"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"testing"
	"time"
)

// How far the heap may grow follows what is alive.
func TestServeLeavesRoom(t *testing.T) {
	t.Setenv("GOGC", "")
	t.Setenv("GOMEMLIMIT", "")
	defer debug.SetGCPercent(debug.SetGCPercent(77))
	percent := func() uint64 {
		sample := []metrics.Sample{{Name: "/gc/gogc:percent"}}
		metrics.Read(sample)
		return sample[0].Value.Uint64()
	}
	await := func(what string, is func(uint64) bool) {
		t.Helper()
		for deadline := time.Now().Add(time.Minute); !is(percent()); time.Sleep(time.Millisecond) {
			if runtime.GC(); time.Now().After(deadline) {
				t.Fatalf("%s: got %d %%", what, percent())
			}
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	leaveRoom(ctx, 1<<30)
	await("a small heap", func(p uint64) bool { return p > 500 })
	large := make([]byte, 512<<20) // of which nothing is touched
	await("a larger one", func(p uint64) bool { return p < 200 })
	runtime.KeepAlive(large)
	// What is done after a collection has been done when something that was dropped after it is cleaned up.
	collect := func() {
		for range 3 {
			done := make(chan struct{})
			runtime.AddCleanup(&struct{ _ *int }{}, func(done chan struct{}) { close(done) }, done)
			runtime.GC()
			<-done
		}
	}
	cancel()
	collect()
	debug.SetGCPercent(77)
	collect()
	if got := percent(); got != 77 {
		t.Errorf("after the end: got %d %%", got)
	}

	t.Setenv("GOGC", "77")
	leaveRoom(t.Context(), 1<<30)
	collect()
	if got := percent(); got != 77 {
		t.Errorf("against GOGC: got %d %%", got)
	}
	for live, want := range map[uint64]int{0: 1600 << 20, 1 << 20: 1600, 16 << 20: 100, 32 << 20: 50, 1 << 40: 50} {
		if got := percentFor(live, 16<<20); got != want {
			t.Errorf("%d bytes alive: got %d %%, want %d", live, got, want)
		}
	}
}
