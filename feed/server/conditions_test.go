package server

import (
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

const (
	sunday    = "Sun, 22 Nov 2026 09:30:15 GMT" // when the sample was written
	oneBefore = "Sun, 22 Nov 2026 09:30:14 GMT"
	oneAfter  = "Sun, 22 Nov 2026 09:30:16 GMT"
)

func TestConditions(t *testing.T) { // H3, H4
	h, _ := sampleHandler(t)
	tag := ask(h, "GET", "/rss.xml").Header.Get("Etag")
	packed := ask(h, "GET", "/rss.xml", "Accept-Encoding", "gzip").Header.Get("Etag")
	for _, test := range []struct {
		name   string
		header []string
		want   int
	}{
		{"same tag", []string{"If-None-Match", tag}, 304},
		{"weak tag", []string{"If-None-Match", "W/" + tag}, 304},
		{"any", []string{"If-None-Match", "*"}, 304},
		{"list", []string{"If-None-Match", `"other", W/"more" ,` + tag}, 304},
		{"list of two fields", []string{"If-None-Match", `"other"`, "If-None-Match", tag}, 304},
		{"list with empty items", []string{"If-None-Match", `, ,` + tag + `,`}, 304},
		{"comma in a tag", []string{"If-None-Match", `"a,b", ` + tag}, 304},
		{"other tag", []string{"If-None-Match", `"other"`}, 200},
		{"tag without quotes", []string{"If-None-Match", strings.Trim(tag, `"`)}, 200},
		{"part of the tag", []string{"If-None-Match", tag[:10] + `"`}, 200},
		{"nothing", []string{"If-None-Match", ""}, 200},
		{"tag that does not end", []string{"If-None-Match", `"abc`}, 200},
		{"tag of another encoding", []string{"If-None-Match", packed}, 200},
		{"tag of this encoding", []string{"If-None-Match", packed, "Accept-Encoding", "gzip"}, 304},
		{"tag of no encoding", []string{"If-None-Match", tag, "Accept-Encoding", "gzip"}, 200},
		{"same date", []string{"If-Modified-Since", sunday}, 304},
		{"later date", []string{"If-Modified-Since", oneAfter}, 304},
		{"earlier date", []string{"If-Modified-Since", oneBefore}, 200},
		{"no date", []string{"If-Modified-Since", "yesterday"}, 200},
		{"RFC 850 date", []string{"If-Modified-Since", "Sunday, 22-Nov-26 09:30:15 GMT"}, 304},
		{"other tag, same date", []string{"If-None-Match", `"other"`, "If-Modified-Since", sunday}, 200},
		{"same tag, earlier date", []string{"If-None-Match", tag, "If-Modified-Since", oneBefore}, 304},
		{"must be the same", []string{"If-Match", tag}, 200},
		{"must be another", []string{"If-Match", `"other"`}, 412},
		{"must be the same in this encoding", []string{"If-Match", packed, "Accept-Encoding", "gzip"}, 200},
		{"must not be newer", []string{"If-Unmodified-Since", oneBefore}, 412},
		{"is not newer", []string{"If-Unmodified-Since", sunday}, 200},
	} {
		for _, method := range []string{"GET", "HEAD"} {
			t.Run(test.name+", "+method, func(t *testing.T) {
				r := ask(h, method, "/rss.xml", test.header...)
				wantStatus(t, r, test.want)
				if got := body(t, r); (got == "") == (method == "GET" && test.want == 200) {
					t.Errorf("got a body of %d bytes", len(got))
				}
			})
		}
	}
}

func TestNotModifiedHasTheSameFields(t *testing.T) { // H5
	h, _ := sampleHandler(t)
	for _, path := range []string{"/rss.xml", "/", "/articles/one/picture.png"} {
		for _, encoding := range []string{"", "gzip", "br", "zstd"} {
			whole := ask(h, "GET", path, "Accept-Encoding", encoding)
			not := ask(h, "GET", path, "Accept-Encoding", encoding, "If-None-Match", whole.Header.Get("Etag"))
			wantStatus(t, not, http.StatusNotModified)
			for _, name := range []string{"Etag", "Cache-Control", "Vary", "Content-Location", "Expires", "Last-Modified", "Link"} {
				if got, want := not.Header.Get(name), whole.Header.Get(name); got != want {
					t.Errorf("%s %s: got %s %q, want %q", path, encoding, name, got, want)
				}
			}
			for _, name := range []string{"Content-Length", "Content-Type", "Content-Encoding"} {
				if got := not.Header.Get(name); got != "" {
					t.Errorf("%s %s: got %s %q", path, encoding, name, got)
				}
			}
		}
	}
}

// Tags come from the content: the same in another folder at another time, another one for each encoding and content.
func TestTags(t *testing.T) { // H1
	h, _ := sampleHandler(t)
	other := t.TempDir()
	writeAll(t, other, sample())
	later := time.Now().Add(-time.Hour)
	must(t, os.Chtimes(filepath.Join(other, "rss.xml"), later, later))
	again := newHandler(t, other)
	var tags []string
	for _, path := range []string{"/rss.xml", "/atom.xml", "/"} {
		for _, encoding := range []string{"", "gzip", "br", "zstd"} {
			tag := ask(h, "GET", path, "Accept-Encoding", encoding).Header.Get("Etag")
			if strings.HasPrefix(tag, "W/") || len(tag) < 10 || tag[0] != '"' || tag[len(tag)-1] != '"' {
				t.Errorf("%s: got %s, want a strong tag", path, tag)
			}
			if slices.Contains(tags, tag) {
				t.Errorf("%s %s: got %s twice", path, encoding, tag)
			}
			tags = append(tags, tag)
			if got := ask(again, "GET", path, "Accept-Encoding", encoding).Header.Get("Etag"); got != tag {
				t.Errorf("%s %s: got %s on another machine, want %s", path, encoding, got, tag)
			}
		}
	}
}

func TestHead(t *testing.T) { // H6
	h, _ := sampleHandler(t)
	for _, path := range []string{"/rss.xml", "/", "/articles/one/picture.png", "/nothing", "/articles/one", "/feed/"} {
		for _, encoding := range []string{"", "gzip"} {
			get, head := ask(h, "GET", path, "Accept-Encoding", encoding), ask(h, "HEAD", path, "Accept-Encoding", encoding)
			if head.StatusCode != get.StatusCode {
				t.Errorf("%s: got %d, want %d", path, head.StatusCode, get.StatusCode)
			}
			for name := range get.Header {
				if got, want := head.Header.Get(name), get.Header.Get(name); got != want {
					t.Errorf("%s: got %s %q, want %q", path, name, got, want)
				}
			}
		}
	}
}

func TestLastModifiedIsNotInTheFuture(t *testing.T) { // H2
	h, dir := sampleHandler(t)
	ahead := time.Now().Add(time.Hour)
	must(t, os.Chtimes(filepath.Join(dir, "rss.xml"), ahead, ahead))
	at, err := http.ParseTime(ask(h, "GET", "/rss.xml").Header.Get("Last-Modified"))
	if err != nil || at.After(time.Now()) {
		t.Errorf("got %v, %v", at, err)
	}
}

func TestRanges(t *testing.T) { // H10
	h, dir := sampleHandler(t)
	long := strings.Repeat("0123456789", mostKept/10+1)
	replace(t, filepath.Join(dir, "articles", "one", "long.mp3"), long)
	rss := sample()["rss.xml"]
	tag := ask(h, "GET", "/rss.xml").Header.Get("Etag")
	longTag := ask(h, "GET", "/articles/one/long.mp3").Header.Get("Etag")
	for _, test := range []struct {
		name, path string
		header     []string
		status     int
		want       string
	}{
		{"first bytes", "/rss.xml", []string{"Range", "bytes=0-9"}, 206, rss[:10]},
		{"last bytes", "/rss.xml", []string{"Range", "bytes=-9"}, 206, rss[len(rss)-9:]},
		{"of the content as it is", "/rss.xml", []string{"Range", "bytes=0-9", "Accept-Encoding", "gzip"}, 206, rss[:10]},
		{"beyond the end", "/rss.xml", []string{"Range", "bytes=9999999-"}, 416, ""},
		{"another unit", "/rss.xml", []string{"Range", "lines=1-2"}, 200, rss},
		{"many parts", "/rss.xml", []string{"Range", "bytes=0-0,2-2,4-4"}, 200, rss},
		{"parts of a long file", "/articles/one/long.mp3", []string{"Range", "bytes=0-0,2-2"}, 200, long},
		{"parts in many fields", "/rss.xml", []string{"Range", "bytes=0-0", "Range", "bytes=2-2"}, 200, rss},
		{"the last 0 bytes", "/rss.xml", []string{"Range", "bytes=-0"}, 200, rss},
		{"backwards", "/rss.xml", []string{"Range", "bytes=5-2"}, 416, ""},
		{"if it is the same", "/rss.xml", []string{"Range", "bytes=0-9", "If-Range", tag}, 206, rss[:10]},
		{"if it is the same, weak", "/rss.xml", []string{"Range", "bytes=0-9", "If-Range", "W/" + tag}, 200, rss},
		{"if it is another", "/rss.xml", []string{"Range", "bytes=0-9", "If-Range", `"other"`}, 200, rss},
		{"if it has the same date", "/rss.xml", []string{"Range", "bytes=0-9", "If-Range", sunday}, 200, rss},
		{"nothing if it is known", "/rss.xml", []string{"Range", "bytes=0-9", "If-None-Match", tag}, 304, ""},
		{"of a long file", "/articles/one/long.mp3", []string{"Range", "bytes=5-7"}, 206, "567"},
		{"a long file", "/articles/one/long.mp3", nil, 200, long},
		{"a long file that is known", "/articles/one/long.mp3", []string{"If-None-Match", longTag}, 304, ""},
		{"of a long file, if it is the same", "/articles/one/long.mp3", []string{"Range", "bytes=5-7", "If-Range", longTag}, 206, "567"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := ask(h, "GET", test.path, test.header...)
			wantStatus(t, r, test.status)
			if got := body(t, r); test.want != "" && got != test.want {
				t.Errorf("got %d bytes, want %d", len(got), len(test.want))
			}
			if test.status == 206 && r.Header.Get("Content-Encoding") != "" {
				t.Errorf("got a part in %s", r.Header.Get("Content-Encoding"))
			}
		})
	}
	for _, path := range []string{"/rss.xml", "/articles/one/long.mp3"} {
		wantStatus(t, ask(h, "HEAD", path, "Range", "bytes=0-9"), http.StatusOK)
	}
	if got := ask(h, "GET", "/rss.xml").Header.Get("Accept-Ranges"); got != "bytes" {
		t.Errorf("got Accept-Ranges %q", got)
	}
}

func TestOtherMethods(t *testing.T) { // H9
	h, _ := sampleHandler(t)
	for _, method := range []string{"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "get"} {
		for _, path := range []string{"/rss.xml", "/nothing"} {
			r := ask(h, method, path)
			wantStatus(t, r, http.StatusMethodNotAllowed)
			if got := r.Header.Get("Allow"); got != "GET, HEAD" {
				t.Errorf("%s: got Allow %q", method, got)
			}
		}
	}
}
