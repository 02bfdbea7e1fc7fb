//go:build !linux

package catalogue

func holder(string) string { return "" }
