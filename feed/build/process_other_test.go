//go:build !linux

package build_test

import "time"

// Elsewhere the benchmark tells time and allocations only.

func processorTime() time.Duration { return 0 }
func resetPeak()                   {}
func peakMemory() int64            { return 0 }
