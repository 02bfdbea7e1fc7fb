package server

import (
	"html"
	"io"
	"net/http"
	"strconv"

	"seedfeed/feed/site"
)

// refuseMethod answers a request that is neither GET nor HEAD. Its body is of no interest.
func refuseMethod(w http.ResponseWriter) int {
	w.Header().Set("Allow", "GET, HEAD")
	w.Header().Set("Connection", "close")
	return say(w, http.StatusMethodNotAllowed, "Only GET and HEAD are answered here.")
}

// redirect sends the client on, to an address relative to the one that it asked for: a proxy may have taken a part away
// in front.
func redirect(w http.ResponseWriter, r *http.Request, to string) int {
	if r.URL.RawQuery != "" {
		to += "?" + r.URL.RawQuery
	}
	return redirectTo(w, to)
}

func redirectTo(w http.ResponseWriter, to string) int {
	w.Header().Set("Location", to)
	w.Header().Set("Cache-Control", "public, max-age=300")
	return say(w, http.StatusMovedPermanently, "It is at "+to+".")
}

func unreadable(w http.ResponseWriter) int {
	w.Header().Set("Retry-After", "10")
	return say(w, http.StatusServiceUnavailable, "The file cannot be read now.")
}

// notYet answers before there is an output: to say that a feed does not exist would make readers give it up.
func notYet(w http.ResponseWriter) int {
	w.Header().Set("Retry-After", "2")
	return say(w, http.StatusServiceUnavailable, "The first build is on its way.")
}

func say(w http.ResponseWriter, status int, text string) int {
	h := w.Header()
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-store")
	}
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Length", strconv.Itoa(len(text)+1))
	w.WriteHeader(status)
	io.WriteString(w, text+"\n")
	return status
}

// notFound leads people back. front is the path of the front page.
func notFound(w http.ResponseWriter, front string) int {
	page := `<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Nothing is here</title>
<h1>Nothing is here</h1>
<p>The address may be mistyped, or what it led to is gone. <a href="` + html.EscapeString(front) + `">The front page</a> has the newest articles and the feeds.</p>
</html>
`
	h := w.Header()
	h.Set("Cache-Control", "no-cache")
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", site.StrictPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", referrerPolicy)
	h.Set("Content-Length", strconv.Itoa(len(page)))
	w.WriteHeader(http.StatusNotFound)
	io.WriteString(w, page)
	return http.StatusNotFound
}
