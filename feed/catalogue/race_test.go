//go:build race

package catalogue_test

// The race detector makes SQLite ten times as slow.
const slow = true
