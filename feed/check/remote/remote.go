// Package remote holds feeds on the web against the rules of package check, and how they are served against those of HTTP.
//
// It only asks with GET and HEAD, once for each thing that it wants to know, and follows a feed's archive documents up to a
// limit.
package remote

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"seedfeed/feed/check"
)

const (
	// largest is what miniflux reads of a feed.
	largest = 15 << 20
	// mostArchives is how many archive documents are followed.
	mostArchives = 100
)

// A Checker asks servers. Client decides about time-outs and redirects.
type Checker struct {
	Client    *http.Client
	UserAgent string
}

// A Result is what was found.
type Result struct {
	Findings  []check.Finding
	Documents int // that were read
}

// An answer is what a server has said.
type answer struct {
	status  int
	header  http.Header
	body    []byte // without its content coding
	address string // after redirects
	moved   bool   // a redirect on the way was a temporary one
}

// Check reads the feed at an address, and what it refers to as its archive. The error says why it could not be read.
func (c Checker) Check(ctx context.Context, address string) (*Result, error) {
	v := &visit{Checker: c, ctx: ctx, address: address, Result: &Result{}, answers: map[string]*answer{}}
	first, err := v.ask(http.MethodGet, address, nil)
	if err != nil {
		return v.Result, err
	}
	if first.status != http.StatusOK {
		return v.Result, fmt.Errorf("%s: the server answers %d %s", address, first.status, http.StatusText(first.status))
	}
	v.Documents++
	v.Findings = check.Document(address, first.body)
	for _, r := range rules() {
		if err := r.look(v, first, func(format string, args ...any) {
			v.Findings = append(v.Findings, check.Finding{Rule: r.Rule, File: address, Message: fmt.Sprintf(format, args...)})
		}); err != nil {
			return v.Result, err
		}
	}
	return v.Result, v.walk(first)
}

// A visit is one Check.
type visit struct {
	Checker
	*Result
	ctx     context.Context // of the one call of Check that it lives for
	address string
	answers map[string]*answer // by the header that was sent
}

// askOnce is ask with a header, for which several rules want the answer.
func (v *visit) askOnce(address, key, value string) (*answer, error) {
	if a, ok := v.answers[key]; ok {
		return a, nil
	}
	a, err := v.ask(http.MethodGet, address, map[string]string{key: value})
	if err == nil {
		v.answers[key] = a
	}
	return a, err
}

// ask sends a request and reads the answer.
func (v *visit) ask(method, address string, header map[string]string) (*answer, error) {
	request, err := http.NewRequestWithContext(v.ctx, method, address, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("User-Agent", v.UserAgent)
	request.Header.Set("Accept", "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.8")
	request.Header.Set("Accept-Encoding", "identity") // or net/http would ask for gzip, and hide it
	for key, value := range header {
		request.Header.Set(key, value)
	}
	client := *v.Client
	a := &answer{}
	follow := client.CheckRedirect
	client.CheckRedirect = func(next *http.Request, via []*http.Request) error {
		if s := next.Response.StatusCode; s != http.StatusMovedPermanently && s != http.StatusPermanentRedirect {
			a.moved = true
		}
		if follow != nil {
			return follow(next, via)
		}
		if len(via) >= 10 {
			return errors.New("more than 10 redirects")
		}
		return nil
	}
	response, err := client.Do(request)
	if failed, ok := errors.AsType[*url.Error](err); ok {
		return nil, fmt.Errorf("%s: %w", address, failed.Err)
	}
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	a.status, a.header, a.address = response.StatusCode, response.Header, plain(response.Request.URL)
	a.body, err = read(response)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", address, err)
	}
	return a, nil
}

// plain writes an address as it is sent: without a fragment, and with a path and small letters in its host (RFC 9110, 4.2.3).
func plain(u *url.URL) string {
	sent := *u
	sent.Fragment, sent.RawFragment, sent.Host = "", "", strings.ToLower(sent.Host)
	if sent.Path == "" {
		sent.Path = "/"
	}
	return sent.String()
}

func read(response *http.Response) ([]byte, error) {
	var body io.Reader = response.Body
	if response.Request.Method == http.MethodGet && response.StatusCode == http.StatusOK {
		switch coding := strings.ToLower(response.Header.Get("Content-Encoding")); coding {
		case "", "identity":
		case "gzip", "x-gzip":
			unpacked, err := gzip.NewReader(body)
			if err != nil {
				return nil, fmt.Errorf("its gzip: %w", err)
			}
			body = unpacked
		default:
			return nil, fmt.Errorf("is sent in the content coding %q, for which nobody has asked; compress it for those who ask", coding)
		}
	}
	data, err := io.ReadAll(io.LimitReader(body, largest+1))
	if len(data) > largest {
		return nil, fmt.Errorf("longer than %d MiB: readers give up", largest>>20)
	}
	return data, err
}

// walk reads the older documents of the feed, back to the oldest.
func (v *visit) walk(first *answer) error {
	var set check.Set
	set.Add(v.address, first.body)
	seen := map[string]bool{first.address: true, v.address: true}
	at, links := first.address, linksOf(first.body)
	for links.Prev != "" {
		next := resolve(at, links.Prev)
		if seen[next] {
			break // the set finds out whether they go in a circle
		}
		seen[next] = true
		if len(seen) > mostArchives {
			v.Findings = append(v.Findings, check.Finding{Rule: walkRule(check.Warning), File: v.address,
				Message: fmt.Sprintf("has more than %d archive documents; those after %s were not read", mostArchives, at)})
			break
		}
		a, err := v.ask(http.MethodGet, next, nil)
		if err == nil && a.status != http.StatusOK {
			err = fmt.Errorf("the server answers %d", a.status)
		}
		if v.ctx.Err() != nil {
			return v.ctx.Err()
		}
		if err != nil {
			v.Findings = append(v.Findings, check.Finding{Rule: walkRule(check.Error), File: at, Message: fmt.Sprintf("its older document %s cannot be read: %v", next, err)})
			break
		}
		v.Documents++
		v.Findings = append(v.Findings, check.Archived(next, a.body)...)
		set.Add(next, a.body)
		at, links = next, linksOf(a.body)
	}
	v.Findings = append(v.Findings, set.Findings()...)
	return nil
}

func walkRule(severity check.Severity) check.Rule {
	return check.Rule{ID: "http-archive", Severity: severity, Source: "RFC 5005, 4; JSON Feed 1.1, top-level", Fix: "let each document lead to an older one that is there"}
}

func linksOf(data []byte) check.Links {
	links, _ := check.LinksOf(data)
	return links
}

func resolve(base, address string) string {
	b, err := url.Parse(base)
	if err != nil {
		return address
	}
	u, err := b.Parse(strings.TrimSpace(address))
	if err != nil {
		return address
	}
	return u.String()
}
