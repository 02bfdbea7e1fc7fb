//go:build !race

package catalogue_test

const slow = false
