package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"seedfeed/feed/build"
)

const (
	fetchTime = 30 * time.Second // for one document of a feed
	fetchSize = 64 << 20         // bytes of one
)

// A fetcher gets the documents of a feed: from where the first one is, and from nowhere else.
type fetcher struct {
	client *http.Client
	first  string
	online bool     // the feed has a URL
	out    string   // the output folder, where it is of that; "" otherwise
	site   *url.URL // of the output folder
}

func newFetcher(s build.Settings, address string) *fetcher {
	f := &fetcher{client: &http.Client{Timeout: fetchTime}, first: address, online: isWebAddress(address)}
	if !f.online && within(realPath(s.Out), realPath(address)) {
		f.out, f.site = s.Out, s.URL
	}
	return f
}

func isWebAddress(address string) bool {
	scheme, _, ok := strings.Cut(address, "://")
	return ok && (strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https")) // RFC 3986, 3.1
}

// source is what the feed is called in the catalogue.
func (f *fetcher) source(address string) string {
	if address == "-" {
		return "standard input"
	}
	return address
}

// follows reports whether an older document of the feed is fetched: a file leads to files only.
func (f *fetcher) follows(address string) bool {
	return f.first != "-" && f.online == isWebAddress(address) || f.outputFile(address) != ""
}

// outputFile returns the file of the output folder that is reached at an address; "" where there is none.
func (f *fetcher) outputFile(address string) string {
	if f.out == "" {
		return ""
	}
	below, ok := strings.CutPrefix(address, f.site.String())
	if !ok || !filepath.IsLocal(filepath.FromSlash(below)) {
		return ""
	}
	file := filepath.Join(f.out, filepath.FromSlash(below))
	if !isFile(file) {
		return ""
	}
	return file
}

// fetch is an adopt.Fetch.
func (f *fetcher) fetch(ctx context.Context, address string) ([]byte, *url.URL, error) {
	if f.online {
		return f.get(ctx, address)
	}
	if address == "-" {
		data, err := readFeed(os.Stdin)
		return data, nil, err
	}
	if file := f.outputFile(address); file != "" {
		address = file
	} else if address != f.first && !filepath.IsAbs(address) {
		address = filepath.Join(filepath.Dir(f.first), address)
	}
	file, err := os.Open(address)
	if err != nil {
		return nil, nil, err
	}
	defer file.Close()
	data, err := readFeed(file)
	if err != nil {
		err = fmt.Errorf("%s: %w", address, err)
	}
	return data, nil, err
}

func (f *fetcher) get(ctx context.Context, address string) ([]byte, *url.URL, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, nil, err
	}
	request.Header.Set("User-Agent", "seedfeed/"+version)
	response, err := f.client.Do(request)
	if err != nil {
		return nil, nil, err // which names the address
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, nil, fmt.Errorf("%s: the server says %s", address, response.Status)
	}
	data, err := readFeed(response.Body)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", address, err)
	}
	return data, response.Request.URL, nil
}

func readFeed(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, fetchSize+1))
	if err == nil && len(data) > fetchSize {
		err = errors.New("is larger than 64 MiB")
	}
	return data, err
}
