package main

import (
	"context"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// roomToServe is for the garbage of some thousands of answers. Of a small site little is alive, and a part of little would be
// collected dozens of times a second.
const roomToServe = 16 << 20

// leaveRoom has the heap grow until ctx ends by what a watch lets it grow by, but by no less than room. A large site takes no
// more memory for it.
func leaveRoom(ctx context.Context, room uint64) {
	if isMemoryDecided() {
		return
	}
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	afterCollections(ctx, func() {
		metrics.Read(live)
		debug.SetGCPercent(percentFor(live[0].Value.Uint64(), room))
	})
}

// percentFor returns by how much of what is alive the heap may grow.
func percentFor(live, room uint64) int {
	return int(max(growthOfWatch, 100*room/max(live, 1)))
}

// afterCollections calls f after each collection of garbage: what nobody holds goes away with the next one.
func afterCollections(ctx context.Context, f func()) {
	type nothing struct{ _ *int } // with a pointer, or it might share its place with what lives longer
	runtime.AddCleanup(&nothing{}, func(struct{}) {
		if ctx.Err() == nil {
			f()
			afterCollections(ctx, f)
		}
	}, struct{}{})
}
