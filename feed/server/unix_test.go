//go:build unix

package server

import (
	"net/http"
	"path/filepath"
	"syscall"
	"testing"
)

// What is no regular file is not opened: it might not end.
func TestSpecialFiles(t *testing.T) {
	h, dir := sampleHandler(t)
	must(t, syscall.Mkfifo(filepath.Join(dir, "pipe.xml"), 0o666))
	wantStatus(t, ask(h, "GET", "/pipe.xml"), http.StatusNotFound)
}
