package remote

import (
	"bytes"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"seedfeed/feed/check"
)

type reporter func(format string, args ...any)

// A rule is one for how a feed is served.
type rule struct {
	check.Rule
	look func(v *visit, first *answer, report reporter) error
}

// Rules returns all rules for how a feed is served.
func Rules() []check.Rule {
	list := []check.Rule{walkRule(check.Error)}
	for _, r := range rules() {
		list = append(list, r.Rule)
	}
	return list
}

// rules is the table of the rules for how a feed is served.
func rules() []rule {
	const warning, fault = check.Warning, check.Error
	return []rule{
		{check.Rule{ID: "http-type", Severity: warning, Source: "RFC 7303, 9.1; JSON Feed 1.1", Fix: "send text/xml or application/rss+xml, application/atom+xml, application/feed+json"}, contentType},
		{check.Rule{ID: "http-charset", Severity: fault, Source: "RFC 7303, 3", Fix: "send the encoding that the document has, or none"}, charset},
		{check.Rule{ID: "http-self", Severity: warning, Source: "RFC 4287, 4.2.7.2", Fix: "write the address at which the feed is served"}, self},
		{check.Rule{ID: "http-redirect", Severity: warning, Source: "RFC 9110, 15.4", Fix: "redirect with 301 or 308 where a feed has moved for good"}, redirect},
		{check.Rule{ID: "http-etag", Severity: warning, Source: "RFC 9110, 8.8", Fix: "send an ETag or a Last-Modified, so that readers need not fetch what they have"}, validators},
		{check.Rule{ID: "http-etag-form", Severity: fault, Source: "RFC 9110, 8.8.3", Fix: `write it in quotation marks: "abc" or W/"abc"`}, etagForm},
		{check.Rule{ID: "http-modified", Severity: warning, Source: "RFC 9110, 8.8.2", Fix: "send the time of the newest change, in GMT"}, lastModified},
		{check.Rule{ID: "http-304", Severity: fault, Source: "RFC 9110, 13.1", Fix: "answer 304 without a body to If-None-Match and If-Modified-Since while nothing has changed"}, notModified},
		{check.Rule{ID: "http-304-headers", Severity: warning, Source: "RFC 9110, 15.4.5", Fix: "send with the 304 what the 200 has"}, notModifiedHeaders},
		{check.Rule{ID: "http-gzip", Severity: warning, Source: "RFC 9110, 12.5.3", Fix: "compress it for those who ask, and for nobody else: a feed becomes a quarter as long"}, compressed},
		{check.Rule{ID: "http-vary", Severity: fault, Source: "RFC 9110, 12.5.5", Fix: "send Vary: Accept-Encoding with and without compression"}, vary},
		{check.Rule{ID: "http-gzip-etag", Severity: warning, Source: "RFC 9110, 8.8.3.3", Fix: "give the compressed answer another ETag, or a weak one"}, gzipETag},
		{check.Rule{ID: "http-head", Severity: fault, Source: "RFC 9110, 9.3.2", Fix: "answer HEAD as GET, without the body"}, head},
		{check.Rule{ID: "http-cache", Severity: warning, Source: "RFC 9111, 5.2.2", Fix: "send Cache-Control, such as max-age=300"}, cacheControl},
		{check.Rule{ID: "http-websub", Severity: fault, Source: "WebSub, 4", Fix: "send beside the link rel=hub one rel=self, with the address that stands in the feed"}, websub},
	}
}

func contentType(_ *visit, first *answer, report reporter) error {
	sent := first.header.Get("Content-Type")
	kind, _, _ := mime.ParseMediaType(sent)
	good := []string{"text/xml", "application/xml", "application/rss+xml", "application/atom+xml"}
	if bytes.HasPrefix(bytes.TrimSpace(first.body), []byte("{")) {
		good = []string{"application/feed+json", "application/json"}
	}
	if !slices.Contains(good, kind) {
		report("is sent as %q", sent)
	}
	return nil
}

func charset(_ *visit, first *answer, report reporter) error {
	_, parameters, _ := mime.ParseMediaType(first.header.Get("Content-Type"))
	sent, has := strings.ToLower(parameters["charset"]), strings.ToLower(check.Encoding(first.body))
	if sent != "" && sent != has && (sent != "us-ascii" || has != "utf-8") {
		report("is sent with charset=%s, and has the encoding %s", parameters["charset"], has)
	}
	return nil
}

func self(_ *visit, first *answer, report reporter) error {
	links := linksOf(first.body)
	own, err := url.Parse(resolve(first.address, links.Self))
	if links.Self != "" && (err != nil || plain(own) != first.address) {
		report("says that its address is %s, and is served at %s", links.Self, first.address)
	}
	return nil
}

func redirect(_ *visit, first *answer, report reporter) error {
	if first.moved {
		report("is redirected for the time being to %s", first.address)
	}
	return nil
}

func validators(_ *visit, first *answer, report reporter) error {
	if first.header.Get("ETag") == "" && first.header.Get("Last-Modified") == "" {
		report("has neither ETag nor Last-Modified")
	}
	return nil
}

func etagForm(_ *visit, first *answer, report reporter) error {
	tag := first.header.Get("ETag")
	if bare := strings.TrimPrefix(tag, "W/"); tag != "" && (len(bare) < 2 || bare[0] != '"' || bare[len(bare)-1] != '"' || strings.Contains(bare[1:len(bare)-1], `"`)) {
		report("the ETag %s is none", tag)
	}
	return nil
}

func lastModified(_ *visit, first *answer, report reporter) error {
	sent := first.header.Get("Last-Modified")
	if sent == "" {
		return nil
	}
	modified, err := time.Parse(http.TimeFormat, sent)
	if err != nil {
		report("the Last-Modified %q is no date as HTTP has them", sent)
		return nil
	}
	if date, err := http.ParseTime(first.header.Get("Date")); err == nil && modified.After(date) {
		report("the Last-Modified %q is later than the answer, of %q", sent, first.header.Get("Date"))
	}
	return nil
}

// conditional asks again with one of the validators; nil where the first answer has it not.
func (v *visit) conditional(first *answer, validator, condition string) (*answer, error) {
	sent := first.header.Get(validator)
	if sent == "" {
		return nil, nil
	}
	return v.askOnce(first.address, condition, sent)
}

func notModified(v *visit, first *answer, report reporter) error {
	for _, c := range [][2]string{{"ETag", "If-None-Match"}, {"Last-Modified", "If-Modified-Since"}} {
		again, err := v.conditional(first, c[0], c[1])
		switch {
		case err != nil:
			return err
		case again == nil:
		case again.status == http.StatusOK && !bytes.Equal(again.body, first.body): // it has changed meanwhile
		case again.status != http.StatusNotModified:
			report("answers %d to %s with its own %s", again.status, c[1], c[0])
		case len(again.body) > 0:
			report("sends a body with its 304")
		}
	}
	return nil
}

func notModifiedHeaders(v *visit, first *answer, report reporter) error {
	again, err := v.conditional(first, "ETag", "If-None-Match")
	if err != nil || again == nil || again.status != http.StatusNotModified {
		return err
	}
	for _, key := range []string{"ETag", "Cache-Control", "Vary", "Content-Location"} {
		if was, is := first.header.Get(key), again.header.Get(key); was != is {
			report("the 304 has %s %q, the 200 %q", key, is, was)
		}
	}
	return nil
}

// worthCompressing is below what any server compresses by itself.
const worthCompressing = 2000

func (v *visit) zipped(first *answer) (*answer, error) {
	return v.askOnce(first.address, "Accept-Encoding", "gzip")
}

func compressed(v *visit, first *answer, report reporter) error {
	if first.header.Get("Content-Encoding") != "" {
		report("is compressed for those who do not ask")
		return nil
	}
	zipped, err := v.zipped(first)
	if err == nil && zipped.header.Get("Content-Encoding") == "" && len(first.body) > worthCompressing {
		report("is not compressed for those who ask")
	}
	return err
}

func vary(v *visit, first *answer, report reporter) error {
	zipped, err := v.zipped(first)
	if err != nil || zipped.header.Get("Content-Encoding") == "" {
		return err
	}
	for what, a := range map[string]*answer{"compressed": zipped, "plain": first} {
		if list := strings.ToLower(strings.Join(a.header.Values("Vary"), ",")); !strings.Contains(list, "accept-encoding") && !strings.Contains(list, "*") {
			report("the %s answer has no Vary: Accept-Encoding: caches mix the two up", what)
		}
	}
	return nil
}

func gzipETag(v *visit, first *answer, report reporter) error {
	tag := first.header.Get("ETag")
	if !strings.HasPrefix(tag, `"`) || first.header.Get("Content-Encoding") != "" { // there is one answer only
		return nil
	}
	zipped, err := v.zipped(first)
	if err == nil && zipped.header.Get("Content-Encoding") != "" && zipped.header.Get("ETag") == tag {
		report("the compressed answer has the same strong ETag %s", tag)
	}
	return err
}

func head(v *visit, first *answer, report reporter) error {
	a, err := v.ask(http.MethodHead, first.address, nil)
	if err != nil {
		return err
	}
	if a.status != http.StatusOK {
		report("answers %d to HEAD", a.status)
		return nil
	}
	for _, key := range []string{"Content-Type", "ETag"} {
		if was, is := first.header.Get(key), a.header.Get(key); was != is {
			report("answers HEAD with %s %q, and GET with %q", key, is, was)
		}
	}
	return nil
}

func cacheControl(_ *visit, first *answer, report reporter) error {
	if first.header.Get("Cache-Control") == "" && first.header.Get("Expires") == "" {
		report("does not say how long it holds")
	}
	return nil
}
