package main

import (
	"io"
	"net/http"
)

// admin answers those who look after the program.
func (v *serving) admin() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /-/healthz", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "alive\n") })
	mux.HandleFunc("GET /-/readyz", func(w http.ResponseWriter, _ *http.Request) {
		if !v.handler.Ready() {
			http.Error(w, "there is no output yet", http.StatusServiceUnavailable)
			return
		}
		io.WriteString(w, "ready\n")
	})
	mux.Handle("GET /-/metrics", v.metrics.Handler())
	return mux
}
